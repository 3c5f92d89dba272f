"""From a draft to a running plan: tasks, targets, obligations, periods; all or nothing."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from factories import (
    AT,
    LATER,
    QUARTERLY,
    YEARLY,
    approve,
    confirmed,
    duties_of,
    give_targets,
    sample_plan,
    uploaded,
    write,
)

from dondoc.actions import drafts, keys, plans
from dondoc.core.plan import Citation, PlanDraft, ReportingRule, Signer, Target
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.core.workflow import WrongState
from dondoc.management.demonstrations import SAMPLES
from dondoc.models import AuditRow, Draft, Obligation, Plan, ReportingPeriod, SignedLink, Task
from dondoc.models import Target as TargetRow


def confirm(content: PlanDraft, people) -> Plan:
    return confirmed(content, actor=people.coordinator)


def faults_of(content: PlanDraft, people) -> list[tuple[str, str]]:
    """Field and sentence of every fault; nothing may be stored."""
    draft = uploaded(content, actor=people.coordinator)
    audit_count = AuditRow.objects.count()
    with pytest.raises(Faulty) as refusal:
        plans.confirm(draft.pk, actor=people.coordinator, at=LATER)
    draft.refresh_from_db()
    assert draft.state == Draft.State.OPEN
    assert not Plan.objects.exists()
    assert AuditRow.objects.count() == audit_count
    return [(fault.field, fault.sentence) for fault in refusal.value.faults]


def test_plan_carries_every_field_of_its_head(people, units, department):
    plan = Plan.objects.get(pk=confirm(sample_plan(), people).pk)
    assert (plan.kind, plan.number, plan.symbol, plan.issued_on) == (
        "Kế hoạch",
        "12/KH-STP",
        "KH-STP",
        date(2026, 1, 20),
    )
    assert (plan.place, plan.issuer, plan.year) == ("Hà Phong", "Sở Tư pháp", 2026)
    assert plan.title == "Chuyển đổi số năm 2026 của Sở Tư pháp"
    assert (plan.signer_position, plan.signer_name) == ("GIÁM ĐỐC", "Vũ Văn Mẫu Giang")
    assert (plan.recipients, plan.office, plan.department) == (["UBND tỉnh", "Lưu: VT, VP"], units.office, department)
    assert plan.confirmed_at == AT
    assert list(plan.citations.values_list("position", "number", "issued_on", "issuer")) == [
        (1, "88/KH-UBND", date(2026, 1, 5), "UBND tỉnh"),
        (2, "99/QĐ-UBND", None, None),
    ]
    assert plan.heading == "Kế hoạch số 12/KH-STP"


def test_tasks_and_targets_are_stored_in_the_order_of_the_document(people, units):
    plan = confirm(sample_plan(), people)
    assert list(plan.tasks.values_list("position", "number", "group", "due_on")) == [
        (1, "1", "Hạ tầng số", date(2026, 6, 30)),
        (2, "2", "Hạ tầng số", date(2026, 12, 31)),
        (3, "3", "Nhân lực số", date(2026, 2, 28)),
        (4, "4", "Nhân lực số", None),
        (5, "5", "Nhân lực số", date(2026, 12, 31)),
        (6, "6", "Nhân lực số", None),
    ]
    first = plan.tasks.get(position=1)
    assert (first.text, first.due_text, first.where) == (
        "Rà soát đường truyền, thiết bị mạng",
        "Quý II/2026",
        "table 1 row 2",
    )
    assert (first.solutions, first.lead) == (["Lập danh mục cho việc 1", "Phân công người thực hiện"], ["Văn phòng Sở"])
    assert (first.cooperating, first.products) == (["Sở Khoa học và Công nghệ"], ["Báo cáo kết quả"])
    assert list(plan.targets.values_list("position", "comparator", "value", "unit")) == [
        (1, ">=", Decimal(80), "%"),
        (2, "=", Decimal(100), "%"),
        (3, ">=", Decimal(2), "công chức"),
    ]


def test_leads_become_one_obligation_a_unit_and_what_fits_no_unit_waits(people, units):
    plan = confirm(sample_plan(), people)
    duties = {task.number: list(task.obligations.values_list("unit__code", flat=True)) for task in plan.tasks.all()}
    assert duties == {
        "1": ["VP"],
        "2": ["VP", "HCTP", "TTR", "CC1"],
        "3": ["HCTP"],
        "4": ["TTR"],
        "5": ["HCTP", "CC1"],
        "6": [],
    }
    waiting = plan.tasks.exclude(unmatched_lead=[]).values_list("number", "unmatched_lead")
    assert list(waiting) == [("6", ["Sở Khoa học và Công nghệ"])]
    assert not Obligation.objects.filter(target__plan=plan).exists()


def test_unit_named_twice_owes_the_task_once(people, units):
    first = replace(sample_plan().tasks[0], lead=("Văn phòng Sở", "Các phòng, đơn vị thuộc Sở", "Sở Nội vụ"))
    plan = confirm(replace(sample_plan(), tasks=(first,)), people)
    task = plan.tasks.get()
    assert list(task.obligations.values_list("unit__code", flat=True)) == ["VP", "HCTP", "TTR", "CC1"]
    assert task.unmatched_lead == ["Sở Nội vụ"]


def test_periods_carry_the_dates_of_the_calendar(people, units):
    plan = confirm(sample_plan(), people)
    rows = plan.periods.values_list("code", "window_from", "window_to", "printed_due_on", "due_on", "shifted_because")
    assert list(rows) == [
        ("2026Q1", date(2025, 12, 15), date(2026, 3, 14), date(2026, 3, 15), date(2026, 3, 16), "Chủ nhật"),
        ("2026Q2", date(2026, 3, 15), date(2026, 6, 14), date(2026, 6, 15), date(2026, 6, 15), None),
        ("2026Q3", date(2026, 6, 15), date(2026, 9, 14), date(2026, 9, 15), date(2026, 9, 15), None),
        ("2026", date(2025, 12, 15), date(2026, 12, 14), date(2026, 12, 15), date(2026, 12, 15), None),
        ("2026Q4", date(2026, 9, 15), date(2026, 12, 14), date(2026, 12, 15), date(2026, 12, 15), None),
    ]


def test_plan_without_reporting_rules_has_no_periods_until_the_office_sets_them(people, units):
    plan = confirm(replace(sample_plan(), reporting=()), people)
    assert list(plan.periods.all()) == []
    plans.set_reporting(plan.pk, rules=[QUARTERLY], actor=people.coordinator, at=LATER)
    plan.refresh_from_db()
    assert plan.reporting == [{"frequency": "quarter", "due_day": 15, "due_month": "last"}]
    assert list(plan.periods.values_list("code", flat=True)) == ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]
    row = AuditRow.objects.latest("id")
    assert (row.act, row.object_id, row.before, row.after) == ("plan.set-reporting", plan.pk, [], plan.reporting)


def test_new_reporting_rules_keep_the_periods_that_units_have_begun(period, units, people):
    plan = period.plan
    write(period, units.division, actor=people.reporter)
    rule = ReportingRule("quarter", 20, "last")
    plans.set_reporting(plan.pk, rules=[rule], actor=people.coordinator, at=LATER)
    assert list(plan.periods.values_list("code", "due_on")) == [
        ("2026Q1", date(2026, 3, 16)),
        ("2026Q2", date(2026, 6, 22)),
        ("2026Q3", date(2026, 9, 21)),
        ("2026Q4", date(2026, 12, 21)),
    ]


def test_new_reporting_rules_keep_the_periods_that_a_link_asks_for(period, units, people):
    plan = period.plan
    [duty, *_rest] = duties_of(period, units.division)
    asked = {"obligation_ids": [duty.pk], "given_to": "Phòng mẫu", "expires_at": LATER + timedelta(days=7)}
    [link] = keys.create_links(period.pk, **asked, actor=people.coordinator, at=AT)
    rule = ReportingRule("quarter", 20, "last")
    plans.set_reporting(plan.pk, rules=[rule], actor=people.coordinator, at=LATER)
    assert list(plan.periods.values_list("code", "due_on"))[:2] == [
        ("2026Q1", date(2026, 3, 16)),
        ("2026Q2", date(2026, 6, 22)),
    ]
    assert SignedLink.objects.get(pk=link.link.pk).period == period


def test_reporting_rule_that_names_no_day_is_refused_and_periods_stay(plan, people):
    before = list(plan.periods.values_list("code", flat=True))
    rules = [QUARTERLY, ReportingRule("week", 3, "last"), ReportingRule("quarter", 32, "last")]
    with pytest.raises(Faulty) as refusal:
        plans.set_reporting(plan.pk, rules=rules, actor=people.coordinator, at=LATER)
    assert [fault.field for fault in refusal.value.faults] == ["reporting.1", "reporting.2"]
    assert list(plan.periods.values_list("code", flat=True)) == before


def test_two_rules_for_one_period_make_it_once_with_the_earlier_day(people, units):
    rules = (ReportingRule("quarter", 20, "last"), QUARTERLY)
    plan = confirm(replace(sample_plan(), reporting=rules), people)
    assert list(plan.periods.values_list("code", "printed_due_on"))[:1] == [("2026Q1", date(2026, 3, 15))]
    assert plan.periods.count() == 4


def test_draft_is_confirmed_once(people, units):
    draft = uploaded(sample_plan(), actor=people.coordinator)
    plans.confirm(draft.pk, actor=people.coordinator, at=AT)
    draft.refresh_from_db()
    assert draft.state == Draft.State.CONFIRMED
    with pytest.raises(WrongState):
        plans.confirm(draft.pk, actor=people.coordinator, at=LATER)
    assert Plan.objects.count() == 1


def test_confirming_writes_one_audit_row_that_names_the_draft(people, units):
    draft = uploaded(sample_plan(), actor=people.coordinator)
    audit_count = AuditRow.objects.count()
    plan = plans.confirm(draft.pk, actor=people.coordinator, at=LATER)
    [row] = AuditRow.objects.all()[audit_count:]
    assert (row.act, row.object_kind, row.object_id) == ("plan.write", "plan", plan.pk)
    assert row.after == {"draft": draft.pk, "sha256": draft.sha256}


def test_unknown_draft_is_not_visible(people):
    with pytest.raises(NotVisible):
        plans.confirm(10**9, actor=people.coordinator, at=AT)


def test_empty_reading_is_refused_with_every_fault_at_once(people):
    assert faults_of(PlanDraft(reporting=(QUARTERLY, YEARLY)), people) == [
        ("title", "Kế hoạch chưa có trích yếu: hãy ghi tên kế hoạch."),
        ("year", "Kế hoạch chưa có năm: hãy ghi năm mà kế hoạch áp dụng."),
        ("tasks", "Chưa có nhiệm vụ nào: hãy kiểm tra lại văn bản hoặc thêm nhiệm vụ."),
    ]


@pytest.mark.parametrize("year", [-1, 0, 206, 1899, 2100, 20260])
@pytest.mark.parametrize("reporting", [(), (QUARTERLY,)])
def test_year_without_a_calendar_is_refused_in_vietnamese(people, year: int, reporting):
    content = replace(sample_plan(), year=year, reporting=reporting)
    assert faults_of(content, people) == [("year", f"Không có kỳ báo cáo “{year}”.")]


def test_reporting_rules_that_name_no_day_are_refused_each_with_its_place(people):
    rules = (QUARTERLY, ReportingRule("quarter", 0, "last"), ReportingRule("day", 1, 1))
    assert [field for field, _ in faults_of(replace(sample_plan(), reporting=rules), people)] == [
        "reporting.1",
        "reporting.2",
    ]


def test_texts_too_long_or_missing_are_refused_each_with_its_place(people):
    plan, long = sample_plan(), "Đ" * 201
    content = replace(
        plan,
        number=long,
        place=long,
        issuer=long,
        signer=Signer(long, long),
        citations=(Citation(""), Citation(long, issuer=long)),
        targets=(Target("", ">=", Decimal(80), long), Target("x", "~", Decimal(10) ** 14, "%")),
        tasks=(replace(plan.tasks[0], number=long), replace(plan.tasks[1], text="")),
    )
    assert [field for field, _ in faults_of(content, people)] == [
        "number",
        "place",
        "issuer",
        "signer.position",
        "signer.name",
        "citations.0.number",
        "citations.1.number",
        "citations.1.issuer",
        "targets.0.text",
        "targets.0.unit",
        "targets.1.comparator",
        "targets.1.value",
        "tasks.0.number",
        "tasks.1.text",
    ]


def test_target_finer_than_four_decimals_is_refused(people):
    target = Target("Tỷ lệ", ">=", Decimal("99.99999"), "%")
    assert [field for field, _ in faults_of(replace(sample_plan(), targets=(target,)), people)] == ["targets.0.value"]


@pytest.mark.django_db(transaction=True)
def test_failure_at_the_last_step_leaves_nothing_of_the_plan(people, units):
    draft = uploaded(sample_plan(), actor=people.coordinator)
    # An account that is gone: everything is stored, and the audit row of the last step cannot be.
    ghost = replace(people.coordinator, user_id=10**9)
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        plans.confirm(draft.pk, actor=ghost, at=LATER)
    draft.refresh_from_db()
    assert draft.state == Draft.State.OPEN
    for model in (Plan, Task, TargetRow, Obligation, ReportingPeriod):
        assert not model.objects.exists()
    assert plans.confirm(draft.pk, actor=people.coordinator, at=LATER).tasks.count() == 6


def test_text_for_searching_is_folded_from_the_words_of_the_task(people, units):
    task = confirm(sample_plan(), people).tasks.get(number="5")
    assert task.folded.startswith("5 so hoa ket qua giai quyet nhan luc so lap danh muc")
    assert task.folded.endswith("bao cao ket qua")


def test_second_plan_of_a_year_stands_beside_the_first(answered, units, people):
    second = confirm(replace(sample_plan(), title="Bình dân học vụ số"), people)
    give_targets(second, [units.division], actor=people.coordinator)
    period = second.periods.get(code="2026Q1")
    write(period, units.division, actor=people.reporter)
    assert approve(period, units.division, reporter=people.reporter, head=people.head).period.plan == second
    assert Plan.objects.count() == 2


def test_target_keeps_its_place_in_the_source_when_one_before_it_is_dropped(people, units):
    content = (SAMPLES / "plans" / "ke-hoach-dti-2026.docx").read_bytes()
    draft = drafts.upload(content, name="ke-hoach.docx", actor=people.coordinator, at=AT)
    read_at = {target["text"]: draft.places[f"targets.{n}"] for n, target in enumerate(draft.content["targets"])}
    fewer = {**draft.content, "targets": draft.content["targets"][1:]}
    drafts.correct(draft.pk, content=fewer, actor=people.coordinator, at=AT)
    plan = plans.confirm(draft.pk, actor=people.coordinator, at=AT)
    assert {target.text: target.where for target in plan.targets.all()} == {
        target["text"]: read_at[target["text"]] for target in fewer["targets"]
    }
