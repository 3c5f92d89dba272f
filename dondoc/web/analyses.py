"""Strengths and weaknesses of a sheet, with pictures. Not here: the arithmetic (core/scoring/comparisons)."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dondoc.core.assessments import STAGE_TITLES
from dondoc.core.permissions import Act, may
from dondoc.core.scoring.comparisons import Line, Standing
from dondoc.queries import analyses
from dondoc.queries.analyses import Analysis
from dondoc.web import charts
from dondoc.web.assessments import tabs
from dondoc.web.charts import Score
from dondoc.web.words import spoken

_NOTHING = Score(None, Decimal(1))


@require_GET
def analysis(request: HttpRequest, assessment_id: int) -> HttpResponse:
    page = analyses.page(request.viewer, assessment_id)
    titles = {each.code: each.title for each in page.criteria_set.criteria}
    context = {
        "page": page,
        "assessment": page.assessment,
        "tabs": tabs(request.viewer, page.assessment, "assessment_analysis"),
        "stage": spoken(STAGE_TITLES[page.stage]),
        "weak": _lines(page, titles, Standing.ZERO, Standing.WEAK),
        "strong": _lines(page, titles, Standing.STRONG),
        "middle": _lines(page, titles, Standing.MIDDLE),
        "charts": _charts(page),
        "ranks": _ranks(page),
        "may_export": may(page.located.viewer, Act.SCORE_EXPORT),
    }
    return render(request, "analyses/analysis.html", context)


def _lines(page: Analysis, titles: dict[str, str], *standings: Standing) -> list[tuple[Line, str, dict[str, object]]]:
    return [(line, titles[line.code], _figures(line)) for line in page.of_standing(*standings)]


def _figures(line: Line) -> dict[str, object]:
    """In percent: its share, the change since last year, the way from the others' mean."""
    return {
        "percent": _percent(line.share),
        "change": None if line.change is None else _percent(line.change),
        "to_mean": None if line.to_mean is None else _percent(line.to_mean),
    }


def _percent(share: Fraction) -> Decimal:
    return round(Decimal(share.numerator) * 100 / Decimal(share.denominator), 2)


def _charts(page: Analysis) -> dict[str, object]:
    lines = page.comparison.pillars
    titles = {each.code: each.title for each in page.criteria_set.pillars}
    named = [(line.code, titles[line.code]) for line in lines]
    own = [Score(line.points, line.max) for line in lines]
    losses = [(f"{fall.code}. {titles[fall.code]}", fall.lost) for fall in page.falls]
    return {
        "radar": charts.radar(named, _sheets(page, own), key="radar", title=_("Mức đạt được theo nhóm chỉ số")),
        "bars": charts.bars(
            [(f"{code}. {title}", score) for (code, title), score in zip(named, own, strict=True)],
            key="bars",
            title=_("Điểm theo nhóm chỉ số"),
        ),
        "waterfall": charts.waterfall(page.sheet.max, losses, key="waterfall", title=_("Điểm mất ở đâu")),
    }


def _sheets(page: Analysis, own: Sequence[Score]) -> list[tuple[str, Sequence[Score]]]:
    """The sheets on the radar: this year's, last year's, the mean of the other bodies."""
    lines = page.comparison.pillars
    found: list[tuple[str, Sequence[Score]]] = [(_("Năm %(year)d") % {"year": page.sheet.year}, own)]
    if page.last_sheet:
        scores = [_NOTHING if line.last_max is None else Score(line.last_points, line.last_max) for line in lines]
        found.append((_("Năm %(year)d") % {"year": page.last_sheet.year}, scores))
    if page.others:
        means = [_NOTHING if line.others is None else _mean(line.others.mean, line.max) for line in lines]
        found.append((_("Trung bình cơ quan khác"), means))
    return found


def _mean(share: Fraction, maximum: Decimal) -> Score:
    return Score(round(Decimal(share.numerator) * maximum / Decimal(share.denominator), 2), maximum)


def _ranks(page: Analysis) -> charts.Ranks | None:
    years = [(each.year, each.rank, each.placed) for each in page.ranks]
    return charts.ranks(years, key="ranks", title=_("Thứ hạng qua các năm")) if years else None
