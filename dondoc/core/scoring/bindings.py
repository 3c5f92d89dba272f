"""Where each fact of a set comes from by default, as values: figures, states, proof, other sources, or typed by hand.

Not here: reading them (criteriafile/bindings), getting the figures out of storage.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from dondoc.core.scoring.criteria import (
    Average,
    BestOf,
    CountCapped,
    CountTable,
    CriteriaSet,
    Deduction,
    External,
    Gate,
    Information,
    Peer,
    Ratio,
    RatioBands,
    RatioToTarget,
    Rule,
    Sum,
    Tiers,
    YesNo,
)
from dondoc.core.scoring.faults import ShapeRefused
from dondoc.core.vietnamese import fold, normalise


class BindingsRefused(ShapeRefused):
    """Bindings that leave out a fact, name one that is not there, or take it from where it cannot come."""


class FactForm(StrEnum):
    """What kind of value a rule reads."""

    BOOLEAN = "boolean"
    LEVEL = "level"
    NUMBER = "number"
    RATIO = "ratio"
    LIST = "list"


class BindingKind(StrEnum):
    """Where a fact comes from.

    `target`: the department's figure of a target. `task`: how many of a task's obligations are done, of how many.
    `evidence`: the confirmed proofs of a task, counted. `register`, `dossiers`: the registers, the dossier measures.
    `typed`: entered by hand, and marked so.
    """

    TARGET = "target"
    TASK = "task"
    EVIDENCE = "evidence"
    REGISTER = "register"
    DOSSIERS = "dossiers"
    TYPED = "typed"


BINDING_TITLES = {
    BindingKind.TARGET: "Số liệu chỉ tiêu",
    BindingKind.TASK: "Trạng thái nhiệm vụ",
    BindingKind.EVIDENCE: "Minh chứng đã xác nhận",
    BindingKind.REGISTER: "Sổ theo dõi",
    BindingKind.DOSSIERS: "Dữ liệu hồ sơ thủ tục hành chính",
    BindingKind.TYPED: "Nhập tay",
}

# The forms that each kind can give: a task that is done is "yes", its obligations a ratio or a count.
FORMS = {
    BindingKind.TARGET: frozenset({FactForm.RATIO, FactForm.NUMBER}),
    BindingKind.TASK: frozenset({FactForm.BOOLEAN, FactForm.RATIO, FactForm.NUMBER}),
    BindingKind.EVIDENCE: frozenset({FactForm.BOOLEAN, FactForm.NUMBER}),
    BindingKind.REGISTER: frozenset({FactForm.BOOLEAN, FactForm.RATIO, FactForm.NUMBER}),
    BindingKind.DOSSIERS: frozenset({FactForm.RATIO, FactForm.NUMBER, FactForm.LIST}),
    BindingKind.TYPED: frozenset(FactForm),
}

# The kinds that find their target or task by words of its text.
BY_WORDS = frozenset({BindingKind.TARGET, BindingKind.TASK, BindingKind.EVIDENCE})


@dataclass(frozen=True)
class FactBinding:
    """The default source of one fact. `title` says what it is; of a ratio, both numbers (`… / …`); `unit` is a noun.

    `words` tell the target or task: all of them stand in its text. They are empty for the kinds that need none.
    `measure` tells the measure of dossiers, where one gives the fact.
    """

    fact: str
    title: str
    unit: str
    kind: BindingKind
    words: tuple[str, ...] = ()
    note: str = ""
    measure: str = ""

    @property
    def is_typed(self) -> bool:
        return self.kind is BindingKind.TYPED

    def suits(self, text: str) -> bool:
        """Whether a target or task with that text is meant; case and diacritics do not matter."""
        folded = _plain(text)
        return bool(self.words) and all(_plain(words) in folded for words in self.words)


def _plain(text: str) -> str:
    return " ".join(fold(normalise(text)).split())


def fact_forms(criteria_set: CriteriaSet) -> dict[str, frozenset[FactForm]]:
    """For each fact of a set, in the order of the set, the forms in which its rules can read it; shown only: any."""
    found: dict[str, frozenset[FactForm]] = {}
    for criterion in criteria_set.criteria:
        for fact, forms in _forms(criterion.rule):
            found[fact] = found.get(fact, frozenset(FactForm)) & forms
    return found


def _forms(rule: Rule) -> Iterator[tuple[str, frozenset[FactForm]]]:
    match rule:
        case YesNo(fact):
            yield fact, frozenset({FactForm.BOOLEAN})
        case Tiers(fact):
            yield fact, frozenset({FactForm.LEVEL})
        case Ratio(fact) | RatioToTarget(fact) | RatioBands(fact):
            yield fact, frozenset({FactForm.RATIO})
        case CountTable(fact) | CountCapped(fact) | Peer(fact) | External(fact):
            yield fact, frozenset({FactForm.NUMBER})
        case Average(fact):
            yield fact, frozenset({FactForm.LIST})
        case Information(fact):
            yield fact, frozenset(FactForm)
        case Gate(unless, inner):
            yield unless, frozenset({FactForm.BOOLEAN})
            yield from _forms(inner)
        case Deduction(faults):
            for fact, _ in faults:
                yield fact, frozenset({FactForm.NUMBER})
        case Sum(parts):
            for _, part in parts:
                yield from _forms(part)
        case BestOf(of):
            for each in of:
                yield from _forms(each)
