"""The hand-over sheet as a file to fetch."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from dondoc import officialdoc
from dondoc.officialdoc.handovers import Handover, describe

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def handover_file(sheet: Handover) -> HttpResponse:
    """The sheet in the administrative layout."""
    answer = HttpResponse(officialdoc.render(describe(sheet)), content_type=_WORD)
    answer["Content-Disposition"] = content_disposition_header(True, f"Bien-ban-ban-giao-{sheet.giver}.docx")
    return answer
