"""What sheets are laid out to, whoever recognised them: paragraphs, frames, tables, and what is left out."""

import pytest

from dondoc.planfile.blocks import Paragraph, Table, bullets
from dondoc.planfile.layouts import blocks_of
from dondoc.planfile.sheets import Rule, Sheet
from dondoc.planfile.traces import Spot
from tests.planfile.printed import FULL, centred, filler, grid, line, lines, sheet

XS = (60.0, 100.0, 300.0, 540.0)


def texts(*sheets: Sheet) -> list[str]:
    return [block.text for block in blocks_of(sheets) if isinstance(block, Paragraph)]


def table(*sheets: Sheet) -> Table:
    (found,) = [block for block in blocks_of(sheets) if isinstance(block, Table)]
    return found


def cells(found: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in found.rows]


def row(number: str, text: str, due: str, *, top: float) -> list:
    return [*line(number, left=65, top=top), *line(text, left=105, top=top), *line(due, left=305, top=top)]


HEAD = ("TT", "Nhiệm vụ", "Thời gian")


def test_lines_are_one_paragraph_until_the_next_word_would_have_fit() -> None:
    upper = "Thực hiện nhiệm vụ được giao tại văn bản của cấp trên và báo cáo kết quả về cơ quan đầu mối"
    page = sheet(1, filler(top=60), lines(upper, "theo quy định.", "Các phòng chủ động thực hiện.", top=116))
    assert texts(page)[1:] == [f"{upper} theo quy định.", "Các phòng chủ động thực hiện."]


def test_a_symbol_is_whole_where_a_line_broke_at_its_hyphen() -> None:
    upper = "Căn cứ các văn bản của cấp trên về chuyển đổi số và cải cách hành chính tại Kế hoạch 56/KH-"
    assert texts(sheet(1, filler(top=60), lines(upper, "UBND của tỉnh.", top=116)))[1] == f"{upper}UBND của tỉnh."


def test_a_label_begins_a_paragraph_under_a_full_line() -> None:
    full = "1. " + "b" * 76
    assert texts(sheet(1, lines(full, "2. Việc thứ hai", top=100))) == [full, "2. Việc thứ hai"]


def test_a_line_indented_as_the_closed_one_above_begins_a_paragraph() -> None:
    first, second = "Căn cứ " + "a" * 66 + ";", "Căn cứ " + "b" * 40
    assert texts(sheet(1, filler(top=60), lines(first, second, left=90, top=116)))[1:] == [first, second]


def test_a_range_of_years_broken_at_its_dash_is_no_bullet() -> None:
    full = "a" * 70 + " năm 2025"
    assert texts(sheet(1, lines(full, "- 2030 của tỉnh", top=100))) == [f"{full} - 2030 của tỉnh"]


def test_a_paragraph_over_two_pages_has_a_spot_on_either() -> None:
    full = "Thực hiện " + "a" * 70
    first, second = sheet(1, line(full, top=700)), sheet(2, line("tiếp theo.", top=100))
    (whole,) = blocks_of([first, second])
    assert isinstance(whole, Paragraph)
    assert whole.text == f"{full} tiếp theo."
    assert whole.trace.spots == (Spot(1, 0.1, 0.875, 0.89, 0.89), Spot(2, 0.1, 0.125, 0.195, 0.14))


def test_a_letterhead_is_a_frame_of_two_columns() -> None:
    page = sheet(
        1,
        [*centred("UBND TỈNH SÔNG LAM", top=60, middle=160), *centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA", top=60, middle=410)],
        [*centred("SỞ TƯ PHÁP", top=76, middle=160), *centred("Độc lập - Tự do - Hạnh phúc", top=76, middle=410)],
        centred("KẾ HOẠCH", top=130, bold=True),
        filler(top=180),
    )
    frame, kind, _ = blocks_of([page])
    assert isinstance(frame, Table)
    assert frame.is_frame
    assert cells(frame) == [
        ["UBND TỈNH SÔNG LAM\nSỞ TƯ PHÁP", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA\nĐộc lập - Tự do - Hạnh phúc"]
    ]
    assert isinstance(kind, Paragraph)
    assert (kind.text, kind.centred) == ("KẾ HOẠCH", True)


@pytest.mark.parametrize(
    ("left", "found"),
    [
        (("UBND TỈNH TRƯỜNG SA ĐÔNG", "SỞ Y TẾ"), "UBND TỈNH TRƯỜNG SA ĐÔNG\nSỞ Y TẾ"),
        (("BAN QUẢN LÝ KHU KINH TẾ", "TỈNH TRƯỜNG SA ĐÔNG"), "BAN QUẢN LÝ KHU KINH TẾ TỈNH TRƯỜNG SA ĐÔNG"),
        (("SỞ NÔNG NGHIỆP VÀ MÔI", "TRƯỜNG"), "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG"),
    ],
)
def test_two_bodies_in_one_type_stand_on_two_lines_of_a_narrow_letterhead(left: tuple[str, str], found: str) -> None:
    middle = 133.0
    page = sheet(
        1,
        [
            *centred(left[0], top=60, middle=middle, bold=True),
            *centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA", top=60, middle=410),
        ],
        [*centred(left[1], top=76, middle=middle, bold=True), *centred("VIỆT NAM", top=76, middle=410)],
        [*centred("Số: 1/KH", top=92, middle=middle), *centred("Độc lập - Tự do", top=92, middle=410)],
        centred("KẾ HOẠCH", top=150, bold=True),
        filler(top=200),
    )
    assert table(page).rows[0][0].text == f"{found}\nSố: 1/KH"


def test_a_signature_stands_in_the_frame_of_the_closing_however_low() -> None:
    page = sheet(
        1,
        filler(top=100),
        [*line("Nơi nhận:", top=130), *centred("GIÁM ĐỐC", top=130, middle=450)],
        lines("- UBND tỉnh;", "- Lưu: VT.", top=146),
        centred("Trần Văn Bình", top=230, middle=450),
    )
    frame = table(page)
    assert frame.is_frame
    assert cells(frame) == [["Nơi nhận:\n- UBND tỉnh;\n- Lưu: VT.", "GIÁM ĐỐC\nTrần Văn Bình"]]


def test_entries_of_a_cell_stand_on_lines_of_their_own_and_wrapped_lines_are_joined() -> None:
    words = lines("- Xây dựng dự thảo rồi lấy ý kiến", "các sở", "- Trình ký", left=105, top=105)
    found = table(sheet(1, line("1", left=65, top=105), words, rules=grid(XS, (100, 160))))
    assert found.rows[0][1].text == "- Xây dựng dự thảo rồi lấy ý kiến các sở\n- Trình ký"
    assert bullets(found.rows[0][1].text) == ("Xây dựng dự thảo rồi lấy ý kiến các sở", "Trình ký")


def test_a_recognised_line_of_low_letters_goes_on_with_the_one_above() -> None:
    upper = [word._replace(confidence=96) for word in line("Chi nhánh Văn phòng đăng ký đất", left=105, top=105)]
    lower = [word._replace(confidence=96) for word in line("xem", left=105, top=121, size=9)]
    found = table(sheet(1, line("1", left=65, top=105), upper, lower, rules=grid(XS, (100, 160))))
    assert found.rows[0][1].text == "Chi nhánh Văn phòng đăng ký đất xem"


def test_a_cell_over_rows_or_columns_is_the_same_in_each_place() -> None:
    rules = [
        *(Rule(60, y, 540, y) for y in (100, 120, 160)),
        Rule(60, 140, 300, 140),
        Rule(60, 100, 60, 160), Rule(540, 100, 540, 160), Rule(100, 120, 100, 160), Rule(300, 120, 300, 160),
    ]  # fmt: skip
    words = [*line("Nhóm việc chung", left=65, top=104), *row("1", "Một", "Năm 2026", top=124)]
    found = table(sheet(1, words, [*line("2", left=65, top=144), *line("Hai", left=105, top=144)], rules=rules))
    top, first, second = found.rows
    assert top[0] is top[1] is top[2]
    assert first[2] is second[2]
    assert cells(found)[1:] == [["1", "Một", "Năm 2026"], ["2", "Hai", "Năm 2026"]]


def test_lines_of_a_scan_make_a_table_though_they_slant_break_and_touch_the_words() -> None:
    rules = [
        Rule(60, 100, 300, 101), Rule(304, 101, 540, 102.5), Rule(60, 120, 540, 122), Rule(61, 140, 538, 141.5),
        Rule(60, 99, 61, 141), Rule(100, 101, 101.5, 118), Rule(100.5, 121, 102, 140),
        Rule(300, 102, 301, 141), Rule(540, 100, 541, 142),
    ]  # fmt: skip
    words = [*row("1", "Một", "Năm 2026", top=109), *row("2", "Hai", "Quý I", top=124)]
    assert cells(table(sheet(1, words, rules=rules))) == [["1", "Một", "Năm 2026"], ["2", "Hai", "Quý I"]]


def test_a_header_repeated_on_the_next_page_is_no_row() -> None:
    first = sheet(1, row(*HEAD, top=104), row("1", "Một", "Năm 2026", top=124), rules=grid(XS, (100, 120, 140)))
    second = sheet(2, row(*HEAD, top=64), row("2", "Hai", "Quý I", top=84), rules=grid(XS, (60, 80, 100)))
    assert cells(table(first, second)) == [list(HEAD), ["1", "Một", "Năm 2026"], ["2", "Hai", "Quý I"]]


def test_a_header_recognised_a_little_otherwise_on_the_next_page_is_no_row() -> None:
    def scanned(number: int, header: tuple[str, str, str], first: str) -> Sheet:
        top = [word._replace(confidence=80) for word in row(*header, top=104)]
        below = [word._replace(confidence=80) for word in row(first, "Một", "Năm 2026", top=124)]
        return sheet(number, top, below, rules=grid(XS, (100, 120, 140)))

    found = table(
        scanned(1, ("TT", "Nội dung tham mưu", "Thời gian"), "1"),
        scanned(2, ("TT", "Nội dung tham mưu mưu", "Thời gian"), "2"),
    )
    assert [number.text for number, *_ in found.rows] == ["TT", "1", "2"]


@pytest.mark.parametrize(
    ("last", "fresh"),
    [("II.1", "II.2"), ("I.", "II."), ("2", "2a"), ("a)", "b)"), ("A", "B"), ("1.1", "1.2"), ("09", "10")],
)
def test_a_number_begins_a_row_on_a_new_page_whatever_its_form(last: str, fresh: str) -> None:
    first = sheet(
        1,
        row(*HEAD, top=104),
        row(last, "Trực ban 24/24 giờ trong mùa lũ", "Cả năm", top=124),
        rules=grid(XS, (100, 120, 140)),
    )
    second = sheet(2, row(fresh, "Tổ chức diễn tập", "Quý I", top=64), rules=grid(XS, (60, 80)))
    assert cells(table(first, second))[1:] == [
        [last, "Trực ban 24/24 giờ trong mùa lũ", "Cả năm"],
        [fresh, "Tổ chức diễn tập", "Quý I"],
    ]


def test_a_row_that_a_page_break_cut_is_whole_with_spots_on_both_pages() -> None:
    words = [*row(*HEAD, top=104), *row("1", "Rà soát quy trình giải quyết thủ", "Năm 2026", top=124)]
    first = sheet(1, row("0", "Việc", "Quý I", top=144 - 60), words, rules=grid(XS, (80, 100, 120, 140)))
    second = sheet(
        2, line("tục hành chính", left=105, top=64), row("2", "Hai", "Quý I", top=84), rules=grid(XS, (60, 80, 100))
    )
    found = table(first, second)
    assert cells(found)[2:] == [
        ["1", "Rà soát quy trình giải quyết thủ tục hành chính", "Năm 2026"],
        ["2", "Hai", "Quý I"],
    ]
    assert [spot.page for spot in found.rows[2][1].trace.spots] == [1, 2]


def test_a_merged_cell_goes_on_over_a_page_break() -> None:
    def part(ys: tuple[float, ...], first: float) -> list[Rule]:
        inner = [Rule(60, y, 300, y) for y in ys[1:-1] if y != first]
        ends = [Rule(60, y, 540, y) for y in (ys[0], first, ys[-1])]
        return inner + ends + [Rule(x, ys[0], x, ys[-1]) for x in XS]

    upper = [*row(*HEAD, top=104), *row("1", "Một", "Năm 2026", top=124)]
    first = sheet(
        1, upper, [*line("2", left=65, top=144), *line("Hai", left=105, top=144)], rules=part((100, 120, 140, 160), 120)
    )
    lower = [
        *line("3", left=65, top=64),
        *line("Ba", left=105, top=64),
        *line("4", left=65, top=84),
        *line("Bốn", left=105, top=84),
    ]
    found = table(first, sheet(2, lower, rules=part((60, 80, 100), 60)))
    assert [number.text for number, *_ in found.rows] == ["TT", "1", "2", "3", "4"]
    assert len({id(due) for *_, due in found.rows[1:]}) == 1


def test_a_table_without_lines_is_told_by_its_columns() -> None:
    words = [
        *row("TT", "Nhiệm vụ", "Thời gian", top=100), *row("1", "Rà soát quy trình nội bộ và", "Năm 2026", top=116),
        *line("báo cáo kết quả", left=105, top=132), *row("2", "Ban hành", "Quý I", top=148),
    ]  # fmt: skip
    found = table(sheet(1, words))
    assert cells(found) == [
        ["TT", "Nhiệm vụ", "Thời gian"],
        ["1", "Rà soát quy trình nội bộ và báo cáo kết quả", "Năm 2026"],
        ["2", "Ban hành", "Quý I"],
    ]


def test_page_numbers_and_running_heads_are_left_out() -> None:
    pages = [
        sheet(n, line("Sở Tư pháp", top=30), filler(top=140), line(f"Đoạn {n}.", top=190), line(str(n), top=770))
        for n in (1, 2, 3)
    ]
    assert texts(*pages) == [FULL, "Đoạn 1.", FULL, "Đoạn 2.", FULL, "Đoạn 3."]


def test_a_footnote_and_its_mark_are_left_out_and_square_metres_stay() -> None:
    text = line("Giao 20 m", top=100)
    square = line("2", left=text[-1].right, top=99, size=7)
    noted = line("theo quy định", left=text[-1].right + 10, top=100)
    mark = line("1", left=noted[-1].right, top=99, size=7)
    note = line("1 Số liệu của năm trước.", top=730, size=9)
    page = sheet(1, text, square, noted, mark, note, rules=[Rule(60, 720, 200, 720)])
    assert texts(page) == ["Giao 20 m2 theo quy định"]


def test_a_footnote_whose_mark_is_as_large_as_the_text_is_left_out() -> None:
    note = [*line("1", top=729), *line("Số liệu của năm trước.", left=75, top=730, size=9)]
    page = sheet(1, line("Giao các sở theo dõi.", top=100), note, rules=[Rule(60, 720, 200, 720)])
    assert texts(page) == ["Giao các sở theo dõi."]


def test_a_footnote_without_a_line_over_it_is_told_by_its_small_type_and_raised_mark() -> None:
    mark = line("1", top=729.5, size=6)
    note = [*line("Số liệu của", left=64, top=730, size=9), *line("năm trước.", top=741, size=9)]
    assert texts(sheet(1, filler(top=100), mark, note)) == [FULL]


def test_small_type_without_a_mark_is_text_at_the_foot_of_a_page_too() -> None:
    page = sheet(1, line("Giao các sở theo dõi.", top=100), line("Nơi nhận như trên.", top=730, size=9))
    assert texts(page) == ["Giao các sở theo dõi.", "Nơi nhận như trên."]


def test_a_trace_keeps_the_lowest_confidence_and_the_words_under_the_threshold() -> None:
    words = [*line("Sở Tư", top=100, confidence=96), *line("phap", left=100, top=100, confidence=41)]
    (paragraph,) = blocks_of([sheet(1, words)])
    assert isinstance(paragraph, Paragraph)
    assert (paragraph.trace.confidence, paragraph.trace.unsure) == (41, ("phap",))


def test_a_border_round_the_page_is_no_table() -> None:
    frame = grid((20, 580), (20, 780))
    assert texts(sheet(1, line("Nội dung.", top=100), rules=frame)) == ["Nội dung."]


def test_blocks_stand_in_reading_order_round_a_table() -> None:
    page = sheet(
        1,
        line("Trước bảng.", top=60),
        row("1", "Một", "Năm 2026", top=104),
        line("Sau bảng.", top=150),
        rules=grid(XS, (100, 120)),
    )
    before, found, after = blocks_of([page])
    assert isinstance(before, Paragraph)
    assert isinstance(found, Table)
    assert isinstance(after, Paragraph)
    assert (before.text, after.text) == ("Trước bảng.", "Sau bảng.")


def test_nothing_makes_no_blocks() -> None:
    assert blocks_of([]) == ()
    assert blocks_of([sheet(1)]) == ()
