"""Spreadsheets of dossiers: typed cells, blank rows, several sheets, files that no spreadsheet wrote."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from os import truncate
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from xlsxwriter import Workbook

from dondoc.analytics.sources import UnreadableDossiers, open_source
from dondoc.core.dossiers import Fault
from tests.analytics.written_exports import GOOD, HEADERS, good, numbered, read

STRAY = "Có ô nằm ngoài 19 cột có tiêu đề: hãy ghi tiêu đề cho cột đó hoặc xóa ô thừa."


def written(tmp_path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]], *, name: str = "hoso.xlsx") -> Path:
    path = tmp_path / name
    with Workbook(path, {"default_date_format": "dd/mm/yyyy hh:mm", "strings_to_numbers": False}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return path


def cells(row: Mapping[str, str], **changes: Any) -> list[Any]:
    """The cells of a dossier with others by place, of any type: `c6=datetime(…)`."""
    values: list[Any] = list(row.values())
    for place, value in changes.items():
        values[int(place[1:])] = value
    return values


def test_values_are_those_of_the_text_when_all_cells_are_text(tmp_path: Path) -> None:
    text = tmp_path / "hoso.csv"
    text.write_text(f"{','.join(HEADERS).replace('Phí, lệ phí', 'fee')}\n{','.join(GOOD.values())}\n", encoding="utf-8")

    assert read(written(tmp_path, {"Hồ sơ": [HEADERS, cells(GOOD)]})).rows == read(text).rows


def test_cells_in_error_are_faults_when_formulas_failed(tmp_path: Path) -> None:
    path = tmp_path / "hoso.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet("Hồ sơ")
        sheet.write_row(0, 0, HEADERS)
        for row in (1, 2):
            sheet.write_row(row, 0, cells(GOOD, c0=f"H{row}"))
        for place, error in ((5, "#N/A"), (10, "#DIV/0!"), (18, "#REF!")):
            sheet.write_formula(1, place, "=NA()", None, error)

    found = read(path)

    assert [(row["row"], row["dossier_code"]) for row in found.rows] == [(3, "H2")]
    assert [(fault.row, fault.column, fault.value) for fault in found.faults] == [
        (2, "fully_online", "#N/A"),
        (2, "fee", "#DIV/0!"),
        (2, "satisfaction", "#REF!"),
    ]


def test_cells_in_error_are_text_when_their_column_takes_any_text(tmp_path: Path) -> None:
    path = tmp_path / "hoso.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet("Hồ sơ")
        sheet.write_row(0, 0, HEADERS)
        sheet.write_row(1, 0, cells(GOOD))
        for place, error in ((0, "#REF!"), (1, "#NAME?"), (2, "#VALUE!"), (3, "#N/A")):
            sheet.write_formula(1, place, "=NA()", None, error)

    found = read(path)

    (row,) = found.rows
    assert [row[name] for name in ("dossier_code", "procedure_code", "field", "unit")] == [
        *("#REF!", "#NAME?", "#VALUE!", "#N/A")
    ]
    assert found.faults == []


@pytest.mark.parametrize("error", ["#N/A", "#REF!"])
def test_every_row_is_rejected_when_a_needed_column_is_in_error(tmp_path: Path, error: str) -> None:
    path = tmp_path / "hoso.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet("Hồ sơ")
        sheet.write_row(0, 0, HEADERS)
        for row in range(1, 31):
            sheet.write_row(row, 0, cells(good(c0=f"X{row}")))
            sheet.write_formula(row, 7, "=NA()", None, error)

    found = read(path)

    assert (found.rows, found.count) == ([], 30)
    assert [(fault.row, fault.column, fault.value) for fault in found.faults] == [
        (row, "due_at", error) for row in range(2, 32)
    ]


@pytest.mark.parametrize("last", [2_958_465, 2_958_465.99999999])
def test_a_row_is_rejected_when_a_date_is_the_last_of_all(tmp_path: Path, last: float) -> None:
    path = tmp_path / "hoso.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet("Hồ sơ")
        sheet.write_row(0, 0, HEADERS)
        sheet.write_row(1, 0, cells(GOOD))
        sheet.write_number(1, 7, last, book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"}))

    (fault,) = read(path).faults

    assert (fault.row, fault.column, fault.value[:10]) == (2, "due_at", "9999-12-31")


def test_values_are_right_when_cells_are_typed(tmp_path: Path) -> None:
    typed = {
        "c0": 260203001,
        "c1": 1.01,
        "c5": True,
        "c6": datetime(2026, 2, 3, 14, 5, 7),
        "c7": date(2026, 2, 10),
        "c8": 46062.395833333336,
        "c10": 1234567.5,
        "c11": 1,
        "c12": False,
        "c13": 0,
        "c14": None,
        "c18": 2,
    }

    row = read(written(tmp_path, {"Hồ sơ": [HEADERS, cells(GOOD, **typed)]})).rows[0]

    assert (row["dossier_code"], row["procedure_code"]) == ("260203001", "1.01")
    assert row["received_at"] == datetime(2026, 2, 3, 14, 5, 7)
    assert row["due_at"] == datetime(2026, 2, 10, 23, 59, 59, 999_999)
    assert row["finished_at"] == datetime(2026, 2, 9, 9, 30)
    assert row["fee"] == Decimal("1234567.5")
    flags = ("fully_online", "paid_online", "input_digitised", "result_electronic", "result_stored")
    assert [row[name] for name in flags] == [True, True, False, False, False]
    assert row["satisfaction"] == 2


@pytest.mark.parametrize(
    ("place", "value", "column", "shown"),
    [
        (6, 2026, "received_at", "2026"),
        (6, True, "received_at", "true"),
        (10, -5, "fee", "-5"),
        (18, 2.5, "satisfaction", "2.5"),
        (4, 3, "channel", "3"),
    ],
)
def test_a_row_is_rejected_when_a_typed_cell_is_no_value(
    tmp_path: Path, place: int, value: object, column: str, shown: str
) -> None:
    path = written(tmp_path, {"Hồ sơ": [HEADERS, cells(GOOD, **{f"c{place}": value}), cells(good(c0="X3"))]})

    got = read(path)

    assert [(fault.row, fault.column, fault.value) for fault in got.faults] == [(2, column, shown)]
    assert got.numbers == [3]


def test_rows_keep_their_place_when_blank_rows_stand_between(tmp_path: Path) -> None:
    first, second = numbered(2)
    rows = [[], HEADERS, [], cells(first), ["", " ", None], cells(second), [None] * 19]

    got = read(written(tmp_path, {"Hồ sơ": rows}))

    assert got.numbers == [4, 6]
    assert (got.faults, got.count) == ([], 2)


def test_a_row_is_rejected_when_it_has_cells_beyond_the_header(tmp_path: Path) -> None:
    first, second = numbered(2)
    rows = [[*HEADERS, "", " "], [*cells(first), None, "thừa"], [*cells(second), "", " "]]

    got = read(written(tmp_path, {"Hồ sơ": rows}))

    assert got.faults == [Fault(2, "", "21 ô", STRAY)]
    assert got.numbers == [3]


def test_the_sheet_with_dossiers_is_read_when_others_come_before(tmp_path: Path) -> None:
    path = written(tmp_path, {"Bìa": [["Báo cáo"]], "Trống": [], "Hồ sơ": [HEADERS, cells(GOOD)], "Ghi chú": [["x"]]})

    assert read(path).numbers == [2]


def test_a_file_is_refused_when_two_sheets_hold_dossiers(tmp_path: Path) -> None:
    path = written(tmp_path, {"Quý I": [HEADERS, cells(GOOD)], "Quý II": [HEADERS]})

    assert refusal(path) == (
        "Tệp hoso.xlsx có hồ sơ ở nhiều trang tính (“Quý I”; “Quý II”). Hãy lưu mỗi trang tính thành một tệp."
    )


def test_nothing_is_read_when_there_is_only_a_header(tmp_path: Path) -> None:
    assert read(written(tmp_path, {"Hồ sơ": [HEADERS]})).count == 0


def test_rows_hold_when_there_are_more_than_a_batch(tmp_path: Path) -> None:
    needed = ("Mã hồ sơ", "Kênh tiếp nhận", "Ngày tiếp nhận", "Ngày hẹn trả", "Trạng thái")
    rows = [[f"X{number}", *(GOOD[header] for header in needed[1:])] for number in range(2, 40_003)]

    got = read(written(tmp_path, {"Hồ sơ": [needed, *rows]}))

    assert [(f"X{number}", number) for number in got.numbers] == [(row["dossier_code"], row["row"]) for row in got.rows]
    assert got.numbers == list(range(2, 40_003))


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableDossiers) as caught:
        open_source(path)
    return caught.value.sentence


def test_a_file_is_refused_when_its_sheets_are_empty(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, {"Hồ sơ": []})) == (
        "Tệp hoso.xlsx không có dữ liệu ở trang tính nào. Hãy xuất lại tệp."
    )


def test_a_file_is_refused_with_its_headers_when_columns_lack(tmp_path: Path) -> None:
    sentence = refusal(written(tmp_path, {"Hồ sơ": [["Mã hồ sơ", "STT"], ["X1", 1]]}))

    assert "“Kênh tiếp nhận”; “Ngày tiếp nhận”; “Ngày hẹn trả”; “Trạng thái”" in sentence
    assert "“Mã hồ sơ”; “STT”" in sentence


@pytest.mark.parametrize("share", [0.2, 0.5, 0.99])
def test_a_file_is_refused_when_it_is_cut_off(tmp_path: Path, share: float) -> None:
    path = written(tmp_path, {"Hồ sơ": [HEADERS, cells(GOOD)]})
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])

    assert refusal(path).startswith("Tệp hoso.xlsx bị hỏng, không mở được. Hãy mở tệp bằng Excel")


def test_a_file_is_refused_when_it_is_another_archive(tmp_path: Path) -> None:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        archive.writestr("hoso.txt", "a,b")
    path = tmp_path / "hoso.xlsx"
    path.write_bytes(stream.getvalue())

    assert refusal(path).startswith("Tệp hoso.xlsx không phải bảng tính .xlsx.")


def test_a_file_is_refused_when_one_cell_stands_very_far(tmp_path: Path) -> None:
    path = tmp_path / "hoso.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADERS)
        sheet.write(1_000_000, 16_000, "x")

    assert "có ô nằm quá xa" in refusal(path)


def test_a_file_is_refused_unread_when_it_is_larger_than_what_is_unpacked(tmp_path: Path) -> None:
    path = written(tmp_path, {"Hồ sơ": [HEADERS]})
    truncate(path, 200 * 1024**2 + 1)

    assert refusal(path).startswith("Tệp hoso.xlsx lớn hơn 200 MB nên không được mở. Hãy mở tệp bằng Excel")


def test_a_file_is_refused_when_it_swells_beyond_belief(tmp_path: Path) -> None:
    path = written(tmp_path, {"Hồ sơ": [HEADERS]})
    with ZipFile(path, "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", bytes(300_000_000))

    assert "khi mở ra lớn bất thường" in refusal(path)
