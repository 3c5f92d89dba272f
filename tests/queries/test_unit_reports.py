"""A unit's report as each viewer may see it, and what waits for whom."""

from datetime import date

import pytest
from factories import AT, PDF, TODAY, approve, duties_of, write

from dondoc.actions import evidence, reports
from dondoc.actions.evidence import Particulars
from dondoc.core.refusals import NotVisible
from dondoc.core.workflow import Move, ReportState
from dondoc.models import Evidence
from dondoc.queries import reports as queries

WORDS = "Đã làm được một nửa"


@pytest.fixture
def page(period, units):
    """The division's report as somebody sees it."""
    return lambda viewer, today=TODAY: queries.page(viewer, period.pk, units.division.pk, today=today)


@pytest.fixture
def move(period, units, people):
    doers = {Move.SUBMIT: people.reporter, Move.APPROVE: people.head, Move.SEND_BACK: people.head}

    def moving(step: Move) -> None:
        actor = doers.get(step, people.coordinator)
        reports.move(period.pk, units.division.pk, move=step, on=TODAY, reason="Thiếu số liệu", actor=actor, at=AT)

    return moving


def words(shown) -> set[str]:
    return {question.answer.words for question in shown.tasks if question.answer is not None}


@pytest.mark.parametrize(
    ("steps", "office_reads"),
    [
        ((), False),
        ((Move.SUBMIT,), False),
        ((Move.SUBMIT, Move.APPROVE), True),
        ((Move.SUBMIT, Move.APPROVE, Move.ACCEPT), True),
        ((Move.SUBMIT, Move.SEND_BACK), False),
        ((Move.SUBMIT, Move.APPROVE, Move.RETURN), False),
    ],
)
def test_office_reads_the_words_and_the_director_the_report_only_while_they_count(
    page, move, period, units, people, steps: tuple[Move, ...], office_reads: bool
):
    write(period, units.division, actor=people.reporter)
    for step in steps:
        move(step)
    if not office_reads:
        with pytest.raises(NotVisible):
            page(people.director)
    for viewer in (people.coordinator, people.director) if office_reads else (people.coordinator,):
        shown = page(viewer)
        assert words(shown) == ({WORDS} if office_reads else set())
        assert all(question.answer is None for question in shown.questions) is not office_reads
        assert shown.state == page(people.head).state
        assert not shown.is_writable
    for viewer in (people.reporter, people.head):
        assert words(page(viewer)) == {WORDS}


def test_other_units_and_the_administrator_never_see_the_report(page, move, period, units, people):
    write(period, units.division, actor=people.reporter)
    move(Move.SUBMIT)
    move(Move.APPROVE)
    for viewer in (people.other_reporter, people.other_head, people.administrator):
        with pytest.raises(NotVisible):
            page(viewer)


def test_report_not_begun_shows_what_is_asked_and_nothing_answered(page, people):
    shown = page(people.reporter)
    assert (shown.report, shown.state, shown.moves, shown.allowed_moves) == (None, ReportState.DRAFT, (), ())
    assert [question.obligation.task.number for question in shown.tasks] == ["2", "3", "5"]
    assert [question.obligation.target.position for question in shown.targets] == [1, 2, 3]
    assert (shown.answered_count, shown.is_writable, shown.return_reason) == (0, True, "")


def test_last_counted_answer_stands_beside_the_new_question(answered, plan, units, people):
    following = plan.periods.get(code="2026Q2")
    shown = queries.page(people.reporter, following.pk, units.division.pk, today=TODAY)
    assert {question.before.words for question in shown.tasks} == {WORDS}
    assert all(question.answer is None for question in shown.questions)
    first = queries.page(people.reporter, answered.period_id, units.division.pk, today=TODAY)
    assert all(question.before is None for question in first.questions)


def test_answer_not_approved_is_no_last_answer(period, plan, units, people):
    write(period, units.division, actor=people.reporter)
    following = plan.periods.get(code="2026Q2")
    shown = queries.page(people.reporter, following.pk, units.division.pk, today=TODAY)
    assert all(question.before is None for question in shown.questions)


def test_reason_is_shown_while_the_report_is_returned_and_not_after(page, move, period, units, people):
    write(period, units.division, actor=people.reporter)
    move(Move.SUBMIT)
    move(Move.SEND_BACK)
    assert page(people.reporter).return_reason == "Thiếu số liệu"
    move(Move.SUBMIT)
    assert page(people.reporter).return_reason == ""


def test_unit_is_asked_thirty_days_before_the_window_closes(plan, units, people):
    def asked(day: date) -> list[str]:
        return [asked.period.code for asked in queries.asked_of(people.reporter, day)]

    assert asked(date(2026, 2, 11)) == []
    assert asked(date(2026, 2, 12)) == ["2026Q1"]
    assert asked(date(2026, 5, 15)) == ["2026Q1", "2026Q2"]


def test_asked_report_counts_what_is_answered_and_a_proof_alone_is_no_answer(period, units, people):
    def counts() -> tuple[int, int]:
        [asked] = queries.asked_of(people.reporter, TODAY)
        return asked.asked_count, asked.answered_count

    assert counts() == (6, 0)
    duty = duties_of(period, units.division)[0].pk
    evidence.attach(
        period.pk, units.division.pk, duty, data=PDF, name="a", particulars=Particulars(), actor=people.reporter, at=AT
    )
    assert counts() == (6, 0)
    write(period, units.division, actor=people.reporter)
    assert counts() == (6, 6)
    assert queries.page(people.reporter, period.pk, units.division.pk, today=TODAY).answered_count == 6


def test_office_director_and_administrator_are_asked_for_no_answer(plan, people):
    for viewer in (people.coordinator, people.director, people.administrator):
        assert queries.asked_of(viewer, TODAY) == []


def test_next_move_waits_with_the_one_who_may_make_it(move, period, units, people):
    def waiting() -> dict[str, list[int]]:
        everybody = ("reporter", "head", "other_head", "coordinator", "director", "administrator")
        found = {name: queries.waiting_for(getattr(people, name), TODAY) for name in everybody}
        return {name: [asked.unit.pk for asked in rows] for name, rows in found.items() if rows}

    write(period, units.division, actor=people.reporter)
    assert waiting() == {}
    move(Move.SUBMIT)
    assert waiting() == {"head": [units.division.pk]}
    move(Move.APPROVE)
    assert waiting() == {"coordinator": [units.division.pk]}
    move(Move.ACCEPT)
    assert waiting() == {}


def test_proof_may_be_opened_by_whom_the_answer_may_be_read(move, period, units, people):
    write(period, units.division, actor=people.reporter)
    duty = duties_of(period, units.division)[0].pk
    proof = evidence.attach(
        period.pk, units.division.pk, duty, data=PDF, name="a", particulars=Particulars(), actor=people.reporter, at=AT
    )

    def openers() -> set[str]:
        found = set()
        for name, viewer in vars(people).items():
            try:
                assert queries.evidence_file(viewer, proof.pk) == proof
            except NotVisible:
                continue
            found.add(name)
        return found

    assert openers() == {"reporter", "head"}
    move(Move.SUBMIT)
    assert openers() == {"reporter", "head"}
    move(Move.APPROVE)
    assert openers() == {"reporter", "head", "coordinator", "director"}
    move(Move.RETURN)
    assert openers() == {"reporter", "head"}
    assert Evidence.objects.count() == 1


def test_unknown_period_or_unit_is_not_visible(period, units, people):
    for period_id, unit_id in ((10**9, units.division.pk), (period.pk, 10**9)):
        with pytest.raises(NotVisible):
            queries.page(people.head, period_id, unit_id, today=TODAY)


def test_report_handed_in_late_stays_late_and_in_time_stays_in_time(period, units, people, page):
    write(period, units.division, actor=people.reporter)
    assert page(people.head, date(2026, 3, 16)).late_days == 0
    assert page(people.head, date(2026, 3, 18)).late_days == 2
    approve(period, units.division, reporter=people.reporter, head=people.head, on=date(2026, 3, 17))
    assert page(people.head, date(2026, 12, 1)).late_days == 1
