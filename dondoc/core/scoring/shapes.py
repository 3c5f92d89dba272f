"""A parsed set file into a CriteriaSet, or every fault of it at once.

Not here: rules (rule_shapes), facts (fact_shapes), files (criteriafile).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from dondoc.core.scoring.criteria import (
    Band,
    Bound,
    CriteriaSet,
    Criterion,
    Information,
    NotApplicable,
    Pillar,
    Source,
)
from dondoc.core.scoring.faults import SetRefused, ShapeFault
from dondoc.core.scoring.rule_shapes import bound_of, check_order, rule_of
from dondoc.core.scoring.tables import Table, fraction_text, number_of

_BOUNDS = ("from", "above", "from_points", "above_points")
_BOUND = "cần một số không âm, mức phần trăm không quá 100"
_SCALE = "cần một số lớn hơn 0"


def criteria_set_of(parsed: Mapping[str, object]) -> CriteriaSet:
    """The set of a parsed TOML file; its floats must have been read as Decimal.

    Raises SetRefused with every fault at once. A fault's place is the code of the criterion or pillar, else the key.
    """
    first: list[ShapeFault] = []
    whole = Table(parsed, "", first)
    head = whole.table("set", "cần bảng [set]") or Table({}, "", [])
    head.path = ""
    whole.faults = faults = list[ShapeFault]()
    profiles = _profiles(head)
    pillars = tuple(_pillar(row) for row in whole.tables("pillar", "cần các bảng [[pillar]], ít nhất một"))
    codes = {pillar.code for pillar in pillars}
    rows = list(whole.tables("criterion", "cần các bảng [[criterion]], ít nhất một"))
    criteria = tuple(_criterion(row, codes, profiles) for row in rows)
    _check_repeats([pillar.code for pillar in pillars], "nhóm chỉ số [[pillar]]", faults)
    _check_repeats([criterion.code for criterion in criteria], "chỉ số [[criterion]]", faults)
    built = _set(head, profiles, pillars, criteria)
    if all(_counts(row, profiles) for row in rows):
        _check_scale(head, built)
    head.close()
    whole.close()
    if first or faults:
        raise SetRefused(first + faults)
    return built


def _set(
    head: Table, profiles: tuple[str, ...], pillars: tuple[Pillar, ...], criteria: tuple[Criterion, ...]
) -> CriteriaSet:
    valid_from, valid_to = _validity(head)
    decimals = head.table("decimals", "cần một bảng như { criterion = 2, total = 2 }") or Table({}, "", [])
    built = CriteriaSet(
        id=head.text("id"),
        title=head.text("title"),
        decision=head.text("decision"),
        valid_from=valid_from,
        valid_to=valid_to,
        scale=_scale(head),
        criterion_decimals=decimals.digits("criterion"),
        total_decimals=decimals.digits("total"),
        profiles=profiles,
        not_applicable=NotApplicable(head.choice("not_applicable", tuple(each.value for each in NotApplicable))),
        bands=tuple(_bands(head)),
        pillars=pillars,
        criteria=criteria,
    )
    decimals.close()
    return built


def _profiles(head: Table) -> tuple[str, ...]:
    expected = "cần danh sách tên, ít nhất một, không tên nào lặp lại"
    profiles = head.texts("profiles", expected)
    if head.given.get("profiles") == [] or len(set(profiles)) < len(profiles):
        head.wrong("profiles", expected)
    return profiles


def _validity(head: Table) -> tuple[date, date | None]:
    first = _day(head, "valid_from")
    last = _day(head, "valid_to") if head.has("valid_to") else None
    if first and last and last < first:
        head.fault("valid_to", f"{{}} là {last}, trước ngày bắt đầu {first}", "cần ngày không trước “valid_from”")
    return first or date.max, last


def _day(head: Table, key: str) -> date | None:
    expected = "cần một ngày viết không có ngoặc kép, như 2026-01-01"
    value = head.wanted(key, expected)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if key in head.given:
        head.wrong(key, expected)
    return None


def _scale(head: Table) -> Decimal:
    scale = head.number("scale", _SCALE)
    if scale is not None and scale <= 0:
        head.wrong("scale", _SCALE)
    return scale if scale is not None and scale > 0 else Decimal(0)


def _bands(head: Table) -> Iterable[Band]:
    """The bands; those in percent and those in points must each stand highest first."""
    before: dict[bool, Bound] = {}
    for row in head.tables("bands", 'cần danh sách như [ { name = "…", above = 75 } ]', may_be_empty=True):
        name = row.text("name")
        is_points = not {"from_points", "above_points"}.isdisjoint(row.given)
        found = bound_of(row, _BOUNDS, None if is_points else Fraction(100), _BOUND)
        row.close()
        if found is not None:
            key, bound = found
            check_order(row, key, bound, before.get(is_points))
            before[is_points] = bound
            yield Band(name, bound, is_points)


def _pillar(row: Table) -> Pillar:
    _name_faults(row)
    pillar = Pillar(row.text("code", _CODE), row.text("title"))
    row.close()
    return pillar


_CODE = "cần mã viết trong ngoặc kép, như “1.1”"


def _name_faults(row: Table) -> None:
    """From here on the faults of the row stand at its code, where it has one."""
    code = row.given.get("code")
    if isinstance(code, str) and code.strip():
        row.place, row.path = " ".join(code.split()), ""


def _criterion(row: Table, pillars: set[str], profiles: tuple[str, ...]) -> Criterion:
    _name_faults(row)
    code, pillar = row.text("code", _CODE), row.text("pillar", "cần mã của một [[pillar]]")
    if pillar and pillar not in pillars:
        row.fault("pillar", f"{{}} là “{pillar}”, không có nhóm chỉ số này", "cần mã của một [[pillar]]")
    maximum = row.number("max", "cần một số lớn hơn 0")
    rule_table = row.table("rule", 'cần một bảng như { kind = "yes-no", fact = "…" }')
    is_information = rule_table is not None and rule_table.given.get("kind") == "information"
    if maximum is not None:
        _check_maximum(row, maximum, is_information=is_information)
    most = Fraction(maximum) if maximum is not None and maximum >= 0 else None
    criterion = Criterion(
        code=code,
        pillar=pillar,
        title=row.text("title"),
        max=maximum if maximum is not None else Decimal(0),
        rule=rule_of(rule_table, most) if rule_table else Information(""),
        evidence=row.texts("evidence", "cần danh sách các đoạn chữ") if row.has("evidence") else (),
        source=Source(row.choice("source", tuple(each.value for each in Source))) if row.has("source") else Source.SELF,
        verifier=row.text("verifier") if row.has("verifier") and row.given["verifier"] != "" else "",
        profiles=_profiles_of(row, profiles) if row.has("profiles") else (),
    )
    row.close()
    return criterion


def _check_maximum(row: Table, maximum: Decimal, *, is_information: bool) -> None:
    if maximum < 0:
        row.wrong("max", "cần một số không âm")
    elif is_information and maximum != 0:
        row.wrong("max", "cần 0, vì quy tắc “information” không cho điểm")
    elif not is_information and maximum == 0:
        row.wrong("max", "cần một số lớn hơn 0, chỉ quy tắc “information” có max = 0")


def _profiles_of(row: Table, known: tuple[str, ...]) -> tuple[str, ...]:
    expected = "cần danh sách lấy từ “profiles” của bộ: " + ", ".join(f"“{each}”" for each in known)
    found = row.texts("profiles", expected)
    if row.given["profiles"] == [] or len(set(found)) < len(found):
        row.wrong("profiles", expected)
    for unknown in [each for each in found if each not in known and known]:
        row.fault("profiles", f"{{}} có “{unknown}”, bộ chỉ số không có nhóm đơn vị này", expected)
    return found


def _check_repeats(codes: list[str], what: str, faults: list[ShapeFault]) -> None:
    for code, count in Counter(code for code in codes if code).items():
        if count > 1:
            faults.append(ShapeFault(code, f"mã xuất hiện {count} lần ở {what}", "mỗi mã chỉ dùng một lần"))


def _counts(row: Table, profiles: tuple[str, ...]) -> bool:
    """Whether it can be told what this row adds to the first profile."""
    own = row.given.get("profiles", [])
    return (
        bool(profiles)
        and number_of(row.given.get("max")) is not None
        and isinstance(own, list)
        and all(each in profiles for each in own)
    )


def _check_scale(head: Table, built: CriteriaSet) -> None:
    if not built.scale or not built.criteria:
        return
    total = sum((Fraction(each.max) for each in built.criteria_of(built.profiles[0])), Fraction(0))
    if total != built.scale:
        what = f"điểm tối đa của các chỉ số thuộc “{built.profiles[0]}” cộng lại được {fraction_text(total)}"
        head.fault(
            "scale", what, f"cần đúng {fraction_text(Fraction(built.scale))} như {{}} ghi".replace("{}", "“scale”")
        )
