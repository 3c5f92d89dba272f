"""Each operation of the interface asked for by eleven actors at three places: answered as the table of rights says."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from assessing import published_case
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from dossier_files import csv_of, give
from factories import AT, Organisation
from rights import ALL, DEPARTMENT, Place, RoleFirst, Rule, actors, browser, reaches, undone
from role_pages import World, places_of

from dondoc.actions import keys
from dondoc.api.operations import OPERATIONS, url_name
from dondoc.core.keys import SCOPE_TITLES
from dondoc.core.permissions import HELD_ROLES, Act, Role, Viewer
from dondoc.web import clocks

# A key that was given nothing more than what each key has: to read the plans it is made for.
BARE = "bare token"
ACTORS = (*Role, BARE)
NO_KEY = 401


@dataclass(frozen=True)
class Row:
    """An operation, the attributes of the world that are in its address, what is sent, its rule."""

    operation: str
    ids: tuple[tuple[str, str], ...]
    rule: Rule
    sent: str | None = None
    query: tuple[tuple[str, str], ...] = ()
    file: bytes | None = None

    @property
    def done(self) -> int:
        """What is answered to whoever may: a file is taken in and loaded later."""
        return 200 if self.file is None else 202

    def status(self, client: Client, world: World) -> int:
        """What is answered."""
        found = {keyword: getattr(world, source) for keyword, source in self.ids}
        address = reverse(url_name(self.operation), kwargs=found)
        if self.file is not None:
            return client.post(address, {"file": SimpleUploadedFile("ho-so.csv", self.file)}).status_code
        if self.sent is None:
            return client.get(address, dict(self.query)).status_code
        return client.put(address, self.sent, content_type="application/json").status_code


class Giving(Rule):
    """By the Office, and by a program with the scope."""

    def refusal(self, role: Role, place: Place | None) -> int | None:
        return None if role in {Role.COORDINATOR, Role.TOKEN} else 403


class OfAllUnits(Rule):
    """What is of the department as a whole: a right in the own unit alone does not reach it."""

    def refusal(self, role: Role, place: Place | None) -> int | None:
        assert self.needs is not None
        found = super().refusal(role, place)
        return 403 if found is None and not reaches(role, self.needs, Place.OTHER) else found


def of_plan(operation: str, *, period: str = "") -> Row:
    """Rows of a plan, as far as the actor's right goes; the plan itself is seen by whoever reads plans."""
    ids = (("plan_id", "plan_id"), *((("period_id", period),) if period else ()))
    return Row(operation, ids, Rule(OPERATIONS[operation].act, (Act.PLAN_READ,), DEPARTMENT))


PUT = (("period_id", "period_2026_01"), ("obligation_id", "figure_id"))
WRITING = Rule(Act.FIGURE_WRITE, (Act.ANSWER_LOOK, Act.ANSWER_DRAFT_READ, Act.FIGURE_WRITE), ALL)
WITH_PERIOD = {"report", "report_document"}
PUBLISHED = Rule(Act.APPRAISAL_READ)
ONE_PUBLISHED = RoleFirst(Act.APPRAISAL_READ, (Act.APPRAISAL_READ,), DEPARTMENT)
OF_DOSSIERS = {"dossier_give", "dossier_loads", "dossier_load", "dossier_measures"}
ELSE = {"plans", "figure_put", "assessments", "assessment", *OF_DOSSIERS}
ROWS = [
    Row("plans", (), Rule(Act.PLAN_READ)),
    *(of_plan(name) for name in OPERATIONS if name not in {*ELSE, *WITH_PERIOD}),
    *(of_plan(name, period="period_2026_06") for name in OPERATIONS if name in WITH_PERIOD),
    Row("figure_put", PUT, WRITING, '{"numerator": "3"}'),
    Row("assessments", (), PUBLISHED),
    Row("assessment", (("assessment_id", "published_id"),), ONE_PUBLISHED),
    Row("dossier_give", (), Giving(), file=csv_of({})),
    Row("dossier_loads", (), OfAllUnits(Act.DOSSIER_READ)),
    Row("dossier_load", (("load_id", "load_id"),), OfAllUnits(Act.DOSSIER_READ, (Act.DOSSIER_READ,), DEPARTMENT)),
    Row("dossier_measures", (), Rule(Act.DOSSIER_READ), query=(("period", "2026Q1"),)),
]


def expected(row: Row, actor: str, place: Place | None) -> int:
    """What the table says; without a key and without a session there is no way in."""
    if actor == BARE:
        return bare(row, place)
    role = Role(actor)
    return NO_KEY if role in {Role.PUBLIC, Role.LINK} else row.rule.refusal(role, place) or row.done


def bare(row: Row, place: Place | None) -> int:
    """What a key without further rights is answered: plans are seen, their rows are not; nothing else is seen."""
    act = OPERATIONS[row.operation].act
    if isinstance(row.rule, RoleFirst):
        return 403
    if place is Place.ELSEWHERE or Act.PLAN_READ not in (row.rule.sees or (Act.PLAN_READ,)):
        return 404
    return 200 if act is Act.PLAN_READ else 403


def cells() -> Iterator[tuple[Row, str, Place | None]]:
    """Everything that is asked."""
    for row in ROWS:
        for place in row.rule.places or (None,):
            for actor in ACTORS:
                yield row, actor, place


def program(administrator: Viewer, *scopes: Act) -> Client:
    """A program with a key of the department that has these rights."""
    client = browser(None)
    given = {"name": "Kho dữ liệu mẫu", "scopes": scopes, "plan_id": None, "expires_at": AT.replace(month=4)}
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {keys.create_token(**given, actor=administrator, at=AT).secret}"
    return client


@pytest.fixture
def places(organisation: Organisation, elsewhere: Organisation) -> dict[Place, World]:
    return places_of(organisation, elsewhere)


@pytest.fixture
def team(organisation: Organisation) -> dict[str, Client]:
    """Ten actors, and a program with a bare key; the holder of a link tries with its secret."""
    administrator = organisation.people.administrator
    found: dict[str, Client] = {role: browser(viewer) for role, viewer in actors(organisation).items()}
    assert set(found) == set(HELD_ROLES)
    found[Role.PUBLIC], found[Role.LINK] = browser(None), browser(None)
    found[Role.LINK].defaults["HTTP_AUTHORIZATION"] = "Bearer lien-ket"
    found[Role.TOKEN], found[BARE] = program(administrator, *SCOPE_TITLES), program(administrator, Act.PLAN_READ)
    return found


def test_check_2_every_operation_has_a_row() -> None:
    assert {row.operation for row in ROWS} == set(OPERATIONS)


def test_check_2_operation_without_a_row_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(OPERATIONS, "planted", OPERATIONS["plans"])
    assert set(OPERATIONS) - {row.operation for row in ROWS} == {"planted"}


def test_check_1_operations_are_answered_as_the_table_says(
    organisation: Organisation,
    elsewhere: Organisation,
    places: dict[Place, World],
    team: dict[str, Client],
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    monkeypatch.setattr(clocks, "now", lambda: AT)
    own, other = published_case(organisation).assessment_id, published_case(elsewhere).assessment_id
    published = {Place.OWN: own, Place.OTHER: own, Place.ELSEWHERE: other}
    mine, theirs = (give(csv_of({}), actor=each.people.coordinator, at=AT).pk for each in (organisation, elsewhere))
    given = {Place.OWN: mine, Place.OTHER: mine, Place.ELSEWHERE: theirs}
    places = {
        place: replace(world, ids={**world.ids, "published_id": published[place], "load_id": given[place]})
        for place, world in places.items()
    }
    asked, wrong = Counter(), {}
    for row, actor, place in cells():
        wanted = expected(row, actor, place)
        asked[wanted] += 1
        with undone():
            status = row.status(team[actor], places[place or Place.OWN])
        if status != wanted:
            wrong[f"{row.operation} by {actor} at {place}"] = (status, f"expected {wanted}")
    assert wrong == {}
    assert asked.total() == len(list(cells()))
    assert min(asked[200], asked[401], asked[403], asked[404]) > 15
    record_property("cells", asked.total())
