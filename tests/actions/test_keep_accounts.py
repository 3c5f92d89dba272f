"""Accounts and positions, and the first set-up of a department."""

import unicodedata
from datetime import timedelta

import pytest
from factories import AT, LATER, PASSWORD, TODAY

from dondoc.actions import departments, people
from dondoc.actions.departments import DepartmentKnown
from dondoc.core.permissions import Grant, Role
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.models import AuditRow, Department, Position, User
from dondoc.queries.people import viewer_for

GOOD = {"username": "nguoi.moi", "full_name": "Nguyễn Văn Mẫu Mới"}


def create(actor, **given) -> User:
    return people.create_account(**{**GOOD, "role": Role.DIRECTOR, "actor": actor, "at": LATER, **given}).user


def faults_of(actor, **given) -> list[str]:
    """Fields of every fault; nothing may be stored."""
    before = (User.objects.count(), Position.objects.count(), AuditRow.objects.count())
    with pytest.raises(Faulty) as refusal:
        create(actor, **given)
    assert (User.objects.count(), Position.objects.count(), AuditRow.objects.count()) == before
    assert all(fault.sentence for fault in refusal.value.faults)
    return [fault.field for fault in refusal.value.faults]


def test_account_opens_with_one_position_and_one_audit_row_without_the_password(organisation):
    before, unit = AuditRow.objects.count(), organisation.units.attached
    user = create(organisation.people.administrator, role=Role.HEAD, unit_id=unit.pk, title="Trưởng phòng")
    user = User.objects.get(pk=user.pk)
    assert (user.username, user.full_name, user.is_active) == ("nguoi.moi", "Nguyễn Văn Mẫu Mới", True)
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert not user.has_usable_password()
    position = user.positions.get()
    assert (position.role, position.unit, position.title) == ("head", unit, "Trưởng phòng")
    assert (position.valid_from, viewer_for(user, on=TODAY - timedelta(days=1))) == (TODAY, None)
    viewer = viewer_for(user, on=TODAY)
    assert (viewer.department_id, viewer.grants) == (organisation.department.pk, frozenset({Grant(Role.HEAD, unit.pk)}))
    [row] = AuditRow.objects.all()[before:]
    assert (row.act, row.object_kind, row.object_id) == ("people.write", "user", user.pk)
    assert row.after == {"username": "nguoi.moi", "role": "head"}


def test_position_without_a_title_takes_that_of_its_role(organisation):
    assert create(organisation.people.administrator).positions.get().title == "Lãnh đạo Sở"


def test_every_fault_is_told_at_once(organisation):
    administrator = organisation.people.administrator
    assert faults_of(administrator, username="có dấu cách", full_name=" ", email="khong", role=Role.HEAD) == [
        "full_name",
        "username",
        "email",
        "unit_id",
    ]


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"username": ""}, ["username"]),
        ({"username": "x" * 151}, ["username"]),
        ({"full_name": "N" * 101}, ["full_name"]),
        ({"title": "T" * 101}, ["title"]),
        ({"email": "khong"}, ["email"]),
        ({"role": Role.REPORTER}, ["unit_id"]),
        ({"role": Role.HEAD}, ["unit_id"]),
    ],
)
def test_account_with_a_fault_is_not_opened(organisation, given: dict[str, object], fields: list[str]):
    assert faults_of(organisation.people.administrator, **given) == fields


def test_username_is_taken_once_however_it_was_typed(organisation):
    administrator = organisation.people.administrator
    create(administrator, username="đạt")
    assert faults_of(administrator, username=unicodedata.normalize("NFD", "đạt")) == ["username"]


@pytest.mark.parametrize("role", Role)
def test_unit_of_another_department_is_not_visible(organisation, elsewhere, role: Role):
    before = User.objects.count()
    for unit_id in (elsewhere.units.division.pk, 10**9):
        with pytest.raises(NotVisible):
            create(organisation.people.administrator, role=role, unit_id=unit_id)
    assert User.objects.count() == before


def test_account_is_switched_off_and_on_with_one_audit_row_a_change(organisation):
    administrator, user_id = organisation.people.administrator, organisation.people.reporter.user_id
    before = AuditRow.objects.count()
    for active in (False, False, True, True):
        people.set_active(user_id, active=active, actor=administrator, at=LATER)
        assert User.objects.get(pk=user_id).is_active is active
    rows = AuditRow.objects.all()[before:]
    assert [(row.act, row.object_id, row.before, row.after) for row in rows] == [
        ("people.set-active", user_id, True, False),
        ("people.set-active", user_id, False, True),
    ]


def test_nobody_switches_off_the_own_account(organisation):
    administrator = organisation.people.administrator
    with pytest.raises(Faulty):
        people.set_active(administrator.user_id, active=False, actor=administrator, at=LATER)
    assert User.objects.get(pk=administrator.user_id).is_active


def test_account_switched_off_cannot_sign_in_and_its_session_ends(organisation, client, sign_in):
    reporter = organisation.people.reporter
    sign_in(client, reporter)
    assert client.get("/").status_code == 200
    people.set_active(reporter.user_id, active=False, actor=organisation.people.administrator, at=LATER)
    assert client.get("/").status_code == 302
    username = User.objects.get(pk=reporter.user_id).username
    assert not client.login(username=username, password=PASSWORD)


def test_set_up_stores_the_department_its_units_and_its_people(organisation):
    department = organisation.department
    assert list(department.units.values_list("code", "kind", "handles_procedures", "position")) == [
        ("VP", "office", False, 1),
        ("HCTP", "division", True, 2),
        ("TTR", "division", False, 3),
        ("CC1", "attached", True, 4),
    ]
    assert AuditRow.objects.filter(act="department.set-up").count() == User.objects.count() == 7
    for row in AuditRow.objects.all():
        assert (row.actor_id, row.department, row.at) == (row.object_id, department, AT)


def test_department_is_set_up_once(organisation):
    known = {"department": {"code": organisation.department.code}, "units": [], "people": []}
    with pytest.raises(DepartmentKnown) as refusal:
        departments.set_up(known, password=PASSWORD, at=AT)
    assert refusal.value.sentence == "Sở có mã H99.13 đã được thiết lập."
    assert (Department.objects.count(), User.objects.count()) == (1, 7)


def test_set_up_with_a_key_left_out_stores_nothing(organisation):
    head = {
        "code": "H99.15",
        "name": "Sở",
        "symbol": "S",
        "parent_body": "Ủy ban",
        "place": "Hà Phong",
        "reports_to": [],
    }
    half = {"department": head, "units": [], "people": [{"username": "x", "full_name": "X", "role": "director"}]}
    with pytest.raises(KeyError):
        departments.set_up(half, password=PASSWORD, at=AT)
    assert (Department.objects.count(), User.objects.count()) == (1, 7)


def test_account_without_a_position_is_no_viewer(organisation):
    assert viewer_for(User.objects.create_user(username="khong", full_name="Không"), on=TODAY) is None


def test_account_of_two_departments_looks_from_the_first_only(organisation, elsewhere):
    user = User.objects.get(pk=organisation.people.reporter.user_id)
    people.place(user, role=Role.DIRECTOR, unit=None, title="", department_id=elsewhere.department.pk)
    assert viewer_for(user, on=TODAY) == organisation.people.reporter
