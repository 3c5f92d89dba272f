"""How dates, figures and states are written on a page. Missing is shown as a dash, never as zero.

Not here: the Vietnamese forms themselves (core/vietnamese) and the titles of the states (core).
"""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext, gettext_noop

from dondoc.core import assessments, identities, progress, vietnamese, workflow
from dondoc.core.scoring import step_texts
from dondoc.models import Answer
from dondoc.queries import privacy
from dondoc.web.words import spoken

register = template.Library()
register.filter(spoken)

MISSING = "–"

_TITLES = {**progress.STATE_TITLES, **workflow.STATE_TITLES}
_UNANSWERED = gettext_noop("Chưa trả lời")
# The shape beside the state of an assessment: that of a state in which answers or tasks stand alike.
_OF_ASSESSMENT = {
    assessments.State.SELF: "draft",
    assessments.State.CHECK: "in_progress",
    assessments.State.SIGN: "submitted",
    assessments.State.SUBMITTED: "submitted",
    assessments.State.RELEASED: "approved",
    assessments.State.DISPUTED: "stuck",
    assessments.State.FINAL: "done",
    assessments.State.PUBLISHED: "accepted",
}
_OF_LOAD = {
    "waiting": ("not_started", gettext_noop("Đang chờ nạp")),
    "running": ("in_progress", gettext_noop("Đang nạp")),
    "done": ("done", gettext_noop("Đã nạp")),
    "refused": ("late", gettext_noop("Không nạp được")),
}
_CIRCLE = '<circle cx="6" cy="6" r="5"/>'
_SHAPES = {
    "not_started": _CIRCLE,
    "in_progress": _CIRCLE + '<path class="solid" d="M6 1a5 5 0 0 0 0 10z"/>',
    "done": '<circle class="solid" cx="6" cy="6" r="5"/>',
    "late": '<path class="solid" d="M6 1.5 11 10.5H1z"/>',
    "stuck": '<path class="solid" d="M1.5 1.5h9v9h-9z"/>',
    "draft": '<path d="M2 1h5l3 3v7H2z"/>',
    "submitted": '<path d="M1 6h9.5M6.5 2l4 4-4 4"/>',
    "approved": '<path d="M1 6.5 4.5 10 11 2.5"/>',
    "accepted": '<path d="M.5 6.5 3.5 10 8.5 2.5M6.5 9.5l.5.5 5-7.5"/>',
    "returned": '<path d="M4.5 1 1.5 4l3 3M1.5 4H8a3.25 3.25 0 0 1 0 6.5H4"/>',
    "unanswered": '<path d="M2 6h8"/>',
}


@register.filter
def date_text(day: date | None) -> str:
    """`15/6/2026`; a moment is told by its local day."""
    if day is None:
        return MISSING
    return vietnamese.date_text(localtime(day) if isinstance(day, datetime) else day)


@register.filter
def program_text(program: tuple[str, str]) -> str:
    """`Chrome trên Windows`, of the browser and the system; what is not known is left out."""
    browser, system = program
    if browser and system:
        return gettext("%(browser)s trên %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("không rõ")


@register.filter
def moment_text(moment: datetime | None) -> str:
    """`14:05 ngày 15/6/2026`, local time."""
    if moment is None:
        return MISSING
    local = localtime(moment)
    return gettext("%(time)s ngày %(day)s") % {
        "time": f"{local:%H:%M}",
        "day": vietnamese.date_text(local),
    }


@register.filter
def number_text(value: Decimal | int | None, decimals: int | None = None) -> str:
    """`1.234,5`; `|number_text:1` rounds to at most one decimal."""
    return MISSING if value is None else vietnamese.number_text(value, decimals=decimals)


@register.filter
def percent_text(value: Decimal | int | None, decimals: int = 1) -> str:
    """`88,9 %`; `|percent_text:2` keeps two decimals, as percentages of points have them."""
    return MISSING if value is None else vietnamese.percent_text(Decimal(value), decimals=decimals)


@register.filter
def state_badge(state: str | None) -> SafeString:
    """Shape and word of a state of a task, an answer or a unit's report; None is a silent unit."""
    key, word = _state(state)
    return format_html('<span class="state state-{}">{}{}</span>', key, _shape(key), word)


@register.filter
def state_mark(state: str | None) -> SafeString:
    """The shape alone, for narrow cells; the word stays for screen readers, copying and the pointer."""
    key, word = _state(state)
    return format_html(
        '<span class="state state-{}" title="{}">{}<span class="away">{}</span></span>',
        key, word, _shape(key), word,
    )  # fmt: skip


@register.filter
def assessment_badge(state: str) -> SafeString:
    """Shape and word of the state of an assessment."""
    here = assessments.State(state)
    key, word = _OF_ASSESSMENT[here], spoken(assessments.STATE_TITLES[here])
    return format_html('<span class="state state-{}">{}{}</span>', key, _shape(key), word)


@register.filter
def load_badge(state: str) -> SafeString:
    """Shape and word of how far a file of dossiers is."""
    key, word = _OF_LOAD[state]
    return format_html('<span class="state state-{}">{}{}</span>', key, _shape(key), gettext(word))


@register.filter
def points_text(points: Decimal | None, decimals: int | None = None) -> str:
    """`1.006,00`: points with all their decimals, or with so many."""
    if points is None:
        return MISSING
    return step_texts.points_text(points if decimals is None else round(points, decimals))


@register.filter
def change_text(points: Decimal, decimals: int | None = None) -> str:
    """`+1,50`, `−2,00`: what was added or taken away."""
    return ("−" if points < 0 else "+") + points_text(abs(points), decimals)


@register.filter
def masked(text: str) -> str:
    """The text with identity numbers of persons reduced to their last four digits."""
    return identities.mask(text)


@register.inclusion_tag("privacy/reveal.html", takes_context=True)
def reveal_button(context: template.Context, answer: Answer, unit_id: int) -> dict[str, object]:
    """Under an answer in which something is masked: the button that shows it once, to whoever may see it."""
    return {
        "answer": answer,
        "is_masked": identities.is_masked(f"{answer.words}\n{answer.difficulties}"),
        "may_reveal": privacy.may_reveal(context["viewer"], unit_id),
        "csrf_token": context["csrf_token"],
    }


@register.inclusion_tag("parts/meter.html")
def meter(
    text: str,
    percent: Decimal | int | None,
    goal: Decimal | int | None = None,
    is_short: bool = False,
) -> dict[str, object]:
    """`text` with a bar of `percent` (0 to 100) beside it, a stroke at `goal`; red when `is_short`."""
    return {"text": text, "width": _length(percent or 0), "goal": goal and _length(goal), "is_short": is_short}


@register.filter
def initial(full_name: str) -> str:
    """First letter of the given name, which stands last."""
    return full_name.split()[-1][0].upper() if full_name.strip() else ""


def _state(state: str | None) -> tuple[str, str]:
    if state is None:
        return "unanswered", gettext(_UNANSWERED)
    return str(state), spoken(_TITLES[state])


def _shape(key: str) -> SafeString:
    return mark_safe(f'<svg viewBox="0 0 12 12" aria-hidden="true">{_SHAPES[key]}</svg>')


def _length(percent: Decimal | int) -> str:
    # As text: the template would print a number with a Vietnamese comma, which SVG cannot read.
    return f"{min(max(Decimal(percent), Decimal(0)), Decimal(100)):.1f}"
