"""Glass broken in an emergency: thirty minutes of sight, with a reason, and everybody concerned told at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from dondoc.actions.audit import record
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import Fault, NotVisible, refuse_faulty
from dondoc.core.vietnamese import normalise
from dondoc.core.workflow import WrongState
from dondoc.models import BrokenGlass
from dondoc.queries import glass as queries

LASTS = timedelta(minutes=30)
SHORTEST_REASON = 20


@transaction.atomic
def break_glass(*, reason: str, actor: Viewer, at: datetime) -> BrokenGlass:
    """Opens the proofs of the department to an administrator for thirty minutes; directors and auditors are told.

    Raises NotAllowed, WrongState while glass is broken already, Faulty for a reason under twenty characters.
    """
    check(actor, Act.GLASS_BREAK)
    if queries.open_for(actor, at=at):
        raise WrongState("Bạn đang trong thời gian truy cập khẩn cấp.")
    words = normalise(reason)
    short = len(words) < SHORTEST_REASON
    refuse_faulty([Fault("reason", f"Hãy ghi rõ lý do, ít nhất {SHORTEST_REASON} ký tự.")] if short else [])
    opened = BrokenGlass.objects.create(
        department_id=actor.department_id, user_id=actor.person_id, reason=words, opened_at=at, ends_at=at + LASTS
    )
    record(Act.GLASS_BREAK, opened, actor=actor, at=at, after={"ends_at": opened.ends_at}, reason=words)
    addresses = queries.alerted(actor.department_id, at=at)
    transaction.on_commit(lambda: _tell(opened, actor, addresses))
    return opened


@transaction.atomic
def end(*, actor: Viewer, at: datetime) -> BrokenGlass:
    """Ends the own time early. Raises NotAllowed, WrongState when none lasts."""
    check(actor, Act.GLASS_BREAK)
    opened = queries.open_for(actor, at=at)
    if opened is None:
        raise WrongState("Thời gian truy cập khẩn cấp đã hết.")
    opened.ends_at = at
    opened.save(update_fields=["ends_at"])
    record("glass.end", opened, actor=actor, at=at)
    return opened


@transaction.atomic
def take_note(glass_id: int, *, actor: Viewer, at: datetime) -> BrokenGlass:
    """A director or auditor has seen that glass was broken. Raises NotAllowed, NotVisible."""
    check(actor, Act.GLASS_SEE)
    opened = queries.told(actor).filter(pk=glass_id).first()
    if opened is None:
        raise NotVisible
    if not opened.seen_by.filter(pk=actor.person_id).exists():
        opened.seen_by.add(actor.person_id)
        record(Act.GLASS_SEE, opened, actor=actor, at=at)
    return opened


def _tell(opened: BrokenGlass, actor: Viewer, addresses: Sequence[str]) -> None:
    """One message to each, so that none sees the others' addresses; only where mail is set up."""
    if not settings.EMAIL_HOST:
        return
    words = (
        f"{actor.full_name} đã mở truy cập khẩn cấp vào minh chứng, kể cả minh chứng có dữ liệu cá nhân.\n\n"
        f"Lý do: {opened.reason}\n\nMọi lần xem được ghi vào nhật ký; quyền này tự hết sau 30 phút."
    )
    for address in addresses:
        send_mail("Đôn Đốc: truy cập khẩn cấp", words, None, [address])
