"""Lists of units and people read from .xlsx and .csv, every fault with its cell, and written so that they come back."""

import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from dondoc.core.leads import UnitKind
from dondoc.core.permissions import HELD_ROLES, ROLE_TITLES, Role
from dondoc.core.rosters import PersonLine, UnitLine
from dondoc.core.vietnamese import normalise
from dondoc.listfile import UnreadableFile, read_people, read_units, write
from dondoc.listfile.columns import value_of, word_of

UNITS = (
    UnitLine("VP", "Văn phòng Sở", UnitKind.OFFICE, "Văn phòng", aliases=("VP Sở", "Văn phòng")),
    UnitLine("HCTP", "Phòng Hành chính tư pháp", UnitKind.DIVISION, "P. HCTP", True, (), date(2026, 1, 1)),
)
PEOPLE = (
    PersonLine("an.vp", "Nguyễn Thị Mẫu An", Role.COORDINATOR, "VP", "Chuyên viên"),
    PersonLine("an.vp", "Nguyễn Thị Mẫu An", Role.HEAD, "VP", "", "3/QĐ", date(2026, 1, 1), date(2026, 6, 30)),
)
CSV = "Mã đơn vị{s}Tên đơn vị{s}Loại{s}Có TTHC{s}Từ ngày\nHCTP{s}Phòng Hành chính tư pháp{s}phòng{s}có{s}1/1/2026\n"


def workbook(**sheets: list[list[object]]) -> bytes:
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    day = book.add_format({"num_format": "d/m/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(number, place, value, day)
                else:
                    sheet.write(number, place, value)
    book.close()
    return stream.getvalue()


def test_written_lists_come_back_as_they_were():
    data = write(UNITS, PEOPLE)
    assert data == write(UNITS, PEOPLE)
    assert read_units(data, name="a.xlsx").lines == UNITS
    assert read_people(data, name="a.xlsx").lines == PEOPLE


ONE_LINE = st.text(min_size=1, max_size=40).map(lambda t: " ".join(normalise(t).split())).filter(bool)


@settings(max_examples=60, deadline=None)
@given(ONE_LINE, ONE_LINE, st.lists(ONE_LINE, max_size=3), ONE_LINE)
def test_any_name_comes_back_letter_by_letter(name: str, short_name: str, aliases: list[str], title: str):
    units = (UnitLine("A", name, UnitKind.ATTACHED, short_name, aliases=tuple(aliases)),)
    people = (PersonLine(title, name, Role.DIRECTOR, title=title),)
    data = write(units, people)
    assert read_units(data, name="a.xlsx").lines == units
    assert read_people(data, name="a.xlsx").lines == people


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_is_read_whatever_its_separator(separator: str, start: str, end: str):
    data = (start + CSV.format(s=separator)).replace("\n", end).encode()
    listing = read_units(data, name="don-vi.csv")
    name = "Phòng Hành chính tư pháp"
    assert listing.lines == (UnitLine("HCTP", name, UnitKind.DIVISION, name, True, (), date(2026, 1, 1)),)
    assert listing.lines[0].places["name"] == "dòng 2, cột 2"
    assert read_people(data, name="don-vi.csv") is None


def test_dates_of_a_workbook_may_be_dates_or_text():
    rows = [
        ["Mã đơn vị", "Tên đơn vị", "Loại đơn vị", "Từ ngày", "Đến ngày"],
        [7, "Phòng A", "Phòng", datetime(2026, 5, 1), "2026-06-30"],
    ]
    [line] = read_units(workbook(**{"Đơn vị": rows}), name="a.xlsx").lines
    assert (line.code, line.valid_from, line.valid_to) == ("7", date(2026, 5, 1), date(2026, 6, 30))


def test_every_fault_is_told_at_once_with_its_cell():
    units = [
        ["Mã đơn vị *", "Tên đơn vị", "Loại đơn vị", "Màu", "Từ ngày"],
        ["A", "", "chi nhánh", "", "31/2/2026"],
        ["", "B", "Phòng", "", ""],
    ]
    people = [["Tên đăng nhập", "Họ và tên"], ["x", "X"]]
    data = workbook(**{"Đơn vị": units, "Nhân sự": people})
    assert [(f.field, f.sentence) for f in read_units(data, name="a.xlsx").faults] == [
        ("Đơn vị!D1", "Cột “Màu” không nhận ra hoặc có hai lần: hãy đổi tên theo tệp mẫu hoặc bỏ cột này."),
        ("Đơn vị!B2", "Ô “Tên đơn vị” còn trống: hãy ghi giá trị."),
        (
            "Đơn vị!C2",
            "“chi nhánh” không nhận ra: hãy ghi một trong các từ Văn phòng; Phòng; Đơn vị trực thuộc.",
        ),
        ("Đơn vị!E2", "“31/2/2026” không phải ngày: hãy ghi như 15/6/2026."),
        ("Đơn vị!A3", "Ô “Mã đơn vị” còn trống: hãy ghi giá trị."),
    ]
    [fault] = read_people(data, name="a.xlsx").faults
    assert (fault.field, fault.sentence) == ("Nhân sự!A1", "Thiếu cột “Vai trò”: hãy thêm cột này.")


def test_file_without_such_a_sheet_says_so():
    data = workbook(Sheet1=[["Mã đơn vị", "Tên đơn vị", "Loại"]])
    assert (read_units(data, name="a.xlsx"), read_people(data, name="a.xlsx")) == (None, None)


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", b" " * 300_000_000)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.xlsx", "trống (0 byte)"),
        (b"x" * 5_000_001, "a.csv", "lớn hơn 5 MB"),
        (b"\xd0\xcf\x11\xe0", "a.xls", "không phải .xlsx hoặc .csv"),
        (b"PK\x03\x04 hong", "a.xlsx", "bị hỏng"),
        ("Mã;Tên\nĐ;Đ".encode("utf-16"), "a.csv", "bảng mã UTF-8"),
        (b"a;b\n" * 5_001, "a.csv", "hơn 5000 dòng"),
        (b'a;b\n"' + b"x" * 200_000, "a.csv", "không đúng dạng .csv"),
    ],
)
def test_file_that_cannot_be_read_is_refused(data: bytes, name: str, words: str):
    with pytest.raises(UnreadableFile) as refusal:
        read_units(data, name=name)
    assert words in refusal.value.sentence


def test_zip_bomb_is_refused_before_it_is_opened():
    with pytest.raises(UnreadableFile, match="lớn bất thường"):
        read_units(bomb(), name="a.xlsx")


def test_one_far_cell_is_refused_before_it_fills_the_memory():
    data = io.BytesIO()
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    with (
        zipfile.ZipFile(io.BytesIO(workbook(**{"Đơn vị": [["Mã đơn vị"]]}))) as book,
        zipfile.ZipFile(data, "w") as made,
    ):
        for path in book.namelist():
            made.writestr(path, book.read(path).replace(b"</sheetData>", far))
    with pytest.raises(UnreadableFile, match="có ô nằm quá xa"):
        read_units(data.getvalue(), name="a.xlsx")


@pytest.mark.parametrize("role", HELD_ROLES)
def test_every_role_has_its_title_as_its_word(role: Role):
    assert word_of("role", role.value) == ROLE_TITLES[role]
    assert value_of("role", ROLE_TITLES[role].upper()) == role.value
