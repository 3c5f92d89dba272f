"""The appraiser's bench on pages: the queue, one criterion across bodies, proof at its page, second readings."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from assessing import VALUES, brought, case_of
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import AT, LATER, TODAY
from keepsakes import kept
from page_texts import text_of
from rights import newcomer
from rounds_of_twenty import adopted_by, appraiser_of, bring_to_signature, found_bodies, opened

from dondoc.actions import assessments, disputes, facts, proofs, samples, scores
from dondoc.actions.evidence import Particulars
from dondoc.core.assessments import Move, Outcome, Stage, State
from dondoc.core.permissions import Role
from dondoc.core.scoring.facts import Quotient
from dondoc.models import AssessmentFact, CriterionProof, CriterionScore, Dispute, ReadingSample
from dondoc.queries import assessments as queries

PICTURED = Path(__file__).parents[2] / "samples" / "evidence" / "bien-ban-04-khao-sat-duong-truyen.pdf"


@pytest.fixture(autouse=True)
def pretended_day(settings) -> None:
    """The day that the site takes for today."""
    settings.PRETEND_TODAY = TODAY


@pytest.fixture
def case(organisation):
    """A body that has signed."""
    return brought(case_of(organisation), State.SUBMITTED)


@pytest.fixture
def appraiser(case, sign_in) -> Client:
    return sign_in(Client(), case.appraiser)


def place(case, code: str = "1.2", **asked: object) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"{reverse('bench_criterion', args=[case.assessment.round_id, code])}?{query}"


def appraised(case, code: str) -> CriterionScore:
    return queries.scores_of(case.assessment, Stage.APPRAISED)[code]


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# ---- the queue


def test_queue_puts_most_points_at_risk_first_and_leads_there(case, appraiser) -> None:
    response = appraiser.get(reverse("bench"))

    text = text_of(response)
    assert "Cần xem trước: chỉ số 1.1 “Có chuyên mục chuyển đổi số” của Sở Tư pháp, 40,00 điểm có nguy cơ mất." in text
    assert "Chỉ số chờ thẩm định 4 Điểm có nguy cơ mất 80,00" in text
    assert (
        f'<a class="btn btn-primary" href="{place(case, "1.1", body=case.assessment_id)}">' in response.content.decode()
    )
    rows = [text.index(title) for title in ("1.1. Có", "1.2. Tỷ", "2.1. Số cuộc", "2.2. Người")]
    assert rows == sorted(rows)


def test_appraised_criterion_leaves_the_queue_and_the_last_one_asks_to_tell(case, appraiser) -> None:
    scores.agree_all(case.assessment_id, stage=Stage.APPRAISED, codes=["1.1"], actor=case.appraiser, at=LATER)
    assert "Chỉ số chờ thẩm định 3" in text_of(appraiser.get(reverse("bench")))

    scores.agree_all(case.assessment_id, stage=Stage.APPRAISED, actor=case.appraiser, at=LATER)
    text = text_of(appraiser.get(reverse("bench")))
    assert "Đã thẩm định xong 1 cơ quan, chờ thông báo điểm." in text
    assert "Chờ thẩm định thông báo được 4/4" in text


def test_body_that_has_not_signed_is_counted_and_nothing_of_it_shown(organisation, sign_in) -> None:
    case = brought(case_of(organisation), State.SIGN)
    text = text_of(sign_in(Client(), case.appraiser).get(reverse("bench")))

    assert "Cơ quan chưa gửi phiếu 1 / 1" in text
    assert "80,00" not in text
    assert "Chưa gửi phiếu: Sở Tư pháp" in text_of(sign_in(Client(), case.appraiser).get(place(case)))


def test_bench_is_the_appraisers_alone(case, people, elsewhere, sign_in) -> None:
    office, stranger = sign_in(Client(), people.coordinator), sign_in(Client(), elsewhere.people.coordinator)

    assert [office.get(each).status_code for each in (reverse("bench"), place(case))] == [403, 403]
    assert stranger.get(place(case)).status_code == 404


def test_appraiser_without_a_round_is_taught_to_open_one(db, sign_in) -> None:
    response = sign_in(Client(), appraiser_of(found_bodies(1))).get(reverse("bench"))

    assert "Chưa có đợt đánh giá nào để thẩm định" in text_of(response)
    assert f'href="{reverse("round_open")}"' in response.content.decode()


@pytest.fixture
def twenty(db):
    """Rounds of one and of twenty bodies, all signed, and their appraiser."""

    def make():
        bodies = found_bodies()
        appraiser = appraiser_of(bodies)
        adopted = adopted_by(appraiser)
        few, many = opened(adopted, bodies[:1], appraiser, title="Một cơ quan"), opened(adopted, bodies, appraiser)
        bring_to_signature(few, bodies[:1])
        bring_to_signature(many, bodies)
        return few, many, appraiser

    return kept("twenty", make)


def test_bench_asks_the_database_as_often_for_20_bodies_as_for_1(twenty, sign_in) -> None:
    few, many, viewer = twenty
    client = sign_in(Client(), viewer)
    bench = reverse("bench")
    lists = [
        (f"{bench}?round={few.pk}", f"{bench}?round={many.pk}"),
        *((reverse(name, args=[few.pk, *code]), reverse(name, args=[many.pk, *code])) for name, code in _OF_ROUND),
    ]

    for one, all_of_them in lists:
        assert queries_of(client, all_of_them) == queries_of(client, one) <= 20


_OF_ROUND = (("bench_criterion", ["2.2"]), ("bench_sample", []))


# ---- one criterion


def test_criterion_shows_its_rule_and_every_body_beside_it(twenty, sign_in) -> None:
    _few, many, viewer = twenty
    text = text_of(sign_in(Client(), viewer).get(reverse("bench_criterion", args=[many.pk, "2.2"])))

    assert "Còn 20/20 cơ quan chờ thẩm định." in text
    assert "từ 4: 20 điểm; từ 3: 15 điểm; từ 2: 10 điểm; từ 1: 5 điểm; còn lại 0 điểm." in text
    assert "Cơ quan 01 1 phiên 5,00 5,00 5,00 0 Đồng ý" in text
    assert "Cơ quan 03 3 phiên 15,00 15,00 15,00 0 Đồng ý" in text


def test_criterion_that_is_no_criterion_is_not_found(case, appraiser) -> None:
    assert [appraiser.get(place(case, code)).status_code for code in ("9.9", "2.3")] == [404, 404]
    assert appraiser.get(place(case, body=0)).status_code == 404


def test_points_are_appraised_in_place_with_a_reason(case, appraiser) -> None:
    address = place(case, body=case.assessment_id)
    response = appraiser.post(address, {"points": "12,5", "reason": "figure_differs", "words": "Thống kê ghi khác"})

    assert response.status_code == 302
    row = appraised(case, "1.2")
    assert (row.points, row.reason, row.words) == (Decimal("12.5"), "figure_differs", "Thống kê ghi khác")
    text = text_of(appraiser.get(place(case)))
    assert "Sở Tư pháp 2/3 (66,67 %) 20,00 20,00 – 0 12,50 Số liệu khác nguồn đối chiếu" in text


def test_faults_of_points_stand_at_the_top_and_what_was_typed_stays(case, appraiser) -> None:
    address = place(case, body=case.assessment_id)
    response = appraiser.post(address, {"points": "31", "words": "Ghi nhầm"})

    text = text_of(response)
    assert text.count("điểm phải từ 0 đến 30") == 2
    assert text.count("hãy chọn lý do") == 2
    assert "Ghi nhầm</textarea>" in response.content.decode()
    assert "1.2" not in queries.scores_of(case.assessment, Stage.APPRAISED)


def test_points_or_the_word_that_it_does_not_apply_are_asked_for(case, appraiser) -> None:
    address = place(case, body=case.assessment_id)
    assert text_of(appraiser.post(address, {"points": ""})).count("Hãy ghi điểm, hoặc đánh dấu “Không áp dụng”.") == 2

    appraiser.post(address, {"does_not_apply": "on", "reason": "rule_misread"})
    assert (appraised(case, "1.2").points, appraised(case, "1.2").state) == (None, "not-applicable")


def test_agreeing_takes_the_points_that_were_signed(case, appraiser) -> None:
    appraiser.post(place(case), {"agree": case.assessment_id})

    assert (appraised(case, "1.2").points, appraised(case, "1.2").reason) == (Decimal(20), "")


def test_all_without_a_doubt_are_agreed_with_at_once_and_no_other(twenty, sign_in) -> None:
    _few, many, viewer = twenty
    client, address = sign_in(Client(), viewer), reverse("bench_criterion", args=[many.pk, "2.2"])
    page = client.get(address)
    assert "Đồng ý 1 cơ quan không có gì cần hỏi" in text_of(page)  # body 0 has no meetings, so nothing to lose

    client.post(address, {"agree_undoubted": "1"})

    given = CriterionScore.objects.filter(stage=Stage.APPRAISED.value, criterion="2.2")
    assert [(row.assessment.department.name, row.points) for row in given] == [("Cơ quan 00", Decimal(0))]


def test_appraising_leads_on_to_the_body_that_matters_most(twenty, sign_in) -> None:
    _few, many, viewer = twenty
    client, address = sign_in(Client(), viewer), reverse("bench_criterion", args=[many.pk, "2.2"])
    first = many.assessments.get(department__name="Cơ quan 02")

    onward = client.post(f"{address}?body={first.pk}", {"points": "10"})

    following = many.assessments.get(department__name="Cơ quan 04")
    assert onward["Location"] == f"{address}?body={following.pk}"


def test_whoever_scored_in_the_body_does_not_appraise(organisation, sign_in) -> None:
    case = case_of(organisation)
    both = newcomer(organisation, Role.COORDINATOR, Role.APPRAISER, name="ca-hai")
    brought(
        replace(case, organisation=replace(organisation, people=replace(organisation.people, coordinator=both))),
        State.SUBMITTED,
    )

    response = sign_in(Client(), both).post(place(case), {"agree": case.assessment_id})

    assert (response.status_code, "việc này cần người thứ hai" in text_of(response)) == (403, True)


# ---- contradictions


def test_figure_typed_over_its_source_is_marked(organisation, people, sign_in) -> None:
    case = case_of(organisation)
    brought(case, State.SELF)
    given = {**VALUES, "online": Quotient(Decimal(100), Decimal(100))}
    AssessmentFact.objects.create(
        assessment=case.assessment,
        fact="online",
        value={"numerator": 92, "denominator": 100},
        as_of=TODAY,
        is_typed=False,
        source="Chỉ tiêu 3",
        entered_by_id=people.coordinator.user_id,
        entered_at=AT,
    )
    facts.enter(case.assessment_id, values=given, as_of=TODAY, actor=people.coordinator, at=LATER)
    brought_on = brought(case, State.SUBMITTED, values=given)

    text = text_of(sign_in(Client(), case.appraiser).get(place(brought_on, body=case.assessment_id)))

    assert "Số liệu mâu thuẫn “online”: chỉ số 1.2 ghi 100/100 (100 %); Chỉ tiêu 3 ghi 92/100 (92 %)" in text
    assert "100/100 (100 %) mâu thuẫn" in text


# ---- proof


@pytest.fixture
def proven(organisation, people):
    """A body that has signed, criterion 1.2 with a document of two pages, the proof on the second."""
    case = brought(case_of(organisation), State.SELF)
    particulars = Particulars(number="04/BB-VP", page="trang 2")
    data = PICTURED.read_bytes()
    proofs.attach(
        case.assessment_id,
        "1.2",
        data=data,
        name="bien-ban.pdf",
        particulars=particulars,
        actor=people.coordinator,
        at=AT,
    )
    return brought(case, State.SUBMITTED)


def test_proof_is_opened_at_its_page(proven, sign_in) -> None:
    proof = CriterionProof.objects.get()
    client = sign_in(Client(), proven.appraiser)
    response = client.get(place(proven, body=proven.assessment_id))

    picture = reverse("criterion_proof_page", args=[proof.pk, 2])
    assert f'src="{picture}"' in response.content.decode()
    assert "chỉ số 1.2" not in text_of(response)
    answer = client.get(picture)
    assert (answer.status_code, answer["Content-Type"], answer.content[:4]) == (200, "image/png", b"\x89PNG")
    again = client.get(picture, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again["Cache-Control"]) == (304, "private, no-cache")


def test_page_that_the_file_does_not_have_is_not_found(proven, sign_in) -> None:
    proof = CriterionProof.objects.get()
    client = sign_in(Client(), proven.appraiser)

    pages = [client.get(reverse("criterion_proof_page", args=[proof.pk, number])).status_code for number in (0, 99)]
    assert pages == [404, 404]


def test_picture_is_for_those_who_see_the_criterion(proven, people, elsewhere, sign_in) -> None:
    picture = reverse("criterion_proof_page", args=[CriterionProof.objects.get().pk, 1])
    viewers = (people.reporter, people.other_reporter, elsewhere.people.coordinator)

    assert [sign_in(Client(), each).get(picture).status_code for each in viewers] == [200, 404, 404]


# ---- disputes


def test_dispute_is_decided_in_place(case, people, appraiser) -> None:
    given = [scores.Given("1.2", Decimal(10), scores.ReasonCode.NO_EVIDENCE)]
    scores.appraise(case.assessment_id, given=given, actor=case.appraiser, at=LATER)
    scores.agree_all(case.assessment_id, stage=Stage.APPRAISED, actor=case.appraiser, at=LATER)
    assessments.move(case.assessment_id, move=Move.RELEASE, actor=case.appraiser, at=LATER)
    disputes.write(
        case.assessment_id, "1.2", words="Có đủ danh sách", asked_points=Decimal(20), actor=people.coordinator, at=LATER
    )
    assessments.move(case.assessment_id, move=Move.DISPUTE, actor=people.director, at=LATER)
    bench = text_of(appraiser.get(reverse("bench")))
    assert "1 giải trình chờ quyết định." in bench
    assert "1.2 · Sở Tư pháp Có đủ danh sách đề nghị 20 điểm" in bench

    address = place(case, body=case.assessment_id)
    assert "Hãy ghi ý kiến trả lời" in text_of(appraiser.post(address, {"outcome": "upheld"}))
    appraiser.post(address, {"outcome": "partly", "points": "15", "answer": "Danh sách thiếu một phần"})

    dispute = Dispute.objects.get()
    assert (dispute.outcome, dispute.answer) == (Outcome.PARTLY.value, "Danh sách thiếu một phần")
    assert appraised(case, "1.2").points == Decimal(15)
    assert appraiser.post(address, {"points": "1"}).status_code == 400


# ---- second reading


def test_sample_is_drawn_read_a_second_time_and_compared(case, appraiser, sign_in) -> None:
    address = reverse("bench_sample", args=[case.assessment.round_id])
    drawn = appraiser.post(address, {"seed": "8/3", "count": "4"}, follow=True)
    assert "Đã rút mẫu theo mã gieo “8/3”." in text_of(drawn)
    assert len(ReadingSample.objects.get().drawn) == 4
    scores.agree_all(case.assessment_id, stage=Stage.APPRAISED, actor=case.appraiser, at=LATER)
    assert text_of(appraiser.get(address)).count("cần người khác đọc") == 4

    second = sign_in(Client(), case.second_appraiser)
    hidden = text_of(second.get(address))
    assert (hidden.count(" che "), "Đọc chỉ số tiếp theo" in hidden) == (4, True)
    blind = place(case, body=case.assessment_id, reading="second")
    assert "Thẩm định 20,00" not in text_of(second.get(blind))
    assert second.post(blind, {"points": "20"})["Location"] == address
    second.post(place(case, "2.1", body=case.assessment_id, reading="second"), {"points": "12", "words": "Thiếu 1"})

    text = text_of(second.get(address))
    assert "Hai lần đọc giống nhau 1/2 · 50 %. Chênh lệch trung bình 1,5 điểm." in text
    assert text.count("khác nhau") == 1


def test_first_reader_does_not_read_a_second_time(case, appraiser) -> None:
    scores.agree_all(case.assessment_id, stage=Stage.APPRAISED, actor=case.appraiser, at=LATER)
    blind = place(case, body=case.assessment_id, reading="second")

    assert "đọc lần hai cần người khác" in text_of(appraiser.get(blind))
    assert appraiser.post(blind, {"points": "20"}).status_code == 403


def test_faults_of_a_draw_are_told(case, appraiser) -> None:
    address = reverse("bench_sample", args=[case.assessment.round_id])

    text = text_of(appraiser.post(address, {"seed": "", "count": "0"}))
    assert text.count("Hãy ghi mã gieo (chữ hoặc số bất kỳ).") == 2
    assert text_of(appraiser.post(address, {"seed": "a", "count": "0"})).count("từ 1 đến 1000") == 2
    assert not ReadingSample.objects.exists()


def test_sample_of_another_round_is_not_found(case, appraiser) -> None:
    samples.draw(case.assessment.round_id, seed="1", count=1, actor=case.appraiser, at=AT)

    assert appraiser.get(f"{reverse('bench_sample', args=[case.assessment.round_id])}?sample=0").status_code == 404


def test_number_of_a_person_in_the_name_of_a_proof_is_masked(proven, sign_in) -> None:
    CriterionProof.objects.update(file_name="CCCD 001087012345.pdf", number="079 203 001 234")
    client = sign_in(Client(), proven.appraiser)
    html = client.get(place(proven, body=proven.assessment_id)).content.decode()
    assert "CCCD" in html
    assert "001087012345" not in html
    assert "079 203 001 234" not in html


def test_numbers_too_long_to_be_any_are_answered(proven, sign_in) -> None:
    client, digits = sign_in(Client(), proven.appraiser), "9" * 5000
    shown = client.get(place(proven, body=proven.assessment_id, page=digits))
    sample = f"{reverse('bench_sample', args=[proven.assessment.round_id])}?sample={digits}"

    assert shown.status_code == 200
    assert reverse("criterion_proof_page", args=[CriterionProof.objects.get().pk, 2]) in shown.content.decode()
    assert [client.get(each).status_code for each in (sample, f"{reverse('bench')}?page={digits}")] == [404, 200]
