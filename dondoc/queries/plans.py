"""Plans, for a viewer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from dondoc.core.permissions import Act, Viewer, may
from dondoc.core.plan import Doubt
from dondoc.core.refusals import NotVisible
from dondoc.models import Draft, Plan, ReportingPeriod
from dondoc.planfile import SourceLine


@dataclass(frozen=True)
class Block:
    """Lines of a document that stand together: the rows of one table, or one line of another kind."""

    kind: str
    lines: tuple[SourceLine, ...]


@dataclass(frozen=True)
class PlanDocument:
    """A plan as printed: the file it came in, the text block by block, and what the reader doubted."""

    plan: Plan
    draft: Draft
    blocks: tuple[Block, ...]
    doubts: tuple[Doubt, ...]


def visible_to(viewer: Viewer) -> QuerySet[Plan]:
    """Plans of the viewer's department; none for a role that has no business with plans."""
    if not may(viewer, Act.PLAN_READ):
        return Plan.objects.none()
    return Plan.objects.filter(department_id=viewer.department_id).select_related("office", "department")


def listed(viewer: Viewer) -> QuerySet[Plan]:
    """Plans with their number of tasks and targets, newest year first."""
    return visible_to(viewer).annotate(
        task_count=Count("tasks", distinct=True), target_count=Count("targets", distinct=True)
    )


def running(viewer: Viewer, *, today: date) -> QuerySet[Plan]:
    """The plans at work on that day: their year is not over, or a period of theirs is not closed yet."""
    still_open = ReportingPeriod.objects.filter(plan=OuterRef("pk"), closed_at__isnull=True)
    return visible_to(viewer).filter(Q(year__gte=today.year) | Exists(still_open))


def one(viewer: Viewer, plan_id: int) -> Plan:
    """A plan. Raises NotVisible."""
    heavy = [f"draft__{name}" for name in ("as_read", "content", "source", "places")]
    plan = visible_to(viewer).select_related("draft").defer(*heavy).filter(pk=plan_id).first()
    if plan is None:
        raise NotVisible
    return plan


def doubts(plan: Plan) -> Sequence[Doubt]:
    """What the reader doubted in the plan's document and was kept at the import."""
    kept = Draft.objects.filter(plan=plan).values_list("content__warnings", flat=True).first()
    return [Doubt(**warning) for warning in kept or ()]


def document(viewer: Viewer, plan_id: int) -> PlanDocument:
    """A plan as printed. Raises NotVisible."""
    plan = visible_to(viewer).select_related("draft").prefetch_related("citations").filter(pk=plan_id).first()
    if plan is None:
        raise NotVisible
    lines = [SourceLine(**{**line, "cells": tuple(line["cells"])}) for line in plan.draft.source]
    warnings = plan.draft.content["warnings"]
    return PlanDocument(plan, plan.draft, tuple(_blocks(lines)), tuple(Doubt(**warning) for warning in warnings))


def _blocks(lines: Sequence[SourceLine]) -> Sequence[Block]:
    blocks: list[Block] = []
    for line in lines:
        last = blocks[-1] if blocks else None
        if last and line.kind == last.kind == "row" and _table(line) == _table(last.lines[-1]):
            blocks[-1] = Block("row", (*last.lines, line))
        else:
            blocks.append(Block(line.kind, (line,)))
    return blocks


def _table(row: SourceLine) -> str:
    return row.where.rpartition(" row ")[0]
