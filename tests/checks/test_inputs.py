"""Checks 5 and 6: what is sent beyond what an address takes shows nothing more and changes nothing more.

Not here: parameters and bodies of the interface (tests/api).
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
from askings import Form, Page, body_of, is_page, texts_of
from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve
from factories import AT, Organisation
from programs import ALL as SCOPES
from programs import ask, token_of
from rights import Place, actors, browser, undone
from role_pages import ROWS, Row, World
from tables import SESSION, Table, tables, written
from test_replay import shown

from dondoc.actions import keys
from dondoc.api.operations import OPERATIONS
from dondoc.core.permissions import Role
from dondoc.models import ApiToken, SignedLink, User

pytestmark = pytest.mark.usefixtures("moment", "quiet")
REACHING = {
    "order": "unit__users__password",
    "order_by": "positions__user__password",
    "ordering": "-created_by__password",
    "fields": "*",
    "expand": "created_by,confirmed_by,links",
    "filter": "user__password__startswith=md5",
    "include": "tokens",
    "depth": "9",
    "user__password__startswith": "md5",
    "links__sha256__gt": "0",
    "department": "2",
    "format": "json",
}
# Operations that are asked for with the plan alone.
OF_PLAN = ("tasks", "targets", "periods", "obligations", "answers", "evidence", "figures", "reports")
LOOKING = (Role.COORDINATOR, Role.ADMINISTRATOR, Role.REPORTER, Role.AUDITOR)
# Who sends forms, and how many of them change something at least.
SENDING = {
    Role.COORDINATOR: 10,
    Role.REPORTER: 5,
    Role.HEAD: 3,
    Role.DIRECTOR: 1,
    Role.ADMINISTRATOR: 5,
    Role.AUDITOR: 0,
}
# Ways out of the session; the choice of a department, whose one field these names hold.
_APART = {"sign_out", "set_language", "department"}
# What each asking makes anew: salts, digests, names of files, a password that nobody can type.
_DRAWN = {"salt", "detail_digest", "previous_hash", "hash", "last_hash", "sha256", "prefix", "file"}
# After which rows are numbered: in each test beyond those that the sequences, never undone, gave the tests before.
_NUMBERS = count(1_000_000, 1_000_000)

Sending = tuple[str, dict[str, str], set[str]]
_FORMS: dict[Role, tuple[World, list[Sending]]] = {}

# Where a refusal is recorded.
_REFUSED = {"AuditRow", "AuditDetail", "AuditChain"}
# What a page has of its own each time: how long verifying the trail took, the parameters it was asked with.
_OWN = re.compile(r'href="\?[^"]*"|trong [\d.]+ mili giây')


@pytest.fixture
def world(organisation: Organisation) -> World:
    return World.of(organisation)


@pytest.fixture
def team(organisation: Organisation) -> dict[Role, Client]:
    return {role: browser(viewer) for role, viewer in actors(organisation).items()}


def addresses(world: World, role: Role | None = None) -> list[str]:
    """Every page; those alone that the table lets the role see."""
    rows = [row for row in ROWS if row.asking.sent is None and not row.is_open]
    return sorted({row.asking.address(world) for row in rows if role is None or lets_in(row, role)})


def lets_in(row: Row, role: Role) -> bool:
    """Whether the table lets the role ask this in the own unit."""
    return row.rule.refusal(role, Place.OWN if row.rule.places else None) is None


def link_of(organisation: Organisation, world: World) -> str:
    """The secret of a new link to the division's first assignment."""
    asked = {"obligation_ids": [world.obligation_id], "given_to": "Phòng mẫu", "expires_at": AT + timedelta(days=7)}
    [made] = keys.create_links(world.period_2026_07, **asked, actor=organisation.people.coordinator, at=AT)
    return made.secret


@pytest.fixture
def hidden(organisation: Organisation, world: World) -> set[str]:
    """What no answer may hold: password hashes, secrets and digests of links and tokens."""
    secrets = {token_of(organisation.people, *SCOPES), link_of(organisation, world)}
    User.objects.update(earlier_passwords=["md5$cu$0123456789"])
    digests = {*SignedLink.objects.values_list("sha256", flat=True), *ApiToken.objects.values_list("sha256", flat=True)}
    assert digests == {hashlib.sha256(one.encode()).hexdigest() for one in secrets}
    passwords = [one for one in User.objects.values_list("password", flat=True) if one]  # newcomers have none
    assert len(passwords) > 5
    return {*passwords, "md5$cu$0123456789", *digests, *secrets}


# ---- 5: reaching further


def own_parameters(page: str, address: str) -> dict[str, str]:
    """Every field that a page asks for in its own address, with a way to a password in it."""
    forms = [form for form in Page(page).forms if form.method == "get" and form.action in {"", address}]
    return {name: "user__password" for form in forms for name in form.names}


def told(response: HttpResponse) -> tuple[int, str]:
    status, text = shown(response)
    return status, _OWN.sub("", text)


@pytest.mark.parametrize("role", LOOKING)
def test_check_5_parameters_that_reach_further_show_nothing_more(role: Role, world, team, hidden) -> None:
    wrong, compared = {}, 0
    for address in addresses(world):
        with undone():
            answers = [team[role].get(address), team[role].get(address, REACHING)]
            if is_page(answers[0]) and (own := own_parameters(answers[0].content.decode(), address)):
                answers.append(team[role].get(address, own | {"page": "password"}))
        compared += len(answers) - 1
        bodies = [body_of(answer) for answer in answers]
        if told(answers[0]) != told(answers[1]) or max(answer.status_code for answer in answers) >= 500:
            wrong[address] = [answer.status_code for answer in answers]
        if any(secret in text for body in bodies for text in texts_of(body) for secret in hidden):
            wrong[f"{address} shows"] = "a secret"
    assert wrong == {}
    assert compared > 80


def test_check_5_lists_of_the_interface_refuse_what_reaches_further(world, hidden, organisation) -> None:
    secret = token_of(organisation.people, *SCOPES)
    for path in ["plans/", *(f"plans/{world.plan_id}/{name}/" for name in OF_PLAN)]:
        answer = ask(path, secret)
        assert answer.status_code == 200
        assert not any(one in answer.content.decode() for one in hidden)
        assert {ask(path, secret, **{name: value}).status_code for name, value in REACHING.items()} == {400}
    assert set(OF_PLAN) < set(OPERATIONS)


# ---- 6: sending more


def foreign(elsewhere: Organisation) -> dict[str, str]:
    """Every column of every table, and words that frameworks know, with values of another department."""
    names = {field.attname for model in apps.get_app_config("dondoc").get_models() for field in model._meta.fields}
    names |= {name.removesuffix("_id") for name in names} | {"pk", "owner", "score", "version", "status", "groups"}
    names -= {"reason"}  # each act that takes one keeps it, whether its form asks for one or not
    unit, person = str(elsewhere.units.division.pk), str(elsewhere.people.director.user_id)
    known = dict.fromkeys(("unit", "unit_id", "unit_ids"), unit) | dict.fromkeys(("owner", "user", "user_id"), person)
    known |= {"state": "accepted", "role": "administrator", "department": str(elsewhere.department.pk)}
    known |= {"is_staff": "on", "is_superuser": "on", "is_active": "on", "password": "mat-khau-la-2026"}
    return dict.fromkeys(sorted(names), "1") | known


def filled(form: Form, button: tuple[str, str]) -> dict[str, str]:
    """The form as it stands, something in each text, with this button."""
    return {name: value or "2026" for name, value in form.fields.items()} | (
        {button[0]: button[1]} if button[0] else {}
    )


def forms_of(role: Role, world: World, team: dict[Role, Client]) -> list[Sending]:
    """The forms of all pages that the role sees; in a world with the same rows they are the same, asked for once."""
    if (known := _FORMS.get(role)) is None or known[0] != world:
        _FORMS[role] = world, list(forms(team[role], addresses(world, role)))
    return _FORMS[role][1]


def forms(client: Client, pages: list[str]) -> Iterator[Sending]:
    """Where each form of each page sends, what, and every name in it: once with each button."""
    seen = set()
    for address in pages:
        with undone():
            response = client.get(address)
            text = body_of(response).decode("utf-8", "replace")
        for form in Page(text).forms if response.status_code == 200 and is_page(response) else ():
            target = (form.action or address).partition("#")[0]
            if form.method != "post" or resolve(target).url_name in _APART:
                continue
            for button in sorted(form.buttons or {("", "")}):
                key = (resolve(target).url_name, button[0], tuple(sorted(form.fields)))
                if key not in seen:
                    seen.add(key)
                    yield target, filled(form, button), form.names


def changed(client: Client, address: str, sent: dict[str, str], number: int) -> tuple[int, dict[str, Table]]:
    """The answer's status, and the tables that were written to as they are then; what changed is undone.

    New rows are numbered after `number`.
    """
    with undone():
        if connection.vendor == "postgresql":  # sequences are not undone
            sequence = "format('%%I.%%I', schemaname, sequencename)::regclass"
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT setval({sequence}, %s) FROM pg_sequences", [number])
        with written() as names:
            response: HttpResponse = client.post(address, sent)
            body_of(response)
        after = tables(names - SESSION)
    for row in (row for rows in after.values() for row in rows):
        for name in _DRAWN & row.keys():
            row[name] = None
        if str(row.get("password", "")).startswith("!"):
            row["password"] = None
    return response.status_code, after


class Trials:
    """Each asking as it is meant, and with fields beyond it: what differs, and how many changed something."""

    def __init__(self, elsewhere: Organisation) -> None:
        self.extra = foreign(elsewhere)
        self.number = next(_NUMBERS)
        self.wrong: dict[str, object] = {}
        self.changing = 0

    def status(self, client: Client, address: str, sent: dict[str, str], names: set[str]) -> int:
        """What the asking as it is meant is answered."""
        beyond = {name: value for name, value in self.extra.items() if name not in names}
        plain, more = (changed(client, address, each, self.number) for each in (sent, beyond | sent))
        is_refused = more[0] >= 400 and more[1].keys() <= _REFUSED
        if more[1] and more != plain and not is_refused:  # to refuse the whole is as good
            different = [name for name in plain[1] | more[1] if plain[1].get(name) != more[1].get(name)]
            self.wrong[f"{address} {sorted(sent)}"] = (plain[0], more[0], different)
        if max(plain[0], more[0]) >= 500:
            self.wrong[f"{address} {sorted(sent)} breaks"] = (plain[0], more[0])
        self.changing += bool(plain[1]) and more == plain and plain[0] < 400
        return plain[0]


@pytest.mark.parametrize(("role", "least"), SENDING.items())
def test_check_6_fields_beyond_the_forms_of_pages_change_nothing(
    role: Role, least: int, world, team, elsewhere: Organisation
) -> None:
    trials = Trials(elsewhere)
    for address, sent, names in forms_of(role, world, team):
        trials.status(team[role], address, sent, names)
    assert trials.wrong == {}
    assert trials.changing >= least


def test_check_6_fields_beyond_the_forms_of_visitors_change_nothing(world, organisation, elsewhere) -> None:
    trials, visitors, asked = Trials(elsewhere), ["/sign-in/", "/password/forgotten/"], set()
    # made before the first asking: from then on rows of PostgreSQL are numbered anew each time
    for address, sent, names in forms(browser(None), [*visitors, f"/answer/{link_of(organisation, world)}/"]):
        trials.status(browser(None), address, sent, names)
        asked.add(resolve(address).url_name)
    assert trials.wrong == {}
    assert asked == {"sign_in", "mfa_login_webauthn", "answer"}


def test_check_6_fields_beyond_what_no_page_has_a_form_for_change_nothing(world, team, elsewhere) -> None:
    """As the world stands: sent by the first of them who is let in."""
    every = {row.asking.name: row for row in reversed(ROWS) if row.asking.sent is not None}
    pages = (form for role in SENDING for form in forms_of(role, world, team))
    formless = every.keys() - _APART - {resolve(address).url_name for address, *_rest in pages}
    trials = Trials(elsewhere)
    for name in sorted(formless):
        sent, address = dict(every[name].asking.sent), every[name].asking.address(world)
        any(trials.status(team[role], address, sent, set(sent)) < 400 for role in SENDING if lets_in(every[name], role))
    assert trials.wrong == {}
    assert len(formless) > 10
