"""What is found in a plan document, with the register of the viewer's department: in a file, in a draft."""

from dondoc import planfile
from dondoc.core.findings import Finding
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.plan import PlanDraft
from dondoc.models import Draft
from dondoc.planfile.findings import findings
from dondoc.planfile.readings import Reading
from dondoc.queries import drafts, registers


def of_file(viewer: Viewer, data: bytes, *, name: str) -> tuple[Reading, tuple[Finding, ...]]:
    """A file as read and what is found in it; nothing is kept.

    Raises NotAllowed, planfile.UnreadableFile, planfile.TakesLong.
    """
    check(viewer, Act.PLAN_READ)
    reading = planfile.read_in_child(data, name=name, patient=False)
    return reading, findings(reading, registers.registered(viewer))


def of_draft(viewer: Viewer, draft_id: int) -> tuple[Draft, tuple[Finding, ...]]:
    """A draft and what is found in its file, as it was read. Raises NotAllowed, NotVisible."""
    draft = drafts.one(viewer, draft_id)
    if not draft.as_read:  # its reading goes on, or failed
        return draft, ()
    blank = Reading(PlanDraft(), (), {}).to_json()
    kept = {"draft": draft.as_read, "source": draft.source, "places": draft.places}
    return draft, findings(Reading.from_json(blank | kept), registers.registered(viewer))
