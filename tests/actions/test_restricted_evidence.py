"""Proofs that hold personal data: who opens them, what is asked of whom, and that each look is recorded."""

from dataclasses import replace

import pytest
from factories import AT, LATER, PDF, TODAY, Organisation, approve, duties_of, write

from dondoc.actions import evidence, privacy, reports
from dondoc.actions.evidence import Particulars
from dondoc.core.permissions import Grant, Role, Viewer
from dondoc.core.refusals import Faulty, NotAllowed, NotVisible
from dondoc.core.workflow import Move
from dondoc.models import AuditRow, Evidence
from dondoc.queries import evidence as queries


@pytest.fixture
def proof(period, units, people) -> Evidence:
    """A restricted proof in the division's report, which the Office has taken over."""
    write(period, units.division, actor=people.reporter)
    made = evidence.attach(
        period.pk,
        units.division.pk,
        duties_of(period, units.division)[0].pk,
        data=PDF,
        name="danh-sach.pdf",
        particulars=Particulars(abstract="Danh sách, CCCD 001199012345", is_restricted=True),
        actor=people.reporter,
        at=AT,
    )
    approve(period, units.division, reporter=people.reporter, head=people.head)
    reports.move(period.pk, units.division.pk, move=Move.ACCEPT, on=TODAY, actor=people.coordinator, at=AT)
    return made


def holding(people, role: Role) -> Viewer:
    """The director's account with this one role instead."""
    return replace(people.director, grants=frozenset({Grant(role)}))


@pytest.mark.parametrize("who", ["coordinator", "reporter", "head", "director"])
def test_each_opening_of_a_restricted_proof_is_recorded(proof, people, who):
    viewer = getattr(people, who)
    assert privacy.reveal_evidence(proof.pk, actor=viewer, at=LATER) == proof
    row = AuditRow.objects.get(act="evidence.reveal")
    assert (row.actor_id, row.object_id, row.at) == (viewer.user_id, proof.pk, LATER)
    assert row.after == {"glass": False, "restricted": True}


def test_auditor_says_why_first(proof, people):
    auditor = holding(people, Role.AUDITOR)
    assert queries.asks(auditor, proof) == queries.REASON
    with pytest.raises(Faulty, match="lý do"):
        privacy.reveal_evidence(proof.pk, reason=" ", actor=auditor, at=LATER)
    assert not AuditRow.objects.filter(act="evidence.reveal").exists()
    privacy.reveal_evidence(proof.pk, reason="Kiểm tra theo Quyết định 12", actor=auditor, at=LATER)
    assert AuditRow.objects.get(act="evidence.reveal").reason == "Kiểm tra theo Quyết định 12"


def test_auditor_who_is_a_director_too_needs_no_reason(proof, people):
    both = replace(people.director, grants=people.director.grants | {Grant(Role.AUDITOR)})
    assert queries.asks(both, proof) == ""


@pytest.mark.parametrize(("second", "asked"), [(Role.COORDINATOR, ""), (Role.APPRAISER, queries.REASON)])
def test_auditor_with_a_second_role_opens_by_the_one_that_asks_least(proof, people, second, asked):
    both = replace(people.director, grants=frozenset({Grant(Role.AUDITOR), Grant(second)}))
    assert queries.asks(both, proof) == asked


def test_appraiser_sees_that_it_is_there_and_never_the_file(proof, people):
    appraiser = holding(people, Role.APPRAISER)
    assert queries.one(appraiser, proof.pk) == proof
    assert queries.asks(appraiser, proof) == queries.MASKED
    with pytest.raises(NotAllowed, match="không mở tệp"):
        privacy.reveal_evidence(proof.pk, reason="Thẩm định", actor=appraiser, at=LATER)


def test_restricted_proof_does_not_exist_for_another_unit_and_another_department(
    proof, people, elsewhere: Organisation
):
    for viewer in (people.other_reporter, people.other_head, elsewhere.people.coordinator):
        with pytest.raises(NotVisible):
            privacy.reveal_evidence(proof.pk, actor=viewer, at=LATER)


def test_check_12_administrator_is_refused_and_told_who_may(proof, people):
    with pytest.raises(NotAllowed) as refusal:
        privacy.reveal_evidence(proof.pk, actor=people.administrator, at=LATER)
    assert "Lãnh đạo Sở" in refusal.value.lifted_by


def test_token_does_not_know_of_restricted_proofs(proof, people):
    scopes = frozenset({queries.Act.EVIDENCE_READ, queries.Act.ANSWER_READ, queries.Act.PLAN_READ})
    token = Viewer(None, people.director.department_id, "Khóa", frozenset({Grant(Role.TOKEN, scopes=scopes)}))
    with pytest.raises(NotVisible):
        queries.one(token, proof.pk)
    privacy.mark_evidence(proof.pk, restricted=False, actor=people.coordinator, at=LATER)
    assert queries.one(token, proof.pk) == proof


def test_office_marks_a_proof_and_takes_the_mark_away(proof, people):
    privacy.mark_evidence(proof.pk, restricted=False, actor=people.coordinator, at=LATER)
    proof.refresh_from_db()
    assert not proof.is_restricted
    privacy.mark_evidence(proof.pk, restricted=True, actor=people.coordinator, at=LATER)
    rows = AuditRow.objects.filter(act="evidence.mark").order_by("id")
    assert [(row.before, row.after) for row in rows] == [(True, False), (False, True)]
    for viewer in (people.reporter, people.head, people.director):
        with pytest.raises(NotAllowed):
            privacy.mark_evidence(proof.pk, restricted=False, actor=viewer, at=LATER)


def test_answer_with_its_numbers_is_shown_to_its_readers_but_never_to_an_auditor(proof, people):
    answer_id = proof.answer_id
    assert privacy.reveal_answer(answer_id, actor=people.head, at=LATER).pk == answer_id
    assert AuditRow.objects.get(act="privacy.reveal").actor_id == people.head.user_id
    for role in (Role.AUDITOR, Role.APPRAISER):
        with pytest.raises(NotAllowed):
            privacy.reveal_answer(answer_id, actor=holding(people, role), at=LATER)
    for viewer in (people.other_head, people.administrator):
        with pytest.raises(NotVisible):
            privacy.reveal_answer(answer_id, actor=viewer, at=LATER)
