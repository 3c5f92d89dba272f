"""The way into the assessments, the sheet, the moves, all facts, owners: what the pages say and what they keep."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from assessing import DRAFT, SCORED, Case, brought, case_of
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import AT, TODAY
from page_texts import text_of
from rights import actors

from dondoc.actions import assessments as actions
from dondoc.actions import facts, rounds, scores
from dondoc.actions.rounds import Body
from dondoc.core.assessments import Stage, State
from dondoc.core.permissions import Role
from dondoc.core.scoring.facts import Quotient
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


def sheet_of(client: Client, case: Case, query: str = ""):
    return client.get(reverse("assessment", args=[case.assessment_id]) + query)


def rows(response) -> list[str]:
    """Each row of the tables, in words."""
    bodies = re.findall(r"<tbody>(.*?)</tbody>", response.content.decode(), re.DOTALL)
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", "".join(bodies), re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in found]


def cards(response) -> list[str]:
    """Each card at the top, in words."""
    found = re.search(r'<ul class="cards.*?</ul>', response.content.decode(), re.DOTALL)[0]
    return [" ".join(re.sub("<[^>]+>", " ", card).split()) for card in re.findall("<li>(.*?)</li>", found, re.DOTALL)]


def primary(response) -> tuple[str, str]:
    """Address and words of the one next step."""
    found = re.findall(r'<a class="btn btn-primary" href="([^"]*)">([^<]*)<', response.content.decode())
    assert len(found) == 1
    return found[0]


def do(client: Client, case: Case, **sent: str):
    return client.post(reverse("assessment_move", args=[case.assessment_id]), sent)


# The way in


def test_way_in_tells_state_points_and_next_step(client: Client, people, sign_in, case: Case) -> None:
    facts.enter(case.assessment_id, values={"has_page": True}, as_of=TODAY, actor=people.coordinator, at=AT)

    page = sign_in(client, people.coordinator).get(reverse("dti"))

    assert cards(page) == [
        "Đang tự chấm hạn 30/6/2026 , còn 77 ngày làm việc",
        "Tự chấm 40,00 / 100",
        "Tỷ lệ, xếp loại 40 % Yếu",
        "Chưa có số liệu 4 / 5",
        "Chỉ số còn mất điểm 3",
    ]
    assert primary(page) == (
        reverse("assessment_facts", args=[case.assessment_id]),
        "Nhập số liệu cho 4 chỉ số còn thiếu",
    )
    (row,) = rows(page)
    assert row.startswith("Đánh giá năm 2026 Bộ chỉ số thử bộ chỉ số mẫu, không chính thức 2026")
    assert row.endswith("Đang tự chấm Tự chấm 40,00/100 40 % Yếu –")


def test_way_in_without_rounds_offers_the_sets_to_the_office(client: Client, people, sign_in) -> None:
    page = sign_in(client, people.coordinator).get(reverse("dti"))

    assert "Chưa có đợt đánh giá nào" in text_of(page)
    assert "Chọn bộ chỉ số" in text_of(page)
    assert "Chọn bộ chỉ số" not in text_of(sign_in(client, people.reporter).get(reverse("dti")))


def test_way_in_asks_the_same_number_of_questions_for_one_and_thirty_rounds(
    client: Client, people, sign_in, case: Case
) -> None:
    sign_in(client, people.coordinator)
    client.get(reverse("dti"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("dti"))
    for number in range(29):
        body = Body(people.coordinator.department_id, "with-procedures")
        draft = replace(DRAFT, title=f"Đợt {number}")
        rounds.open_round(case.adopted.pk, draft=draft, bodies=[body], actor=people.coordinator, at=AT)

    with CaptureQueriesContext(connection) as thirty:
        page = client.get(reverse("dti"))

    assert len(rows(page)) == 30
    assert len(thirty) == len(one) <= 20


def test_unit_without_criteria_sees_no_assessment(client: Client, people, units, sign_in, case: Case) -> None:
    actions.set_owners(case.assessment_id, owners={"2.1": None}, actor=people.coordinator, at=AT)

    page = sign_in(client, people.other_reporter).get(reverse("dti"))

    assert "Chưa có đợt đánh giá nào" in text_of(page)
    assert sheet_of(client, case).status_code == 404


def test_navigation_leads_there_whom_it_concerns(client: Client, people, sign_in, case: Case) -> None:
    said = {
        name: re.findall(r'href="(/dti/[^"]*)"', sign_in(client, viewer).get(reverse("home")).content.decode())[:1]
        for name, viewer in (
            ("office", people.coordinator),
            ("administrator", people.administrator),
            ("appraiser", case.appraiser),
        )
    }

    assert said == {"office": ["/dti/"], "administrator": [], "appraiser": ["/dti/bench/"]}


@pytest.mark.parametrize("state", [State.SELF, State.RELEASED])
def test_every_tab_that_is_shown_opens(organisation, sign_in, case: Case, state: State) -> None:
    brought(case, state)
    titles = {}
    for role, viewer in (*actors(organisation).items(), (Role.APPRAISER, case.appraiser)):
        client = sign_in(Client(), viewer)
        page = sheet_of(client, case)
        if page.status_code != 200:
            continue
        tabs = page.context["tabs"]
        titles[role] = {tab.title for tab in tabs}
        assert {tab.title: client.get(tab.url).status_code for tab in tabs} == dict.fromkeys(titles[role], 200)
    assert titles[Role.COORDINATOR] - titles[Role.REPORTER] == {"Phân tích"}


# The sheet


def test_sheet_shows_the_columns_side_by_side_with_reason_and_difference(
    client: Client, people, sign_in, case: Case
) -> None:
    brought(case, State.CHECK)
    given = [scores.Given("2.1", Decimal(10), scores.ReasonCode.EVIDENCE_WEAK, "Thiếu biên bản")]
    scores.check(case.assessment_id, given=given, actor=people.coordinator, at=AT)

    page = sheet_of(sign_in(client, people.coordinator), case)

    assert rows(page) == [
        "1. Nhận thức số 70 60,00 85,71 % 60,00 85,71 %",
        "1.1 Có chuyên mục chuyển đổi số 40 40,00 40,00 P. HCTP 0",
        "1.2 Tỷ lệ hồ sơ trực tuyến 30 20,00 20,00 10,00 P. HCTP 0",
        "2. Hạ tầng số 30 20,00 66,67 % 15,00 50 %",
        "2.1 Số cuộc họp 20 15,00 10,00 −5,00 Minh chứng chưa đủ 10,00 Thanh tra 0",
        "2.2 Người đứng đầu 10 5,00 5,00 5,00 – 0",
        "2.3 Số hệ thống 0 không tính điểm không tính điểm – 0",
    ]
    assert cards(page)[1:3] == ["Văn phòng kiểm tra 75,00 / 100", "Tỷ lệ, xếp loại 75 % Tốt"]


def test_unit_sees_its_own_criteria_without_totals(client: Client, people, sign_in, case: Case) -> None:
    brought(case, State.SELF)

    page = sheet_of(sign_in(client, people.reporter), case)

    assert rows(page) == [
        "1. Nhận thức số",
        "1.1 Có chuyên mục chuyển đổi số 40 40,00 P. HCTP 0",
        "1.2 Tỷ lệ hồ sơ trực tuyến 30 20,00 10,00 P. HCTP 0",
    ]
    assert [card.split(" ")[0] for card in cards(page)] == ["Đang", "Chưa", "Chỉ"]


@pytest.mark.parametrize(("show", "codes"), [("missing", ["2.1", "2.2", "2.3"]), ("lost", ["1.2", "2.1", "2.2"])])
def test_sheet_is_narrowed_in_its_address(client: Client, people, sign_in, case: Case, show: str, codes) -> None:
    values = {"has_page": True, "online": Quotient(Decimal(2), Decimal(3))}
    facts.enter(case.assessment_id, values=values, as_of=TODAY, actor=people.coordinator, at=AT)

    page = sheet_of(sign_in(client, people.coordinator), case, f"?show={show}")

    assert re.findall(r'<tr id="c-([^"]*)"', page.content.decode()) == codes


def test_sheet_asks_the_same_number_of_questions_with_more_owners_and_proofs(
    client: Client, people, units, sign_in, case: Case
) -> None:
    brought(case, State.SELF)
    sign_in(client, people.coordinator)
    sheet_of(client, case)
    with CaptureQueriesContext(connection) as few:
        sheet_of(client, case)
    owners = dict.fromkeys(SCORED, units.attached.pk)
    actions.set_owners(case.assessment_id, owners=owners, actor=people.coordinator, at=AT)

    with CaptureQueriesContext(connection) as more:
        sheet_of(client, case)

    assert len(more) == len(few) <= 20


# Moves


def test_handing_in_tells_every_criterion_that_waits_with_a_link(client: Client, people, sign_in, case: Case) -> None:
    facts.enter(case.assessment_id, values={"has_page": True}, as_of=TODAY, actor=people.coordinator, at=AT)

    page = do(sign_in(client, people.coordinator), case, move="hand_in")

    told = re.search(r'<div class="errors".*?</div>', page.content.decode(), re.DOTALL)[0]
    assert re.findall(r'href="[^"]*/criteria/([^/]*)/"', told) == ["1.2", "2.1", "2.2", "2.3"]
    assert case.state is State.SELF


def test_assessment_goes_its_way_by_the_buttons(client: Client, people, sign_in, case: Case) -> None:
    brought(case, State.SELF)
    way = [
        (people.coordinator, {"move": "hand_in"}, State.CHECK),
        (people.coordinator, {"agree": "check"}, State.CHECK),
        (people.coordinator, {"move": "checked"}, State.SIGN),
        (people.director, {"move": "sign"}, State.SUBMITTED),
        (case.appraiser, {"agree": "appraised"}, State.SUBMITTED),
        (case.appraiser, {"move": "release"}, State.RELEASED),
        (case.appraiser, {"move": "conclude"}, State.FINAL),
    ]
    seen = []
    for actor, sent, _ in way:
        seen.append((do(sign_in(client, actor), case, **sent).status_code, case.state))

    assert seen == [(302, state) for _, _, state in way]
    assert set(assessments.scores_of(case.assessment, Stage.FINAL)) == set(SCORED)


def test_move_is_offered_with_its_consequence_only_to_whom_it_is_open(client: Client, people, sign_in, case) -> None:
    brought(case, State.SIGN)

    offered = {
        name: re.findall(r'name="move" value="([^"]*)"', sheet_of(sign_in(client, viewer), case).content.decode())
        for name, viewer in (("office", people.coordinator), ("director", people.director), ("head", people.head))
    }

    assert offered == {"office": [], "director": ["sign", "send_back"], "head": []}
    page = text_of(sheet_of(sign_in(client, people.director), case))
    assert "Phiếu được gửi đi thẩm định; số liệu và điểm được giữ nguyên như lúc ký." in page


def test_move_back_asks_for_a_reason_beside_its_field(client: Client, people, sign_in, case: Case) -> None:
    brought(case, State.SIGN)

    page = do(sign_in(client, people.director), case, move="send_back")

    assert "Hãy ghi lý do trả lại để người nhận biết cần bổ sung gì." in text_of(page)
    assert case.state is State.SIGN
    do(client, case, move="send_back", reason="Thiếu minh chứng 1.1")
    assert case.state is State.CHECK
    assert assessments.moves_of(case.assessment).last().reason == "Thiếu minh chứng 1.1"


def test_unknown_move_is_no_move(client: Client, people, sign_in, case: Case) -> None:
    assert do(sign_in(client, people.coordinator), case, move="leap").status_code == 400
    assert do(client, case, agree="final").status_code == 400


# All facts


def facts_url(case: Case) -> str:
    return reverse("assessment_facts", args=[case.assessment_id])


def test_typed_facts_are_kept_together_with_day_and_source(client: Client, people, sign_in, case: Case) -> None:
    sent = {
        "has_page": "yes",
        "online.upper": "1.234",
        "online.lower": "2.468",
        "meetings": "3",
        "head": "deputy",
        "given.as_of": "9/3/2026",
        "given.source": "Báo cáo 45/BC-STP",
    }

    answer = sign_in(client, people.coordinator).post(facts_url(case), sent, follow=True)

    assert "Đã lưu 4 số liệu, chấm lại." in text_of(answer)
    assert "Đã có 4/5 số liệu." in text_of(answer)
    kept = assessments.fact_rows(case.assessment)
    assert {fact: (row.value, row.source, str(row.as_of)) for fact, row in kept.items()} == {
        "has_page": (True, "Báo cáo 45/BC-STP", "2026-03-09"),
        "online": ({"numerator": 1234, "denominator": 2468}, "Báo cáo 45/BC-STP", "2026-03-09"),
        "meetings": (3, "Báo cáo 45/BC-STP", "2026-03-09"),
        "head": ("deputy", "Báo cáo 45/BC-STP", "2026-03-09"),
    }


def test_wrong_facts_are_told_all_at_once_and_what_was_typed_stays(client: Client, people, sign_in, case: Case) -> None:
    sent = {
        "online.upper": "9",
        "online.lower": "3,5",
        "meetings": "-2",
        "given.as_of": "11/3/2026",
        "given.source": "Sổ",
    }

    page = sign_in(client, people.coordinator).post(facts_url(case), sent)

    told = re.search(r'<div class="errors".*?</div>', page.content.decode(), re.DOTALL)[0]
    assert sorted(re.findall(r'href="#id_([^"]*)"', told)) == ["given.as_of", "meetings"]
    assert [f'value="{typed}"' in page.content.decode() for typed in ("9", "3,5", "-2", "11/3/2026", "Sổ")] == [
        True
    ] * 5
    assert assessments.fact_rows(case.assessment) == {}


def test_facts_not_changed_keep_their_day(client: Client, people, sign_in, case: Case) -> None:
    facts.enter(case.assessment_id, values={"meetings": Decimal(3)}, as_of=TODAY, actor=people.coordinator, at=AT)

    page = sign_in(client, people.coordinator).post(
        facts_url(case), {"meetings": "3", "given.as_of": "1/2/2026"}, follow=True
    )

    assert "Không có số liệu nào thay đổi." in text_of(page)
    assert assessments.fact_rows(case.assessment)["meetings"].as_of == TODAY


def test_unit_enters_the_facts_of_its_own_criteria_only(client: Client, people, sign_in, case: Case) -> None:
    page = sign_in(client, people.reporter).get(facts_url(case))
    assert re.findall(r'id="fact-([^"]*)"', page.content.decode()) == ["has_page", "online"]

    client.post(facts_url(case), {"has_page": "yes", "meetings": "9", "given.as_of": "10/3/2026"})

    assert {fact: row.value for fact, row in assessments.fact_rows(case.assessment).items()} == {"has_page": True}


def test_unit_that_changed_nothing_is_told_so(client: Client, people, sign_in, case: Case) -> None:
    page = sign_in(client, people.reporter).post(facts_url(case), {}, follow=True)

    assert page.status_code == 200
    assert "Không có số liệu nào thay đổi." in text_of(page)


@pytest.mark.parametrize(("state", "who", "status"), [(None, "auditor", 403), (State.CHECK, "reporter", 409)])
def test_right_and_state_are_judged_before_what_was_typed(
    client: Client, organisation, sign_in, case: Case, state: State | None, who: str, status: int
) -> None:
    if state:
        brought(case, state)
    actor = actors(organisation)[Role(who)]

    for sent in ({}, {"given.as_of": "không phải ngày"}, {"has_page": "maybe"}):
        assert sign_in(client, actor).post(facts_url(case), sent).status_code == status


def test_facts_are_shown_without_form_once_handed_in(client: Client, people, sign_in, case: Case) -> None:
    brought(case, State.CHECK)

    page = sign_in(client, people.coordinator).get(facts_url(case))

    assert 'name="save"' not in page.content.decode()
    assert rows(page)[1].startswith("online 2/3 (66,67 %) 10/3/2026 nhập tay")
    assert client.post(facts_url(case), {"given.as_of": "10/3/2026"}).status_code == 409


# Owners


def owners_url(case: Case) -> str:
    return reverse("assessment_owners", args=[case.assessment_id])


def test_office_gives_criteria_to_units_and_takes_them_back(client: Client, people, units, sign_in, case: Case) -> None:
    page = sign_in(client, people.coordinator).get(owners_url(case))
    assert "3/5 chỉ số đã có đơn vị phụ trách." in text_of(page)

    client.post(owners_url(case), {"1.1": units.division.pk, "2.1": "", "2.2": units.attached.pk})

    owned = {code: unit.pk for code, unit in assessments.owners_of(case.assessment).items()}
    assert owned == {"1.1": units.division.pk, "2.2": units.attached.pk}


def test_criterion_that_does_not_apply_is_scored_no_more(client: Client, people, sign_in, case: Case) -> None:
    brought(case, State.SELF)

    sent = {"applies": "1", "profile": "with-procedures", "not_applicable": ["2.1"]}
    sign_in(client, people.coordinator).post(owners_url(case), sent)

    assert cards(sheet_of(client, case))[1] == "Tự chấm 65,00 / 80"
    assert "không áp dụng" in rows(sheet_of(client, case))[4]


def test_owners_are_read_by_units_and_written_by_the_office(client: Client, people, sign_in, case: Case) -> None:
    page = sign_in(client, people.head).get(owners_url(case))

    assert "<select" not in page.content.decode()
    assert [row.split(" ")[0] for row in rows(page)] == ["1.", "1.1", "1.2"]
    assert client.post(owners_url(case), {"1.1": ""}).status_code == 403
