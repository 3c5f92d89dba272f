"""Figures of targets: those taken over, and one written by a program into an open period."""

from datetime import datetime
from decimal import Decimal

from django.http import HttpRequest
from ninja import Field, Schema
from pydantic import ConfigDict

from dondoc.actions import figures as actions
from dondoc.api.entrance import REFUSALS, api
from dondoc.api.lists import Listed, PageNumber, PeriodId, Plain, UnitOut, listed
from dondoc.api.operations import served_as
from dondoc.queries import extracts


class FigureOut(Schema):
    """A rate has two numbers, any other figure one. `null` is not reported, which is not zero."""

    period_id: int = Field(alias="report.period_id")
    unit: UnitOut = Field(alias="report.unit")
    obligation_id: int
    target_id: int = Field(alias="obligation.target_id")
    numerator: Plain | None
    denominator: Plain | None
    not_applicable: bool
    updated_at: datetime


class FigureIn(Schema):
    """The whole figure: what is left out becomes empty. Nothing else of an answer can be written here."""

    model_config = ConfigDict(extra="forbid")

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    not_applicable: bool = False


@api.get("plans/{int:plan_id}/figures/", response={200: Listed[FigureOut], **REFUSALS}, **served_as("figures"))
def figure_list(request: HttpRequest, plan_id: int, page: PageNumber, period_id: PeriodId):
    return listed(extracts.figures(request.auth, plan_id, period_id=period_id), page)


@api.put(
    "periods/{int:period_id}/figures/{int:obligation_id}/",
    response={200: FigureOut, **REFUSALS},
    **served_as("figure_put"),
)
def figure_put(request: HttpRequest, period_id: int, obligation_id: int, figure: FigureIn):
    return actions.put(period_id, obligation_id, **figure.model_dump(), actor=request.auth, at=request.arrived_at)
