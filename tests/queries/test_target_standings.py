"""Where targets stand for each viewer, with every figure behind."""

from decimal import Decimal

from factories import AT, approve, duties_of

from dondoc.actions import reports
from dondoc.actions.reports import AnswerDraft
from dondoc.core.indicators import Standing, Verdict
from dondoc.core.progress import AnswerState
from dondoc.queries import targets


def give(period, unit, reporter, head, *figures: tuple[str, str | None] | None) -> None:
    """An approved report of the unit with these figures, `None` for nothing to measure."""
    duties = duties_of(period, unit)
    of_tasks = [AnswerDraft(duty.pk, state=AnswerState.DONE) for duty in duties if duty.task_id]
    of_targets = []
    for duty, figure in zip([duty for duty in duties if duty.target_id], figures, strict=True):
        if figure is None:
            of_targets.append(AnswerDraft(duty.pk, not_applicable=True))
        else:
            above, below = (Decimal(n) if n is not None else None for n in figure)
            of_targets.append(AnswerDraft(duty.pk, numerator=above, denominator=below))
    reports.save_answers(period.pk, unit.pk, answers=[*of_tasks, *of_targets], actor=reporter, at=AT)
    approve(period, unit, reporter=reporter, head=head)


def test_target_stands_by_the_counted_figures_with_the_missing_unit_named(answered, plan, people):
    rows = targets.standings(people.coordinator, plan)
    missing = ("Phòng Công chứng số 1",)
    rate = Decimal(800) / 9
    assert [row.standing for row in rows] == [
        Standing(Verdict.MET, Decimal(8), Decimal(9), rate, missing),
        Standing(Verdict.NOT_MET, Decimal(8), Decimal(9), rate, missing),
        Standing(Verdict.MET, Decimal(1), Decimal(2), None, missing),
    ]
    assert [row.text for row in rows] == ["8/9 · 88,9 %", "8/9 · 88,9 %", "1/2 đơn vị đạt"]
    assert [row.asked for row in rows] == ["≥ 80 %", "100 %", "≥ 2 công chức"]
    assert [[(f.unit.code, f.answer is None) for f in row.figures] for row in rows] == [
        [("HCTP", False), ("CC1", True)]
    ] * 3
    assert {verdict: count for verdict, count in targets.by_verdict(rows).items() if count} == {
        Verdict.MET: 2,
        Verdict.NOT_MET: 1,
    }


def test_target_without_any_counted_figure_is_missing_and_not_zero(plan, people):
    for row in targets.standings(people.director, plan):
        assert (row.standing.verdict, row.standing.numerator) == (Verdict.MISSING, None)
        assert row.text == "Chưa có số liệu"


def test_nothing_to_measure_and_a_missing_figure_are_told_apart(period, plan, units, people):
    give(period, units.division, people.reporter, people.head, None, ("0", "0"), (None, None))
    rows = targets.standings(people.head, plan)
    assert [(row.standing.verdict, row.text) for row in rows] == [
        (Verdict.NOT_APPLICABLE, "Không phát sinh"),
        (Verdict.NOT_APPLICABLE, "0/0 · không phát sinh"),
        (Verdict.MISSING, "Chưa có số liệu"),
    ]


def test_unit_sees_its_own_targets_and_its_own_figures_only(answered, plan, people, units):
    assert targets.standings(people.other_head, plan) == []
    own = targets.standings(people.head, plan)
    assert len(own) == 3
    assert {figure.unit for row in own for figure in row.figures} == {units.division}
    assert own[0].standing.missing == ()


def test_figure_of_the_later_period_wins(answered, plan, units, people):
    following = plan.periods.get(code="2026Q2")
    give(following, units.division, people.reporter, people.head, ("1", "10"), ("10", "10"), ("1", None))
    rows = targets.standings(people.coordinator, plan)
    assert [row.standing.numerator for row in rows] == [Decimal(1), Decimal(10), Decimal(0)]
    assert [row.standing.verdict for row in rows] == [Verdict.NOT_MET, Verdict.MET, Verdict.NOT_MET]


def test_administrator_sees_no_target(answered, plan, people):
    assert targets.standings(people.administrator, plan) == []
