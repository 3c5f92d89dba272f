"""Units that are renamed, merged, split or ended: which name holds on a day, who is asked, what is carried over.

Not here: moving duties and people (actions/reorganisations).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from dondoc.core.leads import UnitKind
from dondoc.core.progress import AnswerState, percent_done


class Kind(StrEnum):
    """What a reorganisation does with units."""

    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    END = "end"


@dataclass(frozen=True)
class NewUnit:
    """A unit that a reorganisation founds."""

    code: str
    name: str
    short_name: str
    kind: UnitKind
    handles_procedures: bool = False


@dataclass(frozen=True)
class Order:
    """A reorganisation as decided. `unit_ids` are renamed, merged, split or ended; `heirs` take over, by id or new.

    A split unit that is among its own heirs goes on. `duties` (by obligation id) and `people` (by position id) name
    the place of the heir; what is not named goes to the first, and people with `None` end.
    """

    kind: Kind
    unit_ids: tuple[int, ...]
    effective_on: date
    decision: str
    note: str = ""
    name: str = ""
    short_name: str = ""
    heirs: tuple[int | NewUnit, ...] = ()
    duties: Mapping[int, int] = field(default_factory=dict)
    people: Mapping[int, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """What one unit said of a duty; `None` means not given."""

    unit_name: str
    words: str = ""
    state: AnswerState | None = None
    percent: int | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    not_applicable: bool = False
    difficulties: str = ""


def name_on(day: date, earlier: Sequence[tuple[date, str]], now: str) -> str:
    """The name that held on a day; `earlier` are names with their last days, in any order."""
    return next((name for last_day, name in sorted(earlier) if day <= last_day), now)


def begins_on(effective_on: date, closed_windows: Sequence[date]) -> date:
    """First day on which the new unit owes a duty of a plan, `closed_windows` being the last days of closed windows.

    A closed period stays with the unit that answered it, even when the decision is entered later.
    """
    return max([effective_on, *(last_day + timedelta(days=1) for last_day in closed_windows)])


def is_asked(window_to: date, *, began_on: date | None, ended_on: date | None) -> bool:
    """Whether a duty with these days is asked for in a period: the last day of its data window decides."""
    return (began_on is None or began_on <= window_to) and (ended_on is None or ended_on >= window_to)


def heirs(successions: Sequence[tuple[int, int]], unit_ids: Sequence[int]) -> frozenset[int]:
    """Ids of all units that these follow, through any number of changes; pairs are (predecessor, successor)."""
    before: Mapping[int, set[int]] = {
        after: {old for old, new in successions if new == after} for _, after in successions
    }
    found: set[int] = set()
    left = list(unit_ids)
    while left:
        new = before.get(left.pop(), set()) - found
        found |= new
        left += new
    return frozenset(found - set(unit_ids))


def joined(parts: Sequence[Said]) -> Said:
    """What several units said, as the draft of the one that takes over: nothing is lost, each named before its words
    (a unit without a name is the one that goes on).

    The state is theirs where all say the same, else stuck where one is, else in progress. Figures are added up only
    where every unit gave one of the same kind, rate or not (or has none to give); else each stands in the words.
    """
    states = {part.state for part in parts} - {None}
    state = next(iter(states)) if len(states) == 1 and all(part.state for part in parts) else None
    if state is None and states:
        state = AnswerState.STUCK if AnswerState.STUCK in states else AnswerState.IN_PROGRESS
    telling = [part for part in parts if not part.not_applicable]
    has_rates = bool(telling) and all(part.denominator is not None for part in telling)
    is_alike = has_rates or all(part.denominator is None for part in telling)
    is_whole = bool(telling) and is_alike and all(part.numerator is not None for part in telling)
    lines = [_line(part, with_figure=not is_whole) for part in parts]
    return Said(
        unit_name="",
        words="\n".join(line for line in lines if line),
        state=state,
        percent=percent_done([part.percent for part in parts]),
        numerator=sum((p.numerator for p in telling if p.numerator is not None), Decimal(0)) if is_whole else None,
        denominator=sum((p.denominator for p in telling if p.denominator), Decimal(0))
        if is_whole and has_rates
        else None,
        not_applicable=bool(parts) and not telling,
        difficulties="\n".join(_named(part, part.difficulties) for part in parts if part.difficulties),
    )


def _line(part: Said, *, with_figure: bool) -> str:
    figure = ""
    if with_figure and part.numerator is not None:
        rate = f"/{_plain(part.denominator)}" if part.denominator is not None else ""
        figure = f"số liệu {_plain(part.numerator)}{rate}"
    told = [text for text in (part.words, figure) if text]
    return _named(part, "; ".join(told)) if told else ""


def _named(part: Said, text: str) -> str:
    return f"{part.unit_name}: {text}" if part.unit_name else text


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")
