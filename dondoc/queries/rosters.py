"""The department's units and people as the lines of a list."""

from collections.abc import Mapping
from dataclasses import dataclass

from dondoc.core.leads import UnitKind
from dondoc.core.permissions import Act, Role, Viewer, check, may
from dondoc.core.rosters import PersonLine, UnitLine
from dondoc.models import Position, Unit
from dondoc.queries.people import units_of


@dataclass(frozen=True)
class Roster:
    """Units and positions of the department, each by the key of its line."""

    units: Mapping[tuple[object, ...], tuple[Unit, UnitLine]]
    positions: Mapping[tuple[object, ...], tuple[Position, PersonLine]]


def roster(viewer: Viewer) -> Roster:
    """Everything that a list of the department holds. Raises NotAllowed: for who keeps people or may export them."""
    if not may(viewer, Act.PEOPLE_WRITE):
        check(viewer, Act.PEOPLE_EXPORT)
    units = [(unit, _unit_line(unit)) for unit in units_of(viewer)]
    found = Position.objects.filter(department_id=viewer.department_id).select_related("user", "unit")
    in_order = found.order_by("user__full_name", "user__username", "valid_from", "id")
    positions = [(position, _person_line(position)) for position in in_order]
    return Roster({line.key: (unit, line) for unit, line in units}, {line.key: (p, line) for p, line in positions})


def _unit_line(unit: Unit) -> UnitLine:
    return UnitLine(
        code=unit.code,
        name=unit.name,
        kind=UnitKind(unit.kind),
        short_name=unit.short_name,
        handles_procedures=unit.handles_procedures,
        aliases=tuple(unit.aliases),
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
    )


def _person_line(position: Position) -> PersonLine:
    return PersonLine(
        username=position.user.username,
        full_name=position.user.full_name,
        role=Role(position.role),
        unit_code=position.unit.code if position.unit else "",
        title=position.title,
        decision=position.decision,
        valid_from=position.valid_from,
        valid_to=position.valid_to,
    )
