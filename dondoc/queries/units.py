"""The department's units with their days, their people and the changes that made them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q

from dondoc.core.permissions import Act, Viewer, check, reached_units, reaches_department
from dondoc.core.refusals import NotVisible
from dondoc.models import Position, Reorganisation, Succession, Unit
from dondoc.queries.people import held, unanswerable, units_of


@dataclass(frozen=True)
class UnitListing:
    """A unit with who holds office in it today; `is_alarming` when nobody can answer for its open duties."""

    unit: Unit
    positions: tuple[Position, ...]
    is_alarming: bool

    @property
    def has_ended(self) -> bool:
        return self.unit.valid_to is not None


def listed(viewer: Viewer, *, on: date) -> Sequence[UnitListing]:
    """The units, those that have ended last; a head sees the own units. Raises NotAllowed."""
    own = reached_units(viewer, Act.PEOPLE_READ)
    if not own:
        check(viewer, Act.PEOPLE_READ)
    units = units_of(viewer)
    if not reaches_department(viewer, Act.PEOPLE_READ):
        units = units.filter(pk__in=own)
    today = Position.objects.filter(held(on), user__is_active=True).select_related("user").order_by("role", "id")
    shown = units.prefetch_related(Prefetch("positions", queryset=today), "earlier_names")
    alarming = {unit.pk for unit in unanswerable(viewer, on=on)}
    rows = [UnitListing(unit, tuple(unit.positions.all()), unit.pk in alarming) for unit in shown]
    return sorted(rows, key=lambda row: row.has_ended)


def one(viewer: Viewer, unit_id: int) -> Unit:
    """A unit whose people the viewer may see. Raises NotAllowed, NotVisible."""
    own = reached_units(viewer, Act.PEOPLE_READ)
    if not own:
        check(viewer, Act.PEOPLE_READ)
    units = units_of(viewer)
    if not reaches_department(viewer, Act.PEOPLE_READ):
        units = units.filter(pk__in=own)
    unit = units.filter(pk=unit_id).first()
    if unit is None:
        raise NotVisible
    return unit


def changes(viewer: Viewer) -> Sequence[Reorganisation]:
    """The reorganisations of the units that the viewer sees, newest first, with who followed whom."""
    found = Reorganisation.objects.filter(department_id=viewer.department_id)
    if not reaches_department(viewer, Act.PEOPLE_READ):
        own = reached_units(viewer, Act.PEOPLE_READ)
        found = found.filter(Q(successions__predecessor__in=own) | Q(successions__successor__in=own))
    lines = Succession.objects.select_related("predecessor", "successor").order_by("predecessor__position", "id")
    shown = found.annotate(line_count=Count("successions")).select_related("done_by")
    return list(shown.prefetch_related(Prefetch("successions", queryset=lines)).order_by("-effective_on", "-id"))
