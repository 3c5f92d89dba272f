"""Issued reports: the figures of a closed period as they were kept, and the document."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Schema

from dondoc.api.entrance import REFUSALS, api
from dondoc.api.lists import Listed, PageNumber, listed
from dondoc.api.operations import served_as
from dondoc.queries import extracts, periods

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_DOCUMENT = {"description": "OK", "content": {_DOCX: {"schema": {"type": "string", "format": "binary"}}}}


class ReportOut(Schema):
    period_id: int
    code: str = Field(alias="period.code")
    title: str
    closed_at: datetime = Field(alias="period.closed_at")

    @staticmethod
    def resolve_title(snapshot: Any) -> str:
        return periods.title_of(snapshot.period)


class ReportWithFigures(ReportOut):
    """`figures` is the consolidation: heading, units, targets, tasks; decimals as text, days as ISO dates."""

    figures: dict[str, Any]


@api.get("plans/{int:plan_id}/reports/", response={200: Listed[ReportOut], **REFUSALS}, **served_as("reports"))
def report_list(request: HttpRequest, plan_id: int, page: PageNumber):
    return listed(extracts.reports(request.auth, plan_id), page)


@api.get(
    "plans/{int:plan_id}/reports/{int:period_id}/",
    response={200: ReportWithFigures, **REFUSALS},
    **served_as("report"),
)
def report(request: HttpRequest, plan_id: int, period_id: int):
    return extracts.report(request.auth, plan_id, period_id)


@api.get(
    "plans/{int:plan_id}/reports/{int:period_id}/document/",
    response=REFUSALS,
    **served_as("report_document", responses={200: _DOCUMENT}),
)
def report_document(request: HttpRequest, plan_id: int, period_id: int) -> HttpResponse:
    kept = extracts.report(request.auth, plan_id, period_id)
    answer = HttpResponse(bytes(kept.document), content_type=_DOCX)
    answer["Content-Disposition"] = f'attachment; filename="bao-cao-{kept.period.code}.docx"'
    return answer
