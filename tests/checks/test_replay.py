"""Check 3: whatever a unit asks for on its way through a report, asked again by a stranger, is not there.

Each request of the story is first sent by the strangers, in the state that the report stands in just then.
"""

import re
from dataclasses import dataclass, field

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve
from factories import PDF, Organisation, confirmed, duties_of, give_targets, sample_plan
from rights import actors, browser, undone
from tables import SESSION, TOLD, written

from dondoc.models import Answer, Evidence, ReportingPeriod, Unit, UnitReport

UNKNOWN = 10**9
OWNED = ("unit_id", "evidence_id", "answer_id")
_OWN_ANSWER = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|name="next" value="[^"]*"')


def shown(response) -> tuple[int, str]:
    """Status and body without what each answer has of its own: the token of its forms, the address asked for."""
    is_page = not response.streaming and response.get("Content-Type", "").startswith("text/html")
    return response.status_code, _OWN_ANSWER.sub("", response.content.decode()) if is_page else ""


@dataclass
class Story:
    """Requests of those who may, each tried by the strangers before; what they found is kept in `found`."""

    strangers: dict[str, Client]
    found: dict[str, object] = field(default_factory=dict)
    nothing: dict[tuple, tuple[int, str]] = field(default_factory=dict)  # what an unknown id is answered
    tried: int = 0

    def get(self, client: Client, address: str, **query: str):
        self._try("get", address, query)
        self._try("get", address, query, fragment=True)
        return _send(client, "get", address, query)

    def post(self, client: Client, address: str, **form: object):
        self._try("post", address, form)
        return _send(client, "post", address, form)

    def _try(self, method: str, address: str, sent: dict, *, fragment: bool = False) -> None:
        ids = resolve(address).kwargs
        owned = next((name for name in OWNED if name in ids), None)
        if owned is None:  # a list: each sees the own one
            return
        unknown = address.replace(f"/{ids[owned]}/", f"/{UNKNOWN}/")
        for name, client in self.strangers.items():
            with undone(), written() as names:
                answer = _send(client, method, address, sent, fragment=fragment)
                got = shown(answer)
            key = (name, method, unknown, fragment)
            if key not in self.nothing:
                with undone():
                    self.nothing[key] = shown(_send(client, method, unknown, sent, fragment=fragment))
            nothing = self.nothing[key]
            self.tried += 1
            if got[0] != 404 or got != nothing or not names <= TOLD | SESSION:
                self.found[f"{method} {address} {sent} by {name}"] = (got[0], sorted(names))


def _send(client: Client, method: str, address: str, sent: dict, *, fragment: bool = False):
    headers = {"HX-Request": "true", "HX-Target": "panel"} if fragment else {}
    files = {name: SimpleUploadedFile("bien-ban.pdf", v) if isinstance(v, bytes) else v for name, v in sent.items()}
    response = getattr(client, method)(address, files, headers=headers)
    if response.streaming:
        list(response)
    return response


@pytest.fixture
def strangers(organisation: Organisation, elsewhere: Organisation) -> dict[str, Client]:
    """The reporter and the head of another unit, and everybody of another department."""
    mine = {f"{role} of the division": browser(getattr(organisation.people, role)) for role in ("reporter", "head")}
    return mine | {f"{role} elsewhere": browser(viewer) for role, viewer in actors(elsewhere).items()}


@pytest.fixture
def owed(organisation: Organisation) -> tuple[ReportingPeriod, Unit]:
    plan = confirmed(sample_plan(), actor=organisation.people.coordinator)
    give_targets(plan, [organisation.units.other_division], actor=organisation.people.coordinator)
    return plan.periods.get(code="2026Q1"), organisation.units.other_division


def test_check_3_requests_of_a_unit_find_nothing_for_strangers(strangers, organisation: Organisation, owed) -> None:
    people, (period, unit) = organisation.people, owed
    reporter, head, office = map(browser, (people.other_reporter, people.other_head, people.coordinator))
    report = f"/reports/{period.pk}/{unit.pk}/"
    duties = list(duties_of(period, unit))
    form = {f"{duty.pk}-words": "Đã làm" for duty in duties if duty.task_id}
    form |= {f"{duty.pk}-state": "in_progress" for duty in duties if duty.task_id}
    form |= {f"{duty.pk}-percent": "50" for duty in duties if duty.task_id}
    form |= {f"{duty.pk}-numerator": "8" for duty in duties if duty.target_id}
    form |= {f"{duty.pk}-denominator": "9" for duty in duties if duty.target_id and duty.target.unit == "%"}
    story = Story(strangers)

    assert story.get(reporter, "/reports/").status_code == 200
    assert story.get(reporter, report).status_code == 200
    assert story.post(reporter, report, **form).status_code == 302
    assert Answer.objects.filter(report__unit=unit, words="Đã làm").exists()
    attaching = f"{report}{duties[0].pk}/evidence/"
    assert story.get(reporter, attaching).status_code == 200
    assert story.post(reporter, attaching, file=PDF, number="04/BB-VP").status_code == 302
    proof = Evidence.objects.get()
    for address in (f"/evidence/{proof.pk}/", f"/evidence/{proof.pk}/remove/", f"/evidence/{proof.pk}/guarded/"):
        assert story.get(reporter, address).status_code in {200, 302}
    assert story.post(reporter, f"/privacy/answers/{proof.answer_id}/").status_code == 200
    assert story.post(reporter, f"{report}move/", move="submit").status_code == 302
    assert story.post(reporter, f"{report}move/", move="withdraw").status_code == 302
    assert story.post(reporter, report, **form, submit="1").status_code == 302
    assert story.get(head, report).status_code == 200
    assert story.post(head, f"{report}move/", move="send_back", reason="Thiếu số").status_code == 302
    assert story.post(reporter, f"{report}move/", move="submit").status_code == 302
    assert story.post(head, f"{report}move/", move="approve").status_code == 302
    assert story.get(head, f"/evidence/{proof.pk}/").status_code == 200
    assert story.get(office, report).status_code == 200
    assert story.post(office, f"{report}move/", move="return", reason="Thiếu số").status_code == 302
    assert story.post(reporter, f"{report}move/", move="submit").status_code == 302
    assert story.post(head, f"{report}move/", move="approve").status_code == 302
    assert story.post(office, f"{report}move/", move="accept").status_code == 302
    assert story.get(office, f"/evidence/{proof.pk}/remove/").status_code == 200
    assert story.post(office, f"/evidence/{proof.pk}/remove/").status_code == 302

    assert story.found == {}
    assert story.tried > 200
    assert UnitReport.objects.get().state == "accepted"
