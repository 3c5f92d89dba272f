"""How dates, figures and states come out on a page."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template

from dondoc.core.progress import AnswerState, TaskState
from dondoc.core.workflow import ReportState


def shown(source: str, **context: object) -> str:
    return Template("{% load dondoc_text %}" + source).render(Context(context))


def test_date_text_when_day_moment_or_missing() -> None:
    late_evening_utc = datetime(2026, 3, 11, 18, 30, tzinfo=UTC)  # already 12 March in Vietnam

    assert shown("{{ x|date_text }}", x=date(2026, 6, 5)) == "5/6/2026"
    assert shown("{{ x|date_text }}", x=late_evening_utc) == "12/3/2026"
    assert shown("{{ x|date_text }}", x=None) == "–"


def test_moment_text_when_stored_in_utc() -> None:
    assert shown("{{ x|moment_text }}", x=datetime(2026, 6, 15, 7, 5, tzinfo=UTC)) == "14:05 ngày 15/6/2026"
    assert shown("{{ x|moment_text }}", x=None) == "–"


def test_number_text_when_large_rounded_zero_or_missing() -> None:
    assert shown("{{ x|number_text }}", x=Decimal("1234.5")) == "1.234,5"
    assert shown("{{ x|number_text:1 }}", x=Decimal("88.888")) == "88,9"
    assert shown("{{ x|number_text }}", x=0) == "0"
    assert shown("{{ x|number_text }}", x=None) == "–"


def test_percent_text_when_whole_fraction_or_missing() -> None:
    assert shown("{{ x|percent_text }}", x=100) == "100 %"
    assert shown("{{ x|percent_text }}", x=Decimal("88.8889")) == "88,9 %"
    assert shown("{{ x|percent_text:2 }}", x=Decimal("88.8889")) == "88,89 %"
    assert shown("{{ x|percent_text }}", x=None) == "–"


@pytest.mark.parametrize("state", [*TaskState, *AnswerState, *ReportState])
def test_state_mark_keeps_the_word_when_only_the_shape_is_seen(state: str) -> None:
    badge, mark = shown("{{ x|state_badge }}", x=state), shown("{{ x|state_mark }}", x=state)

    word = badge.split("</svg>")[1].removesuffix("</span>")
    assert word
    assert f'<span class="away">{word}</span>' in mark
    assert f'title="{word}"' in mark


def test_states_have_shapes_of_their_own() -> None:
    badges = [shown("{{ x|state_badge }}", x=state) for state in (*TaskState, *ReportState, None)]
    shapes = {badge.split("<svg")[1].split("</svg>")[0] for badge in badges}

    assert len(shapes) == len(TaskState) + len(ReportState) + 1


def test_state_badge_when_unit_is_silent() -> None:
    assert shown("{{ x|state_badge }}", x=None).endswith("Chưa trả lời</span>")
    assert shown("{{ x|state_badge }}", x="late").startswith('<span class="state state-late"><svg')


def test_state_badge_when_state_is_unknown() -> None:
    with pytest.raises(KeyError):
        shown("{{ x|state_badge }}", x="finished")


def test_meter_when_share_has_a_fraction_and_a_goal() -> None:
    bar = shown("{% meter text share 80 True %}", text="8/9 · 88,9 %", share=Decimal("88.8889"))

    assert '<rect class="filled" width="88.9" height="10"/>' in bar
    assert 'd="M80.0 -2V12"' in bar
    assert 'class="meter short"' in bar
    assert '<span class="figure">8/9 · 88,9 %</span>' in bar


def test_meter_when_beyond_its_ends_or_missing() -> None:
    assert 'class="filled" width="100.0"' in shown("{% meter 'x' 130 %}")
    assert 'class="filled" width="0.0"' in shown("{% meter '–' share %}", share=None)
    assert "goal" not in shown("{% meter 'x' 50 %}")


def test_initial_is_of_the_given_name() -> None:
    assert shown("{{ x|initial }}", x="Trần Thị Ánh") == "Á"
    assert shown("{{ x|initial }}", x=" ") == ""
