"""Rows of a file typed and checked one by one: values, faults with row, column, value and reason."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dondoc.analytics.batches import ROWS
from dondoc.analytics.headers import words
from dondoc.analytics.typing_columns import ColumnTyping
from dondoc.core.dossier_values import BROKEN, NEEDED, UnfitValue, value_of
from dondoc.core.dossiers import COLUMNS, Column, Fault, Kind
from tests.analytics.written_exports import GOOD, csv_text, good, read_text

NO_MOMENT = "Không phải ngày giờ: hãy ghi như 03/02/2026, 03/02/2026 14:05 hoặc 2026-02-03."
NO_SUCH_MOMENT = "Ngày giờ không có thật: hãy kiểm tra lại."
CHANNELS = "Giá trị ngoài danh mục: hãy ghi một trong các từ Trực tiếp; Bưu chính công ích; Trực tuyến."
STATUSES = "Giá trị ngoài danh mục: hãy ghi một trong các từ Đang xử lý; Đã giải quyết; Rút hồ sơ; Trả lại."
FLAGS = "Giá trị ngoài danh mục: hãy ghi một trong các từ Có; Không."
RATINGS = "Giá trị ngoài danh mục: hãy ghi một trong các từ 3; 2; 1."
EARLY = "Ngày trả kết quả trước ngày tiếp nhận."


def test_a_row_has_every_value_when_every_cell_is_good(tmp_path: Path) -> None:
    assert read_text(tmp_path, csv_text([GOOD])).rows == [
        {
            "dossier_code": "H21.01-260203-0001",
            "procedure_code": "1.010",
            "field": "Đất đai",
            "unit": "Phòng Kinh tế",
            "channel": "online",
            "fully_online": True,
            "received_at": datetime(2026, 2, 3, 14, 5),
            "due_at": datetime(2026, 2, 10, 23, 59, 59, 999_999),
            "finished_at": datetime(2026, 2, 9, 9, 30),
            "status": "resolved",
            "fee": Decimal("1234567.0000"),
            "paid_online": True,
            "input_digitised": True,
            "result_electronic": False,
            "result_stored": False,
            "data_reused": False,
            "in_ministry_system": True,
            "outside_boundary": False,
            "satisfaction": 3,
            "row": 2,
        }
    ]


def test_optional_cells_are_null_false_or_nought_when_blank(tmp_path: Path) -> None:
    blanks = dict.fromkeys((f"c{place}" for place in (1, 2, 3, 5, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18)), " \u00a0")

    row = read_text(tmp_path, csv_text([good(**blanks, c9="Đang xử lý")])).rows[0]

    assert [row[name] for name in ("procedure_code", "field", "unit", "finished_at", "satisfaction")] == [None] * 5
    assert row["fee"] == 0
    assert {row[column.name] for column in COLUMNS if column.kind is Kind.FLAG} == {False}


def test_absent_columns_are_null_when_the_file_has_only_the_needed_ones(tmp_path: Path) -> None:
    needed = ("Mã hồ sơ", "Kênh tiếp nhận", "Ngày tiếp nhận", "Ngày hẹn trả", "Trạng thái")

    got = read_text(tmp_path, csv_text([{header: GOOD[header] for header in needed}]))

    assert got.faults == []
    optional = [column.name for column in COLUMNS if not column.needed]
    assert got.header.absent == tuple(optional)
    assert [got.rows[0][name] for name in optional] == [None] * len(optional)


@pytest.mark.parametrize(
    ("changes", "column", "value", "reason"),
    [
        ({"c0": " "}, "dossier_code", "", NEEDED),
        ({"c0": "\u00a0\t"}, "dossier_code", "", NEEDED),
        ({"c0": "H21\0"}, "dossier_code", "H21\ufffd", BROKEN),
        ({"c3": "Ph\ufffdng"}, "unit", "Ph\ufffdng", BROKEN),
        ({"c4": ""}, "channel", "", NEEDED),
        ({"c4": " Fax "}, "channel", "Fax", CHANNELS),
        ({"c5": "yes"}, "fully_online", "yes", FLAGS),
        ({"c6": ""}, "received_at", "", NEEDED),
        ({"c6": "31/02/2026"}, "received_at", "31/02/2026", NO_SUCH_MOMENT),
        ({"c7": ""}, "due_at", "", NEEDED),
        ({"c7": "mai"}, "due_at", "mai", NO_MOMENT),
        ({"c8": ""}, "finished_at", "", "Hồ sơ đã giải quyết nhưng thiếu ngày trả kết quả."),
        ({"c8": "hôm qua"}, "finished_at", "hôm qua", NO_MOMENT),
        ({"c8": "03/02/2026 14:04"}, "finished_at", "03/02/2026 14:04", EARLY),
        ({"c8": "02/02/2026"}, "finished_at", "02/02/2026", EARLY),
        ({"c9": ""}, "status", "", NEEDED),
        ({"c9": "Xong"}, "status", "Xong", STATUSES),
        ({"c9": "Đang xử lý"}, "finished_at", "09/02/2026 09:30", "Hồ sơ đang xử lý nhưng lại có ngày trả kết quả."),
        ({"c10": "-5"}, "fee", "-5", "Số tiền không được âm."),
        ({"c10": "miễn"}, "fee", "miễn", "Không phải số tiền: hãy ghi như 1.234.567 hoặc 1234567,5."),
        ({"c18": "4"}, "satisfaction", "4", RATINGS),
    ],
)
def test_a_row_is_rejected_with_its_fault_when_a_cell_is_bad(
    tmp_path: Path, changes: dict[str, str], column: str, value: str, reason: str
) -> None:
    got = read_text(tmp_path, csv_text([good(c0="X1"), good(**changes), good(c0="X3")]))

    assert got.faults == [Fault(3, column, value, reason)]
    assert got.numbers == [2, 4]
    assert got.count == 3


@pytest.mark.parametrize(
    ("received", "finished"),
    [
        ("03/02/2026 14:05", "03/02/2026 14:05"),
        ("03/02/2026 14:05", "03/02/2026"),
        ("03/02/2026 14:05", "03/02/2026 00:00"),
        ("03/02/1950 14:05", "03/02/1950"),
        ("03/02/2026", "03/02/2026"),
    ],
)
def test_a_row_is_kept_when_finished_on_the_day_it_was_received(tmp_path: Path, received: str, finished: str) -> None:
    assert read_text(tmp_path, csv_text([good(c6=received, c8=finished)])).faults == []


@pytest.mark.parametrize("status", ["Rút hồ sơ", "Trả lại", "Từ chối", "withdrawn"])
@pytest.mark.parametrize("finished", ["", "09/02/2026"])
def test_a_row_is_kept_with_or_without_an_end_when_withdrawn_or_returned(
    tmp_path: Path, status: str, finished: str
) -> None:
    assert read_text(tmp_path, csv_text([good(c9=status, c8=finished)])).faults == []


def test_every_fault_is_told_when_a_row_has_several(tmp_path: Path) -> None:
    got = read_text(tmp_path, csv_text([good(c0="", c4="Fax", c8="", c10="-1")]))

    assert [(fault.row, fault.column) for fault in got.faults] == [
        (2, "dossier_code"),
        (2, "channel"),
        (2, "finished_at"),
        (2, "fee"),
    ]
    assert (got.rows, got.count) == ([], 1)


def test_a_value_is_cut_when_a_fault_would_repeat_a_long_one(tmp_path: Path) -> None:
    got = read_text(tmp_path, csv_text([good(c4="x" * 5_000)]))

    assert got.faults == [Fault(2, "channel", "x" * 200 + "…", CHANNELS)]


def test_text_is_whole_letters_without_spaces_around_when_stored(tmp_path: Path) -> None:
    row = read_text(tmp_path, csv_text([good(c0="\u00a0H21-Đ\u0302\u0309\t", c3="  Pho\u0300ng  Thuê\u0301 ")])).rows[0]

    assert (row["dossier_code"], row["unit"]) == ("H21-Đ\u0302\u0309", "Phòng  Thuế")


TEXTS = st.text(st.sampled_from("aĐêệ \u0300\u0323\u00a0\u2003\u3000\t\n\0\ufffd9-/"), max_size=8) | st.text(max_size=6)
MOMENTS = st.one_of(
    st.from_regex(r"[0-3]?\d/[01]?\d/(19|20)\d\d([ T]{1,2}[0-2]?\d:[0-6]\d(:[0-6]\d)?)? ?", fullmatch=True),
    st.from_regex(r"(19|20)\d\d-[01]?\d-[0-3]?\d([ T][0-2]?\d:[0-6]\d)?", fullmatch=True),
    st.from_regex(r" ?[347]\d{4}([.,]\d{1,12})?", fullmatch=True),
    st.text(st.sampled_from("0123/- T:.é"), max_size=60),
)
AMOUNTS = st.from_regex(r"-?\d{1,4}([.,]\d{1,4}){0,3}", fullmatch=True)
WORDS = st.sampled_from(
    ["Có", "x", "KHÔNG", "1", "0", "2", "", "trực  tiếp", "Bưu chính", "Đã trả kết quả", "tru", "\0"]
)
BY_KIND = {Kind.TEXT: TEXTS, Kind.MOMENT: MOMENTS, Kind.DUE: MOMENTS, Kind.AMOUNT: AMOUNTS}


def one_by_one(column: Column, texts: Sequence[str]) -> tuple[list[object], dict[int, str]]:
    values: list[object] = []
    unfit: dict[int, str] = {}
    for place, text in enumerate(texts):
        try:
            values.append(value_of(column.kind, text, words()))
            if values[-1] is None and column.needed:
                unfit[place] = NEEDED
        except UnfitValue as error:
            values.append(None)
            unfit[place] = error.reason
    return values, unfit


@settings(max_examples=400, deadline=None)
@given(st.data(), st.sampled_from((*COLUMNS, *[COLUMNS[0]] * 5)), st.booleans())
def test_a_column_is_typed_as_the_rule_types_each_text(data: st.DataObject, column: Column, is_encoded: bool) -> None:
    strategy = BY_KIND.get(column.kind, WORDS) | st.sampled_from(["", " "])
    batches = data.draw(st.lists(st.lists(strategy, max_size=8), max_size=3))
    typing = ColumnTyping(column)
    for texts in batches:
        array = pa.array(texts, pa.string())
        if is_encoded or column.name != "dossier_code":
            array = array.dictionary_encode()

        values, unfit = typing.typed(array)

        expected, reasons = one_by_one(column, texts)
        assert values.type == ROWS.field(column.name).type
        assert values.to_pylist() == expected
        assert {one.place: one.reason for one in unfit} == reasons
        assert all(one.text == texts[one.place] for one in unfit)


def test_codes_lose_the_same_spaces_as_other_text_when_any_letter_stands_beside_them() -> None:
    letters = [chr(code) for code in range(1, 0x3100) if not 0xD800 <= code < 0xE000]
    texts = [f"{letter}a{letter}" for letter in letters]
    column = COLUMNS[0]

    values, unfit = ColumnTyping(column).typed(pa.array(texts))

    assert values.to_pylist() == one_by_one(column, texts)[0]
    assert unfit == []
