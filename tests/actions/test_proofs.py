"""Proofs of criteria: own files, those given with answers, withdrawn; who may open them. Rights: test_rights."""

import pytest
from assessing import Case, brought, case_of
from django.db.models.fields.files import FieldFile
from factories import AT, LATER, PDF, Organisation, approve, duties_of, write

from dondoc.actions import evidence, privacy, proofs
from dondoc.actions.evidence import Particulars
from dondoc.core.assessments import State
from dondoc.core.refusals import Faulty, NotAllowed, NotVisible
from dondoc.core.workflow import WrongState
from dondoc.models import AuditRow, CriterionProof, Evidence
from dondoc.queries import assessments as found


@pytest.fixture
def case(organisation: Organisation) -> Case:
    return case_of(organisation)


def attach(case: Case, criterion: str = "1.1", data: bytes = PDF, **more) -> CriterionProof:
    given = {"actor": case.organisation.people.coordinator, "at": AT, **more}
    return proofs.attach(
        case.assessment_id, criterion, data=data, name="anh.pdf", particulars=Particulars(number="1/BC"), **given
    )


@pytest.fixture
def given_with_answer(case: Case, period) -> Evidence:
    """A proof of the division's answer, approved by its head."""
    people, division = case.organisation.people, case.organisation.units.division
    write(period, division, actor=people.reporter)
    duty = duties_of(period, division)[0]
    made = evidence.attach(
        period.pk,
        division.pk,
        duty.pk,
        data=PDF,
        name="quyet-dinh.pdf",
        particulars=Particulars(number="38/QĐ"),
        actor=people.reporter,
        at=AT,
    )
    approve(period, division, reporter=people.reporter, head=people.head)
    return made


def read(file: FieldFile) -> bytes:
    with file.open("rb") as opened:
        return opened.read()


def choose(case: Case, chosen: Evidence) -> CriterionProof:
    office = case.organisation.people.coordinator
    return proofs.choose(case.assessment_id, "1.1", evidence_id=chosen.pk, page="trang 2", actor=office, at=AT)


def test_own_file_is_kept_with_its_particulars(case: Case):
    made = attach(case)
    [kept] = found.proofs_of(case.assessment)["1.1"]
    assert (kept.pk, kept.number, kept.size, read(kept.file)) == (made.pk, "1/BC", len(PDF), PDF)
    assert AuditRow.objects.latest("id").act == "proof.attach"


@pytest.mark.parametrize("data", [b"", b"MZ\x90", b"x" * 20_000_001])
def test_file_that_answers_do_not_take_is_not_taken_here(case: Case, data: bytes):
    with pytest.raises(Faulty):
        attach(case, data=data)
    assert not CriterionProof.objects.exists()


def test_same_file_proves_a_criterion_once_and_others_too(case: Case):
    attach(case)
    attach(case, "2.1")
    with pytest.raises(Faulty, match="đã là minh chứng"):
        attach(case)


def test_withdrawal_says_how_many_are_left_and_keeps_the_row(case: Case):
    first, second = attach(case), attach(case, data=PDF + b"%")
    office = case.organisation.people.coordinator
    assert proofs.withdraw(first.pk, actor=office, at=LATER) == 1
    assert proofs.withdraw(second.pk, actor=office, at=LATER) == 0
    assert found.proofs_of(case.assessment) == {}
    assert CriterionProof.objects.count() == 2
    with pytest.raises(NotVisible):
        proofs.withdraw(first.pk, actor=office, at=LATER)
    attach(case)
    assert len(found.proofs_of(case.assessment)["1.1"]) == 1


def test_proof_of_an_answer_is_chosen_and_cannot_be_removed_while_it_is_used(case: Case, given_with_answer: Evidence):
    made, office = choose(case, given_with_answer), case.organisation.people.coordinator
    assert (made.sha256, made.number, made.page) == (given_with_answer.sha256, "38/QĐ", "trang 2")
    assert read(found.proof_file(office, made.pk)) == PDF
    with pytest.raises(WrongState, match="đang được dùng"):
        evidence.remove(given_with_answer.pk, actor=office, at=LATER)
    proofs.withdraw(made.pk, actor=office, at=LATER)
    evidence.remove(given_with_answer.pk, actor=office, at=LATER)
    assert (Evidence.objects.count(), CriterionProof.objects.get().evidence) == (0, None)


def test_proof_of_another_departments_answer_cannot_be_chosen(given_with_answer: Evidence, elsewhere: Organisation):
    other = case_of(elsewhere)
    with pytest.raises(NotVisible):
        choose(other, given_with_answer)


def test_proof_with_personal_data_is_not_handed_out_here(case: Case, given_with_answer: Evidence):
    made, office = choose(case, given_with_answer), case.organisation.people.coordinator
    privacy.mark_evidence(given_with_answer.pk, restricted=True, actor=office, at=AT)
    with pytest.raises(NotAllowed, match="dữ liệu cá nhân"):
        found.proof_file(office, made.pk)


def test_appraiser_opens_proofs_once_the_director_has_signed(case: Case):
    made = attach(case)
    with pytest.raises(NotVisible):
        found.proof_file(case.appraiser, made.pk)
    brought(case, State.SUBMITTED)
    assert read(found.proof_file(case.appraiser, made.pk)) == PDF


def test_units_open_the_proofs_of_their_own_criteria(case: Case):
    made, people = attach(case), case.organisation.people
    assert found.proof(people.head, made.pk) == made
    with pytest.raises(NotVisible):
        found.proof(people.other_head, made.pk)


@pytest.mark.parametrize("state", [State.SIGN, State.SUBMITTED, State.FINAL])
def test_proofs_stand_while_others_judge(case: Case, state: State):
    brought(case, state)
    with pytest.raises(WrongState):
        attach(case)


def test_proof_may_be_added_to_answer_the_appraised_points(case: Case):
    brought(case, State.RELEASED)
    assert attach(case).pk == CriterionProof.objects.get().pk


def test_proof_that_was_signed_for_is_not_withdrawn_after_the_release(case: Case):
    signed, office = attach(case), case.organisation.people.coordinator
    brought(case, State.RELEASED)
    later = attach(case, data=PDF + b"\n", at=LATER)
    with pytest.raises(WrongState):
        proofs.withdraw(signed.pk, actor=office, at=LATER)
    assert proofs.withdraw(later.pk, actor=office, at=LATER) == 1
