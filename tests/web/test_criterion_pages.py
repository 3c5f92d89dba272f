"""The page of one criterion: rule, facts, proof, points of every stage, disputes; each act and who is offered it."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from assessing import DRAFT, SET, Case, brought, case_of
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from factories import AT, PDF, TODAY, duties_of, write
from page_texts import text_of

from dondoc.actions import assessments as actions
from dondoc.actions import criteria_sets, disputes, evidence, proofs, reports, rounds
from dondoc.actions.evidence import Particulars
from dondoc.actions.rounds import Body
from dondoc.core.assessments import Move, Stage, State
from dondoc.core.workflow import Move as ReportMove
from dondoc.queries import assessments


@pytest.fixture(autouse=True)
def pretended_day(settings):
    """The day that the site takes for today."""
    settings.PRETEND_TODAY = TODAY
    return settings


@pytest.fixture
def case(organisation) -> Case:
    """An assessment just opened."""
    return case_of(organisation)


def url_of(case: Case, code: str = "1.1") -> str:
    return reverse("assessment_criterion", args=[case.assessment_id, code])


def offered(client: Client, case: Case, code: str = "1.1") -> list[str]:
    """The acts that the page has a button for."""
    return re.findall(r'name="act" value="([^"]*)"', client.get(url_of(case, code)).content.decode())


def faults(response) -> list[tuple[str, str]]:
    """Field and sentence of each error listed at the top."""
    told = re.search(r'<div class="errors".*?</div>', response.content.decode(), re.DOTALL)
    return re.findall(r'<a href="#id_([^"]*)">[^<]*</a>: ([^<]*)<', told[0]) if told else []


def points(case: Case, stage: Stage, code: str) -> tuple[Decimal | None, str, str]:
    row = assessments.scores_of(case.assessment, stage)[code]
    return row.points, row.reason, row.words


def test_page_says_rule_figures_points_and_the_next_step(client: Client, people, sign_in, case: Case) -> None:
    brought(case, State.SELF)

    page = text_of(sign_in(client, people.coordinator).get(url_of(case, "2.1")))

    assert "2.1. Số cuộc họp meetings: mỗi một 5 điểm, tối đa 20. Đơn vị phụ trách: Thanh tra Sở." in page
    assert "Tự chấm 15,00 meetings: 3 × 5 = 15" in page
    assert "Bước gần nhất để có thêm điểm: “meetings” thêm 1 → 4 → +5,00 điểm" in page
    assert "meetings 3 10/3/2026 nhập tay" in page
    assert "bộ chỉ số mẫu, không chính thức" in page


def test_page_leads_to_the_criteria_before_and_after(client: Client, people, sign_in, case: Case) -> None:
    sign_in(client, people.coordinator)

    found = {
        code: re.findall(r'<a class="btn" href="([^"]*)"', client.get(url_of(case, code)).content.decode())
        for code in ("1.1", "2.1", "2.3")
    }

    assert found == {
        "1.1": [url_of(case, "1.2")],
        "2.1": [url_of(case, "1.2"), url_of(case, "2.2")],
        "2.3": [url_of(case, "2.2")],
    }


def test_criterion_of_another_unit_is_not_there(client: Client, people, sign_in, case: Case) -> None:
    assert sign_in(client, people.reporter).get(url_of(case, "2.1")).status_code == 404
    assert client.get(url_of(case, "9.9")).status_code == 404


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        (State.SELF, {"office": ["facts", "attach", "explain"], "reporter": ["facts", "attach", "explain"]}),
        (State.CHECK, {"office": ["check", "attach"], "reporter": ["attach"]}),
        (State.SIGN, {}),
        (State.SUBMITTED, {"appraiser": ["appraise"]}),
        (State.RELEASED, {"office": ["dispute", "attach"], "reporter": ["attach"]}),
        (State.FINAL, {}),
    ],
)
def test_acts_are_offered_in_their_state_to_those_who_may(
    client: Client, people, sign_in, case: Case, state: State, acts: dict[str, list[str]]
) -> None:
    brought(case, state)
    viewers = {
        "office": people.coordinator,
        "reporter": people.reporter,
        "head": people.head,
        "director": people.director,
        "appraiser": case.appraiser,
    }

    found = {name: offered(sign_in(client, viewer), case) for name, viewer in viewers.items()}

    assert {name: given for name, given in found.items() if given} == acts


def test_unit_enters_facts_and_explains(client: Client, people, sign_in, case: Case) -> None:
    sign_in(client, people.reporter)

    client.post(
        url_of(case, "1.2"), {"act": "facts", "online.upper": "2", "online.lower": "3", "given.as_of": "9/3/2026"}
    )
    client.post(url_of(case, "1.2"), {"act": "explain", "words": "Theo báo cáo quý I"})

    assert points(case, Stage.SELF, "1.2") == (Decimal(20), "", "Theo báo cáo quý I")
    assert "2/3 (66,67 %) 9/3/2026" in text_of(client.get(url_of(case, "1.2")))


def test_facts_that_do_not_suit_the_rule_stand_beside_their_fields(client: Client, people, sign_in, case: Case) -> None:
    sent = {"act": "facts", "online.upper": "-1", "online.lower": "3", "given.as_of": "9/3/2026"}

    page = sign_in(client, people.coordinator).post(url_of(case, "1.2"), sent)

    assert faults(page) == [("online.upper", "không nhận giá trị -1/3; cần tử số và mẫu số không âm.")]
    assert assessments.fact_rows(case.assessment) == {}


def test_facts_named_as_the_own_fields_of_the_form_are_entered(client: Client, people, sign_in, organisation) -> None:
    text = SET.replace('"has_page"', '"source"').replace('"meetings"', '"as_of"').replace("thu-2026", "trung-ten-2026")
    adopted = criteria_sets.adopt(text, actor=people.coordinator, at=AT)
    bodies = [Body(organisation.department.pk, "with-procedures")]
    opened = rounds.open_round(adopted.pk, draft=DRAFT, bodies=bodies, actor=people.coordinator, at=AT)
    place = opened.assessments.get().pk
    sign_in(client, people.coordinator)
    stood = {"given.as_of": "9/3/2026", "given.source": "Sổ họp"}

    client.post(reverse("assessment_criterion", args=[place, "2.1"]), {"act": "facts", "as_of": "3", **stood})
    client.post(reverse("assessment_facts", args=[place]), {"save": "1", "source": "yes", **stood})

    rows = assessments.fact_rows(opened.assessments.get())
    day = TODAY - timedelta(days=1)
    assert {fact: (row.value, row.as_of, row.source) for fact, row in rows.items()} == {
        "as_of": (3, day, "Sổ họp"),
        "source": (True, day, "Sổ họp"),
    }


def test_office_gives_other_points_with_a_reason_and_comes_to_the_next(
    client: Client, people, sign_in, case: Case
) -> None:
    brought(case, State.CHECK)
    sign_in(client, people.coordinator)

    refused = client.post(url_of(case, "1.2"), {"act": "check", "points": "12,5"})
    assert faults(refused) == [("reason", "Chỉ số 1.2: điểm khác cột “Tự chấm”, hãy chọn lý do.")]
    sent = {"act": "check", "points": "12,5", "reason": "evidence_weak", "words": "Thiếu phụ lục"}
    answer = client.post(url_of(case, "1.2"), sent)

    assert points(case, Stage.CHECK, "1.2") == (Decimal("12.5"), "evidence_weak", "Thiếu phụ lục")
    assert answer.headers["Location"] == url_of(case, "2.1")


def test_form_of_points_begins_with_those_of_the_stage_before(client: Client, people, sign_in, case: Case) -> None:
    brought(case, State.SUBMITTED)

    page = sign_in(client, case.appraiser).get(url_of(case, "1.2")).content.decode()

    assert re.search(r'<input[^>]*name="points"[^>]*>', page)[0].count('value="20"') == 1


def test_appraiser_gives_points_but_not_to_own_work(client: Client, people, sign_in, case: Case) -> None:
    brought(case, State.SUBMITTED)
    sent = {"act": "appraise", "points": "0", "reason": "no_evidence", "words": ""}

    assert sign_in(client, people.coordinator).post(url_of(case), sent).status_code == 403
    assert sign_in(client, case.appraiser).post(url_of(case), sent).status_code == 302

    assert points(case, Stage.APPRAISED, "1.1") == (Decimal(0), "no_evidence", "")


# Proof


def pdf(name: str = "anh-chup.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


def test_proof_is_attached_opened_and_withdrawn(client: Client, people, sign_in, case: Case) -> None:
    sign_in(client, people.reporter)
    sent = {"act": "attach", "file": pdf(), "number": "12/BC-HCTP", "issued_on": "5/3/2026", "page": "2"}

    client.post(url_of(case), sent)

    (kept,) = assessments.proofs_of(case.assessment)["1.1"]
    assert "anh-chup.pdf 12/BC-HCTP ngày 5/3/2026 (trang 2)" in text_of(client.get(url_of(case)))
    opened = client.get(reverse("criterion_proof", args=[kept.pk]))
    assert (b"".join(opened.streaming_content), opened["Content-Disposition"], opened["Content-Security-Policy"]) == (
        PDF,
        'attachment; filename="anh-chup.pdf"',
        "sandbox",
    )
    client.post(url_of(case), {"act": "withdraw", "proof": kept.pk})
    assert assessments.proofs_of(case.assessment) == {}
    assert client.get(reverse("criterion_proof", args=[kept.pk])).status_code == 404


def test_same_file_twice_and_another_kind_of_file_are_refused(client: Client, people, sign_in, case: Case) -> None:
    sign_in(client, people.coordinator)
    client.post(url_of(case), {"act": "attach", "file": pdf()})

    again = client.post(url_of(case), {"act": "attach", "file": pdf("khac.pdf")})
    other = client.post(url_of(case), {"act": "attach", "file": SimpleUploadedFile("a.exe", b"MZ")})

    assert faults(again) == [("file", "Tệp này đã là minh chứng của chỉ số này rồi.")]
    assert [field for field, _ in faults(other)] == ["file"]
    assert len(assessments.proofs_of(case.assessment)["1.1"]) == 1


def test_proof_of_another_criterion_is_not_withdrawn_here(client: Client, people, sign_in, case: Case) -> None:
    stamp = {"data": PDF, "name": "a.pdf", "particulars": Particulars(), "actor": people.coordinator, "at": AT}
    kept = proofs.attach(case.assessment_id, "2.1", **stamp)

    answer = sign_in(client, people.coordinator).post(url_of(case), {"act": "withdraw", "proof": kept.pk})

    assert answer.status_code == 404
    assert sign_in(client, people.reporter).get(reverse("criterion_proof", args=[kept.pk])).status_code == 404


def given_with_answer(people, units, period, *, is_restricted: bool = False):
    """A proof in a report that the Office has taken over."""
    write(period, units.division, actor=people.reporter)
    duty = duties_of(period, units.division)[0]
    said = Particulars("38/QĐ-STP", issuer="Sở Tư pháp", abstract="Danh sách khen thưởng", is_restricted=is_restricted)
    stamp = {"data": PDF, "name": "quyet-dinh.pdf", "particulars": said, "actor": people.reporter, "at": AT}
    kept = evidence.attach(period.pk, units.division.pk, duty.pk, **stamp)
    for move, actor in (
        (ReportMove.SUBMIT, people.reporter),
        (ReportMove.APPROVE, people.head),
        (ReportMove.ACCEPT, people.coordinator),
    ):
        reports.move(period.pk, units.division.pk, move=move, on=TODAY, reason="", actor=actor, at=AT)
    return kept


def test_proof_given_with_an_answer_is_chosen(client: Client, people, units, sign_in, case: Case, period) -> None:
    given = given_with_answer(people, units, period)
    page = sign_in(client, people.reporter).get(url_of(case))
    assert f'<option value="{given.pk}">38/QĐ-STP quyet-dinh.pdf (P. HCTP)</option>' in page.content.decode()

    client.post(url_of(case), {"act": "choose", "evidence": given.pk, "place": "3"})

    (kept,) = assessments.proofs_of(case.assessment)["1.1"]
    assert (kept.evidence_id, kept.page, kept.number) == (given.pk, "3", "38/QĐ-STP")
    assert "choose" not in offered(client, case)
    assert b"".join(client.get(reverse("criterion_proof", args=[kept.pk])).streaming_content) == PDF


def test_proof_with_personal_data_is_opened_at_its_own_place(
    client: Client, people, units, sign_in, case: Case, period
) -> None:
    given = given_with_answer(people, units, period, is_restricted=True)
    page = sign_in(client, people.reporter).get(url_of(case))
    assert "quyet-dinh.pdf" not in text_of(page)
    chosen = proofs.choose(case.assessment_id, "1.1", evidence_id=given.pk, actor=people.reporter, at=AT)

    answer = client.get(reverse("criterion_proof", args=[chosen.pk]))

    assert answer.headers["Location"] == reverse("evidence", args=[given.pk])


def test_of_a_proof_with_personal_data_pages_say_only_that_it_is_there(
    client: Client, people, units, sign_in, case: Case, period
) -> None:
    given = given_with_answer(people, units, period, is_restricted=True)
    stamp = {"evidence_id": given.pk, "page": "7", "actor": people.reporter, "at": AT}
    proofs.choose(case.assessment_id, "1.1", **stamp)
    proofs.choose(case.assessment_id, "2.2", **{**stamp, "actor": people.coordinator})
    brought(case, State.SUBMITTED)
    bench = reverse("bench_criterion", args=[case.assessment.round_id, "1.1"]) + f"?body={case.assessment_id}"
    mock = reverse("assessment_mock", args=[case.assessment_id])

    for viewer, address in ((people.head, url_of(case)), (case.appraiser, bench), (people.director, mock)):
        page = sign_in(client, viewer).get(address).content.decode()
        told = ("38/QĐ-STP", "Danh sách khen thưởng", "quyet-dinh.pdf")
        assert [word for word in told if word in page] == []
        assert "Tài liệu có dữ liệu cá nhân" in page


# Disputes


def test_dispute_is_written_sent_and_decided(client: Client, people, sign_in, case: Case) -> None:
    brought(case, State.SUBMITTED)
    sign_in(client, case.appraiser)
    client.post(url_of(case), {"act": "appraise", "points": "10", "reason": "no_evidence"})
    client.post(reverse("assessment_move", args=[case.assessment_id]), {"agree": "appraised"})
    client.post(reverse("assessment_move", args=[case.assessment_id]), {"move": "release"})
    sign_in(client, people.coordinator)

    refused = client.post(url_of(case), {"act": "dispute", "words": "Có trang", "asked_points": "10"})
    assert faults(refused) == [("asked_points", "Điểm đề nghị phải lớn hơn 10 và không quá 40.")]
    client.post(url_of(case), {"act": "dispute", "words": "Có trang từ tháng 2", "asked_points": "40"})
    assert offered(client, case) == ["dispute", "undo", "attach"]
    actions.move(case.assessment_id, move=Move.DISPUTE, actor=people.director, at=AT)
    sign_in(client, case.appraiser)
    assert offered(client, case) == ["decide"]
    client.post(url_of(case), {"act": "decide", "outcome": "partly", "points": "30", "answer": "Thiếu chuyên mục"})

    assert points(case, Stage.APPRAISED, "1.1") == (Decimal(30), "accepted_dispute", "Thiếu chuyên mục")
    page = text_of(sign_in(client, people.reporter).get(url_of(case)))
    assert "Điểm đề nghị 40,00 Nội dung Có trang từ tháng 2" in page
    assert "Kết luận Chấp nhận một phần: Thiếu chuyên mục" in page


def test_dispute_not_sent_yet_is_taken_back(client: Client, people, sign_in, case: Case) -> None:
    brought(case, State.RELEASED)
    stamp = {"words": "Đủ", "asked_points": Decimal(30), "actor": people.coordinator, "at": AT}
    disputes.write(case.assessment_id, "1.2", **stamp)

    sign_in(client, people.coordinator).post(url_of(case, "1.2"), {"act": "undo"})

    assert assessments.disputes_of(case.assessment) == {}


def test_history_tells_every_change_and_units_only_what_was_released(
    client: Client, people, sign_in, case: Case
) -> None:
    brought(case, State.SUBMITTED)
    before = text_of(sign_in(client, case.appraiser).get(url_of(case, "1.2")))
    client.post(url_of(case, "1.2"), {"act": "appraise", "points": "5", "reason": "no_evidence"})

    assert "Thẩm định: 5,00, Không có minh chứng" not in before
    assert "Thẩm định: 5,00, Không có minh chứng" in text_of(client.get(url_of(case, "1.2")))
    assert "5,00, Không có minh chứng" not in text_of(sign_in(client, people.reporter).get(url_of(case, "1.2")))


def test_act_that_is_none_is_refused(client: Client, people, sign_in, case: Case) -> None:
    assert sign_in(client, people.coordinator).post(url_of(case), {"act": "erase"}).status_code == 400


def test_facts_once_handed_in_are_refused_in_words(client: Client, people, sign_in, case: Case) -> None:
    brought(case, State.CHECK)

    sent = {"act": "facts", "has_page": "no", "given.as_of": "9/3/2026"}
    answer = sign_in(client, people.coordinator).post(url_of(case), sent)

    assert answer.status_code == 409
    assert "Văn phòng Sở kiểm tra” nên cột “Tự chấm” không sửa được." in text_of(answer)


def test_code_with_odd_characters_has_its_page(organisation, client: Client, sign_in):
    office = organisation.people.coordinator
    adopted = criteria_sets.adopt(SET.replace('"2.1"', '"II/2 a?#%"'), actor=office, at=AT)
    body = Body(organisation.department.pk, "with-procedures")
    opened = rounds.open_round(adopted.pk, draft=DRAFT, bodies=[body], actor=office, at=AT)
    place = opened.assessments.get().pk
    sheet = sign_in(client, office).get(reverse("assessment", args=[place]))
    url = f"/dti/{place}/criteria/II/2%20a%3F%23%25/"
    assert url in sheet.content.decode()
    shown = client.get(url)
    assert (shown.status_code, shown.context["row"].criterion.code) == (200, "II/2 a?#%")
    values = {"act": "facts", "meetings": "3"}
    assert client.post(url, values).headers["Location"] == f"{url}#facts"
