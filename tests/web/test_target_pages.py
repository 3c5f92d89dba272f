"""The target wall: figure, verdict, who is missing; missing, zero and not applicable are three things."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import AT, TODAY, approve, duties_of
from page_texts import text_of

from dondoc.actions import reports
from dondoc.actions.reports import AnswerDraft
from dondoc.core.progress import AnswerState
from dondoc.models import Plan


@pytest.fixture(autouse=True)
def pretended_day(settings):
    """The day that the site takes for today."""
    settings.PRETEND_TODAY = TODAY
    return settings


def rows(response) -> list[str]:
    """Each target's row, in words."""
    body = re.search(r"<tbody>(.*)</tbody>", response.content.decode(), re.DOTALL)[1]
    body = re.sub(r"<details.*?</details>", "", body, flags=re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)]


def wall_of(client: Client, plan: Plan, query: str = ""):
    return client.get(reverse("plan_targets", args=[plan.pk]) + query)


def test_wall_says_figure_verdict_and_who_is_missing(client: Client, people, sign_in, plan: Plan, answered) -> None:
    response = wall_of(sign_in(client, people.coordinator), plan)

    online, trained, officers = plan.targets.all()
    assert rows(response) == [
        f"{online.text} ≥ 80 % 8/9 · 88,9 % tạm tính Đạt Chưa có số liệu: PCC 1",
        f"{trained.text} 100 % 8/9 · 88,9 % tạm tính Chưa đạt Chưa có số liệu: PCC 1 Chưa đạt: P. HCTP 8/9 · 88,9 %",
        f"{officers.text} ≥ 2 công chức 1/2 đơn vị đạt tạm tính Đạt Chưa có số liệu: PCC 1",
    ]


def test_bar_has_the_length_of_the_figure_and_the_stroke_of_the_target(
    client: Client, people, sign_in, plan: Plan, answered
) -> None:
    page = wall_of(sign_in(client, people.coordinator), plan).content.decode()

    bars = re.findall(r'class="meter( short)?".*?class="filled" width="([\d.]+)".*?class="goal" d="M([\d.]+)', page)
    assert bars == [("", "88.9", "80.0"), (" short", "88.9", "100.0"), ("", "50.0", "100.0")]


def test_missing_zero_and_not_applicable_are_three_things(
    client: Client, people, sign_in, units, period, plan: Plan
) -> None:
    duties = duties_of(period, units.division)
    first, second, third = (duty for duty in duties if duty.target_id)
    said = [AnswerDraft(d.pk, words="Đang làm", state=AnswerState.IN_PROGRESS) for d in duties if d.task_id]
    said += [
        AnswerDraft(first.pk, numerator=Decimal(0), denominator=Decimal(5)),
        AnswerDraft(second.pk, not_applicable=True),
        AnswerDraft(third.pk, numerator=Decimal(0)),
    ]
    reports.save_answers(period.pk, units.division.pk, answers=said, actor=people.reporter, at=AT)
    coordinator = sign_in(client, people.coordinator)

    before = rows(wall_of(coordinator, plan))
    approve(period, units.division, reporter=people.reporter, head=people.head)
    after = rows(wall_of(coordinator, plan))

    online, trained, officers = plan.targets.all()
    assert before == [
        f"{online.text} ≥ 80 % – Chưa có số liệu Chưa có số liệu: P. HCTP, PCC 1",
        f"{trained.text} 100 % – Chưa có số liệu Chưa có số liệu: P. HCTP, PCC 1",
        f"{officers.text} ≥ 2 công chức – Chưa có số liệu Chưa có số liệu: P. HCTP, PCC 1",
    ]
    assert after[0].startswith(f"{online.text} ≥ 80 % 0/5 · 0 % tạm tính Chưa đạt")
    assert after[1] == f"{trained.text} 100 % – Chưa có số liệu Chưa có số liệu: PCC 1"
    assert after[2].startswith(f"{officers.text} ≥ 2 công chức 0/2 đơn vị đạt tạm tính Chưa đạt")
    figures = text_of(wall_of(coordinator, plan))
    assert "Phòng Hành chính tư pháp 0/5 · 0 % Quý I/2026 Phòng Công chứng số 1 Chưa có số liệu –" in figures
    assert "Phòng Hành chính tư pháp Không phát sinh Quý I/2026" in figures
    assert "Phòng Hành chính tư pháp 0 công chức Quý I/2026" in figures


def test_wall_narrows_to_one_verdict(client: Client, people, sign_in, plan: Plan, answered) -> None:
    coordinator = sign_in(client, people.coordinator)

    counts = [len(rows(wall_of(coordinator, plan, f"?verdict={verdict}"))) for verdict in ("met", "not_met", "what")]

    assert counts == [2, 1, 3]


def test_wall_shows_a_reporter_the_own_figures_alone(client: Client, people, sign_in, plan: Plan, answered) -> None:
    words = text_of(wall_of(sign_in(client, people.reporter), plan))

    assert "P. HCTP Quý I/2026" in words
    assert "PCC 1" not in words
    assert "Chưa có chỉ tiêu nào" in text_of(wall_of(sign_in(client, people.other_reporter), plan))


def test_wall_takes_as_many_queries_for_thirty_targets_as_for_one(client: Client, people, sign_in, make_plan) -> None:
    coordinator = sign_in(client, people.coordinator)
    counts = []
    for size in (1, 30):
        plan = make_plan(target_count=size)
        with CaptureQueriesContext(connection) as captured:
            wall_of(coordinator, plan)
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 20
