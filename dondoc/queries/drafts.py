"""Uploaded plan files and what was read in them."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from dondoc.core.permissions import Act, Viewer, check, may
from dondoc.core.refusals import NotVisible
from dondoc.models import AuditRow, Draft, Plan

READ_AGAIN = "draft.read-again"
# A page is given one minute at most; the rest is for waiting one's turn.
_A_PAGE = timedelta(minutes=1)
_A_TURN = timedelta(minutes=3)


def visible_to(viewer: Viewer) -> QuerySet[Draft]:
    """Drafts of the department that still count. Raises NotAllowed."""
    check(viewer, Act.DRAFT_READ)
    return (
        Draft.objects.filter(department_id=viewer.department_id)
        .exclude(state=Draft.State.DISCARDED)
        .select_related("plan", "uploaded_by")
        .defer("as_read", "content", "source", "places")
    )


def waiting(viewer: Viewer) -> QuerySet[Draft]:
    """Drafts that nobody has confirmed yet, those being read or not readable too, the newest first.

    Raises NotAllowed.
    """
    return visible_to(viewer).exclude(state=Draft.State.CONFIRMED)


def unread(viewer: Viewer, draft_id: int) -> Draft:
    """A draft without all that was read: its file, how far the reading is. Raises NotVisible."""
    return _found(viewer, draft_id)


def one(viewer: Viewer, draft_id: int) -> Draft:
    """A draft with all that was read. Raises NotVisible."""
    return _found(viewer, draft_id, whole=True)


def plan_of(draft: Draft) -> Plan | None:
    """The plan that was made of a draft, which may have taken a later version since."""
    return getattr(draft, "plan", None) or Plan.objects.filter(amendments__previous_draft=draft).first()


def is_stalled(viewer: Viewer, draft: Draft, *, at: datetime) -> bool:
    """Whether a reading in the background has taken longer than it may: its worker was stopped. Raises NotAllowed."""
    check(viewer, Act.DRAFT_READ)
    if draft.state != Draft.State.READING:
        return False
    acts = AuditRow.objects.filter(object_kind="draft", object_id=draft.pk, act__in=[Act.DRAFT_WRITE, READ_AGAIN])
    return at - acts.latest("id").at > _A_TURN + _A_PAGE * draft.page_count


def _found(viewer: Viewer, draft_id: int, *, whole: bool = False) -> Draft:
    if not may(viewer, Act.DRAFT_READ):
        raise NotVisible
    drafts = visible_to(viewer).defer(None) if whole else visible_to(viewer)
    draft = drafts.filter(pk=draft_id).first()
    if draft is None:
        raise NotVisible
    return draft
