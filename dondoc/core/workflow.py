"""The way of a unit's report: states, and the moves between them. Nobody else changes a state.

Not here: who may make a move (permissions), what a move writes (actions/reports).
"""

from enum import StrEnum

from dondoc.core.permissions import Act, Viewer, may, reaches_department
from dondoc.core.refusals import Refused


class ReportState(StrEnum):
    """`draft`: the unit writes; `submitted`: waits for the head; `approved`: waits for the Office;
    `accepted`: taken over; `returned`: sent back to the unit with a reason."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class Move(StrEnum):
    """What can be done with a unit's report as a whole."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    ACCEPT = "accept"
    RETURN = "return"


MOVES: dict[Move, tuple[frozenset[ReportState], ReportState]] = {
    Move.SUBMIT: (frozenset({ReportState.DRAFT, ReportState.RETURNED}), ReportState.SUBMITTED),
    Move.WITHDRAW: (frozenset({ReportState.SUBMITTED}), ReportState.DRAFT),
    Move.APPROVE: (frozenset({ReportState.SUBMITTED}), ReportState.APPROVED),
    Move.SEND_BACK: (frozenset({ReportState.SUBMITTED}), ReportState.RETURNED),
    Move.ACCEPT: (frozenset({ReportState.APPROVED}), ReportState.ACCEPTED),
    Move.RETURN: (frozenset({ReportState.APPROVED, ReportState.ACCEPTED}), ReportState.RETURNED),
}

STATE_TITLES = {
    ReportState.DRAFT: "Đang soạn",
    ReportState.SUBMITTED: "Chờ lãnh đạo đơn vị duyệt",
    ReportState.APPROVED: "Chờ Văn phòng tiếp nhận",
    ReportState.ACCEPTED: "Đã tiếp nhận",
    ReportState.RETURNED: "Bị trả lại",
}

MOVE_TITLES = {
    Move.SUBMIT: "Trình lãnh đạo đơn vị",
    Move.WITHDRAW: "Rút lại để sửa",
    Move.APPROVE: "Duyệt",
    Move.SEND_BACK: "Trả lại người soạn",
    Move.ACCEPT: "Tiếp nhận",
    Move.RETURN: "Trả lại đơn vị",
}

# The right that each move needs.
MOVE_ACTS = {
    Move.SUBMIT: Act.REPORT_SUBMIT,
    Move.WITHDRAW: Act.REPORT_SUBMIT,
    Move.APPROVE: Act.REPORT_APPROVE,
    Move.SEND_BACK: Act.REPORT_APPROVE,
    Move.ACCEPT: Act.REPORT_ACCEPT,
    Move.RETURN: Act.REPORT_ACCEPT,
}

# The right that reading the answers of a report needs, by its state.
READ_ACTS = {
    ReportState.DRAFT: Act.ANSWER_DRAFT_READ,
    ReportState.SUBMITTED: Act.ANSWER_DRAFT_READ,
    ReportState.APPROVED: Act.ANSWER_SUBMITTED_READ,
    ReportState.ACCEPTED: Act.ANSWER_READ,
    ReportState.RETURNED: Act.ANSWER_DRAFT_READ,
}

# The unit may write only here; only what its head has approved is the unit's word.
WRITABLE = frozenset({ReportState.DRAFT, ReportState.RETURNED})
COUNTED = frozenset({ReportState.APPROVED, ReportState.ACCEPTED})
NEEDS_REASON = frozenset({Move.SEND_BACK, Move.RETURN})


def read_act(state: ReportState, *, is_closed: bool) -> Act:
    """The right that reading the answers needs; what a closed period has counted reads as if taken over."""
    return Act.ANSWER_READ if is_closed and state in COUNTED else READ_ACTS[state]


def provable(viewer: Viewer, *, unit_id: int, assignment: tuple[int, int] | None = None) -> frozenset[ReportState]:
    """The states in which the viewer may change the proofs of a unit's report.

    The unit while it may write; the Office from when the head has approved.
    """
    of_unit = WRITABLE if may(viewer, Act.ANSWER_WRITE, unit_id=unit_id, assignment=assignment) else frozenset()
    return of_unit | (COUNTED if reaches_department(viewer, Act.EVIDENCE_ADD) else frozenset())


class WrongState(Refused):
    """The act is allowed, the state is not right for it (409)."""


class ReasonMissing(Refused):
    """A report is sent back only with a reason."""

    def __init__(self) -> None:
        super().__init__("Hãy ghi lý do trả lại để đơn vị biết cần sửa gì.")


def state_after(state: ReportState, move: Move, *, reason: str = "") -> ReportState:
    """The state that follows. Raises WrongState when the move does not start here, ReasonMissing without one."""
    starts, end = MOVES[move]
    if state not in starts:
        raise WrongState(
            f"Không thể thực hiện “{MOVE_TITLES[move]}”: báo cáo đang ở trạng thái “{STATE_TITLES[state]}”. "
            "Hãy tải lại trang để xem trạng thái mới nhất."
        )
    if move in NEEDS_REASON and not reason.strip():
        raise ReasonMissing
    return end


def check_provable(state: ReportState, states: frozenset[ReportState]) -> None:
    """Raises WrongState unless the state is one of those of `provable`."""
    if state not in states:
        raise WrongState(
            f"Báo cáo đang ở trạng thái “{STATE_TITLES[state]}” nên minh chứng không thay đổi được. "
            "Đơn vị thêm, gỡ minh chứng khi đang soạn; Văn phòng Sở khi lãnh đạo đơn vị đã duyệt.",
            lifted_by="Lãnh đạo đơn vị hoặc Văn phòng Sở",
        )


def check_writable(state: ReportState) -> None:
    """Raises WrongState unless the unit may still write its answers."""
    if state not in WRITABLE:
        raise WrongState(
            f"Báo cáo đang ở trạng thái “{STATE_TITLES[state]}” nên không sửa được. "
            "Muốn sửa, hãy rút lại (khi chưa duyệt) hoặc đề nghị trả lại.",
            lifted_by="Lãnh đạo đơn vị hoặc Văn phòng Sở",
        )
