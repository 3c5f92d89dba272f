"""Vague deadlines (`Năm 2026`, `Thường xuyên`, none) and the checkpoints proposed for them by kind of product.

Not here: the kinds and their steps (rules/checkpoints.toml), what was decided (actions/checkpoints).
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dondoc.core.calendars import HolidayTable, next_working_day
from dondoc.core.deadlines import due_date, parts_named
from dondoc.core.periods import Frequency, Period
from dondoc.core.vietnamese import date_text, normalise

SOON = timedelta(days=14)
_DAY = timedelta(days=1)
_EVERY = {
    Frequency.MONTH: re.compile(r"\b(?:hằng|hàng|mỗi|từng|định kỳ) tháng\b"),
    Frequency.QUARTER: re.compile(r"\b(?:hằng|hàng|mỗi|từng|định kỳ) quý\b"),
    Frequency.HALF_YEAR: re.compile(r"(?<!\d)(?:0?6|sáu) tháng\b(?!\s*(?:đầu|cuối))"),
}


class At(StrEnum):
    """The day of a checkpoint that comes back: the plan's reporting day, or the last working day of the period."""

    REPORT = "report"
    END = "end"


@dataclass(frozen=True)
class Step:
    """A step on the way to a product, due when `percent` of the time that is left has gone."""

    text: str
    percent: int


@dataclass(frozen=True)
class Rhythm:
    """A checkpoint that comes back. `text` holds `{period}`; `day` of the last month counts where no report is due."""

    text: str
    frequency: Frequency
    at: At
    day: int = 15


@dataclass(frozen=True)
class ProductKind:
    """A kind of product: the words that tell it in a product or in a task, and its steps or its rhythm."""

    title: str
    products: tuple[str, ...]
    tasks: tuple[str, ...]
    way: tuple[Step, ...] | Rhythm


@dataclass(frozen=True)
class DatedTask:
    """A task as far as its checkpoints need it; `due_on` is the last day in force, printed or set by the Office."""

    text: str
    products: tuple[str, ...] = ()
    due_text: str | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class ProposedCheckpoint:
    """What should stand by when, and in a few words why that day."""

    text: str
    due_on: date
    reason: str


class CheckpointState(StrEnum):
    """How near a checkpoint is: the unit's part is done, its day has gone, it comes soon, or later."""

    DONE = "done"
    LATE = "late"
    SOON = "soon"
    LATER = "later"


def is_vague(task: DatedTask, *, year: int) -> bool:
    """Whether the deadline leaves open when the work must stand: no day, no single month, quarter or half-year.

    A day that the Office set itself, other than the end of a year, settles it.
    """
    printed = task.due_text or ""
    meant = due_date(printed, year=year)
    if task.due_on is not None and task.due_on != meant and (task.due_on.month, task.due_on.day) != (12, 31):
        return False
    return meant is None or len(parts_named(printed)) != 1


def kind_of(task: DatedTask, kinds: Sequence[ProductKind]) -> ProductKind:
    """The kind whose word stands first in the first product that has one, else in the task; else the last kind.

    What a product is stands at its beginning: `Báo cáo kết quả tổ chức hội nghị` is a report.
    """
    by_product = {kind: kind.products for kind in kinds}
    by_task = {kind: kind.tasks for kind in kinds}
    for text, words_of in [*((product, by_product) for product in task.products), (task.text, by_task)]:
        told = [(place, -len(word), kind) for kind, words in words_of.items() for place, word in _places(words, text)]
        if told:
            return min(told, key=lambda found: found[:2])[2]
    return kinds[-1]


def proposals(
    task: DatedTask,
    *,
    year: int,
    today: date,
    kinds: Sequence[ProductKind],
    report_days: Mapping[Period, date],
    holidays: HolidayTable,
) -> tuple[ProposedCheckpoint, ...]:
    """The checkpoints of a vague task that lie after `today`, earliest first; none when its time is over.

    `report_days` are the plan's own days. A deadline that names how often (`Hằng quý`) sets the rhythm whatever the
    product is. Every day is a working day in the plan's year. Raises DayOutsideTable.
    """
    start, end = _span(task, year, today)
    if start >= end:
        return ()
    way = kind_of(task, kinds).way
    every = next((often for often, words in _EVERY.items() if words.search((task.due_text or "").lower())), None)
    if every is not None:
        rhythm = way if isinstance(way, Rhythm) else kinds[-1].way
        assert isinstance(rhythm, Rhythm)
        way = Rhythm(rhythm.text, every, rhythm.at, rhythm.day)
    found = (
        _repeated(way, year, report_days, holidays) if isinstance(way, Rhythm) else _steps(way, start, end, holidays)
    )
    return tuple(checkpoint for checkpoint in found if start < checkpoint.due_on <= end)


def checkpoint_state(due_on: date, *, today: date, is_done: bool) -> CheckpointState:
    """The state on `today`. The due day itself is in time; soon is 14 days or less."""
    if is_done:
        return CheckpointState.DONE
    if due_on < today:
        return CheckpointState.LATE
    return CheckpointState.SOON if due_on - today <= SOON else CheckpointState.LATER


def watched(days: Collection[date], *, today: date) -> date | None:
    """The one day to watch among those of a task: the next one if it comes soon, else the last one gone by."""
    coming = min((day for day in days if day >= today), default=None)
    if coming is not None and coming - today <= SOON:
        return coming
    return max((day for day in days if day < today), default=None)


def _span(task: DatedTask, year: int, today: date) -> tuple[date, date]:
    """From when to when steps can be laid: within the plan's year, after today, up to the last day that is meant."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    end = task.due_on or due_date(task.due_text or "", year=year) or last
    # Half a year without `đầu` or `cuối` is every half-year, not the first one alone.
    every_half = _EVERY[Frequency.HALF_YEAR].search((task.due_text or "").lower())
    parts = parts_named(task.due_text or "")
    start = date(year, parts[0][0], 1) - _DAY if parts else first
    return max(start, today), last if every_half else min(end, last)


def _steps(steps: Sequence[Step], start: date, end: date, holidays: HolidayTable) -> Iterator[ProposedCheckpoint]:
    span = f"thời gian từ {date_text(start)} đến {date_text(end)}"
    for step in steps:
        day = _working_day_before(start + (end - start) * step.percent // 100, holidays)
        reason = "cuối thời hạn" if step.percent == 100 else f"khi hết {step.percent} phần trăm {span}"
        yield ProposedCheckpoint(step.text, day, reason)


def _repeated(
    rhythm: Rhythm, year: int, report_days: Mapping[Period, date], holidays: HolidayTable
) -> Iterator[ProposedCheckpoint]:
    for index in range(1, 12 // rhythm.frequency.months + 1):
        period = Period(rhythm.frequency, year, index)
        text = rhythm.text.replace("{period}", period.title)
        if rhythm.at is At.END:
            yield ProposedCheckpoint(
                text, _working_day_before(period.last_day, holidays), "ngày làm việc cuối cùng của kỳ"
            )
        elif period in report_days:
            yield ProposedCheckpoint(text, report_days[period], "ngày báo cáo của kế hoạch")
        else:
            day = next_working_day(date(year, period.last_month, rhythm.day), holidays)
            yield ProposedCheckpoint(text, day, f"ngày {rhythm.day} của tháng cuối kỳ")


def _working_day_before(day: date, holidays: HolidayTable) -> date:
    """That day if it is a working day, else the last working day before it: a step never goes past its span."""
    while not holidays.is_working(day):
        day -= _DAY
    return day


def _places(words: Sequence[str], text: str) -> Iterator[tuple[int, str]]:
    """Where each word first stands in the text."""
    plain = normalise(text).lower()
    for word in words:
        left, right = (r"(?<!\w)" if word[0].isalnum() else ""), (r"(?!\w)" if word[-1].isalnum() else "")
        if found := re.search(f"{left}{re.escape(word)}{right}", plain):
            yield found.start(), word
