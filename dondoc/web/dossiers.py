"""Pages of the rates of dossiers: where they stand, which procedures hold them down, what is overdue, the index.

Not here: single dossiers (dossier_rows), files that are loaded (dossier_loads), the workbook (dossier_sheets).
"""

from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dondoc.analytics.headers import title_of
from dondoc.analytics.measures import MEASURES
from dondoc.core.dossier_gaps import Rate
from dondoc.core.dossiers import COLUMNS
from dondoc.core.indicators import asked_text
from dondoc.core.periods import Frequency, Period
from dondoc.core.permissions import Act, Viewer, may
from dondoc.models import Target
from dondoc.queries import dossier_indexes, dossier_rows, dossiers
from dondoc.queries.dossiers import NOTHING, Asked, RateRow, Seen, UnitRow
from dondoc.web import charts
from dondoc.web.doorway import NavItem
from dondoc.web.dossier_words import gap_words, inline, measure_title, rate_text, window_words
from dondoc.web.forms.dossiers import Choice
from dondoc.web.words import spoken

PAGE_SIZE = 50
_QUARTERS_SHOWN = 8


@dataclass(frozen=True)
class Opened:
    """What a page of dossiers shows: the counts within sight and what was chosen of them."""

    seen: Seen
    choice: Choice

    @property
    def asked(self) -> Asked:
        return self.choice.asked


def opened(request: HttpRequest, *, of_units: bool = False) -> Opened | None:
    """The counts and the choice; None where nothing was loaded yet. With `of_units` a unit can be chosen.

    Raises NotAllowed.
    """
    seen = dossiers.seen(request.viewer)
    given = {key: value for key, value in request.GET.items() if of_units or key != "unit"}
    return seen and Opened(seen, Choice(given, seen, [each.name for each in MEASURES]))


def frame(viewer: Viewer, page: Opened | None, current: str) -> dict[str, object]:
    """What every page of dossiers begins with; `current` is its address name."""
    context: dict[str, object] = {
        "tabs": tabs(viewer, page, current),
        "may_upload": may(viewer, Act.DOSSIER_UPLOAD),
        "may_export": may(viewer, Act.DOSSIER_EXPORT),
        "may_look": dossier_rows.sees(viewer),
    }
    if page is None:
        return context | {"columns": [(title_of(each.name), each.needed) for each in COLUMNS]}
    seen, choice = page.seen, page.choice
    return context | {
        "figures": seen.figures,
        "is_whole": seen.is_whole,
        "unmatched_count": len(seen.unmatched),
        "choice": choice,
        "query": urlencode(choice.query),
        "period_words": inline(choice.period),
        "window": window_words(page.asked, seen.figures.as_of),
        "measure_title": measure_title(choice.measure),
    }


def tabs(viewer: Viewer, page: Opened | None, current: str) -> list[NavItem]:
    """The pages of dossiers that are open to the viewer; they keep what was chosen."""
    names = [
        (_("Các tỷ lệ"), "dossiers"),
        (_("Thủ tục kéo thấp"), "dossier_procedures"),
        (_("Quá hạn"), "dossier_overdue"),
        (_("Chỉ số phục vụ"), "dossier_service_index"),
    ]
    query = f"?{urlencode(page.choice.query)}" if page else ""
    found = [NavItem(title, f"{reverse(name)}{query}", name == current) for title, name in names]
    if may(viewer, Act.DOSSIER_READ):
        found.append(NavItem(_("Tệp đã nạp"), reverse("dossier_loads"), current == "dossier_loads"))
    if may(viewer, Act.PLAN_WRITE):
        found.append(NavItem(_("Chỉ tiêu"), reverse("dossier_targets"), current == "dossier_targets"))
    return found


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The rates of the period, each against its target; the chosen one by unit and quarter, and over the quarters."""
    page = opened(request)
    if page is None:
        return empty(request, "dossiers")
    seen, asked = page.seen, page.asked
    rows = dossiers.rates(seen, asked, [each.name for each in MEASURES])
    units = dossiers.by_unit(seen, asked)
    total = dossiers.total(units, _("Toàn Sở")) if seen.is_whole and units else None
    target = next(row.target for row in rows if row.measure == asked.measure)
    context = frame(request.viewer, page, "dossiers") | {
        "rows": [
            (row, measure_title(row.measure), rate_text(row.rate), _asked(row.target), _gap(row, page)) for row in rows
        ],
        "short": [measure_title(row.measure) for row in rows if row.is_short],
        "target_count": sum(row.target is not None for row in rows),
        "before": inline(asked.period.previous()),
        "units": [(row, _cells(row, page)) for row in units],
        "total": total,
        "total_cells": [(rate, "") for rate in (*total.quarters, total.year)] if total else [],
        "quarters": [Period(Frequency.QUARTER, asked.period.year, number) for number in range(1, 5)],
        "year": asked.year,
        "year_words": inline(asked.year),
        "target": target,
        "trend": _trend(page, target.value if target else None),
    }
    return render(request, "dossiers/index.html", context)


@require_GET
def procedures(request: HttpRequest) -> HttpResponse:
    """The procedures of a measure, those first that hold it down by most dossiers."""
    page = opened(request, of_units=True)
    if page is None:
        return empty(request, "dossier_procedures")
    rows = dossiers.procedures(page.seen, page.asked)
    field = page.choice.field
    narrow = Paginator([row for row in rows if field is None or row.field == field], PAGE_SIZE)
    found = narrow.get_page(request.GET.get("page"))
    unit = {"unit": page.choice.unit.pk} if page.choice.unit else {}
    whole = sum((row.rate for row in rows), NOTHING)
    context = frame(request.viewer, page, "dossier_procedures") | {
        "whole": whole,
        "asked": _asked(dossiers.targets_of(page.seen, page.asked.period.year).get(page.asked.measure)),
        "page": found,
        "rows_query": urlencode({**page.choice.query, **unit}),
        "lines": [
            (row, Rate(row.rate.misses, whole.misses).percent, urlencode({"procedure": row.code})) for row in found
        ],
        "fields": [(name, name == field) for name in sorted({row.field for row in rows})],
        "measures": [(each.name, measure_title(each.name), each.name == page.asked.measure) for each in MEASURES],
        "units": page.choice.unit_options(page.seen),
        "is_narrow": field is not None or page.choice.unit is not None,
    }
    return render(request, "dossiers/procedures.html", context)


@require_GET
def overdue(request: HttpRequest) -> HttpResponse:
    """Open dossiers past their due day, by unit and procedure."""
    page = opened(request, of_units=True)
    if page is None:
        return empty(request, "dossier_overdue")
    rows = dossiers.overdue(page.seen, page.asked.unit_id)
    context = frame(request.viewer, page, "dossier_overdue") | {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "total": sum(row.count for row in rows),
        "oldest": min((row.oldest_due_on for row in rows), default=None),
        "units": page.choice.unit_options(page.seen),
        "is_narrow": page.choice.unit is not None,
    }
    return render(request, "dossiers/overdue.html", context)


@require_GET
def service_index(request: HttpRequest) -> HttpResponse:
    """The index for serving citizens and businesses, as far as dossiers give it; unofficial."""
    page = opened(request)
    if page is None:
        return empty(request, "dossier_service_index")
    context = frame(request.viewer, page, "dossier_service_index") | {
        "index": dossier_indexes.service_index(page.seen, page.asked),
    }
    return render(request, "dossiers/service_index.html", context)


def empty(request: HttpRequest, current: str) -> HttpResponse:
    """Nothing was loaded yet: what the pages are for, what a file needs, a sample to try."""
    return render(request, "dossiers/empty.html", frame(request.viewer, None, current))


def _cells(row: UnitRow, page: Opened) -> list[tuple[Rate, str]]:
    """The rates of the quarters and the year, each with the address of its procedures."""
    year = page.asked.period.year
    codes = [*(Period(Frequency.QUARTER, year, number).code for number in range(1, 5)), page.asked.year.code]
    to = reverse("dossier_procedures")
    return [
        (rate, f"{to}?{urlencode({**page.choice.query, 'period': code, 'unit': row.id})}")
        for rate, code in zip((*row.quarters, row.year), codes, strict=True)
    ]


def _asked(target: Target | None) -> str:
    """What a target asks: `≥ 80 %`; empty without one."""
    return asked_text(target.comparator, target.value, target.unit) if target else ""


def _gap(row: RateRow, page: Opened) -> str:
    return gap_words(row.rate, row.target, row.measure, page.asked, as_of=page.seen.figures.as_of)


def _trend(page: Opened, goal: Decimal | None) -> charts.Trend:
    """The chosen measure in the quarters of this year and the year before, those to come left out."""
    months = dossiers.monthly(page.seen, page.asked).get(page.asked.measure, {})
    last = max((Period.parse(month) for month in months), default=page.asked.period)
    quarters = [Period(Frequency.QUARTER, page.asked.period.year, 4)]
    while len(quarters) < _QUARTERS_SHOWN:
        quarters.append(quarters[-1].previous())
    shown = [each for each in reversed(quarters) if each.first_day <= last.last_day]
    steps = [_step(each, dossiers.rate_in(months, each)) for each in shown]
    return charts.trend(steps, goal=goal, key="trend", title=measure_title(page.asked.measure))


def _step(quarter: Period, rate: Rate) -> charts.Step:
    title = spoken(quarter.title)
    share = None if rate.percent is None else rate.percent / 100
    return charts.Step(title.removeprefix("Quý "), title, rate_text(rate), share)
