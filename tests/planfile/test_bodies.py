"""Names of bodies in one cell or phrase."""

import pytest

from dondoc.planfile.bodies import split_bodies

CASES = {
    "Văn phòng Sở; Phòng A": ("Văn phòng Sở", "Phòng A"),
    "- Văn phòng Sở\n- Các phòng": ("Văn phòng Sở", "Các phòng"),
    "Sở Y tế,\nSở Nội vụ.": ("Sở Y tế", "Sở Nội vụ"),
    "Sở Tư pháp (Văn phòng Sở)": ("Văn phòng Sở",),
    "Sở Tư pháp (Phòng A, Phòng B)": ("Phòng A", "Phòng B"),
    "Sở Tư pháp (Các phòng, đơn vị thuộc Sở)": ("Các phòng, đơn vị thuộc Sở",),
    "Văn phòng Sở (bộ phận CNTT)": ("Văn phòng Sở (bộ phận CNTT)",),
    "Sở Văn hóa, Thể thao và Du lịch": ("Sở Văn hóa, Thể thao và Du lịch",),
    "Sở Lao động - Thương binh và Xã hội": ("Sở Lao động - Thương binh và Xã hội",),
    "Phòng Xây dựng và Tổ chức thi hành pháp luật": ("Phòng Xây dựng và Tổ chức thi hành pháp luật",),
    "Báo và Phát thanh, truyền hình Đông Lâm": ("Báo và Phát thanh, truyền hình Đông Lâm",),
    "Văn phòng Đoàn ĐBQH và HĐND tỉnh": ("Văn phòng Đoàn ĐBQH và HĐND tỉnh",),
    "Phòng A, Phòng B và Thanh tra Sở": ("Phòng A", "Phòng B", "Thanh tra Sở"),
    "Các sở, ban, ngành; UBND các xã, phường": ("Các sở, ban, ngành", "UBND các xã, phường"),
    "Các Sở, Ban, ngành cấp tỉnh, UBND các xã, phường": ("Các Sở, Ban, ngành cấp tỉnh", "UBND các xã, phường"),
    "Sở, Ban, ngành": ("Sở, Ban, ngành",),
    "UBND tỉnh, các sở, ban, ngành": ("UBND tỉnh", "các sở, ban, ngành"),
    "Văn phòng Sở và các phòng, đơn vị thuộc Sở": ("Văn phòng Sở", "các phòng, đơn vị thuộc Sở"),
    "Văn phòng Sở/Phòng CNTT": ("Văn phòng Sở", "Phòng CNTT"),
    "Công an tỉnh, Bộ Chỉ huy Quân sự tỉnh": ("Công an tỉnh", "Bộ Chỉ huy Quân sự tỉnh"),
    "Văn phòng HĐND và UBND phường": ("Văn phòng HĐND và UBND phường",),
    "Phòng Kinh tế, Văn phòng Đảng ủy, HĐND và UBND xã": ("Phòng Kinh tế", "Văn phòng Đảng ủy, HĐND và UBND xã"),
    "HĐND và UBND xã": ("HĐND", "UBND xã"),
    "Phòng Phổ biến, giáo dục pháp luật và Phòng A": ("Phòng Phổ biến, giáo dục pháp luật", "Phòng A"),
    "Phòng Thanh tra, Pháp chế và Văn phòng": ("Phòng Thanh tra, Pháp chế", "Văn phòng"),
    "Báo và Đài Phát thanh tỉnh, Sở Y tế": ("Báo và Đài Phát thanh tỉnh", "Sở Y tế"),
    "Tỉnh đoàn, Công đoàn, Hội Nông dân": ("Tỉnh đoàn", "Công đoàn", "Hội Nông dân"),
    "Công an xã, Trạm Y tế, trưởng các thôn": ("Công an xã", "Trạm Y tế", "trưởng các thôn"),
    "Ban Dân vận và đảng ủy các xã, phường": ("Ban Dân vận", "đảng ủy các xã, phường"),
    "Văn phòng, các sở, ban, ngành": ("Văn phòng", "các sở, ban, ngành"),
    "các phòng chuyên môn và Văn phòng": ("các phòng chuyên môn", "Văn phòng"),
    "Văn phòng Sở; Văn phòng Sở": ("Văn phòng Sở",),
    "-": (),
    "": (),
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_bodies_of_a_cell(text: str, expected: tuple[str, ...]) -> None:
    assert split_bodies(text) == expected
