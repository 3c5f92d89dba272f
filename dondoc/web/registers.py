"""Pages of the register of cited documents: the list, one document, what was settled."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from dondoc.actions import registers as acts
from dondoc.actions.registers import Particulars
from dondoc.core.permissions import Act, check, may
from dondoc.core.refusals import Faulty
from dondoc.core.vietnamese import date_text
from dondoc.queries import registers
from dondoc.web import clocks
from dondoc.web.forms.fields import DayField, Lines, WordsField

_PAGE_SIZE = 50


class DocumentForm(forms.Form):
    """What is known of a document whose number stands already."""

    use_required_attribute = False

    issued_on = DayField(label=gettext_lazy("Ngày ban hành"), required=False)
    issuer = WordsField(label=gettext_lazy("Cơ quan ban hành"), max_length=200, required=False)
    title = WordsField(label=gettext_lazy("Trích yếu"), required=False, widget=Lines)

    def known(self) -> Particulars:
        return Particulars(**{name: self.cleaned_data[name] for name in ("issued_on", "issuer", "title")})


class NewDocumentForm(DocumentForm):
    """A document entered by hand."""

    number = WordsField(
        label=gettext_lazy("Số, ký hiệu"),
        max_length=60,
        error_messages={"required": gettext_lazy("Chưa ghi mục này.")},
    )
    field_order = ("number", "issued_on", "issuer", "title")


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The register; a POST enters a document by hand."""
    viewer, text = request.viewer, request.GET.get("text", "").strip()[:200]
    form = NewDocumentForm() if may(viewer, Act.PLAN_WRITE) else None
    if request.method == "POST":
        check(viewer, Act.PLAN_WRITE)
        form = NewDocumentForm(request.POST)
        if form.is_valid() and _add(request, form):
            return redirect("register")
    found = registers.listed(viewer, text=text)
    page = Paginator(found.entries, _PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "registers/list.html", {"found": found, "page": page, "text": text, "form": form})


@require_http_methods(["GET", "POST"])
def document(request: HttpRequest, document_id: int) -> HttpResponse:
    """One document and the plans that cite it; a POST settles what is right."""
    viewer = request.viewer
    entry = registers.one(viewer, document_id)
    known = entry.document
    day = known.issued_on and date_text(known.issued_on)
    given = {"issued_on": day, "issuer": known.issuer, "title": known.title}
    form = DocumentForm(request.POST if request.method == "POST" else None, initial=given)
    if request.method == "POST":
        check(viewer, Act.PLAN_WRITE)
        if form.is_valid():
            acts.settle(known.pk, known=form.known(), actor=viewer, at=clocks.now())
            messages.success(request, _("Đã ghi văn bản số %s vào sổ.") % known.number)
            return redirect("registered_document", known.pk)
    context = {"entry": entry, "form": form, "may_write": may(viewer, Act.PLAN_WRITE)}
    return render(request, "registers/document.html", context)


@require_POST
def gather(request: HttpRequest) -> HttpResponse:
    """Enters what the plans cite and the register does not hold yet."""
    count = acts.gather(actor=request.viewer, at=clocks.now())
    messages.success(request, _("Đã đưa %s văn bản từ các kế hoạch vào sổ.") % count)
    return redirect("register")


def _add(request: HttpRequest, form: NewDocumentForm) -> bool:
    """Enters the document; every fault of what was typed goes beside its field."""
    try:
        made = acts.add(number=form.cleaned_data["number"], known=form.known(), actor=request.viewer, at=clocks.now())
    except Faulty as faulty:
        for fault in faulty.faults:
            form.add_error(fault.field, fault.sentence)
        return False
    messages.success(request, _("Đã ghi văn bản số %s vào sổ.") % made.number)
    return True
