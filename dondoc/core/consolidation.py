"""A period of a plan, gathered from the units: what the page shows, the report prints and the snapshot keeps.

Only what unit heads have approved counts. Not here: how it is read (queries), how it is printed (officialdoc).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from dondoc.core.indicators import Figure, Standing, Verdict, standing
from dondoc.core.progress import AnswerState, ClosingRule, TaskState, percent_done, task_state
from dondoc.core.workflow import ReportState


@dataclass(frozen=True)
class Proof:
    """The particulars of one piece of evidence."""

    number: str
    issued_on: date | None
    issuer: str
    abstract: str
    page: str
    file_name: str


@dataclass(frozen=True)
class UnitAnswer:
    """What one obliged unit says of a task; `state is None` means that nothing counted has come."""

    unit_name: str
    state: AnswerState | None = None
    percent: int | None = None
    words: str = ""
    difficulties: str = ""
    proofs: tuple[Proof, ...] = ()

    @property
    def is_missing(self) -> bool:
        return self.state is None and not self.words and not self.difficulties and not self.proofs


@dataclass(frozen=True)
class TaskResult:
    """A task with its obliged units' answers of the period; `state` and `percent` are told from them."""

    number: str
    group: str | None
    text: str
    solutions: tuple[str, ...]
    due_text: str | None
    due_on: date | None
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]
    products: tuple[str, ...]
    answers: tuple[UnitAnswer, ...]
    state: TaskState
    percent: int | None

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(answer.unit_name for answer in self.answers if answer.is_missing)


@dataclass(frozen=True)
class TargetResult:
    """A target with the figures of the units asked for one, and what they say beside (`state` has no meaning)."""

    text: str
    comparator: str
    value: Decimal
    unit: str
    figures: tuple[Figure, ...]
    standing: Standing
    answers: tuple[UnitAnswer, ...] = ()


@dataclass(frozen=True)
class UnitStatus:
    """Whether a unit has answered; `state is None` means that it has not begun. `late_days` are days."""

    unit_name: str
    state: ReportState | None
    submitted_on: date | None
    late_days: int


@dataclass(frozen=True)
class GroupTotal:
    """How many tasks of a group stand where."""

    group: str | None
    task_count: int
    by_state: dict[TaskState, int]


@dataclass(frozen=True)
class Difficulty:
    """A difficulty as the unit words it, with the task or target it concerns."""

    unit_name: str
    about: str
    text: str


@dataclass(frozen=True)
class Heading:
    """Who reports on what: the department and the plan."""

    department: str
    parent_body: str
    symbol: str
    place: str
    addressed_to: tuple[str, ...]
    plan_kind: str
    plan_number: str | None
    plan_issued_on: date | None
    plan_title: str
    plan_issuer: str | None
    signer_position: str | None
    signer_name: str | None


@dataclass(frozen=True)
class Consolidation:
    """Everything the consolidated report of one period says. States are those of the day `as_of`."""

    heading: Heading
    period_code: str
    period_title: str
    window_from: date
    window_to: date
    due_on: date
    as_of: date
    units: tuple[UnitStatus, ...]
    targets: tuple[TargetResult, ...]
    tasks: tuple[TaskResult, ...]

    @property
    def silent_units(self) -> tuple[str, ...]:
        """Units whose answers do not count yet: nothing sent, or sent and not approved by their head."""
        counted = {ReportState.APPROVED, ReportState.ACCEPTED}
        return tuple(unit.unit_name for unit in self.units if unit.state not in counted)

    @property
    def by_state(self) -> dict[TaskState, int]:
        return _count(self.tasks)

    @property
    def groups(self) -> tuple[GroupTotal, ...]:
        names = list(dict.fromkeys(task.group for task in self.tasks))
        members = {name: [task for task in self.tasks if task.group == name] for name in names}
        return tuple(GroupTotal(name, len(members[name]), _count(members[name])) for name in names)

    @property
    def by_verdict(self) -> dict[Verdict, int]:
        return {verdict: sum(t.standing.verdict is verdict for t in self.targets) for verdict in Verdict}

    @property
    def difficulties(self) -> tuple[Difficulty, ...]:
        told = [(f"Nhiệm vụ {task.number}", answer) for task in self.tasks for answer in task.answers]
        told += [(f"Chỉ tiêu “{target.text}”", answer) for target in self.targets for answer in target.answers]
        return tuple(Difficulty(a.unit_name, about, a.difficulties) for about, a in told if a.difficulties)

    def to_json(self) -> dict[str, Any]:
        """The consolidation as data; decimals are strings, dates ISO."""
        data = _ADAPTER.dump_python(self, mode="json")
        assert isinstance(data, dict)
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Consolidation":
        """What `to_json` gave. Raises pydantic's ValidationError on anything else."""
        return _ADAPTER.validate_python(data)


def task_result(
    *,
    number: str,
    group: str | None,
    text: str,
    solutions: Sequence[str],
    due_text: str | None,
    due_on: date | None,
    lead: Sequence[str],
    cooperating: Sequence[str],
    products: Sequence[str],
    answers: Sequence[UnitAnswer],
    as_of: date,
    rule: ClosingRule,
) -> TaskResult:
    """A task's result on the day `as_of`, state and percentage told from the answers."""
    states = [answer.state for answer in answers]
    return TaskResult(
        number=number,
        group=group,
        text=text,
        solutions=tuple(solutions),
        due_text=due_text,
        due_on=due_on,
        lead=tuple(lead),
        cooperating=tuple(cooperating),
        products=tuple(products),
        answers=tuple(answers),
        state=task_state(states, due_on=due_on, today=as_of, rule=rule),
        percent=percent_done([answer.percent for answer in answers]),
    )


def target_result(
    *,
    text: str,
    comparator: str,
    value: Decimal,
    unit: str,
    figures: Sequence[Figure],
    answers: Sequence[UnitAnswer] = (),
) -> TargetResult:
    """A target with where it stands by these figures."""
    stands = standing(figures, comparator=comparator, target=value, unit=unit)
    return TargetResult(text, comparator, value, unit, tuple(figures), stands, tuple(answers))


def _count(tasks: Sequence[TaskResult]) -> dict[TaskState, int]:
    return {state: sum(task.state is state for task in tasks) for state in TaskState}


_ADAPTER = TypeAdapter(Consolidation)
