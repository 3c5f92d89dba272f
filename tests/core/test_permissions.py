"""The whole matrix: every act, every role, own unit, other unit, no unit."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dondoc.core.permissions import (
    HELD_ROLES,
    MATRIX,
    POLICY,
    ROLE_TITLES,
    Act,
    Grant,
    Role,
    Viewer,
    check,
    conditions,
    may,
    reached_units,
    reaches_department,
)
from dondoc.core.refusals import NotAllowed

OWN, OTHER = 1, 2

# Columns: administrator, coordinator, reporter, head, director, appraiser, auditor.
# D throughout the department, U in the own unit, - not at all. Written out, not derived from POLICY.
RIGHTS = """
draft.read             - D - - D - D
draft.write            - D - - - - -
plan.read              D D D D D D D
plan.write             - D - - - - -
assignment.read        - D D U D D D
assignment.write       - D - - - - -
answer.look            - D - - - - -
answer-draft.read      - - U U - - D
answer-submitted.read  - D U U D - D
answer.read            - D U U D D D
answer.begin           - - U - - - -
answer.write           - - U U - - -
figure.read            - D U U D D D
figure.begin           - D U - - - -
figure.write           - D U - - - -
evidence.read          - D U U D D D
evidence.add           - D U - - - -
evidence.remove        - D U U - - -
restricted.read        - D U U D D D
report.submit          - - U U - - -
report.approve         - - - U - - -
report.accept          - D - - - - -
period.read            - D - - D - D
period.compose         - D - - D - D
closing.read           - - - - - - D
closing.request        - D - - - - -
closing.confirm        - - - - D - -
snapshot.read          - D D D D D D
people.read            D D - U D - D
people.write           D - - - - - -
people.export          - - - - - - D
link.write             - D - - - - -
token.write            D - - - - - -
link.read              - - - - - - D
audit.read             D D - - D - D
audit-detail.read      - D - - D - D
audit.export           - - - - - - D
operation.read         D - - - - - D
operation.request      D - - - - - -
evidence.mark          - D - - - - -
glass.break            D - - - - - -
glass.see              - - - - D - D
privacy.read           D D - - D - D
privacy.write          D D - - - - -
privacy.reveal         - D U U D - -
privacy.erase          - - - - D - -
restore.confirm        D - - - D - -
review.read            D - - - D - D
review.sign            D - - - D - -
score.read             - D - U D D D
score.write            - D U - - - -
score.sign             - - - - D - -
score.export           - D - - - - D
check.read             - D U U D D D
check.write            - D - - - - -
check.move             - D - - - - -
appraisal.read         - D U U D D D
appraisal.write        - - - - - D -
appraisal.move         - - - - - D -
dispute.read           - D U U D D D
dispute.write          - D - - - - -
dispute.send           - - - - D - -
dispute.decide         - - - - - D -
dossier.read           - D U U D D D
dossier.export         - D - - - - D
dossier-rows.read      - D - - - - D
dossier.load           - - - - - - -
dossier.upload         - D - - - - -
"""
ROLES = HELD_ROLES
ROWS = {
    Act(act): dict(zip(ROLES, letters, strict=True))
    for act, *letters in (line.split() for line in RIGHTS.strip().splitlines())
}


def viewer(*grants: tuple[Role, int | None]) -> Viewer:
    return Viewer(7, 3, "Nguyễn Văn Mẫu", frozenset(Grant(role, unit_id) for role, unit_id in grants))


# Words of section 3.0 that stand where a letter or a reach would.
PRINTED = {
    "status s": "l s", "own sight": "r s", "own sight x": "r x", "counts x": "l x", "decision page x": "l x",
    "p only": "r p", "rcwd, secret write-only": "rcwd s", "rcwd, no business role for self": "rcwd s",
    "r no secrets": "r s", "r prefixes": "r s", "r without payload": "r s",
    "rct, restore with a second person": "rct s",
    "r": "r s", "cd tokens": "cd s", "cd links s": "cd s", "w allow-list": "w s", "t request s": "t s",
    "t confirm s": "t s", "re s, erratum c": "re s; c s", "r s, erratum t": "r s; t s",
}  # fmt: skip


def printed_reaches(cell: str) -> dict[str, str]:
    """What a cell of section 3.0 says: the reach by letter."""
    found = {}
    for clause in PRINTED.get(cell, cell).split(";") if cell != "–" else ():
        letters, reach = clause.split()[:2]
        found |= {letter: reach.rstrip(",") for letter in letters}
    return found


def test_table_is_that_of_the_requirements_cell_by_cell():
    _, *rows = (Path(__file__).parent / "rights_table.txt").read_text(encoding="utf-8").splitlines()
    printed = {thing: cells for thing, *cells in ([part.strip() for part in row.split("|")] for row in rows)}
    told = {
        thing: {role: printed_reaches(cell) for role, cell in zip(Role, cells, strict=True)}
        for thing, cells in printed.items()
    }
    ours = {thing: {role: cell.reaches for role, cell in row.items()} for thing, row in MATRIX.items()}
    assert (len(told), ours) == (32, told)


def test_matrix_names_every_act_and_every_role():
    assert set(ROWS) == set(Act)
    assert set(ROLES) | {Role.PUBLIC, Role.LINK, Role.TOKEN} == set(Role) == set(ROLE_TITLES)
    assert set(POLICY) == set(Act)


@pytest.mark.parametrize("act", Act)
def test_right_is_as_the_matrix_says_in_own_unit_other_unit_and_without_one(act: Act):
    for role, letter in ROWS[act].items():
        who = viewer((role, OWN))
        assert may(who, act, unit_id=OWN) is (letter in "DU")
        assert may(who, act, unit_id=OTHER) is (letter == "D")
        assert may(who, act) is (letter == "D")
        assert reaches_department(who, act) is (letter == "D")
        assert reached_units(who, act) == (frozenset({OWN}) if letter == "U" else frozenset())


@pytest.mark.parametrize("act", Act)
def test_check_refuses_exactly_where_may_says_no(act: Act):
    for role, letter in ROWS[act].items():
        who = viewer((role, OWN))
        for unit_id, allowed in ((OWN, letter in "DU"), (OTHER, letter == "D"), (None, letter == "D")):
            if allowed:
                check(who, act, unit_id=unit_id)
            else:
                with pytest.raises(NotAllowed):
                    check(who, act, unit_id=unit_id)


@pytest.mark.parametrize("act", Act)
def test_nothing_is_allowed_to_a_viewer_without_any_role(act: Act):
    assert not may(viewer(), act)
    assert not may(viewer(), act, unit_id=OWN)


def test_role_of_a_unit_reaches_nothing_when_its_unit_is_missing():
    assert not may(viewer((Role.HEAD, None)), Act.REPORT_APPROVE)
    assert reached_units(viewer((Role.HEAD, None)), Act.REPORT_APPROVE) == frozenset()


def test_rights_of_several_positions_add_up():
    both = viewer((Role.REPORTER, OWN), (Role.HEAD, OTHER))
    assert reached_units(both, Act.ANSWER_WRITE) == {OWN, OTHER}
    assert reached_units(both, Act.REPORT_APPROVE) == {OTHER}
    assert not may(both, Act.REPORT_APPROVE, unit_id=OWN)


def test_refusal_names_who_may():
    with pytest.raises(NotAllowed) as refusal:
        check(viewer((Role.REPORTER, OWN)), Act.REPORT_APPROVE, unit_id=OWN)
    assert refusal.value.lifted_by == "Lãnh đạo đơn vị"
    assert refusal.value.sentence == "Bạn không có quyền thực hiện việc này. Người có quyền: Lãnh đạo đơn vị."


def test_role_names_come_in_one_order_whatever_the_order_of_grants():
    grants = ((Role.DIRECTOR, None), (Role.HEAD, OWN))
    assert viewer(*grants).role_names == viewer(*reversed(grants)).role_names == ["Lãnh đạo đơn vị", "Lãnh đạo Sở"]


def test_broken_glass_opens_proofs_and_nothing_else():
    plain = viewer((Role.ADMINISTRATOR, None))
    looking = replace(plain, glass_until=datetime(2026, 3, 10, 9, 30, tzinfo=UTC))
    opened = {act for act in Act if may(looking, act) and not may(plain, act)}
    assert opened == {Act.EVIDENCE_READ, Act.RESTRICTED_READ}


def test_conditions_are_those_of_the_cells_of_every_role_that_may():
    act = Act.RESTRICTED_READ
    assert conditions(viewer((Role.AUDITOR, None)), act) == {"reason"}
    assert conditions(viewer((Role.APPRAISER, None), (Role.AUDITOR, None)), act) == {"masked", "reason"}
    assert conditions(viewer((Role.COORDINATOR, OWN)), act) == {"logged"}
    assert conditions(viewer((Role.AUDITOR, None), (Role.DIRECTOR, None)), act) == {"", "reason"}
    assert conditions(viewer((Role.ADMINISTRATOR, None)), act) == set()
    both = viewer((Role.AUDITOR, None), (Role.HEAD, OWN))
    assert (conditions(both, act, unit_id=OWN), conditions(both, act, unit_id=OTHER)) == ({"", "reason"}, {"reason"})
