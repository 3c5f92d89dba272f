"""The page on which the Office says which targets take their figures from dossiers, and takes the figures of a period.

Not here: the figures of targets as they stand (targets), the rates of dossiers (dossiers).
"""

from collections.abc import Iterable, Mapping, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dondoc.actions import measured_targets as actions
from dondoc.actions.measured_targets import Left
from dondoc.analytics.measures import BY_NAME, MEASURES
from dondoc.core.refusals import NotVisible
from dondoc.models import Target
from dondoc.queries import dossier_years
from dondoc.queries import measured_targets as queries
from dondoc.queries.periods import title_of
from dondoc.web import clocks
from dondoc.web.dossier_words import measure_title
from dondoc.web.dossiers import tabs
from dondoc.web.forms.dossiers import ChoiceLine


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    targets = list(queries.bindable(viewer))
    measures = queries.measures_of(viewer)
    if request.method == "POST":
        if "period" in request.POST:
            _take(request)
        else:
            _bind(request, targets, measures)
        return redirect("dossier_targets")
    options = [("", _("Đơn vị nhập tay")), *((each.name, measure_title(each.name)) for each in MEASURES)]
    context = {
        "tabs": tabs(viewer, None, "dossier_targets"),
        "figures": dossier_years.figures_of(viewer.department_id),
        "is_whole": True,
        "lines": [_line(target, options, measures.get(target.pk, "")) for target in targets],
        "periods": [(each, title_of(each)) for each in queries.open_periods(viewer, clocks.today())],
    }
    return render(request, "dossiers/targets.html", context)


def _line(target: Target, options: Sequence[tuple[str, str]], chosen: str) -> ChoiceLine:
    """What can be chosen for a target: its units' own figures, or a rate."""
    label = f"{target.position}. {target.text}"
    return ChoiceLine(f"measure-{target.pk}", label, options, chosen, note=target.plan.heading)


def _bind(request: HttpRequest, targets: Iterable[Target], measures: Mapping[int, str]) -> None:
    """Binds each target for which something else was chosen. Each is an act of its own."""
    stands = {target.pk: measures.get(target.pk, "") for target in targets}
    sent = {target_id: request.POST.get(f"measure-{target_id}", measure) for target_id, measure in stands.items()}
    changed = {target_id: measure for target_id, measure in sent.items() if measure != stands[target_id]}
    if not {"", *BY_NAME}.issuperset(changed.values()):
        raise NotVisible
    for target_id, measure in changed.items():
        actions.bind_target(target_id, measure=measure or None, actor=request.viewer, at=clocks.now())
    said = _("Đã ghi nguồn số liệu của %(count)d chỉ tiêu.")
    messages.success(request, said % {"count": len(changed)})


def _take(request: HttpRequest) -> None:
    """Takes the figures of the period that was sent, and says what became of them."""
    chosen = request.POST["period"]
    if not (chosen.isascii() and chosen.isdecimal()):
        raise NotVisible
    taken = actions.take_figures(int(chosen), actor=request.viewer, at=clocks.now())
    counts = {"written": taken.written_count, "same": taken.same_count}
    messages.success(request, _("Đã ghi %(written)d số liệu; %(same)d số liệu không đổi.") % counts)
    for sentence, units in _by_reason(taken.left).items():
        messages.warning(request, f"{', '.join(units)}: {sentence}")


def _by_reason(left: Iterable[Left]) -> dict[str, list[str]]:
    """By why their figures were left, the units, each once."""
    found: dict[str, list[str]] = {}
    for each in left:
        names = found.setdefault(each.sentence, [])
        if each.obligation.unit.short_name not in names:
            names.append(each.obligation.unit.short_name)
    return found
