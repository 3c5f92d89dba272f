"""Pages that say what to do about a score: points still winnable, what-if, mock appraisal, analysis."""

import re
from decimal import Decimal

import pytest
from assessing import VALUES, Case, brought, case_of
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import AT, PDF, TODAY, Organisation, approve, write
from page_texts import text_of

from dondoc.actions import criteria_sets, proofs
from dondoc.actions.criteria_sets import Source
from dondoc.actions.evidence import Particulars
from dondoc.core.assessments import State
from dondoc.core.scoring.bindings import BindingKind
from dondoc.models import AssessmentFact, CriterionScore, Plan, ReportingPeriod


@pytest.fixture(autouse=True)
def pretended_day(settings):
    """The day that the site takes for today: 112 days before the end of the self-score."""
    settings.PRETEND_TODAY = TODAY
    return settings


@pytest.fixture
def case(organisation: Organisation) -> Case:
    """80 of 100 points: 1.2 lacks 10, 2.1 and 2.2 five each."""
    return brought(case_of(organisation), State.SELF)


@pytest.fixture
def office(client: Client, case: Case, sign_in) -> Client:
    return sign_in(client, case.organisation.people.coordinator)


def page(client: Client, name: str, case: Case, **asked: str):
    return client.get(reverse(name, args=[case.assessment_id]), asked)


def rows(response, place: int = 0) -> list[str]:
    """The rows of a table of the page, in words."""
    bodies = re.findall(r"<tbody>(.*?)</tbody>", response.content.decode(), re.DOTALL)
    found = re.findall(r"<tr>(.*?)</tr>", bodies[place], re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in found]


def queries(client: Client, name: str, case: Case) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert page(client, name, case).status_code == 200
    return len(captured)


def test_winnable_points_stand_by_points_per_effort_with_their_steps(office: Client, case: Case) -> None:
    response = page(office, "assessment_winnable", case)

    assert rows(response) == [
        (
            "1.2. Tỷ lệ hồ sơ trực tuyến 10,00/30 “online” thêm 1 → 100 % → +10,00 điểm thử Tỷ lệ chưa đủ "
            "10,00 3 P. HCTP –"
        ),
        "2.1. Số cuộc họp 5,00/20 “meetings” thêm 1 → 4 → +5,00 điểm thử Số lượng chưa đủ 5,00 2 Thanh tra –",
        (
            "2.2. Người đứng đầu 5,00/10 “head”: từ “deputy” thành “leader” → +5,00 điểm thử Chưa ở mức cao nhất "
            "5,00 2 – –"
        ),
    ]
    text = text_of(response)
    assert "Điểm tự chấm 80,00 / 100 Đang mất 20,00 Còn giành được 20,00 Hạn 30/6/2026 112 ngày" in text
    assert "bộ chỉ số mẫu, không chính thức" in text


def test_proof_still_needed_is_listed_until_it_is_given(office: Client, case: Case) -> None:
    before = rows(page(office, "assessment_winnable", case), 1)
    proofs.attach(
        case.assessment_id,
        "1.1",
        data=PDF,
        name="trang.pdf",
        particulars=Particulars(number="4/BB"),
        actor=case.organisation.people.coordinator,
        at=AT,
    )
    after = rows(page(office, "assessment_winnable", case), 1)
    assert before[0] == "1.1. Có chuyên mục chuyển đổi số Ảnh chụp màn hình 40,00"
    assert after == before[1:]


def test_unit_sees_what_its_own_criteria_can_win_and_no_totals(client: Client, case: Case, sign_in) -> None:
    response = page(sign_in(client, case.organisation.people.reporter), "assessment_winnable", case)

    assert [row.split()[0] for row in rows(response)] == ["1.2."]
    text = text_of(response)
    assert "Đang mất 10,00 Còn giành được 10,00" in text
    assert "80,00" not in text


def test_days_that_have_passed_are_said(office: Client, case: Case, settings) -> None:
    settings.PRETEND_TODAY = case.assessment.round.self_due_on.replace(month=7)
    assert "Hạn 30/6/2026 đã qua" in text_of(page(office, "assessment_winnable", case))


@pytest.mark.parametrize(
    "name", ["assessment_winnable", "assessment_trial", "assessment_mock", "assessment_analysis", "improvement_plan"]
)
def test_pages_read_the_database_as_often_whatever_is_lost(
    name: str, client: Client, organisation: Organisation, sign_in
) -> None:
    case = case_of(organisation)
    office = sign_in(client, organisation.people.coordinator)
    page(office, name, case)
    of_nothing_entered = queries(office, name, case)
    brought(case, State.SELF, values=VALUES | {"meetings": Decimal(4), "head": "leader"})
    assert (queries(office, name, case), of_nothing_entered <= 20) == (of_nothing_entered, True)


def test_trial_says_old_and_new_points_and_stores_nothing(office: Client, case: Case) -> None:
    stored = AssessmentFact.objects.count(), CriterionScore.objects.count()
    response = page(office, "assessment_trial", case, **{"online.upper": "3", "meetings": "1", "head": "leader"})

    assert rows(response) == [
        "1.2. Tỷ lệ hồ sơ trực tuyến 20,00 30,00 +10,00",
        "2.1. Số cuộc họp 15,00 5,00 −10,00",
        "2.2. Người đứng đầu 5,00 10,00 +5,00",
    ]
    text = text_of(response)
    assert "Tổng điểm 80,00 → 85,00 / 100 (+5,00) Tỷ lệ 80 % → 85 % Xếp loại Tốt" in text
    assert (AssessmentFact.objects.count(), CriterionScore.objects.count()) == stored


def test_trial_tells_the_band_that_changes(office: Client, case: Case) -> None:
    text = text_of(page(office, "assessment_trial", case, has_page="no"))
    assert "80,00 → 40,00 / 100 (−40,00) Tỷ lệ 80 % → 40 % Xếp loại Tốt → Yếu" in text


def test_trial_without_a_figure_is_as_if_it_were_not_reported(office: Client, case: Case) -> None:
    asked = {"online.upper": "", "online.lower": ""}
    assert rows(page(office, "assessment_trial", case, **asked)) == ["1.2. Tỷ lệ hồ sơ trực tuyến 20,00 0,00 −20,00"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"meetings": "bốn"}, "meetings: “bốn” không phải số."),
        ({"online.upper": ""}, "online: Ghi cả tử số và mẫu số, hoặc để trống cả hai."),
        ({"online.lower": "0"}, "online: "),
        ({"meetings": "-1"}, "meetings: "),
        ({"head": "nobody"}, "head: "),
    ],
)
def test_trial_lists_what_does_not_suit_and_gives_no_points(
    asked: dict[str, str], said: str, office: Client, case: Case
) -> None:
    response = page(office, "assessment_trial", case, **asked)
    text = text_of(response)
    assert response.status_code == 200
    assert f"Chưa thực hiện được, còn chỗ cần sửa {said}" in text
    assert "Tổng điểm" not in text


def test_step_can_be_tried_from_its_row(office: Client, case: Case) -> None:
    links = re.findall(r'href="([^"]+)">thử<', page(office, "assessment_winnable", case).content.decode())
    found = [rows(office.get(link.replace("&amp;", "&"))) for link in links]
    assert found == [
        ["1.2. Tỷ lệ hồ sơ trực tuyến 20,00 30,00 +10,00"],
        ["2.1. Số cuộc họp 15,00 20,00 +5,00"],
        ["2.2. Người đứng đầu 5,00 10,00 +5,00"],
    ]


def fields(response) -> list[str]:
    """The names of the fields of figures, in their order."""
    body = response.content.decode()
    return re.findall(r'name="([a-z_.]+)"', body[body.index('class="trial-facts"') :])


def test_trial_of_a_unit_has_its_own_facts_alone(client: Client, case: Case, sign_in) -> None:
    reporter = sign_in(client, case.organisation.people.reporter)
    response = page(reporter, "assessment_trial", case, meetings="4", show="all")
    assert fields(response) == ["show", "has_page", "online.upper", "online.lower"]
    assert "Chưa đổi số liệu nào." in text_of(response)
    assert "Tổng điểm" not in text_of(response)


def test_trial_asks_for_what_loses_points_or_is_tried_and_for_the_most_lost_first(office: Client, case: Case) -> None:
    losing = ["online.upper", "online.lower", "meetings", "head"]
    assert fields(page(office, "assessment_trial", case)) == losing
    assert fields(page(office, "assessment_trial", case, has_page="no")) == [*losing, "has_page"]


def test_each_changed_figure_of_a_trial_is_marked_and_put_back_alone(office: Client, case: Case) -> None:
    response = page(office, "assessment_trial", case, meetings="1", head="leader", show="all")

    assert re.findall(r"đã đổi hiện có: (\S+) Trả lại (\S+)", text_of(response)) == [
        ("3", "meetings"),
        ("deputy", "head"),
    ]
    back = re.findall(r'href="([^"]+)">Trả lại', response.content.decode())
    assert back == ["?head=leader&amp;show=all#id_meetings", "?meetings=1&amp;show=all#id_head"]


def test_sliders_reach_to_the_whole_of_a_ratio_and_to_twice_a_count(office: Client, case: Case) -> None:
    body = page(office, "assessment_trial", case).content.decode()
    sliders = re.findall(r'<input type="range" hidden[^>]* data-slides="([^"]+)"[^>]* max="([^"]+)" step="1"', body)
    assert sliders == [("id_online.upper", "3"), ("id_meetings", "6")]


def test_mock_appraisal_puts_points_at_risk_first(office: Client, case: Case) -> None:
    response = page(office, "assessment_mock", case)
    found = rows(response)
    assert [row for row in found if "Không có minh chứng" in row] == [
        (
            "1.1. Có chuyên mục chuyển đổi số Không có minh chứng Chỉ số 1.1 tự chấm 40,00 điểm nhưng không có minh "
            "chứng. Cần đính kèm: Ảnh chụp màn hình. 40,00"
        ),
        (
            "1.2. Tỷ lệ hồ sơ trực tuyến Không có minh chứng Chỉ số 1.2 tự chấm 20,00 điểm nhưng không có minh "
            "chứng. Cần đính kèm: văn bản, tài liệu chứng minh. 20,00"
        ),
        (
            "2.1. Số cuộc họp Không có minh chứng Chỉ số 2.1 tự chấm 15,00 điểm nhưng không có minh chứng. "
            "Cần đính kèm: văn bản, tài liệu chứng minh. 15,00"
        ),
        (
            "2.2. Người đứng đầu Không có minh chứng Chỉ số 2.2 tự chấm 5,00 điểm nhưng không có minh chứng. "
            "Cần đính kèm: văn bản, tài liệu chứng minh. 5,00"
        ),
    ]
    assert "Chỉ số liên quan 4 Điểm có thể mất 80,00" in text_of(response)


def test_mock_appraisal_of_a_unit_is_of_its_criteria(client: Client, case: Case, sign_in) -> None:
    response = page(sign_in(client, case.organisation.people.head), "assessment_mock", case)
    assert {row.split()[0] for row in rows(response)} == {"1.1.", "1.2."}
    assert "Chỉ số liên quan 2 Điểm có thể mất 60,00" in text_of(response)


@pytest.fixture
def bound(case: Case, plan: Plan, period: ReportingPeriod) -> Plan:
    """`online` comes from a target of which the division reported 8 of 9, `has_page` from a task."""
    people, units = case.organisation.people, case.organisation.units
    sources = {
        "online": Source(BindingKind.TARGET, target_id=plan.targets.get(position=1).pk),
        "has_page": Source(BindingKind.TASK, task_id=plan.tasks.get(number="1").pk),
        "meetings": Source(BindingKind.EVIDENCE, task_id=plan.tasks.get(number="2").pk),
    }
    criteria_sets.bind(case.adopted.pk, sources=sources, actor=people.coordinator, at=AT)
    write(period, units.division, actor=people.reporter)
    approve(period, units.division, reporter=people.reporter, head=people.head)
    return plan


def test_mock_appraisal_holds_typed_figures_against_reported_ones(office: Client, case: Case, bound: Plan) -> None:
    differing = [row for row in rows(page(office, "assessment_mock", case)) if "Khác số liệu đã báo cáo" in row]
    assert [row.split(" Khác")[0] for row in differing] == [
        "1.1. Có chuyên mục chuyển đổi số",
        "2.1. Số cuộc họp",
        "1.2. Tỷ lệ hồ sơ trực tuyến",
    ]
    assert "tự chấm theo 2/3 (66,67 %), còn Chỉ tiêu 1 của" in differing[2]
    assert "ghi 8/9 (88,89 %)." in differing[2]


def test_mock_appraisal_of_a_unit_knows_no_figures_of_others(client: Client, case: Case, bound: Plan, sign_in) -> None:
    sign_in(client, case.organisation.people.head)
    assert "Khác số liệu đã báo cáo" not in text_of(page(client, "assessment_mock", case))


def test_winnable_points_name_the_tasks_behind_them(office: Client, case: Case, bound: Plan) -> None:
    response = page(office, "assessment_winnable", case)
    first, second, _third = rows(response)
    assert first.endswith(f"P. HCTP Chỉ tiêu 1. {bound.targets.get(position=1).text} (P. HCTP, PCC 1)")
    assert f"Nhiệm vụ 2. {bound.tasks.get(number='2').text}"[:60] in second
    assert reverse("task", args=[bound.pk, bound.tasks.get(number="2").pk]) in response.content.decode()


def test_analysis_has_strengths_and_weaknesses_with_their_shares(office: Client, case: Case) -> None:
    response = page(office, "assessment_analysis", case)
    text = text_of(response)
    assert "Tổng điểm 80,00 / 100 Tỷ lệ, xếp loại 80 % Tốt" in text
    assert "So sánh với cơ quan khác có khi đợt đánh giá được công bố." in text
    tables = [rows(response, place) for place in range(5)]
    assert tables == [
        ["1. Nhận thức số 60/70 · 85,71 %", "2. Hạ tầng số 20/30 · 66,67 %"],
        ["Điểm tối đa 100 100", "1. Nhận thức số -10 90", "2. Hạ tầng số -10 80", "Điểm đạt được 80 80"],
        ["1. Nhận thức số 60/70 · 85,71 %", "2. Hạ tầng số 20/30 · 66,67 %"],
        ["1.1. Có chuyên mục chuyển đổi số 40,00/40 100 %"],
        [
            "1.2. Tỷ lệ hồ sơ trực tuyến 20,00/30 66,67 %",
            "2.1. Số cuộc họp 15,00/20 75 %",
            "2.2. Người đứng đầu 5,00/10 50 %",
        ],
    ]
