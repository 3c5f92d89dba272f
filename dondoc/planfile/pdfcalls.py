"""Calls of PDFium that are made for every character or object of a page, quick ones; the objects of a page.

Not here: what the answers mean (pdfletters, pdfrules, pictures).
"""

import ctypes
from collections.abc import Callable, Iterator
from itertools import repeat, tee
from typing import Any

import pypdfium2.raw as pdfium

NUMBER, ADDRESS, REAL, OBJECT = ctypes.c_int, ctypes.c_void_p, ctypes.c_double, ctypes.c_size_t


def by_address(call: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A call that takes its pointers as numbers and keeps the lock of Python: three times as quick.

    Without kinds of arguments it takes whole numbers and `reference`s as they are: twice as quick again. Only for
    what takes no longer than a microsecond. An OBJECT that it returns is 0 where there is none.
    """
    return ctypes.PYFUNCTYPE(result, *arguments)(address_of(call))


def reference(pointer: Any) -> Any:
    """A pointer of pypdfium2 as a call without kinds of arguments takes it."""
    return ctypes.byref(ctypes.c_char.from_address(address_of(pointer)))


def address_of(pointer: Any) -> int:
    """Where a pointer of pypdfium2 points to."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


_count_on_page = by_address(pdfium.FPDFPage_CountObjects, NUMBER, ADDRESS)
_on_page = by_address(pdfium.FPDFPage_GetObject, OBJECT, ADDRESS, NUMBER)
_count_in_form = by_address(pdfium.FPDFFormObj_CountObjects, NUMBER, ADDRESS)
_in_form = by_address(pdfium.FPDFFormObj_GetObject, OBJECT, ADDRESS, ctypes.c_ulong)
_kind = by_address(pdfium.FPDFPageObj_GetType, NUMBER, ADDRESS)


def objects_of_page(page: int) -> Iterator[tuple[int, int]]:
    """The objects of a page, each with its kind, by their addresses."""
    return _with_kinds(map(_on_page, repeat(page), range(_count_on_page(page))))


def objects_of_form(form: int) -> Iterator[tuple[int, int]]:
    """The objects that an object of the kind FORM holds, each with its kind."""
    return _with_kinds(map(_in_form, repeat(form), range(_count_in_form(form))))


def _with_kinds(objects: Iterator[int]) -> Iterator[tuple[int, int]]:
    objects, again = tee(objects)
    return zip(objects, map(_kind, again), strict=True)
