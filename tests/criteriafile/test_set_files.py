"""Set files: what is read, what of a broken file is told, and what is written back."""

from pathlib import Path

import pytest
from criteria_sets import sentences

from dondoc.core.scoring.faults import SetRefused
from dondoc.criteriafile import read_set, shipped_sets, write_set

SET = """\
[set]
id = "demo-so-2026"
title = "Bộ chỉ số thử"
decision = "unofficial"
valid_from = 2026-01-01
scale = 0.3
decimals = { criterion = 2, total = 2 }
profiles = ["with-procedures"]
not_applicable = "rescale"
bands = [ { name = "Dẫn dắt", above = 75 }, { name = "Khởi động", from = 0 } ]

[[pillar]]
code = "1"
title = "Nhận thức số"

[[criterion]]
code = "1.1"
pillar = "1"
title = "Có chuyên mục"
max = 0.1
rule = { kind = "yes-no", fact = "page" }

[[criterion]]
code = "1.2"
pillar = "1"
title = "Tỷ lệ “trực tuyến”"
max = 0.20
rule = { kind = "ratio", fact = "online", zero_denominator = "full" }
evidence = ["Báo cáo", "Ảnh màn hình"]
source = "automatic"
"""


def faults_of(source: Path | bytes) -> list[str]:
    with pytest.raises(SetRefused) as refusal:
        read_set(source)
    return sentences(refusal.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "bộ.toml"
    path.write_text(SET, encoding="utf-8")
    return path


def test_file_and_its_bytes_give_the_same_set(file: Path):
    found = read_set(file)
    assert found == read_set(SET.encode())
    assert [str(each.max) for each in found.criteria] == ["0.1", "0.20"]  # as written: one tenth, not nearly


def test_byte_order_mark_and_line_ends_of_windows_do_not_matter(file: Path):
    assert read_set(b"\xef\xbb\xbf" + SET.replace("\n", "\r\n").encode()) == read_set(file)


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        (SET.replace("max = 0.20", "max ="), "dòng 27: không hiểu được từ cột 6: “max =”"),
        (SET.replace('code = "1.2"', 'code = "1.2'), 'dòng 24: không hiểu được từ cột 12: “code = "1.2”'),
        (SET + 'source = "self"\n', 'dòng 31: không hiểu được từ cột 16: “source = "self"”'),
        (SET + "evidence2 = [", "dòng 31: tệp kết thúc khi chưa viết xong"),
        ("bộ = 1", "dòng 1: không hiểu được từ cột 2: “bộ = 1”"),
    ],
)
def test_broken_toml_is_told_with_its_line(broken: str, place: str):
    assert faults_of(broken.encode()) == [f"{place}; cần viết đúng cú pháp TOML; xem rules/README.md"]


def test_file_in_another_encoding_is_told_with_the_line_where_it_ends():
    assert faults_of(SET.encode("utf-16")) == [
        "tệp: tệp không phải chữ UTF-8 (từ dòng 1); hãy lưu lại tệp với bảng mã UTF-8"
    ]
    assert faults_of(b'[set]\nid = "\xe1"') == [
        "tệp: tệp không phải chữ UTF-8 (từ dòng 2); hãy lưu lại tệp với bảng mã UTF-8"
    ]


def test_file_that_is_not_there_is_told_by_name(tmp_path: Path):
    assert faults_of(tmp_path / "khong-co.toml") == [
        "khong-co.toml: không mở được tệp; hãy kiểm tra đường dẫn và quyền đọc tệp"
    ]
    assert faults_of(tmp_path)[0].endswith("không mở được tệp; hãy kiểm tra đường dẫn và quyền đọc tệp")


def test_file_beyond_all_size_is_refused_unread(tmp_path: Path):
    path = tmp_path / "lon.toml"
    path.write_bytes(b"#" * 5_000_001)
    assert faults_of(path) == ["lon.toml: tệp lớn hơn 5 MB; cần tệp nhỏ hơn"]


@pytest.mark.parametrize(
    "hostile", ["a = " + "[" * 40_000, "a = " + "{b=" * 40_000, f"a = {'9' * 5000}", "a = 1e999999999"]
)
def test_hostile_file_is_refused_and_not_a_crash(hostile: str):
    assert faults_of(hostile.encode())


def test_number_that_is_not_finite_or_far_too_long_is_no_number():
    for written in ("nan", "inf", "1e400", "0." + "1" * 30):
        assert f"1.2: “max” là {'NaN' if written == 'nan' else ''}" in "\n".join(
            faults_of(SET.replace("max = 0.20", f"max = {written}").encode())
        )


def test_written_set_reads_back_equal_and_keeps_what_was_written(file: Path):
    found = read_set(file)
    written = write_set(found)
    assert read_set(written.encode()) == found
    assert "max = 0.20\n" in written
    assert 'title = "Tỷ lệ “trực tuyến”"\n' in written


def test_written_text_may_hold_what_toml_must_escape():
    odd = SET.replace("Có chuyên mục", 'Có \\"chuyên\\" \\\\ mục\\n\\tmới')
    found = read_set(odd.encode())
    assert found.criteria[0].title == 'Có "chuyên" \\ mục\nmới'
    assert read_set(write_set(found).encode()) == found


@pytest.mark.parametrize("path", shipped_sets(), ids=lambda path: path.stem)
def test_shipped_set_is_sound_carries_its_file_name_and_is_written_back_equal(path: Path):
    found = read_set(path)
    assert found.id == path.stem
    assert read_set(write_set(found).encode()) == found
