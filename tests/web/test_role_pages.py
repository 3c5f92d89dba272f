"""Role × address: what each of the five roles is answered, the same for what another department keeps."""

import pytest
from django.db import transaction
from factories import Organisation, People
from role_pages import Asking, World, address_names, get, move, other_task, post, superior

ROLES = ("administrator", "coordinator", "director", "head", "reporter", "other_reporter")
REPORT = ("period_id", "unit_id")

# The report asked for is that of `reporter` and `head`, still being written; `other_reporter` is of another unit.
#                                                     admin coord direct head  rep   other
ANSWERS: dict[Asking, tuple[int, ...]] = {
    get("home"):                                      (200, 200, 200, 200, 200, 200),
    get("sign_in"):                                   (302, 302, 302, 302, 302, 302),
    get("sign_out"):                                  (405, 405, 405, 405, 405, 405),
    post("sign_out"):                                 (302, 302, 302, 302, 302, 302),
    post("set_language", language="en"):              (302, 302, 302, 302, 302, 302),
    get("department"):                                (405, 405, 405, 405, 405, 405),
    post("department", department="0"):               (404, 404, 404, 404, 404, 404),
    get("search"):                                    (200, 200, 200, 200, 200, 200),
    get("plans"):                                     (403, 200, 200, 200, 200, 200),
    get("plan", "plan_id"):                           (404, 200, 200, 200, 200, 200),
    get("plan_document", "plan_id"):                  (404, 200, 200, 200, 200, 200),
    get("plan_matrix", "plan_id"):                    (404, 200, 200, 200, 200, 200),
    get("plan_targets", "plan_id"):                   (404, 200, 200, 200, 200, 200),
    get("task", "plan_id", "task_id"):                (404, 200, 200, 200, 200, 200),
    other_task():                                     (404, 200, 200, 404, 404, 200),
    get("plan_assign", "plan_id"):                    (404, 200, 403, 403, 403, 403),
    post("plan_assign", "plan_id"):                   (404, 200, 403, 403, 403, 403),
    get("plan_reporting", "plan_id"):                 (404, 200, 403, 403, 403, 403),
    post("plan_reporting", "plan_id"):                (404, 200, 403, 403, 403, 403),
    get("lint"):                                      (403, 200, 200, 200, 200, 200),
    post("lint"):                                     (403, 200, 200, 200, 200, 200),
    get("register"):                                  (403, 200, 200, 200, 200, 200),
    post("register", number="5/NQ-CP"):               (403, 302, 403, 403, 403, 403),
    get("register_gather"):                           (405, 405, 405, 405, 405, 405),
    post("register_gather"):                          (403, 302, 403, 403, 403, 403),
    get("registered_document", "document_id"):        (403, 200, 200, 200, 200, 200),
    post("registered_document", "document_id"):       (403, 302, 403, 403, 403, 403),
    get("plan_checkpoints", "plan_id"):               (404, 200, 403, 403, 403, 403),
    post("plan_checkpoints", "plan_id"):              (404, 200, 403, 403, 403, 403),
    get("plan_bases", "plan_id"):                     (404, 200, 200, 403, 403, 403),
    post("plan_bases", "plan_id"):                    (404, 200, 403, 403, 403, 403),
    superior("superior_plan"):                        (404, 200, 200, 200, 200, 200),
    superior("plan"):                                 (404, 302, 302, 302, 302, 302),
    superior("plan_document"):                        (404, 200, 200, 200, 200, 200),
    superior("plan_matrix"):                          (404, 404, 404, 404, 404, 404),
    superior("plan_targets"):                         (404, 404, 404, 404, 404, 404),
    superior("plan_assign"):                          (404, 404, 404, 404, 404, 404),
    superior("plan_reporting"):                       (404, 404, 404, 404, 404, 404),
    superior("plan_bases"):                           (404, 404, 404, 404, 404, 404),
    superior("plan_checkpoints"):                     (404, 404, 404, 404, 404, 404),
    get("draft_upload"):                              (403, 200, 403, 403, 403, 403),
    post("draft_upload"):                             (403, 200, 403, 403, 403, 403),
    get("draft", "draft_id"):                         (403, 200, 200, 403, 403, 403),
    post("draft", "draft_id"):                        (403, 200, 403, 403, 403, 403),
    get("draft_lint", "draft_id"):                    (403, 200, 200, 403, 403, 403),
    get("draft_amends", "draft_id"):                  (403, 200, 200, 403, 403, 403),
    get("draft_amend", "draft_id", "plan_id"):        (403, 200, 200, 403, 403, 403),
    post("draft_amend", "draft_id", "plan_id"):       (403, 200, 403, 403, 403, 403),
    get("plan_amendment", "plan_id", "amendment_id"): (404, 200, 200, 200, 200, 200),
    get("draft_file", "draft_id"):                    (403, 200, 200, 403, 403, 403),
    get("draft_progress", "draft_id"):                (403, 200, 200, 403, 403, 403),
    get("draft_again", "draft_id"):                   (405, 405, 405, 405, 405, 405),
    post("draft_again", "draft_id"):                  (403, 409, 403, 403, 403, 403),
    get("draft_page", "draft_id", "number"):          (403, 404, 404, 403, 403, 403),
    get("draft_example", "draft_id"):                 (403, 200, 200, 403, 403, 403),
    get("draft_confirm", "draft_id"):                 (405, 405, 405, 405, 405, 405),
    post("draft_confirm", "draft_id"):                (403, 200, 403, 403, 403, 403),
    get("draft_discard", "draft_id"):                 (405, 405, 405, 405, 405, 405),
    post("draft_discard", "draft_id"):                (403, 302, 403, 403, 403, 403),
    get("reports"):                                   (403, 200, 200, 200, 200, 200),
    get("report", *REPORT):                           (404, 200, 200, 200, 200, 404),
    post("report", *REPORT):                          (404, 403, 403, 302, 302, 404),
    get("report_move", *REPORT):                      (405, 405, 405, 405, 405, 405),
    move("submit"):                                   (404, 403, 403, 302, 302, 404),
    move("accept", "approved_unit_id"):               (404, 302, 403, 404, 404, 403),
    move("return", "approved_unit_id", reason="Sai"): (404, 302, 403, 404, 404, 403),
    get("evidence_attach", *REPORT, "obligation_id"): (404, 403, 403, 200, 200, 404),
    post("evidence_attach", *REPORT, "obligation_id"): (404, 403, 403, 200, 200, 404),
    get("evidence", "evidence_id"):                   (404, 404, 404, 200, 200, 404),
    get("evidence_remove", "evidence_id"):            (404, 404, 404, 200, 200, 404),
    post("evidence_remove", "evidence_id"):           (404, 404, 404, 302, 302, 404),
    get("periods"):                                   (403, 200, 200, 403, 403, 403),
    get("period", "period_id"):                       (404, 200, 200, 403, 403, 403),
    post("period_document", "period_id"):             (403, 200, 200, 403, 403, 403),
    get("period_close", "period_id"):                 (403, 200, 403, 403, 403, 403),
    post("period_close", "period_id"):                (403, 302, 403, 403, 403, 403),
    get("calendar"):                                  (403, 200, 200, 200, 200, 200),
    get("people"):                                    (200, 200, 403, 403, 403, 403),
    post("people"):                                   (200, 403, 403, 403, 403, 403),
    get("person_active", "user_id"):                  (405, 405, 405, 405, 405, 405),
    post("person_active", "user_id", active=""):      (302, 403, 403, 403, 403, 403),
}  # fmt: skip


@pytest.fixture
def world(organisation: Organisation) -> World:
    return World.of(organisation)


def answers(asking: Asking, world: World, people: People) -> dict[str, int]:
    """What each role is answered; what the asking changed is undone."""
    found = {}
    for role in ROLES:
        with transaction.atomic():
            found[role] = asking.status(getattr(people, role), world)
            transaction.set_rollback(True)
    return found


def test_every_address_has_a_row() -> None:
    assert {asking.name for asking in ANSWERS} == address_names()


def test_roles_are_answered_as_the_table_says(world: World, people: People) -> None:
    found = {asking: answers(asking, world, people) for asking in ANSWERS}

    wrong = {str(a): got for a, got in found.items() if tuple(got.values()) != ANSWERS[a]}
    assert wrong == {}


def test_what_another_department_keeps_does_not_exist(elsewhere: Organisation, people: People) -> None:
    """Whom the own department answers is told 404 there; whom it refuses is refused there too."""
    theirs = World.of(elsewhere)

    wrong = {}
    for asking in ANSWERS:
        if not asking.ids:
            continue
        for (role, status), own in zip(answers(asking, theirs, people).items(), ANSWERS[asking], strict=True):
            if status not in ({404} if own in {200, 302} else {403, 404, 405}):
                wrong[f"{asking} as {role}"] = status
    assert wrong == {}


def test_signed_out_visitor_is_sent_to_the_gate(world: World) -> None:
    found = {}
    for asking in ANSWERS:
        response = asking.answer(None, world)
        found[str(asking)] = (response.status_code, response.headers.get("Location", "").partition("?")[0])

    assert found.pop("sign_in") == (200, "")
    assert found.pop("set_language post en") == (302, "/")
    assert {name: answer for name, answer in found.items() if answer != (302, "/sign-in/")} == {}
