"""Plans with their tasks, targets, reporting periods and who owes what."""

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Schema

from dondoc.api.entrance import REFUSALS, api
from dondoc.api.lists import Listed, PageNumber, Plain, UnitOut, listed
from dondoc.api.operations import served_as
from dondoc.queries import extracts, periods, plans


class PlanOut(Schema):
    id: int
    kind: str
    number: str | None
    symbol: str | None
    issued_on: date | None
    issuer: str | None
    title: str
    year: int
    confirmed_at: datetime


class TaskOut(Schema):
    id: int
    number: str
    group: str | None
    text: str
    solutions: list[str]
    due_text: str | None
    due_on: date | None
    lead: list[str]
    cooperating: list[str]
    products: list[str]
    closing_rule: str


class TargetOut(Schema):
    id: int
    text: str
    comparator: str
    value: Plain
    unit: str


class PeriodOut(Schema):
    id: int
    code: str
    title: str
    frequency: str
    window_from: date
    window_to: date
    printed_due_on: date
    due_on: date
    closed_at: datetime | None

    @staticmethod
    def resolve_title(period: object) -> str:
        return periods.title_of(period)


class ObligationOut(Schema):
    id: int
    unit: UnitOut
    task_id: int | None
    target_id: int | None
    began_on: date | None
    ended_on: date | None


@api.get("plans/", response={200: Listed[PlanOut], **REFUSALS}, **served_as("plans"))
def plan_list(request: HttpRequest, page: PageNumber):
    return listed(plans.listed(request.auth), page)


@api.get("plans/{int:plan_id}/", response={200: PlanOut, **REFUSALS}, **served_as("plan"))
def plan(request: HttpRequest, plan_id: int):
    return plans.one(request.auth, plan_id)


@api.get("plans/{int:plan_id}/tasks/", response={200: Listed[TaskOut], **REFUSALS}, **served_as("tasks"))
def task_list(request: HttpRequest, plan_id: int, page: PageNumber):
    return listed(extracts.tasks(request.auth, plan_id), page)


@api.get("plans/{int:plan_id}/targets/", response={200: Listed[TargetOut], **REFUSALS}, **served_as("targets"))
def target_list(request: HttpRequest, plan_id: int, page: PageNumber):
    return listed(extracts.targets(request.auth, plan_id), page)


@api.get("plans/{int:plan_id}/periods/", response={200: Listed[PeriodOut], **REFUSALS}, **served_as("periods"))
def period_list(request: HttpRequest, plan_id: int, page: PageNumber):
    return listed(extracts.reporting_periods(request.auth, plan_id), page)


@api.get(
    "plans/{int:plan_id}/obligations/", response={200: Listed[ObligationOut], **REFUSALS}, **served_as("obligations")
)
def obligation_list(request: HttpRequest, plan_id: int, page: PageNumber):
    return listed(extracts.obligations(request.auth, plan_id), page)
