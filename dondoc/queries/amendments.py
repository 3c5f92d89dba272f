"""Later versions of running plans: which plan a draft amends, what it would change, and what past ones changed.

Not here: how two versions are compared (core/amendments).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet

from dondoc.core.amendments import Changes, Choices, Comparison, Duties, Held, amended, compare
from dondoc.core.indicators import Figure, asked_text, figure_text, standing
from dondoc.core.likenesses import likeness_of
from dondoc.core.periods import Period
from dondoc.core.permissions import Viewer
from dondoc.core.plan import PlanDraft
from dondoc.core.refusals import NotVisible
from dondoc.models import Amendment, Answer, Draft, Obligation, Plan, PlanLevel, Target, Task
from dondoc.queries import plans
from dondoc.queries.answers import counted, seen_units
from dondoc.queries.people import units_meant, units_of

# From this likeness of titles on, a draft of the same symbol and year is taken for a later version.
_SAME_TITLE = 88


@dataclass(frozen=True)
class Proposal:
    """The plan that a draft seems to amend; `is_known` when both carry the same number."""

    plan: Plan
    is_known: bool


@dataclass(frozen=True)
class Preview:
    """What taking a draft over would do to a plan. `old` is the version at work, `new` the draft's, heads filled up.

    `begun` and `ended` are the duties that follow the printed leads: unit ids by task id, and obligation ids.
    """

    old: PlanDraft
    new: PlanDraft
    changes: Changes
    begun: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    ended: tuple[int, ...] = ()


@dataclass(frozen=True)
class LastFigure:
    """The newest figure of a unit for a target, as printed."""

    unit_name: str
    text: str
    period_title: str


@dataclass(frozen=True)
class DroppedTarget:
    """A target that was dropped, what it asked, and the figures it had."""

    target: Target
    asked: str
    figures: tuple[LastFigure, ...]


@dataclass(frozen=True)
class Dropped:
    """What amendments dropped from a plan, as far as the viewer sees it."""

    tasks: tuple[Task, ...]
    targets: tuple[DroppedTarget, ...]

    @property
    def count(self) -> int:
        return len(self.tasks) + len(self.targets)


def candidates(viewer: Viewer, draft: Draft) -> QuerySet[Plan]:
    """Plans that the draft may amend: the department's own, for a draft of its own that is still open."""
    found = plans.visible_to(viewer)
    is_open = draft.state == Draft.State.OPEN and draft.level == PlanLevel.OWN
    return found if is_open else found.none()


def proposed(viewer: Viewer, draft: Draft) -> Proposal | None:
    """The plan that the draft seems to amend: of the same number and year, or of the same symbol, year and title."""
    said = draft.content
    of_year = [plan for plan in candidates(viewer, draft) if said["year"] in (None, plan.year)]
    for plan in of_year:
        if said["number"] and plan.number and _key(said["number"]) == _key(plan.number):
            return Proposal(plan, is_known=True)
    alike = [
        (likeness, plan)
        for plan in of_year
        if said["symbol"] == plan.symbol and (likeness := likeness_of(said["title"], plan.title)) >= _SAME_TITLE
    ]
    return Proposal(max(alike, key=lambda pair: pair[0])[1], is_known=False) if alike else None


def preview(viewer: Viewer, plan: Plan, draft: Draft, choices: Choices | None = None) -> Preview:
    """What the draft would change in the plan, these choices made."""
    old, said = PlanDraft.from_json(plan.draft.content), PlanDraft.from_json(draft.content)
    new = amended(old, said)
    comparison = compare(old, new, choices)
    units = list(units_of(viewer))
    meant = units_meant([lead for task in (*old.tasks, *new.tasks) for lead in task.lead], units)
    owed = _owed(plan)
    names = {unit.pk: unit.name for unit in units}
    duties, begun, ended = {}, {}, []
    for entry in comparison.tasks.entries:
        if entry.old is None or entry.new is None or entry.of("lead") is None:
            continue
        before, after = _units(old, entry.old, meant), _units(new, entry.new, meant)
        task_id, owing = owed[entry.old]
        come = tuple(unit_id for unit_id in after if unit_id not in before and unit_id not in owing)
        gone = [unit_id for unit_id in before if unit_id not in after and unit_id in owing]
        begun[task_id] = come
        ended += [owing[unit_id][0] for unit_id in gone if not owing[unit_id][1]]
        duties[entry.old] = Duties(
            begun=tuple(names[unit_id] for unit_id in come),
            ended=tuple(names[unit_id] for unit_id in gone if not owing[unit_id][1]),
            kept=tuple(names[unit_id] for unit_id in gone if owing[unit_id][1]),
        )
    changes = Changes(comparison, duties, _set_days(plan, old, comparison), _held(plan, "task"), _held(plan, "target"))
    return Preview(old, new, changes, begun, tuple(ended))


def of_plan(viewer: Viewer, plan: Plan) -> Sequence[Amendment]:
    """The amendments of a plan, the newest first, without what they changed."""
    heavy = [f"{name}__{part}" for name in ("draft", "previous_draft") for part in _HEAVY]
    found = _visible_to(viewer).filter(plan=plan).select_related("draft", "previous_draft", "confirmed_by")
    return list(found.defer("changes", *heavy).order_by("-confirmed_at", "-id"))


def one(viewer: Viewer, plan_id: int, amendment_id: int) -> Amendment:
    """An amendment with what it changed. Raises NotVisible."""
    heavy = [f"{name}__{part}" for name in ("draft", "previous_draft") for part in _HEAVY]
    found = _visible_to(viewer).filter(plan=plan_id, pk=amendment_id)
    amendment = found.select_related("plan", "draft", "previous_draft", "confirmed_by").defer(*heavy).first()
    if amendment is None:
        raise NotVisible
    return amendment


def dropped(viewer: Viewer, plan: Plan) -> Dropped:
    """Tasks and targets that amendments dropped; a unit's people see those of their own units."""
    units = seen_units(viewer)
    tasks = plan.tasks.filter(dropped_by__isnull=False).select_related("dropped_by").defer("dropped_by__changes")
    targets = plan.targets.filter(dropped_by__isnull=False).select_related("dropped_by").defer("dropped_by__changes")
    if units is not None:
        tasks = tasks.filter(obligations__unit_id__in=units).distinct()
        targets = targets.filter(obligations__unit_id__in=units).distinct()
    return Dropped(tuple(tasks), tuple(_with_figures(viewer, plan, list(targets))))


_HEAVY = ("as_read", "content", "source", "places")


def _visible_to(viewer: Viewer) -> QuerySet[Amendment]:
    return Amendment.objects.filter(plan__in=plans.visible_to(viewer))


def _key(number: str) -> str:
    return "".join(number.split()).casefold()


def _units(version: PlanDraft, index: int, meant: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    """Ids of the units that the leads of a task mean, each once."""
    return tuple(dict.fromkeys(unit_id for lead in version.tasks[index].lead for unit_id in meant[lead]))


def _owed(plan: Plan) -> dict[int, tuple[int, dict[int, tuple[int, bool]]]]:
    """By index in the document: the task's id, and by unit id the obligation's id and whether it was ever answered."""
    found: dict[int, tuple[int, dict[int, tuple[int, bool]]]] = {
        position - 1: (task_id, {})
        for task_id, position in plan.tasks.filter(dropped_by=None).values_list("id", "position")
    }
    duties = Obligation.objects.filter(task__plan=plan, task__dropped_by=None, ended_on=None).order_by()
    is_answered = Exists(Answer.objects.filter(obligation=OuterRef("pk"))) | Exists(
        Obligation.objects.filter(successor=OuterRef("pk"))
    )
    for position, unit_id, duty_id, answered in duties.annotate(is_answered=is_answered).values_list(
        "task__position", "unit_id", "id", "is_answered"
    ):
        found[position - 1][1][unit_id] = (duty_id, answered)
    return found


def _set_days(plan: Plan, old: PlanDraft, comparison: Comparison) -> dict[int, date]:
    """By index in the document, the last day where it is not the document's and that of the document changes."""
    days = dict(plan.tasks.filter(dropped_by=None, due_on__isnull=False).values_list("position", "due_on"))
    found = {}
    for entry in comparison.tasks.entries:
        if entry.old is not None and entry.new is not None and entry.of("due"):
            day = days.get(entry.old + 1)
            if day is not None and day != old.tasks[entry.old].due:
                found[entry.old] = day
    return found


def _held(plan: Plan, kind: str) -> dict[int, Held]:
    """By index in the document, what the tasks (or targets) hold that hold anything."""
    of_kind = {f"obligation__{kind}__plan": plan, f"obligation__{kind}__dropped_by": None}
    rows = Answer.objects.filter(**of_kind).order_by().values_list(f"obligation__{kind}__position")
    counted = rows.annotate(answers=Count("id", distinct=True), proofs=Count("evidence", distinct=True))
    return {position - 1: Held(answers, proofs) for position, answers, proofs in counted}


def _with_figures(viewer: Viewer, plan: Plan, targets: Sequence[Target]) -> Iterator[DroppedTarget]:
    answers = (
        counted(viewer, plan)
        .filter(obligation__target__in=targets)
        .select_related("obligation__unit", "report__period")
    )
    newest = {answer.obligation_id: answer for answer in answers} if targets else {}
    for target in targets:
        said = [answer for answer in newest.values() if answer.obligation.target_id == target.pk]
        yield DroppedTarget(
            target=target,
            asked=asked_text(target.comparator, target.value, target.unit),
            figures=tuple(_last_figure(target, answer) for answer in said),
        )


def _last_figure(target: Target, answer: Answer) -> LastFigure:
    name = answer.obligation.unit.name
    figure = Figure(name, answer.numerator, answer.denominator, answer.not_applicable)
    stands = standing([figure], comparator=target.comparator, target=target.value, unit=target.unit)
    return LastFigure(name, figure_text(stands, target.unit), Period.parse(answer.report.period.code).title)
