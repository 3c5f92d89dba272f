"""Periodic reports in the sentences that ask for them."""

import pytest

from dondoc.planfile.reporting import reporting_rules

MONTH, QUARTER, HALF, YEAR = "month", "quarter", "half_year", "year"
CASES = {
    "Định kỳ báo cáo quý, chậm nhất ngày 15 của tháng cuối quý; báo cáo năm, chậm nhất ngày 15 tháng 12 năm 2026": [
        (QUARTER, 15, "last"),
        (YEAR, 15, 12),
    ],
    "trước ngày 20 hằng tháng gửi kết quả về Văn phòng Sở; gửi báo cáo 6 tháng trước ngày 10/6/2026": [
        (MONTH, 20, "last"),
        (HALF, 10, 6),
    ],
    "báo cáo định kỳ 6 tháng (trước ngày 15/6) và hằng năm (trước ngày 30/11)": [(HALF, 15, 6), (YEAR, 30, 11)],
    "báo cáo hằng quý gửi trước ngày 15 tháng cuối quý, báo cáo năm gửi trước ngày 15/12/2026": [
        (QUARTER, 15, "last"),
        (YEAR, 15, 12),
    ],
    "Báo cáo hằng tháng (trước ngày 25), hằng quý (trước ngày 20 của tháng cuối quý), 06 tháng (trước ngày 15/6)": [
        (MONTH, 25, "last"),
        (QUARTER, 20, "last"),
        (HALF, 15, 6),
    ],
    "báo cáo 6 tháng và cả năm trước ngày 15/6 và ngày 15/12": [(HALF, 15, 6), (YEAR, 15, 12)],
    "Trước ngày 10/6 và 10/12 hằng năm, báo cáo kết quả 6 tháng, năm về Sở": [(YEAR, 10, 12), (HALF, 10, 6)],
    "trước ngày 18 tháng 6 và trước ngày 18 tháng 11 báo cáo kết quả 6 tháng và năm": [(HALF, 18, 6), (YEAR, 18, 11)],
    "Hằng quý, 6 tháng, năm báo cáo trước ngày 15 của tháng cuối kỳ báo cáo": [
        (QUARTER, 15, "last"),
        (HALF, 15, "last"),
        (YEAR, 15, 12),
    ],
    "Báo cáo kết quả trước ngày 20 tháng cuối mỗi quý": [(QUARTER, 20, "last")],
    "báo cáo quý trước ngày 14/3, 14/6, 14/9, 14/12": [(QUARTER, 14, "last")],
    "báo cáo 9 tháng trước ngày 05/9, báo cáo năm trước ngày 05/12": [(YEAR, 5, 12)],
    "báo cáo kết quả thực hiện năm 2026 trước ngày 30/11/2026": [(YEAR, 30, 11)],
    "gửi báo cáo quý trước ngày 05 của tháng đầu quý sau; báo cáo năm trước ngày 30/11": [(YEAR, 30, 11)],
    "xây dựng kế hoạch trước ngày 10/02/2026; ngày 18 hằng tháng gửi báo cáo tháng": [(MONTH, 18, "last")],
    "trước ngày 16 của tháng cuối quý gửi báo cáo quý, trước ngày 16/12/2026 gửi báo cáo năm": [
        (QUARTER, 16, "last"),
        (YEAR, 16, 12),
    ],
    "trước ngày 24 hằng tháng gửi báo cáo tháng, trước ngày 08/6 gửi báo cáo 6 tháng, trước ngày 08/12 báo cáo năm": [
        (MONTH, 24, "last"),
        (HALF, 8, 6),
        (YEAR, 8, 12),
    ],
    "trước ngày 10/6 và trước ngày 10/12 báo cáo kết quả thực hiện 6 tháng và cả năm": [(HALF, 10, 6), (YEAR, 10, 12)],
    "báo cáo quý I (15/3), 6 tháng (15/6), 9 tháng (15/9) và năm (15/12)": [(HALF, 15, 6), (YEAR, 15, 12)],
    "xây dựng kế hoạch trước ngày 20/3/2026; gửi báo cáo trước ngày 25 hằng tháng và báo cáo năm trước ngày 05/12": [
        (MONTH, 25, "last"),
        (YEAR, 5, 12),
    ],
    "Sở xây dựng kế hoạch trước ngày 20/3/2026, gửi báo cáo quý vào ngày 25 tháng cuối quý": [(QUARTER, 25, "last")],
    "Sở Xây dựng trước ngày 10/6 gửi báo cáo 6 tháng": [(HALF, 10, 6)],
    "gửi báo cáo 6 tháng trước ngày 10-6-2026, báo cáo năm trước ngày 10.12": [(HALF, 10, 6), (YEAR, 10, 12)],
    "gửi báo cáo ngày 10-12 hằng tháng": [],
    "báo cáo 6 tháng (trước ngày 10 tháng 6), 01 năm (trước ngày 10 tháng 12)": [(HALF, 10, 6), (YEAR, 10, 12)],
    "Định kỳ trước ngày 15 tháng 6 và ngày 15 tháng 12 hằng năm gửi báo cáo": [(HALF, 15, 6), (YEAR, 15, 12)],
    "Báo cáo đột xuất khi có yêu cầu": [],
    "Hằng quý họp vào ngày 15 tháng cuối quý": [],
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_reporting_rules_of_a_sentence(text: str, expected: list[tuple[str, int, int | str]]) -> None:
    rules = [placed.rule for placed in reporting_rules([("paragraph 9", text)])]
    assert [(rule.frequency, rule.due_day, rule.due_month) for rule in rules] == expected


def test_a_rule_said_twice_is_one() -> None:
    texts = [("paragraph 1", "Báo cáo năm trước ngày 15/12"), ("paragraph 2", "Báo cáo năm trước ngày 15 tháng 12")]
    assert [placed.where for placed in reporting_rules(texts)] == ["paragraph 1"]
