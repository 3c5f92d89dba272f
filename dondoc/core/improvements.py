"""A plan drafted from the gaps of a score sheet: tasks by group, and the figures to reach.

A person edits the plan afterwards. Not here: where the gaps come from (scoring), how the plan is printed
(officialdoc/improvement_plans).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from itertools import groupby

from dondoc.core.plan import Target, TaskDraft
from dondoc.core.scoring.facts import FactValue, Quotient
from dondoc.core.scoring.step_texts import FactName, value_text
from dondoc.core.scoring.steps import Step
from dondoc.core.scoring.winnable import Winnable
from dondoc.core.vietnamese import date_text, normalise, number_text

OTHER_TASKS = "Nhiệm vụ khác"
_OF_ALL = " / "  # between the two numbers in the title of a ratio


@dataclass(frozen=True)
class FactChange:
    """A fact as it is and as the step wants it."""

    name: FactName
    before: FactValue
    after: FactValue


@dataclass(frozen=True)
class Gap:
    """A criterion that lost points, and the changes of facts that win some back.

    The first of `owners` leads; `due_on` is the last day that counts, None for the end of the year; `evidence` are the
    kinds of documents that prove it.
    """

    code: str
    title: str
    pillar: str
    lost: Decimal
    wins: Decimal
    changes: tuple[FactChange, ...] = ()
    owners: tuple[str, ...] = ()
    due_on: date | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class TaskGroup:
    """A group of tasks of the plan and the codes of the pillars whose gaps it takes."""

    title: str
    pillars: tuple[str, ...]


@dataclass(frozen=True)
class Goal:
    """A figure to reach, and what it is now (`612/800 (76,5%)`) and then."""

    target: Target
    now: str
    then: str


@dataclass(frozen=True)
class ImprovementDraft:
    """What the plan says. Tasks stand in the order of their groups, numbered through; `lost` and `wins` are points."""

    year: int
    set_title: str
    is_unofficial: bool
    lost: Decimal
    wins: Decimal
    tasks: tuple[TaskDraft, ...]
    goals: tuple[Goal, ...]

    @property
    def groups(self) -> tuple[tuple[str, tuple[TaskDraft, ...]], ...]:
        """The groups that have tasks: title and tasks."""
        return tuple((group or OTHER_TASKS, tuple(tasks)) for group, tasks in groupby(self.tasks, lambda t: t.group))

    @property
    def targets(self) -> tuple[Target, ...]:
        return tuple(goal.target for goal in self.goals)


def gap_of(
    winnable: Winnable,
    names: Mapping[str, FactName],
    *,
    due_on: date | None = None,
    cooperating: Sequence[str] = (),
    step: Step | None = None,
) -> Gap:
    """The gap behind a criterion with points still winnable; by its full step unless another is given."""
    taken = step or winnable.full
    criterion = winnable.criterion
    return Gap(
        code=criterion.code,
        title=criterion.title,
        pillar=criterion.pillar,
        lost=winnable.lost,
        wins=taken.points if taken else Decimal(0),
        changes=tuple(
            FactChange(names.get(each.fact, FactName(each.fact)), each.before, each.after)
            for each in (taken.changes if taken else ())
        ),
        owners=(winnable.owner, *cooperating),
        due_on=due_on,
        evidence=criterion.evidence,
    )


def draft_improvements(
    gaps: Sequence[Gap], *, groups: Sequence[TaskGroup], year: int, set_title: str, is_unofficial: bool
) -> ImprovementDraft:
    """One task a gap, in the order given within its group; a gap of a pillar without a group stands in a last one."""
    home = {pillar: place for place, group in enumerate(groups) for pillar in group.pillars}
    titles = [*(_line(group.title) for group in groups), OTHER_TASKS]
    placed = sorted(((home.get(gap.pillar, len(groups)), gap) for gap in gaps), key=lambda pair: pair[0])
    return ImprovementDraft(
        year=year,
        set_title=_line(set_title),
        is_unofficial=is_unofficial,
        lost=sum((gap.lost for gap in gaps), Decimal(0)),
        wins=sum((gap.wins for gap in gaps), Decimal(0)),
        tasks=tuple(_task(gap, str(n), titles[place], year) for n, (place, gap) in enumerate(placed, start=1)),
        goals=_goals([change for _, gap in placed for change in gap.changes]),
    )


def fact_text(value: FactValue, name: FactName) -> str:
    """A fact as documents print it: `612/800 (76,5%)`, `3 cuộc`, `có`, `chưa có số liệu`.

    A share is cut, not rounded, after two decimals: one just short of 80% never reads `80%`.
    """
    if not isinstance(value, Quotient):
        return value_text(value, name)
    ratio = f"{number_text(value.numerator)}/{number_text(value.denominator)}"
    return f"{ratio} ({number_text(_percent(value))}%)" if value.denominator else ratio


def _task(gap: Gap, number: str, group: str, year: int) -> TaskDraft:
    lead, *cooperating = map(_line, gap.owners or ("",))
    due = gap.due_on or date(year, 12, 31)
    goals = ((change, _goal(change)) for change in gap.changes)
    reached = (f"{goal.target.text}: {_asked(change)}" for change, goal in goals if goal)
    return TaskDraft(
        number=number,
        group=group,
        text=f"Cải thiện chỉ số {gap.code}: {_line(gap.title)}",
        solutions=tuple(map(_solution, gap.changes)),
        due_text=f"Trước ngày {date_text(due)}" if gap.due_on else f"Năm {year}",
        due=due,
        lead=(lead,) if lead else (),
        cooperating=tuple(cooperating),
        products=tuple(dict.fromkeys((*reached, *map(_line, gap.evidence)))),
    )


def _solution(change: FactChange) -> str:
    """What is to be done about one fact, in the words of a plan."""
    called = _called(change)
    before = fact_text(change.before, change.name)
    match change.after:
        case True:
            return f"Thực hiện và lưu minh chứng: {called.removeprefix('đã ')}"
        case False:
            return f"Khắc phục, không để xảy ra: {called.removeprefix('có ')}"
        case None:
            return f"Thu thập, báo cáo số liệu: {called}"
        case str():
            now = f" (hiện ở mức “{before}”)" if change.before else ""
            return f"{_line(change.name.title)}: đạt mức “{change.after}”{now}"
        case tuple():
            return f"Nâng {called}: {_more_records(change, change.after)}"
    if change.before is None:
        return f"Thu thập, báo cáo số liệu, bảo đảm {called} {_asked(change)}"
    act, to = ("Giảm", "xuống") if _falls(change) else ("Nâng", "lên")
    return f"{act} {called} từ {before} {to} {_asked(change)}"


def _called(change: FactChange) -> str:
    """The fact inside a sentence: `tỷ lệ … trên tổng số …` for `… / …`, `số cuộc …` for what is counted in `cuộc`."""
    title = _line(change.name.title)
    within = title if title[1:2].isupper() else title[:1].lower() + title[1:]
    is_ratio = isinstance(change.after, Quotient) or _OF_ALL in within
    if is_ratio and not within.startswith("tỷ lệ"):
        return f"tỷ lệ {within.replace(_OF_ALL, ' trên tổng số ')}"
    unit = _line(change.name.unit)
    return f"số {within}" if unit and within.startswith(f"{unit} ") else within


def _more_records(change: FactChange, after: tuple[Decimal, ...]) -> str:
    """`thêm 3 hồ sơ đạt 2 điểm`: a list of marks grows by records with the best one."""
    known = len(change.before) if isinstance(change.before, tuple) else 0
    records = f"{len(after) - known} {_line(change.name.unit) or 'lượt chấm'}"
    return f"thêm {records} đạt {number_text(max(after))} điểm"


def _asked(change: FactChange) -> str:
    """`ít nhất 4 cuộc`, `không quá 5 kết quả`; bare where nothing lies beyond: `0 sự cố`, `9/9 (100%)`."""
    after = fact_text(change.after, change.name)
    goal = _goal(change)
    if goal is None or goal.target.comparator == "=" or not goal.target.value:
        return after
    return f"{'không quá' if _falls(change) else 'ít nhất'} {after}"


def _goals(changes: Sequence[FactChange]) -> tuple[Goal, ...]:
    """One goal a figure: where two criteria want the same one, the goal that serves both."""
    kept: dict[tuple[str, str], Goal] = {}
    for goal in filter(None, map(_goal, changes)):
        key = (goal.target.text.casefold(), goal.target.unit)
        other = kept.get(key)
        if other is None or _reaches_further(goal.target, other.target):
            kept[key] = goal
    return tuple(kept.values())


def _reaches_further(target: Target, other: Target) -> bool:
    return target.value < other.value if target.comparator == "<=" else target.value > other.value


def _goal(change: FactChange) -> Goal | None:
    """The goal of a figure; a word, a yes or a list of marks sets none."""
    value = _number(change.after)
    if value is None:
        return None
    is_ratio = isinstance(change.after, Quotient)
    comparator = "<=" if _falls(change) else "=" if is_ratio and value >= 100 else ">="
    called = _called(change)
    target = Target(called[:1].upper() + called[1:], comparator, value, "%" if is_ratio else _line(change.name.unit))
    return Goal(target, fact_text(change.before, change.name), fact_text(change.after, change.name))


def _falls(change: FactChange) -> bool:
    before, after = _number(change.before), _number(change.after)
    return before is not None and after is not None and after < before


def _number(value: FactValue) -> Decimal | None:
    match value:
        case Decimal():
            return value
        case Quotient(_, denominator) if denominator:
            return _percent(value)
        case _:
            return None


def _percent(ratio: Quotient) -> Decimal:
    """The share in percent, cut after two decimals and without closing zeros."""
    share = (ratio.numerator * 100 / ratio.denominator).quantize(Decimal("0.01"), rounding=ROUND_DOWN)
    return share.to_integral_value() if share == share.to_integral_value() else share.normalize()


def _line(text: str) -> str:
    """The text on one line without the sign that closes it."""
    return " ".join(normalise(text).split()).rstrip(" .;,:")
