"""What units have answered, as far as a viewer may see it: the one place that says which answers count."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localtime

from dondoc.core.identities import mask
from dondoc.core.indicators import Figure
from dondoc.core.periods import Period
from dondoc.core.permissions import Act, Viewer, reached_assignments, reached_plans, reached_units, reaches_department
from dondoc.core.progress import AnswerState
from dondoc.core.reorganisations import Said, joined
from dondoc.core.workflow import ReportState
from dondoc.models import Answer, Evidence, Obligation, Plan
from dondoc.queries.obligations import Forebears, forebears

_T = TypeVar("_T")


@dataclass(frozen=True)
class Latest:
    """The newest counted answer to one obligation."""

    answer_id: int
    period_code: str
    state: AnswerState | None
    percent: int | None
    words: str
    difficulties: str
    numerator: Decimal | None
    denominator: Decimal | None
    not_applicable: bool
    proof_count: int
    updated_on: date

    @property
    def period_title(self) -> str:
        """`Quý I/2026`."""
        return Period.parse(self.period_code).title


def seen_units(viewer: Viewer) -> frozenset[int] | None:
    """Ids of the units whose answers the viewer may see; `None` stands for all of the department.

    A token that is limited to a plan sees all units in it: its plans are limited already.
    """
    if reaches_department(viewer, Act.ANSWER_READ) or reached_plans(viewer, Act.ANSWER_READ):
        return None
    return reached_units(viewer, Act.ANSWER_READ)


def seen_obligations(viewer: Viewer, *plans: Plan, of_targets: bool = False) -> QuerySet[Obligation]:
    """Obligations of the plans' tasks (or targets) within the viewer's sight; not those that another unit took over."""
    kind = "target" if of_targets else "task"
    owned = {f"{kind}__plan__in": plans, f"{kind}__plan__department_id": viewer.department_id, "ended_on": None}
    found = Obligation.objects.filter(**owned)
    units = seen_units(viewer)
    return found if units is None else found.filter(unit_id__in=units)


def counted(viewer: Viewer, *plans: Plan, act: Act = Act.ANSWER_READ) -> QuerySet[Answer]:
    """The answers of the plans that a unit's head has approved, within the viewer's sight, oldest period first.

    `act` is the right by which they are read: their figures and their proofs have rights of their own.

    Those that still wait for the Office are seen by whoever may read what was handed in; in a closed period they
    were counted and read as if taken over.
    """
    is_taken = Q(report__state=ReportState.ACCEPTED) | Q(
        report__state=ReportState.APPROVED, report__period__closed_at__isnull=False
    )
    is_waiting = Q(report__state=ReportState.APPROVED, report__period__closed_at__isnull=True)
    found = Answer.objects.filter(
        (is_taken & _reached(viewer, act)) | (is_waiting & _reached(viewer, Act.ANSWER_SUBMITTED_READ)),
        report__period__plan__in=plans,
        report__period__plan__department_id=viewer.department_id,
    )
    return found.order_by("report__period__window_to", "report__period__code")


def _reached(viewer: Viewer, act: Act) -> Q:
    """Of answers, those to which the act reaches for the viewer."""
    if reaches_department(viewer, act):
        return Q()
    linked = [obligation_id for _, obligation_id in reached_assignments(viewer, act)]
    return (
        Q(report__unit_id__in=reached_units(viewer, act))
        | Q(report__period__plan_id__in=reached_plans(viewer, act))
        | Q(obligation_id__in=linked)
    )


def states(viewer: Viewer, *plans: Plan, before: Forebears | None = None) -> dict[int, AnswerState | None]:
    """By obligation id of a task, the state in the newest answer that counts; no entry where none counts.

    `before` are the plans' forebears, where they are read already.

    A duty that was taken over stands where its predecessors left it until the new unit's first answer counts.
    """
    rows = counted(viewer, *plans).filter(obligation__task__isnull=False)
    fields = list(rows.values_list("obligation_id", "state", "report__period__window_to"))
    told = {duty_id: AnswerState(state) if state else None for duty_id, state, _ in fields}
    windows = {duty_id: window_to for duty_id, _, window_to in fields}
    return _inherited(told, windows, forebears(*plans) if before is None else before, _joined_state)


def latest(
    viewer: Viewer,
    *plans: Plan,
    period_id: int | None = None,
    task_ids: Collection[int] | None = None,
    of_targets: bool = False,
    before: Forebears | None = None,
) -> dict[int, Latest]:
    """By obligation id, the newest answer that counts (of one period, of some tasks, of targets only, when given).

    Identity numbers in its words are masked. `before` are the plans' forebears, where they are read already.

    A duty that was taken over has what its predecessors said until the new unit's first answer counts; of one period,
    each unit has its own answer only.
    """
    found = counted(viewer, *plans)
    if period_id is not None:
        found = found.filter(report__period_id=period_id)
    if task_ids is not None:
        found = found.filter(obligation__task__in=task_ids)
    if of_targets:
        found = found.filter(obligation__target__isnull=False)
    proofs = Evidence.objects.filter(answer=OuterRef("pk")).order_by().values("answer").annotate(count=Count("pk"))
    rows = found.annotate(proof_count=Coalesce(Subquery(proofs.values("count")), 0)).values_list(
        "obligation_id",
        "id",
        "report__period__code",
        "state",
        "percent",
        "words",
        "difficulties",
        "numerator",
        "denominator",
        "not_applicable",
        "updated_at",
        "report__period__window_to",
        "proof_count",
    )
    told = {
        row[0]: Latest(
            answer_id=row[1],
            period_code=row[2],
            state=AnswerState(row[3]) if row[3] else None,
            percent=row[4],
            words=mask(row[5]),
            difficulties=mask(row[6]),
            numerator=row[7],
            denominator=row[8],
            not_applicable=row[9],
            proof_count=row[12],
            updated_on=localtime(row[10]).date(),
        )
        for row in rows
    }
    if period_id is not None:
        return told
    windows = {row[0]: row[11] for row in rows}
    return _inherited(told, windows, forebears(*plans) if before is None else before, _joined_answer)


def figure_of(unit_name: str, answer: Latest | None) -> Figure:
    """A unit's figure for a target; missing where there is no counted answer."""
    if answer is None:
        return Figure(unit_name)
    return Figure(unit_name, answer.numerator, answer.denominator, answer.not_applicable)


def _inherited(
    told: dict[int, _T],
    windows: Mapping[int, date],
    before: Forebears,
    join: Callable[[Sequence[tuple[str, _T | None]]], _T],
) -> dict[int, _T]:
    """`told` with an entry for each duty whose predecessors said something that its own answers do not cover yet.

    `windows` are the last days of the periods of the own answers: one that reaches beyond the takeover covers it.
    """

    def of(duty_id: int) -> _T | None:
        uncovered = [f for f in before.get(duty_id, ()) if duty_id not in windows or f.ended_on >= windows[duty_id]]
        parts = [("", told[duty_id])] if duty_id in told else []
        parts += [(f.unit_name, said) for f in uncovered if (said := of(f.obligation_id)) is not None]
        silent = len(uncovered) + (duty_id in told) - len(parts)
        if not parts:
            return None
        return parts[0][1] if len(parts) == 1 and not silent else join([*parts, *[("", None)] * silent])

    return told | {duty_id: said for duty_id in before if (said := of(duty_id)) is not None}


def _joined_state(parts: Sequence[tuple[str, AnswerState | None]]) -> AnswerState | None:
    return joined([Said(name, state=state) for name, state in parts]).state


def _joined_answer(parts: Sequence[tuple[str, Latest | None]]) -> Latest:
    """What several units said as one: the newest day and period, all proofs counted."""
    answers = [answer for _, answer in parts if answer is not None]
    whole = joined([_said(name, answer) for name, answer in parts])
    return replace(
        max(answers, key=lambda answer: answer.updated_on),
        state=whole.state,
        percent=whole.percent,
        words=whole.words,
        difficulties=whole.difficulties,
        numerator=whole.numerator,
        denominator=whole.denominator,
        not_applicable=whole.not_applicable,
        proof_count=sum(answer.proof_count for answer in answers),
    )


def _said(unit_name: str, answer: Latest | None) -> Said:
    if answer is None:
        return Said(unit_name)
    return Said(
        unit_name,
        words=answer.words,
        state=answer.state,
        percent=answer.percent,
        numerator=answer.numerator,
        denominator=answer.denominator,
        not_applicable=answer.not_applicable,
        difficulties=answer.difficulties,
    )
