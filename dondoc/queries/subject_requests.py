"""The register of people's requests about their own data, each with what is owed next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dondoc.calendarfile import holiday_table, privacy_terms
from dondoc.core.identities import MASK, SHOWN
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.privacy_terms import Clocks, Step, request_steps
from dondoc.core.refusals import NotVisible
from dondoc.models import SubjectRequest

# Longer than any term: the years whose days off have to be known.
_LONGEST = timedelta(days=60)


@dataclass(frozen=True)
class RequestRow(Clocks[date]):
    """A request with what is owed for it."""

    request: SubjectRequest

    @property
    def number(self) -> str:
        """The identity number, masked."""
        return masked_number(self.request)


def listed(viewer: Viewer, *, today: date) -> Sequence[RequestRow]:
    """Every request: those not answered first, by what is due; then the others, newest first. Raises NotAllowed."""
    check(viewer, Act.PRIVACY_READ)
    rows = [row_of(one, today=today) for one in SubjectRequest.objects.filter(department_id=viewer.department_id)]
    return sorted(rows, key=lambda row: row.next.due if row.next else date.max)


def one(viewer: Viewer, request_id: int) -> SubjectRequest:
    """A request. Raises NotAllowed, NotVisible."""
    check(viewer, Act.PRIVACY_READ)
    found = SubjectRequest.objects.filter(pk=request_id, department_id=viewer.department_id).first()
    if found is None:
        raise NotVisible
    return found


def row_of(request: SubjectRequest, *, today: date) -> RequestRow:
    """The request with its clocks on that day."""
    return RequestRow(steps_of(request), today, request)


def steps_of(request: SubjectRequest, *, is_extended: bool = True) -> Sequence[Step[date]]:
    """The receipt and the answer owed; without the extension when asked."""
    last = request.received_on + _LONGEST
    return request_steps(
        kind=request.kind,
        received_on=request.received_on,
        has_processor=request.has_processor,
        extended_to=request.extended_to if is_extended else None,
        acknowledged_on=request.acknowledged_on,
        answered_on=request.answered_on,
        terms=privacy_terms(),
        holidays=holiday_table(range(request.received_on.year, last.year + 1)),
    )


def masked_number(request: SubjectRequest) -> str:
    """The identity number but for its last four digits; empty where there is none."""
    hidden = max(0, len(request.identity_number) - SHOWN)
    return MASK * hidden + request.identity_number[hidden:]
