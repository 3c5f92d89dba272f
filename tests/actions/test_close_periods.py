"""A period made into the report and closed: kept as it was, nothing in it changes any more."""

import hashlib

import pytest
from factories import AT, LATER, PDF, QUARTERLY, TODAY, answers_of, close_period, duties_of, write

from dondoc.actions import assignments, confirmations, evidence, periods, plans, reports
from dondoc.actions.evidence import Particulars
from dondoc.actions.reports import PeriodClosed
from dondoc.core.consolidation import Consolidation
from dondoc.core.workflow import Move
from dondoc.models import Answer, AuditRow, Evidence, ReportingPeriod, ReportMove, Snapshot, UnitReport
from dondoc.queries import consolidations


@pytest.fixture
def proof(period, units, people) -> Evidence:
    """A proof in the division's report, which is still a draft."""
    write(period, units.division, actor=people.reporter)
    duty = duties_of(period, units.division)[0].pk
    return evidence.attach(
        period.pk,
        units.division.pk,
        duty,
        data=PDF,
        name="a.pdf",
        particulars=Particulars(),
        actor=people.reporter,
        at=AT,
    )


def rows() -> list[object]:
    tables = (ReportingPeriod, UnitReport, Answer, Evidence, ReportMove, Snapshot, AuditRow)
    return [list(table._default_manager.order_by("pk").values()) for table in tables]


def test_closing_keeps_figures_and_document_and_names_who_closed(answered, period, people):
    live = consolidations.consolidate(people.coordinator, period)
    snapshot = close_period(period, people, at=LATER)
    period.refresh_from_db()
    assert (period.closed_at, period.closed_by_id, period.is_closed) == (LATER, people.director.user_id, True)
    kept = Snapshot.objects.get(period=period)
    assert Consolidation.from_json(kept.figures) == live
    assert bytes(kept.document).startswith(b"PK")
    assert kept.sha256 == snapshot.sha256 == hashlib.sha256(bytes(kept.document)).hexdigest()
    row = AuditRow.objects.latest("id")
    assert (row.act, row.object_kind, row.object_id, row.after) == (
        "period.close",
        "reportingperiod",
        period.pk,
        {"sha256": kept.sha256},
    )


def test_period_is_closed_once(answered, period, people):
    close_period(period, people)
    before = rows()
    with pytest.raises(PeriodClosed):
        confirmations.request_closing(period.pk, actor=people.coordinator, at=LATER)
    assert rows() == before


def test_closed_period_refuses_answers_and_proofs(proof, period, units, people):
    close_period(period, people)
    before = rows()
    duties = duties_of(period, units.division)
    answers = answers_of(period, units.division)
    for duty in duties:
        with pytest.raises(PeriodClosed):
            evidence.attach(
                period.pk,
                units.division.pk,
                duty.pk,
                data=PDF + b"2",
                name="b.pdf",
                particulars=Particulars(),
                actor=people.reporter,
                at=LATER,
            )
    for act in (
        lambda: reports.save_answers(period.pk, units.division.pk, answers=answers, actor=people.reporter, at=LATER),
        lambda: evidence.remove(proof.pk, actor=people.reporter, at=LATER),
    ):
        with pytest.raises(PeriodClosed):
            act()
    assert rows() == before


def test_unit_that_never_wrote_cannot_begin_in_a_closed_period(answered, period, units, people):
    close_period(period, people)
    with pytest.raises(PeriodClosed):
        write(period, units.other_division, actor=people.other_reporter)
    assert UnitReport.objects.count() == 1


@pytest.mark.parametrize(
    "path", [(), (Move.SUBMIT,), (Move.SUBMIT, Move.APPROVE), (Move.SUBMIT, Move.APPROVE, Move.ACCEPT)]
)
def test_closed_period_refuses_every_move_from_every_state(period, units, people, path: tuple[Move, ...]):
    doers = {
        Move.SUBMIT: people.reporter,
        Move.WITHDRAW: people.reporter,
        Move.APPROVE: people.head,
        Move.SEND_BACK: people.head,
        Move.ACCEPT: people.coordinator,
        Move.RETURN: people.coordinator,
    }

    def move(step: Move, at) -> None:
        reports.move(period.pk, units.division.pk, move=step, on=TODAY, reason="Thiếu", actor=doers[step], at=at)

    write(period, units.division, actor=people.reporter)
    for step in path:
        move(step, AT)
    close_period(period, people)
    before = rows()
    for step in Move:
        with pytest.raises(PeriodClosed):
            move(step, LATER)
    assert rows() == before


def test_next_period_is_still_open_when_one_is_closed(answered, period, units, people):
    close_period(period, people)
    following = period.plan.periods.get(code="2026Q2")
    assert write(following, units.division, actor=people.reporter).period == following


def test_closed_period_survives_new_reporting_rules(period, people):
    close_period(period, people)
    plans.set_reporting(period.plan_id, rules=[QUARTERLY], actor=people.coordinator, at=LATER)
    assert ReportingPeriod.objects.get(pk=period.pk).is_closed
    assert list(period.plan.periods.values_list("code", flat=True)) == ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]


def test_report_of_an_open_period_follows_the_answers_and_of_a_closed_one_is_the_kept_file(
    answered, period, units, people
):
    first = periods.compose(period.pk, actor=people.director, at=AT)
    assert periods.compose(period.pk, actor=people.coordinator, at=LATER) == first
    kept = bytes(close_period(period, people, at=LATER).document)
    assert kept == first
    task_ids = list(period.plan.tasks.values_list("pk", flat=True))
    unit_ids = [unit.pk for unit in (units.office, units.division, units.other_division, units.attached)]
    assignments.assign_tasks(period.plan_id, task_ids=task_ids, unit_ids=unit_ids, actor=people.coordinator, at=LATER)
    assert periods.compose(period.pk, actor=people.coordinator, at=LATER) == kept


def test_closed_period_keeps_its_figures_after_later_changes(answered, period, units, people):
    close_period(period, people)
    kept = consolidations.consolidate(people.director, period)
    task_ids = list(period.plan.tasks.values_list("pk", flat=True))
    unit_ids = [unit.pk for unit in (units.office, units.division, units.other_division, units.attached)]
    assignments.assign_tasks(period.plan_id, task_ids=task_ids, unit_ids=unit_ids, actor=people.coordinator, at=LATER)
    following = period.plan.periods.get(code="2026Q2")
    write(following, units.division, actor=people.reporter, at=LATER)
    again = consolidations.consolidate(people.director, ReportingPeriod.objects.get(pk=period.pk))
    assert again == kept
    assert consolidations.consolidate(people.director, following).tasks != kept.tasks


def test_composing_writes_the_hash_of_what_was_handed_out(answered, period, people):
    document = periods.compose(period.pk, actor=people.director, at=LATER)
    row = AuditRow.objects.latest("id")
    assert (row.act, row.actor_id, row.object_id) == ("period.compose", people.director.user_id, period.pk)
    assert row.after == {"sha256": hashlib.sha256(document).hexdigest()}
