"""The straight lines that a page of a PDF draws.

Not here: the tables that they form (grids).
"""

import ctypes
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from dondoc.planfile.pdfcalls import ADDRESS, NUMBER, OBJECT, address_of, by_address, objects_of_form, objects_of_page
from dondoc.planfile.sheets import Rule
from dondoc.planfile.uprights import Box, Upright

_THIN = 4.0
_MAX_DEPTH = 6
_MAX_OBJECTS = 60_000

_draw_mode = by_address(pdfium.FPDFPath_GetDrawMode, NUMBER, ADDRESS, ADDRESS, ADDRESS)
_count_segments = by_address(pdfium.FPDFPath_CountSegments, NUMBER, ADDRESS)
_segment = by_address(pdfium.FPDFPath_GetPathSegment, OBJECT, ADDRESS, NUMBER)
_segment_kind = by_address(pdfium.FPDFPathSegment_GetType, NUMBER, ADDRESS)
_point = by_address(pdfium.FPDFPathSegment_GetPoint, NUMBER, ADDRESS, ADDRESS, ADDRESS)
_is_closed = by_address(pdfium.FPDFPathSegment_GetClose, NUMBER, ADDRESS)
_object_matrix = by_address(pdfium.FPDFPageObj_GetMatrix, NUMBER, ADDRESS, ADDRESS)

_Matrices = tuple[tuple[float, ...], ...]


def rules_of(page: Any, upright: Upright) -> Iterator[Rule]:
    left = _MAX_OBJECTS
    for item, matrices in _paths(objects_of_page(address_of(page.raw)), ()):
        left -= 1
        if left < 0:
            return
        for box in _lines_of(item, matrices):
            yield Rule(*upright.box(*box))


def _paths(objects: Iterator[tuple[int, int]], matrices: _Matrices) -> Iterator[tuple[int, _Matrices]]:
    """The drawn paths of a page or form, those of nested forms too, with the matrices that place them."""
    for item, kind in objects:
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            yield item, matrices
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and len(matrices) < _MAX_DEPTH:
            yield from _paths(objects_of_form(item), (_matrix(item), *matrices))


def _lines_of(path: int, matrices: _Matrices) -> Iterator[Box]:
    """The straight lines that a path draws: strokes along an axis, and filled boxes that are thin."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    _draw_mode(path, ctypes.addressof(fill), ctypes.addressof(stroke))
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


def _outlines(path: int, matrices: _Matrices) -> Iterator[list[tuple[float, float]]]:
    """The points of each part of a path that is drawn in one go; parts with curves are left out."""
    x, y = ctypes.c_float(), ctypes.c_float()
    x_address, y_address = ctypes.addressof(x), ctypes.addressof(y)
    points: list[tuple[float, float]] = []
    curved = False
    for number in range(_count_segments(path)):
        segment = _segment(path, number)
        kind = _segment_kind(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved |= kind == pdfium.FPDF_SEGMENT_BEZIERTO
        _point(segment, x_address, y_address)
        points.append(_placed(x.value, y.value, matrices))
        if _is_closed(segment):
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points


def _matrix(item: int) -> tuple[float, ...]:
    matrix = pdfium.FS_MATRIX()
    _object_matrix(item, ctypes.addressof(matrix))
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _placed(x: float, y: float, matrices: _Matrices) -> tuple[float, float]:
    for a, b, c, d, e, f in matrices:
        x, y = a * x + c * y + e, b * x + d * y + f
    return x, y
