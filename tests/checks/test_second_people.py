"""Checks 8 (its first part) and 9: nobody judges the own work, and a right that is gone is gone at the next request."""

from datetime import timedelta

import pytest
from factories import AT, TODAY, write
from rights import browser, newcomer

from dondoc.actions import reports
from dondoc.core.permissions import OwnWork, Role
from dondoc.core.workflow import Move
from dondoc.models import Position, ReportMove, User


def test_check_8_who_hands_in_does_not_approve_and_neither_takes_over(period, units, people, organisation) -> None:
    place = (period.pk, units.division.pk)
    both = newcomer(organisation, Role.HEAD, unit_id=units.division.pk, name="both")
    both = newcomer(organisation, Role.COORDINATOR, name="both")  # a second position of the same person
    write(period, units.division, actor=people.reporter)
    reports.move(*place, move=Move.SUBMIT, on=TODAY, actor=both, at=AT)
    with pytest.raises(OwnWork):
        reports.move(*place, move=Move.APPROVE, on=TODAY, actor=both, at=AT)
    reports.move(*place, move=Move.APPROVE, on=TODAY, actor=people.head, at=AT)
    with pytest.raises(OwnWork):
        reports.move(*place, move=Move.ACCEPT, on=TODAY, actor=both, at=AT)
    assert ReportMove.objects.count() == 2
    reports.move(*place, move=Move.ACCEPT, on=TODAY, actor=people.coordinator, at=AT)


@pytest.mark.parametrize("way", ["role removed", "position ended", "account off"])
def test_check_9_right_that_ends_in_a_session_is_gone_at_the_next_request(plan, people, way: str) -> None:
    client, address = browser(people.coordinator), f"/plans/{plan.pk}/assign/"
    assert client.get(address).status_code == 200
    held = Position.objects.filter(user_id=people.coordinator.user_id)
    if way == "role removed":
        held.update(role=Role.REPORTER)
    elif way == "position ended":
        held.update(valid_to=TODAY - timedelta(days=1))
    else:
        User.objects.filter(pk=people.coordinator.user_id).update(is_active=False)
    answer = client.get(address)
    assert answer.status_code == (302 if way == "account off" else 403)
