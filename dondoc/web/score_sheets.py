"""The whole sheet of an assessment as a file to fetch. Not here: the sheet as a page (assessments)."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET

from dondoc import officialdoc
from dondoc.officialdoc.score_sheets import describe, workbook
from dondoc.queries import improvements, score_sheets
from dondoc.web import clocks

WORD_FILE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def sheet_file(request: HttpRequest, assessment_id: int, form: str) -> HttpResponse:
    """As a workbook with numbers, or as the report in the administrative layout."""
    page = score_sheets.page(request.viewer, assessment_id)
    sheet, year = score_sheets.document(page), page.assessment.round.year
    name = f"Bang-diem-DTI-{page.assessment.department.symbol}-{year}"
    if form == "xlsx":
        made_at = localtime(clocks.now()).replace(tzinfo=None)
        return fetched(workbook(sheet, made_at=made_at), WORKBOOK, f"{name}.xlsx")
    heading = improvements.heading(page.assessment, year=clocks.today().year)
    return fetched(officialdoc.render(describe(sheet, heading)), WORD_FILE, f"{name}.docx")


def fetched(data: bytes, content_type: str, name: str) -> HttpResponse:
    """A file to be saved under that name."""
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer
