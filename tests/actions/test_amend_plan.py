"""A later version of a plan taken over by the running plan: what changes in it, and that nothing is lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from factories import (
    AT,
    LATER,
    PDF,
    QUARTERLY,
    TODAY,
    YEARLY,
    approve,
    close_period,
    duties_of,
    give_targets,
    later_version,
    write,
)

from dondoc.actions import amendments, assignments, evidence, plans, reports
from dondoc.actions.evidence import Particulars
from dondoc.core.amendments import Changes, Choices, Duties, Held
from dondoc.core.periods import Frequency
from dondoc.core.plan import Citation, PlanDraft, ReportingRule, Target, TaskDraft
from dondoc.core.progress import ClosingRule
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.core.workflow import Move, WrongState
from dondoc.models import (
    Amendment,
    Answer,
    AuditRow,
    Basis,
    Checkpoint,
    Draft,
    Evidence,
    Obligation,
    Plan,
    RegisteredDocument,
    Snapshot,
)
from dondoc.queries import consolidations, progress, searches, targets, tasks
from dondoc.queries import reports as report_queries
from dondoc.queries.periods import rows_of

Amend = Callable[..., Plan]


@pytest.fixture
def amend(plan: Plan, people) -> Amend:
    """`amend(tasks=..., number=...)`: the plan after a later version with these differences."""

    def act(*, choices: Choices | None = None, at=LATER, version: int = 2, **differences: object) -> Plan:
        content = replace(said(plan), **differences)
        draft = later_version(content, actor=people.coordinator, version=version)
        return amendments.amend(plan.pk, draft.pk, choices=choices or Choices(), actor=people.coordinator, at=at)

    return act


def said(plan: Plan) -> PlanDraft:
    """The version at work."""
    return PlanDraft.from_json(Plan.objects.get(pk=plan.pk).draft.content)


def changed(plan: Plan, number: str, **fields: object) -> tuple[TaskDraft, ...]:
    """The tasks of the version at work, one of them with other fields."""
    return tuple(replace(task, **fields) if task.number == number else task for task in said(plan).tasks)


def without(plan: Plan, number: str) -> tuple[TaskDraft, ...]:
    return tuple(task for task in said(plan).tasks if task.number != number)


def units_owing(plan: Plan, number: str) -> set[str]:
    found = Obligation.objects.filter(task__plan=plan, task__number=number, task__dropped_by=None)
    return set(found.values_list("unit__code", flat=True))


def kept() -> list[object]:
    """Every answer, proof, checkpoint, basis and move as stored."""
    return [list(model.objects.order_by("pk").values()) for model in (Answer, Evidence, Checkpoint, Basis)]


NEW = TaskDraft("7", "Nhân lực số", "Ký số mọi văn bản đi", lead=("Phòng Hành chính tư pháp", "Ban Quản lý X"))


def test_running_rows_are_kept_whatever_their_number_text_and_place(plan, amend, answered, units, people):
    before = {task.number: task.pk for task in plan.tasks.all()}
    targets_before = list(plan.targets.values_list("pk", flat=True))
    task = plan.tasks.get(number="3")
    Checkpoint.objects.create(task=task, text="Dự thảo", due_on=TODAY)
    stored = kept()

    amend(
        tasks=tuple(
            replace(t, number=str(7 - int(t.number)), text=t.text + " của Sở", due_text="Quý IV/2026")
            for t in reversed(said(plan).tasks)
        ),
        targets=said(plan).targets[::-1],
    )

    assert {task.number: task.pk for task in plan.tasks.all()} == {str(7 - int(n)): pk for n, pk in before.items()}
    assert list(plan.tasks.values_list("number", "position")) == [(str(n), n) for n in range(1, 7)]
    assert list(plan.targets.values_list("pk", flat=True)) == targets_before[::-1]
    assert plan.tasks.get(number="4").text == "Phân công đầu mối số hóa của Sở"
    assert plan.tasks.get(number="4").folded.startswith("4 phan cong dau moi so hoa cua so nhan luc so")
    assert kept() == stored
    assert Answer.objects.count() == 6


def test_added_task_begins_with_its_units_and_added_target_waits(plan, amend):
    target = Target("Tỷ lệ văn bản đi được ký số", "=", Decimal(100), "%")

    amend(tasks=(*said(plan).tasks, NEW), targets=(target, *said(plan).targets))

    added = plan.tasks.get(number="7")
    assert (added.position, added.unmatched_lead) == (7, ["Ban Quản lý X"])
    assert units_owing(plan, "7") == {"HCTP"}
    assert plan.targets.values_list("position", "text").first() == (1, target.text)
    assert not plan.targets.get(position=1).obligations.exists()
    changes = Amendment.objects.get().changes
    assert changes["added"] == {"tasks": [added.pk], "targets": [plan.targets.get(position=1).pk]}


def test_dropped_task_and_target_keep_their_answers_and_are_asked_no_more(plan, amend, answered, period, units, people):
    stored = kept()
    dropped, target = plan.tasks.get(number="3"), plan.targets.get(position=1)
    assert len(report_queries.questions_of(people.coordinator, period, units.division, answered)) == 6

    amend(tasks=without(plan, "3"), targets=said(plan).targets[1:])

    dropped.refresh_from_db()
    target.refresh_from_db()
    amendment = Amendment.objects.get()
    assert (dropped.dropped_by, target.dropped_by) == (amendment, amendment)
    assert kept() == stored
    asked = report_queries.questions_of(people.coordinator, period, units.division, answered)
    assert all(question.is_answered for question in asked)
    assert [q.obligation.task.number for q in asked if q.obligation.task] == ["2", "5"]
    assert [q.obligation.target for q in asked if q.obligation.target] == list(plan.targets.filter(dropped_by=None))
    [row] = rows_of(people.coordinator, [period], today=TODAY)
    [division] = [unit_row for unit_row in row.units if unit_row.unit == units.division]
    assert (division.asked_count, division.answered_count) == (4, 4)


def test_dropped_task_and_target_are_followed_no_more(plan, amend, answered, period, people):
    amend(tasks=without(plan, "3"), targets=said(plan).targets[1:])

    office = people.coordinator
    assert len(progress.standings(office, plan, today=TODAY)) == 5
    assert len(targets.standings(office, plan)) == 2
    assert tasks.follow(office, plan, today=TODAY).total_count == 5
    assert len(tasks.assignments(office, plan).ids) == 5
    assert len(tasks.assignments(office, plan, of_targets=True).ids) == 2
    assert searches.find(office, "đầu mối số hóa").tasks == ()
    gathered = consolidations.consolidate(office, period)
    assert [task.number for task in gathered.tasks] == ["1", "2", "4", "5", "6"]
    assert [target.text for target in gathered.targets] == [target.text for target in said(plan).targets]
    with pytest.raises(NotVisible):
        assignments.assign_tasks(
            plan.pk,
            task_ids=[plan.tasks.get(number="3").pk],
            unit_ids=[plan.office_id],
            actor=office,
            at=LATER,
        )


def test_closed_period_stays_as_it_was(plan, amend, answered, period, units, people):
    reports.move(period.pk, units.division.pk, move=Move.ACCEPT, on=TODAY, actor=people.coordinator, at=AT)
    close_period(period, people)
    period.refresh_from_db()
    asked = [q.obligation.pk for q in report_queries.questions_of(people.coordinator, period, units.division, answered)]
    figures = consolidations.consolidate(people.coordinator, period)
    counts = [
        (r.unit, r.asked_count, r.answered_count) for r in rows_of(people.coordinator, [period], today=TODAY)[0].units
    ]

    amend(tasks=(*without(plan, "3"), NEW), targets=said(plan).targets[1:])

    assert sorted(
        q.obligation.pk for q in report_queries.questions_of(people.coordinator, period, units.division, answered)
    ) == sorted(asked)
    assert consolidations.consolidate(people.coordinator, period) == figures
    [row] = rows_of(people.coordinator, [period], today=TODAY)
    assert [(r.unit, r.asked_count, r.answered_count) for r in row.units] == counts
    half_year = plan.periods.get(code="2026Q2")
    assert len(report_queries.questions_of(people.coordinator, half_year, units.division, None)) == 5


def test_period_closed_after_the_drop_does_not_bring_it_back(plan, amend, answered, period, units, people):
    amend(tasks=without(plan, "3"), at=AT)

    close_period(period, people, at=LATER)
    period.refresh_from_db()

    assert len(report_queries.questions_of(people.coordinator, period, units.division, answered)) == 5
    assert '"3"' not in str(Snapshot.objects.get().figures)


def test_snapshot_of_a_closed_period_is_untouched(plan, amend, answered, period, people):
    close_period(period, people)
    before = Snapshot.objects.values().get()

    amend(tasks=without(plan, "3"), number="99/KH-STP")

    assert Snapshot.objects.values().get() == before


def test_new_leads_come_and_old_ones_go_unless_they_answered(plan, amend, answered, period, units, people):
    """Task 3 was answered by its lead, task 4 was not."""
    tasks_now = tuple(
        replace(task, lead=("Văn phòng Sở",)) if task.number in ("3", "4") else task for task in said(plan).tasks
    )

    amend(tasks=tasks_now)

    assert units_owing(plan, "3") == {"VP", "HCTP"}
    assert units_owing(plan, "4") == {"VP"}
    assert Changes.from_json(Amendment.objects.get().changes).duties == {
        2: Duties(begun=("Văn phòng Sở",), kept=("Phòng Hành chính tư pháp",)),
        3: Duties(begun=("Văn phòng Sở",), ended=("Thanh tra Sở",)),
    }


def test_units_given_by_hand_stay(plan, amend, units, people):
    task = plan.tasks.get(number="6")
    assignments.assign_tasks(plan.pk, task_ids=[task.pk], unit_ids=[units.attached.pk], actor=people.coordinator, at=AT)

    amend(
        tasks=changed(
            plan, "6", lead=("Thanh tra Sở", "Sở Khoa học và Công nghệ"), text="Đấu nối nền tảng số dùng chung"
        )
    )

    task.refresh_from_db()
    assert units_owing(plan, "6") == {"TTR", "CC1"}
    assert task.unmatched_lead == []  # the printed lead that fits nobody was settled before


def test_new_lead_that_fits_nobody_waits(plan, amend):
    amend(tasks=changed(plan, "3", lead=("Ban Quản lý X",)))

    task = plan.tasks.get(number="3")
    assert task.unmatched_lead == ["Ban Quản lý X"]
    assert units_owing(plan, "3") == set()


def test_collective_lead_made_of_one_keeps_who_was_meant_before(plan, amend):
    amend(tasks=changed(plan, "3", lead=("Các phòng, đơn vị thuộc Sở",)))

    assert units_owing(plan, "3") == {"VP", "HCTP", "TTR", "CC1"}


def test_last_day_and_closing_rule_set_by_hand_stay_where_the_document_did_not_change(plan, amend, units, people):
    for number in ("4", "1"):
        assignments.assign_tasks(
            plan.pk,
            task_ids=[plan.tasks.get(number=number).pk],
            unit_ids=[units.office.pk],
            due_on=date(2026, 5, 5),
            rule=ClosingRule.ANY,
            actor=people.coordinator,
            at=AT,
        )

    amend(tasks=changed(plan, "1", due_text="Quý III/2026", due=date(2026, 9, 30)))

    assert Changes.from_json(Amendment.objects.get().changes).set_days == {0: date(2026, 5, 5)}
    assert plan.tasks.get(number="4").due_on == date(2026, 5, 5)
    assert (plan.tasks.get(number="1").due_on, plan.tasks.get(number="1").due_text) == (
        date(2026, 9, 30),
        "Quý III/2026",
    )
    assert plan.tasks.get(number="4").closing_rule == "any"


def test_last_day_that_the_document_takes_back_goes_unless_set_by_hand(plan, amend, units, people):
    assignments.assign_tasks(
        plan.pk,
        task_ids=[plan.tasks.get(number="1").pk],
        unit_ids=[units.office.pk],
        due_on=date(2026, 5, 5),
        actor=people.coordinator,
        at=AT,
    )

    amend(tasks=tuple(replace(task, due_text="Thường xuyên", due=None) for task in said(plan).tasks))

    assert plan.tasks.get(number="1").due_on == date(2026, 5, 5)
    assert plan.tasks.get(number="2").due_on is None


def test_raised_target_keeps_its_figures(plan, amend, answered, people):
    raised = replace(said(plan).targets[0], value=Decimal(95))

    amend(targets=(raised, *said(plan).targets[1:]))

    row = targets.standings(people.coordinator, plan)[0]
    assert (row.target.value, row.text, row.standing.verdict.value) == (Decimal(95), "8/9 · 88,9 %", "not_met")
    assert row.behind[0].answer is not None


def test_head_citations_and_document_become_those_of_the_later_version(plan, amend, people):
    old_draft = plan.draft
    citations = (said(plan).citations[0], Citation("101/QĐ-UBND", date(2026, 3, 2), "UBND tỉnh"))

    made = amend(number="30/KH-STP", issued_on=None, title="Chuyển đổi số năm 2026", citations=citations, recipients=())

    plan.refresh_from_db()
    assert (made.pk, plan.number, plan.title) == (plan.pk, "30/KH-STP", "Chuyển đổi số năm 2026")
    assert (plan.issued_on, plan.recipients) == (date(2026, 1, 20), ["UBND tỉnh", "Lưu: VT, VP"])
    assert [c.number for c in plan.citations.all()] == ["88/KH-UBND", "101/QĐ-UBND"]
    assert RegisteredDocument.objects.filter(number="101/QĐ-UBND").count() == 1
    amendment = Amendment.objects.get()
    assert (amendment.previous_draft, amendment.draft) == (old_draft, plan.draft)
    assert (plan.draft.state, plan.draft.content["issued_on"]) == ("confirmed", "2026-01-20")
    assert (amendment.confirmed_by_id, amendment.confirmed_at) == (people.coordinator.user_id, LATER)


def test_reporting_rules_that_changed_make_new_periods_and_keep_answered_ones(plan, amend, answered):
    amend(reporting=(ReportingRule(Frequency.HALF_YEAR.value, 15, "last"),))

    assert [p.code for p in plan.periods.all()] == ["2026Q1", "2026H1", "2026H2"]


def test_reporting_rules_set_by_hand_stay_where_the_document_says_the_same(plan, amend, people):
    plans.set_reporting(plan.pk, rules=[YEARLY], actor=people.coordinator, at=AT)

    amend(tasks=without(plan, "6"), reporting=(QUARTERLY, YEARLY))

    assert [p.code for p in plan.periods.all()] == ["2026"]


WHOLE = "Rà soát quy trình nội bộ, bỏ thành phần hồ sơ đã có dữ liệu số"
HALVES = tuple(
    f"Rà soát quy trình nội bộ lĩnh vực {field}, bỏ thành phần hồ sơ đã có dữ liệu số"
    for field in ("hộ tịch", "luật sư")
)


def test_tie_without_a_choice_is_refused_by_name_and_nothing_is_stored(plan, amend):
    amend(tasks=changed(plan, "4", text=WHOLE))
    halves = tuple(TaskDraft(n, "Nhân lực số", text) for n, text in zip(("8", "9"), HALVES, strict=True))
    count = AuditRow.objects.count()

    with pytest.raises(Faulty) as refused:
        amend(tasks=(*without(plan, "4"), *halves), version=3)

    assert [(f.field, f.sentence) for f in refused.value.faults] == [
        ("tasks.3", "Nhiệm vụ 4: hãy chọn dòng tương ứng trong văn bản mới.")
    ]
    assert Amendment.objects.count() == 1
    assert AuditRow.objects.exclude(act__startswith="draft.").count() <= count
    assert not plan.tasks.filter(number="8").exists()


def test_choice_settles_a_tie(plan, amend, units):
    amend(tasks=changed(plan, "4", text=WHOLE))
    task = plan.tasks.get(number="4", dropped_by=None)
    halves = tuple(TaskDraft(n, "Nhân lực số", text) for n, text in zip(("8", "9"), HALVES, strict=True))

    amend(tasks=(*without(plan, "4"), *halves), version=3, choices=Choices(tasks={3: 6}))

    task.refresh_from_db()
    assert (task.number, task.text) == ("9", HALVES[1])
    assert plan.tasks.get(number="8").pk != task.pk


def test_two_that_chose_one_are_both_named(plan, amend):
    halves = tuple(TaskDraft(n, "Nhân lực số", text) for n, text in zip(("8", "9"), HALVES, strict=True))
    amend(tasks=(*said(plan).tasks, *halves))

    with pytest.raises(Faulty) as refused:
        amend(
            tasks=(*without(plan, "8")[:6], TaskDraft("10", None, WHOLE)),
            version=3,
            choices=Choices(tasks={6: 6, 7: 6}),
        )

    assert [f.field for f in refused.value.faults] == ["tasks.6", "tasks.7"]


def test_second_amendment_goes_on_from_the_first(plan, amend, people):
    amend(tasks=without(plan, "2"))
    amend(tasks=(NEW, *without(plan, "5")), at=LATER + timedelta(days=1), version=3)

    assert list(plan.tasks.filter(dropped_by=None).values_list("number", "position")) == [
        ("7", 1), ("1", 2), ("3", 3), ("4", 4), ("6", 5),
    ]  # fmt: skip
    first, second = Amendment.objects.all()
    assert list(first.dropped_tasks.values_list("number", flat=True)) == ["2"]
    assert list(second.dropped_tasks.values_list("number", flat=True)) == ["5"]
    assert second.previous_draft == first.draft


def test_what_was_confirmed_can_be_read_again(plan, amend, answered, units, period, people):
    amend(tasks=without(plan, "3"), number="30/KH-STP")

    changes = Changes.from_json(Amendment.objects.get().changes)
    assert [(c.field, c.before, c.after) for c in changes.comparison.head] == [
        ("number", ("12/KH-STP",), ("30/KH-STP",))
    ]
    assert changes.comparison.tasks.counts == {"added": 0, "changed": 0, "moved": 0, "dropped": 1, "kept": 5}
    assert changes.held_tasks == {1: Held(1, 0), 2: Held(1, 0), 4: Held(1, 0)}
    assert changes.held == Held(6, 0)
    row = AuditRow.objects.get(act="plan.amend")
    assert (row.object_kind, row.object_id, row.after["amendment"]) == ("plan", plan.pk, Amendment.objects.get().pk)


def test_answer_to_what_was_dropped_is_changed_no_more(plan, amend, period, units, people):
    write(period, units.division, actor=people.reporter)
    duty = next(d for d in duties_of(period, units.division) if d.task and d.task.number == "3")
    given = {"data": PDF, "name": "a.pdf", "particulars": Particulars(), "actor": people.reporter, "at": LATER}
    proof = evidence.attach(period.pk, units.division.pk, duty.pk, **given)

    amend(tasks=without(plan, "3"))

    with pytest.raises(WrongState):
        evidence.remove(proof.pk, actor=people.reporter, at=LATER)
    with pytest.raises(WrongState):
        evidence.attach(period.pk, units.division.pk, duty.pk, **{**given, "data": PDF + b" "})
    assert Evidence.objects.count() == 1
    approve(period, units.division, reporter=people.reporter, head=people.head)


def test_no_change_is_refused(amend):
    with pytest.raises(Faulty) as refused:
        amend()
    assert [fault.field for fault in refused.value.faults] == ["draft"]


def test_another_year_is_refused(amend):
    with pytest.raises(Faulty) as refused:
        amend(year=2027)
    assert "year" in [fault.field for fault in refused.value.faults]


def test_year_left_blank_is_that_of_the_plan(plan, amend):
    amend(year=None, number="30/KH-STP")

    assert (plan.draft.pk, Plan.objects.get().year, said(plan).year) == (plan.draft_id, 2026, 2026)


def test_what_cannot_be_confirmed_cannot_amend(plan, amend):
    with pytest.raises(Faulty) as refused:
        amend(tasks=(), number="1" * 61)
    assert [fault.field for fault in refused.value.faults] == ["tasks", "number"]


def test_draft_that_is_not_open_cannot_amend(plan, people):
    with pytest.raises(WrongState):
        amendments.amend(plan.pk, plan.draft_id, choices=Choices(), actor=people.coordinator, at=LATER)


def test_draft_from_above_cannot_amend(plan, people):
    draft = later_version(replace(said(plan), number="30/KH-STP"), actor=people.coordinator)
    Draft.objects.filter(pk=draft.pk).update(level="superior")
    with pytest.raises(WrongState):
        amendments.amend(plan.pk, draft.pk, choices=Choices(), actor=people.coordinator, at=LATER)


def test_plan_of_another_department_is_not_there(plan, elsewhere, people):
    other = elsewhere.people.coordinator
    draft = later_version(replace(said(plan), number="30/KH-STP"), actor=other)
    with pytest.raises(NotVisible):
        amendments.amend(plan.pk, draft.pk, choices=Choices(), actor=other, at=LATER)
    with pytest.raises(NotVisible):
        amendments.amend(plan.pk, draft.pk, choices=Choices(), actor=people.director, at=LATER)


def test_large_plan_amended_keeps_every_row(make_plan, people):
    plan = make_plan(task_count=124, target_count=30)
    give_targets(plan, [plan.office], actor=people.coordinator)
    before = dict(plan.tasks.values_list("text", "pk"))
    content = said(plan)
    draft = later_version(replace(content, tasks=content.tasks[::-1][:120]), actor=people.coordinator)

    amendments.amend(plan.pk, draft.pk, choices=Choices(), actor=people.coordinator, at=LATER)

    assert dict(plan.tasks.values_list("text", "pk")) == before
    running = plan.tasks.filter(dropped_by=None)
    assert list(running.values_list("position", flat=True)) == list(range(1, 121))
    assert running.first().text == "Việc mẫu số 124"
