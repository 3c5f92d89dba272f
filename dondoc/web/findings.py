"""Pages that show what is found in a plan document: in a file that is not kept, in a draft."""

from collections.abc import Sequence
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from dondoc.core.findings import Finding
from dondoc.core.permissions import Act, check, may
from dondoc.planfile import TakesLong, UnreadableFile
from dondoc.queries import findings
from dondoc.web.forms.drafts import UploadForm
from dondoc.web.forms.sources import Place

_TAKES_LONG = _(
    "Tệp này là bản chụp, hoặc phải chuyển đổi mới đọc được, nên không soát ngay được. "
    "Hãy nhập kế hoạch: tệp được đọc dần, đọc xong thì soát ngay trên bản đọc."
)


@require_http_methods(["GET", "POST"])
def lint(request: HttpRequest) -> HttpResponse:
    """Reads a file and shows what is found in it; nothing is kept."""
    check(request.viewer, Act.PLAN_READ)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    context: dict[str, object] = {"form": form, "may_import": may(request.viewer, Act.DRAFT_WRITE)}
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            reading, found = findings.of_file(request.viewer, file.read(), name=file.name)
        except UnreadableFile as error:
            form.add_error("file", error.sentence)
        except TakesLong:
            form.add_error("file", _TAKES_LONG)
        else:
            context |= {
                "file_name": file.name,
                "plan": reading.draft,
                "conversion": reading.conversion,
                "found": _by_kind(found),
                "count": len(found),
            }
            context["form"] = UploadForm()
    return render(request, "findings/lint.html", context)


@require_GET
def of_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """What is found in the file of a draft, each with the way to its place on the review page."""
    draft, found = findings.of_draft(request.viewer, draft_id)
    if not draft.as_read:
        return redirect("draft", draft.pk)
    return render(request, "findings/draft.html", {"draft": draft, "found": _by_kind(found), "count": len(found)})


def _by_kind(found: Sequence[Finding]) -> list[list[tuple[Finding, Place]]]:
    """The findings kind by kind, each with its place."""
    kinds = groupby(found, key=lambda finding: finding.code)
    return [[(finding, Place(finding.where)) for finding in same] for _code, same in kinds]
