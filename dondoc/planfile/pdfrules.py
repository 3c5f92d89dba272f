"""The straight lines that a page of a PDF draws.

Not here: the tables that they form (grids).
"""

import ctypes
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from dondoc.planfile.sheets import Rule
from dondoc.planfile.uprights import Box, Upright

_THIN = 4.0
_MAX_DEPTH = 6
_MAX_OBJECTS = 60_000


def rules_of(page: Any, upright: Upright) -> Iterator[Rule]:
    left = _MAX_OBJECTS
    for item, matrices in _paths(page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, ()):
        left -= 1
        if left < 0:
            return
        for box in _lines_of(item, matrices):
            yield Rule(*upright.box(*box))


def _paths(parent: Any, count: Any, child: Any, matrices: tuple[tuple[float, ...], ...]) -> Iterator[tuple[Any, Any]]:
    """The drawn paths of a page or form, those of nested forms too, with the matrices that place them."""
    for number in range(count(parent)):
        item = child(parent, number)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            yield item, matrices
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and len(matrices) < _MAX_DEPTH:
            below = (_matrix(item), *matrices)
            yield from _paths(item, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, below)


def _lines_of(path: Any, matrices: tuple[tuple[float, ...], ...]) -> Iterator[Box]:
    """The straight lines that a path draws: strokes along an axis, and filled boxes that are thin."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    if not (fill.value or stroke.value):
        return
    for points in _outlines(path, (_matrix(path), *matrices)):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = Box(min(xs), min(ys), max(xs), max(ys))
        if min(box.right - box.left, box.top - box.bottom) <= _THIN:
            yield box
        elif stroke.value:
            for (x1, y1), (x2, y2) in pairwise(points):
                if min(abs(x1 - x2), abs(y1 - y2)) <= 1 < max(abs(x1 - x2), abs(y1 - y2)):
                    yield Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _outlines(path: Any, matrices: tuple[tuple[float, ...], ...]) -> Iterator[list[tuple[float, float]]]:
    """The points of each part of a path that is drawn in one go; parts with curves are left out."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    curved = False
    for number in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, number)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved |= kind == pdfium.FPDF_SEGMENT_BEZIERTO
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(_placed(x.value, y.value, matrices))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points


def _matrix(item: Any) -> tuple[float, ...]:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _placed(x: float, y: float, matrices: tuple[tuple[float, ...], ...]) -> tuple[float, float]:
    for a, b, c, d, e, f in matrices:
        x, y = a * x + c * y + e, b * x + d * y + f
    return x, y
