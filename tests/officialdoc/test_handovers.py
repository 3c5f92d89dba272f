"""The hand-over sheet as printed: two pages for a usual one, everybody's signature on the last."""

from datetime import date
from pathlib import Path

import pytest
from printing import printed, text_of

from dondoc.officialdoc.handovers import HandedDraft, HandedDuty, Handover, describe

STATES = ("Đang thực hiện, đúng hạn", "Chưa có câu trả lời được duyệt", "Đã hoàn thành")
HEADING = "Nhiệm vụ, chỉ tiêu; khó khăn"


def duty(place: int) -> HandedDuty:
    """Of ordinary length; every fourth has met a difficulty, every third is proved."""
    return HandedDuty(
        plan=f"Kế hoạch số {12 + place // 10}/KH-STP ngày 15/01/2026",
        number=str(place),
        text="Tổ chức tập huấn kỹ năng số cho cán bộ, công chức làm công tác hộ tịch tại các xã, phường trong năm 2026",
        unit_name="XDKT",
        due_on=date(2026, 6, 30) if place % 5 else None,
        state=STATES[place % 3],
        difficulties="Thiếu kinh phí tập huấn, chưa bố trí được giảng viên cho các xã vùng cao"
        if place % 4 == 1
        else "",
        proofs=("45/BC-STP", "12/TB-STP") if place % 3 == 0 else (),
        path=f"plans/{1 + place // 10}/",
    )


def sheet(count: int) -> Handover:
    unit = "Phòng Xây dựng và kiểm tra văn bản"
    return Handover(
        parent_body="Ủy ban nhân dân tỉnh",
        department="Sở Tư pháp",
        symbol="STP",
        place="Bắc Mẫu",
        on=date(2026, 3, 18),
        giver="Hồ Mẫu Quyên",
        giver_title="Chuyên viên",
        units=(unit,),
        duties=tuple(map(duty, range(1, count + 1))),
        drafts=(HandedDraft("Quý I/2026", unit, "Đang soạn", 7, count, date(2026, 3, 25)),),
        site="http://dondoc.stp.example/",
    )


@pytest.mark.parametrize(("count", "pages"), [(3, 2), (17, 2), (40, 4)])
def test_usual_sheet_is_two_pages_and_a_long_one_runs_on(tmp_path: Path, count: int, pages: int) -> None:
    with printed(describe(sheet(count)), tmp_path) as found:
        texts = list(map(text_of, found))
    assert len(texts) == pages
    assert f"đã trả lời 7/{count} nội dung" in " ".join("".join(texts).split())
    for words in ("Bên nhận\n", "(Ký, ghi rõ họ tên)", "LÃNH ĐẠO CHỨNG KIẾN", "Nơi nhận"):
        assert words in texts[-1]
    if count == 40:
        assert [HEADING in " ".join(text.split()) for text in texts[:3]] == [True] * 3
