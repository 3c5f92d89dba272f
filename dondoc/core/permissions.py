"""Who may do what, and how far: one table, asked by actions and queries alike.

Not here: in which state a thing must be (workflow), how rows are limited to a reach (queries).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from dondoc.core.refusals import NotAllowed


class Role(StrEnum):
    """Those who act, in the order of the table's columns: seven roles that people hold, and three without account."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    REPORTER = "reporter"
    HEAD = "head"
    DIRECTOR = "director"
    APPRAISER = "appraiser"
    AUDITOR = "auditor"
    PUBLIC = "public"
    LINK = "link"
    TOKEN = "token"


ROLE_TITLES = {
    Role.ADMINISTRATOR: "Quản trị hệ thống",
    Role.COORDINATOR: "Chuyên viên Văn phòng Sở",
    Role.REPORTER: "Đầu mối báo cáo của đơn vị",
    Role.HEAD: "Lãnh đạo đơn vị",
    Role.DIRECTOR: "Lãnh đạo Sở",
    Role.APPRAISER: "Người thẩm định",
    Role.AUDITOR: "Thanh tra, kiểm tra",
    Role.PUBLIC: "Người không đăng nhập",
    Role.LINK: "Người giữ liên kết trả lời",
    Role.TOKEN: "Phần mềm dùng khóa API",
}
HELD_ROLES = tuple(role for role in Role if role not in {Role.PUBLIC, Role.LINK, Role.TOKEN})
UNIT_ROLES = frozenset({Role.REPORTER, Role.HEAD})
# Roles that somebody of another body may hold in a department.
OUTSIDE_ROLES = frozenset({Role.APPRAISER, Role.AUDITOR})


class Reach(StrEnum):
    """How far a right goes; the value is the letter of the table."""

    UNIT = "u"
    DEPARTMENT = "s"
    ASSIGNED = "x"  # the bodies that an appraiser is given: one department each time
    PUBLISHED = "p"
    ASSIGNMENT = "k"  # the one obligation in the one period of a signed link
    SCOPE = "f"  # the acts that a token is given


class Letter(StrEnum):
    """What can be done with a thing; `LOOK` is to see that it is there and how far it is, not what it says."""

    LOOK = "l"
    READ = "r"
    CREATE = "c"
    WRITE = "w"
    WITHDRAW = "d"
    MOVE = "t"
    EXPORT = "e"


class Thing(StrEnum):
    """The objects of the table, in its order."""

    PLAN_DRAFT = "plan-draft"
    PLAN = "plan"
    ASSIGNMENT = "assignment"
    ANSWER_DRAFT = "answer-draft"
    ANSWER_SUBMITTED = "answer-submitted"
    ANSWER_ACCEPTED = "answer-accepted"
    EVIDENCE = "evidence"
    EVIDENCE_RESTRICTED = "evidence-restricted"
    FIGURE = "figure"
    STAFF_REGISTER = "staff-register"
    SYSTEM_REGISTER = "system-register"
    SECURITY_DOSSIER = "security-dossier"
    DOSSIER_FIGURES = "dossier-figures"
    DOSSIER_ROWS = "dossier-rows"
    SCORE_SELF = "score-self"
    SCORE_CHECK = "score-check"
    SCORE_APPRAISED = "score-appraised"
    DISPUTE = "dispute"
    DIFFICULTY = "difficulty"
    DECISION = "decision"
    REPORT_DRAFT = "report-draft"
    REPORT_ISSUED = "report-issued"
    CLOSING = "closing"
    REMINDER = "reminder"
    SITE_CHECK = "site-check"
    CONNECTOR = "connector"
    LINK_AND_TOKEN = "link-and-token"
    ORGANISATION = "organisation"
    AUDIT = "audit"
    OPERATION = "operation"
    ASSISTANT = "assistant"
    OPEN_DATA = "open-data"


# One row a thing, one cell a role, in the order of `Role`: letters, reach and, after a colon, the condition; several
# such after semicolons. Source: section 3.0 of the project's reliability and security requirements.
TABLE = """
plan-draft          | - | rcwdt s | - | - | r s | - | r s | - | - | -
plan                | r s | rcwte s | r s | r s | rt s | r x | re s | r p | r k | r f
assignment          | - | rcwd s | r s | rt u | rt s | r x | r s | - | r k | r f
answer-draft        | - | l s | rcwt u | rwt u | - | - | r s | - | rcwt k | -
answer-submitted    | - | rt s | r u | rt u | r s | - | r s | - | r k | -
answer-accepted     | - | rt s: reason | r u | r u | r s | r x | re s | - | r k | r f
evidence            | - | rcde s | rcd u | rd u | r s | r x | re s | r p | c k | r f
evidence-restricted | - | r s: logged | r u | r u | r s | r x: masked | r s: reason | - | c k | -
figure              | - | rcwe s | rcw u | rt u | r s | r x | re s | r p | w k | rcw f
staff-register      | - | rwe s | rw u | rw u | r s | l x | r s: masked | - | - | -
system-register     | - | rcwe s | r u | r u | r s | r x | re s | - | - | -
security-dossier    | - | rcwt s: custodian | - | - | rt s | l x: decision page | r s: reason | - | - | -
dossier-figures     | - | re s | r u | r u | r s | r x | re s | r p | - | r f
dossier-rows        | - | r s: analyst, masked | - | - | - | - | r s: masked, reason | - | - | c f
score-self          | - | rwe s | w u: own criteria | r u | rt s | r x | re s | - | - | -
score-check         | - | rwt s | r u | r u | r s | r x | re s | - | - | -
score-appraised     | - | r s | r u: released | r u: released | r s | rwt x | re s | r p | - | r f
dispute             | - | rcw s | r u | r u | rt s | rt x | r s | - | - | -
difficulty          | - | rwt s | rc u | rct u | rt s | - | r s | - | c k | -
decision            | - | rc s: draft | r u: addressed | r u: addressed | rct s | - | r s | - | - | -
report-draft        | - | rcwe s | - | - | rt s | - | r s | - | - | -
report-issued       | - | re s; c s: erratum | r s | r s | r s; t s: erratum | r x | re s | r p | - | r f
closing             | - | t s: request | - | - | t s: confirm | - | r s | - | - | -
reminder            | - | rct s | r u | r u | r s | - | re s | - | - | -
site-check          | w s: allow-list | rct s | - | - | r s | r x | r s | - | - | -
connector           | rcwd s: secret write-only | - | - | - | - | - | r s: no secrets | - | - | -
link-and-token      | cd s: tokens | cd s: links | - | - | - | - | r s: prefixes | - | - | -
organisation        | rcwd s: not for self | r s | - | r u | r s | - | re s | - | - | -
audit               | r s: no payload | r s: objects | - | - | r s | - | re s | - | - | -
operation           | rct s: second person | - | - | - | - | - | r s | - | - | -
assistant           | - | r s: own sight | r s: own sight | r s: own sight | r s: own sight | r x: own sight | r s: own sight | - | - | -
open-data           | - | c s | - | - | t s | - | r s | r p | - | r f
"""  # noqa: E501  # one row a line, as it is read


@dataclass(frozen=True)
class Cell:
    """What one role may do with one thing: by letter, how far. `conditions` hold for the letters they stand with."""

    text: str
    reaches: dict[Letter, Reach]
    conditions: dict[Letter, str]


def _cell(text: str) -> Cell:
    reaches: dict[Letter, Reach] = {}
    conditions: dict[Letter, str] = {}
    for clause in text.split(";") if text != "-" else ():
        right, _, condition = clause.partition(":")
        letters, reach = right.split()
        for letter in map(Letter, letters):
            reaches[letter] = Reach(reach)
            if condition:
                conditions[letter] = condition.strip()
    return Cell("–" if text == "-" else text, reaches, conditions)


def _matrix() -> dict[Thing, dict[Role, Cell]]:
    rows = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]
    return {Thing(name): dict(zip(Role, map(_cell, cells), strict=True)) for name, *cells in rows}


MATRIX = _matrix()


class Act(StrEnum):
    """Every act of the product, object first."""

    DRAFT_READ = "draft.read"
    DRAFT_WRITE = "draft.write"
    PLAN_READ = "plan.read"
    PLAN_WRITE = "plan.write"
    ASSIGNMENT_READ = "assignment.read"
    ASSIGNMENT_WRITE = "assignment.write"
    ANSWER_LOOK = "answer.look"
    ANSWER_DRAFT_READ = "answer-draft.read"
    ANSWER_SUBMITTED_READ = "answer-submitted.read"
    ANSWER_READ = "answer.read"
    ANSWER_BEGIN = "answer.begin"
    ANSWER_WRITE = "answer.write"
    FIGURE_READ = "figure.read"
    FIGURE_BEGIN = "figure.begin"
    FIGURE_WRITE = "figure.write"
    EVIDENCE_READ = "evidence.read"
    EVIDENCE_ADD = "evidence.add"
    EVIDENCE_REMOVE = "evidence.remove"
    RESTRICTED_READ = "restricted.read"
    REPORT_SUBMIT = "report.submit"
    REPORT_APPROVE = "report.approve"
    REPORT_ACCEPT = "report.accept"
    PERIOD_READ = "period.read"
    PERIOD_COMPOSE = "period.compose"
    CLOSING_READ = "closing.read"
    CLOSING_REQUEST = "closing.request"
    CLOSING_CONFIRM = "closing.confirm"
    SNAPSHOT_READ = "snapshot.read"
    PEOPLE_READ = "people.read"
    PEOPLE_WRITE = "people.write"
    PEOPLE_EXPORT = "people.export"
    LINK_WRITE = "link.write"
    TOKEN_WRITE = "token.write"
    LINK_READ = "link.read"
    AUDIT_READ = "audit.read"
    AUDIT_DETAIL_READ = "audit-detail.read"
    AUDIT_EXPORT = "audit.export"
    OPERATION_READ = "operation.read"
    OPERATION_REQUEST = "operation.request"
    EVIDENCE_MARK = "evidence.mark"
    GLASS_BREAK = "glass.break"
    GLASS_SEE = "glass.see"
    PRIVACY_READ = "privacy.read"
    PRIVACY_WRITE = "privacy.write"
    PRIVACY_REVEAL = "privacy.reveal"
    PRIVACY_ERASE = "privacy.erase"
    RESTORE_CONFIRM = "restore.confirm"
    REVIEW_READ = "review.read"
    REVIEW_SIGN = "review.sign"
    SCORE_READ = "score.read"
    SCORE_WRITE = "score.write"
    SCORE_SIGN = "score.sign"
    SCORE_EXPORT = "score.export"
    CHECK_READ = "check.read"
    CHECK_WRITE = "check.write"
    CHECK_MOVE = "check.move"
    APPRAISAL_READ = "appraisal.read"
    APPRAISAL_WRITE = "appraisal.write"
    APPRAISAL_MOVE = "appraisal.move"
    DISPUTE_READ = "dispute.read"
    DISPUTE_WRITE = "dispute.write"
    DISPUTE_SEND = "dispute.send"
    DISPUTE_DECIDE = "dispute.decide"
    DOSSIER_READ = "dossier.read"
    DOSSIER_EXPORT = "dossier.export"
    DOSSIER_ROWS_READ = "dossier-rows.read"
    DOSSIER_LOAD = "dossier.load"
    DOSSIER_UPLOAD = "dossier.upload"


# The cell of the table behind each act: the thing and the letter.
CELLS: dict[Act, tuple[Thing, Letter]] = {
    Act.DRAFT_READ: (Thing.PLAN_DRAFT, Letter.READ),
    Act.DRAFT_WRITE: (Thing.PLAN_DRAFT, Letter.WRITE),
    Act.PLAN_READ: (Thing.PLAN, Letter.READ),
    Act.PLAN_WRITE: (Thing.PLAN, Letter.WRITE),
    Act.ASSIGNMENT_READ: (Thing.ASSIGNMENT, Letter.READ),
    Act.ASSIGNMENT_WRITE: (Thing.ASSIGNMENT, Letter.WRITE),
    Act.ANSWER_LOOK: (Thing.ANSWER_DRAFT, Letter.LOOK),
    Act.ANSWER_DRAFT_READ: (Thing.ANSWER_DRAFT, Letter.READ),
    Act.ANSWER_SUBMITTED_READ: (Thing.ANSWER_SUBMITTED, Letter.READ),
    Act.ANSWER_READ: (Thing.ANSWER_ACCEPTED, Letter.READ),
    Act.ANSWER_BEGIN: (Thing.ANSWER_DRAFT, Letter.CREATE),
    Act.ANSWER_WRITE: (Thing.ANSWER_DRAFT, Letter.WRITE),
    Act.PRIVACY_REVEAL: (Thing.ANSWER_ACCEPTED, Letter.READ),
    Act.FIGURE_READ: (Thing.FIGURE, Letter.READ),
    Act.FIGURE_BEGIN: (Thing.FIGURE, Letter.CREATE),
    Act.FIGURE_WRITE: (Thing.FIGURE, Letter.WRITE),
    Act.EVIDENCE_READ: (Thing.EVIDENCE, Letter.READ),
    Act.EVIDENCE_ADD: (Thing.EVIDENCE, Letter.CREATE),
    Act.EVIDENCE_REMOVE: (Thing.EVIDENCE, Letter.WITHDRAW),
    Act.EVIDENCE_MARK: (Thing.EVIDENCE, Letter.CREATE),
    Act.RESTRICTED_READ: (Thing.EVIDENCE_RESTRICTED, Letter.READ),
    Act.REPORT_SUBMIT: (Thing.ANSWER_DRAFT, Letter.MOVE),
    Act.REPORT_APPROVE: (Thing.ANSWER_SUBMITTED, Letter.MOVE),
    Act.REPORT_ACCEPT: (Thing.ANSWER_SUBMITTED, Letter.MOVE),
    Act.PERIOD_READ: (Thing.REPORT_DRAFT, Letter.READ),
    Act.PERIOD_COMPOSE: (Thing.REPORT_DRAFT, Letter.READ),
    Act.CLOSING_READ: (Thing.CLOSING, Letter.READ),
    Act.CLOSING_REQUEST: (Thing.CLOSING, Letter.MOVE),
    Act.CLOSING_CONFIRM: (Thing.CLOSING, Letter.MOVE),
    Act.SNAPSHOT_READ: (Thing.REPORT_ISSUED, Letter.READ),
    Act.PEOPLE_READ: (Thing.ORGANISATION, Letter.READ),
    Act.PEOPLE_WRITE: (Thing.ORGANISATION, Letter.WRITE),
    Act.PEOPLE_EXPORT: (Thing.ORGANISATION, Letter.EXPORT),
    Act.LINK_WRITE: (Thing.LINK_AND_TOKEN, Letter.CREATE),
    Act.TOKEN_WRITE: (Thing.LINK_AND_TOKEN, Letter.CREATE),
    Act.LINK_READ: (Thing.LINK_AND_TOKEN, Letter.READ),
    Act.AUDIT_READ: (Thing.AUDIT, Letter.READ),
    Act.AUDIT_DETAIL_READ: (Thing.AUDIT, Letter.READ),
    Act.AUDIT_EXPORT: (Thing.AUDIT, Letter.EXPORT),
    Act.OPERATION_READ: (Thing.OPERATION, Letter.READ),
    Act.OPERATION_REQUEST: (Thing.OPERATION, Letter.MOVE),
    Act.SCORE_READ: (Thing.SCORE_SELF, Letter.READ),
    Act.SCORE_WRITE: (Thing.SCORE_SELF, Letter.WRITE),
    Act.SCORE_SIGN: (Thing.SCORE_SELF, Letter.MOVE),
    Act.SCORE_EXPORT: (Thing.SCORE_SELF, Letter.EXPORT),
    Act.CHECK_READ: (Thing.SCORE_CHECK, Letter.READ),
    Act.CHECK_WRITE: (Thing.SCORE_CHECK, Letter.WRITE),
    Act.CHECK_MOVE: (Thing.SCORE_CHECK, Letter.MOVE),
    Act.APPRAISAL_READ: (Thing.SCORE_APPRAISED, Letter.READ),
    Act.APPRAISAL_WRITE: (Thing.SCORE_APPRAISED, Letter.WRITE),
    Act.APPRAISAL_MOVE: (Thing.SCORE_APPRAISED, Letter.MOVE),
    Act.DISPUTE_READ: (Thing.DISPUTE, Letter.READ),
    Act.DISPUTE_WRITE: (Thing.DISPUTE, Letter.WRITE),
    Act.DISPUTE_SEND: (Thing.DISPUTE, Letter.MOVE),
    Act.DISPUTE_DECIDE: (Thing.DISPUTE, Letter.MOVE),
    Act.DOSSIER_READ: (Thing.DOSSIER_FIGURES, Letter.READ),
    Act.DOSSIER_EXPORT: (Thing.DOSSIER_FIGURES, Letter.EXPORT),
    Act.DOSSIER_ROWS_READ: (Thing.DOSSIER_ROWS, Letter.READ),
    Act.DOSSIER_LOAD: (Thing.DOSSIER_ROWS, Letter.CREATE),
}

# Where the condition in a cell, or two acts behind one letter, leave an act to some of the roles only.
ONLY: dict[Act, frozenset[Role]] = {
    Act.REPORT_APPROVE: frozenset({Role.HEAD}),
    Act.REPORT_ACCEPT: frozenset({Role.COORDINATOR}),
    Act.EVIDENCE_MARK: frozenset({Role.COORDINATOR}),
    Act.PRIVACY_REVEAL: frozenset({Role.COORDINATOR, Role.REPORTER, Role.HEAD, Role.DIRECTOR}),
    Act.CLOSING_REQUEST: frozenset({Role.COORDINATOR}),
    Act.CLOSING_CONFIRM: frozenset({Role.DIRECTOR}),
    Act.LINK_WRITE: frozenset({Role.COORDINATOR}),
    Act.TOKEN_WRITE: frozenset({Role.ADMINISTRATOR}),
    Act.AUDIT_DETAIL_READ: frozenset({Role.COORDINATOR, Role.DIRECTOR, Role.AUDITOR}),
    Act.DISPUTE_SEND: frozenset({Role.DIRECTOR}),
    Act.DISPUTE_DECIDE: frozenset({Role.APPRAISER}),
}

# What stands outside the table: the registers of personal data (requests of people, incidents) and the erasure that
# a request may ask for; the glass that an administrator breaks in an emergency and a director or auditor is told of;
# the half-yearly review of accounts and rights; the second person whom a restoration needs (row `operation`); the
# page on which the Office loads what programs load through row `dossier-rows`.
EXTRA_POLICY: dict[Act, frozenset[Role]] = {
    Act.GLASS_BREAK: frozenset({Role.ADMINISTRATOR}),
    Act.GLASS_SEE: frozenset({Role.DIRECTOR, Role.AUDITOR}),
    Act.PRIVACY_READ: frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.DIRECTOR, Role.AUDITOR}),
    Act.PRIVACY_WRITE: frozenset({Role.ADMINISTRATOR, Role.COORDINATOR}),
    Act.PRIVACY_ERASE: frozenset({Role.DIRECTOR}),
    Act.RESTORE_CONFIRM: frozenset({Role.ADMINISTRATOR, Role.DIRECTOR}),
    Act.REVIEW_READ: frozenset({Role.ADMINISTRATOR, Role.DIRECTOR, Role.AUDITOR}),
    Act.REVIEW_SIGN: frozenset({Role.ADMINISTRATOR, Role.DIRECTOR}),
    Act.DOSSIER_UPLOAD: frozenset({Role.COORDINATOR}),
}

POLICY: dict[Act, dict[Role, Reach]] = {
    act: {
        role: cell.reaches[letter]
        for role, cell in MATRIX[thing].items()
        if letter in cell.reaches and role in ONLY.get(act, Role)
    }
    for act, (thing, letter) in CELLS.items()
} | {act: {role: Reach.DEPARTMENT for role in Role if role in roles} for act, roles in EXTRA_POLICY.items()}

# What broken glass opens, for thirty minutes.
GLASS_ACTS = frozenset({Act.EVIDENCE_READ, Act.RESTRICTED_READ})

_WIDE = frozenset({Reach.DEPARTMENT, Reach.ASSIGNED})
_Pair = tuple[int, int]  # period id, obligation id


@dataclass(frozen=True)
class Grant:
    """One role, held in one unit (`None` for a role that belongs to no unit).

    A link's grant names its `assignment` (period id, obligation id); a token's its `scopes`, and the plan it is
    limited to, if it is.
    """

    role: Role
    unit_id: int | None = None
    assignment: tuple[int, int] | None = None
    scopes: frozenset[Act] = frozenset()
    plan_id: int | None = None


@dataclass(frozen=True)
class Origin:
    """Where an act comes from: `page`, `api`, `link`, `command` or `job`, and the address or name behind it."""

    kind: str = "command"
    address: str = ""


@dataclass(frozen=True)
class Viewer:
    """Who looks or acts: a person of one department with the roles held there; without account, a link or token."""

    user_id: int | None
    department_id: int
    full_name: str
    grants: frozenset[Grant]
    origin: Origin = field(default=Origin(), compare=False)
    glass_until: datetime | None = field(default=None, compare=False)  # while glass is broken: when that ends
    department_name: str = field(default="", compare=False)  # as pages show it around their content
    department_ids: frozenset[int] = field(default=frozenset(), compare=False)  # all those where a position is held
    appraised_ids: frozenset[int] = field(default=frozenset(), compare=False)  # those given to an appraiser
    is_analyst: bool = field(default=False, compare=False)  # a coordinator who may see rows of dossiers
    token_id: int | None = field(default=None, compare=False)  # of a program: the key it came with

    @property
    def person_id(self) -> int:
        """The account that acts. Raises NotAllowed for a link or a token, which have none."""
        if self.user_id is None:
            raise NotAllowed("Việc này cần đăng nhập bằng tài khoản.")
        return self.user_id

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def role_names(self) -> list[str]:
        return [title for role, title in ROLE_TITLES.items() if role in self.roles]


def reaches_department(viewer: Viewer, act: Act) -> bool:
    """Whether the viewer may do this act throughout the department; a token that is limited to a plan may not."""
    return (viewer.glass_until is not None and act in GLASS_ACTS) or any(
        POLICY[act].get(grant.role) in _WIDE or (_in_scope(grant, act) and grant.plan_id is None)
        for grant in viewer.grants
    )


def reached_units(viewer: Viewer, act: Act) -> frozenset[int]:
    """Ids of the units within which the viewer may do this act (positions of unit reach only)."""
    return frozenset(
        grant.unit_id
        for grant in viewer.grants
        if POLICY[act].get(grant.role) is Reach.UNIT and grant.unit_id is not None
    )


def reached_plans(viewer: Viewer, act: Act) -> frozenset[int]:
    """Ids of the plans to which a token of the viewer is limited for this act."""
    return frozenset(g.plan_id for g in viewer.grants if g.plan_id is not None and _in_scope(g, act))


def reached_assignments(viewer: Viewer, act: Act) -> frozenset[tuple[int, int]]:
    """Period and obligation of the signed link with which the viewer may do this act."""
    return frozenset(
        g.assignment for g in viewer.grants if g.assignment and POLICY[act].get(g.role) is Reach.ASSIGNMENT
    )


def may(
    viewer: Viewer, act: Act, *, unit_id: int | None = None, plan_id: int | None = None, assignment: _Pair | None = None
) -> bool:
    """Whether the viewer may do this act on an object of the own department, of `unit_id`, `plan_id` and `assignment`
    (period id, obligation id) where it has them."""
    return (
        reaches_department(viewer, act)
        or (unit_id is not None and unit_id in reached_units(viewer, act))
        or (plan_id is not None and plan_id in reached_plans(viewer, act))
        or (assignment is not None and assignment in reached_assignments(viewer, act))
    )


def conditions(viewer: Viewer, act: Act, *, unit_id: int | None = None) -> frozenset[str]:
    """What the table asks for with this act, role by role of those of the viewer that may do it; empty for nothing.

    Whoever holds several chooses the one that asks least.
    """
    thing, letter = CELLS[act]
    return frozenset(
        MATRIX[thing][grant.role].conditions.get(letter, "")
        for grant in viewer.grants
        if may(replace(viewer, grants=frozenset({grant}), glass_until=None), act, unit_id=unit_id)
    )


def check(
    viewer: Viewer, act: Act, *, unit_id: int | None = None, plan_id: int | None = None, assignment: _Pair | None = None
) -> None:
    """Raises NotAllowed, naming the roles that may, unless `may` says yes."""
    if not may(viewer, act, unit_id=unit_id, plan_id=plan_id, assignment=assignment):
        who = ", ".join(_titles(POLICY[act]))
        raise NotAllowed(f"Bạn không có quyền thực hiện việc này. Người có quyền: {who}.", lifted_by=who)


class OwnWork(NotAllowed):
    """The right is there, but the same person has done the step before: a second one is needed (403)."""

    def __init__(self, doing: str) -> None:
        super().__init__(f"Người đã làm bước trước không tự {doing}; việc này cần người thứ hai.")


def check_second_person(viewer: Viewer, doers: Collection[int | None], *, doing: str) -> None:
    """Raises OwnWork when the viewer is one of those who did the step before; `doing` completes its sentence."""
    if viewer.person_id in doers:
        raise OwnWork(doing)


def _in_scope(grant: Grant, act: Act) -> bool:
    return POLICY[act].get(grant.role) is Reach.SCOPE and act in grant.scopes


def _titles(roles: Iterable[Role]) -> list[str]:
    return [title for role, title in ROLE_TITLES.items() if role in set(roles) and role in HELD_ROLES]
