"""Links and tokens: what they open, and the lists of those who keep them.

Whatever is wrong with a secret (a changed byte, too late, taken back, never made) has one answer: NotVisible.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from dondoc.core.keys import KeyState, acts_of, digest, key_state
from dondoc.core.permissions import Act, Grant, Origin, Role, Viewer, check, may
from dondoc.core.refusals import NotVisible
from dondoc.core.reorganisations import is_asked
from dondoc.core.workflow import WRITABLE, ReportState
from dondoc.models import ApiToken, Evidence, Plan, PlanLevel, ReportingPeriod, SignedLink, Unit, UnitReport
from dondoc.queries import periods
from dondoc.queries.people import units_of
from dondoc.queries.reports import Question, questions_of

# The states in which a link opens nothing; in a closed period it still shows what was answered.
SHUT = frozenset({KeyState.EXPIRED, KeyState.REVOKED, KeyState.PASSED, KeyState.DROPPED})

_NAME_LENGTH = 150  # of the actor in the audit trail


@dataclass(frozen=True)
class LinkPage:
    """What the holder of a link sees: who asks, the one question with its answer, whether it can still be written.

    `proof_count` counts the files sent through links; they are not listed, and not given out again.
    """

    link: SignedLink
    viewer: Viewer
    question: Question
    proof_count: int
    is_writable: bool

    @property
    def tasks(self) -> tuple[Question, ...]:
        return (self.question,) if self.question.obligation.task_id is not None else ()

    @property
    def targets(self) -> tuple[Question, ...]:
        return (self.question,) if self.question.obligation.target_id is not None else ()


def state_of(key: SignedLink | ApiToken, at: datetime) -> KeyState:
    """Where a link or token stands at that moment."""
    handed_in_at = key.handed_in_at if isinstance(key, SignedLink) else None
    state = key_state(at=at, expires_at=key.expires_at, revoked_at=key.revoked_at, handed_in_at=handed_in_at)
    return _state_of_duty(key) if isinstance(key, SignedLink) and state is KeyState.LIVE else state


def link_page(secret: str, *, at: datetime, origin: Origin) -> LinkPage:
    """The page behind a link. Raises NotVisible, also when the period does not ask for this any more."""
    link = _link(secret, at)
    viewer = _holder(link, origin)
    assert link.obligation is not None
    period, unit = link.period, link.obligation.unit
    report = UnitReport.objects.filter(period=period, unit=unit).first()
    found = questions_of(viewer, period, unit, report)
    question = next((q for q in found if q.obligation.pk == link.obligation_id), None)
    if question is None:
        raise NotVisible
    sent = Evidence.objects.filter(answer__report=report, answer__obligation=link.obligation_id, added_by=None)
    state = ReportState(report.state) if report else ReportState.DRAFT
    return LinkPage(
        link=link,
        viewer=viewer,
        question=question,
        proof_count=sent.count() if report else 0,
        is_writable=link.handed_in_at is None and state in WRITABLE and not period.is_closed,
    )


def viewer_of_token(secret: str, *, at: datetime, origin: Origin) -> tuple[Viewer, ApiToken]:
    """The viewer that a program with this token is, and the token. Raises NotVisible."""
    token = ApiToken.objects.filter(sha256=digest(secret)).first()
    viewer = viewer_with(token, at=at, origin=origin) if token else None
    if token is None or viewer is None:
        raise NotVisible
    return viewer, token


def viewer_with(token: ApiToken, *, at: datetime, origin: Origin) -> Viewer | None:
    """The viewer that a program with this token is at that moment; `None` for a token that opens nothing any more."""
    if state_of(token, at) is not KeyState.LIVE:
        return None
    scopes = acts_of(Act(scope) for scope in token.scopes)
    grants = frozenset({Grant(Role.TOKEN, scopes=scopes, plan_id=token.plan_id)})
    name = f"Khóa API {token.name} ({token.prefix}…)"[:_NAME_LENGTH]
    return Viewer(None, token.department_id, name, grants, origin, token_id=token.pk)


def links(viewer: Viewer) -> QuerySet[SignedLink]:
    """The links of the department, newest first. Raises NotAllowed."""
    _check_reader(viewer, Act.LINK_WRITE)
    found = SignedLink.objects.filter(department_id=viewer.department_id)
    return found.select_related(
        "period__plan", "obligation__unit", "obligation__task", "obligation__target", "created_by"
    )


def tokens(viewer: Viewer) -> QuerySet[ApiToken]:
    """The tokens of the department, newest first. Raises NotAllowed."""
    _check_reader(viewer, Act.TOKEN_WRITE)
    return ApiToken.objects.filter(department_id=viewer.department_id).select_related("plan", "created_by")


def questions_to_send(viewer: Viewer, period_id: int, unit_id: int) -> tuple[ReportingPeriod, Unit, list[Question]]:
    """What a unit owes in a period, for choosing what to send as links; without its words. Raises NotVisible,
    NotAllowed."""
    check(viewer, Act.LINK_WRITE)
    period = periods.one(viewer, period_id)
    unit = units_of(viewer).filter(pk=unit_id).first()
    questions = questions_of(viewer, period, unit, None) if unit else []
    if unit is None or not questions:
        raise NotVisible
    return period, unit, questions


def plans_to_limit(viewer: Viewer) -> QuerySet[Plan]:
    """The plans to which a token can be limited. Raises NotAllowed."""
    check(viewer, Act.TOKEN_WRITE)
    return Plan.objects.filter(department_id=viewer.department_id, level=PlanLevel.OWN)


def _state_of_duty(link: SignedLink) -> KeyState:
    """Whether what a link asks for is still asked for."""
    duty = link.obligation
    if link.period.is_closed:
        return KeyState.CLOSED
    if duty is None or not is_asked(link.period.window_to, began_on=duty.began_on, ended_on=duty.ended_on):
        return KeyState.PASSED
    owed = duty.task or duty.target
    return KeyState.DROPPED if owed is None or owed.dropped_by_id is not None else KeyState.LIVE


def _link(secret: str, at: datetime) -> SignedLink:
    found = SignedLink.objects.filter(sha256=digest(secret)).select_related(
        "department",
        "created_by",
        "period__plan__office",
        "obligation__unit",
        "obligation__task",
        "obligation__target",
    )
    link = found.first()
    if link is None or link.obligation is None or state_of(link, at) in SHUT:
        raise NotVisible
    return link


def _holder(link: SignedLink, origin: Origin) -> Viewer:
    grants = frozenset({Grant(Role.LINK, assignment=(link.period_id, link.obligation_id or 0))})
    name = f"Liên kết số {link.pk} ({link.given_to}"[: _NAME_LENGTH - 1] + ")"
    return Viewer(None, link.department_id, name, grants, origin)


def _check_reader(viewer: Viewer, act: Act) -> None:
    """Raises NotAllowed unless the viewer keeps these keys or audits them."""
    if not may(viewer, Act.LINK_READ):
        check(viewer, act)
