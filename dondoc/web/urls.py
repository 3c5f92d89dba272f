"""Every page's address, by noun."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path
from django.views.i18n import set_language

from dondoc.web import (
    amendments,
    answers,
    assignments,
    bases,
    calendars,
    checkpoints,
    confirmations,
    departments,
    drafts,
    evidence,
    findings,
    home,
    links,
    matrices,
    people,
    periods,
    plans,
    registers,
    reports,
    searches,
    targets,
    tasks,
    tokens,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", LoginView.as_view(redirect_authenticated_user=True), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("department/", departments.choose, name="department"),
    path("search/", searches.search, name="search"),
    # plans: import, review, follow, assign
    path("plans/", plans.index, name="plans"),
    path("plans/lint/", findings.lint, name="lint"),
    path("plans/register/", registers.index, name="register"),
    path("plans/register/gather/", registers.gather, name="register_gather"),
    path("plans/register/<int:document_id>/", registers.document, name="registered_document"),
    path("drafts/new/", drafts.upload, name="draft_upload"),
    path("drafts/<int:draft_id>/", drafts.review, name="draft"),
    path("drafts/<int:draft_id>/lint/", findings.of_draft, name="draft_lint"),
    path("drafts/<int:draft_id>/amend/", amendments.choose, name="draft_amends"),
    path("drafts/<int:draft_id>/amend/<int:plan_id>/", amendments.amend, name="draft_amend"),
    path("drafts/<int:draft_id>/confirm/", drafts.confirm, name="draft_confirm"),
    path("drafts/<int:draft_id>/discard/", drafts.discard, name="draft_discard"),
    path("drafts/<int:draft_id>/file/", drafts.file, name="draft_file"),
    path("drafts/<int:draft_id>/progress/", drafts.progress, name="draft_progress"),
    path("drafts/<int:draft_id>/again/", drafts.read_again, name="draft_again"),
    path("drafts/<int:draft_id>/pages/<int:number>.png", drafts.page, name="draft_page"),
    path("drafts/<int:draft_id>/corrections/", drafts.example, name="draft_example"),
    path("plans/<int:plan_id>/", plans.follow, name="plan"),
    path("plans/<int:plan_id>/document/", plans.document, name="plan_document"),
    path("plans/<int:plan_id>/amendments/<int:amendment_id>/", amendments.amendment, name="plan_amendment"),
    path("plans/<int:plan_id>/assign/", assignments.assign, name="plan_assign"),
    path("plans/<int:plan_id>/reporting/", assignments.reporting, name="plan_reporting"),
    path("plans/<int:plan_id>/matrix/", matrices.matrix, name="plan_matrix"),
    path("plans/<int:plan_id>/targets/", targets.wall, name="plan_targets"),
    path("plans/<int:plan_id>/tasks/<int:task_id>/", tasks.task, name="task"),
    path("plans/<int:plan_id>/checkpoints/", checkpoints.checkpoints, name="plan_checkpoints"),
    # the thread upwards
    path("plans/<int:plan_id>/bases/", bases.bases, name="plan_bases"),
    path("plans/<int:plan_id>/items/", bases.superior, name="superior_plan"),
    # answers of a unit
    path("reports/", reports.index, name="reports"),
    path("reports/<int:period_id>/<int:unit_id>/", reports.report, name="report"),
    path("reports/<int:period_id>/<int:unit_id>/move/", reports.move, name="report_move"),
    path(
        "reports/<int:period_id>/<int:unit_id>/<int:obligation_id>/evidence/", evidence.attach, name="evidence_attach"
    ),
    path("evidence/<int:evidence_id>/", evidence.download, name="evidence"),
    path("evidence/<int:evidence_id>/remove/", evidence.remove, name="evidence_remove"),
    # periods: consolidate, compose, close
    path("periods/", periods.index, name="periods"),
    path("periods/<int:period_id>/", periods.period, name="period"),
    path("periods/<int:period_id>/document/", periods.document, name="period_document"),
    path("periods/<int:period_id>/close/", periods.close, name="period_close"),
    path("confirmations/<int:request_id>/", confirmations.confirmation, name="confirmation"),
    # ways in without an account
    path("answer/<str:secret>/", answers.answer, name="answer"),
    path("links/", links.index, name="links"),
    path("links/new/<int:period_id>/<int:unit_id>/", links.new, name="link_new"),
    path("links/<int:link_id>/revoke/", links.revoke, name="link_revoke"),
    path("tokens/", tokens.index, name="tokens"),
    path("tokens/<int:token_id>/revoke/", tokens.revoke, name="token_revoke"),
    path("calendar/", calendars.year, name="calendar"),
    path("people/", people.index, name="people"),
    path("people/<int:user_id>/active/", people.active, name="person_active"),
]
