"""The way of a body's assessment: stages of the scores, states, and the moves between them.

Not here: how points come from facts (scoring), who may make a move (permissions), what a move writes
(actions/assessments).
"""

from enum import StrEnum

from dondoc.core.permissions import Act
from dondoc.core.workflow import WrongState


class Stage(StrEnum):
    """Whose points they are: the body's own, its Office's check, the appraiser's, a second reader's, the final ones."""

    SELF = "self"
    CHECK = "check"
    APPRAISED = "appraised"
    SECOND = "second"
    FINAL = "final"


STAGE_TITLES = {
    Stage.SELF: "Tự chấm",
    Stage.CHECK: "Văn phòng kiểm tra",
    Stage.APPRAISED: "Thẩm định",
    Stage.SECOND: "Đọc lần hai",
    Stage.FINAL: "Chính thức",
}


class State(StrEnum):
    """Where the assessment stands: with the units, the Office, the Director, the appraiser, or ended."""

    SELF = "self"
    CHECK = "check"
    SIGN = "sign"
    SUBMITTED = "submitted"
    RELEASED = "released"
    DISPUTED = "disputed"
    FINAL = "final"
    PUBLISHED = "published"


STATE_TITLES = {
    State.SELF: "Đang tự chấm",
    State.CHECK: "Văn phòng Sở kiểm tra",
    State.SIGN: "Chờ Giám đốc ký",
    State.SUBMITTED: "Chờ thẩm định",
    State.RELEASED: "Đã có điểm thẩm định",
    State.DISPUTED: "Đang giải trình",
    State.FINAL: "Đã có điểm chính thức",
    State.PUBLISHED: "Đã công bố",
}


class Move(StrEnum):
    """What can be done with an assessment as a whole."""

    HAND_IN = "hand_in"
    REOPEN = "reopen"
    CHECKED = "checked"
    SIGN = "sign"
    SEND_BACK = "send_back"
    RETURN = "return"
    RELEASE = "release"
    DISPUTE = "dispute"
    CONCLUDE = "conclude"
    PUBLISH = "publish"


MOVE_TITLES = {
    Move.HAND_IN: "Kết thúc tự chấm",
    Move.REOPEN: "Mở lại để tự chấm",
    Move.CHECKED: "Trình Giám đốc",
    Move.SIGN: "Ký, gửi thẩm định",
    Move.SEND_BACK: "Trả lại Văn phòng",
    Move.RETURN: "Trả lại để bổ sung",
    Move.RELEASE: "Thông báo điểm thẩm định",
    Move.DISPUTE: "Gửi giải trình",
    Move.CONCLUDE: "Chốt điểm chính thức",
    Move.PUBLISH: "Công bố",
}

MOVES: dict[Move, tuple[frozenset[State], State]] = {
    Move.HAND_IN: (frozenset({State.SELF}), State.CHECK),
    Move.REOPEN: (frozenset({State.CHECK}), State.SELF),
    Move.CHECKED: (frozenset({State.CHECK}), State.SIGN),
    Move.SIGN: (frozenset({State.SIGN}), State.SUBMITTED),
    Move.SEND_BACK: (frozenset({State.SIGN}), State.CHECK),
    Move.RETURN: (frozenset({State.SUBMITTED}), State.SELF),
    Move.RELEASE: (frozenset({State.SUBMITTED}), State.RELEASED),
    Move.DISPUTE: (frozenset({State.RELEASED}), State.DISPUTED),
    Move.CONCLUDE: (frozenset({State.RELEASED, State.DISPUTED}), State.FINAL),
    Move.PUBLISH: (frozenset({State.FINAL}), State.PUBLISHED),
}

# The right that each move needs.
MOVE_ACTS = {
    Move.HAND_IN: Act.CHECK_MOVE,
    Move.REOPEN: Act.CHECK_MOVE,
    Move.CHECKED: Act.CHECK_MOVE,
    Move.SIGN: Act.SCORE_SIGN,
    Move.SEND_BACK: Act.SCORE_SIGN,
    Move.RETURN: Act.APPRAISAL_MOVE,
    Move.RELEASE: Act.APPRAISAL_MOVE,
    Move.DISPUTE: Act.DISPUTE_SEND,
    Move.CONCLUDE: Act.APPRAISAL_MOVE,
    Move.PUBLISH: Act.APPRAISAL_MOVE,
}
NEEDS_REASON = frozenset({Move.REOPEN, Move.SEND_BACK, Move.RETURN})

# The state in which the points of each stage are written. Released ones change by the decision on a dispute alone;
# final ones are written by the move that concludes.
WRITTEN_IN = {
    Stage.SELF: frozenset({State.SELF}),
    Stage.CHECK: frozenset({State.CHECK}),
    Stage.APPRAISED: frozenset({State.SUBMITTED}),
    Stage.SECOND: frozenset({State.SUBMITTED}),
}
# From here on the appraised points may be read by the units of the body.
SHOWN_TO_UNITS = frozenset({State.RELEASED, State.DISPUTED, State.FINAL, State.PUBLISHED})


class ReasonCode(StrEnum):
    """Why points differ from those of the stage before."""

    NO_EVIDENCE = "no_evidence"
    EVIDENCE_WEAK = "evidence_weak"
    OUTSIDE_PERIOD = "outside_period"
    FIGURE_DIFFERS = "figure_differs"
    RULE_MISREAD = "rule_misread"
    ACCEPTED_DISPUTE = "accepted_dispute"
    OTHER = "other"


REASON_TITLES = {
    ReasonCode.NO_EVIDENCE: "Không có minh chứng",
    ReasonCode.EVIDENCE_WEAK: "Minh chứng chưa đủ",
    ReasonCode.OUTSIDE_PERIOD: "Minh chứng ngoài kỳ đánh giá",
    ReasonCode.FIGURE_DIFFERS: "Số liệu khác nguồn đối chiếu",
    ReasonCode.RULE_MISREAD: "Hiểu khác cách tính điểm",
    ReasonCode.ACCEPTED_DISPUTE: "Chấp nhận giải trình",
    ReasonCode.OTHER: "Lý do khác",
}


class Outcome(StrEnum):
    """What the appraiser decides on a dispute."""

    UPHELD = "upheld"
    PARTLY = "partly"
    TURNED_DOWN = "turned_down"


OUTCOME_TITLES = {
    Outcome.UPHELD: "Chấp nhận",
    Outcome.PARTLY: "Chấp nhận một phần",
    Outcome.TURNED_DOWN: "Không chấp nhận",
}


def state_after(state: State, move: Move, *, reason: str = "") -> State:
    """The state that follows. Raises WrongState when the move does not start here, ReasonMissing without one."""
    starts, end = MOVES[move]
    if state not in starts:
        raise WrongState(
            f"Không thể thực hiện “{MOVE_TITLES[move]}”: phiếu đánh giá đang ở trạng thái “{STATE_TITLES[state]}”. "
            "Hãy tải lại trang để xem trạng thái mới nhất."
        )
    if move in NEEDS_REASON and not reason.strip():
        raise ReasonMissing
    return end


class ReasonMissing(WrongState):
    """An assessment goes back only with a reason."""

    def __init__(self) -> None:
        super().__init__("Hãy ghi lý do trả lại để người nhận biết cần bổ sung gì.")


def check_writable(state: State, stage: Stage) -> None:
    """Raises WrongState unless points of that stage may be written in this state."""
    if state not in WRITTEN_IN.get(stage, frozenset()):
        raise WrongState(
            f"Phiếu đánh giá đang ở trạng thái “{STATE_TITLES[state]}” nên cột “{STAGE_TITLES[stage]}” không sửa được."
        )
