"""What is wrong in a criteria set or in facts: every fault at once, with its place. Not here: finding them (shapes)."""

from collections.abc import Sequence
from dataclasses import dataclass

from dondoc.core.refusals import Refused

_LONGEST = 300  # the kinds of rules, named one by one, still fit


@dataclass(frozen=True)
class ShapeFault:
    """One fault: the code, key or line, what is there, and what was expected."""

    place: str
    what: str
    expected: str

    @property
    def sentence(self) -> str:
        """The fault as one line; what somebody wrote at length is cut."""
        return f"{_line(self.place)}: {_line(self.what)}; {_line(self.expected)}"


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


class ShapeRefused(Refused):
    """What was given does not have its shape; every fault at once, in the order of the file."""

    def __init__(self, faults: Sequence[ShapeFault]) -> None:
        super().__init__("\n".join(fault.sentence for fault in faults))
        self.faults = tuple(faults)


class SetRefused(ShapeRefused):
    """A criteria set that cannot be used."""


class FactsRefused(ShapeRefused):
    """Facts that do not suit their criteria set."""
