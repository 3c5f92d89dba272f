"""The counts of a department's dossiers as pages show them, computed anew from its store; which unit a name stands for.

Not here: what is counted (analytics/measures), who sees the counts (queries/dossiers).
"""

import fcntl
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Model

from dondoc.actions.audit import record
from dondoc.calendarfile import load_rule
from dondoc.core.dossier_values import key_of
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import NotVisible
from dondoc.models import (
    Department,
    DossierFigures,
    DossierLoad,
    DossierUnit,
    OverdueCount,
    ProcedureMonth,
    Unit,
    UnitMonth,
    UnitName,
)
from dondoc.queries.dossier_stores import store_of
from dondoc.queries.dossiers import CALENDAR, CUTOFF
from dondoc.queries.people import units_of

if TYPE_CHECKING:
    from dondoc.analytics.figures import Counts, Group

_KEYS = ("unit", "procedure_code", "field", "month")
_LONGEST_UNIT, _LONGEST_CODE, _LONGEST_FIELD = 300, 100, 300
_AT_ONCE = 10_000  # rows added

# By calendar, unit, [procedure, field,] month and measure: numerator and denominator.
_Counts = dict[tuple[str, ...], tuple[int, int]]


@dataclass(frozen=True)
class Counted:
    """What a store says as of a day; an overdue count comes with the oldest due day."""

    as_of: date
    unit_months: _Counts = field(default_factory=dict)
    procedure_months: _Counts = field(default_factory=dict)
    overdue: dict[tuple[str, str], tuple[int, date]] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        """Every unit as the files write it."""
        return {key[1] for key in self.unit_months} | {name for name, _code in self.overdue}


@contextmanager
def alone(department_id: int) -> Iterator[None]:
    """Waits until nobody else loads or counts dossiers of the department, so that no older count covers a newer one."""
    path = store_of(department_id).with_suffix(".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def refresh(department_id: int, *, as_of: date, at: datetime) -> DossierFigures | None:
    """Counts the department's store anew, as of that day; `None` where nothing has been loaded yet."""
    with alone(department_id):
        known = DossierLoad.objects.filter(department_id=department_id, state=DossierLoad.DONE).exists()
        return keep(department_id, count(department_id, as_of), at=at) if known else None


def count(department_id: int, as_of: date) -> Counted:
    """Counts the store of a department, by the calendar and in the windows of the rule in force; writes nothing.

    Raises analytics.stores.StoreUnusable, analytics.windows.WindowsApart, analytics.engines.EngineMissing.
    """
    from dondoc.analytics import figures, overdue  # slow import: Arrow and DuckDB  # noqa: PLC0415

    store, counted = store_of(department_id), Counted(as_of)
    both = figures.measures(store, by=_KEYS, as_of=as_of, calendars=(None, load_rule(as_of)))
    for calendar, groups in zip((CALENDAR, CUTOFF), both, strict=True):
        _add(counted, calendar, groups)
    for row in overdue.overdue(store, as_of=as_of):
        key = row.unit[:_LONGEST_UNIT], row.procedure_code[:_LONGEST_CODE]
        before = counted.overdue.get(key, (0, row.oldest_due_on))
        counted.overdue[key] = before[0] + row.count, min(before[1], row.oldest_due_on)
    return counted


@transaction.atomic
def keep(department_id: int, counted: Counted, *, at: datetime) -> DossierFigures:
    """Replaces the counts of a department as a whole; they rest on its loads up to the newest one in its store.

    The row itself stays, so that a page which found it before finds counts, old or new ones.
    """
    department = Department.objects.select_for_update(no_key=True).get(pk=department_id)
    # The number tells the newest: a file given again, whose content came before, bears the number of that load.
    done = DossierLoad.objects.filter(department=department, state=DossierLoad.DONE)
    told = {"last_load": done.order_by("-number", "pk")[0], "as_of": counted.as_of, "computed_at": at}
    made, _is_new = DossierFigures.objects.update_or_create(department=department, defaults=told)
    UnitMonth.objects.filter(figures=made).delete()
    ProcedureMonth.objects.filter(figures=made).delete()
    OverdueCount.objects.filter(figures=made).delete()
    names = _named(department, counted.names)
    _insert(
        UnitMonth,
        ("figures_id", "calendar", "unit_id", "month", "measure", "numerator", "denominator"),
        ((made.pk, key[0], names[key[1]], *key[2:], *found) for key, found in counted.unit_months.items()),
    )
    _insert(
        ProcedureMonth,
        (
            "figures_id",
            "calendar",
            "unit_id",
            "procedure_code",
            "field",
            "month",
            "measure",
            "numerator",
            "denominator",
        ),
        ((made.pk, key[0], names[key[1]], *key[2:], *found) for key, found in counted.procedure_months.items()),
    )
    OverdueCount.objects.bulk_create(
        OverdueCount(figures=made, unit_id=names[name], procedure_code=code, count=number, oldest_due_on=oldest)
        for (name, code), (number, oldest) in counted.overdue.items()
    )
    return made


@transaction.atomic
def match_unit(dossier_unit_id: int, *, unit_id: int | None, actor: Viewer, at: datetime) -> DossierUnit:
    """Says which unit of the organisation a name in the files stands for (`None`: none of them).

    By whoever may upload files on the page. Raises NotAllowed, NotVisible.
    """
    check(actor, Act.DOSSIER_UPLOAD)
    own = DossierUnit.objects.filter(department_id=actor.department_id).select_for_update()
    found = own.filter(pk=dossier_unit_id).first()
    if found is None or (unit_id is not None and not units_of(actor).filter(pk=unit_id).exists()):
        raise NotVisible
    if found.unit_id != unit_id or found.settled_at is None:
        before, found.unit_id, found.settled_at = found.unit_id, unit_id, at
        found.save(update_fields=["unit", "settled_at"])
        record("dossier.match-unit", found, actor=actor, at=at, before=before, after=unit_id)
    return found


def _insert(model: type[Model], columns: Sequence[str], rows: Iterable[tuple[str | int, ...]]) -> None:
    """Adds rows by their columns, without objects: while a hundred thousand are added, nobody else can write."""
    quote = connection.ops.quote_name
    named, places = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
    statement, left = f"INSERT INTO {quote(model._meta.db_table)} ({named}) VALUES ({places})", iter(rows)
    with connection.cursor() as cursor:
        while some := list(islice(left, _AT_ONCE)):
            cursor.executemany(statement, some)


def _add(counted: Counted, calendar: str, groups: "Iterable[Group]") -> None:
    """Adds the counts of groups by _KEYS, and those of all procedures of a unit together."""
    for group in groups:
        unit, code, of_field, month = group.keys
        unit, code, of_field = unit[:_LONGEST_UNIT], code[:_LONGEST_CODE], of_field[:_LONGEST_FIELD]
        for measure, found in group.counts.items():
            if found.denominator:
                _raise(counted.unit_months, (calendar, unit, month, measure), found)
                _raise(counted.procedure_months, (calendar, unit, code, of_field, month, measure), found)


def _raise(counts: _Counts, key: tuple[str, ...], found: "Counts") -> None:
    numerator, denominator = counts.get(key, (0, 0))
    counts[key] = numerator + found.numerator, denominator + found.denominator


def _named(department: Department, names: Iterable[str]) -> Mapping[str, int]:
    """By name in the files, the id of its DossierUnit; one that nobody settled gets the unit that it fits."""
    known = {each.name: each for each in DossierUnit.objects.filter(department=department)}
    fitting = _fitting(department)
    for each in known.values():
        if each.unit_id is None and each.settled_at is None and (unit_id := fitting.get(key_of(each.name))):
            # Asked once more: the Office may settle it at this very moment.
            DossierUnit.objects.filter(pk=each.pk, unit=None, settled_at=None).update(unit=unit_id)
    new = [name for name in sorted(names) if name not in known]
    made = DossierUnit.objects.bulk_create(
        DossierUnit(department=department, name=name, unit_id=fitting.get(key_of(name))) for name in new
    )
    return {each.name: each.pk for each in (*known.values(), *made)}


def _fitting(department: Department) -> Mapping[str, int | None]:
    """By folded name, the one unit that is called so: now, else earlier, else before it ended.

    A name that two units bear on the same footing fits neither.
    """
    units = list(Unit.objects.filter(department=department))
    earlier = UnitName.objects.filter(unit__department=department).values_list("unit_id", "name", "short_name")
    live = [(u.pk, (u.name, u.short_name, *u.aliases)) for u in units if u.valid_to is None]
    former = [(unit_id, (name, short_name)) for unit_id, name, short_name in earlier]
    ended = [(u.pk, (u.name, u.short_name, *u.aliases)) for u in units if u.valid_to is not None]
    found: dict[str, int | None] = {"": None}
    for footing in (live, former, ended):
        pairs = {(key_of(name), unit_id) for unit_id, names in footing for name in names}
        bearers = Counter(name for name, _unit_id in pairs)
        found = {name: unit_id if bearers[name] == 1 else None for name, unit_id in pairs} | found
    return found
