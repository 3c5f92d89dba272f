"""A period gathered: totals, who is missing, and the same again from what was kept."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from dondoc.core.consolidation import (
    Consolidation,
    Difficulty,
    GroupTotal,
    Heading,
    Proof,
    UnitAnswer,
    UnitStatus,
    target_result,
    task_result,
)
from dondoc.core.indicators import Figure, Verdict
from dondoc.core.progress import AnswerState, ClosingRule, TaskState
from dondoc.core.workflow import ReportState

AS_OF = date(2026, 3, 14)
HEADING = Heading(
    department="Sở Tư pháp",
    parent_body="Ủy ban nhân dân tỉnh Hà Phong",
    symbol="STP",
    place="Hà Phong",
    addressed_to=("Ủy ban nhân dân tỉnh Hà Phong",),
    plan_kind="Kế hoạch",
    plan_number="12/KH-STP",
    plan_issued_on=date(2026, 1, 20),
    plan_title="Chuyển đổi số năm 2026",
    plan_issuer="Sở Tư pháp",
    signer_position="GIÁM ĐỐC",
    signer_name=None,
)


def task(number: str, group: str | None, *answers: UnitAnswer, due_on: date | None = None, rule=ClosingRule.ALL):
    return task_result(
        number=number,
        group=group,
        text=f"Việc {number}",
        solutions=["Lập danh mục"],
        due_text="Năm 2026",
        due_on=due_on,
        lead=["Thanh tra Sở"],
        cooperating=[],
        products=[],
        answers=answers,
        as_of=AS_OF,
        rule=rule,
    )


def gathered(tasks=(), targets=(), units=()) -> Consolidation:
    return Consolidation(
        heading=HEADING,
        period_code="2026Q1",
        period_title="Quý I/2026",
        window_from=date(2025, 12, 15),
        window_to=AS_OF,
        due_on=date(2026, 3, 16),
        as_of=AS_OF,
        units=tuple(units),
        targets=tuple(targets),
        tasks=tuple(tasks),
    )


DONE = UnitAnswer("Văn phòng Sở", AnswerState.DONE, 100, "Xong")
STUCK = UnitAnswer("Thanh tra Sở", AnswerState.STUCK, 10, "", "Thiếu kinh phí")
SILENT = UnitAnswer("Phòng Công chứng số 1")


def test_task_takes_its_state_and_percentage_from_its_answers_on_the_day():
    assert (task("1", None, DONE).state, task("1", None, DONE).percent) == (TaskState.DONE, 100)
    assert (task("1", None, STUCK, SILENT).state, task("1", None, STUCK, SILENT).percent) == (TaskState.STUCK, 5)
    assert task("1", None, STUCK, due_on=date(2026, 3, 13)).state is TaskState.LATE
    assert task("1", None, STUCK, due_on=AS_OF).state is TaskState.STUCK
    assert task("1", None, DONE, SILENT, rule=ClosingRule.ANY).state is TaskState.DONE
    assert (task("1", None).state, task("1", None).percent) == (TaskState.NOT_STARTED, None)


def test_missing_names_the_units_without_anything_counted():
    proved = UnitAnswer("Thanh tra Sở", proofs=(Proof("1/QĐ", None, "", "", "", "a.pdf"),))
    assert task("1", None, DONE, SILENT, proved).missing == ("Phòng Công chứng số 1",)


def test_totals_count_every_state_of_every_group_once():
    tasks = [task("1", "A", DONE), task("2", None, STUCK), task("3", "A", SILENT), task("4", "B", DONE)]
    zero = dict.fromkeys(TaskState, 0)
    consolidation = gathered(tasks)
    assert consolidation.groups == (
        GroupTotal("A", 2, zero | {TaskState.DONE: 1, TaskState.NOT_STARTED: 1}),
        GroupTotal(None, 1, zero | {TaskState.STUCK: 1}),
        GroupTotal("B", 1, zero | {TaskState.DONE: 1}),
    )
    assert consolidation.by_state == zero | {TaskState.DONE: 2, TaskState.STUCK: 1, TaskState.NOT_STARTED: 1}


def test_verdicts_are_counted_over_all_targets():
    def target(*figures: Figure):
        return target_result(text="Tỷ lệ", comparator=">=", value=Decimal(80), unit="%", figures=figures)

    met, silent = Figure("A", Decimal(8), Decimal(9)), Figure("B")
    nothing = Figure("C", not_applicable=True)
    counts = gathered(targets=[target(met), target(silent), target(nothing), target(met, silent)]).by_verdict
    assert counts == {Verdict.MET: 2, Verdict.NOT_MET: 0, Verdict.MISSING: 1, Verdict.NOT_APPLICABLE: 1}


def test_units_are_silent_until_their_head_has_approved():
    units = [UnitStatus(str(state), state, None, 0) for state in (None, *ReportState)]
    assert gathered(units=units).silent_units == ("None", "draft", "submitted", "returned")


def test_difficulties_of_tasks_and_targets_are_gathered_as_worded():
    figure = Figure("Thanh tra Sở", Decimal(1), Decimal(2))
    told = UnitAnswer("Thanh tra Sở", difficulties="Chưa có phần mềm thống kê")
    target = target_result(
        text="Tỷ lệ số hóa", comparator=">=", value=Decimal(80), unit="%", figures=[figure], answers=[told, SILENT]
    )
    assert gathered([task("7", "A", DONE, STUCK)], [target]).difficulties == (
        Difficulty("Thanh tra Sở", "Nhiệm vụ 7", "Thiếu kinh phí"),
        Difficulty("Thanh tra Sở", "Chỉ tiêu “Tỷ lệ số hóa”", "Chưa có phần mềm thống kê"),
    )


texts = st.text(max_size=12)
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
numbers = st.decimals(min_value=0, max_value=10**6, places=4)
proofs = st.builds(Proof, texts, st.none() | days, texts, texts, texts, texts)
answers = st.builds(
    UnitAnswer,
    texts,
    st.none() | st.sampled_from(AnswerState),
    st.none() | st.integers(0, 100),
    texts,
    texts,
    st.lists(proofs, max_size=2).map(tuple),
)
tasks = st.builds(
    task_result,
    number=texts,
    group=st.none() | texts,
    text=texts,
    solutions=st.lists(texts, max_size=2),
    due_text=st.none() | texts,
    due_on=st.none() | days,
    lead=st.lists(texts, max_size=2),
    cooperating=st.lists(texts, max_size=2),
    products=st.lists(texts, max_size=2),
    answers=st.lists(answers, max_size=3),
    as_of=days,
    rule=st.sampled_from(ClosingRule),
)
figures = st.builds(Figure, texts, st.none() | numbers, st.none() | numbers, st.booleans())
targets = st.builds(
    target_result,
    text=texts,
    comparator=st.sampled_from([">=", "=", "<="]),
    value=numbers,
    unit=st.sampled_from(["%", "công chức"]),
    figures=st.lists(figures, max_size=3),
    answers=st.lists(answers, max_size=2),
)
statuses = st.builds(UnitStatus, texts, st.none() | st.sampled_from(ReportState), st.none() | days, st.integers(0, 400))


@settings(max_examples=60)
@given(st.lists(tasks, max_size=3), st.lists(targets, max_size=3), st.lists(statuses, max_size=3))
def test_consolidation_kept_as_json_and_read_again_is_the_same(task_list, target_list, units):
    consolidation = gathered(task_list, target_list, units)
    again = Consolidation.from_json(json.loads(json.dumps(consolidation.to_json())))
    assert again == consolidation
    assert again.groups == consolidation.groups
    assert again.difficulties == consolidation.difficulties
    assert replace(again, period_code="2026Q2") != consolidation


def test_decimals_are_kept_digit_for_digit():
    target = target_result(
        text="Tỷ lệ",
        comparator=">=",
        value=Decimal("80.0000"),
        unit="%",
        figures=[Figure("A", Decimal("1.10"), Decimal("3"))],
    )
    kept = gathered(targets=[target]).to_json()["targets"][0]
    assert (kept["value"], kept["figures"][0]["numerator"]) == ("80.0000", "1.10")
