"""The half-yearly review of accounts and rights, signed by a director or an administrator."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from dondoc.actions.audit import record
from dondoc.actions.sign_ins import SignInRefused, try_password
from dondoc.core.chains import canonical
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import Fault, refuse_faulty
from dondoc.core.vietnamese import normalise
from dondoc.core.workflow import WrongState
from dondoc.models import AccountReview, User
from dondoc.queries import reviews


class ListChanged(WrongState):
    """Accounts or rights changed since the list was read (409)."""

    def __init__(self) -> None:
        super().__init__("Danh sách tài khoản đã thay đổi sau khi bạn mở trang. Hãy xem lại danh sách mới rồi ký.")


def list_digest(listed: list[dict[str, object]]) -> str:
    """SHA-256, in hexadecimal, of a list of accounts."""
    return hashlib.sha256(canonical(listed).encode()).hexdigest()


def sign(*, name: str, password: str, seen: str, note: str = "", actor: Viewer, at: datetime) -> AccountReview:
    """Keeps the list of accounts as it stands, signed with the own full name; the password shows that it is the person.

    `seen` is the digest of the list that was read. A wrong password counts as a wrong sign-in. Raises NotAllowed,
    Faulty, ListChanged.
    """
    check(actor, Act.REVIEW_SIGN)
    user = User.objects.get(pk=actor.person_id)
    faults = []
    if normalise(name) != normalise(user.full_name):
        faults.append(Fault("name", f"Hãy ghi đúng họ và tên của bạn: {user.full_name}."))
    refuse_faulty(faults + _password_faults(user, password, actor, at))
    with transaction.atomic():
        return _keep(user, name, seen, note, actor, at)


def _password_faults(user: User, password: str, actor: Viewer, at: datetime) -> list[Fault]:
    """Tried outside the transaction of the signature, so that a wrong try stays counted."""
    try:
        try_password(username=user.username, password=password, actor=actor.origin, at=at)
    except SignInRefused as refused:
        is_wrong = refused.sentence == SignInRefused().sentence
        return [Fault("password", "Mật khẩu chưa đúng." if is_wrong else refused.sentence)]
    return []


def _keep(user: User, name: str, seen: str, note: str, actor: Viewer, at: datetime) -> AccountReview:
    listed = reviews.as_kept(reviews.lines(actor, today=localtime(at).date()))
    digest = list_digest(listed)
    if digest != seen:
        raise ListChanged
    review = AccountReview.objects.create(
        department_id=actor.department_id,
        listed=listed,
        sha256=digest,
        note=normalise(note),
        signed_name=normalise(name),
        signed_by=user,
        signed_at=at,
    )
    record(Act.REVIEW_SIGN, review, actor=actor, at=at, after={"sha256": digest, "count": len(listed)})
    return review
