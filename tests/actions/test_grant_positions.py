"""Positions given and ended by day; nobody gives a role in the work to himself; people of other departments."""

from datetime import date, timedelta

import pytest
from factories import LATER, TODAY

from dondoc.actions import people as accounts
from dondoc.actions import positions
from dondoc.actions.positions import BUSINESS_ROLES, OwnRole
from dondoc.core.permissions import HELD_ROLES, Grant, Role
from dondoc.core.refusals import Faulty, NotAllowed, NotVisible
from dondoc.core.workflow import WrongState
from dondoc.models import AuditRow, Position, User
from dondoc.queries.people import unanswerable, viewer_for

UNIT_OF = {Role.REPORTER: "division", Role.HEAD: "division"}


def username(viewer) -> str:
    return User.objects.get(pk=viewer.user_id).username


def grant(organisation, name: str, role: Role, **given) -> Position:
    unit = getattr(organisation.units, UNIT_OF[role]).pk if role in UNIT_OF else None
    actor = organisation.people.administrator
    given = {"unit_id": unit, "valid_from": TODAY, **given}
    return positions.grant_position(username=name, role=role, actor=actor, at=LATER, **given)


def faults_of(organisation, name: str, role: Role, **given) -> list[str]:
    before = (Position.objects.count(), AuditRow.objects.count())
    with pytest.raises(Faulty) as refusal:
        grant(organisation, name, role, **given)
    assert (Position.objects.count(), AuditRow.objects.count()) == before
    return [fault.field for fault in refusal.value.faults]


def test_person_holds_several_positions_each_from_its_day(organisation):
    name, unit = username(organisation.people.reporter), organisation.units.attached
    given = grant(organisation, name, Role.HEAD, unit_id=unit.pk, title="Phó phòng", decision="3/QĐ-STP")
    assert (given.title, given.decision, given.granted_by_id) == (
        "Phó phòng", "3/QĐ-STP", organisation.people.administrator.user_id
    )  # fmt: skip
    user, division = given.user, organisation.units.division.pk
    assert viewer_for(user, on=TODAY - timedelta(days=1)).grants == {Grant(Role.REPORTER, division)}
    assert viewer_for(user, on=TODAY).grants == {Grant(Role.REPORTER, division), Grant(Role.HEAD, unit.pk)}
    row = AuditRow.objects.last()
    assert (row.act, row.object_id, row.after["valid_from"]) == ("people.grant-position", given.pk, "2026-03-10")


@pytest.mark.parametrize("role", HELD_ROLES)
def test_check_8_administrator_gives_himself_no_role_in_the_work(organisation, role: Role):
    name = username(organisation.people.administrator)
    if role in BUSINESS_ROLES:
        before = AuditRow.objects.count()
        with pytest.raises(OwnRole):
            grant(organisation, name, role)
        assert (Position.objects.filter(user__username=name).count(), AuditRow.objects.count()) == (1, before)
    elif role is Role.ADMINISTRATOR:
        assert faults_of(organisation, name, role) == ["role"]
    else:
        assert grant(organisation, name, role).role == role


def test_only_an_administrator_grants_and_ends(organisation):
    own = Position.objects.get(user=organisation.people.reporter.user_id)
    for viewer in organisation.people:
        if viewer != organisation.people.administrator:
            with pytest.raises(NotAllowed):
                positions.end_position(own.pk, valid_to=TODAY, actor=viewer, at=LATER)
            with pytest.raises(NotAllowed):
                positions.grant_position(
                    username=username(viewer), role=Role.AUDITOR, valid_from=TODAY, actor=viewer, at=LATER
                )


def test_position_ends_with_its_last_day_and_can_be_given_again_after(organisation):
    own = Position.objects.get(user=organisation.people.reporter.user_id)
    ended = positions.end_position(
        own.pk, valid_to=TODAY, reason="Nghỉ hưu", actor=organisation.people.administrator, at=LATER
    )
    assert (viewer_for(ended.user, on=TODAY) is None, viewer_for(ended.user, on=TODAY + timedelta(days=1))) == (
        False,
        None,
    )
    assert AuditRow.objects.last().reason == "Nghỉ hưu"
    assert faults_of(organisation, ended.user.username, Role.REPORTER) == ["role"]
    assert grant(organisation, ended.user.username, Role.REPORTER, valid_from=TODAY + timedelta(days=1)).pk
    with pytest.raises(WrongState):
        positions.end_position(own.pk, valid_to=TODAY, actor=organisation.people.administrator, at=LATER)


def test_administrator_does_not_end_the_own_administration(organisation):
    own = Position.objects.get(user=organisation.people.administrator.user_id)
    with pytest.raises(Faulty):
        positions.end_position(own.pk, valid_to=TODAY, actor=organisation.people.administrator, at=LATER)


@pytest.mark.parametrize(
    ("role", "given", "fields"),
    [
        (Role.HEAD, {"unit_id": None}, ["unit_id"]),
        (Role.DIRECTOR, {"valid_to": date(2026, 3, 9)}, ["valid_to"]),
        (Role.DIRECTOR, {"title": "T" * 101, "decision": "Q" * 101}, ["title", "decision"]),
        (Role.REPORTER, {}, ["role"]),
    ],
)
def test_position_with_a_fault_is_not_given(organisation, role, given, fields):
    assert faults_of(organisation, username(organisation.people.reporter), role, **given) == fields


def test_person_of_another_department_is_only_appraiser_or_auditor(organisation, elsewhere):
    name = username(elsewhere.people.director)
    for role in HELD_ROLES:
        if role in (Role.APPRAISER, Role.AUDITOR):
            assert grant(organisation, name, role).user_id == elsewhere.people.director.user_id
        else:
            assert faults_of(organisation, name, role) == ["username"]
            assert faults_of(organisation, "khong.co", role) == ["username"]
    assert faults_of(organisation, name[:-1], Role.AUDITOR) == ["username"]


def test_appraiser_looks_at_one_department_at_a_time(organisation, elsewhere):
    name = username(elsewhere.people.director)
    user = grant(organisation, name, Role.APPRAISER).user
    for department, role in ((organisation.department, Role.APPRAISER), (elsewhere.department, Role.DIRECTOR)):
        assert viewer_for(user, on=TODAY, department_id=department.pk).grants == {Grant(role)}


def test_unit_or_position_of_another_department_is_not_visible(organisation, elsewhere):
    with pytest.raises(NotVisible):
        grant(organisation, username(organisation.people.head), Role.HEAD, unit_id=elsewhere.units.division.pk)
    other = Position.objects.filter(department=elsewhere.department).first()
    with pytest.raises(NotVisible):
        positions.end_position(other.pk, valid_to=TODAY, actor=organisation.people.administrator, at=LATER)


def test_alarm_names_units_with_duties_and_nobody_to_answer(plan, units, people):
    def named(viewer, on=TODAY):
        return [unit.code for unit in unanswerable(viewer, on=on)]

    assert named(people.coordinator) == named(people.administrator) == ["VP", "CC1"]
    accounts.set_active(people.reporter.user_id, active=False, actor=people.administrator, at=LATER)
    assert named(people.coordinator) == ["VP", "CC1"]
    head = Position.objects.get(user=people.head.user_id)
    positions.end_position(head.pk, valid_to=TODAY, actor=people.administrator, at=LATER)
    assert named(people.coordinator) == ["VP", "CC1"]
    assert named(people.coordinator, TODAY + timedelta(days=1)) == ["VP", "HCTP", "CC1"]
    assert named(people.director) == named(people.other_head) == []
