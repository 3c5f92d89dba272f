"""Targets whose figures come from dossiers: which measure gives them, and taking the figures of a period.

Not here: the counts (dossier_figures), figures that are typed (reports, figures).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dondoc.core.permissions import Viewer
from dondoc.models import MeasuredTarget, Obligation


@dataclass(frozen=True)
class Left:
    """A figure that was not taken, and why, as a Vietnamese sentence."""

    obligation: Obligation
    sentence: str


@dataclass(frozen=True)
class Taken:
    """What became of the figures of a period: how many were written, how many stood so already, which were left."""

    written_count: int
    same_count: int
    left: Sequence[Left]


def bind_target(target_id: int, *, measure: str | None, actor: Viewer, at: datetime) -> MeasuredTarget | None:
    """Says which measure gives the figures of a target; `None` has them typed again.

    Raises NotVisible, NotAllowed (PLAN_WRITE), WrongState (dropped), Faulty (field `measure`: unknown, or the target
    is no rate).
    """
    raise NotImplementedError


def take_figures(period_id: int, *, actor: Viewer, at: datetime) -> Taken:
    """Writes the figures of measured targets into an open period, from the counts as they stand, unit by unit.

    Counted from the start of the year's data window to the end of the period's (decision 14). A typed figure stays,
    and so does every report that has been handed in. Raises NotVisible, NotAllowed (FIGURE_WRITE), PeriodClosed,
    WrongState (nothing loaded yet).
    """
    raise NotImplementedError
