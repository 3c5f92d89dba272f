"""The unit that follows up, in the sentences that name it."""

import pytest

from dondoc.planfile.documents import Line
from dondoc.planfile.offices import follow_up_office
from dondoc.planfile.outlines import outline

SENTENCES = {
    "Văn phòng Sở theo dõi, đôn đốc các nhiệm vụ do các phòng thực hiện.": "Văn phòng Sở",
    "Giao Phòng Tổ chức - Hành chính theo dõi, đôn đốc.": "Phòng Tổ chức - Hành chính",
    "Văn phòng Sở được phân công theo dõi, đôn đốc.": "Văn phòng Sở",
    "Việc theo dõi, đôn đốc thực hiện Kế hoạch do Văn phòng Sở đảm nhiệm./.": "Văn phòng Sở",
    "Việc đôn đốc, theo dõi giao cho Thanh tra Sở chủ trì, phối hợp với các phòng.": "Thanh tra Sở",
    "Nhiệm vụ theo dõi, đôn đốc được giao cho Văn phòng Sở.": "Văn phòng Sở",
    "Đơn vị theo dõi, đôn đốc thực hiện Kế hoạch là Văn phòng Sở.": "Văn phòng Sở",
    "Đầu mối theo dõi, đôn đốc: Phòng Kế hoạch - Tài chính.": "Phòng Kế hoạch - Tài chính",
    "Theo dõi, đôn đốc việc thực hiện các nhiệm vụ do Ủy ban nhân dân tỉnh giao.": None,
    "Các phòng chịu sự theo dõi, đôn đốc của lãnh đạo Sở.": None,
}


@pytest.mark.parametrize(("sentence", "unit"), SENTENCES.items())
def test_follow_up_office_of_a_sentence(sentence: str, unit: str | None) -> None:
    lines = [Line("paragraph 1", "III. TỔ CHỨC THỰC HIỆN"), Line("paragraph 2", f"1. {sentence}")]
    found = follow_up_office(outline(lines, tasks_in_table=False))
    assert found == ((unit, "paragraph 2") if unit else None)
