"""The consolidation of a period: equal to what the pages show, only what counts, kept once closed."""

from dataclasses import replace
from datetime import date

import pytest
from factories import AT, LATER, PDF, TODAY, answers_of, approve, close_period, duties_of, write

from dondoc.actions import evidence, reports
from dondoc.actions.evidence import Particulars
from dondoc.core.consolidation import Difficulty, Proof, UnitAnswer, UnitStatus
from dondoc.core.progress import AnswerState, TaskState
from dondoc.core.refusals import NotAllowed, NotVisible
from dondoc.core.workflow import Move, ReportState
from dondoc.queries import consolidations, targets, tasks


@pytest.fixture
def gathered(period, people):
    """The consolidation of the first quarter, gathered anew at each call."""
    return lambda viewer=None: consolidations.consolidate(viewer or people.coordinator, period)


def test_head_of_the_consolidation_says_who_reports_on_what(answered, gathered):
    found = gathered()
    assert (found.period_code, found.period_title) == ("2026Q1", "Quý I/2026")
    assert (found.window_from, found.window_to) == (date(2025, 12, 15), date(2026, 3, 14))
    assert (found.due_on, found.as_of) == (date(2026, 3, 16), date(2026, 3, 14))
    heading = found.heading
    assert (heading.department, heading.symbol, heading.place) == ("Sở Tư pháp", "STP", "Hà Phong")
    assert (heading.plan_number, heading.plan_issued_on) == ("12/KH-STP", date(2026, 1, 20))
    assert heading.addressed_to == ("Ủy ban nhân dân tỉnh Hà Phong",)


def test_figures_equal_the_standings_when_there_is_one_period_only(answered, plan, people, gathered):
    found = gathered()
    rows = targets.standings(people.coordinator, plan)
    assert [target.standing for target in found.targets] == [row.standing for row in rows]
    assert [target.text for target in found.targets] == [row.target.text for row in rows]
    listed = tasks.follow(people.coordinator, plan, today=found.as_of)
    assert [(task.number, task.state, task.percent) for task in found.tasks] == [
        (row.task.number, row.state, row.percent) for row in listed.page
    ]
    assert found.by_state == dict(listed.by_state)
    assert found.by_verdict == targets.by_verdict(rows)


def test_only_answers_of_the_period_count(answered, plan, units, people, gathered):
    before = gathered()
    following = plan.periods.get(code="2026Q2")
    duties = [replace(answer, words="Quý hai") for answer in answers_of(following, units.division)]
    reports.save_answers(following.pk, units.division.pk, answers=duties, actor=people.reporter, at=LATER)
    approve(following, units.division, reporter=people.reporter, head=people.head)
    assert gathered() == before
    second = consolidations.consolidate(people.coordinator, following)
    assert {a.words for t in second.tasks for a in t.answers if not a.is_missing} == {"Quý hai"}


@pytest.mark.parametrize("steps", [(), (Move.SUBMIT,)])
def test_what_the_head_has_not_approved_is_missing_and_named(period, units, people, gathered, steps):
    write(period, units.division, actor=people.reporter)
    for step in steps:
        reports.move(period.pk, units.division.pk, move=step, on=TODAY, actor=people.reporter, at=AT)
    found = gathered()
    assert [task.missing for task in found.tasks] == [
        ("Văn phòng Sở",),
        ("Văn phòng Sở", "Phòng Hành chính tư pháp", "Thanh tra Sở", "Phòng Công chứng số 1"),
        ("Phòng Hành chính tư pháp",),
        ("Thanh tra Sở",),
        ("Phòng Hành chính tư pháp", "Phòng Công chứng số 1"),
        (),
    ]
    assert all(t.standing.missing == ("Phòng Hành chính tư pháp", "Phòng Công chứng số 1") for t in found.targets)
    assert len(found.silent_units) == 4


def test_units_are_told_with_state_day_and_lateness(period, units, people, gathered):
    write(period, units.division, actor=people.reporter)
    approve(period, units.division, reporter=people.reporter, head=people.head, on=date(2026, 3, 18))
    write(period, units.other_division, actor=people.other_reporter)
    assert gathered().units == (
        UnitStatus("Văn phòng Sở", None, None, 0),
        UnitStatus("Phòng Hành chính tư pháp", ReportState.APPROVED, date(2026, 3, 18), 2),
        UnitStatus("Thanh tra Sở", ReportState.DRAFT, None, 0),
        UnitStatus("Phòng Công chứng số 1", None, None, 0),
    )


def test_words_difficulties_and_proofs_are_told_as_the_unit_gave_them(period, units, people, gathered):
    answers = [
        replace(answer, difficulties=f"Vướng {answer.obligation_id}") for answer in answers_of(period, units.division)
    ]
    reports.save_answers(period.pk, units.division.pk, answers=answers, actor=people.reporter, at=AT)
    duties = duties_of(period, units.division)
    particulars = Particulars("15/QĐ-STP", date(2026, 2, 3), "Sở Tư pháp", "Phân công", "2")
    for duty in (duties[1], duties[3]):
        evidence.attach(
            period.pk,
            units.division.pk,
            duty.pk,
            data=PDF,
            name="qd.pdf",
            particulars=particulars,
            actor=people.reporter,
            at=AT,
        )
    approve(period, units.division, reporter=people.reporter, head=people.head)
    found = gathered()
    proof = Proof("15/QĐ-STP", date(2026, 2, 3), "Sở Tư pháp", "Phân công", "2", "qd.pdf")
    third = next(task for task in found.tasks if task.number == "3")
    words = f"Vướng {duties[1].pk}"
    assert third.answers == (
        UnitAnswer("Phòng Hành chính tư pháp", AnswerState.IN_PROGRESS, 50, "Đã làm được một nửa", words, (proof,)),
    )
    assert found.targets[0].answers[0].proofs == (proof,)
    assert [difficulty.about for difficulty in found.difficulties] == [
        "Nhiệm vụ 2",
        "Nhiệm vụ 3",
        "Nhiệm vụ 5",
        *(f"Chỉ tiêu “{target.text}”" for target in found.targets),
    ]
    assert found.difficulties[1] == Difficulty("Phòng Hành chính tư pháp", "Nhiệm vụ 3", words)


def test_task_is_late_by_the_last_day_of_the_window(answered, gathered):
    states = {task.number: task.state for task in gathered().tasks}
    assert states["3"] is TaskState.LATE
    assert states["1"] is TaskState.NOT_STARTED


def test_consolidation_is_for_the_office_and_the_directors(answered, period, people, gathered):
    assert gathered(people.director) == gathered()
    for viewer in (people.reporter, people.head, people.other_head, people.administrator):
        with pytest.raises(NotAllowed):
            gathered(viewer)


def test_kept_report_is_for_everybody_at_work_once_the_period_is_closed(answered, period, people):
    with pytest.raises(NotVisible):
        consolidations.kept_document(people.coordinator, period.pk)
    snapshot = close_period(period, people)
    for viewer in (people.coordinator, people.director, people.reporter, people.other_head):
        assert consolidations.kept_document(viewer, period.pk).sha256 == snapshot.sha256
    with pytest.raises(NotAllowed):
        consolidations.kept_document(people.administrator, period.pk)
