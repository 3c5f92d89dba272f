"""The pages of the periods: who has answered, what the report says, the file, the closing."""

from datetime import date
from hashlib import sha256
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from factories import AT, TODAY, answers_of, close_period
from page_texts import text_of
from rights import newcomer

from dondoc.actions import reports
from dondoc.actions.reports import AnswerDraft
from dondoc.core.permissions import UNIT_ROLES, Role
from dondoc.core.progress import AnswerState
from dondoc.core.workflow import Move
from dondoc.models import AuditRow, ReportingPeriod, Snapshot


@pytest.fixture(autouse=True)
def pretended_day(settings):
    """The day that the site takes for today."""
    settings.PRETEND_TODAY = TODAY
    return settings


@pytest.fixture
def office(client: Client, people, sign_in) -> Client:
    """The browser of the Office's coordinator."""
    return sign_in(client, people.coordinator)


@pytest.fixture
def address(period: ReportingPeriod) -> str:
    """The page of the first quarter."""
    return reverse("period", args=[period.pk])


# ---- the list


def test_list_counts_units_and_tells_the_due_day(office, answered):
    text = text_of(office.get(reverse("periods")))
    assert "Đang thu báo cáo Quý I/2026 Kế hoạch số 12/KH-STP 15/12/2025 – 14/3/2026" in text
    assert "16/3/2026 còn 4 ngày làm việc (15/3/2026 là Chủ nhật) 1/4 0" in text
    assert "Chưa đến lượt Quý II/2026" in text


def test_list_counts_late_units_when_the_due_day_passed(office, answered, settings):
    settings.PRETEND_TODAY = date(2026, 3, 18)
    assert "(15/3/2026 là Chủ nhật) 1/4 3" in text_of(office.get(reverse("periods")))


def test_nobody_grows_later_when_the_period_is_closed(office, answered, period, people, settings):
    settings.PRETEND_TODAY = date(2026, 3, 18)
    calendar = reverse("calendar")
    assert "1/4 · 3 chậm" in text_of(office.get(calendar))
    close_period(period, people)
    assert "chậm" not in text_of(office.get(calendar))


def test_list_puts_closed_periods_last_when_closed(office, answered, period, people):
    close_period(period, people)
    text = text_of(office.get(reverse("periods")))
    assert "Đã chốt số Quý I/2026 Kế hoạch số 12/KH-STP 15/12/2025 – 14/3/2026 16/3/2026 chốt 10/3/2026 1/4 0" in text
    assert "Đang thu báo cáo" not in text


def test_list_teaches_when_there_is_no_plan(office):
    assert "Chưa có kỳ báo cáo nào" in text_of(office.get(reverse("periods")))


def test_list_keeps_its_query_count_when_there_are_thirty_periods(office, make_plan, settings):
    settings.PRETEND_TODAY = date(2026, 12, 20)
    make_plan(task_count=3)
    with CaptureQueriesContext(connection) as few:
        office.get(reverse("periods"))
    for count in range(4, 9):
        make_plan(task_count=count)
    with CaptureQueriesContext(connection) as thirty:
        response = office.get(reverse("periods"))
    assert len(response.context["lines"]) == 30
    assert len(thirty) == len(few) <= 20


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 200),
        ("director", 200),
        ("reporter", 200),
        ("head", 200),
        ("administrator", 403),
    ],
)
def test_list_answers_by_role(client, people, sign_in, who, status):
    assert sign_in(client, getattr(people, who)).get(reverse("periods")).status_code == status


# ---- the page of a period


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 200),
        ("director", 200),
        ("reporter", 403),
        ("head", 403),
        ("administrator", 403),
    ],
)
def test_period_answers_by_role(client, people, sign_in, address, who, status):
    assert sign_in(client, getattr(people, who)).get(address).status_code == status


@pytest.mark.parametrize("role", [Role.REPORTER, Role.HEAD, Role.APPRAISER])
def test_issued_report_is_found_from_the_bar(organisation, sign_in, period, answered, people, address, role):
    close_period(period, people)
    unit_id = organisation.units.attached.pk if role in UNIT_ROLES else None
    browser = sign_in(Client(), newcomer(organisation, role, unit_id=unit_id))
    assert f'href="{reverse("periods")}"' in browser.get(reverse("plans")).content.decode()
    assert f'href="{address}"' in browser.get(reverse("periods")).content.decode()
    assert "Tải báo cáo đã chốt (.docx)" in text_of(browser.get(address))


def test_administrator_has_no_reports_in_the_bar(client, people, sign_in):
    page = sign_in(client, people.administrator).get(reverse("people")).content.decode()
    assert f'href="{reverse("periods")}"' not in page


def test_period_is_not_found_when_of_another_department(client, elsewhere, sign_in, address):
    assert sign_in(client, elsewhere.people.coordinator).get(address).status_code == 404


def test_results_come_by_fifty_while_the_totals_are_of_all(office, make_plan):
    plan = make_plan(task_count=60)
    address = reverse("period", args=[plan.periods.get(code="2026Q1").pk])

    first, second = office.get(address), office.get(address, {"page": 2})

    assert [result.number for result in first.context["results"]] == [str(n) for n in range(1, 51)]
    assert [result.number for result in second.context["results"]] == [str(n) for n in range(51, 61)]
    assert "Dòng 51–60 trong tổng số 60" in text_of(second)
    assert 'href="?page=2#results"' in first.content.decode()
    assert 'id="results"' in first.content.decode()
    for response in (first, second):
        assert "Nhiệm vụ hoàn thành 0 / 60" in text_of(response)


def test_period_names_who_has_answered_and_who_is_silent(office, address, answered):
    text = text_of(office.get(address))
    assert "Đơn vị đã báo cáo 1 / 4" in text
    silent = "Văn phòng Sở; Thanh tra Sở; Phòng Công chứng số 1"
    assert f"Chưa có báo cáo được duyệt của 3 đơn vị: {silent}." in text
    assert "Phòng Hành chính tư pháp Chờ Văn phòng tiếp nhận 6/6 10/3/2026 –" in text
    assert "Thanh tra Sở Chưa trả lời 0/2 – –" in text


def test_silent_units_grow_late_when_days_pass(office, address, answered, settings):
    settings.PRETEND_TODAY = date(2026, 3, 18)
    text = text_of(office.get(address))
    assert "Thanh tra Sở Chưa trả lời 0/2 – 2" in text
    assert "Phòng Hành chính tư pháp Chờ Văn phòng tiếp nhận 6/6 10/3/2026 –" in text


def test_period_prints_figures_with_denominator_and_missing_names(office, address, answered):
    text = text_of(office.get(address))
    assert "Tỷ lệ hồ sơ thủ tục hành chính trực tuyến toàn trình ≥ 80 % 8/9 · 88,9 % Đạt tạm tính" in text
    assert "Tỷ lệ công chức được tập huấn kỹ năng số 100 % 8/9 · 88,9 % Chưa đạt tạm tính Phòng Công chứng số 1" in text
    assert "Số công chức chuyên trách chuyển đổi số ≥ 2 công chức 1/2 đơn vị đạt Đạt tạm tính" in text
    assert "Chưa có báo cáo: Văn phòng Sở; Thanh tra Sở; Phòng Công chứng số 1." in text


def test_period_counts_tasks_by_group(office, address, answered):
    text = text_of(office.get(address))
    assert "Hạ tầng số 2 1 1 0 0 0 Nhân lực số 4 2 1 0 1 0 Tổng cộng 6 3 2 0 1 0" in text


def test_period_gathers_difficulties_by_unit(office, address, period, units, people):
    said = [
        AnswerDraft(answer.obligation_id, state=AnswerState.STUCK, difficulties="Thiếu máy quét")
        for answer in answers_of(period, units.other_division)
    ]
    place = (period.pk, units.other_division.pk)
    reports.save_answers(*place, answers=said[:1], actor=people.other_reporter, at=AT)
    reports.save_answers(
        *place, answers=answers_of(period, units.other_division)[1:], actor=people.other_reporter, at=AT
    )
    for move, actor in ((Move.SUBMIT, people.other_reporter), (Move.APPROVE, people.other_head)):
        assert "Thiếu máy quét" not in text_of(office.get(address))
        reports.move(*place, move=move, on=TODAY, actor=actor, at=AT)
    assert "Thiếu máy quét Thanh tra Sở · Nhiệm vụ 2" in text_of(office.get(address))


def test_period_previews_the_text_of_the_report(office, address, answered):
    text = text_of(office.get(address))
    assert "I. Kết quả thực hiện 1. Tình hình báo cáo của các đơn vị" in text
    assert "2. Kết quả thực hiện nhiệm vụ" in text


def test_director_may_compose_but_not_ask_for_the_closing(client, people, sign_in, address, period):
    browser = sign_in(client, people.director)
    body = browser.get(address).content.decode()
    assert reverse("period_document", args=[period.pk]) in body
    assert reverse("period_close", args=[period.pk]) not in body
    assert browser.get(reverse("period_close", args=[period.pk])).status_code == 403
    assert browser.post(reverse("period_close", args=[period.pk])).status_code == 403


def test_looking_writes_nothing(office, address, period, answered):
    with CaptureQueriesContext(connection) as queries:
        for page in (address, reverse("periods"), reverse("period_close", args=[period.pk])):
            assert office.get(page).status_code == 200
    assert [q["sql"] for q in queries if not q["sql"].startswith("SELECT")] == []


# ---- the file


def test_document_is_a_word_file_with_the_figures_of_the_page(office, address, period, answered):
    response = office.post(reverse("period_document", args=[period.pk]))
    assert response["Content-Disposition"] == 'attachment; filename="Bao-cao-2026Q1-12-KH-STP.docx"'
    tables = Document(BytesIO(response.content)).tables
    cells = [cell.text for table in tables for row in table.rows for cell in row.cells]
    page = text_of(office.get(address))
    for figure in ("8/9 · 88,9 %", "1/2 đơn vị đạt"):
        assert figure in cells
        assert figure in page
    assert AuditRow.objects.filter(act="period.compose").count() == 1


def test_document_takes_no_get(office, period):
    assert office.get(reverse("period_document", args=[period.pk])).status_code == 405


def test_document_is_refused_to_a_unit(client, people, sign_in, period):
    response = sign_in(client, people.reporter).post(reverse("period_document", args=[period.pk]))
    assert response.status_code == 403


# ---- closing


def test_closing_names_its_consequences_first(office, period, answered):
    text = text_of(office.get(reverse("period_close", args=[period.pk])))
    assert "3/4 đơn vị chưa có báo cáo được duyệt; báo cáo sẽ ghi là chưa có:" in text
    assert "Văn phòng Sở Thanh tra Sở Phòng Công chứng số 1" in text
    assert "không sửa, không gửi, không trả lại được nữa" in text
    assert "mã SHA-256" in text
    assert "Chưa đến hạn gửi của các đơn vị (16/3/2026)." in text
    assert Snapshot.objects.count() == 0


def test_closed_period_shows_who_closed_it_and_offers_the_kept_file(office, address, period, answered, people):
    before = office.post(reverse("period_document", args=[period.pk])).content
    close_period(period, people)
    kept = Snapshot.objects.get()
    text = text_of(office.get(address))
    assert "Vũ Văn Mẫu Giang đã chốt số lúc" in text
    assert kept.sha256 in text
    assert "Tải báo cáo đã chốt (.docx)" in text
    assert "Đề nghị chốt số…" not in text
    after = office.post(reverse("period_document", args=[period.pk])).content
    assert after == before
    assert sha256(after).hexdigest() == kept.sha256


def test_closed_period_keeps_its_figures_and_lateness_when_days_pass(
    office, address, period, answered, people, settings
):
    close_period(period, people)
    settings.PRETEND_TODAY = date(2026, 7, 1)
    text = text_of(office.get(address))
    assert "8/9 · 88,9 % Đạt tạm tính" in text
    assert "Thanh tra Sở Chưa trả lời 0/2 – –" in text


def test_closing_twice_is_refused(office, period, answered, people):
    close = reverse("period_close", args=[period.pk])
    close_period(period, people)
    assert office.get(close).status_code == 409
    assert office.post(close).status_code == 409
    assert Snapshot.objects.count() == 1
