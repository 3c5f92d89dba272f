"""Who sees single dossiers, whatever roles they hold at once. Not here: the rows and their page (tests/web)."""

from dataclasses import replace

import pytest

from dondoc.core.permissions import Grant, Role, Viewer
from dondoc.queries.dossier_rows import asks_reason, sees


def holder(*roles: Role, unit_id: int | None = None) -> Viewer:
    return Viewer(1, 1, "Người mẫu", frozenset(Grant(role, unit_id) for role in roles))


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.COORDINATOR, Role.AUDITOR)])
def test_other_roles_see_none_even_marked_as_analyst(role: Role) -> None:
    assert not sees(replace(holder(role), is_analyst=True))


def test_coordinator_sees_them_when_marked_and_auditor_with_a_reason() -> None:
    office = holder(Role.COORDINATOR)
    analyst = replace(office, is_analyst=True)
    assert (sees(office), sees(analyst), asks_reason(analyst)) == (False, True, False)
    assert (sees(holder(Role.AUDITOR)), asks_reason(holder(Role.AUDITOR))) == (True, True)


def test_two_roles_open_what_either_of_them_does() -> None:
    # In which order a set gives the two is chance: with many sets both orders come.
    both = [holder(Role.COORDINATOR, Role.AUDITOR, unit_id=number) for number in range(30)]
    assert {(sees(each), asks_reason(each)) for each in both} == {(True, True)}
    marked = [replace(each, is_analyst=True) for each in both]
    assert {(sees(each), asks_reason(each)) for each in marked} == {(True, False)}
