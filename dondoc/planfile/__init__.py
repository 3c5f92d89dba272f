"""Reads a plan document (.docx, .doc, .odt, .pdf, .txt, scans). The doors: `read_in_child`, `picture_in_child`.

`read` and `picture` are the same in this process, without limits: what the child itself calls, benchmarks and tests.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from dondoc.planfile.blocks import Block
from dondoc.planfile.children import picture_in_child, read_in_child
from dondoc.planfile.documents import lay_out
from dondoc.planfile.drafts import draft_of
from dondoc.planfile.formats import format_of
from dondoc.planfile.hazards import refuse_hazards
from dondoc.planfile.readings import Conversion, Reading, SourceLine
from dondoc.planfile.refusals import TakesLong, UnreadableFile
from dondoc.planfile.sheets import Sheet
from dondoc.planfile.textfiles import read_text

__all__ = [
    "Reading",
    "SourceLine",
    "TakesLong",
    "UnreadableFile",
    "picture",
    "picture_in_child",
    "read",
    "read_in_child",
]

OnPage = Callable[[int, int], None]


def read(data: bytes, *, name: str, patient: bool = True, on_page: OnPage | None = None) -> Reading:
    """The plan in the bytes of a file; `name` serves the messages only, the content decides the format.

    `on_page` is told (pages done, pages in all) as the pages of a scan are recognised. Raises UnreadableFile, with
    the Vietnamese sentence to show, for whatever cannot be read as a plan; TakesLong for a scan, a picture or a
    file that another program must convert, unless `patient`.
    """
    shapes: list[float] = []
    blocks, conversion = _blocks(data, name, patient, on_page, shapes)
    reading = replace(
        draft_of(lay_out(blocks)), conversion=conversion, page_count=len(shapes), page_shapes=tuple(shapes)
    )
    if not reading.draft.tasks and not reading.draft.title:
        raise UnreadableFile(
            f"Tệp {name} không có tên loại văn bản và không có nhiệm vụ nào, nên không phải một kế hoạch. "
            "Hãy kiểm tra lại tệp đã chọn."
        )
    return reading


def picture(data: bytes, *, page: int, name: str) -> bytes:
    """A page of a PDF, scan or picture, counted from 1, as PNG. Raises UnreadableFile where there is none."""
    from dondoc.planfile.pagefiles import picture_of_page  # slow import  # noqa: PLC0415

    refuse_hazards(data, format_of(data, name), name)
    return picture_of_page(data, page=page, name=name)


def _blocks(
    data: bytes, name: str, patient: bool, on_page: OnPage | None, shapes: list[float]
) -> tuple[tuple[Block, ...], Conversion | None]:
    """The blocks of a file; to `shapes` goes the height of each page in widths, where it has pages."""
    kind = format_of(data, name)
    refuse_hazards(data, kind, name)
    match kind:
        case "txt":
            return read_text(data, name)
        case "pdf" | "picture":
            from dondoc.planfile.layouts import blocks_of  # slow import  # noqa: PLC0415
            from dondoc.planfile.oldsheets import as_unicode  # slow import  # noqa: PLC0415
            from dondoc.planfile.pagefiles import sheets_of_pages  # slow import  # noqa: PLC0415

            sheets, conversion = as_unicode(sheets_of_pages(data, kind, name, patient=patient, on_page=on_page))
            return blocks_of(_shaped(sheets, shapes)), conversion
        case "doc" | "odt":
            from dondoc.planfile.officefiles import as_docx  # slow import  # noqa: PLC0415

            data = as_docx(data, kind, name, patient=patient)
    from dondoc.planfile.wordfiles import read_word  # slow import  # noqa: PLC0415

    return read_word(data, name)


def _shaped(sheets: Iterable[Sheet], shapes: list[float]) -> Iterator[Sheet]:
    for sheet in sheets:
        shapes.append(round(sheet.height / sheet.width, 4))
        yield sheet
