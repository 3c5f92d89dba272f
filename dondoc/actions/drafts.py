"""From an uploaded plan file to a draft: read it, correct the reading, discard it."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from dondoc import planfile
from dondoc.actions.audit import record
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.plan import PlanDraft
from dondoc.core.refusals import Refused
from dondoc.core.vietnamese import normalise
from dondoc.core.workflow import WrongState
from dondoc.models import Draft
from dondoc.queries import drafts


class FileKnown(Refused):
    """The very same file was uploaded before; `draft` is the one it made."""

    def __init__(self, draft: Draft) -> None:
        plan = getattr(draft, "plan", None)
        known = f"kế hoạch “{plan.heading}”" if plan else f"bản đọc đang chờ xác nhận “{draft.file_name}”"
        super().__init__(f"Tệp này đã được nhập trước đây: {known}.")
        self.draft = draft


@transaction.atomic
def upload(data: bytes, *, name: str, actor: Viewer, at: datetime) -> Draft:
    """Reads a plan file and keeps it with its reading.

    Raises NotAllowed, FileKnown, planfile.UnreadableFile; nothing is stored then.
    """
    check(actor, Act.DRAFT_WRITE)
    digest = hashlib.sha256(data).hexdigest()
    known = drafts.visible_to(actor).filter(sha256=digest).first()
    if known is not None:
        raise FileKnown(known)
    reading = planfile.read(data, name=name)
    kept = reading.to_json()
    draft = Draft(
        department_id=actor.department_id,
        file_name=normalise(name)[:255],
        sha256=digest,
        as_read=kept["draft"],
        content=kept["draft"],
        source=kept["source"],
        places=kept["places"],
        uploaded_by_id=actor.user_id,
        uploaded_at=at,
    )
    draft.save()
    record(Act.DRAFT_WRITE, draft, actor=actor, at=at, after={"file_name": draft.file_name, "sha256": digest})
    # Last, so that nothing that fails leaves a file without its row.
    suffix = ".docx" if data[:2] == b"PK" else ".txt"
    draft.file.save(digest[:16] + suffix, ContentFile(data))
    return draft


@transaction.atomic
def correct(draft_id: int, *, content: Mapping[str, Any], actor: Viewer, at: datetime) -> Draft:
    """Replaces the reading by a corrected one, an object of the plan contract.

    Raises NotAllowed, NotVisible, WrongState; ValueError for another shape of object.
    """
    draft = _open_draft(draft_id, actor)
    before, after = draft.content, PlanDraft.from_json(_normalised(dict(content))).to_json()
    changed = sorted(key for key in after if after[key] != before.get(key))
    if changed:
        draft.content = after
        draft.save(update_fields=["content"])
        record(
            "draft.correct",
            draft,
            actor=actor,
            at=at,
            before={key: before.get(key) for key in changed},
            after={key: after[key] for key in changed},
        )
    return draft


@transaction.atomic
def discard(draft_id: int, *, actor: Viewer, at: datetime) -> None:
    """Puts a draft aside: the file may then be uploaded again. Raises NotAllowed, NotVisible, WrongState."""
    draft = _open_draft(draft_id, actor)
    draft.state = Draft.State.DISCARDED
    draft.save(update_fields=["state"])
    record("draft.discard", draft, actor=actor, at=at)


def _open_draft(draft_id: int, actor: Viewer) -> Draft:
    check(actor, Act.DRAFT_WRITE)
    draft = drafts.one(actor, draft_id)
    if draft.state != Draft.State.OPEN:
        raise WrongState("Bản đọc này đã được xác nhận thành kế hoạch nên không sửa được nữa.")
    return draft


def _normalised(value: Any) -> Any:
    """Plain JSON values with every text in the normal form."""
    match value:
        case str():
            return normalise(value)
        case list():
            return [_normalised(item) for item in value]
        case dict():
            return {key: _normalised(item) for key, item in value.items()}
        case _:
            return value
