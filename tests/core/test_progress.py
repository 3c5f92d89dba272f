"""Where a task stands by the answers of its units."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dondoc.core.progress import (
    CLOSING_TITLES,
    STATE_TITLES,
    AnswerState,
    ClosingRule,
    TaskState,
    percent_done,
    task_state,
)

NOT, DOING, DONE, STUCK = AnswerState.NOT_STARTED, AnswerState.IN_PROGRESS, AnswerState.DONE, AnswerState.STUCK
TODAY = date(2026, 3, 10)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)

answer_lists = st.lists(st.none() | st.sampled_from(AnswerState), max_size=10)
due_days = st.none() | st.sampled_from([YESTERDAY, TODAY, TOMORROW])


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ([], TaskState.NOT_STARTED),
        ([None], TaskState.NOT_STARTED),
        ([NOT, None], TaskState.NOT_STARTED),
        ([DOING, None], TaskState.IN_PROGRESS),
        ([DONE, None], TaskState.IN_PROGRESS),
        ([DONE, NOT], TaskState.IN_PROGRESS),
        ([DONE, DONE], TaskState.DONE),
        ([DONE, STUCK], TaskState.STUCK),
        ([DOING, STUCK, None], TaskState.STUCK),
    ],
)
def test_state_of_a_task_that_is_not_late(answers: list[AnswerState | None], state: TaskState):
    assert task_state(answers, due_on=TODAY, today=TODAY) is state
    assert task_state(answers, due_on=None, today=TODAY) is state


@pytest.mark.parametrize("answers", [[], [None], [NOT], [DOING], [STUCK], [DONE, None], [DONE, DOING]])
def test_task_is_late_from_the_day_after_the_last_day(answers: list[AnswerState | None]):
    assert task_state(answers, due_on=YESTERDAY, today=TODAY) is TaskState.LATE
    assert task_state(answers, due_on=TODAY, today=TODAY) is not TaskState.LATE


def test_one_done_answer_closes_a_task_under_any_and_not_under_all():
    assert task_state([DONE, None], due_on=YESTERDAY, today=TODAY, rule=ClosingRule.ANY) is TaskState.DONE
    assert task_state([DONE, None], due_on=YESTERDAY, today=TODAY, rule=ClosingRule.ALL) is TaskState.LATE


@given(answer_lists, due_days)
def test_further_done_answer_never_makes_a_done_task_undone_under_any(
    answers: list[AnswerState | None], due_on: date | None
):
    before = task_state(answers, due_on=due_on, today=TODAY, rule=ClosingRule.ANY)
    after = task_state([*answers, DONE], due_on=due_on, today=TODAY, rule=ClosingRule.ANY)
    assert after is TaskState.DONE
    assert before is not TaskState.DONE or after is TaskState.DONE


@given(answer_lists, due_days, st.sampled_from(ClosingRule), st.integers(min_value=0))
def test_done_in_place_of_another_answer_never_makes_a_done_task_undone(
    answers: list[AnswerState | None], due_on: date | None, rule: ClosingRule, place: int
):
    if task_state(answers, due_on=due_on, today=TODAY, rule=rule) is TaskState.DONE:
        place %= len(answers)
        improved = [*answers[:place], DONE, *answers[place + 1 :]]
        assert task_state(improved, due_on=due_on, today=TODAY, rule=rule) is TaskState.DONE


@given(answer_lists, due_days, st.sampled_from(ClosingRule), st.randoms())
def test_order_of_units_does_not_matter(answers, due_on: date | None, rule: ClosingRule, random):
    shuffled = list(answers)
    random.shuffle(shuffled)
    assert task_state(shuffled, due_on=due_on, today=TODAY, rule=rule) is task_state(
        answers, due_on=due_on, today=TODAY, rule=rule
    )


@given(answer_lists, st.sampled_from(ClosingRule))
def test_done_task_is_never_late_and_undone_task_past_its_day_always_is(answers, rule: ClosingRule):
    in_time = task_state(answers, due_on=None, today=TODAY, rule=rule)
    overdue = task_state(answers, due_on=YESTERDAY, today=TODAY, rule=rule)
    assert overdue is (TaskState.DONE if in_time is TaskState.DONE else TaskState.LATE)


@pytest.mark.parametrize(
    ("percents", "mean"),
    [
        ([], None),
        ([None, None], None),
        ([0], 0),
        ([None, 0], 0),
        ([100, None], 50),
        ([1, None], 1),
        ([1, 0, 0], 0),
        ([50, 51], 51),
        ([100, 100, 99], 100),
        ([33, 33, 34], 33),
    ],
)
def test_percentage_is_the_mean_with_silent_units_as_zero(percents: list[int | None], mean: int | None):
    assert percent_done(percents) == mean


@given(st.lists(st.none() | st.integers(0, 100), min_size=1, max_size=12))
def test_percentage_lies_between_0_and_100_and_reaches_100_only_when_nearly_all_do(percents: list[int | None]):
    mean = percent_done(percents)
    if all(percent is None for percent in percents):
        assert mean is None
    else:
        assert mean is not None
        assert 0 <= mean <= 100
        assert abs(mean * len(percents) - sum(percent or 0 for percent in percents)) * 2 <= len(percents)


def test_every_state_and_rule_has_its_words():
    assert set(STATE_TITLES) == set(TaskState)
    assert set(STATE_TITLES) >= set(AnswerState)
    assert set(CLOSING_TITLES) == set(ClosingRule)
