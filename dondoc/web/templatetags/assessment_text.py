"""How states and points of assessments are written on a page. Not here: dates, plain figures (dondoc_text)."""

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dondoc.core.assessments import STATE_TITLES, State
from dondoc.core.scoring import step_texts
from dondoc.web.templatetags.dondoc_text import MISSING, shape
from dondoc.web.words import spoken

register = template.Library()

# The shape beside the word: that of a state in which plans and answers stand alike.
_SHAPES = {
    State.SELF: "draft",
    State.CHECK: "in_progress",
    State.SIGN: "submitted",
    State.SUBMITTED: "submitted",
    State.RELEASED: "approved",
    State.DISPUTED: "stuck",
    State.FINAL: "done",
    State.PUBLISHED: "accepted",
}


@register.filter
def assessment_badge(state: str) -> SafeString:
    """Shape and word of the state of an assessment."""
    key = _SHAPES[State(state)]
    return format_html('<span class="state state-{}">{}{}</span>', key, shape(key), spoken(STATE_TITLES[State(state)]))


@register.filter
def points_text(points: Decimal | None, decimals: int | None = None) -> str:
    """`1.006,00`: points with all their decimals, or so many."""
    if points is None:
        return MISSING
    return step_texts.points_text(points if decimals is None else round(points, decimals))


@register.filter
def change_text(points: Decimal, decimals: int | None = None) -> str:
    """`+1,50`, `−2,00`: what was added or taken away."""
    sign = "−" if points < 0 else "+"
    return sign + points_text(abs(points), decimals)
