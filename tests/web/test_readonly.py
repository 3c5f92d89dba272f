"""To look is not to change: a GET of any page writes nothing to the database but the visitor's own session."""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories import Organisation
from rights import browser
from role_pages import ROWS, World

WRITING = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+(?!"?django_session)', re.IGNORECASE)


def writes(client: Client, address: str) -> list[str]:
    """The statements with which a GET of this address changed a table."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        if response.streaming:
            list(response)
    return [query["sql"][:120] for query in captured if WRITING.match(query["sql"].lstrip())]


def test_no_get_writes_whoever_looks(organisation: Organisation) -> None:
    world = World.of(organisation)
    pages = [row.asking for row in ROWS if row.asking.sent is None and not row.is_open]
    addresses = sorted({asking.address(world) for asking in pages})

    found = {}
    for person in organisation.people:
        client = browser(person)
        found |= {f"{address} as {person.full_name}": writes(client, address) for address in addresses}

    assert {address: changed for address, changed in found.items() if changed} == {}
    assert len(found) == len(addresses) * 7


def test_write_is_seen(organisation: Organisation) -> None:
    with CaptureQueriesContext(connection) as captured:
        organisation.units.office.save()

    assert [bool(WRITING.match(query["sql"])) for query in captured] == [True]
