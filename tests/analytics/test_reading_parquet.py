"""Parquet files of dossiers: typed or text columns, moments with and without a zone, broken files."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dondoc.analytics.sources import UnreadableDossiers, open_source
from dondoc.core.dossiers import Fault
from tests.analytics.written_exports import GOOD, HEADERS, csv_text, good, numbered, read, read_text


def written(tmp_path: Path, columns: dict[str, pa.Array], **options: Any) -> Path:
    """Good dossiers with the columns given by header in place of theirs."""
    count = len(next(iter(columns.values())))
    texts = {header: pa.array([text] * count) for header, text in GOOD.items()}
    texts["Mã hồ sơ"] = pa.array([f"X{number}" for number in range(1, count + 1)])
    path = tmp_path / "hoso.parquet"
    pq.write_table(pa.table(texts | columns), path, **options)
    return path


def values(tmp_path: Path, header: str, cells: list[Any], kind: pa.DataType, column: str, **options: Any) -> list[Any]:
    got = read(written(tmp_path, {header: pa.array(cells, kind)}, **options))
    assert got.faults == []
    return [row[column] for row in got.rows]


def test_values_are_those_of_the_text_and_row_1_is_the_first_when_columns_are_text(tmp_path: Path) -> None:
    rows = [good(c0="X1"), good(c0="X2", c3=" Phòng\u0301 "), good(c0="X3", c8="", c9="Đang xử lý", c2="")]
    path = tmp_path / "hoso.parquet"
    pq.write_table(pa.table({header: [row[header] or None for row in rows] for header in HEADERS}), path)

    got, text = read(path), read_text(tmp_path, csv_text(rows))

    assert got.numbers == [1, 2, 3]
    assert [row | {"row": row["row"] + 1} for row in got.rows] == text.rows


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.dictionary(pa.int8(), pa.string())]
)
def test_text_is_read_when_its_column_is_kept_one_way_or_another(tmp_path: Path, kind: pa.DataType) -> None:
    columns = {
        "Mã hồ sơ": pa.array(["Xã 1", "X2", "X3"]).cast(kind),
        "Lĩnh vực": pa.array(["Đất đai", None, " "]).cast(kind),
        "Kênh tiếp nhận": pa.array(["online", "post", "direct"]).cast(kind),
    }

    rows = read(written(tmp_path, columns)).rows

    assert [(row["dossier_code"], row["field"], row["channel"]) for row in rows] == [
        ("Xã 1", "Đất đai", "online"),
        ("X2", None, "post"),
        ("X3", None, "direct"),
    ]


def test_text_is_read_when_its_column_is_of_so_many_bytes_each(tmp_path: Path) -> None:
    assert values(tmp_path, "Đơn vị", [b"So A", b"So B"], pa.binary(4), "unit") == ["So A", "So B"]


WALL = datetime(2026, 2, 9, 9, 30, 7)
INSTANT = datetime(2026, 2, 9, 2, 30, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (WALL, pa.timestamp("s")),
        (WALL, pa.timestamp("ms")),
        (WALL, pa.timestamp("us")),
        (WALL, pa.timestamp("ns")),
        (INSTANT, pa.timestamp("us", "UTC")),
        (INSTANT, pa.timestamp("ms", "Asia/Ho_Chi_Minh")),
        (INSTANT, pa.timestamp("us", "America/New_York")),
        ("09/02/2026 09:30:07", pa.string()),
    ],
)
def test_a_moment_is_that_of_vietnam_when_typed_with_or_without_a_zone(
    tmp_path: Path, cell: object, kind: pa.DataType
) -> None:
    assert values(tmp_path, "Ngày trả kết quả", [cell], kind, "finished_at") == [WALL]


def test_a_moment_is_an_instant_when_kept_as_spark_keeps_it(tmp_path: Path) -> None:
    got = values(
        tmp_path, "Ngày trả kết quả", [INSTANT.replace(tzinfo=None)], pa.timestamp("ns"), "finished_at",
        use_deprecated_int96_timestamps=True,
    )  # fmt: skip

    assert got == [WALL]


def test_due_lasts_to_the_end_of_its_day_when_it_is_a_date(tmp_path: Path) -> None:
    end = datetime(2026, 2, 10, 23, 59, 59, 999_999)

    assert values(tmp_path, "Ngày hẹn trả", [date(2026, 2, 10)], pa.date32(), "due_at") == [end]
    assert values(tmp_path, "Ngày hẹn trả", [date(2026, 2, 10)], pa.date64(), "due_at") == [end]
    assert values(tmp_path, "Ngày hẹn trả", [end], pa.timestamp("us"), "due_at") == [end]


@pytest.mark.parametrize(
    ("kind", "cells", "amounts"),
    [
        (pa.int64(), [50_000, None, 0], ["50000", "0", "0"]),
        (pa.int8(), [5, None, 0], ["5", "0", "0"]),
        (pa.float64(), [1234.567, None, float("nan")], ["1234.567", "0", "0"]),
        (pa.float32(), [0.5, 2e9, 0], ["0.5", "2000000000", "0"]),
        (pa.decimal128(18, 3), [Decimal("1234.567"), None, Decimal("1.000")], ["1234.567", "0", "1"]),
    ],
)
def test_an_amount_is_its_number_when_typed(
    tmp_path: Path, kind: pa.DataType, cells: list[Any], amounts: list[str]
) -> None:
    assert values(tmp_path, "Phí, lệ phí", cells, kind, "fee") == [Decimal(amount) for amount in amounts]


@pytest.mark.parametrize(("kind", "cells"), [(pa.bool_(), [True, False, None]), (pa.int32(), [1, 0, None])])
def test_a_flag_is_its_truth_when_typed(tmp_path: Path, kind: pa.DataType, cells: list[Any]) -> None:
    assert values(tmp_path, "Toàn trình", cells, kind, "fully_online") == [True, False, False]


@pytest.mark.parametrize("kind", [pa.int8(), pa.float64()])
def test_a_rating_is_its_number_when_typed(tmp_path: Path, kind: pa.DataType) -> None:
    assert values(tmp_path, "Mức độ hài lòng", [3, None, 1], kind, "satisfaction") == [3, None, 1]


def test_cells_are_blank_when_a_column_holds_nothing_at_all(tmp_path: Path) -> None:
    titles = ("Đơn vị", "Toàn trình", "Phí, lệ phí", "Mức độ hài lòng")

    (row,) = read(written(tmp_path, {title: pa.nulls(1) for title in titles})).rows

    assert [row[name] for name in ("unit", "fully_online", "fee", "satisfaction")] == [None, False, 0, None]


def test_a_row_is_rejected_when_a_typed_cell_is_no_value(tmp_path: Path) -> None:
    columns = {
        "Phí, lệ phí": pa.array([1, -1, 2, 3]),
        "Mức độ hài lòng": pa.array([1, 2, 9, 3]),
        "Ngày tiếp nhận": pa.array([datetime(2026, 2, 3)] * 3 + [datetime(1850, 1, 1)], pa.timestamp("us")),
    }

    got = read(written(tmp_path, columns))

    assert [(fault.row, fault.column, fault.value) for fault in got.faults] == [
        (2, "fee", "-1"),
        (3, "satisfaction", "9"),
        (4, "received_at", "1850-01-01 00:00:00.000000"),
    ]
    assert got.numbers == [1]


def test_a_row_of_nulls_is_a_rejected_row(tmp_path: Path) -> None:
    path = tmp_path / "hoso.parquet"
    pq.write_table(pa.table({header: pa.array([None, text]) for header, text in GOOD.items()}), path)

    got = read(path)

    assert ({fault.row for fault in got.faults}, got.numbers, got.count) == ({1}, [2], 2)


def test_rows_hold_when_there_are_many_row_groups(tmp_path: Path) -> None:
    count = 150_000
    path = written(tmp_path, {"Phí, lệ phí": pa.array([number % 7 for number in range(count)])}, row_group_size=40_000)

    got = read(path)

    assert got.numbers == list(range(1, count + 1))
    assert all(row["dossier_code"] == f"X{row['row']}" and row["fee"] == (row["row"] - 1) % 7 for row in got.rows)


def test_nothing_is_read_when_there_are_no_rows(tmp_path: Path) -> None:
    assert read(written(tmp_path, {"Toàn trình": pa.array([], pa.bool_())})).count == 0


def test_the_first_is_read_when_two_columns_have_one_name(tmp_path: Path) -> None:
    path = tmp_path / "hoso.parquet"
    table = pa.table({header: [text] for header, text in GOOD.items()})
    pq.write_table(table.append_column("Đơn vị", pa.array(["khác"])), path)

    got = read(path)

    assert got.rows[0]["unit"] == GOOD["Đơn vị"]
    assert got.header.passed_over == ("Đơn vị",)


def test_personal_columns_are_not_read_when_they_cannot_be(tmp_path: Path) -> None:
    table = pa.table({header: [text] for header, text in GOOD.items()})
    path = tmp_path / "hoso.parquet"
    pq.write_table(table.append_column("Họ và tên", pa.array([["a", "b"]])), path)

    assert read(path).header.personal == ("Họ và tên",)


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableDossiers) as caught:
        list(open_source(path).typed())
    return caught.value.sentence


def test_a_file_is_refused_when_a_known_column_is_nested(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, {"Đơn vị": pa.array([["a"]])})) == (
        "Tệp hoso.parquet: cột “Đơn vị” chứa danh sách hoặc cấu trúc lồng nhau. Hãy xuất lại với mỗi ô một giá trị."
    )


BROKEN = "Tệp hoso.parquet bị hỏng hoặc bị cắt cụt, không đọc được. Hãy xuất lại hoặc tải lại tệp."


@pytest.mark.parametrize("share", [0.01, 0.5, 0.999])
def test_a_file_is_refused_when_it_is_cut_off(tmp_path: Path, share: float) -> None:
    path = written(tmp_path, {"Phí, lệ phí": pa.array(range(10_000))})
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])

    assert refusal(path) == BROKEN


def test_a_file_is_refused_when_its_middle_is_overwritten(tmp_path: Path) -> None:
    path = written(tmp_path, {"Phí, lệ phí": pa.array(range(10_000))}, write_page_checksum=True)
    data = bytearray(path.read_bytes())
    data[100:3_000] = b"\xff" * 2_900
    path.write_bytes(data)

    assert refusal(path) == BROKEN


def test_a_file_is_refused_when_its_text_is_no_utf8(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, {"Đơn vị": pa.array([b"Ph\xf2ng"], pa.binary())})) == BROKEN

    path = written(tmp_path, {"Đơn vị": pa.array(["Phòng Kinh tế"])})
    path.write_bytes(path.read_bytes().replace("Phòng Kinh tế".encode(), b"Ph\xf2\xf2ng Kinh t\xf2\xf2\xf2"))

    assert refusal(path) == BROKEN


def test_a_fault_is_told_for_its_row_only(tmp_path: Path) -> None:
    columns = {"Kênh tiếp nhận": pa.array([row["Kênh tiếp nhận"] for row in numbered(2)] + ["Fax"])}

    assert read(written(tmp_path, columns)).faults == [
        Fault(
            3, "channel", "Fax",
            "Giá trị ngoài danh mục: hãy ghi một trong các từ Trực tiếp; Bưu chính công ích; Trực tuyến.",
        )
    ]  # fmt: skip
