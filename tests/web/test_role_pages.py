"""Each address asked for by ten actors at three places: what they are answered is what the table of rights says."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import get_resolver, path
from factories import Organisation
from rights import Place, actors, answer_of, browser, undone
from role_pages import ROWS, Row, World, address_names, patterns, places_of

from dondoc.api.operations import BY_URL_NAME
from dondoc.core.permissions import Role

NO_ACCOUNT = (Role.PUBLIC, Role.LINK, Role.TOKEN)
GATE = 302
PARTS = 8  # of the rows: the processors of the machine share them


def expected(row: Row, role: Role, place: Place | None) -> int:
    """What the table says; whoever has no account is sent to the gate of the pages."""
    if row.is_open:
        return answer_of(row.answers, role)
    if role in NO_ACCOUNT:
        return GATE
    allowed = answer_of(row.answers, role)
    return allowed if allowed == 405 else row.rule.refusal(role, place) or allowed


def cells(row: Row, places: dict[Place, World], team: dict[Role, Client]) -> dict[tuple[str, Role, Place | None], int]:
    """What each actor is answered at each place where the object can be; what the asking changed is undone."""
    found = {}
    for place in row.rule.places or (None,):
        for role in Role:
            with undone():
                found[str(row), role, place] = row.asking.status(team[role], places[place or Place.OWN])
    return found


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of refusals are expected here: none is written to the log."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def places(organisation: Organisation, elsewhere: Organisation) -> dict[Place, World]:
    return places_of(organisation, elsewhere)


def test_check_2_every_address_has_a_row() -> None:
    """Those of the REST interface have theirs in the table of its operations."""
    of_pages = {name for name in address_names() if not name.startswith("api-")}
    assert of_pages - {row.asking.name for row in ROWS} == set()
    assert address_names() - of_pages == {*BY_URL_NAME, "api-description"}


def test_check_2_address_without_a_row_is_found() -> None:
    planted = [path("planted/", lambda request: None, name="planted")]
    found = {pattern.name for pattern in patterns([*get_resolver().url_patterns, *planted])}
    assert found - {row.asking.name for row in ROWS} - {*BY_URL_NAME, "api-description"} == {"planted"}


@pytest.mark.parametrize("part", range(PARTS))
def test_check_1_actors_are_answered_as_the_table_says(
    part: int, places, organisation: Organisation, record_property: Callable[[str, object], None]
) -> None:
    team = {role: browser(None) for role in Role}
    team |= {role: browser(viewer) for role, viewer in actors(organisation).items()}
    rows, asked, wrong = ROWS[part::PARTS], 0, {}
    for row in rows:
        for (name, role, place), status in cells(row, places, team).items():
            asked += 1
            if status != (wanted := expected(row, role, place)):
                wrong[f"{name} by {role} at {place}"] = (status, f"expected {wanted}")
    assert wrong == {}
    assert asked == sum(len(Role) * max(1, len(row.rule.places)) for row in rows)
    record_property("cells", asked)


def test_check_1_each_answer_is_looked_for_often() -> None:
    wanted = Counter(
        expected(row, role, place) for row in ROWS for place in row.rule.places or (None,) for role in Role
    )
    assert wanted.total() == sum(len(Role) * max(1, len(row.rule.places)) for row in ROWS)
    assert min(wanted[200], wanted[302], wanted[403], wanted[404], wanted[409]) > 50
