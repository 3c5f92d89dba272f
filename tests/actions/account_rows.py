"""Every public action on accounts, units, keys, personal data and the installation, with its rule of the table.

Not here: plans, reports and periods (action_rows), the comparison (test_rights).
"""

from dataclasses import replace
from datetime import timedelta

from action_rows import DRAFT, Act, Row, World, attaching, by_role
from allauth.usersessions.models import UserSession
from factories import AT, LATER, PASSWORD, TODAY, approve, write
from rights import ALL, DEPARTMENT, Both, Place, RoleFirst, Rule, newcomer

from dondoc import listfile
from dondoc.actions import (
    audit,
    backups,
    glass,
    incidents,
    keys,
    positions,
    privacy,
    reorganisations,
    reviews,
    rosters,
    second_factors,
    sessions,
    single_sign_on,
    subject_requests,
)
from dondoc.actions.incidents import IncidentDraft
from dondoc.actions.reports import AnswerDraft
from dondoc.actions.subject_requests import RequestDraft
from dondoc.core.permissions import MATRIX, Letter, Reach, Role, Thing, Viewer
from dondoc.core.permissions import Act as Right
from dondoc.core.progress import AnswerState
from dondoc.core.reorganisations import Kind, Order
from dondoc.models import Position
from dondoc.queries.audit import Wanted
from dondoc.queries.reviews import as_kept, lines
from dondoc.queries.rosters import roster

EXPIRY = LATER + timedelta(days=20)
DIGEST = "ab" * 32
REQUEST = RequestDraft("view", "Ngô Thị Mẫu Lan", "Xin xem dữ liệu của mình", TODAY, identity_number="001099000001")
INCIDENT = IncidentDraft("Mất máy tính", "Máy tính xách tay bị mất", AT)


class OfTheLink(Rule):
    """What the holder of a link does with its own assignment, and nobody else with any."""

    def refusal(self, role: Role, place: Place | None) -> int | None:
        if place is Place.ELSEWHERE:
            return 404
        reach = MATRIX[Thing.ANSWER_DRAFT][role].reaches.get(Letter.WRITE)
        return None if reach is Reach.ASSIGNMENT and place is Place.OWN else 403


def creating_links(world: World) -> Act:
    return lambda actor: keys.create_links(
        world.period.pk,
        obligation_ids=[world.duty_id],
        given_to="Ông Mẫu",
        expires_at=EXPIRY,
        actor=actor,
        at=LATER,
    )


def new_link(world: World) -> int:
    return creating_links(world)(world.organisation.people.coordinator)[0].link.pk


def revoking_link(world: World) -> Act:
    link_id = new_link(world)
    return lambda actor: keys.revoke_link(link_id, actor=actor, at=LATER)


def answering_link(world: World) -> Act:
    link_id = new_link(world)
    given = AnswerDraft(world.duty_id, words="Đã làm", state=AnswerState.IN_PROGRESS, percent=40)
    return lambda actor: keys.answer_link(link_id, answer=given, proof=None, hands_in=False, actor=actor, at=LATER)


def creating_token(world: World) -> Act:
    return lambda actor: keys.create_token(
        name="Kho", scopes=(Right.PLAN_READ,), plan_id=world.plan.pk, expires_at=EXPIRY, actor=actor, at=LATER
    )


def revoking_token(world: World) -> Act:
    token_id = creating_token(world)(world.organisation.people.administrator).token.pk
    return lambda actor: keys.revoke_token(token_id, actor=actor, at=LATER)


def breaking_glass(world: World, at=LATER) -> Act:
    reason = "Kiểm tra minh chứng khi có sự cố"
    return lambda actor: glass.break_glass(reason=reason, actor=actor, at=at)


def ending_glass(world: World) -> Act:
    breaking_glass(world, LATER - timedelta(minutes=9))(world.organisation.people.administrator)
    return lambda actor: glass.end(actor=actor, at=LATER)


def taking_note(world: World) -> Act:
    glass_id = breaking_glass(world)(world.organisation.people.administrator).pk
    return lambda actor: glass.take_note(glass_id, actor=actor, at=LATER)


def entering_incident(world: World) -> Act:
    return lambda actor: incidents.enter(INCIDENT, actor=actor, at=LATER)


def correcting_incident(world: World) -> Act:
    incident_id = entering_incident(world)(world.organisation.people.coordinator).pk
    more = replace(INCIDENT, measures="Đã khóa máy từ xa")
    return lambda actor: incidents.correct(incident_id, more, actor=actor, at=LATER)


def entering_request(world: World) -> Act:
    return lambda actor: subject_requests.enter(REQUEST, actor=actor, at=LATER)


def correcting_request(world: World) -> Act:
    request_id = entering_request(world)(world.organisation.people.coordinator).pk
    more = replace(REQUEST, contact="Số 1 đường Mẫu")
    return lambda actor: subject_requests.correct(request_id, more, actor=actor, at=LATER)


def revealing_number(world: World) -> Act:
    request_id = entering_request(world)(world.organisation.people.coordinator).pk
    return lambda actor: subject_requests.reveal_number(request_id, actor=actor, at=LATER)


def revealing_evidence(world: World) -> Act:
    proof_id = attaching(world)(world.organisation.people.reporter).pk
    return lambda actor: privacy.reveal_evidence(proof_id, reason="Theo đơn", actor=actor, at=LATER)


def revealing_answer(world: World) -> Act:
    report = write(world.period, world.organisation.units.division, actor=world.organisation.people.reporter)
    answer_id = report.answers.get(obligation=world.duty_id).pk
    return lambda actor: privacy.reveal_answer(answer_id, actor=actor, at=LATER)


def marking(world: World) -> Act:
    team = world.organisation.people
    proof_id = attaching(world)(team.reporter).pk
    approve(world.period, world.organisation.units.division, reporter=team.reporter, head=team.head)
    return lambda actor: privacy.mark_evidence(proof_id, restricted=True, actor=actor, at=LATER)


def erasing(world: World) -> Act:
    office = world.organisation.people.coordinator
    request_id = subject_requests.enter(replace(REQUEST, kind="erase"), actor=office, at=LATER).pk
    return lambda actor: privacy.erase(request_id, [1], reason="Theo yêu cầu", actor=actor, at=LATER)


def granting(world: World) -> Act:
    username = f"reporter.ttr@{world.organisation.department.code.lower()}"
    return lambda actor: positions.grant_position(
        username=username, role=Role.HEAD, unit_id=world.unit_id, valid_from=TODAY, actor=actor, at=LATER
    )


def ending_position(world: World) -> Act:
    position_id = Position.objects.get(user=world.organisation.people.other_reporter.user_id).pk
    return lambda actor: positions.end_position(position_id, valid_to=TODAY, actor=actor, at=LATER)


def order_of(world: World) -> Order:
    return Order(Kind.RENAME, (world.unit_id,), TODAY, "12/QĐ-UBND", name="Phòng Mẫu mới", short_name="P. Mẫu")


def previewing(world: World) -> Act:
    return lambda actor: reorganisations.preview(order_of(world), actor=actor)


def reorganising(world: World) -> Act:
    return lambda actor: reorganisations.carry_out(order_of(world), on=TODAY, actor=actor, at=LATER)


def signing(world: World) -> Act:
    def sign(actor: Viewer) -> object:
        seen = reviews.list_digest(as_kept(lines(director, today=LATER.date())))
        return reviews.sign(name=actor.full_name, password=PASSWORD, seen=seen, actor=actor, at=LATER)

    director = world.organisation.people.director
    return sign


def exporting_roster(world: World) -> Act:
    return lambda actor: rosters.export(actor=actor, at=LATER)


def changed_roster(world: World) -> bytes:
    """The department's list as it stands, one short name changed."""
    found = roster(world.organisation.people.administrator)
    lines = [line for _, line in found.units.values()]
    lines[0] = replace(lines[0], short_name="VP Sở")
    return listfile.write(lines, [line for _, line in found.positions.values()])


def previewing_roster(world: World) -> Act:
    data = changed_roster(world)
    return lambda actor: rosters.preview(data, name="danh-sach.xlsx", actor=actor)


def taking_roster(world: World) -> Act:
    data = changed_roster(world)
    return lambda actor: rosters.take_in(data, name="danh-sach.xlsx", actor=actor, at=LATER)


def resetting_factors(world: World) -> Act:
    user_id = world.organisation.people.other_reporter.user_id
    return lambda actor: second_factors.reset_factors(user_id, reason="Mất điện thoại", actor=actor, at=LATER)


def ending_session(world: World) -> Act:
    user_id = world.organisation.people.other_reporter.user_id
    row = UserSession.objects.create(user_id=user_id, ip="10.0.0.1", session_key="phien-mau", user_agent="Firefox")
    return lambda actor: sessions.end_session(row.pk, actor=actor, at=LATER)


def ending_sessions(world: World) -> Act:
    user_id = world.organisation.people.other_reporter.user_id
    return lambda actor: sessions.end_sessions_of(user_id, actor=actor, at=LATER)


def tying(world: World) -> Act:
    user_id = world.organisation.people.other_reporter.user_id
    given = {"issuer": "https://dang-nhap.example", "subject": "ma-so-1"}
    return lambda actor: single_sign_on.tie(user_id, **given, actor=actor, at=LATER)


def untying(world: World) -> Act:
    user = tying(world)(world.organisation.people.administrator)
    tie_id = user.socialaccount_set.get().pk
    return lambda actor: single_sign_on.untie(user.pk, tie_id, actor=actor, at=LATER)


def asking_to_restore(world: World) -> Act:
    return lambda actor: backups.request_restore(DIGEST, reason="Hỏng ổ đĩa", actor=actor, at=LATER)


def confirming_restore(world: World) -> Act:
    other = newcomer(world.organisation, Role.ADMINISTRATOR, name="second-administrator")
    request_id = asking_to_restore(world)(other).pk
    return lambda actor: backups.confirm_restore(request_id, actor=actor, at=LATER)


def exporting_trail(world: World) -> Act:
    return lambda actor: audit.export("csv", Wanted(), actor=actor, at=LATER)


ROSTER = (Right.PEOPLE_EXPORT, Right.PEOPLE_WRITE)  # who takes lists in is given the list to correct
RESTORE_SEEN = (Right.OPERATION_READ, Right.RESTORE_CONFIRM)
LOOK = {"is_kept": False, "only_looks": True}
ACCOUNT_ROWS = [
    by_role("keys.create_links", creating_links, Right.LINK_WRITE, "coordinator", *ALL),
    by_role("keys.revoke_link", revoking_link, Right.LINK_WRITE, "coordinator", *ALL),
    Row("keys.answer_link", answering_link, OfTheLink(places=ALL), "link", is_kept=False),
    by_role("keys.create_token", creating_token, Right.TOKEN_WRITE, "administrator", *DEPARTMENT),
    by_role("keys.revoke_token", revoking_token, Right.TOKEN_WRITE, "administrator", *DEPARTMENT),
    by_role("glass.break_glass", breaking_glass, Right.GLASS_BREAK, "administrator"),
    by_role("glass.end", ending_glass, Right.GLASS_BREAK, "administrator", is_kept=False),  # the own glass
    by_role("glass.take_note", taking_note, Right.GLASS_SEE, "director", *DEPARTMENT),
    by_role("incidents.enter", entering_incident, Right.PRIVACY_WRITE, "coordinator"),
    by_role("incidents.correct", correcting_incident, Right.PRIVACY_WRITE, "coordinator", *DEPARTMENT),
    by_role("subject_requests.enter", entering_request, Right.PRIVACY_WRITE, "coordinator"),
    by_role("subject_requests.correct", correcting_request, Right.PRIVACY_WRITE, "coordinator", *DEPARTMENT),
    by_role("subject_requests.reveal_number", revealing_number, Right.PRIVACY_WRITE, "coordinator", *DEPARTMENT),
    Row("privacy.reveal_evidence", revealing_evidence, Both(None, (DRAFT, Right.EVIDENCE_READ), ALL), "reporter"),
    Row("privacy.reveal_answer", revealing_answer, Rule(Right.PRIVACY_REVEAL, (DRAFT,), ALL), "reporter"),
    by_role("privacy.mark_evidence", marking, Right.EVIDENCE_MARK, "coordinator", *ALL),
    by_role("privacy.erase", erasing, Right.PRIVACY_ERASE, "director", *DEPARTMENT),
    by_role("positions.grant_position", granting, Right.PEOPLE_WRITE, "administrator", *ALL),
    by_role("positions.end_position", ending_position, Right.PEOPLE_WRITE, "administrator", *ALL),
    by_role("reorganisations.preview", previewing, Right.PEOPLE_WRITE, "administrator", *ALL, **LOOK),
    by_role("reorganisations.carry_out", reorganising, Right.PEOPLE_WRITE, "administrator", *ALL),
    Row("reviews.sign", signing, Rule(Right.REVIEW_SIGN), "director", is_kept=False),  # with the own password
    Row("rosters.export", exporting_roster, RoleFirst(None, ROSTER), "administrator"),
    by_role("rosters.preview", previewing_roster, Right.PEOPLE_WRITE, "administrator", **LOOK),
    by_role("rosters.take_in", taking_roster, Right.PEOPLE_WRITE, "administrator"),
    by_role("second_factors.reset_factors", resetting_factors, Right.PEOPLE_WRITE, "administrator", *ALL),
    by_role("sessions.end_session", ending_session, Right.PEOPLE_WRITE, "administrator", *ALL),
    by_role("sessions.end_sessions_of", ending_sessions, Right.PEOPLE_WRITE, "administrator", *ALL),
    by_role("single_sign_on.tie", tying, Right.PEOPLE_WRITE, "administrator", *ALL),
    by_role("single_sign_on.untie", untying, Right.PEOPLE_WRITE, "administrator", *ALL),
    by_role("backups.request_restore", asking_to_restore, Right.OPERATION_REQUEST, "administrator"),
    Row(
        "backups.confirm_restore", confirming_restore, Rule(Right.RESTORE_CONFIRM, RESTORE_SEEN, DEPARTMENT), "director"
    ),
    Row("audit.export", exporting_trail, Rule(Right.AUDIT_EXPORT), "auditor", is_kept=False),
]
