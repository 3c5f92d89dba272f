"""The pages as printed: the file made into PDF by LibreOffice and read back."""

import pypdfium2
import pytest
from printing import FONTS, printed, text_of
from sample_report import REPORT


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    with printed(REPORT, tmp_path_factory.mktemp("pages")) as found:
        yield found


def test_text_is_upright_and_the_annex_turned(pages):
    sizes = [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in pages]
    assert sizes == [(210, 297)] * 2 + [(297, 210)] * 3


def test_embedded_letters_are_times_new_roman_or_its_double(pages):
    names = {
        item.get_font().get_base_name()
        for page in pages
        for item in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT])
    }
    plain = {name.split("+")[-1].split("-")[0].replace("PS", "").replace("MT", "") for name in names}
    assert plain <= {font.replace(" ", "") for font in FONTS}


def test_components_come_in_the_order_of_the_decree(pages):
    whole = "\n".join(map(text_of, pages))
    order = [
        "ỦY BAN NHÂN DÂN",
        "SỞ TƯ PHÁP",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n",
        "Độc lập - Tự do - Hạnh phúc",
        "Số:",
        "Đồng Tháp, ngày",
        "BÁO CÁO",
        "Kính gửi: Ủy ban nhân dân tỉnh Đồng Tháp (qua Sở Khoa học và Công nghệ)",
        "I. KẾT QUẢ THỰC HIỆN",
        "II. KHÓ KHĂN",
        "III. NHIỆM VỤ",
        "IV. ĐỀ XUẤT",
        "./.",
        "Nơi nhận:",
        "PHÓ GIÁM ĐỐC",
        "Nguyễn Văn Mẫu",
        "Phụ lục\n",
        "(Kèm theo Báo cáo số",
        "STT",
    ]
    places, start = [], 0
    for words in order:
        start = whole.find(words, start)
        places.append(start)
    assert -1 not in places


def test_page_numbers_are_printed_from_the_second_page_of_each_part(pages):
    firsts = [text_of(page).split("\n")[0].strip() for page in pages]
    assert firsts[1] == "2"
    assert firsts[2] == "Phụ lục"
    assert firsts[3:] == ["2", "3"]
    assert not firsts[0].isdigit()


def test_table_heading_is_repeated_on_each_page_of_the_annex(pages):
    for page in pages[2:]:
        assert "Kết quả đến kỳ" in text_of(page)


def test_signature_stands_on_the_page_of_the_last_line(pages):
    (page,) = [text for text in map(text_of, pages) if "./." in text]
    assert "Nguyễn Văn Mẫu" in page
    assert "Lưu: VT, VP." in page
