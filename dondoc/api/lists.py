"""The shape of every list: fifty rows a page, the total said. Also how a decimal, words and a unit are written."""

from decimal import Decimal
from typing import Annotated, Generic, TypeVar

from django.db.models import QuerySet
from ninja import Query, Schema
from pydantic import AfterValidator, PlainSerializer

from dondoc.core.identities import mask

PAGE_SIZE = 50

T = TypeVar("T")

Plain = Annotated[Decimal, PlainSerializer(lambda value: f"{value.normalize():f}", return_type=str)]
# What people wrote, without the identity numbers of persons in it.
Words = Annotated[str, AfterValidator(mask)]
PageNumber = Annotated[int, Query(1, ge=1, le=1_000_000)]
PeriodId = Annotated[int | None, Query(None, ge=1, le=2**63 - 1)]


class Listed(Schema, Generic[T]):
    """One page of a list: which page, how many rows there are in all, the rows."""

    page: int
    total: int
    items: list[T]


class UnitOut(Schema):
    """A unit, as far as a row names it."""

    id: int
    code: str
    name: str


def listed(found: QuerySet, page: int) -> dict[str, object]:
    """One page of a query, in two reads. A page after the last one is empty."""
    start = (page - 1) * PAGE_SIZE
    return {"page": page, "total": found.count(), "items": list(found[start : start + PAGE_SIZE])}
