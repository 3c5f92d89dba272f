"""What is counted of dossiers: one entry a measure. Not here: into which period (windows), by which engine (engines).

An entry is written over any table that has the columns of core/dossiers and compares, joins and sums them as Ibis does;
the engines bring one. A new measure is one more entry here, and its line in docs/glossary.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from dondoc.core.dossiers import Channel, Status

Condition = Callable[[Any], Any]


class Moment(StrEnum):
    """The column that says in which period a dossier counts."""

    RECEIVED = "received_at"
    FINISHED = "finished_at"
    DUE = "due_at"


# Which dossiers count by a moment, given the as-of day: the resolved; those open past their due day. Received: all.
ROWS: Mapping[Moment, Callable[[Any, date], Any]] = {
    Moment.FINISHED: lambda d, as_of: (
        (d.status == Status.RESOLVED.value) & d.finished_at.notnull()
    ),  # a file may lack the column
    Moment.DUE: lambda d, as_of: (d.status == Status.OPEN.value) & (d.due_at < datetime.combine(as_of, time.min)),
}


@dataclass(frozen=True)
class Measure:
    """One rate: `of_them` are counted among the dossiers of its moment, or among those of them that `among` says.

    `title` is Vietnamese. A dossier that lacks a column of `needs` (its file has none, or nobody gave it) is in neither
    number, so the two conditions must be true only where these are given. `with_overdue`: open dossiers past their due
    day enlarge the denominator, each in the period of its due day.
    """

    name: str
    title: str
    moment: Moment
    of_them: Condition
    needs: str = ""
    among: Condition | None = None
    with_overdue: bool = False

    def in_denominator(self, d: Any) -> Any:
        """Which dossiers of its moment are in the denominator; None where all are."""
        given = d[self.needs].notnull() if self.needs else None
        if self.among is None:
            return given
        return self.among(d) if given is None else self.among(d) & given

    def in_numerator(self, d: Any) -> Any:
        """Which dossiers of its moment are in the numerator; each is in the denominator too."""
        return self.among(d) & self.of_them(d) if self.among else self.of_them(d)

    def denominator(self, d: Any) -> Any:
        """How many are in the denominator. Counting what is given is quicker than asking of each whether it is."""
        if self.among:
            return self.in_denominator(d).sum()
        return d[self.needs].count() if self.needs else d.count()

    def numerator(self, d: Any) -> Any:
        """How many are in the numerator; a sum of nothing is null."""
        return self.in_numerator(d).sum()


MEASURES = (
    Measure(
        "fully_online_rate",
        "Tỷ lệ hồ sơ trực tuyến toàn trình",
        Moment.FINISHED,
        lambda d: (d.channel == Channel.ONLINE.value) & d.fully_online,
        needs="fully_online",
    ),
    Measure("online_rate", "Tỷ lệ hồ sơ nộp trực tuyến", Moment.RECEIVED, lambda d: d.channel == Channel.ONLINE.value),
    Measure(
        "on_time_rate",
        "Tỷ lệ hồ sơ giải quyết đúng hạn",
        Moment.FINISHED,
        lambda d: d.finished_at <= d.due_at,
        with_overdue=True,
    ),
    Measure(
        "online_payment_rate",
        "Tỷ lệ thanh toán trực tuyến",
        Moment.FINISHED,
        lambda d: d.paid_online,
        needs="paid_online",
        among=lambda d: d.fee > 0,
    ),
    Measure(
        "input_digitised_rate",
        "Tỷ lệ số hóa thành phần hồ sơ",
        Moment.RECEIVED,
        lambda d: d.input_digitised,
        needs="input_digitised",
    ),
    Measure(
        "electronic_result_rate",
        "Tỷ lệ hồ sơ có kết quả điện tử",
        Moment.FINISHED,
        lambda d: d.result_electronic,
        needs="result_electronic",
    ),
    Measure(
        "stored_result_rate",
        "Tỷ lệ kết quả lưu Kho dữ liệu điện tử",
        Moment.FINISHED,
        lambda d: d.result_stored,
        needs="result_stored",
    ),
    Measure(
        "data_reused_rate",
        "Tỷ lệ hồ sơ tái sử dụng dữ liệu",
        Moment.RECEIVED,
        lambda d: d.data_reused,
        needs="data_reused",
    ),
    Measure(
        "ministry_system_rate",
        "Tỷ lệ hồ sơ xử lý trên hệ thống của Bộ",
        Moment.RECEIVED,
        lambda d: d.in_ministry_system,
        needs="in_ministry_system",
    ),
    Measure(
        "outside_boundary_rate",
        "Tỷ lệ hồ sơ tiếp nhận phi địa giới",
        Moment.RECEIVED,
        lambda d: d.outside_boundary,
        needs="outside_boundary",
    ),
    Measure(
        "contact_free_rate",
        "Tỷ lệ hồ sơ không phải đến nộp trực tiếp",
        Moment.RECEIVED,
        lambda d: d.channel.isin([Channel.ONLINE.value, Channel.POST.value]),
    ),
    Measure(
        "satisfaction_rate",
        "Tỷ lệ hồ sơ được đánh giá hài lòng",
        Moment.FINISHED,
        lambda d: d.satisfaction >= 2,
        needs="satisfaction",
    ),
)

BY_NAME = {measure.name: measure for measure in MEASURES}
