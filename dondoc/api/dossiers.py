"""Dossier data: a file given to be loaded, what became of the files, the measures of a period by unit."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, File, Query, Schema, Status
from ninja.files import UploadedFile

from dondoc.actions import dossiers as actions
from dondoc.api.entrance import REFUSALS, Misasked, api
from dondoc.api.lists import Listed, PageNumber, UnitOut, listed
from dondoc.api.operations import served_as, url_name
from dondoc.core.periods import Period, PeriodUnknown
from dondoc.queries import dossier_extracts, dossier_loads


class LoadOut(Schema):
    """One file: `state` is `waiting`, `running`, `done` or `refused`; when done, read = stored + rejected + unchanged.

    `remarks` tell the columns that were passed over, left out as personal, absent, and why a file was refused.
    """

    id: int
    file_name: str
    size: int
    state: str
    rows_read: int
    rows_stored: int
    rows_rejected: int
    rows_unchanged: int
    remarks: dict[str, Any]
    number: int | None
    requested_at: datetime
    finished_at: datetime | None


class GivenOut(Schema):
    """The load that waits, and the address where it can be looked at."""

    id: int
    state: str
    address: str


class MeasureOut(Schema):
    """One measure of one unit: `name` as the files write it, `unit` of the organisation where it is known."""

    name: str = Field(alias="unit__name")
    unit: UnitOut | None
    measure: str
    numerator: int = Field(alias="above")
    denominator: int = Field(alias="below")

    @staticmethod
    def resolve_unit(row: dict[str, Any]) -> dict[str, Any] | None:
        if row["unit__unit_id"] is None:
            return None
        return {"id": row["unit__unit_id"], "code": row["unit__unit__code"], "name": row["unit__unit__name"]}


@api.post("dossiers/files/", response={202: GivenOut, **REFUSALS}, **served_as("dossier_give"))
def dossier_give(request: HttpRequest, response: HttpResponse, file: UploadedFile = File(...)):  # noqa: B008
    load = actions.give_file(file, name=file.name or "", actor=request.auth, at=request.arrived_at)
    address = reverse(url_name("dossier_load"), kwargs={"load_id": load.pk})
    response["Location"] = address
    return Status(202, {"id": load.pk, "state": load.state, "address": address})


@api.get("dossiers/loads/", response={200: Listed[LoadOut], **REFUSALS}, **served_as("dossier_loads"))
def dossier_load_list(request: HttpRequest, page: PageNumber):
    return listed(dossier_loads.listed(request.auth), page)


@api.get("dossiers/loads/{int:load_id}/", response={200: LoadOut, **REFUSALS}, **served_as("dossier_load"))
def dossier_load(request: HttpRequest, load_id: int):
    return dossier_loads.one(request.auth, load_id)


@api.get("dossiers/measures/", response={200: Listed[MeasureOut], **REFUSALS}, **served_as("dossier_measures"))
def dossier_measures(
    request: HttpRequest,
    page: PageNumber,
    period: str = Query(..., max_length=7),
    calendar: Literal["calendar", "cutoff"] = "calendar",
):
    try:
        asked = Period.parse(period)
    except PeriodUnknown as unknown:
        raise Misasked(str(unknown)) from unknown
    return listed(dossier_extracts.measures(request.auth, period=asked, calendar=calendar), page)
