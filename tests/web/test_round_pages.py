"""Rounds of assessment on pages: opened, followed, published with places. Not here: the bench (test_bench_pages)."""

import pytest
from assessing import DRAFT, SET, brought, case_of
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import AT, LATER, TODAY
from keepsakes import kept
from page_texts import text_of
from rounds_of_twenty import adopted_by, appraiser_of, bring_to_signature, found_bodies, opened

from dondoc.actions import assessments, criteria_sets, scores
from dondoc.core.assessments import Move, Stage, State
from dondoc.core.permissions import Viewer
from dondoc.models import Assessment, ScoringRound

NEW = reverse("round_open")


@pytest.fixture(autouse=True)
def pretended_day(settings) -> None:
    """The day that the site takes for today."""
    settings.PRETEND_TODAY = TODAY


@pytest.fixture
def adopted(people):
    return criteria_sets.adopt(SET, actor=people.coordinator, at=AT)


@pytest.fixture
def case(organisation):
    return case_of(organisation)


def page_of(viewer: Viewer, sign_in, round_id: int):
    return sign_in(Client(), viewer).get(reverse("scoring_round", args=[round_id]))


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def final(scoring_round: ScoringRound, appraiser: Viewer) -> None:
    """Every body appraised as signed, told and concluded."""
    for pk in scoring_round.assessments.values_list("pk", flat=True):
        scores.agree_all(pk, stage=Stage.APPRAISED, actor=appraiser, at=LATER)
        for move in (Move.RELEASE, Move.CONCLUDE):
            assessments.move(pk, move=move, actor=appraiser, at=LATER)


# ---- opening


def test_opening_needs_a_set_first(client: Client, people, sign_in) -> None:
    text = text_of(sign_in(client, people.coordinator).get(NEW))

    assert "Chưa có bộ chỉ số nào" in text


def test_only_set_is_taken_and_marked_as_no_official_one(client: Client, people, adopted, sign_in) -> None:
    text = text_of(sign_in(client, people.coordinator).get(NEW))

    assert "Bộ chỉ số thử · 100 điểm bộ chỉ số mẫu, không chính thức" in text
    assert "Sở Tư pháp" in text


def test_several_sets_are_offered(client: Client, people, adopted, sign_in) -> None:
    criteria_sets.adopt_shipped("so-mau-2026", actor=people.coordinator, at=AT)
    office = sign_in(client, people.coordinator)

    assert f'<a href="?set={adopted.pk}"><b>Bộ chỉ số thử</b></a>' in office.get(NEW).content.decode()
    assert "100 điểm" in text_of(office.get(f"{NEW}?set={adopted.pk}"))
    assert office.get(f"{NEW}?set=0").status_code == 404


def test_office_opens_a_round_for_its_own_body(client: Client, organisation, people, adopted, sign_in) -> None:
    own = organisation.department.pk
    typed = {
        "set": adopted.pk,
        "title": " Đánh giá  năm 2026",
        "year": "2026",
        "self_due_on": "30/6/2026",
        "appraisal_due_on": "31/7/2026",
        f"{own}.chosen": "on",
        f"{own}.profile": "with-procedures",
        f"{own}.unranked_because": "Mới thành lập",
    }
    response = sign_in(client, people.coordinator).post(NEW, typed)

    one = ScoringRound.objects.get()
    assert response["Location"] == reverse("scoring_round", args=[one.pk])
    assert (one.title, one.year, one.self_due_on, one.dispute_due_on) == (
        "Đánh giá năm 2026",
        2026,
        DRAFT.self_due_on,
        None,
    )
    body = one.assessments.get()
    assert (body.department_id, body.is_ranked, body.unranked_because) == (own, False, "Mới thành lập")


def test_faults_of_opening_are_told_at_the_top_and_what_was_typed_stays(
    client: Client, organisation, people, adopted, sign_in
) -> None:
    own = organisation.department.pk
    typed = {
        "set": adopted.pk,
        "title": "Đợt thử",
        "year": "2025",
        "self_due_on": "30/6/2026",
        "appraisal_due_on": "1/6/2026",
        f"{own}.profile": "with-procedures",
    }
    response = sign_in(client, people.coordinator).post(NEW, typed)

    text = text_of(response)
    assert "Bộ chỉ số không dùng cho năm 2025." in text
    assert "Hạn của bước sau phải từ hạn của bước trước trở đi." in text
    assert "Hãy chọn ít nhất một cơ quan được đánh giá." in text
    assert 'value="Đợt thử"' in response.content.decode()
    assert not ScoringRound.objects.exists()


def test_office_is_not_offered_other_bodies_appraiser_is(client: Client, people, adopted, elsewhere, sign_in) -> None:
    bodies = found_bodies(2)
    appraiser = appraiser_of(bodies)
    office = sign_in(Client(), people.coordinator).get(NEW)
    criteria_sets.adopt_shipped("so-mau-2026", actor=appraiser, at=AT)

    assert "Cơ quan 00" not in text_of(office)
    offered = text_of(sign_in(client, appraiser).get(NEW))
    assert "Cơ quan 00" in offered
    assert "Cơ quan 01" in offered
    assert "Sở Tư pháp" not in offered


def test_reporter_opens_no_round(client: Client, people, sign_in) -> None:
    assert sign_in(client, people.reporter).get(NEW).status_code == 403


# ---- the table


def test_office_reads_its_own_row_with_the_columns_there_are(case, people, sign_in) -> None:
    brought(case, State.SUBMITTED)
    text = text_of(page_of(people.coordinator, sign_in, case.assessment.round_id))

    assert "1/1 cơ quan chưa có điểm chính thức." in text
    assert "Sở Tư pháp Chờ thẩm định 80,00 80,00 80 % Tốt" in text
    assert "Thẩm định" not in text.split("Các cơ quan trong đợt")[1].split("Xếp loại")[0]


def test_points_are_hidden_from_an_appraiser_before_the_signature(case, sign_in) -> None:
    brought(case, State.SIGN)
    text = text_of(page_of(case.appraiser, sign_in, case.assessment.round_id))

    assert "Sở Tư pháp Chờ Giám đốc ký – –" in text
    assert "80,00" not in text


def test_reporter_reads_no_totals(case, people, sign_in) -> None:
    brought(case, State.CHECK)
    text = text_of(page_of(people.reporter, sign_in, case.assessment.round_id))

    assert "Sở Tư pháp" in text
    assert "80,00" not in text


def test_round_of_another_department_is_not_found(case, elsewhere, sign_in) -> None:
    assert page_of(elsewhere.people.coordinator, sign_in, case.assessment.round_id).status_code == 404


def test_table_asks_the_database_as_often_for_20_bodies_as_for_1(db, sign_in) -> None:
    bodies = found_bodies()
    appraiser = appraiser_of(bodies)
    adopted = adopted_by(appraiser)
    few, many = opened(adopted, bodies[:1], appraiser, title="Một cơ quan"), opened(adopted, bodies, appraiser)
    bring_to_signature(few, bodies[:1])
    bring_to_signature(many, bodies[:3])
    client = sign_in(Client(), appraiser)

    one = queries_of(client, reverse("scoring_round", args=[few.pk]))
    assert queries_of(client, reverse("scoring_round", args=[many.pk])) == one <= 20


# ---- publishing


@pytest.fixture
def ended(db):
    """A round of five, body 3 without rank, all points final; with its appraiser."""

    def make():
        bodies = found_bodies(6)
        appraiser = appraiser_of(bodies)
        scoring_round = opened(adopted_by(appraiser), bodies, appraiser)
        bring_to_signature(scoring_round, bodies)
        final(scoring_round, appraiser)
        return scoring_round, appraiser

    return kept("ended", make)


def places(text: str) -> list[str]:
    """Name and place of each body, in the order of the table."""
    rows = text.split("Xếp loại")[1].split("Cơ quan ")[1:]
    return [" ".join(row.replace("không xếp hạng: Mới thành lập ", "").split()[:2]) for row in rows]


def test_places_are_shown_before_they_are_published(ended, sign_in) -> None:
    scoring_round, appraiser = ended
    text = text_of(page_of(appraiser, sign_in, scoring_round.pk))

    assert "Thứ hạng nếu công bố bây giờ" in text
    assert places(text)[:6] == ["04 1", "05 1", "02 3", "01 4", "00 5", "03 –"]
    assert set(Assessment.objects.values_list("rank", flat=True)) == {None}


def test_publishing_writes_the_places(ended, sign_in) -> None:
    scoring_round, appraiser = ended
    client = sign_in(Client(), appraiser)
    address = reverse("scoring_round", args=[scoring_round.pk])

    response = client.post(address, {"publish": "1"}, follow=True)

    text = text_of(response)
    assert "Đã công bố kết quả của đợt đánh giá." in text
    assert "Bảng xếp hạng" in text
    assert places(text)[:6] == ["04 1", "05 1", "02 3", "01 4", "00 5", "03 –"]
    assert client.post(address, {"publish": "1"}).status_code == 409


def test_office_of_a_body_does_not_publish(case, people, sign_in) -> None:
    brought(case, State.FINAL)
    client = sign_in(Client(), people.coordinator)
    address = reverse("scoring_round", args=[case.assessment.round_id])

    assert "Công bố kết quả" not in text_of(client.get(address))
    assert client.post(address, {"publish": "1"}).status_code == 403


# ---- bodies in and out


def test_body_is_taken_in_and_out_again(db, sign_in) -> None:
    bodies = found_bodies(2)
    appraiser = appraiser_of(bodies)
    scoring_round = opened(adopted_by(appraiser), bodies[:1], appraiser)
    client, address = sign_in(Client(), appraiser), reverse("scoring_round", args=[scoring_round.pk])
    second = bodies[1].department

    client.post(address, {"add": "1", "body": second.pk, "profile": "with-procedures"})
    assert scoring_round.assessments.get(department=second).is_ranked
    client.post(address, {"remove": second.pk})
    assert list(scoring_round.assessments.values_list("department_id", flat=True)) == [bodies[0].department.pk]
    last = client.post(address, {"remove": bodies[0].department.pk})
    assert last["Location"] == reverse("dti")
    assert not ScoringRound.objects.exists()
