"""Published assessments: points, place and sheet as they were published. Not here: what has not been published."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema

from dondoc.api.entrance import REFUSALS, api
from dondoc.api.lists import Listed, PageNumber, listed
from dondoc.api.operations import served_as
from dondoc.queries import extracts


class BodyOut(Schema):
    """A body that was assessed."""

    code: str
    name: str


class CriteriaSetOut(Schema):
    """The set by which it was scored; `decision` is `unofficial` for a sample."""

    id: str = Field(alias="set_id")
    title: str
    decision: str


class AssessmentOut(Schema):
    """Points as text with the decimals of the set; `rank` is null for a body without place."""

    id: int = Field(alias="assessment_id")
    title: str = Field(alias="assessment.round.title")
    year: int = Field(alias="assessment.round.year")
    criteria_set: CriteriaSetOut = Field(alias="assessment.round.adopted_set")
    body: BodyOut = Field(alias="assessment.department")
    profile: str = Field(alias="assessment.profile")
    points: str = Field(alias="sheet.points")
    max: str = Field(alias="sheet.max")
    percent: str | None = Field(alias="sheet.percent")
    band: str | None = Field(alias="sheet.band")
    rank: int | None = Field(alias="assessment.rank")
    published_at: datetime = Field(alias="assessment.round.published_at")


class AssessmentWithSheet(AssessmentOut):
    """`sheet` is the score sheet as it was kept: pillars and criteria with their points, and why."""

    sheet: dict[str, Any]


@api.get("assessments/", response={200: Listed[AssessmentOut], **REFUSALS}, **served_as("assessments"))
def assessment_list(request: HttpRequest, page: PageNumber):
    return listed(extracts.published_sheets(request.auth), page)


@api.get("assessments/{int:assessment_id}/", response={200: AssessmentWithSheet, **REFUSALS}, **served_as("assessment"))
def assessment(request: HttpRequest, assessment_id: int):
    return extracts.published_sheet(request.auth, assessment_id)
