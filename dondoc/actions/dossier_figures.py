"""The counts of a department's dossiers as pages show them, computed anew from its store; which unit a name stands for.

Not here: what is counted (analytics/measures), who sees the counts (queries/dossiers).
"""

from datetime import datetime

from dondoc.core.permissions import Origin, Viewer
from dondoc.models import DossierFigures, DossierUnit


def refresh(department_id: int, *, actor: Origin, at: datetime) -> DossierFigures | None:
    """Counts the department's store anew, as of the day of `at`; `None` where nothing has been loaded yet."""
    raise NotImplementedError


def match_unit(dossier_unit_id: int, *, unit_id: int | None, actor: Viewer, at: datetime) -> DossierUnit:
    """Says which unit of the organisation a name in the files stands for (`None`: none of them).

    By whoever may upload (Act.DOSSIER_UPLOAD). Raises NotAllowed, NotVisible.
    """
    raise NotImplementedError
