"""Which format a file is in: told by its content, whatever its name; and files of which nothing can be read."""

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from xlsxwriter import Workbook

from dondoc.analytics.sources import UnreadableDossiers, open_source
from tests.analytics.written_exports import GOOD, csv_text, numbered, read, read_text


def refusal(path: Path, **options: str) -> str:
    with pytest.raises(UnreadableDossiers) as caught:
        open_source(path, **options)
    return caught.value.sentence


def refusal_of(tmp_path: Path, data: bytes, name: str = "hoso.csv") -> str:
    path = tmp_path / name
    path.write_bytes(data)
    return refusal(path)


@pytest.mark.parametrize("name", ["hoso.csv", "hoso.xlsx", "hoso.parquet", "hoso"])
def test_the_format_is_told_by_the_content_when_the_name_says_another(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(csv_text(numbered(1)), encoding="utf-8")
    assert read(path).numbers == [2]

    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(GOOD))
        sheet.write_row(1, 0, list(GOOD.values()))
    assert read(path).numbers == [2]

    pq.write_table(pa.table({header: [text] for header, text in GOOD.items()}), path)
    assert read(path).numbers == [1]


def test_a_file_is_refused_when_it_is_empty(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, b"") == "Tệp hoso.csv trống (0 byte): hãy chọn lại tệp hoặc xuất lại."


def test_a_file_is_refused_when_it_is_not_there_or_a_folder(tmp_path: Path) -> None:
    sentence = "Không mở được tệp {}: hãy kiểm tra đường dẫn và quyền đọc tệp."

    assert refusal(tmp_path / "không có.csv") == sentence.format("không có.csv")
    assert refusal(tmp_path) == sentence.format(tmp_path.name)


def test_a_file_is_told_by_the_name_people_know_when_one_is_given(tmp_path: Path) -> None:
    (tmp_path / "a1b2").write_bytes(b"")

    assert refusal(tmp_path / "a1b2", name="quý I.csv").startswith("Tệp quý I.csv trống")


@pytest.mark.parametrize("is_whole", [True, False])
def test_a_file_is_refused_when_it_is_packed(tmp_path: Path, is_whole: bool) -> None:
    data = gzip.compress(csv_text(numbered(50)).encode())

    assert refusal_of(tmp_path, data if is_whole else data[:100], "hoso.csv.gz") == (
        "Tệp hoso.csv.gz là tệp nén. Hãy giải nén rồi nạp tệp .csv, .xlsx hoặc .parquet bên trong."
    )


def test_a_file_is_refused_when_it_is_an_old_spreadsheet(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000), "hoso.xls") == (
        "Tệp hoso.xls ở dạng Excel cũ (.xls) hoặc có mật khẩu. Hãy mở bằng Excel, lưu lại dạng .xlsx không mật khẩu."
    )


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"<html><table>", b' {"a": 1}', b"[1]"])
def test_a_file_is_refused_when_it_is_no_table(tmp_path: Path, data: bytes) -> None:
    assert refusal_of(tmp_path, data) == (
        "Tệp hoso.csv không phải bảng hồ sơ. Hãy xuất lại dạng .csv, .xlsx hoặc .parquet."
    )


@pytest.mark.parametrize("data", [b"\n\n", b",,,\n", b"\x00" * 60, b"\x89PNG\r\n\x1a\n", b'"', b'"' + b"x" * 200_000])
def test_a_file_is_refused_when_its_first_row_is_no_header(tmp_path: Path, data: bytes) -> None:
    sentence = refusal_of(tmp_path, data)

    assert sentence.startswith(("Tệp hoso.csv thiếu cột bắt buộc: “Mã hồ sơ”", "Tệp hoso.csv dùng bảng mã UTF-16"))


def test_a_header_is_found_when_empty_lines_stand_before_it(tmp_path: Path) -> None:
    assert read_text(tmp_path, "\n\r\n,,\n" + csv_text(numbered(2))).numbers == [5, 6]


def test_a_text_file_is_read_when_its_first_header_begins_like_an_archive(tmp_path: Path) -> None:
    text = csv_text([{"PK": "1"} | row for row in numbered(2)])

    assert read_text(tmp_path, text).header.passed_over == ("PK",)
