"""What pages of dossiers say in words: what a gap asks for, what a part of a rate is called, titles of columns.

Not here: what is counted (analytics/measures), the arithmetic (core/dossier_gaps).
"""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dondoc.analytics.measures import BY_NAME
from dondoc.core.dossier_gaps import Rate
from dondoc.core.periods import Frequency, Period
from dondoc.core.vietnamese import date_text, number_text, percent_text
from dondoc.models import Target
from dondoc.queries.dossiers import CALENDAR, CUTOFF, Asked, window_of
from dondoc.web.words import spoken

CALENDAR_TITLES = {
    CALENDAR: gettext_lazy("Theo lịch"),
    CUTOFF: gettext_lazy("Theo kỳ báo cáo"),
}
CHANNEL_TITLES: Mapping[str, object] = {
    "direct": gettext_lazy("Trực tiếp"),
    "post": gettext_lazy("Bưu chính công ích"),
    "online": gettext_lazy("Trực tuyến"),
}
STATUS_TITLES: Mapping[str, object] = {
    "open": gettext_lazy("Đang xử lý"),
    "resolved": gettext_lazy("Đã giải quyết"),
    "withdrawn": gettext_lazy("Rút hồ sơ"),
    "returned": gettext_lazy("Trả lại"),
}
# By measure, the dossiers that its numerator counts.
KINDS: Mapping[str, object] = {
    "fully_online_rate": gettext_lazy("hồ sơ toàn trình"),
    "online_rate": gettext_lazy("hồ sơ nộp trực tuyến"),
    "on_time_rate": gettext_lazy("hồ sơ giải quyết đúng hạn"),
    "online_payment_rate": gettext_lazy("hồ sơ thanh toán trực tuyến"),
    "input_digitised_rate": gettext_lazy("hồ sơ được số hóa thành phần"),
    "electronic_result_rate": gettext_lazy("hồ sơ có kết quả điện tử"),
    "stored_result_rate": gettext_lazy("hồ sơ có kết quả lưu Kho dữ liệu điện tử"),
    "data_reused_rate": gettext_lazy("hồ sơ tái sử dụng dữ liệu"),
    "ministry_system_rate": gettext_lazy("hồ sơ xử lý trên hệ thống của Bộ"),
    "outside_boundary_rate": gettext_lazy("hồ sơ tiếp nhận phi địa giới"),
    "contact_free_rate": gettext_lazy("hồ sơ nộp trực tuyến hoặc qua bưu chính"),
    "satisfaction_rate": gettext_lazy("hồ sơ được đánh giá hài lòng"),
}
# What can still be done for a dossier that is received or resolved already: it is digitised, its result is stored.
MENDABLE = frozenset({"input_digitised_rate", "electronic_result_rate", "stored_result_rate"})


def measure_title(measure: str) -> str:
    """What a measure is called."""
    return spoken(BY_NAME[measure].title)


def inline(period: Period) -> str:
    """The title of a period within a sentence: `quý I/2026`."""
    title = spoken(period.title)
    return title[:1].lower() + title[1:] if title == period.title else title


def rate_text(rate: Rate) -> str:
    """`8/9 · 88,9 %`; a word where there is nothing to measure."""
    if rate.percent is None:
        return _("không phát sinh")
    return f"{number_text(rate.numerator)}/{number_text(rate.denominator)} · {percent_text(rate.percent)}"


def gap_words(rate: Rate, target: Target | None, measure: str, asked: Asked, *, as_of: date) -> str:
    """What would reach the target: `cần thêm 14 hồ sơ toàn trình trong quý IV/2026`; empty without a target or rate.

    While the period runs, further dossiers that all comply; after its end, and where what is counted already can be
    mended, those that should have complied.
    """
    if target is None or not rate.denominator:
        return ""
    turned, further = rate.turned(target.value), rate.further(target.value)
    if turned == 0:
        return _("đã đạt")
    if turned is None:
        return _("không thể đạt: yêu cầu trên 100 %")
    missing, kind = number_text(turned), str(KINDS[measure])
    mended = _("bổ sung cho %(count)s hồ sơ đã có") % {"count": missing} if measure in MENDABLE else ""
    if as_of > window_of(asked.period, asked.calendar, as_of)[1]:
        said = _("kỳ đã hết, thiếu %(count)s %(kind)s") % {"count": missing, "kind": kind}
    elif further is None and mended:
        return _("cần %(mended)s") % {"mended": mended}
    elif further is None:
        said = _("không còn đạt được trong kỳ: đã có %(count)s hồ sơ không đạt") % {"count": number_text(rate.misses)}
    else:
        until = until_words(asked.period, as_of)
        said = _("cần thêm %(count)s %(kind)s %(until)s") % {
            "count": number_text(further),
            "kind": kind,
            "until": until,
        }
    return _("%(said)s, hoặc %(mended)s") % {"said": said, "mended": mended} if mended else said


def until_words(period: Period, as_of: date) -> str:
    """Within which time more can still come: `trong quý IV/2026` where the period ends with this quarter."""
    quarter = Period.of(period.last_day, Frequency.QUARTER)
    if period.frequency is Frequency.QUARTER or as_of >= quarter.first_day:
        return _("trong %(period)s") % {"period": inline(quarter)}
    return _("từ nay đến hết năm %(year)s") % {"year": period.year}


def window_words(asked: Asked, as_of: date) -> str:
    """`từ 15/12/2025 đến 14/3/2026`."""
    first, last = window_of(asked.period, asked.calendar, as_of)
    return _("từ %(first)s đến %(last)s") % {"first": date_text(first), "last": date_text(last)}
