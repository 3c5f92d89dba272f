"""What units have answered, as far as a viewer may see it: the one place that says which answers count."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.timezone import localtime

from dondoc.core.indicators import Figure
from dondoc.core.periods import Period
from dondoc.core.permissions import Act, Viewer, reached_units, reaches_department
from dondoc.core.progress import AnswerState
from dondoc.core.workflow import COUNTED
from dondoc.models import Answer, Evidence, Obligation, Plan


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
    """Ids of the units whose answers the viewer may see; `None` stands for all of the department."""
    return None if reaches_department(viewer, Act.ANSWER_READ) else reached_units(viewer, Act.ANSWER_READ)


def seen_obligations(viewer: Viewer, *plans: Plan, of_targets: bool = False) -> QuerySet[Obligation]:
    """Obligations of the plans' tasks (or targets) within the viewer's sight."""
    kind = "target" if of_targets else "task"
    owned = {f"{kind}__plan__in": plans, f"{kind}__plan__department_id": viewer.department_id}
    found = Obligation.objects.filter(**owned)
    units = seen_units(viewer)
    return found if units is None else found.filter(unit_id__in=units)


def counted(viewer: Viewer, *plans: Plan) -> QuerySet[Answer]:
    """The answers of the plans that a unit's head has approved, within the viewer's sight, oldest period first."""
    found = Answer.objects.filter(
        report__period__plan__in=plans,
        report__period__plan__department_id=viewer.department_id,
        report__state__in=[state.value for state in COUNTED],
    )
    units = seen_units(viewer)
    if units is not None:
        found = found.filter(report__unit_id__in=units)
    return found.order_by("report__period__window_to", "report__period__code")


def states(viewer: Viewer, *plans: Plan) -> dict[int, AnswerState | None]:
    """By obligation id of a task, the state in the newest answer that counts; no entry where none counts."""
    rows = counted(viewer, *plans).filter(obligation__task__isnull=False).values_list("obligation_id", "state")
    return {obligation_id: AnswerState(state) if state else None for obligation_id, state in rows}


def latest(
    viewer: Viewer,
    *plans: Plan,
    period_id: int | None = None,
    task_ids: Collection[int] | None = None,
    of_targets: bool = False,
) -> dict[int, Latest]:
    """By obligation id, the newest answer that counts (of one period, of some tasks, of targets only, when given)."""
    found = counted(viewer, *plans)
    if period_id is not None:
        found = found.filter(report__period_id=period_id)
    if task_ids is not None:
        found = found.filter(obligation__task__in=task_ids)
    if of_targets:
        found = found.filter(obligation__target__isnull=False)
    proofs = Counter(Evidence.objects.filter(answer__in=found.order_by()).values_list("answer_id", flat=True))
    rows = found.values_list(
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
    )
    return {
        row[0]: Latest(
            answer_id=row[1],
            period_code=row[2],
            state=AnswerState(row[3]) if row[3] else None,
            percent=row[4],
            words=row[5],
            difficulties=row[6],
            numerator=row[7],
            denominator=row[8],
            not_applicable=row[9],
            proof_count=proofs[row[1]],
            updated_on=localtime(row[10]).date(),
        )
        for row in rows
    }


def figure_of(unit_name: str, answer: Latest | None) -> Figure:
    """A unit's figure for a target; missing where there is no counted answer."""
    if answer is None:
        return Figure(unit_name)
    return Figure(unit_name, answer.numerator, answer.denominator, answer.not_applicable)
