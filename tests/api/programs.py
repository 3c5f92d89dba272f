"""Programs that talk to the interface in these tests: their tokens, and how they ask. Not here: what is expected."""

from datetime import timedelta

from django.test import Client
from factories import AT, People, approve, duties_of, write

from dondoc.actions import keys, reports
from dondoc.core.keys import SCOPE_TITLES
from dondoc.core.permissions import Act
from dondoc.core.workflow import Move
from dondoc.models import Obligation, Plan, ReportingPeriod, Unit

ALL = frozenset(SCOPE_TITLES)


def token_of(people: People, *scopes: Act, plan: Plan | None = None) -> str:
    """The secret of a new token that ends a month from now."""
    made = keys.create_token(
        name="Kho dữ liệu mẫu",
        scopes=scopes or (Act.PLAN_READ,),
        plan_id=plan.pk if plan else None,
        expires_at=AT + timedelta(days=30),
        actor=people.administrator,
        at=AT,
    )
    return made.secret


def ask(address: str, secret: str | None = None, **query: object):
    """A GET with this token."""
    return Client().get(f"/api/v1/{address}", query, headers=bearer(secret))


def put(address: str, sent: object, secret: str | None = None):
    """A PUT of JSON with this token."""
    return Client().put(f"/api/v1/{address}", sent, content_type="application/json", headers=bearer(secret))


def bearer(secret: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"} if secret else {}


def accept(period: ReportingPeriod, unit: Unit, *, reporter, head, people: People) -> None:
    """The unit's report written in full, approved and taken over."""
    write(period, unit, actor=reporter)
    approve(period, unit, reporter=reporter, head=head)
    reports.move(period.pk, unit.pk, move=Move.ACCEPT, on=AT.date(), actor=people.coordinator, at=AT)


def figure_duty(period: ReportingPeriod, unit: Unit) -> Obligation:
    """The first rate that the unit owes."""
    return next(duty for duty in duties_of(period, unit) if duty.target_id)
