"""Reads a plan document (.docx, .txt) into a draft of the plan. The door: `read_in_child`.

`read` is the same in this process, without limits: what the child itself calls, benchmarks and tests.
"""

from collections.abc import Callable
from dataclasses import replace

from dondoc.planfile.blocks import Block
from dondoc.planfile.children import read_in_child
from dondoc.planfile.documents import lay_out
from dondoc.planfile.drafts import draft_of
from dondoc.planfile.formats import format_of
from dondoc.planfile.hazards import refuse_hazards
from dondoc.planfile.readings import Conversion, Reading, SourceLine
from dondoc.planfile.refusals import TakesLong, UnreadableFile
from dondoc.planfile.textfiles import read_text

__all__ = ["Reading", "SourceLine", "TakesLong", "UnreadableFile", "read", "read_in_child"]


def read(data: bytes, *, name: str, patient: bool = True, on_page: Callable[[int, int], None] | None = None) -> Reading:
    """The plan in the bytes of a file; `name` serves the messages only, the content decides the format.

    `on_page` is told (pages done, pages in all) as the pages of a scan are recognised. Raises UnreadableFile, with
    the Vietnamese sentence to show, for whatever cannot be read as a plan; TakesLong for a scan, a picture or a
    file that another program must convert, unless `patient`.
    """
    blocks, conversion = _blocks(data, name)
    reading = replace(draft_of(lay_out(blocks)), conversion=conversion)
    if not reading.draft.tasks and not reading.draft.title:
        raise UnreadableFile(
            f"Tệp {name} không có tên loại văn bản và không có nhiệm vụ nào, nên không phải một kế hoạch. "
            "Hãy kiểm tra lại tệp đã chọn."
        )
    return reading


def _blocks(data: bytes, name: str) -> tuple[tuple[Block, ...], Conversion | None]:
    kind = format_of(data, name)
    refuse_hazards(data, kind, name)
    match kind:
        case "docx":
            from dondoc.planfile.wordfiles import read_word  # slow import  # noqa: PLC0415

            return read_word(data, name)
        case "txt":
            return read_text(data, name)
        case other:
            raise UnreadableFile(
                f"Tệp {name} là .{other}; loại tệp này sẽ đọc được ở phiên bản sau. "
                "Hãy tải lên bản Word (.docx) của kế hoạch."
            )
