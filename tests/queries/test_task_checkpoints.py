"""Checkpoints proposed for a plan's vague deadlines, and those that a unit has to watch."""

from datetime import date

import pytest
from factories import AT, TODAY, approve, duties_of

from dondoc.actions import reports
from dondoc.actions.checkpoints import CheckpointDraft, set_checkpoints
from dondoc.actions.reports import AnswerDraft
from dondoc.core.progress import AnswerState
from dondoc.core.refusals import NotAllowed
from dondoc.models import Plan
from dondoc.queries import checkpoints, home

GONE, SOON, LATER = date(2026, 3, 2), date(2026, 3, 20), date(2026, 9, 30)


@pytest.fixture
def with_checkpoints(plan: Plan, people) -> Plan:
    """Tasks 2 (all units) and 4 (the other division) with checkpoints gone by, soon and far."""
    chosen = {
        plan.tasks.get(number="2").pk: [CheckpointDraft("Có dự thảo", GONE), CheckpointDraft("Trình ký", LATER)],
        plan.tasks.get(number="4").pk: [CheckpointDraft("Đợt 1", GONE), CheckpointDraft("Đợt 2", SOON)],
    }
    set_checkpoints(plan.pk, chosen=chosen, actor=people.coordinator, at=AT)
    return plan


def test_vague_tasks_stand_by_kind_with_a_proposal_on_the_plans_reporting_days(plan: Plan, people) -> None:
    [group] = checkpoints.vague(people.coordinator, plan, today=TODAY)
    assert group.title == "Báo cáo định kỳ"
    assert [row.task.number for row in group.tasks] == ["2", "4", "5", "6"]
    assert [(c.text, c.due_on, c.reason) for c in group.tasks[1].proposed] == [
        ("Báo cáo Quý I/2026", date(2026, 3, 16), "ngày báo cáo của kế hoạch"),
        ("Báo cáo Quý II/2026", date(2026, 6, 15), "ngày báo cáo của kế hoạch"),
        ("Báo cáo Quý III/2026", date(2026, 9, 15), "ngày báo cáo của kế hoạch"),
        ("Báo cáo Quý IV/2026", date(2026, 12, 15), "ngày báo cáo của kế hoạch"),
    ]


def test_kept_checkpoints_stand_beside_the_proposal(with_checkpoints: Plan, people) -> None:
    [group] = checkpoints.vague(people.coordinator, with_checkpoints, today=TODAY)
    kept = {row.task.number: [c.text for c in row.kept] for row in group.tasks}
    assert kept == {"2": ["Có dự thảo", "Trình ký"], "4": ["Đợt 1", "Đợt 2"], "5": [], "6": []}


def test_proposals_are_the_offices_to_see(plan: Plan, people) -> None:
    for viewer in (people.director, people.head, people.reporter):
        with pytest.raises(NotAllowed):
            checkpoints.vague(viewer, plan, today=TODAY)


def watched(viewer) -> list[tuple[str, str, str, str]]:
    found = home.of(viewer, today=TODAY).checkpoints
    return [(row.checkpoint.task.number, row.checkpoint.text, row.state.value, row.countdown) for row in found]


def test_unit_watches_one_checkpoint_of_each_task_it_leads(with_checkpoints: Plan, people) -> None:
    assert watched(people.other_reporter) == [
        ("2", "Có dự thảo", "late", "quá hạn 6 ngày làm việc"),
        ("4", "Đợt 2", "soon", "còn 8 ngày làm việc"),
    ]
    assert watched(people.reporter) == [("2", "Có dự thảo", "late", "quá hạn 6 ngày làm việc")]


def test_checkpoints_are_watched_by_leading_units_alone(with_checkpoints: Plan, people) -> None:
    assert watched(people.coordinator) == watched(people.director) == watched(people.administrator) == []


def test_unit_that_has_done_its_part_watches_no_more(with_checkpoints: Plan, people, period, units) -> None:
    answers = [
        AnswerDraft(duty.pk, words="Xong", state=AnswerState.DONE, percent=100)
        for duty in duties_of(period, units.other_division)
        if duty.task_id
    ]
    unit = units.other_division
    reports.save_answers(period.pk, unit.pk, answers=answers, actor=people.other_reporter, at=AT)
    approve(period, unit, reporter=people.other_reporter, head=people.other_head)
    assert watched(people.other_reporter) == []
    assert watched(people.reporter) == [("2", "Có dự thảo", "late", "quá hạn 6 ngày làm việc")]
