"""Check 13: two departments that share every name stay apart; without one of them, the other is as it was.

The product has no act that drops a department: what was recorded is kept. Whoever owns the database takes the rows
out, the guards of the trail aside; what is shown here is that none of them is one of the other department's.
That checks 1 to 4 hold across departments is asked there: each has another department of the same names beside it.
"""

import re
from collections import deque
from collections.abc import Iterator

import pytest
from askings import body_of, texts_of
from django.apps import apps
from django.db import connection, models
from django.test import Client
from factories import Organisation, found_department
from rights import browser, undone
from role_pages import ROWS, World
from tables import Table, tables, unguarded

from dondoc.models import Department, Draft, Evidence, Plan, Unit, User
from dondoc.queries.audit import judged

pytestmark = pytest.mark.usefixtures("moment", "quiet")
TEAM = ("coordinator", "administrator", "reporter")
OTHER = "H99.14"
# What an answer has of its own each time: the token of forms, how long verifying the trail took.
_OWN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|"token": "\w+"|trong [\d.]+ mili giây')
# Who did something to a row does not say whose the row is.
_DOERS = {"granted_by", "created_by", "revoked_by", "added_by"}


def way_to(model: type[models.Model], goal: type[models.Model]) -> str | None:
    """The shortest way over foreign keys from a table to a table, as a lookup; `None` where there is none."""
    waiting = deque([(model, ())])
    seen = {model}
    while waiting:
        here, way = waiting.popleft()
        if here is goal:
            return "__".join(way) or "pk"
        for field in here._meta.get_fields():
            is_way = isinstance(field, models.ForeignKey) and field.name not in _DOERS
            if is_way and field.related_model not in seen:
                seen.add(field.related_model)
                waiting.append((field.related_model, (*way, field.name)))
    return None


def rows_of(department: Department) -> Iterator[tuple[type[models.Model], list[object]]]:
    """The keys of each table's rows that belong to the department; an account belongs where its positions are."""
    for model in apps.get_models(include_auto_created=True):
        if model is User:
            wanted = model._base_manager.filter(positions__department=department)
        elif way := way_to(model, Department):
            wanted = model._base_manager.filter(**{way: department.pk})
        elif way := way_to(model, User):
            wanted = model._base_manager.filter(**{f"{way}__positions__department": department.pk})
        else:
            continue
        yield model, list(wanted.values_list("pk", flat=True).distinct())


def drop(department: Department) -> None:
    """The department's rows out of every table, its files out of the store; every reference is checked after it."""
    for model in (Evidence, Draft):
        for row in model.objects.filter(**{way_to(model, Department): department.pk}):
            row.file.delete(save=False)
    found = list(rows_of(department))
    with unguarded():
        for model, keys in found:
            rows = model._base_manager.filter(pk__in=keys)
            rows._raw_delete(rows.db)


def kept(department: Department) -> dict[str, Table]:
    """The department's rows in each table of the product."""
    own = {model.__name__: set(keys) for model, keys in rows_of(department)}
    return {
        name: [row for row in rows if next(iter(row.values())) in own.get(name, set())]
        for name, rows in tables().items()
    }


def shown(team: dict[str, Client], world: World) -> dict[str, tuple[int, list[str]]]:
    """What each of the department's people is shown at every address, files too."""
    addresses = sorted({r.asking.address(world) for r in ROWS if r.asking.sent is None and not r.is_open})
    found = {}
    for role, client in team.items():
        for address in addresses:
            with undone():  # a refusal is told in the trail
                response = client.get(address)
                texts = [_OWN.sub("", text) for text in texts_of(body_of(response))]
                # of a package its parts: it says itself when it was packed
                found[f"{address} as {role}"] = response.status_code, texts[1:] or texts
    return found


def test_check_13_departments_of_the_same_names_stay_apart(organisation: Organisation) -> None:
    own = organisation.department
    world = World.of(organisation)
    team = {role: browser(getattr(organisation.people, role)) for role in TEAM}
    for client in team.values():
        client.get("/")  # the entry in the list of sessions
    shown_before, before = shown(team, world), kept(own)

    other = found_department(OTHER)
    World.of(other)

    for model, name in ((Unit, "name"), (Plan, "number"), (Evidence, "file_name")):
        assert model.objects.values(name).distinct().count() * 2 <= model.objects.count()  # each stands there twice
    assert shown(team, world) == shown_before
    assert kept(own) == before

    drop(other.department)

    assert not Department.objects.filter(code=OTHER).exists()
    assert {name: rows for name, rows in tables().items() if rows != before[name]} == {}  # nothing else is left
    assert shown(team, world) == shown_before
    assert {status for status, _ in shown_before.values()} >= {200, 403, 404, 409}
    assert judged(own.pk).fault is None
    connection.check_constraints()
