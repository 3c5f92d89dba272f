"""Who may do what: every public action by ten actors at three places, as the table of rights says.

Not here: the rows (action_rows, account_rows).
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from inspect import getmembers, isfunction
from pkgutil import iter_modules
from types import ModuleType

import pytest
from account_rows import ACCOUNT_ROWS
from action_rows import ROWS, Act, Row, World
from assessment_rows import ASSESSMENT_ROWS
from django.db import IntegrityError, transaction
from dossier_act_rows import DOSSIER_ROWS
from factories import LATER, Organisation, confirmed, give_targets, sample_plan
from keepsakes import state
from rights import Place, actors, link, newcomer, token, undone

from dondoc import actions
from dondoc.actions import plans
from dondoc.core.permissions import Grant, Role, Viewer
from dondoc.core.refusals import NotAllowed, NotVisible
from dondoc.core.workflow import WrongState
from dondoc.models import AuditRow, Plan, Position, ReportingPeriod, User

ALL_ROWS = [*ROWS, *ACCOUNT_ROWS, *ASSESSMENT_ROWS, *DOSSIER_ROWS]
KEPT = [pytest.param(row.arrange, row.doer, id=row.name) for row in ALL_ROWS if row.is_kept]
# Tables into which a person who is new to the department is written.
OF_NEWCOMER = {model._meta.db_table for model in (User, Position)}
# Parts of other actions: what they are called by has a row.
PARTS = {f"confirmations.{name}" for name in ("ask", "waiting", "confirm", "figures_digest")}
PARTS |= {"people.place", "registers.enter", "reports.open_for_proofs", "reports.answer_data", "reviews.list_digest"}
PARTS |= {f"positions.{name}" for name in ("check_not_own", "position_faults", "as_data", "moved")}
PARTS |= {"successions.give_duties", "successions.move_people", "columns.column_faults", "rates.count"}
PARTS |= {f"contents.{name}" for name in ("faults_of", "conversion_faults", "rule_faults", "column_faults_of")}
PARTS |= {f"contents.{name}" for name in ("plan_of", "citations_of", "targets_of", "tasks_of", "obligations_of")}
PARTS |= {"contents.periods_of", "audit.record", "audit.record_each", "audit.record_outside"}
PARTS |= {"scores.rescore", "assessments.pass_on"}
# Before anybody has signed in; the mark that a key was used.
PARTS |= {f"passwords.{name}" for name in ("set_by_link", "ask_reset")}
PARTS |= {f"sign_ins.{name}" for name in ("try_password", "enter")} | {"single_sign_on.note_refused"}
PARTS |= {"second_factors.try_code", "second_factors.refuse_locked", "keys.mark_used", "sessions.note_seen"}
PARTS |= {"letters.deliver", "letters.moment_of"}
# One's own: everybody's with an account.
PARTS |= {"passwords.change", "second_factors.make_recovery_codes", "second_factors.note_change"}
# At the machine or by a job, without anybody signed in.
PARTS |= {"departments.set_up", "passwords.first_link", "passwords.invite_from_machine", "sign_ins.rescue"}
PARTS |= {f"dossier_figures.{name}" for name in ("alone", "count", "keep", "refresh")} | {"dossiers.take_up"}
PARTS |= {"sign_ins.switch_off_idle", "backups.back_up", "backups.restore", "audit.keep_heads", "audit.note_mailed"}


@pytest.fixture
def world(organisation: Organisation, plan: Plan, period: ReportingPeriod) -> World:
    return World(organisation, plan, period)


@pytest.fixture
def places(world: World, elsewhere: Organisation) -> dict[Place, World]:
    """The world as the division has it, as the other division has it, and that of another department."""
    units, people = world.organisation.units, world.organisation.people
    give_targets(world.plan, [units.division, units.other_division], actor=people.coordinator)
    other_units = replace(units, division=units.other_division, other_division=units.division)
    other_people = replace(people, reporter=people.other_reporter, head=people.other_head)
    other = replace(world.organisation, units=other_units, people=other_people)
    there = confirmed(sample_plan(), actor=elsewhere.people.coordinator)
    give_targets(there, [elsewhere.units.division], actor=elsewhere.people.coordinator)
    return {
        Place.OWN: world,
        Place.OTHER: replace(world, organisation=other),
        Place.ELSEWHERE: World(elsewhere, there, there.periods.get(code="2026Q1")),
    }


def outcome(act: Act, actor: Viewer, before: int, *, is_kept: bool) -> int:
    """200 for an act done, its audit rows the actor's own; else the status of the refusal, nothing recorded."""
    try:
        with transaction.atomic():
            act(actor)
    except NotVisible:
        status = 404
    except NotAllowed:
        status = 403
    except WrongState:
        status = 409
    else:
        written = AuditRow.objects.order_by("id")[before:]
        mine = {(actor.user_id, actor.department_id, LATER)}
        assert {(row.actor_id, row.department_id, row.at) for row in written} in ([mine] if is_kept else [mine, set()])
        return 200
    assert AuditRow.objects.count() == before
    return status


def test_check_1_actions_are_open_to_whom_the_table_names(
    places: dict[Place, World], record_property: Callable[[str, object], None]
) -> None:
    mine = places[Place.OWN]
    team = actors(mine.organisation)
    office = team[Role.COORDINATOR]
    team[Role.PUBLIC] = replace(office, user_id=None, grants=frozenset({Grant(Role.PUBLIC)}))
    team[Role.TOKEN] = token(office)
    team[Role.LINK], of_figure = (link(office, mine.period.pk, duty) for duty in (mine.duty_id, mine.figure_id))
    wrong, asked = {}, Counter()
    for row in ALL_ROWS:
        for place in row.rule.places or (None,):
            with undone():
                act = row.arrange(places[place or Place.OWN])
                before = AuditRow.objects.count()
                for role in Role:
                    actor = of_figure if role is Role.LINK and "figure" in row.name else team[role]
                    allowed = 409 if role in row.wrong_state else 403 if role in row.but else 200
                    wanted = row.rule.refusal(role, place) or allowed
                    with undone():
                        got = outcome(act, actor, before, is_kept=row.is_kept)
                    asked[wanted] += 1
                    if got != wanted:
                        wrong[f"{row.name} by {role} at {place}"] = (got, f"expected {wanted}")
    assert wrong == {}
    assert asked.total() > 700
    assert min(asked[200], asked[403], asked[404]) > 50
    record_property("cells", asked.total())


def refused_role(row: Row) -> Role:
    """A role from outside the department that may not do this."""
    place = Place.OWN if row.rule.places else None
    return next(role for role in (Role.APPRAISER, Role.AUDITOR) if row.rule.refusal(role, place))


def test_refused_act_changes_no_row(places: dict[Place, World]) -> None:
    for row in ALL_ROWS:
        with undone():
            act = row.arrange(places[Place.OWN])
            before = state()
            with pytest.raises((NotAllowed, NotVisible)):
                act(newcomer(places[Place.OWN].organisation, refused_role(row), name=row.name))
            after = {table: rows for table, rows in state().items() if table not in OF_NEWCOMER}
            assert after == {table: rows for table, rows in before.items() if table not in OF_NEWCOMER}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("arrange", "doer"), [pytest.param(row.arrange, row.doer, id=row.name) for row in ALL_ROWS if row.is_kept]
)
def test_action_and_its_audit_row_are_stored_together_or_not_at_all(
    world: World, arrange: Callable[[World], Act], doer: str
):
    act = arrange(world)
    before = state()
    # An account that is gone: what the action changes could be stored, the audit row that names the actor cannot.
    ghost = replace(getattr(world.organisation.people, doer), user_id=10**9)
    with pytest.raises(IntegrityError):
        act(ghost)
    assert state() == before


def public_actions(package: ModuleType) -> set[str]:
    """Every public function of the modules of this package, as `module.function`."""
    modules = [import_module(f"{package.__name__}.{found.name}") for found in iter_modules(package.__path__)]
    return {
        f"{module.__name__.removeprefix(package.__name__ + '.')}.{name}"
        for module in modules
        for name, function in getmembers(module, isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }


def test_check_2_every_public_action_has_a_row() -> None:
    assert public_actions(actions) == {row.name.split()[0] for row in ALL_ROWS} | PARTS


def test_check_2_action_without_a_row_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def planted(*, actor: Viewer) -> None: ...

    monkeypatch.setattr(planted, "__module__", plans.__name__)
    monkeypatch.setattr(plans, "planted", planted, raising=False)
    assert public_actions(actions) - {row.name.split()[0] for row in ALL_ROWS} - PARTS == {"plans.planted"}
