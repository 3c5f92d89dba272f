"""Every address of the site, how it is asked for, and a small world in which asking for it makes sense.

Not here: what each role is answered (test_role_pages), what asking writes (test_readonly).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.test import Client
from django.urls import get_resolver, reverse
from factories import (
    AT,
    PDF,
    Organisation,
    approve,
    confirmed,
    confirmed_superior,
    duties_of,
    give_targets,
    later_version,
    plan_of,
    sample_plan,
    superior_plan,
    uploaded,
    write,
)

from dondoc.actions import amendments, evidence
from dondoc.actions.evidence import Particulars
from dondoc.core.amendments import Choices
from dondoc.core.permissions import Viewer
from dondoc.models import RegisteredDocument, User


@dataclass(frozen=True)
class World:
    """Ids in one department: a running plan, amended once, one from above, a draft that waits, a report being
    written (the division's, with a proof) and one that its head has approved (the other division's)."""

    plan_id: int
    amendment_id: int
    superior_id: int
    task_id: int
    other_task_id: int
    draft_id: int
    period_id: int
    unit_id: int
    approved_unit_id: int
    obligation_id: int
    evidence_id: int
    document_id: int
    user_id: int
    number: int = 1  # of a page that a text file does not have

    @classmethod
    def of(cls, organisation: Organisation) -> "World":
        people, units = organisation.people, organisation.units
        plan = confirmed(sample_plan(), actor=people.coordinator)
        give_targets(plan, [units.division, units.attached], actor=people.coordinator)
        later = later_version(replace(sample_plan(), number="13/KH-STP"), actor=people.coordinator)
        plan = amendments.amend(plan.pk, later.pk, choices=Choices(), actor=people.coordinator, at=AT)
        draft = uploaded(plan_of(1, 1), actor=people.coordinator)
        period = plan.periods.get(code="2026Q1")
        write(period, units.division, actor=people.reporter)
        write(period, units.other_division, actor=people.other_reporter)
        approve(period, units.other_division, reporter=people.other_reporter, head=people.other_head)
        duty = next(duty for duty in duties_of(period, units.division) if duty.task_id)
        proof = evidence.attach(
            period.pk,
            units.division.pk,
            duty.pk,
            data=PDF,
            name="bien-ban.pdf",
            particulars=Particulars(number="04/BB-VP"),
            actor=people.reporter,
            at=AT,
        )
        return cls(
            plan_id=plan.pk,
            amendment_id=plan.amendments.get().pk,
            superior_id=confirmed_superior(superior_plan(), actor=people.coordinator).pk,
            task_id=duty.task_id,
            other_task_id=plan.tasks.get(number="4").pk,
            draft_id=draft.pk,
            period_id=period.pk,
            unit_id=units.division.pk,
            approved_unit_id=units.other_division.pk,
            obligation_id=duty.pk,
            evidence_id=proof.pk,
            user_id=people.other_head.user_id,
            document_id=RegisteredDocument.objects.get(department=plan.department, key="88/KH-UBND").pk,
        )


@dataclass(frozen=True, eq=False)
class Asking:
    """One way to ask for an address: its name, the ids in it (keyword: attribute of the world), what is sent."""

    name: str
    ids: Mapping[str, str] = field(default_factory=dict)
    sent: Mapping[str, str] | None = None

    def __str__(self) -> str:
        return " ".join([self.name, *(["post"] if self.sent is not None else []), *(self.sent or {}).values()])

    def address(self, world: World) -> str:
        return reverse(self.name, kwargs={keyword: getattr(world, source) for keyword, source in self.ids.items()})

    def status(self, viewer: Viewer | None, world: World) -> int:
        """What this viewer is answered, a file read to its end."""
        response = self.answer(viewer, world)
        if response.streaming:
            list(response)
        return response.status_code

    def answer(self, viewer: Viewer | None, world: World):
        client = Client()
        if viewer is not None:
            client.force_login(User.objects.get(pk=viewer.user_id))
        if self.sent is None:
            return client.get(self.address(world))
        return client.post(self.address(world), self.sent)


def get(name: str, *ids: str) -> Asking:
    return Asking(name, {keyword: keyword for keyword in ids})


def post(name: str, *ids: str, **sent: str) -> Asking:
    return Asking(name, {keyword: keyword for keyword in ids}, sent)


def superior(name: str) -> Asking:
    """A page of the plan from above."""
    return Asking(name, {"plan_id": "superior_id"})


def other_task() -> Asking:
    """The task that the other division alone answers for."""
    return Asking("task", {"plan_id": "plan_id", "task_id": "other_task_id"})


def move(wanted: str, unit: str = "unit_id", **sent: str) -> Asking:
    """A move of the report of the division (`unit_id`) or of the other division (`approved_unit_id`)."""
    return Asking("report_move", {"period_id": "period_id", "unit_id": unit}, {"move": wanted, **sent})


def address_names() -> set[str]:
    """The name of every address of the site."""
    return {pattern.name for pattern in _patterns(get_resolver().url_patterns)}


def _patterns(found) -> Iterator:
    for pattern in found:
        yield from _patterns(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern]
