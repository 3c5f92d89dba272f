"""Ways in without an account: links and tokens made and taken back, an answer given through a link.

The secret is returned once, by the act that makes it; its hash alone is kept.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from dondoc.actions import evidence
from dondoc.actions.audit import record
from dondoc.actions.columns import column_faults
from dondoc.actions.evidence import Particulars
from dondoc.actions.reports import AnswerDraft, PeriodClosed, save_answers
from dondoc.core.keys import (
    LINK_PROOFS,
    LONGEST_LINK,
    LONGEST_TOKEN,
    SCOPE_TITLES,
    TOKEN_START,
    digest,
    prefix,
)
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import Fault, Faulty, NotVisible, refuse_faulty
from dondoc.core.vietnamese import normalise
from dondoc.core.workflow import ReportState, WrongState, check_writable
from dondoc.models import Answer, ApiToken, Evidence, Obligation, ReportingPeriod, SignedLink, UnitReport
from dondoc.queries import obligations, periods
from dondoc.queries.keys import SHUT, plans_to_limit, state_of

# A mark that a token was used is made at most this often.
MARKED_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class NewLink:
    """A link just made, with the secret that nobody can be told again."""

    link: SignedLink
    secret: str


@dataclass(frozen=True)
class NewToken:
    """A token just made, with the secret that nobody can be told again."""

    token: ApiToken
    secret: str


@dataclass(frozen=True)
class Proof:
    """A file sent through a link, and what the document in it is."""

    data: bytes
    name: str
    particulars: Particulars


@transaction.atomic
def create_links(
    period_id: int,
    *,
    obligation_ids: Collection[int],
    given_to: str,
    expires_at: datetime,
    actor: Viewer,
    at: datetime,
) -> Sequence[NewLink]:
    """Makes a link for each of these obligations in an open period, in the order of the units and the plan.

    An earlier link to the same obligation and period that was still good is taken back: one answer, one link.
    Raises NotAllowed, NotVisible, PeriodClosed, WrongState (a unit has handed its report in), Faulty.
    """
    check(actor, Act.LINK_WRITE)
    period = periods.one(actor, period_id)
    if ReportingPeriod.objects.select_for_update().get(pk=period.pk).is_closed:
        raise PeriodClosed
    draft = SignedLink(given_to=normalise(given_to))
    faults = _named(draft, "given_to", "Hãy ghi người nhận liên kết.") + _end_faults(expires_at, at, LONGEST_LINK)
    if not obligation_ids:
        faults.append(Fault("obligation_ids", "Hãy chọn ít nhất một nội dung cần trả lời."))
    refuse_faulty(faults)
    duties = _duties(period, obligation_ids)
    return [_new_link(period, duty, draft.given_to, expires_at, actor, at) for duty in duties]


@transaction.atomic
def revoke_link(link_id: int, *, actor: Viewer, at: datetime) -> SignedLink:
    """Takes a link back; what was answered through it stays. Raises NotAllowed, NotVisible, WrongState."""
    check(actor, Act.LINK_WRITE)
    link = SignedLink.objects.select_for_update().filter(department_id=actor.department_id, pk=link_id).first()
    if link is None:
        raise NotVisible
    if link.revoked_at is not None:
        raise WrongState("Liên kết đã được thu hồi trước đó.")
    _revoke(link, actor, at)
    return link


@transaction.atomic
def answer_link(
    link_id: int, *, answer: AnswerDraft | None, proof: Proof | None, hands_in: bool, actor: Viewer, at: datetime
) -> SignedLink:
    """Keeps what the holder of a link answers (`None`: as it stands), and a proof; with `hands_in` that is all of it.

    Everything or nothing. Raises NotAllowed (not the link's own viewer), NotVisible (the link is no longer good),
    WrongState (handed in already, or the unit's report is), PeriodClosed, Faulty (every fault at once; of the answer
    the field is `<obligation id>.<name>`, of the proof its name).
    """
    link = SignedLink.objects.select_for_update().filter(department_id=actor.department_id, pk=link_id).first()
    duty = link.obligation if link else None
    if link is None or duty is None or state_of(link, at) in SHUT:
        raise NotVisible
    assignment = (link.period_id, duty.pk)
    check(actor, Act.ANSWER_WRITE, assignment=assignment)
    if link.handed_in_at is not None:
        raise WrongState("Câu trả lời đã gửi nên không sửa được nữa.", lifted_by="Văn phòng Sở (gửi một liên kết mới)")
    if answer is not None and answer.obligation_id != duty.pk:
        raise NotVisible
    faults = _write_faults(link, duty, answer, actor, at) + _proof_faults(link, duty, proof, actor, at)
    refuse_faulty(faults + (_silence(link, duty, answer) if hands_in else []))
    if hands_in:
        check(actor, Act.REPORT_SUBMIT, assignment=assignment)
        link.handed_in_at = at
        link.save(update_fields=["handed_in_at"])
        record("link.hand_in", link, actor=actor, at=at)
    return link


@transaction.atomic
def create_token(
    *,
    name: str,
    scopes: Collection[Act],
    plan_id: int | None,
    expires_at: datetime,
    actor: Viewer,
    at: datetime,
) -> NewToken:
    """Makes a token for a program, for a plan or the whole department. Every token reads the plans it is made for.

    Raises NotAllowed, NotVisible (the plan), Faulty.
    """
    check(actor, Act.TOKEN_WRITE)
    if plan_id is not None and not plans_to_limit(actor).filter(pk=plan_id).exists():
        raise NotVisible
    secret = TOKEN_START + secrets.token_urlsafe(32)
    token = ApiToken(
        department_id=actor.department_id,
        name=normalise(name),
        prefix=prefix(secret),
        sha256=digest(secret),
        scopes=[act.value for act in SCOPE_TITLES if act is Act.PLAN_READ or act in scopes],
        plan_id=plan_id,
        created_by_id=actor.person_id,
        created_at=at,
        expires_at=expires_at,
    )
    faults = _named(token, "name", "Hãy ghi tên khóa, ví dụ tên phần mềm dùng khóa.")
    faults += _end_faults(expires_at, at, LONGEST_TOKEN)
    if not scopes:
        faults.append(Fault("scopes", "Hãy chọn ít nhất một quyền cho khóa."))
    if set(scopes) - set(SCOPE_TITLES):
        faults.append(Fault("scopes", "Khóa không thể có quyền này."))
    refuse_faulty(faults)
    token.save()
    record("token.create", token, actor=actor, at=at, after=_token_data(token))
    return NewToken(token, secret)


@transaction.atomic
def revoke_token(token_id: int, *, actor: Viewer, at: datetime) -> ApiToken:
    """Takes a token back; its next request is refused. Raises NotAllowed, NotVisible, WrongState."""
    check(actor, Act.TOKEN_WRITE)
    token = ApiToken.objects.select_for_update().filter(department_id=actor.department_id, pk=token_id).first()
    if token is None:
        raise NotVisible
    if token.revoked_at is not None:
        raise WrongState("Khóa đã được thu hồi trước đó.")
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    record("token.revoke", token, actor=actor, at=at, before=_token_data(token))
    return token


def mark_used(token_id: int, *, actor: Viewer, at: datetime) -> None:
    """Notes that a token was used, at most once in `MARKED_EVERY`: a mark on the key itself, no act of its own."""
    long_ago = Q(last_used_at__isnull=True) | Q(last_used_at__lt=at - MARKED_EVERY)
    ApiToken.objects.filter(long_ago, department_id=actor.department_id, pk=token_id).update(last_used_at=at)


def _duties(period: ReportingPeriod, obligation_ids: Collection[int]) -> Sequence[Obligation]:
    """The obligations as the period asks them. Raises NotVisible, WrongState where a unit has handed in."""
    asked = obligations.asked_in(period).filter(pk__in=obligation_ids).select_related("unit")
    of_tasks_first = F("task__position").asc(nulls_last=True)
    duties = list(asked.order_by("unit__position", of_tasks_first, "target__position", "id"))
    if len(duties) != len(set(obligation_ids)):
        raise NotVisible
    for report in UnitReport.objects.filter(period=period, unit__in={duty.unit_id for duty in duties}):
        check_writable(ReportState(report.state))
    return duties


def _new_link(
    period: ReportingPeriod, duty: Obligation, given_to: str, expires_at: datetime, actor: Viewer, at: datetime
) -> NewLink:
    for earlier in SignedLink.objects.filter(period=period, obligation=duty, revoked_at=None, expires_at__gt=at):
        _revoke(earlier, actor, at)
    secret = secrets.token_urlsafe(16)
    link = SignedLink.objects.create(
        department_id=actor.department_id,
        period=period,
        obligation=duty,
        sha256=digest(secret),
        given_to=given_to,
        created_by_id=actor.person_id,
        created_at=at,
        expires_at=expires_at,
    )
    after = {"period": period.code, "obligation": duty.pk, "given_to": given_to, "expires_at": expires_at}
    record("link.create", link, actor=actor, at=at, after=after)
    return NewLink(link, secret)


def _revoke(link: SignedLink, actor: Viewer, at: datetime) -> None:
    link.revoked_at, link.revoked_by_id = at, actor.person_id
    link.save(update_fields=["revoked_at", "revoked_by"])
    record("link.revoke", link, actor=actor, at=at, before={"given_to": link.given_to})


def _named(row: SignedLink | ApiToken, column: str, sentence: str) -> list[Fault]:
    """What is wrong with the words by which people know a key."""
    return column_faults(row, [column]) if getattr(row, column) else [Fault(column, sentence)]


def _end_faults(expires_at: datetime, at: datetime, longest: timedelta) -> list[Fault]:
    if expires_at <= at:
        return [Fault("expires_on", "Ngày hết hạn phải từ hôm nay trở đi.")]
    if expires_at > at + longest + timedelta(days=1):  # a day is given, and lasts to its end
        return [Fault("expires_on", f"Thời hạn dài nhất là {longest.days} ngày.")]
    return []


def _write_faults(
    link: SignedLink, duty: Obligation, answer: AnswerDraft | None, actor: Viewer, at: datetime
) -> list[Fault]:
    """Writes the answer; what is wrong with it."""
    if answer is None:
        return []
    try:
        save_answers(link.period_id, duty.unit_id, answers=[answer], actor=actor, at=at)
    except Faulty as faulty:
        return list(faulty.faults)
    return []


def _proof_faults(link: SignedLink, duty: Obligation, proof: Proof | None, actor: Viewer, at: datetime) -> list[Fault]:
    """Keeps the proof; what is wrong with it."""
    if proof is None:
        return []
    sent = Evidence.objects.filter(answer__report__period=link.period_id, answer__obligation=duty, added_by=None)
    if sent.count() >= LINK_PROOFS:
        return [Fault("file", f"Mỗi nội dung nhận nhiều nhất {LINK_PROOFS} tệp qua liên kết.")]
    try:
        evidence.attach(
            link.period_id,
            duty.unit_id,
            duty.pk,
            data=proof.data,
            name=proof.name,
            particulars=proof.particulars,
            actor=actor,
            at=at,
        )
    except Faulty as faulty:
        return list(faulty.faults)
    return []


def _silence(link: SignedLink, duty: Obligation, answer: AnswerDraft | None) -> list[Fault]:
    """Why an answer that says nothing is not handed in."""
    kept = Answer.objects.filter(report__period=link.period_id, obligation=duty).first()
    said = answer or kept or AnswerDraft(duty.pk)
    if duty.task_id is not None:
        missing = [] if said.state else [Fault("state", "Hãy chọn tình trạng thực hiện.")]
    elif said.numerator is None and not said.not_applicable and not normalise(said.words):
        missing = [Fault("numerator", "Hãy ghi số liệu, chọn “Không phát sinh”, hoặc ghi chú vì sao chưa có số.")]
    else:
        missing = []
    return [Fault(f"{duty.pk}.{fault.field}", fault.sentence) for fault in missing]


def _token_data(token: ApiToken) -> dict[str, object]:
    return {
        "name": token.name,
        "prefix": token.prefix,
        "scopes": token.scopes,
        "plan": token.plan_id,
        "expires_at": token.expires_at,
    }
