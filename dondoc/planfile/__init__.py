"""Reads a plan document (.docx, .txt) into a draft of the plan. The one door: `read`."""

from dondoc.core.plan import PlanDraft
from dondoc.planfile.readings import Reading, SourceLine
from dondoc.planfile.refusals import UnreadableFile

__all__ = ["Reading", "SourceLine", "UnreadableFile", "read"]


def read(data: bytes, *, name: str) -> Reading:
    """The plan in the bytes of a file; `name` serves the messages only, the content decides the format.

    Raises UnreadableFile, with the Vietnamese sentence to show, for whatever cannot be read as a plan.
    """
    if not data:
        raise UnreadableFile(f"Tệp {name} rỗng (0 byte). Hãy chọn lại tệp có nội dung.")
    return Reading(draft=PlanDraft(), source=(), places={})
