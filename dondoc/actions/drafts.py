"""From an uploaded plan file to a draft: read it, at once or in the background; correct the reading; discard it.

A reading that takes long is a job of the database worker (`manage.py db_worker`), enqueued with the draft in one
transaction.
"""

import hashlib
import logging
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django_tasks import TaskContext, task

from dondoc import planfile
from dondoc.actions.audit import record
from dondoc.actions.letters import moment_of
from dondoc.core.bases import is_from_above
from dondoc.core.filenames import ending_of, name_fault
from dondoc.core.permissions import Act, Origin, Viewer, check
from dondoc.core.plan import PlanDraft
from dondoc.core.refusals import Refused
from dondoc.core.vietnamese import normalise
from dondoc.core.workflow import WrongState
from dondoc.models import Draft, PlanLevel, User
from dondoc.planfile.formats import format_of
from dondoc.queries import drafts
from dondoc.queries.people import department_of, viewer_for

State = Draft.State

_log = logging.getLogger(__name__)
_NOT_OPEN = {
    State.READING: "Tệp đang được đọc; khi đọc xong mới sửa được.",
    State.FAILED: "Tệp không đọc được nên chưa có gì để sửa.",
    State.CONFIRMED: "Bản đọc này đã được xác nhận thành kế hoạch nên không sửa được nữa.",
}
ENDINGS = (".docx", ".pdf", ".doc", ".odt", ".txt", ".png", ".jpg", ".tif")
_PICTURES = {b"\x89P": ".png", b"\xff\xd8": ".jpg"}


class FileKnown(Refused):
    """The very same file was uploaded before; `draft` is the one it made."""

    def __init__(self, draft: Draft) -> None:
        plan = drafts.plan_of(draft)
        name = f"“{draft.file_name}”"
        known = {
            State.READING: f"tệp {name} đang được đọc",
            State.FAILED: f"tệp {name} chưa đọc được",
        }.get(State(draft.state), f"kế hoạch “{plan.heading}”" if plan else f"bản đọc đang chờ xác nhận {name}")
        super().__init__(f"Tệp này đã được nhập trước đây: {known}.")
        self.draft = draft


def upload(data: bytes, *, name: str, actor: Viewer, at: datetime) -> Draft:
    """Keeps a plan file with its reading; where the reading takes long, the draft waits in the state READING for it.

    Raises NotAllowed, FileKnown, planfile.UnreadableFile; nothing is stored then.
    """
    check(actor, Act.DRAFT_WRITE)
    _judge_name(name, data)
    draft = Draft(
        department_id=actor.department_id,
        file_name=normalise(name)[-255:],
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_by_id=actor.person_id,
        uploaded_at=at,
    )
    _refuse_known(draft, actor)
    # Before the transaction: half a minute of reading must not keep others from writing.
    try:
        reading = planfile.read_in_child(data, name=name, patient=False)
    except planfile.TakesLong as long:
        draft.state, draft.page_count = State.READING, long.page_count
    else:
        for field, value in _read_fields(reading, actor).items():
            setattr(draft, field, value)
    _store(draft, data, actor=actor, at=at)
    return draft


def finish_reading(draft_id: int, *, actor: Viewer, at: datetime) -> Draft:
    """Reads, with patience, the file of a draft in the state READING: it is then OPEN, or FAILED with the reason.

    A draft in any other state stays as it is, so that reading twice changes nothing. Raises NotAllowed, NotVisible.
    """
    draft = drafts.one(actor, draft_id)
    check(actor, Act.DRAFT_WRITE)
    if draft.state == State.READING:
        with draft.file.open("rb") as file:
            data = file.read()
        try:
            reading = planfile.read_in_child(data, name=draft.file_name, on_page=partial(_tell_progress, draft_id))
        except planfile.UnreadableFile as error:
            _end(draft, actor, at, state=State.FAILED, refusal=error.sentence)
        else:
            _end(draft, actor, at, state=State.OPEN, **_read_fields(reading, actor))
    return drafts.one(actor, draft_id)


@transaction.atomic
def read_again(draft_id: int, *, actor: Viewer, at: datetime) -> None:
    """Has a file read once more: one that was not readable, or whose reading broke off.

    Raises NotAllowed, NotVisible, WrongState.
    """
    draft = drafts.one(actor, draft_id)
    check(actor, Act.DRAFT_WRITE)
    if draft.state != State.FAILED and not drafts.is_stalled(actor, draft, at=at):
        raise WrongState("Tệp này đã được đọc hoặc đang được đọc.")
    draft.state, draft.refusal, draft.pages_read = State.READING, "", 0
    draft.save(update_fields=["state", "refusal", "pages_read"])
    record(drafts.READ_AGAIN, draft, actor=actor, at=at)
    _enqueue(draft, actor, at)


@task(takes_context=True)
def _read_in_background(context: TaskContext, draft_id: int, user_id: int, asked_at: str) -> str:
    """The job: finishes a reading on behalf of whoever asked for it, with the rights held now. Returns the outcome."""
    user, at = User.objects.get(pk=user_id), moment_of(context, asked_at)
    draft = Draft.objects.get(pk=draft_id)
    origin = Origin("job", "finish_reading")
    nobody = Viewer(user_id, draft.department_id, str(user), frozenset(), origin)
    found = viewer_for(user, on=at.date(), department_id=draft.department_id, origin=origin)
    held = found if user.is_active else None
    actor = held if held and held.department_id == draft.department_id else nobody
    try:
        return finish_reading(draft_id, actor=actor, at=at).state
    except Refused as refused:
        _log.warning("reading of draft %s for user %s refused: %s", draft_id, user_id, refused.sentence)
        sentence = f"{user} không còn quyền nhập kế hoạch nên tệp không được đọc."
        _end(draft, nobody, at, state=State.FAILED, refusal=sentence)
        return "refused"


@transaction.atomic
def correct(draft_id: int, *, content: Mapping[str, Any], actor: Viewer, at: datetime) -> Draft:
    """Replaces the reading by a corrected one, an object of the plan contract.

    Raises NotAllowed, NotVisible, WrongState; ValueError for another shape of object.
    """
    draft = _draft_in(State.OPEN, draft_id=draft_id, actor=actor)
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
def settle_conversion(draft_id: int, *, is_right: bool, actor: Viewer, at: datetime) -> None:
    """Keeps whether somebody found the conversion from an old encoding right; without it no plan is made.

    Nothing happens to a draft that was not converted. Raises NotAllowed, NotVisible, WrongState.
    """
    draft = _draft_in(State.OPEN, draft_id=draft_id, actor=actor)
    if draft.conversion is None or draft.conversion.get("is_right", False) == is_right:
        return
    draft.conversion = {**draft.conversion, "is_right": is_right}
    draft.save(update_fields=["conversion"])
    record("draft.settle-conversion", draft, actor=actor, at=at, after={"is_right": is_right})


@transaction.atomic
def choose_level(draft_id: int, *, level: PlanLevel, actor: Viewer, at: datetime) -> None:
    """Says whether a draft is the department's own plan or one from above.

    Raises NotAllowed, NotVisible, WrongState.
    """
    draft = _draft_in(State.OPEN, draft_id=draft_id, actor=actor)
    if draft.level != level:
        before, draft.level = draft.level, level
        draft.save(update_fields=["level"])
        record("draft.choose-level", draft, actor=actor, at=at, before=before, after=level.value)


@transaction.atomic
def discard(draft_id: int, *, actor: Viewer, at: datetime) -> None:
    """Puts a draft aside: the file may then be uploaded again. Raises NotAllowed, NotVisible, WrongState."""
    draft = _draft_in(State.OPEN, State.READING, State.FAILED, draft_id=draft_id, actor=actor)
    draft.state = State.DISCARDED
    draft.save(update_fields=["state"])
    record("draft.discard", draft, actor=actor, at=at)


def _judge_name(name: str, data: bytes) -> None:
    """A file must be called what it is: nobody is to keep, or hand on, one thing under the name of another."""
    fault = name_fault(name, ENDINGS)
    if fault is None and (ending := _ending(data, name)) != ending_of(name):
        fault = (
            f"Tệp {normalise(name)[-100:]} có đuôi {ending_of(name)} nhưng nội dung là {ending}. "
            "Hãy đổi lại đuôi tệp cho đúng rồi tải lên."
        )
    if fault:
        raise planfile.UnreadableFile(fault)


def _refuse_known(draft: Draft, actor: Viewer) -> None:
    known = drafts.visible_to(actor).filter(sha256=draft.sha256).first()
    if known is not None:
        raise FileKnown(known)


@transaction.atomic
def _store(draft: Draft, data: bytes, *, actor: Viewer, at: datetime) -> None:
    """Keeps the draft, its job if it needs one, and its file."""
    _refuse_known(draft, actor)  # somebody else may have sent it while it was read here
    draft.save()
    after = {"file_name": draft.file_name, "sha256": draft.sha256}
    record(Act.DRAFT_WRITE, draft, actor=actor, at=at, after=after)
    if draft.state == State.READING:
        _enqueue(draft, actor, at)
    # Last, so that nothing that fails leaves a file without its row.
    draft.file.save(draft.sha256[:16] + _ending(data, draft.file_name), ContentFile(data))


def _ending(data: bytes, name: str) -> str:
    """The ending of what the file is, whatever it is called."""
    kind = format_of(data, name)
    return _PICTURES.get(data[:2], ".tif") if kind == "picture" else f".{kind}"


def _enqueue(draft: Draft, actor: Viewer, at: datetime) -> None:
    _read_in_background.enqueue(draft_id=draft.pk, user_id=actor.person_id, asked_at=at.isoformat())


def _read_fields(reading: planfile.Reading, actor: Viewer) -> dict[str, Any]:
    """What a draft keeps of a reading; a document of a body above is taken for a superior plan until somebody says."""
    kept = reading.to_json()
    own = department_of(actor)
    is_superior = is_from_above(reading.draft.issuer, department=own.name, parent_body=own.parent_body)
    return {
        "level": PlanLevel.SUPERIOR if is_superior else PlanLevel.OWN,
        "as_read": kept["draft"],
        "content": kept["draft"],
        **{key: kept[key] for key in ("source", "places", "page_count", "page_shapes", "conversion")},
    }


def _tell_progress(draft_id: int, done_count: int, page_count: int) -> None:
    Draft.objects.filter(pk=draft_id, state=State.READING).update(pages_read=done_count, page_count=page_count)


@transaction.atomic
def _end(draft: Draft, actor: Viewer, at: datetime, *, state: Draft.State, **fields: Any) -> None:
    """Ends a reading unless it was ended or put aside meanwhile: check and change are one statement."""
    if Draft.objects.filter(pk=draft.pk, state=State.READING).update(state=state, **fields):
        after = {"state": state.value}
        record("draft.read", draft, actor=actor, at=at, after=after, reason=fields.get("refusal", ""))


def _draft_in(*states: Draft.State, draft_id: int, actor: Viewer) -> Draft:
    draft = drafts.one(actor, draft_id)
    check(actor, Act.DRAFT_WRITE)
    if draft.state not in states:
        raise WrongState(_NOT_OPEN[State(draft.state)])
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
