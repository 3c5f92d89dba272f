"""Tries to sign in, counted per name and source; unlocking; idle accounts; every try in the trail."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from factories import AT, PASSWORD, Organisation

from dondoc.actions import people as people_actions
from dondoc.actions import sign_ins
from dondoc.actions.sign_ins import SignInLocked, SignInRefused
from dondoc.core.permissions import Origin, Viewer
from dondoc.core.refusals import NotAllowed, NotVisible
from dondoc.models import AuditRow, SignInTry, User
from dondoc.queries.sign_ins import locked, switched_off_idle


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password was hashed."""

    count = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.count += 1
        return super().encode(password, salt)


HOME, CAFE = Origin("page", "10.0.0.7"), Origin("page", "203.0.113.9")
WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."
LOCKED = (
    "Đã nhập sai mật khẩu 5 lần: từ địa chỉ mạng này không đăng nhập được tài khoản này đến 21:00 ngày 10/3/2026."
    " Cần ngay thì nhờ quản trị hệ thống mở khóa."
)


def minutes(count: float) -> datetime:
    return AT + timedelta(minutes=count)


def said(username: str, password: str, *, origin: Origin = HOME, at: datetime = AT) -> str:
    """The refusal in words; empty for an open door."""
    try:
        sign_ins.try_password(username=username, password=password, actor=origin, at=at)
    except SignInRefused as refused:
        return refused.sentence
    return ""


def fail(username: str, count: int, *, origin: Origin = HOME, at: datetime = AT) -> None:
    for _ in range(count):
        assert said(username, "sai-mat-khau", origin=origin, at=at) == WRONG


@pytest.fixture
def name_of(organisation: Organisation) -> Callable[[Viewer], str]:
    return lambda viewer: User.objects.get(pk=viewer.user_id).username


def test_check_14_sixth_try_is_refused_though_right_and_after_twelve_hours_it_opens(people, name_of) -> None:
    name = name_of(people.head)
    fail(name, 5)

    assert said(name, PASSWORD) == LOCKED
    assert said(name, PASSWORD, at=AT + timedelta(hours=11, minutes=59)) == LOCKED
    assert said(name, PASSWORD, at=AT - timedelta(hours=1)) == LOCKED  # a clock put back opens nothing
    assert said(name, PASSWORD, at=AT + timedelta(hours=12)) == ""


def test_check_14_owner_from_another_source_is_not_hindered(people, name_of) -> None:
    name = name_of(people.head)
    fail(name, 5, origin=CAFE)

    assert isinstance(_refusal(name, CAFE), SignInLocked)
    assert said(name, PASSWORD, origin=HOME) == ""


def test_check_14_right_sign_in_wipes_out_the_wrong_ones_before_it_from_there(people, name_of) -> None:
    name, user = name_of(people.head), User.objects.get(pk=people.head.user_id)
    fail(name, 4)
    sign_ins.enter(user, ways=["password"], actor=HOME, at=minutes(1))
    fail(name, 4, at=minutes(2))

    assert said(name, PASSWORD, at=minutes(3)) == ""


def test_check_14_two_hundred_accounts_cannot_be_locked_from_one_source(organisation: Organisation) -> None:
    users = [User(username=f"nguoi{n}", full_name="Người Mẫu") for n in range(200)]
    for user in users:
        user.set_password(PASSWORD)
    User.objects.bulk_create(users)

    for user in users:
        for _ in range(5):
            said(user.username, "sai-mat-khau", origin=CAFE)

    assert [user.username for user in users if said(user.username, PASSWORD, origin=HOME, at=minutes(1))] == []
    assert said("nguoi199", PASSWORD, origin=CAFE).startswith("Từ địa chỉ mạng này có quá nhiều tên")
    # The names tried last were not even looked at.
    assert SignInTry.objects.filter(outcome="wrong").values("name_key").distinct().count() == 20


def test_check_14_failed_names_that_came_in_afterwards_do_not_count_against_their_office(organisation) -> None:
    for n in range(19):
        said(f"khong-co-{n}", "sai", origin=HOME)
    for viewer in organisation.people:
        user = User.objects.get(pk=viewer.user_id)
        assert said(user.username, "sai", origin=HOME, at=minutes(1)) in {WRONG}
        sign_ins.enter(user, ways=["password"], actor=HOME, at=minutes(2))

    assert said("khong-co-20", "sai", origin=HOME, at=minutes(3)) == WRONG
    assert said("khong-co-21", "sai", origin=HOME, at=minutes(3)).startswith("Từ địa chỉ mạng này")
    assert said("khong-co-21", "sai", origin=HOME, at=minutes(61)) == WRONG


def test_check_14_name_tried_from_many_sources_opens_where_its_owner_has_been(people, name_of) -> None:
    name, user = name_of(people.head), User.objects.get(pk=people.head.user_id)
    sign_ins.enter(user, ways=["password"], actor=HOME, at=AT - timedelta(days=29))
    for n in range(30):
        fail(name, 1, origin=Origin("page", f"198.51.100.{n}"))

    assert said(name, PASSWORD, origin=CAFE, at=minutes(1)).startswith("Tài khoản này đang bị thử mật khẩu từ nhiều")
    assert said(name, PASSWORD, origin=HOME, at=minutes(1)) == ""
    assert said(name, PASSWORD, origin=CAFE, at=AT + timedelta(days=1)) == ""


def test_check_14_administrator_unlocks_at_once_and_it_is_recorded(people, name_of) -> None:
    name = name_of(people.head)
    fail(name, 5)
    assert [(one.user.username, one.lock.until) for one in locked(people.administrator, minutes(1))] == [
        (name, AT + timedelta(hours=12))
    ]

    before = AuditRow.objects.count()
    sign_ins.unlock(people.head.person_id, actor=people.administrator, at=minutes(2))

    [row] = AuditRow.objects.all()[before:]
    assert (row.act, row.actor_id, row.object_id) == (
        "sign-in.unlock",
        people.administrator.user_id,
        people.head.user_id,
    )
    assert said(name, PASSWORD, at=minutes(3)) == ""
    assert locked(people.administrator, minutes(3)) == []


def test_check_14_only_an_administrator_of_the_department_unlocks(people, elsewhere) -> None:
    before = SignInTry.objects.count()
    for viewer in (people.coordinator, people.director, people.head):
        with pytest.raises(NotAllowed):
            sign_ins.unlock(people.reporter.person_id, actor=viewer, at=AT)
    with pytest.raises(NotVisible):
        sign_ins.unlock(people.reporter.person_id, actor=elsewhere.people.administrator, at=AT)
    assert SignInTry.objects.count() == before


@pytest.mark.parametrize("is_known", [True, False])
def test_check_15_known_and_unknown_names_are_told_the_same_until_and_in_the_lock(people, name_of, is_known) -> None:
    name = name_of(people.head) if is_known else "khong-ai-ten-the"
    fail(name, 5)
    assert said(name, "sai-mat-khau") == LOCKED


def test_check_15_as_much_is_hashed_for_a_name_that_nobody_has(people, name_of, settings) -> None:
    settings.PASSWORD_HASHERS = ["test_sign_ins.CountingHasher"]
    user = User.objects.get(pk=people.head.user_id)
    user.set_password(PASSWORD)
    user.save()
    unusable = User.objects.get(pk=people.reporter.user_id)
    unusable.set_unusable_password()
    unusable.save()

    def rounds(username: str) -> int:
        CountingHasher.count = 0
        said(username, "sai-mat-khau")
        return CountingHasher.count

    assert [rounds(user.username), rounds("khong-ai-ten-the"), rounds(unusable.username)] == [1, 1, 1]


def test_every_try_stands_in_the_trail_and_no_typed_name_does(people, name_of) -> None:
    before = AuditRow.objects.count()
    said(name_of(people.head), "sai-mat-khau")
    said("MatKhauGoNham@1", "x")
    fail("khong-co", 5)
    said("khong-co", "x")
    sign_ins.enter(User.objects.get(pk=people.head.user_id), ways=["password", "mfa"], actor=HOME, at=AT)

    rows = list(AuditRow.objects.all()[before:])
    told = [(row.act, row.is_refused, row.actor_id, row.actor_name, row.object_id, row.department_id) for row in rows]
    head, department = people.head.user_id, people.head.department_id
    unknown = ("sign-in.wrong", True, None, "Người chưa đăng nhập", None, None)
    assert told == [
        ("sign-in.wrong", True, None, "Người chưa đăng nhập", head, department),
        *[unknown] * 6,
        ("sign-in.refused", True, None, "Người chưa đăng nhập", None, None),
        ("sign-in", False, head, "Lê Thị Mẫu Chi", head, department),
    ]
    assert {row.address for row in rows} == {"10.0.0.7"}
    assert "MatKhauGoNham" not in repr([vars(row) for row in rows])


def test_account_that_is_switched_off_is_told_so_to_its_owner_alone(people, name_of) -> None:
    name = name_of(people.head)
    people_actions.set_active(people.head.person_id, active=False, actor=people.administrator, at=AT)

    assert said(name, "sai-mat-khau") == WRONG
    assert said(name, PASSWORD).startswith("Tài khoản đang bị khóa")


def test_first_password_opens_until_it_runs_out(people, name_of) -> None:
    until = AT + timedelta(hours=72)
    User.objects.filter(pk=people.head.user_id).update(password_until=until)

    assert said(name_of(people.head), PASSWORD, at=until - timedelta(seconds=1)) == ""
    assert said(name_of(people.head), PASSWORD, at=until).startswith("Mật khẩu ban đầu đã hết hạn.")


def test_check_19_account_idle_for_45_days_is_switched_off_that_night_and_listed(people) -> None:
    night = AT + timedelta(days=45)
    for viewer, last in [
        (people.head, night - timedelta(days=44)),
        (people.reporter, night - timedelta(days=45)),
        (people.director, None),
    ]:
        User.objects.filter(pk=viewer.user_id).update(last_login=last)
    User.objects.filter(pk=people.coordinator.user_id).update(reopened_on=(night - timedelta(days=3)).date())
    for viewer in (people.administrator, people.other_head, people.other_reporter):
        User.objects.filter(pk=viewer.user_id).update(last_login=night)
    before = AuditRow.objects.count()

    found = sign_ins.switch_off_idle(actor=Origin("job", "switch_off_idle"), at=night)

    expected = [people.reporter.user_id, people.director.user_id]
    assert [user.pk for user in found] == sorted(expected)
    off = User.objects.filter(is_active=False).order_by("id").values_list("pk", "off_reason")
    assert list(off) == [(pk, "45 ngày không đăng nhập") for pk in sorted(expected)]
    rows = AuditRow.objects.all()[before:]
    assert {(row.act, row.object_id, row.origin, row.actor_name) for row in rows} == {
        ("people.switch-off-idle", pk, "job", "switch_off_idle") for pk in expected
    }
    assert {user.pk for user in switched_off_idle(people.administrator)} == set(expected)
    assert sign_ins.switch_off_idle(actor=Origin("job", "switch_off_idle"), at=night) == []

    people_actions.set_active(people.reporter.person_id, active=True, actor=people.administrator, at=night)
    assert [user.pk for user in switched_off_idle(people.administrator)] == [people.director.user_id]
    next_night = sign_ins.switch_off_idle(actor=Origin("job", "switch_off_idle"), at=night + timedelta(days=1))
    assert [user.pk for user in next_night] == [people.head.user_id]  # not the one reopened


def _refusal(username: str, origin: Origin) -> SignInRefused:
    with pytest.raises(SignInRefused) as refusal:
        sign_ins.try_password(username=username, password=PASSWORD, actor=origin, at=AT)
    return refusal.value
