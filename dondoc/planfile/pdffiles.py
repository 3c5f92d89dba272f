"""The pages of a .pdf as sheets: words with their boxes and type, ruled lines, one page at a time.

Not here: what words and lines form together (layouts), pages without text (scans),
what is on a page (pdfletters, pdfrules).
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import RLock
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from dondoc.planfile.blocks import MAX_CHARACTERS
from dondoc.planfile.pdfletters import words_of
from dondoc.planfile.pdfrules import rules_of
from dondoc.planfile.pdfwords import is_scrambled, sorted_words
from dondoc.planfile.refusals import UnreadableFile
from dondoc.planfile.sheets import Sheet
from dondoc.planfile.uprights import Upright

IsPictured = Callable[[Any, Any], bool]

LOCK = RLock()  # PDFium is not thread-safe: whoever calls it holds this lock
MAX_PAGES = 500
_PAGES_AT_ONCE = 40  # PDFium keeps what it has parsed; a document opened anew forgets it


def page_count(data: bytes, name: str) -> int:
    """How many pages a .pdf has. Raises UnreadableFile where it is encrypted, broken, empty or too long."""
    with LOCK, _opened(data, name) as document:
        return len(document)


def sheets_of(data: bytes, name: str, is_pictured: IsPictured | None = None) -> Iterator[Sheet]:
    """The pages in order, each closed before the next is opened. Raises UnreadableFile as `page_count` does.

    `is_pictured` is asked of each page and its text, both open, whether only a picture tells what is on it.
    """
    count = page_count(data, name)
    left = MAX_CHARACTERS
    for first in range(0, count, _PAGES_AT_ONCE):
        for sheet in _some_sheets(data, name, range(first, min(first + _PAGES_AT_ONCE, count)), is_pictured):
            left -= sum(len(word.text) for word in sheet.words)
            if left < 0:
                raise UnreadableFile(
                    f"Tệp {name} quá dài (hơn {MAX_CHARACTERS // 1_000_000} triệu ký tự). "
                    "Hãy tải lên riêng phần kế hoạch."
                )
            yield sheet


def _some_sheets(data: bytes, name: str, numbers: range, is_pictured: IsPictured | None) -> Iterator[Sheet]:
    with LOCK:
        document = pypdfium2.PdfDocument(data)
    try:
        for number in numbers:
            with LOCK, _page(document, number, name) as page:
                sheet = _sheet(page, number + 1, is_pictured)
            if is_scrambled(sheet.words):
                sheet = sheet._replace(words=sorted_words(data, number + 1))
            yield sheet
    finally:
        with LOCK:
            document.close()


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[Any]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise UnreadableFile(f"Tệp {name} được đặt mật khẩu. Hãy bỏ mật khẩu, lưu lại rồi tải lên.") from error
        raise _broken(name) from error
    try:
        if len(document) == 0:
            raise UnreadableFile(f"Tệp {name} không có trang nào. Hãy chọn lại tệp có nội dung.")
        if len(document) > MAX_PAGES:
            raise UnreadableFile(
                f"Tệp {name} có {len(document)} trang, quá giới hạn {MAX_PAGES} trang. "
                "Hãy tách riêng phần kế hoạch rồi tải lên."
            )
        yield document
    finally:
        document.close()


@contextmanager
def _page(document: Any, number: int, name: str) -> Iterator[Any]:
    try:
        with closing(document[number]) as page:
            yield page
    except pypdfium2.PdfiumError as error:
        raise _broken(name) from error


def _broken(name: str) -> UnreadableFile:
    return UnreadableFile(f"Tệp {name} bị hỏng, không mở được. Hãy xuất lại tệp PDF từ Word rồi tải lên.")


def _sheet(page: Any, number: int, is_pictured: IsPictured | None) -> Sheet:
    upright = Upright(page)
    with closing(page.get_textpage()) as text:
        if is_pictured and is_pictured(page, text):
            return Sheet(number, upright.width, upright.height, (), (), is_pictured=True)
        rules = tuple(rules_of(page, upright))
        across = [rule for rule in rules if rule.right - rule.left > rule.bottom - rule.top]
        return Sheet(number, upright.width, upright.height, tuple(words_of(text, upright, across)), rules)
