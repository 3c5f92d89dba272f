"""Where a text stands on the pages of its file, and how surely it was recognised there.

Not here: how words are found on a page (pdffiles, scans).
"""

from collections.abc import Iterable
from dataclasses import dataclass

UNSURE_BELOW = 60  # percent of confidence


@dataclass(frozen=True)
class Spot:
    """A rectangle on a page, counted from 1; the edges are shares of its width and height from the top left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Trace:
    """What is known of a printed text. `confidence`: percent of the word least surely recognised, None for typed text.

    `unsure`: the words recognised under the threshold.
    """

    spots: tuple[Spot, ...] = ()
    confidence: int | None = None
    unsure: tuple[str, ...] = ()


NO_TRACE = Trace()


def joined(traces: Iterable[Trace]) -> Trace:
    """The trace of several texts read as one."""
    known = [trace for trace in traces if trace is not NO_TRACE]
    if not known:
        return NO_TRACE
    sure = [trace.confidence for trace in known if trace.confidence is not None]
    return Trace(
        spots=tuple(spot for trace in known for spot in trace.spots),
        confidence=min(sure) if sure else None,
        unsure=tuple(word for trace in known for word in trace.unsure),
    )
