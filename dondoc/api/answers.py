"""What units have answered and the Office has taken over, with the particulars of its proof. Not here: figures."""

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Field, Schema

from dondoc.api.entrance import REFUSALS, api
from dondoc.api.lists import Listed, PageNumber, PeriodId, UnitOut, Words, listed
from dondoc.api.operations import served_as
from dondoc.queries import extracts


class AnswerOut(Schema):
    id: int
    period_id: int = Field(alias="report.period_id")
    unit: UnitOut = Field(alias="report.unit")
    obligation_id: int
    task_id: int | None = Field(alias="obligation.task_id")
    target_id: int | None = Field(alias="obligation.target_id")
    state: str | None
    percent: int | None
    words: Words
    difficulties: Words
    updated_at: datetime


class EvidenceOut(Schema):
    """The document that proves; the file itself is not given out."""

    id: int
    answer_id: int
    number: Words
    issued_on: date | None
    issuer: Words
    abstract: Words
    page: Words
    added_at: datetime


@api.get("plans/{int:plan_id}/answers/", response={200: Listed[AnswerOut], **REFUSALS}, **served_as("answers"))
def answer_list(request: HttpRequest, plan_id: int, page: PageNumber, period_id: PeriodId):
    return listed(extracts.answers(request.auth, plan_id, period_id=period_id), page)


@api.get("plans/{int:plan_id}/evidence/", response={200: Listed[EvidenceOut], **REFUSALS}, **served_as("evidence"))
def evidence_list(request: HttpRequest, plan_id: int, page: PageNumber, period_id: PeriodId):
    return listed(extracts.evidence(request.auth, plan_id, period_id=period_id), page)
