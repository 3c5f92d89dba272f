"""Facts of an assessment: entered by hand, gathered from their sources, each scored at once. Rights: test_rights."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from assessing import DRAFT, SET, VALUES, Case, brought, case_of
from factories import AT, LATER, TODAY, Organisation, answers_of, approve, write

from dondoc.actions import assessments, criteria_sets, evidence, facts, reports, rounds, scores
from dondoc.actions.criteria_sets import Source
from dondoc.actions.rounds import Body
from dondoc.core.assessments import Stage, State
from dondoc.core.permissions import Grant, Role
from dondoc.core.refusals import Faulty, NotAllowed, NotVisible
from dondoc.core.scoring.bindings import BindingKind
from dondoc.core.scoring.facts import Quotient
from dondoc.core.workflow import Move, WrongState
from dondoc.models import AssessmentFact, AuditRow, CriterionScore
from dondoc.queries import assessments as found


@pytest.fixture
def case(organisation: Organisation) -> Case:
    return case_of(organisation)


def entered(case: Case, **values):
    return facts.enter(
        case.assessment_id, values=values, as_of=TODAY, actor=case.organisation.people.coordinator, at=LATER
    )


def test_values_are_kept_exactly_and_read_back(case: Case):
    given = dict(VALUES) | {"online": Quotient(Decimal("0.1"), Decimal("0.3")), "systems": Decimal("12.25")}
    facts.enter(
        case.assessment_id,
        values=given,
        as_of=TODAY,
        source="Báo cáo 12/BC-VP",
        actor=case.organisation.people.coordinator,
        at=AT,
    )
    assert found.facts_of(case.assessment).values == given
    row = found.fact_rows(case.assessment)["online"]
    assert (row.value, row.as_of, row.is_typed, row.source, row.source_path) == (
        {"numerator": 0.1, "denominator": 0.3}, TODAY, True, "Báo cáo 12/BC-VP", "",
    )  # fmt: skip


def test_entry_scores_what_changed_and_nothing_else(case: Case):
    entered(case, **VALUES)
    before = CriterionScore.objects.count()
    entered(case, meetings=Decimal(2), has_page=True)
    [row] = CriterionScore.objects.order_by("id")[before:]
    assert (row.criterion, row.stage, row.points, row.state) == ("2.1", "self", Decimal(10), "scored")
    assert AuditRow.objects.latest("id").after == {"meetings": 2}


def test_words_stay_when_the_points_change(case: Case):
    entered(case, meetings=Decimal(1))
    scores.explain(case.assessment_id, words={"2.1": "Họp bù"}, actor=case.organisation.people.coordinator, at=AT)
    entered(case, meetings=Decimal(2))
    row = found.scores_of(case.assessment, Stage.SELF)["2.1"]
    assert (row.points, row.words) == (Decimal(10), "Họp bù")


def test_value_taken_back_is_missing_again(case: Case):
    entered(case, meetings=Decimal(0))
    assert found.scores_of(case.assessment, Stage.SELF)["2.1"].state == "scored"
    entered(case, meetings=None)
    row = found.scores_of(case.assessment, Stage.SELF)["2.1"]
    assert (row.points, row.state) == (Decimal(0), "missing")
    assert list(found.fact_history(case.assessment, "meetings").values_list("value", flat=True)) == [None, 0]


def test_every_fault_is_told_at_once_and_nothing_kept(case: Case):
    with pytest.raises(Faulty) as refused:
        facts.enter(
            case.assessment_id,
            values={
                "has_page": Decimal(1),
                "online": Quotient(Decimal(5), Decimal(0)),
                "meetings": Decimal(-1),
                "head": "nobody",
                "systems": Decimal("1234567890.123456789"),
            },
            as_of=TODAY + timedelta(days=1),
            source="x" * 301,
            actor=case.organisation.people.coordinator,
            at=AT,
        )
    fields = [fault.field for fault in refused.value.faults]
    assert fields == ["has_page", "online", "meetings", "head", "systems", "as_of", "source"]
    assert not AssessmentFact.objects.exists()


def test_units_enter_what_is_theirs_and_no_more(case: Case):
    people = case.organisation.people
    facts.enter(case.assessment_id, values={"has_page": True}, as_of=TODAY, actor=people.reporter, at=AT)
    facts.enter(case.assessment_id, values={"meetings": Decimal(2)}, as_of=TODAY, actor=people.other_reporter, at=AT)
    with pytest.raises(NotVisible):
        facts.enter(case.assessment_id, values={"meetings": Decimal(3)}, as_of=TODAY, actor=people.reporter, at=AT)
    with pytest.raises(NotVisible):
        facts.enter(case.assessment_id, values={"unknown": True}, as_of=TODAY, actor=people.coordinator, at=AT)
    assert found.facts_of(case.assessment).values == {"has_page": True, "meetings": Decimal(2)}


def test_nothing_is_entered_after_the_self_score(case: Case):
    brought(case, State.CHECK)
    with pytest.raises(WrongState):
        entered(case, meetings=Decimal(4))


# ---- gathered


def bound(case: Case, **sources: Source) -> None:
    criteria_sets.bind(case.adopted.pk, sources=sources, actor=case.organisation.people.coordinator, at=AT)


def gathered(case: Case):
    return facts.gather(case.assessment_id, on=TODAY, actor=case.organisation.people.coordinator, at=LATER)


def test_figures_of_a_target_are_added_up_with_their_day_and_place(case: Case, plan, period):
    people, units = case.organisation.people, case.organisation.units
    target = plan.targets.get(position=1)
    bound(case, online=Source(BindingKind.TARGET, target_id=target.pk))
    assert gathered(case) == []

    write(period, units.division, actor=people.reporter)
    approve(period, units.division, reporter=people.reporter, head=people.head)
    [one] = gathered(case)
    assert (one.fact, one.value, one.as_of, one.path) == (
        "online", Quotient(Decimal(8), Decimal(9)), TODAY, f"/plans/{plan.pk}/targets/",
    )  # fmt: skip
    assert one.source.endswith("còn 1 đơn vị chưa báo cáo")
    row = found.fact_rows(case.assessment)["online"]
    assert (row.value, row.is_typed) == ({"numerator": 8, "denominator": 9}, False)
    assert found.scores_of(case.assessment, Stage.SELF)["1.2"].points == Decimal("26.67")
    assert gathered(case) == []


def test_states_of_a_task_give_a_yes_and_proofs_taken_over_a_count(case: Case, plan, period):
    people = case.organisation.people
    task = plan.tasks.get(number="3")
    bound(
        case,
        has_page=Source(BindingKind.TASK, task_id=task.pk),
        meetings=Source(BindingKind.EVIDENCE, task_id=task.pk),
    )
    taken = {each.fact: each.value for each in gathered(case)}
    assert taken == {"has_page": False, "meetings": Decimal(0)}

    duty = task.obligations.get()
    answers = [reports.AnswerDraft(duty.pk, words="Xong", state=reports.AnswerState.DONE, percent=100)]
    reports.save_answers(period.pk, duty.unit_id, answers=answers, actor=people.reporter, at=AT)
    evidence.attach(
        period.pk,
        duty.unit_id,
        duty.pk,
        data=b"%PDF-1.4\n%%EOF\n",
        name="a.pdf",
        particulars=evidence.Particulars(),
        actor=people.reporter,
        at=AT,
    )
    rest = [a for a in answers_of(period, case.organisation.units.division) if a.obligation_id != duty.pk]
    reports.save_answers(period.pk, duty.unit_id, answers=rest, actor=people.reporter, at=AT)
    approve(period, case.organisation.units.division, reporter=people.reporter, head=people.head)
    assert {each.fact: each.value for each in gathered(case)} == {"has_page": True}
    reports.move(period.pk, duty.unit_id, move=Move.ACCEPT, on=TODAY, actor=people.coordinator, at=AT)
    assert {each.fact: each.value for each in gathered(case)} == {"meetings": Decimal(1)}


def test_source_takes_over_from_a_typed_value_and_the_typed_one_stays_in_the_history(case: Case, plan):
    entered(case, has_page=True)
    bound(case, has_page=Source(BindingKind.TASK, task_id=plan.tasks.get(number="1").pk))
    gathered(case)
    history = found.fact_history(case.assessment, "has_page").values_list("value", "is_typed")
    assert list(history) == [(False, False), (True, True)]


@pytest.mark.parametrize("number", ["1e15", "-1e400", "1e5000", "NaN", "Infinity", "0.1234567890123456789"])
def test_number_that_cannot_be_kept_exactly_is_refused(case: Case, number: str):
    with pytest.raises(Faulty) as refused:
        entered(case, systems=Decimal(number))
    assert {fault.field for fault in refused.value.faults} == {"systems"}
    with pytest.raises(Faulty) as refused:
        entered(case, online=Quotient(Decimal(1), Decimal(number)), meetings=Decimal(number))
    assert {fault.field for fault in refused.value.faults} == {"online", "meetings"}


def test_text_of_a_fact_that_is_shown_only_is_cleaned_and_short(case: Case):
    entered(case, systems="bảy\x00 hệ  thống")
    assert found.facts_of(case.assessment).values["systems"] == "bảy hệ thống"
    with pytest.raises(Faulty) as refused:
        entered(case, systems="x" * 301)
    assert [fault.field for fault in refused.value.faults] == ["systems"]


def test_head_enters_nothing_not_even_nothing(case: Case):
    with pytest.raises(NotAllowed):
        facts.enter(case.assessment_id, values={}, as_of=TODAY, actor=case.organisation.people.head, at=AT)


def test_fact_of_two_criteria_is_entered_by_whoever_may_write_one_of_them(organisation: Organisation):
    people, units = organisation.people, organisation.units
    text = SET.replace('fact = "meetings", each = 5', 'fact = "online", each = 5').replace("count-capped", "ratio")
    text = text.replace('fact = "online", each = 5', 'fact = "online"')
    adopted = criteria_sets.adopt(text, actor=people.coordinator, at=AT)
    body = Body(organisation.department.pk, "with-procedures")
    opened = rounds.open_round(adopted.pk, draft=DRAFT, bodies=[body], actor=people.coordinator, at=AT)
    owners = {"1.2": units.division.pk, "2.1": units.other_division.pk}
    made = assessments.set_owners(opened.assessments.get().pk, owners=owners, actor=people.coordinator, at=AT)
    grants = {Grant(Role.HEAD, units.division.pk), Grant(Role.REPORTER, units.other_division.pk)}
    both = replace(people.reporter, grants=frozenset(grants))
    value = Quotient(Decimal(1), Decimal(2))
    facts.enter(made.pk, values={"online": value}, as_of=TODAY, actor=both, at=AT)
    assert found.facts_of(made).values == {"online": value}
