"""Uploaded plan files and what was read in them."""

from django.db.models import QuerySet

from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import NotVisible
from dondoc.models import Draft


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
    """Drafts that nobody has confirmed yet, the newest first. Raises NotAllowed."""
    return visible_to(viewer).filter(state=Draft.State.OPEN)


def one(viewer: Viewer, draft_id: int) -> Draft:
    """A draft with all that was read. Raises NotAllowed, NotVisible."""
    draft = visible_to(viewer).defer(None).filter(pk=draft_id).first()
    if draft is None:
        raise NotVisible
    return draft
