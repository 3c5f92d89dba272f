"""The default source of each fact of a set, from a .toml file. Not here: the values (core/scoring/bindings)."""

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from dondoc.core.scoring.bindings import (
    BY_WORDS,
    FORMS,
    BindingKind,
    BindingsRefused,
    FactBinding,
    FactForm,
    fact_forms,
)
from dondoc.core.scoring.criteria import CriteriaSet
from dondoc.core.scoring.faults import ShapeFault
from dondoc.core.scoring.tables import Table
from dondoc.criteriafile.tomlfiles import table_of

_WORDS = "cần danh sách đoạn chữ có trong chỉ tiêu hoặc nhiệm vụ"
_FORM_TITLES = {
    FactForm.BOOLEAN: "có hoặc không",
    FactForm.LEVEL: "một mức",
    FactForm.NUMBER: "một số",
    FactForm.RATIO: "tử số và mẫu số",
    FactForm.LIST: "một dãy số",
}


def read_bindings(path: Path, criteria_set: CriteriaSet) -> tuple[FactBinding, ...]:
    """One binding for each fact of the set, in the order of the file.

    Raises BindingsRefused with every fault at once: a fact unknown, left out or bound twice; words missing where a
    target or a task is to be found, or given where none is; a measure where no dossiers are; a source that cannot give
    what the rule reads.
    """
    table = table_of(path, BindingsRefused)
    named = table.text("set")
    if named and named != criteria_set.id:
        table.fault("set", f"{{}} là “{named}”", f"cần “{criteria_set.id}”, mã của bộ chỉ số")
    found = [_binding(row) for row in table.tables("fact", "cần các bảng [[fact]]")]
    table.close()
    _check_facts([each.fact for each in found if each.fact], fact_forms(criteria_set), table.faults)
    for binding in found:
        _check_form(binding, fact_forms(criteria_set).get(binding.fact), table.faults)
    if table.faults:
        raise BindingsRefused(table.faults)
    return tuple(found)


def _binding(row: Table) -> FactBinding:
    fact = row.text("name")
    if fact:  # from here on the faults of the row stand at its fact
        row.place, row.path = fact, ""
    kind = _kind(row)
    words = row.texts("words", _WORDS) if row.has("words") else ()
    if kind in BY_WORDS and not row.has("words"):
        row.fault("words", f"nguồn “{kind}” mà thiếu {{}}", _WORDS)
    elif kind in BY_WORDS and row.given["words"] == []:
        row.wrong("words", _WORDS)
    elif kind and kind not in BY_WORDS and row.has("words"):
        row.wrong("words", f"nguồn “{kind}” không dùng khóa này")
    if kind and kind is not BindingKind.DOSSIERS and row.has("measure"):
        row.wrong("measure", f"nguồn “{kind}” không dùng khóa này")
    binding = FactBinding(
        fact=fact,
        title=row.text("title"),
        unit=row.text("unit"),
        kind=kind or BindingKind.TYPED,
        words=words,
        note=row.text("note") if row.has("note") else "",
        measure=row.text("measure") if row.has("measure") else "",
    )
    row.close()
    return binding


def _kind(row: Table) -> BindingKind | None:
    """The kind; None after a fault, so that no other fault follows from a guess."""
    word = row.choice("kind", tuple(each.value for each in BindingKind))
    return BindingKind(word) if row.given.get("kind") == word else None


def _check_facts(named: Sequence[str], known: Mapping[str, object], faults: list[ShapeFault]) -> None:
    for fact, count in Counter(named).items():
        if fact not in known:
            nearest = difflib.get_close_matches(fact, known, 1, 0.5)
            expected = f"gần nhất là “{nearest[0]}”" if nearest else "cần tên số liệu có trong bộ chỉ số"
            faults.append(ShapeFault(fact, "không quy tắc nào dùng số liệu này", expected))
        elif count > 1:
            faults.append(ShapeFault(fact, f"đứng {count} lần", "mỗi số liệu chỉ có một nguồn mặc định"))
    faults.extend(ShapeFault(fact, "chưa có nguồn", "cần một bảng [[fact]]") for fact in known if fact not in named)


def _check_form(binding: FactBinding, forms: frozenset[FactForm] | None, faults: list[ShapeFault]) -> None:
    if forms is not None and binding.measure and FactForm.RATIO not in forms:
        faults.append(ShapeFault(binding.fact, "quy tắc không đọc tử số và mẫu số", "cần bỏ khóa “measure”"))
    if forms is None or forms & FORMS[binding.kind]:
        return
    wanted = ", ".join(_FORM_TITLES[form] for form in FactForm if form in forms)
    able = [kind.value for kind in BindingKind if FORMS[kind] & forms]
    faults.append(
        ShapeFault(
            binding.fact,
            f"quy tắc đọc {wanted}, nguồn “{binding.kind}” không cho được",
            "cần một trong: " + ", ".join(f"“{kind}”" for kind in able),
        )
    )
