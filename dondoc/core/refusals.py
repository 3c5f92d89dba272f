"""What a user can be told instead of being served: one kind for each answer the site gives."""

from collections.abc import Sequence
from dataclasses import dataclass


class Refused(Exception):
    """A refusal a user can meet. `sentence` is shown; `lifted_by` says who or what can lift it."""

    def __init__(self, sentence: str, *, lifted_by: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.lifted_by = lifted_by


class NotAllowed(Refused):
    """The object is visible, the act is not allowed (403)."""


class NotVisible(Refused):
    """The object is not there for this viewer (404): the same words as for an object that does not exist."""

    def __init__(self) -> None:
        super().__init__("Không tìm thấy nội dung này, hoặc nội dung không thuộc phạm vi của bạn.")


@dataclass(frozen=True)
class Fault:
    """One thing wrong in what was entered: the field and a Vietnamese sentence."""

    field: str
    sentence: str


class Faulty(Refused):
    """What was entered cannot be taken; every fault at once, nothing stored."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(" ".join(fault.sentence for fault in faults))
        self.faults = tuple(faults)


def refuse_faulty(faults: Sequence[Fault]) -> None:
    """Raises Faulty when there is any fault."""
    if faults:
        raise Faulty(faults)
