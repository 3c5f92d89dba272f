"""The pages of a plan file as pictures: the places marked on them, and the piece around one place.

Not here: picturing a page (planfile), files that have no pages of their own (sources).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dondoc.models import Draft
from dondoc.web.forms.sources import Place

_WIDTH = 1000
_A4 = 297 / 210
_AROUND = 12
_NARROWEST = 260


@dataclass(frozen=True)
class Box:
    """A rectangle on a pictured page, in thousandths of the page's width."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Mark:
    """A place on one page; `is_first`: a place that goes over pages begins here."""

    place: Place
    boxes: tuple[Box, ...]
    is_first: bool


@dataclass(frozen=True)
class Page:
    """One pictured page. Its width is 1000, its height in the same measure."""

    number: int
    height: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Cut:
    """A piece of a pictured page: `view` is `x y width height`."""

    page: int
    height: int
    view: str


@dataclass(frozen=True)
class Trace:
    """Where a text stands on the pages, how surely it was recognised (percent; None for typed text), what is unsure."""

    spots: tuple[Mapping[str, Any], ...]
    confidence: int | None
    unsure: tuple[str, ...]


NO_TRACE = Trace((), None, ())


def traces(source: Sequence[Mapping[str, Any]]) -> dict[str, Trace]:
    """The trace of every place of the source that has one: lines, rows and their cells."""
    found = {}
    for line in source:
        if "trace" in line:
            found[line["where"]] = _trace(line["trace"])
            for column, trace in enumerate(line["cell_traces"], start=1):
                found[f"{line['where']} column {column}"] = _trace(trace)
    return found


def pages(draft: Draft, found: Mapping[str, Trace]) -> list[Page]:
    """The pages of a draft that has pictures, each with the places that stand on it."""
    marks: dict[int, list[Mark]] = {number: [] for number in range(1, draft.page_count + 1)}
    for where, trace in found.items():
        by_page: dict[int, list[Box]] = {}
        for spot in trace.spots:
            by_page.setdefault(spot["page"], []).append(_box(spot, _height(draft, spot["page"])))
        # What has no spot stands at the top of the first page, so that every link has its end.
        for number, boxes in (by_page or {1: []}).items():
            if number in marks:
                marks[number].append(Mark(Place(where), tuple(boxes), number == min(by_page, default=1)))
    return [Page(number, _height(draft, number), tuple(standing)) for number, standing in marks.items()]


def cut(draft: Draft, trace: Trace) -> Cut | None:
    """The piece of the page where a text begins, with a little around it; None where there is no picture."""
    if not trace.spots:
        return None
    page = trace.spots[0]["page"]
    boxes = [_box(spot, _height(draft, page)) for spot in trace.spots if spot["page"] == page]
    left, top = min(box.x for box in boxes) - _AROUND, min(box.y for box in boxes) - _AROUND
    width = max(box.x + box.width for box in boxes) + _AROUND - left
    height = min(max(box.y + box.height for box in boxes) + _AROUND - top, width)
    return Cut(page, _height(draft, page), f"{left} {top} {max(width, _NARROWEST)} {height}")


def _trace(plain: Mapping[str, Any]) -> Trace:
    return Trace(tuple(plain["spots"]), plain["confidence"], tuple(plain["unsure"]))


def _height(draft: Draft, page: int) -> int:
    shape = draft.page_shapes[page - 1] if page <= len(draft.page_shapes) else _A4
    return round(_WIDTH * shape)


def _box(spot: Mapping[str, Any], height: int) -> Box:
    x, y = round(spot["left"] * _WIDTH), round(spot["top"] * height)
    return Box(x, y, round(spot["right"] * _WIDTH) - x, round(spot["bottom"] * height) - y)
