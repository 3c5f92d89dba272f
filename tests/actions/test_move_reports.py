"""The way of a unit's report through the database: only the table's moves, each with its trace."""

from datetime import date

import pytest
from factories import AT, LATER, TODAY, duties_of, write

from dondoc.actions import reports
from dondoc.actions.reports import AnswerDraft
from dondoc.core.progress import AnswerState
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.core.workflow import Move, ReasonMissing, ReportState, WrongState
from dondoc.models import AuditRow, ReportMove, UnitReport
from dondoc.queries import reports as report_queries

D, S, P, C, R = (
    ReportState.DRAFT,
    ReportState.SUBMITTED,
    ReportState.APPROVED,
    ReportState.ACCEPTED,
    ReportState.RETURNED,
)
PATHS = {
    D: (),
    S: (Move.SUBMIT,),
    P: (Move.SUBMIT, Move.APPROVE),
    C: (Move.SUBMIT, Move.APPROVE, Move.ACCEPT),
    R: (Move.SUBMIT, Move.SEND_BACK),
}
ALLOWED = {
    (D, Move.SUBMIT): S,
    (R, Move.SUBMIT): S,
    (S, Move.WITHDRAW): D,
    (S, Move.APPROVE): P,
    (S, Move.SEND_BACK): R,
    (P, Move.ACCEPT): C,
    (P, Move.RETURN): R,
    (C, Move.RETURN): R,
}


@pytest.fixture
def move(period, units, people):
    """Makes a move of the division's report by the person whose move it is."""
    doers = {
        Move.SUBMIT: people.reporter,
        Move.WITHDRAW: people.reporter,
        Move.APPROVE: people.head,
        Move.SEND_BACK: people.head,
        Move.ACCEPT: people.coordinator,
        Move.RETURN: people.coordinator,
    }

    def moving(step: Move, *, on: date = TODAY, at=AT, reason: str = "Thiếu số liệu") -> UnitReport:
        return reports.move(period.pk, units.division.pk, move=step, on=on, actor=doers[step], at=at, reason=reason)

    return moving


@pytest.fixture
def written(period, units, people) -> UnitReport:
    return write(period, units.division, actor=people.reporter)


def everything(report: UnitReport) -> list[object]:
    return [
        list(UnitReport.objects.values()),
        list(ReportMove.objects.values()),
        AuditRow.objects.count(),
    ]


@pytest.mark.parametrize(("state", "step"), [(state, step) for state in ReportState for step in Move])
def test_only_the_pairs_of_the_table_move_a_report(written, move, state: ReportState, step: Move):
    for earlier in PATHS[state]:
        move(earlier)
    before, audit_count, move_count = everything(written), AuditRow.objects.count(), ReportMove.objects.count()
    if (state, step) not in ALLOWED:
        with pytest.raises(WrongState):
            move(step)
        assert everything(written) == before
        return
    move(step, at=LATER)
    written.refresh_from_db()
    assert written.state == ALLOWED[state, step]
    [trace] = ReportMove.objects.all()[move_count:]
    assert (trace.move, trace.state_before, trace.state_after) == (step, state, ALLOWED[state, step])
    assert (trace.reason, trace.moved_at) == ("Thiếu số liệu", LATER)
    [row] = AuditRow.objects.all()[audit_count:]
    assert (row.object_kind, row.object_id, row.reason, row.at) == ("unitreport", written.pk, "Thiếu số liệu", LATER)
    assert (row.before, row.after) == ({"state": state}, {"state": ALLOWED[state, step], "move": step})


@pytest.mark.parametrize(("state", "step"), [(S, Move.SEND_BACK), (P, Move.RETURN), (C, Move.RETURN)])
@pytest.mark.parametrize("reason", ["", " \n ", "\u200b"])
def test_report_is_not_sent_back_without_a_reason(written, move, state: ReportState, step: Move, reason: str):
    for earlier in PATHS[state]:
        move(earlier)
    before = everything(written)
    with pytest.raises(ReasonMissing):
        move(step, reason=reason)
    assert everything(written) == before


@pytest.mark.parametrize(
    ("on", "late_days"),
    [(date(2026, 3, 15), 0), (date(2026, 3, 16), 0), (date(2026, 3, 17), 1), (date(2026, 4, 1), 16)],
)
def test_lateness_is_counted_from_the_shifted_due_day_to_the_hand_in(
    written, move, people, period, units, on: date, late_days: int
):
    move(Move.SUBMIT, on=on)
    written.refresh_from_db()
    assert written.submitted_on == on
    for step in (Move.APPROVE, Move.ACCEPT):
        move(step, on=date(2026, 6, 1))
    page = report_queries.page(people.head, period.pk, units.division.pk, today=date(2026, 6, 1))
    assert page.late_days == late_days


def test_report_sent_back_is_late_until_it_comes_again(written, move, people, period, units):
    def late_days(day: date) -> int:
        return report_queries.page(people.head, period.pk, units.division.pk, today=day).late_days

    move(Move.SUBMIT, on=date(2026, 3, 16))
    assert late_days(date(2026, 3, 20)) == 0
    move(Move.SEND_BACK, on=date(2026, 3, 20))
    assert late_days(date(2026, 3, 20)) == 4
    move(Move.SUBMIT, on=date(2026, 3, 18))
    assert late_days(date(2026, 6, 1)) == 2


def test_report_with_a_task_unanswered_is_not_handed_in_and_a_missing_figure_stays_missing(period, units, people, move):
    duties = duties_of(period, units.division)

    def save(*answers: AnswerDraft) -> UnitReport:
        return reports.save_answers(period.pk, units.division.pk, answers=answers, actor=people.reporter, at=AT)

    done, words_only, other = (duty.pk for duty in duties[:3])
    report = save(
        AnswerDraft(done, state=AnswerState.DONE),
        AnswerDraft(words_only, words="Có lời mà chưa chọn tình trạng"),
        AnswerDraft(duties[3].pk),
    )
    before = everything(report)
    with pytest.raises(Faulty) as refusal:
        move(Move.SUBMIT)
    assert [(fault.field, fault.sentence) for fault in refusal.value.faults] == [
        (f"{words_only}.state", "Nhiệm vụ 3 chưa chọn tình trạng."),
        (f"{other}.state", "Nhiệm vụ 5 chưa chọn tình trạng."),
    ]
    assert everything(report) == before
    save(AnswerDraft(words_only, state=AnswerState.NOT_STARTED), AnswerDraft(other, state=AnswerState.STUCK))
    assert move(Move.SUBMIT).state == S


@pytest.mark.parametrize("step", Move)
def test_unit_that_has_written_nothing_has_no_report_to_move(period, units, move, step: Move):
    with pytest.raises(WrongState):
        move(step)
    assert not UnitReport.objects.exists()


def test_trace_of_a_report_keeps_who_moved_it_in_order(written, move, people):
    for step in (Move.SUBMIT, Move.SEND_BACK, Move.SUBMIT, Move.APPROVE, Move.RETURN):
        move(step)
    assert list(written.moves.values_list("move", "moved_by_id")) == [
        ("submit", people.reporter.user_id),
        ("send_back", people.head.user_id),
        ("submit", people.reporter.user_id),
        ("approve", people.head.user_id),
        ("return", people.coordinator.user_id),
    ]


def test_moves_that_a_person_is_offered_are_those_that_succeed(written, move, people, period, units):
    def offered(viewer) -> tuple[Move, ...] | None:
        try:
            return report_queries.page(viewer, period.pk, units.division.pk, today=TODAY).allowed_moves
        except NotVisible:
            return None

    everybody = (people.reporter, people.head, people.coordinator, people.director)
    assert [offered(viewer) for viewer in everybody] == [(Move.SUBMIT,), (Move.SUBMIT,), (), None]
    move(Move.SUBMIT)
    assert [offered(viewer) for viewer in everybody] == [
        (Move.WITHDRAW,),
        (Move.WITHDRAW, Move.APPROVE, Move.SEND_BACK),
        (),
        None,
    ]
    move(Move.APPROVE)
    assert [offered(viewer) for viewer in everybody] == [(), (), (Move.ACCEPT, Move.RETURN), ()]
    move(Move.ACCEPT)
    assert [offered(viewer) for viewer in everybody] == [(), (), (Move.RETURN,), ()]
