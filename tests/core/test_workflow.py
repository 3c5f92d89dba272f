"""Every move from every state."""

import pytest

from dondoc.core.workflow import (
    COUNTED,
    MOVE_TITLES,
    MOVES,
    NEEDS_REASON,
    STATE_TITLES,
    WRITABLE,
    Move,
    ReasonMissing,
    ReportState,
    WrongState,
    check_writable,
    state_after,
)

D, S, P, C, R = (
    ReportState.DRAFT,
    ReportState.SUBMITTED,
    ReportState.APPROVED,
    ReportState.ACCEPTED,
    ReportState.RETURNED,
)

# Written out, not derived from MOVES: every pair that is not here is refused.
ALLOWED = {
    (D, Move.SUBMIT): S,
    (R, Move.SUBMIT): S,
    (S, Move.WITHDRAW): D,
    (S, Move.APPROVE): P,
    (S, Move.SEND_BACK): R,
    (P, Move.ACCEPT): C,
    (P, Move.RETURN): R,
    (C, Move.RETURN): R,
}
PAIRS = [(state, move) for state in ReportState for move in Move]


@pytest.mark.parametrize(("state", "move"), PAIRS)
def test_move_leads_where_the_table_says_and_nowhere_else(state: ReportState, move: Move):
    if (state, move) in ALLOWED:
        assert state_after(state, move, reason="Thiếu số liệu") is ALLOWED[state, move]
    else:
        with pytest.raises(WrongState) as refusal:
            state_after(state, move, reason="Thiếu số liệu")
        assert MOVE_TITLES[move] in refusal.value.sentence
        assert STATE_TITLES[state] in refusal.value.sentence


@pytest.mark.parametrize("reason", ["", " ", "\n\t"])
@pytest.mark.parametrize(("state", "move"), [(S, Move.SEND_BACK), (P, Move.RETURN), (C, Move.RETURN)])
def test_report_is_sent_back_only_with_a_reason(state: ReportState, move: Move, reason: str):
    with pytest.raises(ReasonMissing):
        state_after(state, move, reason=reason)


@pytest.mark.parametrize(("state", "move"), [pair for pair in ALLOWED if pair[1] not in {Move.SEND_BACK, Move.RETURN}])
def test_other_moves_need_no_reason(state: ReportState, move: Move):
    assert state_after(state, move) is ALLOWED[state, move]


def test_wrong_state_is_told_before_a_missing_reason():
    with pytest.raises(WrongState):
        state_after(D, Move.RETURN)


@pytest.mark.parametrize("state", ReportState)
def test_unit_writes_only_in_a_draft_or_a_returned_report(state: ReportState):
    if state in {D, R}:
        check_writable(state)
    else:
        with pytest.raises(WrongState) as refusal:
            check_writable(state)
        assert refusal.value.lifted_by == "Lãnh đạo đơn vị hoặc Văn phòng Sở"


def test_what_counts_may_not_be_written():
    assert {P, C} == COUNTED
    assert {D, R} == WRITABLE
    assert {Move.SEND_BACK, Move.RETURN} == NEEDS_REASON


def test_every_state_and_move_has_a_title_and_every_state_can_be_reached_and_left():
    assert set(STATE_TITLES) == set(ReportState)
    assert set(MOVE_TITLES) == set(MOVES) == set(Move)
    assert {end for _, end in MOVES.values()} == set(ReportState)
    assert frozenset().union(*(starts for starts, _ in MOVES.values())) == set(ReportState)
