"""The measures of a store, grouped. Doors: measure(), measures(), keys_of(). Not here: printing (measure_commands).

One statement: each moment is a pass that reads only its own columns and groups by whole numbers; the groups of all
passes, few by then, are added up. docs/dossiers.md says why that is the quickest.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from operator import attrgetter
from pathlib import Path
from typing import Any

import ibis

from dondoc.analytics.engines import DOSSIERS, Engine, chosen, running
from dondoc.analytics.measures import MEASURES, ROWS, Moment
from dondoc.analytics.stores import opened
from dondoc.analytics.windows import check_windows, period_code, period_number
from dondoc.core.periods import Frequency, WindowRule

TEXT_KEYS = ("unit", "procedure_code", "field", "channel")
KEYS = (*TEXT_KEYS, *(frequency.value for frequency in Frequency))

_SIX = Decimal("0.000001")
_NUMBERS = [f"n{place}" for place in range(2 * len(MEASURES))]  # numerator and denominator, measure by measure


class KeysUnknown(ValueError):
    """Dossiers cannot be grouped that way; carries the Vietnamese sentence to show."""


@dataclass(frozen=True)
class Counts:
    """Dossiers in the numerator and in the denominator of a measure."""

    numerator: int
    denominator: int

    @property
    def value(self) -> Decimal | None:
        """The fraction, 0 to 1, six decimals, halves up; None where the denominator is 0."""
        if not self.denominator:
            return None
        return (Decimal(self.numerator) / self.denominator).quantize(_SIX, ROUND_HALF_UP)


@dataclass(frozen=True)
class Group:
    """Dossiers that have the same keys, in the order asked: what is not given is empty, a period is told by its code.

    `numbers`: numerator and denominator of each measure, in the order of MEASURES.
    """

    keys: tuple[str, ...]
    numbers: tuple[int, ...]

    @property
    def counts(self) -> dict[str, Counts]:
        """By the name of the measure, in the order of MEASURES."""
        pairs = zip(self.numbers[::2], self.numbers[1::2], strict=True)
        return {each.name: Counts(*pair) for each, pair in zip(MEASURES, pairs, strict=True)}


def keys_of(text: str) -> tuple[str, ...]:
    """The keys that `unit,quarter` names, in that order. Raises KeysUnknown."""
    return _checked([key.strip() for key in text.split(",")])


def measure(
    store: Path,
    *,
    by: Sequence[str],
    as_of: date,
    windows: WindowRule | None = None,
    engine: str | None = None,
) -> list[Group]:
    """Every measure by the keys `by` (of KEYS, any order), sorted by them; groups without any denominator are left out.

    Open dossiers due before `as_of` are overdue. Periods are those of the calendar, or the data windows of a rule.
    `engine` as the command line names it, or the one chosen(). Raises KeysUnknown, WindowsApart, PeriodUnknown,
    StoreUnusable, EngineMissing.
    """
    (groups,) = measures(store, by=by, as_of=as_of, calendars=[windows], engine=engine)
    return groups


def measures(
    store: Path,
    *,
    by: Sequence[str],
    as_of: date,
    calendars: Sequence[WindowRule | None],
    engine: str | None = None,
) -> Iterator[list[Group]]:
    """What measure() gives, by one calendar after the other: of one version of the store, in one session of the engine.

    Raises what measure() raises, once iterated.
    """
    by = _checked(by)
    for rule in filter(None, calendars):
        check_windows(rule)
    version = opened(store)
    if not version.files:
        yield from ([] for _ in calendars)
        return
    with running(Engine(engine) if engine else chosen(), version) as run:
        for windows in calendars:
            yield _groups(by, run(_counted(by, as_of, windows)))


def _checked(by: Sequence[str]) -> tuple[str, ...]:
    for key in by:
        if key not in KEYS:
            raise KeysUnknown(f"Không chia nhóm được theo “{key}”; chọn trong: {', '.join(KEYS)}.")
    if not by or len(set(by)) < len(by):
        raise KeysUnknown("Hãy nêu ít nhất một cách chia nhóm, mỗi cách một lần.")
    return tuple(by)


def _counted(by: Sequence[str], as_of: date, windows: WindowRule | None) -> Any:
    """The expression that counts every measure: the keys, then _NUMBERS."""
    every = ibis.union(*(_pass(moment, by, as_of, windows) for moment in Moment), distinct=False)
    keys = [every[key].fill_null("").name(key) if key in TEXT_KEYS else every[key] for key in by]
    return every.group_by(keys).aggregate([every[number].sum().name(number) for number in _NUMBERS])


def _pass(moment: Moment, by: Sequence[str], as_of: date, windows: WindowRule | None) -> Any:
    """The expression that counts what counts by this moment; the other numbers are 0."""
    d = DOSSIERS.filter(ROWS[moment](DOSSIERS, as_of)) if moment in ROWS else DOSSIERS
    keys = [d[key] if key in TEXT_KEYS else period_number(d, moment, Frequency(key), windows).name(key) for key in by]
    own: dict[str, Any] = {}
    for each, (numerator, denominator) in zip(MEASURES, zip(_NUMBERS[::2], _NUMBERS[1::2], strict=True), strict=True):
        if each.moment is moment:
            own |= {numerator: each.numerator(d), denominator: each.denominator(d)}
        elif moment is Moment.DUE and each.with_overdue:
            own[denominator] = d.count()
    counted = d.group_by(keys).aggregate([number.name(name) for name, number in own.items()])
    nothing = ibis.literal(0, "int64")
    return counted.select(*by, *(counted[name] if name in own else nothing.name(name) for name in _NUMBERS))


def _groups(by: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> list[Group]:
    """Rows of keys and numbers as groups. A sum over dossiers that all lack a column is None: nothing to count."""
    codes, made = [_Codes(key) for key in by], []
    for row in rows:
        numbers = tuple([number or 0 for number in row[len(by) :]])
        if any(numbers[1::2]):
            made.append(Group(tuple([code[key] for code, key in zip(codes, row, strict=False)]), numbers))
    return sorted(made, key=attrgetter("keys"))


class _Codes(dict[Any, str]):
    """What a key is called in the figures, each worked out once."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._frequency = None if key in TEXT_KEYS else Frequency(key)

    def __missing__(self, key: Any) -> str:
        self[key] = period_code(key, self._frequency) if self._frequency else key
        return self[key]
