"""What a list of units or people changes in what is known, and lines that say the same twice."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dondoc.core.leads import UnitKind
from dondoc.core.permissions import Role
from dondoc.core.rosters import PersonLine, UnitLine, differences, repeated

OFFICE = UnitLine("H99.01", "Văn phòng", next(iter(UnitKind)), places={"code": "Đơn vị!A2"})
LINES = st.builds(
    UnitLine,
    code=st.sampled_from(["H99.01", "H99.02", "H99.03"]),
    name=st.sampled_from(["Văn phòng", "Thanh tra"]),
    kind=st.just(next(iter(UnitKind))),
    valid_to=st.none() | st.just(date(2026, 6, 30)),
)
LISTS = st.lists(LINES, unique_by=lambda line: line.key)


def test_line_is_new_changed_ended_or_as_known() -> None:
    second, third = replace(OFFICE, code="H99.02"), replace(OFFICE, code="H99.03")
    known = {line.key: line for line in (OFFICE, second, third)}
    new = replace(OFFICE, code="H99.04")
    renamed, ended = replace(second, name="Văn phòng Sở"), replace(third, valid_to=date(2026, 6, 30))

    found = differences([OFFICE, renamed, ended, new], known)

    assert (found.new, found.changed, found.ended, found.unchanged_count) == ((new,), (renamed,), (ended,), 1)
    assert found.lines == (new, renamed, ended)
    assert found.count == 3


def test_line_that_ended_before_and_ends_otherwise_is_changed() -> None:
    before = replace(OFFICE, valid_to=date(2026, 6, 30))
    after = replace(OFFICE, valid_to=date(2026, 7, 31))
    assert differences([after], {before.key: before}).changed == (after,)
    assert differences([OFFICE], {before.key: before}).changed == (OFFICE,)


def test_where_a_line_stands_in_the_file_changes_nothing() -> None:
    moved = replace(OFFICE, places={"code": "Đơn vị!A9"})
    assert differences([moved], {OFFICE.key: OFFICE}).count == 0


@given(LISTS, LISTS)
def test_every_line_is_told_once_and_what_is_missing_stays(given_lines: list[UnitLine], before: list[UnitLine]) -> None:
    known = {line.key: line for line in before}
    found = differences(given_lines, known)
    assert found.count + found.unchanged_count == len(given_lines)
    assert set(found.lines) <= set(given_lines)
    assert {line.key for line in found.new}.isdisjoint(known)
    after = known | {line.key: line for line in found.lines}
    assert all(after[line.key] == line for line in given_lines)
    assert differences(given_lines, after).count == 0  # taken in twice, a list changes nothing


def test_repeated_line_names_the_cell_of_the_first() -> None:
    again = replace(OFFICE, name="Văn phòng Sở", places={"code": "Đơn vị!A7"})
    [fault] = repeated([OFFICE, again], "code")
    assert (fault.field, fault.sentence) == ("Đơn vị!A7", "Trùng với dòng ở ô Đơn vị!A2: hãy giữ một dòng.")
    assert repeated([OFFICE, replace(OFFICE, code="H99.02")], "code") == []


def test_person_may_hold_a_role_in_two_units_and_twice_at_different_times() -> None:
    first = PersonLine("lan", "Ngô Thị Mẫu Lan", Role.REPORTER, "H99.01", valid_from=date(2026, 1, 1))
    others = [
        replace(first, unit_code="H99.02"),
        replace(first, role=Role.HEAD),
        replace(first, valid_from=date(2026, 7, 1)),
    ]
    assert repeated([first, *others], "username") == []
    assert len(repeated([first, replace(first, title="Chuyên viên")], "username")) == 1
