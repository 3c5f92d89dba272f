"""The default sources of facts: read whole, or refused with every fault at once."""

from pathlib import Path

import pytest

from dondoc.core.scoring.bindings import BindingKind, BindingsRefused, FactBinding
from dondoc.criteriafile import read_set
from dondoc.criteriafile.bindings import read_bindings

SET = read_set(
    """
[set]
id = "thu"
title = "Bộ thử"
decision = "unofficial"
valid_from = 2026-01-01
scale = 30
decimals = { criterion = 2, total = 2 }
profiles = ["all"]
not_applicable = "rescale"
bands = []
[[pillar]]
code = "1"
title = "Nhóm"
[[criterion]]
code = "1.1"
pillar = "1"
title = "Tỷ lệ"
max = 10
rule = { kind = "gate", unless = "is_broken", rule = { kind = "ratio", fact = "share", zero_denominator = "zero" } }
[[criterion]]
code = "1.2"
pillar = "1"
title = "Mức"
max = 10
rule = { kind = "tiers", fact = "level", levels = { "Có" = "max" } }
[[criterion]]
code = "1.3"
pillar = "1"
title = "Bình quân"
max = 10
rule = { kind = "average", fact = "records", decimals = 1, out_of = 2 }
[[criterion]]
code = "1.4"
pillar = "1"
title = "Để biết"
max = 0
rule = { kind = "information", fact = "shown" }
""".encode()
)


def fact(name: str, kind: str = "typed", more: str = "") -> str:
    return f'[[fact]]\nname = "{name}"\ntitle = "Tên"\nunit = "cái"\nkind = "{kind}"\n{more}\n'


def bindings(tmp_path: Path, text: str) -> tuple[FactBinding, ...]:
    path = tmp_path / "thu.toml"
    path.write_text('set = "thu"\n' + text, encoding="utf-8")
    return read_bindings(path, SET)


GOOD = (
    fact("share", "target", 'words = ["hồ sơ", "Trực tuyến"]\nnote = "ghi chú"')
    + fact("is_broken", "register")
    + fact("level")
    + fact("records", "dossiers")
    + fact("shown", "evidence", 'words = ["nhiệm vụ"]')
)


def test_bindings_of_every_fact_are_read(tmp_path: Path):
    found = bindings(tmp_path, GOOD)
    assert found[0] == FactBinding("share", "Tên", "cái", BindingKind.TARGET, ("hồ sơ", "Trực tuyến"), "ghi chú")
    assert [(each.fact, each.kind.value, each.is_typed) for each in found] == [
        ("share", "target", False),
        ("is_broken", "register", False),
        ("level", "typed", True),
        ("records", "dossiers", False),
        ("shown", "evidence", False),
    ]


def test_words_find_a_text_when_all_stand_in_it_whatever_the_case_and_diacritics(tmp_path: Path):
    share, broken, *_ = bindings(tmp_path, GOOD)
    assert share.suits("Tỷ lệ HỒ SƠ\n nộp truc tuyen")
    assert not share.suits("Tỷ lệ hồ sơ đúng hạn")
    assert not broken.suits("bất kỳ")


def test_faults_are_all_told(tmp_path: Path):
    text = (
        fact("share", "evidence", 'words = ["hồ sơ"]')
        + fact("is_broken", "task")
        + fact("records", "typed", 'words = ["hồ sơ"]')
        + fact("levels")
        + fact("shown")
        + fact("shown", "guess")
    )
    with pytest.raises(BindingsRefused) as refused:
        bindings(tmp_path, text)
    assert [(fault.place, fault.what, fault.expected) for fault in refused.value.faults] == [
        (
            "is_broken",
            "nguồn “task” mà thiếu “words”",
            "cần danh sách đoạn chữ có trong chỉ tiêu hoặc nhiệm vụ",
        ),
        ("records", "“words” là danh sách 1 mục", "nguồn “typed” không dùng khóa này"),
        (
            "shown",
            "“kind” là “guess”",
            "cần một trong: “target”, “task”, “evidence”, “register”, “dossiers”, “typed”",
        ),
        ("levels", "không quy tắc nào dùng số liệu này", "gần nhất là “level”"),
        ("shown", "đứng 2 lần", "mỗi số liệu chỉ có một nguồn mặc định"),
        ("level", "chưa có nguồn", "cần một bảng [[fact]]"),
        (
            "share",
            "quy tắc đọc tử số và mẫu số, nguồn “evidence” không cho được",
            "cần một trong: “target”, “task”, “register”, “dossiers”, “typed”",
        ),
    ]


def test_bindings_of_another_set_are_refused(tmp_path: Path):
    path = tmp_path / "khac.toml"
    path.write_text('set = "khac"\n' + GOOD, encoding="utf-8")
    with pytest.raises(BindingsRefused) as refused:
        read_bindings(path, SET)
    assert [fault.sentence for fault in refused.value.faults] == [
        "khac.toml: “set” là “khac”; cần “thu”, mã của bộ chỉ số"
    ]


def test_an_unknown_kind_alone_is_one_fault(tmp_path: Path):
    with pytest.raises(BindingsRefused) as refused:
        bindings(tmp_path, GOOD.replace('"register"', '"register "'))
    assert [(fault.place, fault.what) for fault in refused.value.faults] == [("is_broken", "“kind” là “register ”")]


def test_measure_of_dossiers_is_read_where_a_ratio_is(tmp_path: Path):
    others = fact("is_broken", "register") + fact("level") + fact("records") + fact("shown")
    share, *_ = bindings(tmp_path, fact("share", "dossiers", 'measure = "online_rate"') + others)
    assert (share.kind, share.measure, share.words) == (BindingKind.DOSSIERS, "online_rate", ())
    assert {each.measure for each in bindings(tmp_path, GOOD)} == {""}


def test_measure_elsewhere_is_refused(tmp_path: Path):
    text = (
        fact("share", "target", 'words = ["hồ sơ"]\nmeasure = "online_rate"')
        + fact("is_broken", "register")
        + fact("level")
        + fact("records", "dossiers", 'measure = "online_rate"')
        + fact("shown")
    )
    with pytest.raises(BindingsRefused) as refused:
        bindings(tmp_path, text)
    assert [(fault.place, fault.what, fault.expected) for fault in refused.value.faults] == [
        ("share", "“measure” là “online_rate”", "nguồn “target” không dùng khóa này"),
        ("records", "quy tắc không đọc tử số và mẫu số", "cần bỏ khóa “measure”"),
    ]
