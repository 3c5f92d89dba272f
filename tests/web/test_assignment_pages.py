"""The pages that give a plan its units, last days and reporting rules."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import AT, TODAY, YEARLY, confirmed, plan_of, sample_plan
from page_texts import text_of

from dondoc.actions import plans
from dondoc.core.plan import ReportingRule
from dondoc.models import Plan, ReportingPeriod, Task


@pytest.fixture(autouse=True)
def pretended_day(settings):
    """The day that the site takes for today."""
    settings.PRETEND_TODAY = TODAY


@pytest.fixture
def office(client: Client, people, sign_in) -> Client:
    """The browser of the Office's coordinator."""
    return sign_in(client, people.coordinator)


@pytest.fixture
def bare(units, people) -> Plan:
    """A plan that names no lead, no deadline and no reporting: three tasks, two targets."""
    content = plan_of(3, 2)
    tasks = tuple(replace(task, lead=(), due=None, due_text=None) for task in content.tasks)
    return confirmed(replace(content, tasks=tasks, reporting=()), actor=people.coordinator)


def assign_address(plan: Plan, *, targets: bool = False) -> str:
    return reverse("plan_assign", args=[plan.pk]) + ("?of=targets" if targets else "")


def reporting_address(plan: Plan) -> str:
    return reverse("plan_reporting", args=[plan.pk])


def task_of(plan: Plan, number: str) -> Task:
    return plan.tasks.get(number=number)


def codes(row) -> list[str]:
    """The codes of the units that answer for a task or target."""
    return [duty.unit.code for duty in row.obligations.select_related("unit")]


def rules(*given: tuple[str, str, str]) -> dict[str, str]:
    """What the reporting form sends for these rules."""
    sent = {"reporting-TOTAL_FORMS": str(len(given)), "reporting-INITIAL_FORMS": str(len(given))}
    for n, (frequency, day, month) in enumerate(given):
        sent |= {
            f"reporting-{n}-frequency": frequency,
            f"reporting-{n}-due_day": day,
            f"reporting-{n}-due_month": month,
        }
    return sent


# ---- assigning tasks


def test_tasks_that_wait_stand_first_with_what_the_document_says(office, plan):
    text = text_of(office.get(assign_address(plan)))

    assert "1 nhiệm vụ và 0 chỉ tiêu chờ giao." in text
    assert (
        "Tất cả 1 nhiệm vụ chờ giao 6 Đấu nối nền tảng dùng chung Sở Khoa học và Công nghệ Chưa khớp không nêu – "
        in text
    )
    assert (
        "Chưa giao Đã giao 1 Rà soát đường truyền, thiết bị mạng Văn phòng Sở Quý II/2026 30/6/2026 Văn phòng" in text
    )
    assert "4 đơn vị Văn phòng P. HCTP Thanh tra PCC 1 Hoàn thành khi mọi đơn vị chủ trì hoàn thành" in text


def test_several_tasks_get_units_deadline_and_rule_at_once(office, bare, units):
    chosen = [task_of(bare, "1"), task_of(bare, "3")]

    response = office.post(
        assign_address(bare),
        {
            "rows": [task.pk for task in chosen],
            "units": [units.division.pk, units.office.pk],
            "due_on": "30/6/2026",
            "rule": "any",
        },
    )

    assert (response.status_code, response["Location"]) == (302, assign_address(bare))
    for task in chosen:
        task.refresh_from_db()
        assert (codes(task), task.due_on, task.closing_rule) == (["VP", "HCTP"], date(2026, 6, 30), "any")
    assert codes(task_of(bare, "2")) == []
    text = text_of(office.get(assign_address(bare)))
    assert "Đã giao 2 nhiệm vụ cho Văn phòng, P. HCTP." in text
    assert "1 nhiệm vụ và 2 chỉ tiêu chờ giao." in text


def test_all_that_wait_go_to_all_units_by_two_ticks(office, bare):
    office.post(assign_address(bare), {"rows": ["waiting"], "units": ["all"]})

    assert [codes(task) for task in bare.tasks.all()] == [["VP", "HCTP", "TTR", "CC1"]] * 3
    assert "Đã giao 3 nhiệm vụ cho 4 đơn vị." in text_of(office.get(assign_address(bare)))


def test_units_that_handle_procedures_are_one_tick(office, bare, units):
    office.post(assign_address(bare), {"rows": [task_of(bare, "2").pk], "units": ["procedures", units.office.pk]})

    assert codes(task_of(bare, "2")) == ["VP", "HCTP", "CC1"]


def test_deadline_and_rule_stay_when_left_empty(office, plan, units):
    office.post(assign_address(plan), {"rows": [task_of(plan, "1").pk], "units": [units.division.pk]})

    task = task_of(plan, "1")
    assert (codes(task), task.due_on, task.closing_rule) == (["HCTP"], date(2026, 6, 30), "all")


def test_nothing_chosen_is_told_at_once_and_what_was_typed_is_kept(office, bare):
    response = office.post(assign_address(bare), {"due_on": "31/2/2026", "rule": "any"})

    text = text_of(response)
    assert "Các dòng: Chưa chọn dòng nào: hãy đánh dấu các dòng cần giao." in text
    assert "Giao cho: Chưa chọn đơn vị nào: hãy chọn ít nhất một đơn vị." in text
    assert "Hạn: Ngày chưa đúng" in text
    page = response.content.decode()
    assert 'value="31/2/2026"' in page
    assert '<option value="any" selected>' in page
    for anchor in ("id_rows", "id_units", "id_due_on"):
        assert f'href="#{anchor}"' in page
        assert f'id="{anchor}"' in page


def test_ticks_are_kept_when_a_field_is_faulty(office, bare, units):
    chosen = task_of(bare, "2").pk

    response = office.post(assign_address(bare), {"rows": [chosen], "units": [units.division.pk], "due_on": "mai"})

    ticked = re.findall(r'name="(\w+)" value="(\d+)"[^>]* checked', response.content.decode())
    assert sorted(ticked) == [("rows", str(chosen)), ("units", str(units.division.pk))]
    assert codes(task_of(bare, "2")) == []


def test_unit_that_has_answered_cannot_lose_its_task(office, plan, answered, units):
    response = office.post(assign_address(plan), {"rows": [task_of(plan, "3").pk], "units": [units.office.pk]})

    sentence = "Phòng Hành chính tư pháp đã trả lời “3. Phân công đầu mối số hóa” nên không bỏ giao được."
    assert text_of(response).count(sentence) == 2
    assert codes(task_of(plan, "3")) == ["HCTP"]


def test_unit_of_another_department_cannot_be_chosen(office, bare, elsewhere):
    response = office.post(assign_address(bare), {"rows": ["waiting"], "units": [elsewhere.units.office.pk]})

    assert "Có đơn vị đã chọn không còn trong danh sách" in text_of(response)
    assert [codes(task) for task in bare.tasks.all()] == [[], [], []]


def test_page_says_when_everything_is_assigned(office, bare):
    for targets in (False, True):
        office.post(assign_address(bare, targets=targets), {"rows": ["waiting"], "units": ["all"]})

    text = text_of(office.get(assign_address(bare)))
    assert "Mọi nhiệm vụ và chỉ tiêu đã có đơn vị." in text
    assert "chờ giao" not in text


def test_assign_page_leads_to_the_reporting_rules_when_the_document_has_none(office, bare, plan):
    link = 'href="{}">Đặt chế độ báo cáo</a>'

    assert link.format(reporting_address(bare)) in office.get(assign_address(bare)).content.decode()
    assert "Đặt chế độ báo cáo" not in text_of(office.get(assign_address(plan)))


def test_rows_come_by_fifty_and_what_waits_comes_first(office, make_plan, people):
    plan = make_plan(task_count=70, target_count=60)
    last = task_of(plan, "70")
    last.obligations.all().delete()

    first, second = (office.get(assign_address(plan), {"page": number}) for number in (1, 2))

    assert [row.owed.number for row in first.context["found"].page] == ["70", *(str(n) for n in range(1, 50))]
    assert [row.owed.number for row in second.context["found"].page] == [str(n) for n in range(50, 70)]
    assert "Dòng 1–50 trong tổng số 70 Trang 1/2 Trang sau" in text_of(first)
    assert "Dòng 51–70 trong tổng số 70 Trang trước Trang 2/2" in text_of(second)
    targets = office.get(assign_address(plan, targets=True) + "&page=2")
    assert "Dòng 51–60 trong tổng số 60" in text_of(targets)
    assert 'href="?of=targets&amp;page=1"' in targets.content.decode()


def test_giving_on_a_later_page_stays_there(office, make_plan, units):
    plan = make_plan(task_count=70)
    address = assign_address(plan) + "?page=2"

    response = office.post(address, {"rows": [task_of(plan, "60").pk], "units": [units.attached.pk]})

    assert (response.status_code, response["Location"]) == (302, address)
    assert codes(task_of(plan, "60")) == ["CC1"]


def test_all_that_wait_are_given_beyond_the_page_shown(office, bare, people):
    content = plan_of(60, 0)
    tasks = tuple(replace(task, lead=()) for task in content.tasks)
    plan = confirmed(replace(content, tasks=tasks, number="13/KH-STP"), actor=people.coordinator)

    office.post(assign_address(plan), {"rows": ["waiting"], "units": ["all"]})

    assert plan.tasks.filter(obligations__isnull=True).count() == 0


# ---- assigning targets


def test_targets_show_what_is_asked_and_of_whom(office, plan):
    text = text_of(office.get(assign_address(plan, targets=True)))

    assert "Tỷ lệ hồ sơ thủ tục hành chính trực tuyến toàn trình ≥ 80 % P. HCTP, PCC 1" in text
    assert "Số công chức chuyên trách chuyển đổi số ≥ 2 công chức P. HCTP, PCC 1" in text


def test_targets_that_wait_get_units(office, bare, units):
    response = office.post(assign_address(bare, targets=True), {"rows": ["waiting"], "units": [units.attached.pk]})

    assert response["Location"] == assign_address(bare, targets=True)
    assert [codes(target) for target in bare.targets.all()] == [["CC1"], ["CC1"]]
    text = text_of(office.get(response["Location"]))
    assert "Đã giao 2 chỉ tiêu cho PCC 1." in text
    assert "3 nhiệm vụ và 0 chỉ tiêu chờ giao." in text


@pytest.mark.parametrize("targets", [False, True])
def test_assign_page_asks_the_database_as_often_for_30_rows_as_for_1(office, make_plan, targets):
    def count(plan: Plan) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert office.get(assign_address(plan, targets=targets)).status_code == 200
        return len(captured)

    one = count(make_plan(task_count=1, target_count=1))

    assert count(make_plan(task_count=30, target_count=30)) == one <= 20


# ---- reporting rules


def test_proposal_is_marked_as_no_word_of_the_document(office, bare):
    response = office.get(reporting_address(bare))

    text = text_of(response)
    assert "Văn bản không quy định kỳ báo cáo. Các dòng dưới đây chỉ là gợi ý, không phải lời của văn bản" in text
    assert "Chưa có kỳ nào" in text
    chosen = re.findall(r'<option value="(\w+)" selected>', response.content.decode())
    assert chosen == ["quarter", "last", "year", "12"]
    bare.refresh_from_db()
    assert bare.reporting == []


def test_rules_of_the_document_are_shown_with_the_dates_they_make(office, plan):
    text = text_of(office.get(reporting_address(plan)))

    assert "gợi ý" not in text
    assert "Quý I/2026 15/12/2025 14/3/2026 15/3/2026 16/3/2026 chuyển ngày vì Chủ nhật" in text
    assert "Năm 2026 15/12/2025 14/12/2026 15/12/2026 15/12/2026" in text


def test_rules_saved_make_the_periods_of_the_year(office, bare):
    response = office.post(reporting_address(bare), rules(("quarter", "15", "last"), ("year", "15", "12")))

    assert (response.status_code, response["Location"]) == (302, reporting_address(bare))
    bare.refresh_from_db()
    assert bare.reporting == [
        {"frequency": "quarter", "due_day": 15, "due_month": "last"},
        {"frequency": "year", "due_day": 15, "due_month": 12},
    ]
    assert list(bare.periods.values_list("code", "due_on")) == [
        ("2026Q1", date(2026, 3, 16)),
        ("2026Q2", date(2026, 6, 15)),
        ("2026Q3", date(2026, 9, 15)),
        ("2026", date(2026, 12, 15)),
        ("2026Q4", date(2026, 12, 15)),
    ]


def test_faulty_rule_is_listed_and_kept_as_typed(office, bare):
    response = office.post(reporting_address(bare), rules(("quarter", "40", "last"), ("week", "", "12")))

    text = text_of(response)
    assert text.count("Ngày chưa đúng: hãy ghi từ 1 đến 31.") == 2
    assert text.count("Chưa ghi mục này.") == 2
    assert 'value="40"' in response.content.decode()
    assert ReportingPeriod.objects.filter(plan=bare).count() == 0


def test_added_rule_is_shown_empty_and_nothing_is_stored(office, plan):
    response = office.post(reporting_address(plan), rules(("quarter", "20", "last")) | {"add": "reporting"})

    page = response.content.decode()
    assert 'name="reporting-TOTAL_FORMS" value="2"' in page
    assert 'value="20"' in page
    plan.refresh_from_db()
    assert len(plan.reporting) == 2


def test_rule_ticked_off_takes_its_periods_along_but_not_answered_ones(office, plan, answered):
    sent = rules(("quarter", "15", "last"), ("year", "15", "12")) | {"reporting-0-DELETE": "on"}

    office.post(reporting_address(plan), sent)

    assert list(plan.periods.values_list("code", flat=True)) == ["2026Q1", "2026"]
    plan.refresh_from_db()
    assert plan.reporting == [{"frequency": "year", "due_day": 15, "due_month": 12}]


def test_monthly_rules_give_twelve_rows(office, people, units):
    made = confirmed(sample_plan(), actor=people.coordinator)
    plans.set_reporting(made.pk, rules=[ReportingRule("month", 25, "last"), YEARLY], actor=people.coordinator, at=AT)

    text = text_of(office.get(reporting_address(made)))

    assert len(re.findall(r"Tháng \d+/2026", text)) == 12
