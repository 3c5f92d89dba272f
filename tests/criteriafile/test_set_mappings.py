"""The mapping from last year's criteria: read whole, or refused with every fault at once."""

from pathlib import Path

import pytest

from dondoc.core.scoring.changes import MappingRefused, Pair
from dondoc.core.scoring.criteria import CriteriaSet
from dondoc.criteriafile import read_set
from dondoc.criteriafile.mappings import read_mapping

SET = """
[set]
id = "{id}"
title = "Bộ thử"
decision = "unofficial"
valid_from = 2026-01-01
scale = {scale}
decimals = {{ criterion = 2, total = 2 }}
profiles = ["all"]
not_applicable = "rescale"
bands = []
[[pillar]]
code = "1"
title = "Nhóm"
"""
CRITERION = """
[[criterion]]
code = "{code}"
pillar = "1"
title = "Chỉ số"
max = 10
rule = {{ kind = "yes-no", fact = "f" }}
"""


def made(name: str, *codes: str) -> CriteriaSet:
    text = SET.format(id=name, scale=10 * len(codes)) + "".join(CRITERION.format(code=code) for code in codes)
    return read_set(text.encode())


OLD, NEW = made("cu", "1.1", "1.2", "1.3"), made("moi", "1.1", "1.2", "1.3")


def mapping(tmp_path: Path, text: str) -> tuple[Pair, ...]:
    path = tmp_path / "cu--moi.toml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path, OLD, NEW)


def test_a_mapping_that_names_every_criterion_once_is_read(tmp_path: Path):
    text = 'dropped = ["1.3"]\nnew = ["1.1"]\n'
    text += '[[pair]]\nfrom = "1.1"\nto = "1.2"\n[[pair]]\nfrom = "1.2"\nto = "1.3"\n'
    assert mapping(tmp_path, text) == (Pair("1.1", "1.2"), Pair("1.2", "1.3"))


def test_a_mapping_without_pairs_is_read(tmp_path: Path):
    codes = '["1.1", "1.2", "1.3"]'
    assert mapping(tmp_path, f"dropped = {codes}\nnew = {codes}\npair = []\n") == ()


def test_codes_unknown_left_out_or_named_twice_are_all_told(tmp_path: Path):
    text = (
        'dropped = ["9.9", "1.1"]\nnew = []\n[[pair]]\nfrom = "1.1"\nto = "1.2"\n[[pair]]\nfrom = "1.2"\nto = "8.8"\n'
    )
    with pytest.raises(MappingRefused) as refused:
        mapping(tmp_path, text)
    assert [fault.sentence for fault in refused.value.faults] == [
        "1.1: đứng 2 lần ở from, dropped; mỗi chỉ số chỉ đứng một lần",
        "9.9: bộ “cu” không có chỉ số này; cần mã có trong bộ",
        "1.3: chỉ số của bộ “cu” chưa được nêu; cần đứng một lần ở from, dropped",
        "8.8: bộ “moi” không có chỉ số này; cần mã có trong bộ",
        "1.1: chỉ số của bộ “moi” chưa được nêu; cần đứng một lần ở to, new",
        "1.3: chỉ số của bộ “moi” chưa được nêu; cần đứng một lần ở to, new",
    ]


def test_keys_missing_or_misspelt_are_all_told(tmp_path: Path):
    with pytest.raises(MappingRefused) as refused:
        mapping(tmp_path, 'dropped = []\nnews = []\n[[pair]]\nfrom = "1.1"\ntoo = "1.1"\n')
    assert [(fault.place, fault.what) for fault in refused.value.faults] == [
        ("cu--moi.toml", "thiếu “new”"),
        ("cu--moi.toml", "thiếu “pair[1].to”"),
        ("cu--moi.toml", "không có khóa “pair[1].too”"),
        ("cu--moi.toml", "không có khóa “news”"),
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [("dropped = [", "dòng 1"), ("dropped = 1\n" * 2, "dòng 2"), ("a = " + "[" * 3_000, "cu--moi.toml")],
)
def test_a_file_that_is_no_toml_is_refused(tmp_path: Path, text: str, place: str):
    with pytest.raises(MappingRefused) as refused:
        mapping(tmp_path, text)
    assert [fault.place for fault in refused.value.faults] == [place]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(MappingRefused) as refused:
        read_mapping(tmp_path / "khong-co.toml", OLD, NEW)
    assert [fault.sentence for fault in refused.value.faults] == [
        "khong-co.toml: không mở được tệp; hãy kiểm tra đường dẫn và quyền đọc tệp"
    ]
