"""What a reading is: the draft, the source line by line, and where in the source each field stands.

Not here: how the draft comes about (drafts).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dondoc.core.plan import PlanDraft


@dataclass(frozen=True)
class SourceLine:
    """One line of the source. `kind`: heading, paragraph, item or row; only a row has `cells`."""

    where: str
    kind: str
    text: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A plan file as read. `places` maps a field path (`tasks.4.lead`) to a place (`table 1 row 4 column 5`)."""

    draft: PlanDraft
    source: tuple[SourceLine, ...]
    places: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for `json.dumps`."""
        return {
            "draft": self.draft.to_json(),
            "source": [{**asdict(line), "cells": list(line.cells)} for line in self.source],
            "places": dict(self.places),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Reading":
        """The reading that `to_json` printed. Raises KeyError, TypeError or ValueError on anything else."""
        return cls(
            draft=PlanDraft.from_json(data["draft"]),
            source=tuple(SourceLine(**{**line, "cells": tuple(line["cells"])}) for line in data["source"]),
            places=dict(data["places"]),
        )
