"""The header of an export: which column is which, what is passed over, what is refused."""

from pathlib import Path
from unicodedata import normalize

import pytest

from dondoc.analytics.headers import header_of, title_of
from dondoc.analytics.sources import UnreadableDossiers
from dondoc.core.dossiers import COLUMNS
from dondoc.core.vietnamese import fold
from tests.analytics.reference import HEADERS as KNOWN
from tests.analytics.reference import NEEDED
from tests.analytics.written_exports import GOOD, HEADERS, csv_text, read_text


@pytest.mark.parametrize(("name", "said"), [(name, said) for name, listed in KNOWN.items() for said in (*listed, name)])
def test_a_column_is_known_when_its_header_is_written_any_way(name: str, said: str) -> None:
    others = [other for other in NEEDED if other != name]
    for written in (said, said.upper(), normalize("NFD", said), fold(said), f"  {said.replace(' ', '  ')}\u00a0"):
        header = header_of([*others, written], name="x.csv")

        assert header.columns[name] == len(others)
        assert header.passed_over == header.personal == ()


def test_every_column_has_a_title_for_people() -> None:
    assert tuple(title_of(column.name) for column in COLUMNS) == HEADERS


def test_columns_are_named_when_unknown_or_there_twice(tmp_path: Path) -> None:
    text = csv_text(
        [GOOD | {"Ghi chú": "a", "Số hồ sơ": "other", "": "b", "Họ tên người nộp": "c", "Số CMND/CCCD": "d"}]
    )

    got = read_text(tmp_path, text)

    assert got.header.passed_over == ("Ghi chú", "Số hồ sơ")
    assert got.header.personal == ("Họ tên người nộp", "Số CMND/CCCD")
    assert got.header.absent == ()
    assert got.rows[0]["dossier_code"] == GOOD["Mã hồ sơ"]


@pytest.mark.parametrize(
    "header",
    [
        *("Họ và tên", "HO TEN", "Chủ hồ sơ", "Số định danh cá nhân", "CCCD", "Số điện thoại", "SĐT người nộp"),
        *("Địa chỉ liên hệ", "E-mail", "Email", "Ngày sinh", "Giới tính", "Phone", "citizen_id"),
    ],
)
def test_a_column_is_left_out_as_personal_when_its_header_says_so(header: str) -> None:
    assert header_of([*NEEDED, header], name="x.csv").personal == (header,)


@pytest.mark.parametrize("header", ["Phi địa giới", "Mã biên nhận", "Tên thủ tục", "Ghi chú", "Đơn vị phối hợp", "STT"])
def test_a_column_is_not_personal_when_its_header_only_looks_like_it(header: str) -> None:
    assert header_of([*NEEDED, header], name="x.csv").personal == ()


def test_a_file_is_refused_with_what_is_missing_and_found_when_needed_columns_lack(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDossiers) as caught:
        read_text(tmp_path, "Mã hồ sơ,Ngày nhận,Ghi chú,\nX1,03/02/2026,,\n")
    assert caught.value.sentence == (
        "Tệp hoso.csv thiếu cột bắt buộc: “Kênh tiếp nhận”; “Ngày hẹn trả”; “Trạng thái”. "
        "Tiêu đề đọc được ở dòng đầu: “Mã hồ sơ”; “Ngày nhận”; “Ghi chú”. "
        "Hãy xuất lại tệp có đủ các cột này, tên cột ở dòng đầu tiên."
    )


def test_a_header_is_cut_when_it_is_told_and_very_long(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDossiers) as caught:
        read_text(tmp_path, "x" * 10_000)
    assert f"“{'x' * 60}…”" in caught.value.sentence
    assert len(caught.value.sentence) < 500


def test_headers_are_told_up_to_forty_when_there_are_many(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDossiers) as caught:
        read_text(tmp_path, ",".join(f"c{number}" for number in range(1, 5_001)))
    assert "“c39”; “c40” và 4.960 tiêu đề khác. Hãy xuất lại" in caught.value.sentence
