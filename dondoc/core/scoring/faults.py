"""What is wrong in a criteria set or in facts: every fault at once, with its place. Not here: finding them (shapes)."""

from collections.abc import Sequence
from dataclasses import dataclass

from dondoc.core.refusals import Refused


@dataclass(frozen=True)
class ShapeFault:
    """One fault: the code, key or line, what is there, and what was expected."""

    place: str
    what: str
    expected: str

    @property
    def sentence(self) -> str:
        """The fault as one line."""
        return " ".join(f"{self.place}: {self.what}; {self.expected}".split())


class ShapeRefused(Refused):
    """What was given does not have its shape; every fault at once, in the order of the file."""

    def __init__(self, faults: Sequence[ShapeFault]) -> None:
        super().__init__("\n".join(fault.sentence for fault in faults))
        self.faults = tuple(faults)


class SetRefused(ShapeRefused):
    """A criteria set that cannot be used."""


class FactsRefused(ShapeRefused):
    """Facts that do not suit their criteria set."""
