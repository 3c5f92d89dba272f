"""The addresses that each person of the demonstration opens, with something in every register and list.

A page that several open is opened by the one who sees most there; the first pages are opened by everybody.
Not here: how a page is looked over (visitors).
"""

from collections.abc import Sequence
from datetime import timedelta

from django.urls import reverse
from factories import sample_plan, uploaded

from dondoc.actions import backups, confirmations, glass, incidents, keys, privacy, subject_requests
from dondoc.core.permissions import Act, Viewer
from dondoc.models import (
    Assessment,
    AuditRow,
    ConfirmationRequest,
    DossierLoad,
    Draft,
    Evidence,
    Incident,
    Plan,
    PlanLevel,
    ReportingPeriod,
    ScoringRound,
    SubjectRequest,
    Unit,
    User,
)
from dondoc.queries.confirmations import Kind
from dondoc.queries.people import viewer_for
from dondoc.web import clocks

_PLAN = "27/KH-STP"
_QUARTER = "2026Q1"
_DIVISION = "HCTP"


def fill() -> None:
    """What the demonstration leaves out: a draft, requests, incidents, links, tokens, glass broken a moment ago."""
    office, administrator, at = _viewer("dieuphoi"), _viewer("quantri"), clocks.now()
    uploaded(sample_plan(), actor=office, at=at)
    period = _period()
    of_department = ReportingPeriod.objects.filter(plan__department=period.plan.department_id, code=_QUARTER)
    other = of_department.exclude(pk=period.pk).get()
    confirmations.request_closing(other.pk, actor=office, at=at)
    backups.request_restore(digest="0" * 64, reason="Ổ đĩa hỏng", actor=administrator, at=at)
    month = at + timedelta(days=30)
    given = {"given_to": "Ông Lý Mẫu Quân, đấu giá viên", "expires_at": month, "actor": office, "at": at}
    duty = period.plan.tasks.get(number="2").obligations.get(unit__code="DGTS")
    keys.create_links(period.pk, obligation_ids=[duty.pk], **given)
    given = {"scopes": [Act.ANSWER_READ], "plan_id": period.plan_id, "expires_at": month}
    keys.create_token(name="Kho dữ liệu dùng chung của tỉnh", **given, actor=administrator, at=at)
    wanted = subject_requests.RequestDraft("view", "Lý Mẫu Hạnh", "Xin xem dữ liệu đã lưu", received_on=at.date())
    subject_requests.enter(wanted, actor=office, at=at)
    found = incidents.IncidentDraft("Mất máy tính xách tay", "Máy của một chuyên viên", found_at=at, is_serious=True)
    incidents.enter(found, actor=office, at=at)
    privacy.mark_evidence(_proof().pk, restricted=True, actor=office, at=at)
    glass.break_glass(reason="Xem minh chứng theo yêu cầu khẩn của thanh tra", actor=administrator, at=at)


def of(username: str) -> Sequence[str]:
    """What this person opens."""
    return ["/", reverse("administration"), *_OPENED[username]()]


def of_nobody() -> Sequence[str]:
    """What is open without an account."""
    return [reverse(name) for name in ("sign_in", "password_forgotten", "account_inactive")]


def _of_plans() -> list[str]:
    plan = _period().plan
    return [
        reverse("plans"),
        *_named("plan", "plan_matrix", "plan_targets", "plan_document", of=plan.pk),
        reverse("task", args=[plan.pk, plan.tasks.get(number="2").pk]),
        reverse("superior_plan", args=[Plan.objects.get(level=PlanLevel.SUPERIOR).pk]),
        reverse("calendar"),
        reverse("search") + "?q=dữ+liệu",
    ]


def _of_periods() -> list[str]:
    report = reverse("report", args=[_period().pk, _unit("VP").pk])
    return [reverse("periods"), reverse("period", args=[_period().pk]), report]


def _of_drafts() -> list[str]:
    draft = Draft.objects.get(department=_period().plan.department, state=Draft.State.OPEN)
    return [reverse("draft", args=[draft.pk]), *_named("plan_bases", of=_period().plan_id)]


def _of_analysis() -> list[str]:
    """What is read out of the assessment under way, and of the one published."""
    running, published = (Assessment.objects.get(department__symbol="STP", round__year=year) for year in (2026, 2025))
    trial = reverse("assessment_trial", args=[running.pk])
    return [
        *_named("assessment_winnable", "assessment_mock", "assessment_analysis", "improvement_plan", of=running.pk),
        *(trial, f"{trial}?committee_meetings=4", f"{trial}?committee_meetings=x"),
        reverse("assessment_analysis", args=[published.pk]),
    ]


def _of_dossiers() -> list[str]:
    rates = reverse("dossiers")
    return [
        *_named("dossiers", "dossier_procedures", "dossier_overdue", "dossier_service_index"),
        *(f"{rates}?measure=stored_result_rate&period=2026Q1&calendar=cutoff", f"{rates}?period=2025"),
        *_named("dossier_loads", "dossier_units", "dossier_rows", "dossier_targets"),
        reverse("dossier_load", args=[DossierLoad.objects.get().pk]),
    ]


def _of_registers() -> list[str]:
    request, incident = SubjectRequest.objects.get(), Incident.objects.get()
    return [
        *_named("subject_requests", "incidents"),
        reverse("subject_request", args=[request.pk]),
        reverse("incident", args=[incident.pk]),
    ]


def _of_trail() -> list[str]:
    row = AuditRow.objects.get(act=Act.EVIDENCE_MARK.value)
    return [reverse("audit"), reverse("audit_row", args=[row.number]), *_named("dossiers", "dossier_rows")]


def _of_own() -> list[str]:
    """What belongs to whoever is signed in: it looks the same for everybody."""
    return _named("rights", "sessions", "mfa_index", "password_change")


def _coordinator() -> list[str]:
    plan, period, silent = _period().plan, _period(), _unit("DGTS")
    return [
        *_of_plans(),
        *_of_periods(),
        *_of_drafts(),
        reverse("plan", args=[plan.pk]) + "?text=du+lieu",
        *_named("plan_assign", "plan_reporting", "plan_checkpoints", of=plan.pk),
        reverse("plan_assign", args=[plan.pk]) + "?of=targets",
        reverse("period_close", args=[period.pk]),
        _request(Kind.CLOSING),
        reverse("link_new", args=[period.pk, silent.pk]),
        reverse("evidence_guarded", args=[_proof().pk]),
        *_named("draft_upload", "links", "subject_request_new", "incident_new"),
        *_of_analysis(),
        *_of_dossiers(),
        *_of_registers(),
        *_of_own(),
    ]


def _director() -> list[str]:
    return [*_named("account_review", "glass", "restores"), _request(Kind.RESTORE), _request(Kind.CLOSING)]


def _administrator() -> list[str]:
    person = User.objects.get(username="cc2.baocao")
    return [
        *_named("people", "people_import", "people_outside", "units", "unit_reorganise"),
        reverse("unit_reorganise") + "?kind=merge",
        *_named("person", "person_sign_in", of=person.pk),
        *_named("locked_sign_ins", "account_review", "tokens", "glass", "restores", "department_sessions"),
        _request(Kind.RESTORE),
        *_named("audit_heads", "audit"),
        reverse("search") + "?q=stp",
    ]


def _of_report() -> list[str]:
    report = reverse("report", args=[_period().pk, _unit(_DIVISION).pk])
    return [reverse("reports"), report, *_named("dossiers", "dossier_overdue")]


def _appraiser() -> list[str]:
    published = ScoringRound.objects.get(year=2025)
    body = published.assessments.get(department__symbol="STP")
    criterion = reverse("bench_criterion", args=[published.pk, "1.4"])
    return [
        *_named("plans", "periods", "bench", "round_open"),
        f"{reverse('bench')}?round={published.pk}",
        f"{reverse('round_open')}?set={published.adopted_set_id}",
        *_named("scoring_round", "bench_sample", of=published.pk),
        *(criterion, f"{criterion}?body={body.pk}"),
    ]


_OPENED = {
    "dieuphoi": _coordinator,
    "giamdoc": _director,
    "quantri": _administrator,
    "hctp.baocao": _of_report,
    "hctp.truong": _of_report,
    "thamdinh": _appraiser,
    "thanhtra": _of_trail,
}
EVERYBODY = tuple(_OPENED)


def _named(*names: str, of: int | None = None) -> list[str]:
    return [reverse(name, args=[] if of is None else [of]) for name in names]


def _request(kind: str) -> str:
    return reverse("confirmation", args=[ConfirmationRequest.objects.get(kind=kind).pk])


def _viewer(username: str) -> Viewer:
    found = viewer_for(User.objects.get(username=username), on=clocks.today())
    assert found is not None
    return found


def _period() -> ReportingPeriod:
    return ReportingPeriod.objects.select_related("plan").get(plan__number=_PLAN, code=_QUARTER)


def _unit(code: str) -> Unit:
    return _period().plan.department.units.get(code=code)


def _proof() -> Evidence:
    """A proof of a report that was taken over."""
    of_unit = Evidence.objects.filter(answer__report__period=_period(), answer__report__unit__code=_DIVISION)
    return of_unit.order_by("pk")[0]
