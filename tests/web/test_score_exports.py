"""Files of a sheet: the workbook, the report, the dispute file. Who may fetch them stands in role_pages."""

from decimal import Decimal
from io import BytesIO

import pytest
from assessing import VALUES, Case, brought, case_of
from django.test import Client
from django.urls import reverse
from docx import Document
from factories import AT, LATER, PDF, TODAY, Organisation
from python_calamine import load_workbook

from dondoc.actions import assessments, disputes, facts, proofs, scores
from dondoc.actions.evidence import Particulars
from dondoc.actions.scores import Given
from dondoc.core.assessments import Move, Outcome, ReasonCode, Stage, State


@pytest.fixture(autouse=True)
def pretended_day(settings):
    """The day that the site takes for today."""
    settings.PRETEND_TODAY = TODAY
    return settings


@pytest.fixture
def disputed(organisation: Organisation) -> Case:
    """The appraiser gave 2.1 ten points instead of fifteen, as its proof is from last year; the body answers."""
    case, people = case_of(organisation), organisation.people
    facts.enter(case.assessment_id, values=VALUES, as_of=TODAY, source="Sổ họp", actor=people.coordinator, at=AT)
    proofs.attach(
        case.assessment_id,
        "2.1",
        data=PDF,
        name="thong-bao.pdf",
        particulars=Particulars(number="12/TB-VP", issued_on=TODAY, issuer="Văn phòng Sở", page="2"),
        actor=people.coordinator,
        at=AT,
    )
    _move(case, Move.HAND_IN, people.coordinator)
    scores.agree_all(case.assessment_id, stage=Stage.CHECK, actor=people.coordinator, at=AT)
    _move(case, Move.CHECKED, people.coordinator)
    _move(case, Move.SIGN, people.director)
    lower = Given("2.1", Decimal(10), ReasonCode.OUTSIDE_PERIOD, "Một cuộc họp của năm 2025")
    scores.appraise(case.assessment_id, given=[lower], actor=case.appraiser, at=AT)
    scores.agree_all(case.assessment_id, stage=Stage.APPRAISED, actor=case.appraiser, at=AT)
    _move(case, Move.RELEASE, case.appraiser)
    disputes.write(
        case.assessment_id,
        "2.1",
        words="Cuộc họp thứ ba diễn ra ngày 5/1/2026",
        asked_points=Decimal(15),
        actor=people.coordinator,
        at=AT,
    )
    return case


def _move(case: Case, move: Move, actor) -> None:
    assessments.move(case.assessment_id, move=move, actor=actor, at=AT)


@pytest.fixture
def office(client: Client, organisation: Organisation, sign_in) -> Client:
    return sign_in(client, organisation.people.coordinator)


def words(data: bytes) -> str:
    """The words of a .docx, tables last."""
    document = Document(BytesIO(data))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return " ".join(" ".join([*(paragraph.text for paragraph in document.paragraphs), *cells]).split())


def lines(data: bytes) -> list[list[object]]:
    return load_workbook(BytesIO(data)).get_sheet_by_index(0).to_python()


def test_workbook_has_every_stage_as_numbers(office: Client, disputed: Case) -> None:
    answer = office.get(reverse("assessment_workbook", args=[disputed.assessment_id]))
    assert answer["Content-Disposition"] == 'attachment; filename="Bang-diem-DTI-STP-2026.xlsx"'
    found = lines(answer.content)
    assert found[1][0] == "Bộ chỉ số thử (bộ chỉ số mẫu, không chính thức)"
    assert [row for row in found if row[0] in ("1.2", "2.1")] == [
        ["1.2", "Tỷ lệ hồ sơ trực tuyến", 30.0, 20.0, 20.0, 20.0, "", ""],
        [
            "2.1",
            "Số cuộc họp",
            20.0,
            15.0,
            15.0,
            10.0,
            "Thẩm định: Minh chứng ngoài kỳ đánh giá: Một cuộc họp của năm 2025",
            "12/TB-VP ngày 10/3/2026, trang 2",
        ],
    ]
    assert found[-1][1:6] == ["Tổng cộng", 100.0, 80.0, 80.0, 75.0]


def test_workbook_before_the_check_has_the_own_column_alone(office: Client, organisation: Organisation) -> None:
    case = brought(case_of(organisation), State.SELF)
    found = lines(office.get(reverse("assessment_workbook", args=[case.assessment_id])).content)
    assert found[-1][1:6] == ["Tổng cộng", 100.0, 80.0, "", ""]


def test_report_says_the_totals_of_each_stage(office: Client, disputed: Case) -> None:
    answer = office.get(reverse("assessment_sheet", args=[disputed.assessment_id]))
    said = words(answer.content)
    assert "Tự chấm: 80/100 điểm, đạt 80%, mức Tốt (bộ chỉ số mẫu, không chính thức)." in said
    assert "Thẩm định: 75/100 điểm, đạt 75%, mức Tốt (bộ chỉ số mẫu, không chính thức)." in said


def test_dispute_file_has_rule_points_figures_and_proofs(office: Client, disputed: Case) -> None:
    answer = office.get(reverse("dispute_file", args=[disputed.assessment_id]))
    assert answer["Content-Disposition"] == 'attachment; filename="Giai-trinh-DTI-STP-2026.docx"'
    said = words(answer.content)
    for part in (
        "Chỉ số 2.1: Số cuộc họp",
        "tối đa 20; tự chấm 15; thẩm định 10; chênh lệch 5.",
        "Lý do của cơ quan thẩm định: Minh chứng ngoài kỳ đánh giá: Một cuộc họp của năm 2025.",
        "Giải trình: Cuộc họp thứ ba diễn ra ngày 5/1/2026.",
        "Số liệu: meetings: 3, đến ngày 10/3/2026, nguồn: Sổ họp.",
        "Chỉ số 2.1: từ 10 thành 15 điểm.",
        "12/TB-VP",
    ):
        assert part in said
    assert "Chỉ số 1.1" not in said


def test_dispute_file_is_fetched_from_the_sheet_by_those_who_see_the_whole(
    office: Client, disputed: Case, sign_in
) -> None:
    address, sheet = (reverse(name, args=[disputed.assessment_id]) for name in ("dispute_file", "assessment"))
    assert address in office.get(sheet).content.decode()
    assert address not in sign_in(office, disputed.organisation.people.head).get(sheet).content.decode()


def test_dispute_file_stays_as_it_was_sent_once_points_are_won(office: Client, disputed: Case) -> None:
    before = office.get(reverse("dispute_file", args=[disputed.assessment_id])).content
    _move(disputed, Move.DISPUTE, disputed.organisation.people.director)
    dispute = disputed.assessment.disputes.get()
    disputes.decide(dispute.pk, outcome=Outcome.UPHELD, answer="Đúng", actor=disputed.appraiser, at=LATER)
    assert office.get(reverse("dispute_file", args=[disputed.assessment_id])).content == before


def test_dispute_file_without_a_dispute_is_refused_with_who_can_help(office: Client, organisation) -> None:
    case = brought(case_of(organisation), State.RELEASED)
    answer = office.get(reverse("dispute_file", args=[case.assessment_id]))
    assert (answer.status_code, "Chưa viết giải trình cho chỉ số nào." in answer.content.decode()) == (409, True)
