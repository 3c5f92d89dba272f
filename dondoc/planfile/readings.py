"""What a reading is: the draft, the source line by line, and where in the source each field stands.

Not here: how the draft comes about (drafts).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dondoc.core.plan import PlanDraft
from dondoc.planfile.traces import NO_TRACE, Spot, Trace


@dataclass(frozen=True)
class SourceLine:
    """One line of the source. `kind`: heading, paragraph, item or row; only a row has `cells`, with their traces."""

    where: str
    kind: str
    text: str
    cells: tuple[str, ...] = ()
    trace: Trace = NO_TRACE
    cell_traces: tuple[Trace, ...] = ()


@dataclass(frozen=True)
class Conversion:
    """A file typed in an old encoding (`TCVN3`, `VNI`, `VISCII`) and read as Unicode; samples are (before, after)."""

    encoding: str
    samples: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Reading:
    """A plan file as read. `places` maps a field path (`tasks.4.lead`) to a place (`table 1 row 4 column 5`).

    `page_count`: pages that can be pictured, 0 for a file that has none of its own (.docx, .txt). `page_shapes`: the
    height of each in widths, by which a page keeps room for a picture that has not come yet.
    """

    draft: PlanDraft
    source: tuple[SourceLine, ...]
    places: Mapping[str, str]
    page_count: int = 0
    page_shapes: tuple[float, ...] = ()
    conversion: Conversion | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for `json.dumps`."""
        return {
            "draft": self.draft.to_json(),
            "source": [_line_to_json(line) for line in self.source],
            "places": dict(self.places),
            "page_count": self.page_count,
            "page_shapes": list(self.page_shapes),
            "conversion": asdict(self.conversion) if self.conversion else None,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Reading":
        """The reading that `to_json` printed. Raises KeyError, TypeError or ValueError on anything else."""
        conversion = data["conversion"]
        return cls(
            draft=PlanDraft.from_json(data["draft"]),
            source=tuple(_line_from_json(line) for line in data["source"]),
            places=dict(data["places"]),
            page_count=data["page_count"],
            page_shapes=tuple(data["page_shapes"]),
            conversion=conversion
            and Conversion(conversion["encoding"], tuple((before, after) for before, after in conversion["samples"])),
        )


def _line_to_json(line: SourceLine) -> dict[str, Any]:
    plain: dict[str, Any] = {"where": line.where, "kind": line.kind, "text": line.text, "cells": list(line.cells)}
    if line.trace is not NO_TRACE:  # only files with pages have any
        plain["trace"] = asdict(line.trace)
        plain["cell_traces"] = [asdict(trace) for trace in line.cell_traces]
    return plain


def _line_from_json(plain: dict[str, Any]) -> SourceLine:
    return SourceLine(
        where=plain["where"],
        kind=plain["kind"],
        text=plain["text"],
        cells=tuple(plain["cells"]),
        trace=_trace(plain["trace"]) if "trace" in plain else NO_TRACE,
        cell_traces=tuple(_trace(trace) for trace in plain.get("cell_traces", ())),
    )


def _trace(plain: dict[str, Any]) -> Trace:
    return Trace(tuple(Spot(**spot) for spot in plain["spots"]), plain["confidence"], tuple(plain["unsure"]))
