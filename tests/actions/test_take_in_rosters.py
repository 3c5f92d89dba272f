"""Lists of units and people taken in: what they change, the same list twice, what is refused with its cell."""

import pytest
from factories import LATER
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dondoc import listfile
from dondoc.actions import rosters
from dondoc.actions.positions import OwnRole
from dondoc.core.leads import UnitKind
from dondoc.core.permissions import Role
from dondoc.core.refusals import Faulty, NotAllowed
from dondoc.core.rosters import PersonLine, UnitLine
from dondoc.core.vietnamese import normalise
from dondoc.models import AuditRow, Position, Unit, User

LAND = UnitLine("DD", "Phòng Đất đai", UnitKind.DIVISION, "P. ĐĐ", aliases=("Phòng ĐĐ",))
NEW = PersonLine("moi.dd", "Lý Thị Mẫu Mới", Role.HEAD, "DD", "Trưởng phòng", "7/QĐ-STP")


@pytest.fixture
def take_in(people):
    def take(units=(), persons=(), actor=None):
        data = listfile.write(units, persons)
        return rosters.take_in(data, name="ds.xlsx", actor=actor or people.administrator, at=LATER)

    return take


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Unit, User, Position, AuditRow))


def faults_of(take_in, *given) -> dict[str, str]:
    before = counts()
    with pytest.raises(Faulty) as refusal:
        take_in(*given)
    assert counts() == before
    return {fault.field: fault.sentence for fault in refusal.value.faults}


def lines(people) -> tuple[list[UnitLine], list[PersonLine]]:
    data = rosters.export(actor=people.administrator, at=LATER)
    units, persons = listfile.read_units(data, name="a.xlsx"), listfile.read_people(data, name="a.xlsx")
    assert (units.faults, persons.faults) == ((), ())
    return list(units.lines), list(persons.lines)


def test_new_units_and_people_are_stored_without_a_password(take_in, department):
    change = take_in([LAND], [NEW])
    assert (len(change.units.new), len(change.people.new), change.count) == (1, 1, 2)
    unit = department.units.get(code="DD")
    assert (unit.name, unit.aliases, unit.position) == ("Phòng Đất đai", ["Phòng ĐĐ"], 5)
    user = User.objects.get(username="moi.dd")
    position = user.positions.get()
    assert (user.has_usable_password(), position.unit, position.role, position.decision) == (
        False,
        unit,
        "head",
        "7/QĐ-STP",
    )


def test_same_list_twice_changes_nothing(take_in, people):
    take_in([LAND], [NEW])
    before = counts()
    change = take_in([LAND], [NEW])
    assert (change.count, change.units.unchanged_count, change.people.unchanged_count, counts()) == (0, 1, 1, before)


def test_exported_list_comes_back_without_a_change(take_in, people):
    units, persons = lines(people)
    assert (len(units), len(persons)) == (4, 7)
    change = take_in(units, persons)
    assert (change.count, change.units.unchanged_count, change.people.unchanged_count) == (0, 4, 7)


NAME = st.text(min_size=1, max_size=30).map(lambda t: " ".join(normalise(t).split())).filter(bool)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NAME, NAME, NAME)
def test_any_name_goes_out_and_in_without_a_change(take_in, people, name, short_name, full_name):
    Unit.objects.filter(code="TTR").update(name=name, short_name=short_name)
    User.objects.filter(pk=people.head.user_id).update(full_name=full_name)
    assert take_in(*lines(people)).count == 0


def test_what_the_list_changes_is_changed_and_what_it_leaves_out_stays(take_in, people):
    units, persons = lines(people)
    changed = UnitLine(**{**vars(units[1]), "short_name": "HCTP", "handles_procedures": False})
    person = next(p for p in persons if p.role is Role.HEAD and p.unit_code == "HCTP")
    ended = PersonLine(**{**vars(person), "valid_to": LATER.date()})
    change = take_in([changed], [ended])
    assert (change.units.changed, change.people.ended) == ((changed,), (ended,))
    assert Unit.objects.get(code="HCTP").short_name == "HCTP"
    assert Position.objects.get(user=people.head.user_id).valid_to == LATER.date()
    assert Position.objects.filter(valid_to=None).count() == 6


def test_every_fault_is_told_at_once_and_nothing_is_stored(take_in, units, elsewhere):
    other = User.objects.get(pk=elsewhere.people.head.user_id)
    found = faults_of(
        take_in,
        [
            UnitLine("Đ Đ", "Phòng A", UnitKind.DIVISION),
            UnitLine("HCTP", "Phòng Tên khác", UnitKind.DIVISION, "P. HCTP", True),
            LAND,
            LAND,
            UnitLine("VP2", "Văn phòng hai", UnitKind.OFFICE),
        ],
        [
            PersonLine("có dấu cách", "X", Role.DIRECTOR),
            PersonLine("khong.don.vi", "X", Role.HEAD),
            PersonLine("sai.ma", "X", Role.HEAD, "KHONGCO"),
            PersonLine(other.username, other.full_name, Role.DIRECTOR),
        ],
    )
    assert sorted(found) == [
        "Nhân sự!A2", "Nhân sự!A5", "Nhân sự!C3", "Nhân sự!D4", "Đơn vị!A2", "Đơn vị!A5", "Đơn vị!B3", "Đơn vị!D6",
    ]  # fmt: skip
    assert found["Đơn vị!A5"] == "Trùng với dòng ở ô Đơn vị!A4: hãy giữ một dòng."


def test_unit_with_duties_or_people_is_not_ended_by_a_list(take_in, people, units):
    lines_of_units, _ = lines(people)
    ended = UnitLine(**{**vars(lines_of_units[1]), "valid_to": LATER.date()})
    assert list(faults_of(take_in, [ended])) == ["Đơn vị!H2"]
    lonely = UnitLine(**{**vars(lines_of_units[3]), "valid_to": LATER.date()})
    assert take_in([lonely]).units.ended == (lonely,)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.DIRECTOR, Role.APPRAISER])
def test_check_8_no_list_gives_its_bringer_a_role_in_the_work(take_in, people, role):
    own = User.objects.get(pk=people.administrator.user_id)
    before = counts()
    with pytest.raises(OwnRole):
        take_in([], [PersonLine(own.username, own.full_name, role)])
    assert counts() == before


def test_person_of_another_department_is_taken_as_appraiser_only(take_in, elsewhere, department):
    other = User.objects.get(pk=elsewhere.people.director.user_id)
    take_in([], [PersonLine(other.username, other.full_name, Role.APPRAISER)])
    assert other.positions.get(department=department).role == "appraiser"
    found = faults_of(take_in, [], [PersonLine(other.username, "Tên khác", Role.AUDITOR)])
    assert list(found) == ["Nhân sự!B2"]


def test_position_held_at_the_same_time_is_refused(take_in, people):
    _, persons = lines(people)
    again = PersonLine(**{**vars(persons[0]), "valid_from": LATER.date()})
    assert list(faults_of(take_in, [], [again])) == ["Nhân sự!C2"]


def test_only_an_administrator_takes_in_and_whoever_may_export_exports(take_in, people):
    for viewer in people:
        if viewer != people.administrator:
            with pytest.raises(NotAllowed):
                take_in([LAND], [], actor=viewer)
            with pytest.raises(NotAllowed):
                rosters.export(actor=viewer, at=LATER)


def test_file_without_lists_says_what_is_missing(people):
    with pytest.raises(Faulty) as refusal:
        rosters.take_in(b"a;b\n1;2\n", name="a.csv", actor=people.administrator, at=LATER)
    assert [fault.field for fault in refusal.value.faults] == ["file"]
