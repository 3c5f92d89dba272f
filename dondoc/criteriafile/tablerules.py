"""The words of an annex on how points are given, into a proposed rule: only where every clause of them was understood.

Not here: confirming a proposal, which a human does. Facts bear names made of the criterion's code.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from dondoc.core.scoring.criteria import (
    CountCapped,
    CountTable,
    Deduction,
    External,
    Information,
    Peer,
    Points,
    Ratio,
    RatioBands,
    RatioToTarget,
    Rule,
    Tiers,
    YesNo,
    ZeroDenominator,
)
from dondoc.core.vietnamese import CAPITALS, fold, normalise, parse_number
from dondoc.criteriafile.tablebands import bands_of, percent_of

_LONGEST = 2_000  # characters: no rule in words is longer
_N = r"\d+(?:[.,]\d+)*"
_TIMES = r"\s*[x×*]\s*"
_FULL = r"(?:so )?(?:diem )?(?:toi da|max)"
_POINTS = re.compile(
    rf"(?:(?:duoc|dat|cham|tinh) )*(?:(?P<share>\d+/\d+)(?:(?:{_TIMES}| )?{_FULL})?|{_FULL}{_TIMES}(?P<times>\d+/\d+)"
    rf"|(?P<percent>{_N})\s?%(?:{_TIMES}| )?{_FULL}|(?P<full>{_FULL})|(?P<none>khong (?:co|tinh|duoc) diem)"
    rf"|(?P<amount>{_N})(?: ?(?:diem|d))?)"
)
_REST = re.compile(r"(?:cac )?(?:truong hop )?(?:con lai|khac|(?:khong|chua)(?: [a-z]+){0,6})")
_NOTHING = re.compile(r"(?:neu )?khong phat sinh.*|(?:neu )?(?:mau so|b) ?(?:=|bang) ?0")
_COUNT = re.compile(
    r"(?:(?!duoi|tren|hon|it|nhieu|khong|chua|nam|thang|quy)[a-z]+ ){0,6}(?:≥ ?|>= ?)?(\d{1,6})"
    r"(?: (?!tro|den)[a-z]+(?: [a-z]+){0,5}?)?(?: tro len)?"
)
_RATIO = r"(?:ty le|\(?a ?/ ?b\)?)"
_FORMULA = re.compile(rf"(?:cach tinh:? ?)?(?:(?:so )?diem(?: dat duoc)? ?[=:] ?)?{_RATIO}{_TIMES}{_FULL}")
_DEFINES = re.compile(r"(?:trong do:? ?)?(?:ty le ?(?:\(.*?\) ?)?[=:] ?.+|[abk] ?(?:=|:|la) ?.+)|trong do:?")
_COMPUTES = re.compile(r"[×*+]| x \d")
_TO_TARGET = re.compile(
    rf"(?:(?:duoi|<) ?(?P<below>{_N}) ?%: ?)?(?:diem ?= ?)?{_RATIO} ?/ ?(?P<target>{_N}) ?%{_TIMES}{_FULL}"
    rf"(?:,? (?:nhung )?(?:khong (?:vuot )?qua|toi da la) diem toi da)?"
)
_PEER = re.compile(
    rf"(?:diem ?= ?)?(?:gia tri|so lieu|ket qua) [^/]*/ ?(?:gia tri |so lieu |ket qua )?"
    rf"(?:cao|lon) nhat[^/×*]*{_TIMES}{_FULL}"
)
_EACH = re.compile(
    rf"(?!.*\btru\b)(?:cu )?moi (?:mot |01 |1 )?[^\d;:]+?(?::|,| duoc| dat| tinh)? ?(?P<each>{_N}) diem"
    rf"(?:[,;]? ?(?:nhung )?(?:toi da|khong (?:vuot )?qua)(?: la)? (?P<cap>{_N}|diem toi da)(?: diem)?)?"
)
_LOSES = re.compile(rf"(?:cu )?moi (?:mot |01 |1 )?[^\d;:]+? ?(?:bi )?tru (?P<each>{_N}) diem")
_GIVEN = re.compile(
    r"(?:lay |theo )?(?:diem|ket qua)(?: so)? [^:;]*do [^:;]* (?:cong bo|cham|danh gia|thong bao|cung cap)"
)
_LEADS_UP = re.compile(r".*(?:nhu sau|cach tinh|cach cham|muc diem|thang diem)")
_IS_MET, _IS_NOT = re.compile(r"(?:co|da|dat|day du)\b.*"), re.compile(r"(?:khong|chua)\b.*")
_CONDITIONS = re.compile(r"\d|%|[<>≥≤]|^neu\b|\btren\b|\bduoi\b")


@dataclass(frozen=True)
class _Clause:
    """One clause `label: points`; `folded` is the whole of it, `points` None where it gives none."""

    label: str
    folded: str
    points: Points | None

    @property
    def name(self) -> str:
        return fold(self.label)

    @property
    def is_zero(self) -> bool:
        return self.points is not None and self.points.amount == 0


@dataclass(frozen=True)
class _Text:
    """The clauses of one text, the maximum they stand under, and the names that facts get."""

    clauses: tuple[_Clause, ...]
    maximum: Decimal
    fact: str
    nothing: ZeroDenominator | None  # what having nothing to measure gives, where the text says

    @property
    def zero_denominator(self) -> ZeroDenominator:
        return self.nothing or ZeroDenominator.NOT_APPLICABLE

    def is_full(self, points: Points | None) -> bool:
        return points is not None and points.of(Fraction(self.maximum)) == self.maximum


def proposed_rule(text: str, *, maximum: Decimal, code: str) -> Rule | None:
    """The rule that the words state; None where they are not clear. Points over the maximum are not clear."""
    fact = "criterion_" + re.sub(r"\W+", "_", code)
    if maximum == 0:
        return Information(fact)
    for clauses in _splits(text) if len(text) <= _LONGEST else ():
        read = _without_nothing(clauses, maximum, fact)
        for shape in (*_RATIO_SHAPES, *(_OTHER_SHAPES if read.nothing is None else ())):
            rule = shape(read) if read.clauses else None
            if rule is not None:
                return rule
    return None


def _splits(text: str) -> list[list[_Clause]]:
    """The text cut at semicolons, lines and sentences, and then at commas too, for those who write them so."""
    text = normalise(text).replace("½", "1/2").replace("¼", "1/4").replace("¾", "3/4")
    whole = re.split(rf"[;\n]|\.\s+(?=[{CAPITALS}])|\s[-+•]\s(?=[{CAPITALS}])|\.$", text)
    finer = [part for each in whole for part in re.split(r",\s+(?=[^,:]*:)", each)]
    cut = [[part for each in parts if (part := each.strip(" -+•*–.,"))] for parts in (whole, finer)]
    read = [[_clause(part, is_first=part is parts[0]) for part in parts] for parts in cut]
    return read if len(cut[0]) < len(cut[1]) else read[:1]


def _clause(text: str, *, is_first: bool) -> _Clause:
    label, colon, rest = text.rpartition(":")
    before, second, own = label.rpartition(":")
    if second and is_first and _LEADS_UP.fullmatch(fold(before)):
        label, second = own, ""
    points = _points(rest) if colon and not second else None
    return _Clause(label.strip(), " ".join(fold(text).split()), points)


def _points(text: str) -> Points | None:
    found = _POINTS.fullmatch(" ".join(fold(text).split()).rstrip("."))
    if found is None:
        return None
    share = found["share"] or found["times"]
    try:
        if share:
            upper, lower = map(int, share.split("/"))
            return Points(Fraction(upper, lower), is_share=True)
        if found["percent"]:
            return Points(Fraction(parse_number(found["percent"])) / 100, is_share=True)
        if found["amount"]:
            return Points(Fraction(parse_number(found["amount"])), is_share=False)
    except (ValueError, ZeroDivisionError):
        return None
    return Points(Fraction(1 if found["full"] else 0), is_share=True)


def _without_nothing(clauses: Sequence[_Clause], maximum: Decimal, fact: str) -> _Text:
    """The clauses without the one on having nothing to measure, and what that one gives: all or nothing."""
    read = _Text(tuple(clauses), maximum, fact, None)
    for clause in clauses:
        if _NOTHING.fullmatch(clause.name) and (clause.is_zero or read.is_full(clause.points)):
            nothing = ZeroDenominator.ZERO if clause.is_zero else ZeroDenominator.FULL
            read = _Text(tuple(each for each in read.clauses if each is not clause), maximum, fact, nothing)
    return read


def _yes_no(read: _Text) -> Rule | None:
    if len(read.clauses) != 2:
        return None
    met, missed = read.clauses
    fits = _IS_MET.fullmatch(met.name) and _IS_NOT.fullmatch(missed.name) and not _CONDITIONS.search(met.name)
    return YesNo(read.fact) if fits and read.is_full(met.points) and missed.is_zero else None


def _ratio(read: _Text) -> Rule | None:
    formulas = [each for each in read.clauses if _FORMULA.fullmatch(each.folded)]
    others = [each.folded for each in read.clauses if each not in formulas]
    if len(formulas) != 1 or not all(_DEFINES.fullmatch(each) and not _COMPUTES.search(each) for each in others):
        return None
    return Ratio(read.fact, read.zero_denominator)


def _ratio_to_target(read: _Text) -> Rule | None:
    """Full points from a ratio on, below it in proportion; one clause or two."""
    *before, last = read.clauses
    found = _TO_TARGET.fullmatch(last.folded)
    target = percent_of(found["target"]) if found else None
    if found is None or target is None or not 0 < target <= 1 or len(before) > 1:
        return None
    if bool(before) != bool(found["below"]) or (found["below"] and percent_of(found["below"]) != target):
        return None
    if before:
        full = bands_of([(before[0].name, before[0].points)])
        if full is None or full[0][0].value != target or full[0][0].is_strict or not read.is_full(before[0].points):
            return None
    return RatioToTarget(read.fact, target, read.zero_denominator)


def _ratio_bands(read: _Text) -> Rule | None:
    found = bands_of(
        [("", each.points) if _REST.fullmatch(each.name) else (each.name, each.points) for each in read.clauses]
    )
    if found is None or not _fits(read, [points for _, points in found]):
        return None
    return RatioBands(read.fact, found, read.zero_denominator)


def _count_table(read: _Text) -> Rule | None:
    """Counts with their points, highest first; what is left gives nothing."""
    steps: list[tuple[Fraction, Points]] = []
    for clause in read.clauses:
        found = _COUNT.fullmatch(clause.name)
        if clause.points is None or (found is None and not (clause.is_zero and _REST.fullmatch(clause.name))):
            return None
        if found and not (clause.is_zero and clause is read.clauses[-1]):
            steps.append((Fraction(int(found[1])), clause.points))
    is_falling = all(upper[0] > lower[0] for upper, lower in pairwise(steps))
    if len(read.clauses) < 2 or not is_falling or not _fits(read, [points for _, points in steps]):
        return None
    return CountTable(read.fact, tuple(steps))


def _tiers(read: _Text) -> Rule | None:
    """Levels by name: the first gives all, so that the clauses are alternatives and not parts to be added."""
    levels = [(each.label, each.points) for each in read.clauses if each.points is not None and each.label]
    if (
        len(levels) < 2
        or len(levels) < len(read.clauses)
        or any(_CONDITIONS.search(each.name) for each in read.clauses)
    ):
        return None
    if len({fold(label) for label, _ in levels}) < len(levels) or not _fits(read, [points for _, points in levels]):
        return None
    return Tiers(read.fact, tuple(levels))


def _fits(read: _Text, points: Sequence[Points]) -> bool:
    """Whether points fall from the whole maximum on: nothing over it, nothing that is to be added up."""
    values = [each.of(Fraction(read.maximum)) for each in points]
    return bool(values) and values[0] == read.maximum and values == sorted(values, reverse=True)


def _peer(read: _Text) -> Rule | None:
    return Peer(read.fact) if len(read.clauses) == 1 and _PEER.fullmatch(read.clauses[0].folded) else None


def _count_capped(read: _Text) -> Rule | None:
    found = _EACH.fullmatch("; ".join(each.folded for each in read.clauses))
    each, cap = (_amount(found["each"]), found["cap"]) if found else (None, None)
    if not each or (cap and cap != "diem toi da" and _amount(cap) != read.maximum):
        return None
    return CountCapped(read.fact, each)


def _deduction(read: _Text) -> Rule | None:
    found = [_LOSES.fullmatch(each.folded) for each in read.clauses]
    amounts = [_amount(each["each"]) for each in found if each]
    faults = [(f"{read.fact}_{number}", each) for number, each in enumerate(amounts, start=1) if each]
    return Deduction(tuple(faults)) if faults and len(faults) == len(read.clauses) else None


def _external(read: _Text) -> Rule | None:
    return External(read.fact) if len(read.clauses) == 1 and _GIVEN.fullmatch(read.clauses[0].folded) else None


def _amount(text: str) -> Fraction | None:
    try:
        return Fraction(parse_number(text))
    except ValueError:
        return None


_RATIO_SHAPES: tuple[Callable[[_Text], Rule | None], ...] = (_ratio, _ratio_to_target, _ratio_bands)
_OTHER_SHAPES: tuple[Callable[[_Text], Rule | None], ...] = (
    _yes_no,
    _count_table,
    _tiers,
    _peer,
    _deduction,
    _count_capped,
    _external,
)
