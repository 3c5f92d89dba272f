"""What a printed deadline means: every form seen, and what must hold for any text."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dondoc.core.deadlines import due_date, parts_named

CASES = {
    "Năm 2026": date(2026, 12, 31),
    "Trong năm 2026": date(2026, 12, 31),
    "Trong năm": date(2026, 12, 31),
    "Cả năm": date(2026, 12, 31),
    "2026": date(2026, 12, 31),
    "Quý II/2026": date(2026, 6, 30),
    "Quý\nII/2026": date(2026, 6, 30),
    "Quý 3 năm 2026": date(2026, 9, 30),
    "quý III": date(2026, 9, 30),
    "Quý II, III/2026": date(2026, 9, 30),
    "Quý I-II/2026": date(2026, 6, 30),
    "Quý I đến Quý III/2026": date(2026, 9, 30),
    "Tháng 3 - tháng 9/2026": date(2026, 9, 30),
    "Quý II - Quý III/2026": date(2026, 9, 30),
    "Quý II và Quý IV/2026": date(2026, 12, 31),
    "Quý IV/2026 - Quý I/2027": date(2027, 3, 31),
    "Từ quý II/2026 đến hết quý IV/2026": date(2026, 12, 31),
    "Cuối quý I/2026": date(2026, 3, 31),
    "Tháng 9/2026": date(2026, 9, 30),
    "Tháng 02 năm 2028": date(2028, 2, 29),
    "Tháng 9": date(2026, 9, 30),
    "Tháng 6 và tháng 11/2026": date(2026, 11, 30),
    "Tháng 3, 6, 9, 12/2026": date(2026, 12, 31),
    "Tháng 3 - 5/2026": date(2026, 5, 31),
    "09/2026": date(2026, 9, 30),
    "Tháng 12/2026 - tháng 01/2027": date(2027, 1, 31),
    "6 tháng đầu năm 2026": date(2026, 6, 30),
    "6 tháng đầu năm": date(2026, 6, 30),
    "06 tháng đầu năm": date(2026, 6, 30),
    "Trước mùa khô năm 2026": None,
    "Dịp Tết Nguyên đán 2026": None,
    "06 tháng cuối năm 2026": date(2026, 12, 31),
    "6 tháng cuối năm 2026": date(2026, 12, 31),
    "9 tháng năm 2026": date(2026, 9, 30),
    "9 tháng đầu năm 2026": date(2026, 9, 30),
    "Sáu tháng đầu năm 2027": date(2027, 6, 30),
    "Cuối năm 2026": date(2026, 12, 31),
    "Trước ngày 30/4/2026": date(2026, 4, 30),
    "Trước 28/02/2026": date(2026, 2, 28),
    "Chậm nhất ngày 20/11/2026": date(2026, 11, 20),
    "Trước ngày 15 tháng 12 năm 2026": date(2026, 12, 15),
    "Trước ngày 15 tháng 12": date(2026, 12, 15),
    "Trước ngày 15/12": date(2026, 12, 15),
    "15-12-2026": date(2026, 12, 15),
    "15.12.2026": date(2026, 12, 15),
    "Từ 01/3/2026 đến 30/6/2026": date(2026, 6, 30),
    "30/6/2026 và 15/12/2026": date(2026, 12, 15),
    "Thường xuyên, tổng kết trước ngày 30/11/2026": date(2026, 11, 30),
    "2026 - 2028": date(2028, 12, 31),
    "2026-2028": date(2028, 12, 31),
    "Giai đoạn 2026 – 2030": date(2030, 12, 31),
    "Đến năm 2030": date(2030, 12, 31),
    "Thường xuyên": None,
    "Thường xuyên trong năm 2026": None,
    "Hằng quý": None,
    "Hàng tháng": None,
    "Hằng năm": None,
    "Định kỳ hằng quý năm 2026": None,
    "Khi có phát sinh": None,
    "Theo yêu cầu của Ủy ban nhân dân tỉnh": None,
    "Năm 2026 và các năm tiếp theo": None,
    "Trước ngày 31/6/2026": None,
    "trước ngày 15 hằng tháng": None,
    "Trước ngày 15 tháng cuối quý": None,
    "Quý I, II/2026": date(2026, 6, 30),
    "Quý I - Quý III/2026": date(2026, 9, 30),
    "cuối năm 2026": date(2026, 12, 31),
    "tháng 6 và tháng 12": date(2026, 12, 31),
    "chậm nhất ngày 20/11": date(2026, 11, 20),
    "ngay sau khi Nghị quyết được thông qua": None,
    "theo tiến độ của tỉnh": None,
    "15/6/2026": date(2026, 6, 15),
    "6/2026": date(2026, 6, 30),
    "Giai đoạn 2026-2030": date(2030, 12, 31),
    "sau 30 ngày kể từ ngày ban hành": None,
    "Trong tháng 7": date(2026, 7, 31),
    "Từ ngày 01/3 đến ngày 30/9/2026": date(2026, 9, 30),
    "Từ tháng 3/2026": None,
    "Từ tháng 4-2026": None,
    "Từ tháng 4-2026 đến tháng 9-2026": date(2026, 9, 30),
    "Từ 2026-2028": date(2028, 12, 31),
    "Quý II-2026 đến quý IV-2026": date(2026, 12, 31),
    "III/2026": date(2026, 9, 30),
    "II/2026 - IV/2026": date(2026, 12, 31),
    "Trước ngày 05-12-2026": date(2026, 12, 5),
    "trước ngày 15-3": date(2026, 3, 15),
    "Trước 30.6": date(2026, 6, 30),
    "Trước 5-10 ngày": None,
    "ngày 10-12 hằng tháng": None,
    "6 tháng một lần": None,
    "6 tháng/01 lần": None,
    "3 tháng 1 lần": None,
    "Mỗi 6 tháng": None,
    "02 lần/năm": None,
    "Từ quý II/2026": None,
    "Từ ngày 01/7/2026": None,
    "Quý II - IV": date(2026, 12, 31),
    "Quý 2/2026": date(2026, 6, 30),
    "Q2/2026": date(2026, 6, 30),
    "QII/2026": date(2026, 6, 30),
    "Quý II năm 2026": date(2026, 6, 30),
    "Quý II và quý IV năm 2026": date(2026, 12, 31),
    "Hết quý II": date(2026, 6, 30),
    "Tháng 01 đến tháng 3": date(2026, 3, 31),
    "Tháng 3-5/2026": date(2026, 5, 31),
    "T6/2026": date(2026, 6, 30),
    "Tháng 6, 9, 12": date(2026, 12, 31),
    "Tháng 10/2026 - 02/2027": date(2027, 2, 28),
    "Tháng 10/2026 - tháng 02/2027": date(2027, 2, 28),
    "Năm 2026, 2027": date(2027, 12, 31),
    "Đến hết 31/12/2026": date(2026, 12, 31),
    "31.12.2026": date(2026, 12, 31),
    "31-12-2026": date(2026, 12, 31),
    "ngày 20 tháng 11 năm 2026": date(2026, 11, 20),
    "Trước ngày 20 tháng 11": date(2026, 11, 20),
    "Cả năm 2026": date(2026, 12, 31),
    "Hoàn thành năm 2026": date(2026, 12, 31),
    "Năm học 2026 - 2027": None,
    "Học kỳ I năm học 2026-2027": None,
    "Theo Kế hoạch số 12/KH-UBND ngày 05/01/2026": None,
    "Theo tiến độ tại Quyết định số 405/QĐ-BKHCN ngày 03/4/2026": None,
    "Quý III/2026 (sau khi có hướng dẫn của Bộ)": date(2026, 9, 30),
    "Sau khi có hướng dẫn của Bộ (dự kiến quý III/2026)": None,
    "Thường xuyên, hoàn thành trong năm 2026": None,
    "Hằng quý, hoàn thành trước 15/12/2026": date(2026, 12, 15),
    "Trước kỳ họp giữa năm 2026 của HĐND tỉnh": None,
    "01/7/2026 - 30/9/2026": date(2026, 9, 30),
    "6/2026 - 9/2026": date(2026, 9, 30),
    "Tháng 6/2026 (đợt 1), tháng 11/2026 (đợt 2)": date(2026, 11, 30),
    "Trong 15 ngày kể từ ngày Kế hoạch được ban hành": None,
    "Trong vòng 6 tháng kể từ khi phê duyệt": None,
    "Trong vòng 3 tháng": None,
    "Tuần 3 tháng 6/2026": date(2026, 6, 30),
    "Trước 17h00 ngày 25/6/2026": date(2026, 6, 25),
    "Quý IV/2025 - Quý II/2026": date(2026, 6, 30),
    "Từ năm 2026": None,
    "Từ 2026 đến 2030": date(2030, 12, 31),
    "đến năm 2030": date(2030, 12, 31),
    "Tháng 02": date(2026, 2, 28),
    "Quý I (báo cáo), Quý III (tổng kết)": date(2026, 9, 30),
    "Đợt 1: trước 30/4; đợt 2: trước 30/10/2026": date(2026, 10, 30),
    "Hàng năm": None,
    "Định kỳ 6 tháng, hằng năm": None,
    "Định kỳ hằng quý": None,
    "06 tháng/lần": None,
    "6 tháng, năm": None,
    "Hằng tháng, quý": None,
    "Theo kế hoạch": None,
    "Quý III năm 2026 và năm 2027": date(2027, 12, 31),
    "Nửa đầu năm 2026": date(2026, 6, 30),
    "Tháng 9 năm 2026": date(2026, 9, 30),
    "Cuối quý III/2026": date(2026, 9, 30),
    "Trong quý 3": date(2026, 9, 30),
    "Trước 30/6": date(2026, 6, 30),
    "Trước 30 tháng 6": date(2026, 6, 30),
    "12/2026": date(2026, 12, 31),
    "trong tháng 5, 6 năm 2026": date(2026, 6, 30),
    "Quý II-III/2026": date(2026, 9, 30),
    "Quý II – III/2026": date(2026, 9, 30),
    "Quý II & III/2026": date(2026, 9, 30),
    "Quý III/2026, Quý I/2027": date(2027, 3, 31),
    "Quý III/26": date(2026, 9, 30),
    "30/06/26": date(2026, 6, 30),
    "Trước ngày 31/12/2026 và hằng năm": date(2026, 12, 31),
    "Hoàn thành 100% trong năm 2026": date(2026, 12, 31),
    "Năm 2026 - 2027, tầm nhìn 2030": date(2027, 12, 31),
    "Theo lộ trình của Bộ Tài chính": None,
    "Sau khi Nghị định có hiệu lực": None,
    "Ngay từ đầu năm 2026": None,
    "Năm 2026 (thường xuyên)": None,
    "Xong trước Tết Nguyên đán 2026": None,
    "Ngày 22 hằng tháng": None,
    "Trước ngày 10 của tháng đầu quý sau": None,
    "Tối thiểu 01 lần/quý": None,
    "Năm 2026 và những năm tiếp theo": None,
    "2026-2027": date(2027, 12, 31),
    "2026, 2027 và 2028": date(2028, 12, 31),
    "Kỳ 1: Quý II; Kỳ 2: Quý IV": date(2026, 12, 31),
    "Tháng Sáu năm 2026": date(2026, 6, 30),
    "Tháng 3 hàng năm": None,
    "30/11 hằng năm": date(2026, 11, 30),
    "Chậm nhất là ngày 15 tháng 12 năm 2026": date(2026, 12, 15),
    "Quý IV hằng năm": None,
    "Khi tỉnh ban hành Đề án": None,
    "Sau hội nghị": None,
    "5 ngày làm việc sau khi nhận hồ sơ": None,
    "Hết năm 2026": date(2026, 12, 31),
    "": None,
    "Sớm": None,
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_due_date_of_each_printed_form(text: str, expected: date | None) -> None:
    assert due_date(text, year=2026) == expected


@pytest.mark.parametrize("text", ["Quý II", "Tháng 9", "Trước ngày 15/12", "6 tháng đầu năm", "Trong năm"])
def test_due_date_is_none_when_no_year_is_known(text: str) -> None:
    assert due_date(text, year=None) is None


@given(st.text(alphabet="quý tháng năm ngày trước IViv0123456789/-., và đầucuối\n", max_size=60))
def test_due_date_never_fails_on_any_text(text: str) -> None:
    found = due_date(text, year=2026)
    assert found is None or isinstance(found, date)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_due_date_of_an_exact_day_is_that_day(day: date) -> None:
    for text in (
        f"Trước ngày {day.day:02d}/{day.month}/{day.year}",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
    ):
        assert due_date(text, year=2026) == day


@given(st.integers(2000, 2098), st.integers(1, 12))
def test_due_date_of_a_month_is_the_day_before_the_next(year: int, month: int) -> None:
    last = due_date(f"Tháng {month}/{year}", year=None)
    assert last is not None
    assert (last.year, last.month) == (year, month)
    assert (last + timedelta(days=1)).day == 1


@given(st.integers(2000, 2098), st.sampled_from(["I", "II", "III", "IV"]))
def test_due_date_of_a_quarter_ends_on_its_third_month(year: int, quarter: str) -> None:
    number = ["I", "II", "III", "IV"].index(quarter) + 1
    assert due_date(f"Quý {quarter}/{year}", year=None) == due_date(f"Tháng {3 * number}/{year}", year=None)


@pytest.mark.parametrize(
    ("printed", "parts"),
    [
        ("Năm 2026", ()),
        ("Thường xuyên", ()),
        ("Hằng quý", ()),
        ("2026-2028", ()),
        ("6 tháng", ()),
        ("6 tháng đầu năm 2026", ((1, 6),)),
        ("6 tháng cuối năm", ((7, 12),)),
        ("9 tháng đầu năm", ((1, 9),)),
        ("Quý II/2026", ((4, 6),)),
        ("Quý II–IV", ((4, 6), (10, 12))),
        ("Quý I, III/2026", ((1, 3), (7, 9))),
        ("Tháng 9/2026", ((9, 9),)),
        ("Từ tháng 3 đến tháng 10/2026", ((3, 3), (10, 10))),
        ("01/2026 - 12/2026", ((1, 1), (12, 12))),
        ("Trước 30/6/2026", ((6, 6),)),
        ("Quý II, trước ngày 15/6", ((6, 6),)),
    ],
)
def test_parts_named_when_printed_so(printed: str, parts: tuple[tuple[int, int], ...]) -> None:
    assert parts_named(printed) == parts
