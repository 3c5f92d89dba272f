"""Search from anywhere: plans, tasks and units, with or without diacritics, and by initials."""

from dataclasses import dataclass

from dondoc.core.permissions import Act, Viewer, may
from dondoc.core.vietnamese import fold, initials, normalise
from dondoc.models import Plan, Task, Unit
from dondoc.queries import plans
from dondoc.queries.people import units_of

SHOWN = 20


@dataclass(frozen=True)
class Found:
    """What was found, at most `SHOWN` of each kind."""

    plans: tuple[Plan, ...] = ()
    tasks: tuple[Task, ...] = ()
    units: tuple[Unit, ...] = ()

    @property
    def count(self) -> int:
        return len(self.plans) + len(self.tasks) + len(self.units)


def find(viewer: Viewer, text: str) -> Found:
    """Everything within the viewer's sight that holds the text; nothing for an empty text."""
    wanted = fold(normalise(text))
    if not wanted or not may(viewer, Act.PLAN_READ):
        return Found()
    seen = list(plans.known_to(viewer))
    return Found(
        plans=tuple(p for p in seen if _holds(wanted, f"{p.number or ''} {p.title}", p.title))[:SHOWN],
        tasks=tuple(_tasks(viewer, wanted)),
        units=tuple(u for u in units_of(viewer) if _holds(wanted, f"{u.name} {u.short_name} {u.code}", u.name))[:SHOWN],
    )


def _holds(wanted: str, text: str, name: str) -> bool:
    return wanted in fold(text) or (wanted.isalnum() and initials(name).startswith(wanted))


def _tasks(viewer: Viewer, wanted: str) -> list[Task]:
    followed = Task.objects.filter(plan__in=plans.visible_to(viewer), dropped_by=None)
    found = followed.filter(folded__contains=wanted).select_related("plan")
    return list(found.order_by("-plan__year", "plan_id", "position")[:SHOWN])
