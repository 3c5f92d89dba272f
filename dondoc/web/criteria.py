"""The page of one criterion of an assessment: its rule, facts, proof, points of every stage, and what is done with it.

Not here: the whole sheet (assessments), one criterion across bodies (bench).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dondoc.actions import disputes, facts, proofs, scores
from dondoc.core.assessments import Stage, State
from dondoc.core.permissions import Act, Viewer, may
from dondoc.core.refusals import Faulty, NotVisible
from dondoc.core.scoring.criteria import Information
from dondoc.core.scoring.facts import Facts, FactValue
from dondoc.core.scoring.plain_facts import fact_value
from dondoc.core.scoring.sentences import criterion_sentence
from dondoc.core.scoring.step_texts import OBSTACLE_TEXTS, FactName, step_text, value_text
from dondoc.core.scoring.steps import next_step, obstacle
from dondoc.models import AssessmentFact
from dondoc.queries import assessments, criteria_sets, evidence, score_sheets
from dondoc.queries.score_sheets import SheetPage, SheetRow
from dondoc.web import clocks
from dondoc.web.assessments import open_codes, tabs
from dondoc.web.evidence import file_answer
from dondoc.web.forms.criteria import ChoiceForm, DecisionForm, DisputeForm, PointsForm, ProofForm, WordsForm
from dondoc.web.forms.facts import FactsForm


@dataclass(frozen=True)
class Spot:
    """One criterion of a sheet as the viewer sees it."""

    viewer: Viewer
    page: SheetPage
    row: SheetRow
    facts: Facts
    names: Mapping[str, FactName]

    @property
    def place(self) -> int:
        return self.page.assessment.pk

    @property
    def code(self) -> str:
        return self.row.criterion.code

    @property
    def state(self) -> State:
        return State(self.page.assessment.state)

    def may(self, act: Act) -> bool:
        """Whether the viewer's rights reach this criterion."""
        owner = self.row.owner
        return may(self.page.located.viewer, act, unit_id=owner.pk if owner else None)

    def points(self, *stages: Stage) -> Decimal | None:
        """The points of the first of these stages that has any."""
        of_stage = {cell.stage: cell for cell in self.row.cells}
        return next((of_stage[stage].score.points for stage in stages if stage in of_stage), None)


@dataclass(frozen=True)
class FactLine:
    """A fact as it stands: what it is called, its value in words, the row that says since when and where from."""

    title: str
    value: str
    row: AssessmentFact | None
    earlier: Sequence[tuple[str, AssessmentFact]]


@require_http_methods(["GET", "HEAD", "POST"])
def criterion(request: HttpRequest, assessment_id: int, code: str) -> HttpResponse:
    spot = _spot(request.viewer, assessment_id, code)
    if request.method != "POST":
        return _shown(request, spot)
    act = request.POST.get("act", "")
    if act not in _ACTS:
        raise BadRequest
    form = _form(act, spot, request)
    if form.is_valid():
        stamp = {"actor": request.viewer, "at": clocks.now()}
        try:
            told = _ACTS[act](spot, form.cleaned_data, form, stamp)
        except Faulty as faulty:
            form.tell(faulty.faults)
        else:
            messages.success(request, told)
            return redirect(_onward(request, spot, act))
    return _shown(request, spot, act, form)


@require_GET
def proof(request: HttpRequest, proof_id: int) -> HttpResponse | FileResponse:
    """The file of a proof; one with personal data through the page that records the look, where the viewer has it."""
    found = assessments.proof(request.viewer, proof_id)
    if found.is_restricted and found.assessment.department_id == request.viewer.department_id:
        return redirect("evidence", found.evidence_id)
    return file_answer(assessments.proof_file(request.viewer, proof_id), found.file_name)


def _spot(viewer: Viewer, assessment_id: int, code: str) -> Spot:
    page = score_sheets.page(viewer, assessment_id)
    row = next((each for each in page.rows if each.criterion.code == code), None)
    if row is None:
        raise NotVisible
    names = criteria_sets.fact_names(page.assessment.round.adopted_set)
    return Spot(viewer, page, row, assessments.facts_of(page.assessment), names)


def _form(act: str, spot: Spot, request: HttpRequest | None = None) -> Any:
    """The form of an act, with what was typed when it was sent."""
    typed = request.POST if request else None
    match act:
        case "facts":
            return FactsForm(
                {} if typed is None else typed.dict(),
                today=clocks.today(),
                criteria_set=spot.page.criteria_set,
                criteria=[spot.row.criterion],
                values=spot.facts.values,
                names=spot.names,
            )
        case "explain":
            return WordsForm(typed, initial={"words": _own_words(spot)})
        case "attach":
            return ProofForm(typed, request.FILES if request else None)
        case "choose":
            return ChoiceForm(typed, choices=_choices(spot))
        case "check":
            return PointsForm(typed, initial=_given(spot, Stage.CHECK, Stage.SELF))
        case "appraise":
            return PointsForm(typed, initial=_given(spot, Stage.APPRAISED, Stage.CHECK, Stage.SELF))
        case "dispute":
            said = spot.row.dispute
            return DisputeForm(typed, initial={"asked_points": said.asked_points, "words": said.words} if said else {})
        case "decide":
            return DecisionForm(typed)
        case _:
            return _Bare(typed)


class _Bare(forms.Form):
    """A button without fields; `proof` names what it is about, where there is something to name."""

    proof = forms.IntegerField(required=False)


def _offered(spot: Spot) -> list[str]:
    """The acts that are possible in this state and that the viewer's rights allow."""
    state, has_points = spot.state, not isinstance(spot.row.criterion.rule, Information)
    said = spot.row.dispute
    own, provable = state is State.SELF, state in proofs.PROVABLE
    possible = [
        ("facts", Act.SCORE_WRITE, own),
        ("explain", Act.SCORE_WRITE, own),
        ("attach", Act.SCORE_WRITE, provable),
        ("choose", Act.SCORE_WRITE, provable),
        ("withdraw", Act.SCORE_WRITE, provable),
        ("check", Act.CHECK_WRITE, state is State.CHECK and has_points),
        ("appraise", Act.APPRAISAL_WRITE, state is State.SUBMITTED and has_points),
        ("dispute", Act.DISPUTE_WRITE, state is State.RELEASED and has_points),
        ("undo", Act.DISPUTE_WRITE, state is State.RELEASED and said is not None),
        ("decide", Act.DISPUTE_DECIDE, state is State.DISPUTED and said is not None and not said.outcome),
    ]
    return [name for name, act, is_open in possible if is_open and spot.may(act)]


def _shown(request: HttpRequest, spot: Spot, act: str = "", form: Any = None) -> HttpResponse:
    offered = _offered(spot)
    rows = spot.page.rows
    here = rows.index(spot.row)
    context = {
        "page": spot.page,
        "assessment": spot.page.assessment,
        "row": spot.row,
        "tabs": tabs(request.viewer, spot.page.assessment, ""),
        "sentence": criterion_sentence(spot.row.criterion, spot.names),
        "why": _why(spot),
        "step": _step(spot),
        "lines": [_line(spot, fact) for fact in spot.row.criterion.facts],
        "is_own_body": spot.page.assessment.department_id == request.viewer.department_id,
        "forms": {name: form if name == act else _form(name, spot) for name in offered},
        "form": form,
        "history": assessments.score_history(request.viewer, spot.page.assessment, spot.code),
        "previous": rows[here - 1] if here else None,
        "next": rows[here + 1] if here + 1 < len(rows) else None,
    }
    return render(request, "assessments/criterion.html", context)


def _step(spot: Spot) -> str:
    """The smallest step that wins points, or why there is none; empty where nothing is lost, or nothing to be done."""
    if not spot.row.lost or spot.state is not State.SELF:
        return ""
    asked = (spot.row.criterion, spot.facts, spot.page.criteria_set)
    found = next_step(*asked)
    if found is not None:
        return step_text(found, spot.names)
    why = obstacle(*asked)
    return OBSTACLE_TEXTS[why] if why else ""


def _why(spot: Spot) -> str:
    """Which figures gave the own points, the facts called by their names."""
    told = spot.row.cells[0].score.why
    for fact in sorted(spot.row.criterion.facts, key=len, reverse=True):
        told = told.replace(fact, spot.names[fact].title)
    return told


def _line(spot: Spot, fact: str) -> FactLine:
    name = spot.names[fact]
    rows = list(assessments.fact_history(spot.page.assessment, fact))
    told = [(value_text(fact_value(row.value), name), row) for row in rows]
    if not told:
        return FactLine(name.title, value_text(None, name), None, ())
    return FactLine(name.title, *told[0], told[1:])


def _own_words(spot: Spot) -> str:
    own = next((cell.row for cell in spot.row.cells if cell.stage is Stage.SELF), None)
    return own.words if own else ""


def _given(spot: Spot, *stages: Stage) -> dict[str, object]:
    """What a form of points begins with: those of the stage, else those of the stages before."""
    own = next((cell.row for cell in spot.row.cells if cell.stage is stages[0]), None)
    said = {"reason": own.reason, "words": own.words} if own else {}
    return {"points": spot.points(*stages), **said}


def _choices(spot: Spot) -> list[tuple[int, str]]:
    if not spot.may(Act.SCORE_WRITE):
        return []
    there = {each.evidence_id for each in spot.row.proofs}
    found = evidence.taken_over(spot.page.located.viewer, year=spot.page.assessment.round.year)
    told = [(each, " ".join(filter(None, (each.number, each.file_name)))) for each in found if each.pk not in there]
    return [(each.pk, f"{words} ({each.answer.report.unit.short_name})") for each, words in told]


_Stamp = Mapping[str, Any]


def _enter(spot: Spot, said: Mapping[str, Any], form: FactsForm, stamp: _Stamp) -> str:
    changes: Mapping[str, FactValue] = form.changes
    facts.enter(spot.place, values=changes, **form.stamp, **stamp)
    return _("Đã lưu số liệu của chỉ số %(code)s.") % {"code": spot.code}


def _explain(spot: Spot, said: Mapping[str, Any], form: Any, stamp: _Stamp) -> str:
    scores.explain(spot.place, words={spot.code: said["words"]}, **stamp)
    return _("Đã lưu giải thích của chỉ số %(code)s.") % {"code": spot.code}


def _attach(spot: Spot, said: Mapping[str, Any], form: ProofForm, stamp: _Stamp) -> str:
    name = said["file"].name
    proofs.attach(spot.place, spot.code, data=form.content(), name=name, particulars=form.particulars(), **stamp)
    return _("Đã đính kèm “%(name)s”.") % {"name": name}


def _choose(spot: Spot, said: Mapping[str, Any], form: Any, stamp: _Stamp) -> str:
    chosen = proofs.choose(spot.place, spot.code, evidence_id=said["evidence"], page=said["place"], **stamp)
    return _("Đã lấy “%(name)s” làm minh chứng.") % {"name": chosen.file_name}


def _withdraw(spot: Spot, said: Mapping[str, Any], form: Any, stamp: _Stamp) -> str:
    meant = next((each for each in spot.row.proofs if each.pk == said["proof"]), None)
    if meant is None:
        raise NotVisible
    proofs.withdraw(meant.pk, **stamp)
    return _("Đã rút minh chứng “%(name)s”.") % {"name": meant.file_name}


def _check(spot: Spot, said: Mapping[str, Any], form: PointsForm, stamp: _Stamp) -> str:
    scores.check(spot.place, given=[form.given(spot.code)], **stamp)
    return _("Đã ghi điểm kiểm tra của chỉ số %(code)s.") % {"code": spot.code}


def _appraise(spot: Spot, said: Mapping[str, Any], form: PointsForm, stamp: _Stamp) -> str:
    scores.appraise(spot.place, given=[form.given(spot.code)], **stamp)
    return _("Đã ghi điểm thẩm định của chỉ số %(code)s.") % {"code": spot.code}


def _dispute(spot: Spot, said: Mapping[str, Any], form: Any, stamp: _Stamp) -> str:
    disputes.write(spot.place, spot.code, words=said["words"], asked_points=Decimal(said["asked_points"]), **stamp)
    return _("Đã lưu giải trình của chỉ số %(code)s; Giám đốc gửi mọi giải trình cùng lúc.") % {"code": spot.code}


def _undo(spot: Spot, said: Mapping[str, Any], form: Any, stamp: _Stamp) -> str:
    disputes.remove(_its_dispute(spot), **stamp)
    return _("Đã bỏ giải trình của chỉ số %(code)s.") % {"code": spot.code}


def _decide(spot: Spot, said: Mapping[str, Any], form: Any, stamp: _Stamp) -> str:
    points = None if said["points"] is None else Decimal(said["points"])
    told = {"outcome": said["outcome"], "answer": said["answer"], "points": points}
    disputes.decide(_its_dispute(spot), **told, **stamp)
    return _("Đã trả lời giải trình của chỉ số %(code)s.") % {"code": spot.code}


def _its_dispute(spot: Spot) -> int:
    if spot.row.dispute is None:
        raise NotVisible
    return spot.row.dispute.pk


_ACTS: Mapping[str, Callable[[Spot, Mapping[str, Any], Any, _Stamp], str]] = {
    "facts": _enter,
    "explain": _explain,
    "attach": _attach,
    "choose": _choose,
    "withdraw": _withdraw,
    "check": _check,
    "appraise": _appraise,
    "dispute": _dispute,
    "undo": _undo,
    "decide": _decide,
}
_NEXT = {"check": Stage.CHECK, "appraise": Stage.APPRAISED}


def _onward(request: HttpRequest, spot: Spot, act: str) -> str:
    """Where the work goes on: the next criterion that has no points of the stage, else the same part of this page."""
    if act in _NEXT and (left := open_codes(spot.page, _NEXT[act])):
        order = [row.criterion.code for row in spot.page.rows]
        here = order.index(spot.code)
        following = next((code for code in left if order.index(code) > here), left[0])
        return reverse("assessment_criterion", args=[spot.place, following])
    return reverse("assessment_criterion", args=[spot.place, spot.code]) + f"#{act}"
