"""What needs two people: asked for by one, decided by another, whatever positions they hold."""

from dataclasses import replace

import pytest
from django.db import IntegrityError
from factories import AT, LATER, TODAY, answers_of, approve, seen_figures, write

from dondoc.actions import confirmations, periods, reports
from dondoc.actions.confirmations import NotWaiting
from dondoc.actions.periods import FiguresChanged
from dondoc.core.permissions import Grant, OwnWork, Role, Viewer
from dondoc.core.refusals import Faulty, NotAllowed
from dondoc.core.workflow import Move, WrongState
from dondoc.models import AuditRow, ConfirmationRequest, Snapshot
from dondoc.queries import confirmations as queries


@pytest.fixture
def asked(answered, period, people) -> ConfirmationRequest:
    """The Office's request to close the first quarter."""
    return confirmations.request_closing(period.pk, actor=people.coordinator, at=AT)


def with_role(viewer: Viewer, role: Role) -> Viewer:
    """The same person with one more position."""
    return replace(viewer, grants=viewer.grants | {Grant(role)})


def test_check_8_same_person_requests_and_confirms_the_closing(asked, period, people):
    both = with_role(people.coordinator, Role.DIRECTOR)
    seen = seen_figures(period, both)

    with pytest.raises(OwnWork):
        periods.close(asked.pk, seen=seen, actor=both, at=LATER)
    with pytest.raises(OwnWork):
        confirmations.turn_down(asked.pk, reason="Sai", actor=both, at=LATER)

    assert queries.waiting_for(both) == []
    assert Snapshot.objects.count() == 0
    period.refresh_from_db()
    assert not period.is_closed


def test_check_8_not_even_the_database_takes_the_same_person_twice(asked, people):
    with pytest.raises(IntegrityError, match="decided_by_another_person"):
        ConfirmationRequest.objects.filter(pk=asked.pk).update(
            is_confirmed=True, decided_by_id=people.coordinator.user_id, decided_at=LATER
        )


def test_request_waits_for_the_director_and_for_nobody_else(asked, people):
    assert [one for one in people if queries.waiting_for(one)] == [people.director]
    assert queries.waiting_for(people.director) == [asked]


def test_confirmed_request_closes_with_the_figures_of_that_moment(asked, period, people):
    periods.close(asked.pk, seen=seen_figures(period, people.director), actor=people.director, at=LATER)

    asked.refresh_from_db()
    assert (asked.is_confirmed, asked.decided_by_id, asked.decided_at) == (True, people.director.user_id, LATER)
    written = AuditRow.objects.order_by("-id").values_list("act", "actor_id")[:2]
    assert list(written) == [("period.close", people.director.user_id), ("closing.confirm", people.director.user_id)]
    with pytest.raises(NotWaiting):
        periods.close(asked.pk, seen="", actor=people.director, at=LATER)


def test_figures_that_changed_after_the_look_are_looked_at_again(asked, period, units, people):
    seen = seen_figures(period, people.director)
    assert asked.detail == {"figures": seen}
    write(period, units.other_division, actor=people.other_reporter)
    approve(period, units.other_division, reporter=people.other_reporter, head=people.other_head)

    with pytest.raises(FiguresChanged):
        periods.close(asked.pk, seen=seen, actor=people.director, at=LATER)
    assert Snapshot.objects.count() == 0

    now = seen_figures(period, people.director)
    assert now != seen
    kept = periods.close(asked.pk, seen=now, actor=people.director, at=LATER)
    assert [unit["state"] for unit in kept.figures["units"]].count("approved") == 2


def test_request_turned_down_says_why_and_may_be_made_again(asked, period, people):
    with pytest.raises(Faulty, match="lý do"):
        confirmations.turn_down(asked.pk, reason=" ", actor=people.director, at=LATER)
    confirmations.turn_down(asked.pk, reason="Chờ Thanh tra Sở", actor=people.director, at=LATER)

    asked.refresh_from_db()
    assert (asked.is_confirmed, asked.answer) == (False, "Chờ Thanh tra Sở")
    again = confirmations.request_closing(period.pk, actor=people.coordinator, at=LATER)
    assert queries.closing_of(people.coordinator, period) == again


def test_request_is_made_once_and_withdrawn_by_whoever_made_it(asked, period, people):
    with pytest.raises(WrongState, match="đang chờ xác nhận"):
        confirmations.request_closing(period.pk, actor=people.coordinator, at=LATER)
    with pytest.raises(NotAllowed):
        confirmations.withdraw(asked.pk, actor=people.director, at=LATER)
    confirmations.withdraw(asked.pk, actor=people.coordinator, at=LATER)

    asked.refresh_from_db()
    assert (asked.is_confirmed, asked.decided_by_id, asked.decided_at) == (False, None, LATER)
    with pytest.raises(NotWaiting):
        periods.close(asked.pk, seen=seen_figures(period, people.director), actor=people.director, at=LATER)


def test_answers_go_on_while_the_request_waits(asked, period, units, people):
    reports.move(
        period.pk, units.division.pk, move=Move.RETURN, on=TODAY, reason="Thiếu", actor=people.coordinator, at=LATER
    )
    changed = [replace(answer, words="Đã làm xong") for answer in answers_of(period, units.division)]
    reports.save_answers(period.pk, units.division.pk, answers=changed, actor=people.reporter, at=LATER)
    assert seen_figures(period, people.director) != asked.detail["figures"]
