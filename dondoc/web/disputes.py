"""The dispute file as .docx. Not here: writing disputes (criteria), deciding them (bench)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from dondoc import officialdoc
from dondoc.officialdoc.disputes import describe
from dondoc.queries import disputes, improvements
from dondoc.web import clocks
from dondoc.web.score_sheets import WORD_FILE, fetched


@require_GET
def dispute_file(request: HttpRequest, assessment_id: int) -> HttpResponse:
    assessment, file = disputes.file(request.viewer, assessment_id)
    document = describe(file, improvements.heading(assessment, year=clocks.today().year))
    name = f"Giai-trinh-DTI-{assessment.department.symbol}-{assessment.round.year}.docx"
    return fetched(officialdoc.render(document), WORD_FILE, name)
