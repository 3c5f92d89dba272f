"""Doubled words that are slips, and those that are two words meeting on one syllable."""

import pytest

from dondoc.planfile.repetitions import repeated_words, spare_words

SLIPS = {
    "chất lượng của của hồ sơ": "của của",
    "Các các phòng chuyên môn": "Các các",
    "cập nhật hệ thống Hệ thống thông tin": "hệ thống Hệ thống",
    "để thực hiện thực hiện nhiệm vụ": "thực hiện thực hiện",
    "kịp thời, rà rà soát quy trình": "rà rà",
    "theo đúng quy trình trình.": "trình trình",
    "và bố trí tối thiểu từ Văn phòng Sở bố trí tối thiểu 02 công chức": (
        "bố trí tối thiểu từ Văn phòng Sở bố trí tối thiểu"
    ),
}


@pytest.mark.parametrize(("text", "said"), SLIPS.items())
def test_words_said_twice_are_found(text: str, said: str) -> None:
    assert list(repeated_words(text)) == [said]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("theo quy định tại theo Thông tư số 22/2023/TT-BTTTT", "tại theo"),
        ("Tại theo Thông tư", "Tại theo"),
        ("trách nhiệm của từng các phòng, đơn vị", "từng các"),
    ],
)
def test_joining_words_too_many_are_found(text: str, said: str) -> None:
    assert list(spare_words(text)) == [said]
    assert list(repeated_words(text)) == []


@pytest.mark.parametrize(
    "text", ["những việc còn tồn tại theo kết luận", "tình hình hiện tại theo báo cáo", "từng phòng"]
)
def test_joining_words_that_belong_to_others_are_none_too_many(text: str) -> None:
    assert list(spare_words(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Phân công công chức trực",
        "quản lý lý lịch viên chức",
        "TRƯỞNG BAN BAN QUẢN LÝ",
        "tại trụ sở Sở Tư pháp",
        "đến trụ sở Sở.",
        "tồn tại tại các đơn vị",
        "vì lý do do khách quan",
        "thường xuyên, luôn luôn sẵn sàng",
        "đánh giá giá trị, hiệu quả",
        "cơ quan quan tâm bố trí",
        "Văn phòng Sở bố trí tối thiểu 02 công chức, các phòng bố trí tối thiểu 01 công chức",
        "mức lương tối thiểu vùng bằng mức lương tối thiểu 4 triệu đồng",
        "Sở bố trí tối thiểu theo định mức và các phòng bố trí tối thiểu 01 người",
    ],
)
def test_words_that_meet_are_no_slip(text: str) -> None:
    assert list(repeated_words(text)) == []
