"""The dossiers of the demonstration: a sample export loaded, its analyst, the targets that it measures.

All of it goes through the actions. Not here: the department and its plans (demonstrations).
"""

import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime, time
from pathlib import Path

from django.utils import timezone

from dondoc.actions import dossiers, measured_targets, positions
from dondoc.core.permissions import Viewer
from dondoc.models import Plan, Position

SAMPLES = Path(__file__).parents[2] / "samples"


def load(office: Viewer, administrator: Viewer, plans: Mapping[str, Plan], tell: Callable[[str], None]) -> None:
    """Gives and loads the sample export; `plans` by the name of their file."""
    given = tomllib.loads((SAMPLES / "dossiers.toml").read_text(encoding="utf-8"))
    at = timezone.make_aware(datetime.combine(given["loaded_on"], time(9)))
    with (SAMPLES / given["file"]).open("rb") as file:
        waiting = dossiers.give_file(file, name=given["file"], actor=office, at=at)
    done = dossiers.finish_load(waiting.pk, actor=office, at=at)
    position = Position.objects.get(user__username=given["analyst"], role="coordinator")
    positions.mark_analyst(position.pk, is_analyst=True, actor=administrator, at=at)
    for row in given["targets"]:
        target = plans[row["plan"]].targets.get(position=row["order"])
        measured_targets.bind_target(target.pk, measure=row["measure"], actor=office, at=at)
    tell(f"Đã nạp {given['file']}: {done.rows_stored} hồ sơ, {done.rows_rejected} dòng bị loại.")
