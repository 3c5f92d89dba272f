"""Clocks of personal data: until when a person's request is answered, until when an incident is notified.

Not here: the numbers (rules/privacy_terms.toml, read by calendarfile), the registers themselves (models/privacy).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from dondoc.core.calendars import HolidayTable, add_working_days, next_working_day

Moment = TypeVar("Moment", date, datetime)


@dataclass(frozen=True)
class RequestTerm:
    """Days for one kind of request, from the day of receipt; `extension_days` is `None` where none is known."""

    days: int
    days_with_processor: int
    extension_days: int | None = None


@dataclass(frozen=True)
class PrivacyTerms:
    """Everything the rule file fixes, with the texts it comes from; `is_checked` against the originals."""

    receipt_working_days: int
    requests: Mapping[str, RequestTerm]
    first_notice_hours: int
    full_notice_hours: int
    decisions: tuple[str, ...]
    is_checked: bool


@dataclass(frozen=True)
class Step(Generic[Moment]):
    """One thing owed: what, until when, and when it was done."""

    title: str
    due: Moment
    done: Moment | None

    def is_late(self, now: Moment) -> bool:
        """Whether it was done after its time, or is not done and its time is over."""
        return (self.done or now) > self.due


@dataclass(frozen=True)
class Clocks(Generic[Moment]):
    """What is owed for an entry of a register, as it stands at that moment (of a request: on that day)."""

    steps: Sequence[Step[Moment]]
    now: Moment

    @property
    def next(self) -> Step[Moment] | None:
        """What is owed first of what is not done; None when all is done."""
        return min((step for step in self.steps if step.done is None), key=lambda step: step.due, default=None)

    @property
    def late(self) -> Sequence[Step[Moment]]:
        """What was done after its time, or is not done and its time is over."""
        return [step for step in self.steps if step.is_late(self.now)]


def request_steps(
    *,
    kind: str,
    received_on: date,
    has_processor: bool,
    extended_to: date | None,
    acknowledged_on: date | None,
    answered_on: date | None,
    terms: PrivacyTerms,
    holidays: HolidayTable,
) -> Sequence[Step[date]]:
    """The receipt and the answer owed to a person. A last day that is off moves to the next working day.

    Source: Decree 356/2025/NĐ-CP, article 5; Civil Code 91/2015/QH13, articles 147.2 and 148.5.
    """
    receipt = add_working_days(received_on, terms.receipt_working_days, holidays)
    answer = extended_to or next_working_day(received_on + term_of(kind, terms, has_processor=has_processor), holidays)
    return [Step("Báo đã nhận yêu cầu", receipt, acknowledged_on), Step("Trả lời yêu cầu", answer, answered_on)]


def term_of(kind: str, terms: PrivacyTerms, *, has_processor: bool) -> timedelta:
    """How long a request of this kind may take."""
    term = terms.requests[kind]
    return timedelta(days=term.days_with_processor if has_processor else term.days)


def incident_steps(
    *,
    found_at: datetime,
    is_serious: bool,
    touches_personal_data: bool,
    first_notice_at: datetime | None,
    full_notice_at: datetime | None,
    terms: PrivacyTerms,
) -> Sequence[Step[datetime]]:
    """The notices owed after an incident, to the minute: hours run on weekends and holidays too.

    Source: Decree 331/2026/NĐ-CP, article 31; Law 91/2025/QH15, article 23.
    """
    first = Step("Báo cáo ban đầu", found_at + timedelta(hours=terms.first_notice_hours), first_notice_at)
    full = Step("Báo cáo đầy đủ", found_at + timedelta(hours=terms.full_notice_hours), full_notice_at)
    return [*([first] if is_serious else []), *([full] if is_serious or touches_personal_data else [])]
