"""Every public action on dossier data, with its rule of the table. Not here: the comparison (test_rights)."""

from action_rows import Act, Row, World
from dossier_files import csv_of, give, loaded
from factories import AT, LATER
from rights import DEPARTMENT, Place, RoleFirst, Rule, reaches

from dondoc.actions import dossier_figures, dossier_rows, dossiers, measured_targets, positions
from dondoc.core.dossiers import Part
from dondoc.core.periods import Period
from dondoc.core.permissions import Act as Right
from dondoc.core.permissions import Role
from dondoc.models import DossierUnit, Position
from dondoc.queries.dossiers import CALENDAR, Asked


class Giving(Rule):
    """By the Office on the page, and by a program with the scope."""

    def refusal(self, role: Role, place: Place | None) -> int | None:
        if place is Place.ELSEWHERE:
            return 404
        return None if role in {Role.COORDINATOR, Role.TOKEN} else 403


class OfEveryUnit(Rule):
    """Seen as any period is; a right in the own unit alone does not reach the figures of all."""

    def refusal(self, role: Role, place: Place | None) -> int | None:
        assert self.needs is not None
        found = super().refusal(role, place)
        return 403 if found is None and not reaches(role, self.needs, Place.OTHER) else found


def giving(world: World) -> Act:
    data = csv_of({})
    return lambda actor: give(data, actor=actor, at=LATER)


def finishing(world: World) -> Act:
    load = give(csv_of({}), actor=world.organisation.people.coordinator, at=AT)
    return lambda actor: dossiers.finish_load(load.pk, actor=actor, at=LATER)


def matching(world: World) -> Act:
    loaded({"unit": "Phòng không rõ"}, actor=world.organisation.people.coordinator, at=AT)
    named = DossierUnit.objects.get(department=world.organisation.department)
    return lambda actor: dossier_figures.match_unit(named.pk, unit_id=world.unit_id, actor=actor, at=LATER)


def marking_analyst(world: World) -> Act:
    position_id = Position.objects.get(user=world.organisation.people.coordinator.user_id).pk
    return lambda actor: positions.mark_analyst(position_id, is_analyst=True, actor=actor, at=LATER)


def binding_target(world: World) -> Act:
    target_id = world.plan.targets.get(position=1).pk
    return lambda actor: measured_targets.bind_target(target_id, measure="online_rate", actor=actor, at=LATER)


def taking_figures(world: World) -> Act:
    office = world.organisation.people.coordinator
    binding_target(world)(office)
    loaded({"unit": world.organisation.units.division.name}, actor=office, at=AT)
    return lambda actor: measured_targets.take_figures(world.period.pk, actor=actor, at=LATER)


def looking(world: World) -> Act:
    # A dossier of its own: the store outlives what is undone, and the same file again would change nothing.
    loaded({"dossier_code": "L-1"}, actor=world.organisation.people.coordinator, at=AT)
    asked = Asked(Period.parse("2026"), CALENDAR, "online_rate")
    given = {"part": Part.DENOMINATOR, "page": 1, "reason": "Kiểm tra"}
    return lambda actor: dossier_rows.look(asked, **given, actor=actor, at=LATER)


DOSSIER_ROWS = [
    Row("dossiers.give_file", giving, Giving(), "coordinator"),
    Row("dossiers.finish_load", finishing, Giving(places=DEPARTMENT), "coordinator", is_kept=False),
    Row(
        "dossier_figures.match_unit",
        matching,
        RoleFirst(Right.DOSSIER_UPLOAD, (Right.DOSSIER_UPLOAD,), DEPARTMENT),
        "coordinator",
    ),
    Row(
        "positions.mark_analyst",
        marking_analyst,
        RoleFirst(Right.PEOPLE_WRITE, (Right.PEOPLE_WRITE,), DEPARTMENT),
        "administrator",
    ),
    Row(
        "measured_targets.bind_target",
        binding_target,
        Rule(Right.PLAN_WRITE, (Right.PLAN_READ,), DEPARTMENT),
        "coordinator",
    ),
    Row(
        "measured_targets.take_figures",
        taking_figures,
        OfEveryUnit(Right.FIGURE_WRITE, (Right.PLAN_READ, Right.ASSIGNMENT_READ), DEPARTMENT),
        "coordinator",
    ),
    # The coordinator of these worlds is no analyst. Last: what it loads stays in the store.
    Row(
        "dossier_rows.look",
        looking,
        Rule(Right.DOSSIER_ROWS_READ),
        "auditor",
        but=frozenset({Role.COORDINATOR}),
        is_kept=False,
    ),
]
