"""Where a task stands, told from what the obliged units have answered.

Not here: figures of targets (indicators), the state of a whole report (workflow).
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum


class AnswerState(StrEnum):
    """What a unit says of its own part."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    STUCK = "stuck"


class TaskState(StrEnum):
    """What the department says of the task on a day."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    LATE = "late"
    STUCK = "stuck"


class ClosingRule(StrEnum):
    """When a task led by several units is done."""

    ALL = "all"
    ANY = "any"


STATE_TITLES: dict[str, str] = {
    TaskState.NOT_STARTED: "Chưa thực hiện",
    TaskState.IN_PROGRESS: "Đang thực hiện",
    TaskState.DONE: "Hoàn thành",
    TaskState.LATE: "Quá hạn",
    TaskState.STUCK: "Vướng mắc",
}

CLOSING_TITLES = {
    ClosingRule.ALL: "Hoàn thành khi mọi đơn vị chủ trì hoàn thành",
    ClosingRule.ANY: "Hoàn thành khi một đơn vị chủ trì hoàn thành",
}


def task_state(
    answers: Sequence[AnswerState | None],
    *,
    due_on: date | None,
    today: date,
    rule: ClosingRule = ClosingRule.ALL,
) -> TaskState:
    """The state on `today`; one entry per obliged unit, `None` where the unit has not answered.

    Done is never late: whether it was done in time is told by the answers' dates. A task without a last day
    is never late. The due day itself is still in time.
    """
    done = [answer is AnswerState.DONE for answer in answers]
    if done and (all(done) if rule is ClosingRule.ALL else any(done)):
        return TaskState.DONE
    if due_on is not None and due_on < today:
        return TaskState.LATE
    if AnswerState.STUCK in answers:
        return TaskState.STUCK
    if AnswerState.IN_PROGRESS in answers or any(done):
        return TaskState.IN_PROGRESS
    return TaskState.NOT_STARTED


def percent_done(percents: Sequence[int | None]) -> int | None:
    """Mean percentage over the obliged units, rounded half up, a silent unit counted as 0.

    `None` when nobody has answered: not reported is not zero.
    """
    if all(percent is None for percent in percents):
        return None
    total = sum(percent or 0 for percent in percents)
    return (2 * total + len(percents)) // (2 * len(percents))
