"""Units renamed, merged, split and ended: what goes over, what stays where it was, what is refused."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from factories import AT, LATER, PDF, TODAY, answers_of, approve, confirmed, duties_of, sample_plan, write

from dondoc.actions import evidence, reorganisations, reports
from dondoc.actions.evidence import Particulars
from dondoc.core.leads import UnitKind
from dondoc.core.permissions import Role
from dondoc.core.refusals import Faulty, NotAllowed, NotVisible
from dondoc.core.reorganisations import Kind, NewUnit, Order
from dondoc.models import Answer, AuditRow, Evidence, Obligation, Position, Succession, Unit, User
from dondoc.queries import consolidations, obligations, periods, tasks
from dondoc.queries.people import units_meant, viewer_for
from dondoc.queries.reports import questions_of

DAY = date(2026, 3, 9)
LEGAL = NewUnit("PL", "Phòng Pháp luật", "P. PL", UnitKind.DIVISION, handles_procedures=True)


@pytest.fixture
def carry_out(people):
    """`carry_out(kind, units, …)`: a reorganisation done by the administrator on the day of the tests."""

    def carry(kind: Kind, *units: Unit, **given):
        order = Order(kind, tuple(unit.pk for unit in units), **{"effective_on": DAY, "decision": "15/QĐ-STP", **given})
        return reorganisations.carry_out(order, on=TODAY, actor=people.administrator, at=LATER)

    return carry


def owed(unit: Unit) -> list[str]:
    """What the unit owes now: numbers of tasks, then positions of targets."""
    duties = Obligation.objects.filter(unit=unit, ended_on=None)
    numbers = duties.filter(task__isnull=False).order_by("task__position").values_list("task__number", flat=True)
    places = duties.filter(target__isnull=False).order_by("target__position").values_list("target__position", flat=True)
    return [*numbers, *(f"t{place}" for place in places)]


def later(period):
    """The period with its data window reaching beyond the effective day."""
    assert period.window_to >= DAY
    return period


def legal() -> Unit:
    return Unit.objects.get(code="PL")


def faults_of(carry_out, *given, **more) -> list[str]:
    rows = (Unit.objects.count(), Succession.objects.count(), AuditRow.objects.count())
    with pytest.raises(Faulty) as refusal:
        carry_out(*given, **more)
    assert rows == (Unit.objects.count(), Succession.objects.count(), AuditRow.objects.count())
    return [fault.field for fault in refusal.value.faults]


def test_renamed_unit_keeps_its_duties_and_its_old_name_for_earlier_days(carry_out, plan, period, units, people):
    before = owed(units.division)
    carry_out(Kind.RENAME, units.division, name="Phòng Hộ tịch", short_name="P. HT", effective_on=date(2026, 3, 10))
    unit = Unit.objects.get(pk=units.division.pk)
    assert (unit.name, unit.short_name, unit.valid_to, owed(unit)) == ("Phòng Hộ tịch", "P. HT", None, before)
    name = unit.earlier_names.get()
    assert (name.name, name.short_name, name.valid_to) == ("Phòng Hành chính tư pháp", "P. HCTP", date(2026, 3, 9))
    assert [(s.predecessor, s.successor) for s in Succession.objects.all()] == [(unit, unit)]
    units_now = list(units.division.department.units.all())
    assert units_meant(["Phòng Hành chính tư pháp", "Phòng Hộ tịch"], units_now) == {
        "Phòng Hành chính tư pháp": (unit.pk,),
        "Phòng Hộ tịch": (unit.pk,),
    }


def test_report_of_a_period_that_ended_before_bears_the_old_name(carry_out, plan, period, units, people):
    year = plan.periods.get(code="2026")
    carry_out(Kind.RENAME, units.division, name="Phòng Hộ tịch", short_name="P. HT", effective_on=date(2026, 3, 1))
    carry_out(Kind.RENAME, units.other_division, name="Thanh tra", short_name="TTra", effective_on=date(2026, 3, 10))
    period.window_to = date(2026, 2, 28)
    period.save()
    names = [unit.unit_name for unit in consolidations.consolidate(people.coordinator, period).units]
    assert names == ["Văn phòng Sở", "Phòng Hành chính tư pháp", "Thanh tra Sở", "Phòng Công chứng số 1"]
    names = [unit.unit_name for unit in consolidations.consolidate(people.coordinator, year).units]
    assert names == ["Văn phòng Sở", "Phòng Hộ tịch", "Thanh tra", "Phòng Công chứng số 1"]


def test_merge_into_a_new_unit_makes_one_duty_of_what_both_had(carry_out, plan, units):
    assert (owed(units.division), owed(units.attached)) == (
        ["2", "3", "5", "t1", "t2", "t3"],
        ["2", "5", "t1", "t2", "t3"],
    )
    carry_out(Kind.MERGE, units.division, units.attached, heirs=(LEGAL,))
    unit = legal()
    assert (unit.name, unit.valid_from, unit.valid_to, unit.raw_code) == ("Phòng Pháp luật", DAY, None, "PL")
    assert owed(unit) == ["2", "3", "5", "t1", "t2", "t3"]
    assert (owed(units.division), owed(units.attached)) == ([], [])
    for old in (units.division, units.attached):
        old.refresh_from_db()
        assert old.valid_to == date(2026, 3, 8)
        for duty in old.obligations.select_related("successor"):
            assert (duty.ended_on, duty.successor.unit_id) == (date(2026, 3, 8), unit.pk)
            assert (duty.successor.task_id, duty.successor.target_id) == (duty.task_id, duty.target_id)
    assert units_meant(["Phòng Công chứng số 1"], list(unit.department.units.all())) == {
        "Phòng Công chứng số 1": (unit.pk,)
    }


def test_merge_into_a_unit_that_goes_on_keeps_its_own_duties(carry_out, plan, units):
    own = set(Obligation.objects.filter(unit=units.division).values_list("pk", flat=True))
    carry_out(Kind.MERGE, units.other_division, units.attached, heirs=(units.division.pk,))
    assert owed(units.division) == ["2", "3", "4", "5", "t1", "t2", "t3"]
    assert own < set(Obligation.objects.filter(unit=units.division, ended_on=None).values_list("pk", flat=True))


def test_open_period_beyond_asks_the_new_unit_and_an_earlier_one_the_old(carry_out, plan, period, units, people):
    period.window_to = date(2026, 3, 8)
    period.save()
    carry_out(Kind.MERGE, units.division, units.attached, heirs=(LEGAL,))
    year = plan.periods.get(code="2026")
    by_period = {
        p.code: {row.unit.code: row.asked_count for row in periods.unit_rows(people.coordinator, p, today=TODAY)}
        for p in (period, year)
    }
    assert by_period["2026Q1"] == {"VP": 2, "HCTP": 6, "TTR": 2, "CC1": 5}
    assert by_period["2026"] == {"VP": 2, "TTR": 2, "PL": 6}
    assert set(obligations.asked_in(period).values_list("unit__code", flat=True)) == {"VP", "HCTP", "TTR", "CC1"}


def test_closed_period_stays_with_the_unit_that_answered_it(carry_out, plan, answered, period, units, people):
    period.closed_at, period.closed_by_id = AT, people.director.user_id
    period.save()
    assert later(period)
    carry_out(Kind.MERGE, units.division, units.attached, heirs=(LEGAL,))
    codes = [row.unit.code for row in periods.unit_rows(people.coordinator, period, today=TODAY)]
    assert codes == ["VP", "HCTP", "TTR", "CC1"]
    assert legal().obligations.first().began_on == period.window_to + timedelta(days=1)


def test_words_under_way_go_into_the_new_draft_each_with_its_unit_named(carry_out, plan, period, units, people):
    write(later(period), units.division, actor=people.reporter)
    duty = next(d for d in duties_of(period, units.division) if d.task and d.task.number == "2")
    proof = evidence.attach(
        period.pk,
        units.division.pk,
        duty.pk,
        data=PDF,
        name="a.pdf",
        particulars=Particulars(),
        actor=people.reporter,
        at=AT,
    )
    carry_out(Kind.MERGE, units.division, units.other_division, heirs=(LEGAL,))
    [report] = period.reports.filter(unit=legal())
    answers = {a.obligation.task.number: a for a in report.answers.filter(obligation__task__isnull=False)}
    words = "Phòng Hành chính tư pháp: Đã làm được một nửa"
    said = {n: (a.words, a.state, a.percent) for n, a in answers.items()}
    assert said == dict.fromkeys(("2", "3", "5"), (words, "in_progress", 50))
    figures = {
        a.obligation.target.position: (a.numerator, a.denominator)
        for a in report.answers.filter(obligation__target__isnull=False)
    }
    assert figures == {1: (Decimal(8), Decimal(9)), 2: (Decimal(8), Decimal(9)), 3: (Decimal(2), None)}
    assert Evidence.objects.get(pk=proof.pk).answer == answers["2"]
    assert (report.state, Answer.objects.filter(report__unit=units.division).count()) == ("draft", 6)


def test_report_handed_in_comes_back_when_the_unit_is_given_more(carry_out, plan, answered, period, units, people):
    carry_out(Kind.MERGE, units.other_division, heirs=(units.division.pk,))
    answered.refresh_from_db()
    assert (answered.state, answered.moves.last().move) == ("returned", "return")
    assert "15/QĐ-STP" in answered.moves.last().reason


def test_answers_that_counted_still_count_for_the_new_unit(carry_out, plan, period, units, people):
    write(period, units.division, actor=people.reporter)
    approve(period, units.division, reporter=people.reporter, head=people.head)
    period.window_to = date(2026, 3, 8)
    period.save()
    carry_out(Kind.MERGE, units.division, units.other_division, heirs=(LEGAL,))
    head = viewer_for(User.objects.get(pk=people.head.user_id), on=TODAY)
    year = plan.periods.get(code="2026")
    asked = {q.obligation.task.number: q for q in questions_of(head, year, legal(), None) if q.obligation.task}
    assert asked["3"].before is None
    [said] = asked["3"].inherited
    assert (said.unit_name, said.answer.words) == ("Phòng Hành chính tư pháp", "Đã làm được một nửa")
    row = tasks.one(head, plan, plan.tasks.get(number="3").pk, today=TODAY)
    assert [(part.unit.code, part.answer.words) for part in row.parts] == [("PL", "Đã làm được một nửa")]
    [history] = tasks.histories(head, plan, row)
    assert (history.said, [(o.unit_name, o.ended_on, len(o.said)) for o in history.origins]) == (
        (), [("Phòng Hành chính tư pháp", date(2026, 3, 8), 1)]
    )  # fmt: skip


def test_what_an_ended_unit_left_open_is_answered_by_those_who_follow(carry_out, plan, period, units, people):
    period.window_to = date(2026, 3, 8)
    period.save()
    carry_out(Kind.MERGE, units.division, units.attached, heirs=(LEGAL,))
    reporter = viewer_for(User.objects.get(pk=people.reporter.user_id), on=TODAY)
    reports.save_answers(
        period.pk, units.division.pk, answers=answers_of(period, units.division), actor=reporter, at=LATER
    )
    assert period.reports.get(unit=units.division).answers.count() == 6


def test_split_gives_each_duty_to_the_unit_chosen_and_the_rest_to_the_first(carry_out, plan, units):
    chosen = Obligation.objects.get(unit=units.division, task__number="3")
    carry_out(
        Kind.SPLIT,
        units.division,
        heirs=(LEGAL, replace(LEGAL, code="HT", name="Phòng Hộ tịch")),
        duties={chosen.pk: 1},
    )
    assert owed(legal()) == ["2", "5", "t1", "t2", "t3"]
    assert owed(Unit.objects.get(code="HT")) == ["3"]


def test_unit_from_which_another_is_split_off_goes_on(carry_out, plan, units):
    chosen = Obligation.objects.get(unit=units.division, task__number="3")
    carry_out(Kind.SPLIT, units.division, heirs=(units.division.pk, LEGAL), duties={chosen.pk: 1})
    units.division.refresh_from_db()
    assert (units.division.valid_to, owed(units.division)) == (None, ["2", "5", "t1", "t2", "t3"])
    assert owed(legal()) == ["3"]


def test_duty_that_comes_back_is_a_new_one_with_the_whole_line_behind(carry_out, plan, units, people):
    chosen = Obligation.objects.get(unit=units.division, task__number="3")
    carry_out(
        Kind.SPLIT,
        units.division,
        heirs=(units.division.pk, LEGAL),
        duties={chosen.pk: 1},
        effective_on=date(2026, 3, 2),
    )
    carry_out(Kind.MERGE, legal(), heirs=(units.division.pk,))
    row = tasks.one(people.coordinator, plan, plan.tasks.get(number="3").pk, today=TODAY)
    [history] = tasks.histories(people.coordinator, plan, row)
    assert [o.unit_name for o in history.origins] == ["Phòng Pháp luật", "Phòng Hành chính tư pháp"]


def test_ended_unit_gives_its_duties_to_the_one_named(carry_out, plan, units):
    assert faults_of(carry_out, Kind.END, units.attached) == ["heirs"]
    carry_out(Kind.END, units.attached, heirs=(units.other_division.pk,))
    assert owed(units.other_division) == ["2", "4", "5", "t1", "t2", "t3"]


def test_unit_without_duties_ends_without_an_heir(carry_out, units):
    carry_out(Kind.END, units.attached)
    assert [(s.predecessor, s.successor) for s in Succession.objects.all()] == [(units.attached, None)]


def test_people_go_to_the_heir_or_end_as_chosen(carry_out, units, people):
    stays = Position.objects.get(user=people.reporter.user_id)
    ends = Position.objects.get(user=people.head.user_id)
    carry_out(Kind.MERGE, units.division, units.attached, heirs=(LEGAL,), people={ends.pk: None})
    rows = Position.objects.filter(user__in=[people.reporter.user_id, people.head.user_id]).order_by("user", "id")
    assert [(p.user_id, p.unit.code, p.valid_from, p.valid_to, p.decision) for p in rows] == [
        (stays.user_id, "HCTP", None, date(2026, 3, 8), ""),
        (stays.user_id, "PL", DAY, None, "15/QĐ-STP"),
        (ends.user_id, "HCTP", None, date(2026, 3, 8), ""),
    ]
    assert viewer_for(User.objects.get(pk=people.head.user_id), on=TODAY) is None


def test_administrator_moves_no_role_in_the_work_to_himself(carry_out, units, people):
    own = Position.objects.create(
        user_id=people.administrator.user_id,
        department=units.division.department,
        unit=units.division,
        role=Role.HEAD,
        title="T",
    )
    carry_out(Kind.MERGE, units.division, units.attached, heirs=(LEGAL,))
    own.refresh_from_db()
    assert own.valid_to == date(2026, 3, 8)
    assert not Position.objects.filter(user_id=people.administrator.user_id, unit=legal()).exists()


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"decision": " "}, ["decision"]),
        ({"effective_on": date(2026, 3, 11)}, ["effective_on"]),
        ({"heirs": ()}, ["heirs"]),
        ({"heirs": (replace(LEGAL, code="CC1"),)}, ["new.0.code"]),
        ({"heirs": (replace(LEGAL, code="á b", name=" "),)}, ["new.0.code"]),
        ({"heirs": (replace(LEGAL, kind=UnitKind.OFFICE),)}, ["new.0.kind"]),
        ({"duties": {1: 5}}, ["duties"]),
    ],
)
def test_order_with_a_fault_changes_nothing(carry_out, units, given, fields):
    given = {"heirs": (LEGAL,), **given}
    assert faults_of(carry_out, Kind.MERGE, units.division, units.attached, **given) == fields


def test_unit_that_ended_cannot_be_reorganised_again(carry_out, units):
    carry_out(Kind.END, units.attached)
    with pytest.raises(NotVisible):
        carry_out(Kind.END, units.attached)


def test_only_the_administrator_reorganises_and_only_the_own_department(units, people, elsewhere):
    order = Order(Kind.END, (units.attached.pk,), DAY, "1/QĐ")
    for viewer in people:
        if viewer != people.administrator:
            with pytest.raises(NotAllowed):
                reorganisations.carry_out(order, on=TODAY, actor=viewer, at=LATER)
    with pytest.raises(NotVisible):
        reorganisations.carry_out(order, on=TODAY, actor=elsewhere.people.administrator, at=LATER)


def test_preview_names_what_moves_and_writes_nothing(plan, period, units, people):
    write(period, units.division, actor=people.reporter)
    before = AuditRow.objects.count()
    order = Order(Kind.MERGE, (units.division.pk, units.attached.pk), DAY, "1/QĐ", heirs=(LEGAL,))
    found = reorganisations.preview(order, actor=people.administrator)
    assert [(d.unit.code, d.is_target, d.number, d.text) for d in found.duties[:3]] == [
        ("HCTP", False, "2", "Cập nhật hồ sơ an toàn"),
        ("HCTP", False, "3", "Phân công đầu mối số hóa"),
        ("HCTP", False, "5", "Số hóa kết quả giải quyết"),
    ]
    assert [(row.period, row.unit.code, row.answer_count) for row in found.carried] == [(period, "HCTP", 6)]
    assert [position.user_id for position in found.positions] == [people.reporter.user_id, people.head.user_id]
    assert (AuditRow.objects.count(), Unit.objects.count()) == (before, 4)


def test_later_plan_is_given_to_the_new_unit(carry_out, units, people):
    carry_out(Kind.MERGE, units.division, units.attached, heirs=(LEGAL,))
    confirmed(sample_plan(), actor=people.coordinator)
    assert owed(legal()) == ["2", "3", "5"]
