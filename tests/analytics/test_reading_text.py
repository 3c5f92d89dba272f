"""Text files of dossiers: the rows and their numbers, as Python's own csv module and a spreadsheet tell them."""

import csv
from io import StringIO
from pathlib import Path
from threading import active_count

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dondoc.analytics.headers import header_of
from dondoc.analytics.sources import UnreadableDossiers, open_source
from dondoc.analytics.textrows import Layout, text_rows
from dondoc.core.dossier_values import BROKEN
from dondoc.core.dossiers import COLUMNS, Fault
from dondoc.core.vietnamese import fold
from tests.analytics.dirty_exports import in_cp1258
from tests.analytics.reference import NEEDED
from tests.analytics.written_exports import GOOD, HEADERS, csv_text, good, numbered, read_text

BLOCK = 400  # bytes: many borders in a small file


def as_csv_tells(text: str, separator: str, width: int) -> tuple[list[tuple[int, tuple[str, ...]]], list[int]]:
    """The rows of the right width with their numbers, the first row 1; and the numbers of the others."""
    end = "\x1f"
    whole = text if not text or text[-1] in "\r\n" else text + "\n"
    records = list(csv.reader(StringIO(whole + end, newline=""), delimiter=separator))
    is_closed = records[-1] == [end]
    last = records.pop()
    rows = [(n, tuple(cells)) for n, cells in enumerate(records, start=1) if len(cells) == width]
    odd = [n for n, cells in enumerate(records, start=1) if cells and len(cells) != width]
    if not is_closed:
        odd.append(len(records) + 1)
        assert end in last[-1]
    return rows, odd


def as_read(path: Path, separator: str, width: int) -> tuple[list[tuple[int, tuple[str, ...]]], list[int]]:
    header = header_of([*NEEDED, *("other" for _ in range(width - len(NEEDED)))], name="x.csv")
    rows: list[tuple[int, tuple[str, ...]]] = []
    odd: list[int] = []
    read = 0
    for batch in text_rows(path, "x.csv", header, Layout("utf-8", separator, 0, 0), block=BLOCK):
        cells = [batch.columns[name].to_pylist() for name in NEEDED] if batch.columns else []
        rows += zip(batch.rows.to_pylist(), zip(*cells, strict=True), strict=True)
        odd += [fault.row for fault in batch.faults]
        assert all(fault.column == "" for fault in batch.faults)
        read += batch.read
    assert read == len(rows) + len(odd)
    return rows, odd


PIECES = st.sampled_from(
    ['"', '""', ",", ",", ",", ";", "\n", "\r\n", "\r", "a", "Đ", " ", "\u00a0", "xyz", '","', '"\n']
)
LINES = st.sampled_from(
    [
        "1,2,3,4,5\n",
        "1,2,3,4,5\r\n",
        '1,"2\n\n3",3,4,5\n',
        "\n",
        "\r\n",
        ",,,,\n",
        "1,2\n",
        "1,2,3,4,5,6\n",
        '"",2,3,4,5\n',
        "  \n",
    ]
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.one_of(PIECES, LINES, LINES), max_size=60).map("".join), st.sampled_from([",", ";"]))
@example("", ",")
@example("1,2,3,4,5", ",")
@example('1,2,3,4,"5', ",")
@example("\n\n\n", ",")
def test_rows_and_numbers_are_those_of_the_csv_module_when_text_is_odd(
    tmp_path: Path, text: str, separator: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode())

    expected, odd = as_csv_tells(text, separator, len(NEEDED))

    try:
        assert as_read(path, separator, len(NEEDED)) == (expected, odd)
    except UnreadableDossiers:
        rows = csv.reader(StringIO(text, newline=""), delimiter=separator)
        assert max(sum(len(cell.encode()) + 1 for cell in row) for row in rows) > BLOCK / 2


def whole(tmp_path: Path, text: str | bytes) -> tuple[list[int], list[tuple[int, str, str]]]:
    """The numbers of the rows that passed, and of the others with what was found."""
    got = read_text(tmp_path, text)
    return got.numbers, [(fault.row, fault.column, fault.value) for fault in got.faults]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_rows_are_read_when_separator_line_ends_and_mark_differ(
    tmp_path: Path, separator: str, line_end: str, mark: str
) -> None:
    got = read_text(tmp_path, mark + csv_text(numbered(3), separator=separator, line_end=line_end))

    assert [(row["dossier_code"], row["fee"], row["row"]) for row in got.rows] == [
        ("X1", 1_234_567, 2),
        ("X2", 1_234_567, 3),
        ("X3", 1_234_567, 4),
    ]
    assert got.header.passed_over == ()


def test_the_separator_is_told_from_the_header_when_headers_hold_another(tmp_path: Path) -> None:
    text = csv_text(numbered(2), separator=";").replace('"Phí, lệ phí"', "Phí, lệ phí")

    assert read_text(tmp_path, text).rows[1]["fee"] == 1_234_567


@pytest.mark.parametrize("headers", [HEADERS, tuple(column.name for column in COLUMNS)], ids=["vietnamese", "english"])
def test_letters_are_whole_when_the_file_is_in_cp1258(tmp_path: Path, headers: tuple[str, ...]) -> None:
    row = dict(zip(headers, good(c2="Hộ tịch – quốc tịch", c3="Ủy ban xã Mỹ Đức").values(), strict=True))
    data = in_cp1258(csv_text([row]))

    got = read_text(tmp_path, data)

    assert b"\xd2" in data
    assert [(one["field"], one["unit"]) for one in got.rows] == [("Hộ tịch – quốc tịch", "Ủy ban xã Mỹ Đức")]


def test_utf8_is_told_when_the_header_is_plain_and_letters_come_late(tmp_path: Path) -> None:
    rows = [dict(zip((column.name for column in COLUMNS), row.values(), strict=True)) for row in numbered(9_000)]
    plain = [
        row | {name: fold(row[name]) for name in ("field", "unit", "channel", "status", "fully_online")} for row in rows
    ]

    got = read_text(tmp_path, csv_text([*plain, rows[0] | {"dossier_code": "X0"}]))

    assert got.rows[-1]["unit"] == "Phòng Kinh tế"


def test_only_their_rows_are_rejected_when_some_bytes_are_broken(tmp_path: Path) -> None:
    lines = csv_text(numbered(4)).encode().split(b"\n")
    lines[2] = lines[2].replace("Phòng".encode(), b"Ph\xf2ng")
    lines[3] = lines[3].replace(b"X3", b"X3\0")
    lines[4] = lines[4].removesuffix(b",3").replace("Phòng".encode(), b"Ph\xf2ng")

    assert whole(tmp_path, b"\n".join(lines)) == (
        [2],
        [(3, "unit", "Ph\ufffdng Kinh tế"), (4, "dossier_code", "X3\ufffd"), (5, "", "18 ô")],
    )


def test_rows_are_kept_when_broken_bytes_stand_in_a_column_nobody_knows(tmp_path: Path) -> None:
    text = csv_text([row | {"Ghi chú": "lạ"} for row in numbered(2)]).encode()

    assert whole(tmp_path, text.replace("lạ".encode(), b"l\xe1")) == ([2, 3], [])


def test_rows_are_rejected_when_a_mark_says_utf8_and_their_letters_are_in_cp1258(tmp_path: Path) -> None:
    rows = [dict(zip((column.name for column in COLUMNS), row.values(), strict=True)) for row in numbered(2)]
    rows[1] |= {name: fold(text) for name, text in rows[1].items()}

    got = read_text(tmp_path, b"\xef\xbb\xbf" + in_cp1258(csv_text(rows)))

    assert got.numbers == [3]
    assert {(fault.row, fault.reason) for fault in got.faults} == {(2, BROKEN)}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_is_refused_with_what_to_do_when_in_utf16(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(UnreadableDossiers) as caught:
        read_text(tmp_path, csv_text(numbered(1)).encode(encoding))
    assert caught.value.sentence == (
        "Tệp hoso.csv dùng bảng mã UTF-16. Trong Excel hãy chọn “CSV UTF-8 (Comma delimited)” khi lưu rồi nạp lại."
    )


@pytest.mark.parametrize("tail", ["", "\n", "\r\n", "\n\n\n"])
def test_nothing_is_read_when_there_is_only_a_header(tmp_path: Path, tail: str) -> None:
    got = read_text(tmp_path, csv_text([GOOD]).split("\n")[0] + tail)

    assert (got.rows, got.faults, got.count) == ([], [], 0)


def test_rows_keep_their_place_when_empty_lines_stand_between(tmp_path: Path) -> None:
    header, first, second, third = csv_text(numbered(3)).splitlines()
    text = "\n".join(["", header, "", "", first, second, "\r\n", third, "", ""])

    assert whole(tmp_path, text) == ([5, 6, 9], [])


def test_a_line_of_separators_is_a_rejected_row_and_an_empty_line_is_none(tmp_path: Path) -> None:
    header, first, second = csv_text(numbered(2)).splitlines()
    got = read_text(tmp_path, "\n".join([header, "," * 18, "", first, "", second, "   "]))

    assert got.numbers == [4, 6]
    assert [(fault.row, fault.column) for fault in got.faults] == [
        *((2, column.name) for column in COLUMNS if column.needed),
        (7, ""),
    ]
    assert got.count == 4


def test_rows_are_rejected_when_wider_or_narrower_than_the_header(tmp_path: Path) -> None:
    header, first, second, third = csv_text(numbered(3)).splitlines()
    got = read_text(tmp_path, "\n".join([header, first + ",", second, third.removesuffix(",3")]))

    reason = "Số ô khác tiêu đề (19 ô): hãy kiểm tra dấu phân cách và dấu ngoặc kép của dòng này."
    assert got.faults == [Fault(2, "", "20 ô", reason), Fault(4, "", "18 ô", reason)]
    assert got.numbers == [3]


def test_empty_lines_stay_in_a_cell_when_they_are_quoted(tmp_path: Path) -> None:
    got = read_text(tmp_path, csv_text([good(c0="X1", c3="Phòng A\n\nPhòng B"), good(c0="X2\n\n2"), *numbered(1)]))

    assert [(row["dossier_code"], row["unit"], row["row"]) for row in got.rows] == [
        ("X1", "Phòng A\n\nPhòng B", 2),
        ("X2\n\n2", "Phòng Kinh tế", 3),
        ("X1", "Phòng Kinh tế", 4),
    ]


@pytest.mark.parametrize("cut", ['"', '"Đất', '"Đất ""đai"",Phòng'])
def test_the_last_row_is_rejected_when_the_file_ends_inside_quotes(tmp_path: Path, cut: str) -> None:
    got = read_text(tmp_path, csv_text(numbered(2)) + f"X3,1.010,{cut}")

    assert got.numbers == [2, 3]
    assert [(fault.row, fault.column, fault.reason) for fault in got.faults] == [
        (4, "", "Dấu ngoặc kép mở mà không đóng đến hết tệp: tệp có thể bị cắt cụt, hãy xuất lại.")
    ]


def test_the_last_row_is_rejected_when_it_has_all_cells_and_an_open_quote(tmp_path: Path) -> None:
    text = (
        csv_text(numbered(2)) + csv_text([good(c0="X3", c18='"3')]).split("\n")[1].replace('"""3"', '"3') + "\nX4,,\n"
    )

    got = read_text(tmp_path, text)

    assert got.numbers == [2, 3]
    assert [(fault.row, fault.column, fault.value) for fault in got.faults] == [(4, "", "19 ô")]


def test_a_file_is_refused_with_the_place_when_quotes_swallow_too_much(tmp_path: Path) -> None:
    lines = csv_text(numbered(60_000)).splitlines()
    lines[9] = lines[9].replace("Đất đai", '"Đất đai')
    path = tmp_path / "hoso.csv"
    path.write_text("\n".join(lines), encoding="utf-8")

    with pytest.raises(UnreadableDossiers) as caught:
        list(open_source(path).typed())

    assert caught.value.sentence.startswith("Tệp hoso.csv, sau dòng 1: có một dòng dài hơn 4 MB")


def test_a_file_is_refused_when_a_line_never_ends(tmp_path: Path) -> None:
    path = tmp_path / "hoso.csv"
    path.write_bytes(csv_text(numbered(2)).encode() + bytes(9_000_000))

    with pytest.raises(UnreadableDossiers) as caught:
        list(open_source(path).typed())

    assert "có một dòng dài hơn 4 MB" in caught.value.sentence


def test_rows_and_numbers_hold_when_a_file_has_many_blocks(tmp_path: Path) -> None:
    header, line = csv_text([good(c0="CODE")]).splitlines()
    lines, numbers, odd = [header], [], []
    for number in range(2, 80_002):
        match number % 1_000:
            case 7:
                lines.append("")
            case 8:
                lines.append("1,2,3")
                odd.append(number)
            case 9:
                lines.append(line.replace("Phòng", '"Phòng\n\n').replace("tế", 'tế"'))
                numbers.append(number)
            case _:
                lines.append(line)
                numbers.append(number)

    got = whole(tmp_path, "\n".join(lines))

    assert got == (numbers, [(number, "", "3 ô") for number in odd])


def test_every_row_is_told_when_all_are_too_narrow(tmp_path: Path) -> None:
    header = csv_text([GOOD]).split("\n")[0]

    got = read_text(tmp_path, header + "\n" + "a,b\n" * 50_000)

    assert [fault.row for fault in got.faults] == list(range(2, 50_002))
    assert got.count == 50_000


def test_reading_ahead_ends_when_nobody_reads_on(tmp_path: Path) -> None:
    path = tmp_path / "hoso.csv"
    path.write_text(csv_text(numbered(100_000)), encoding="utf-8")
    before = active_count()
    batches = open_source(path).typed()
    next(batches)
    assert active_count() == before + 1

    batches.close()  # type: ignore[attr-defined]

    assert active_count() == before


def test_rows_come_again_from_the_first_when_a_source_is_read_twice(tmp_path: Path) -> None:
    path = tmp_path / "hoso.csv"
    path.write_text(csv_text(numbered(3)), encoding="utf-8")
    source = open_source(path)

    assert [batch.rows for batch in source.typed()] == [batch.rows for batch in source.typed()]
