"""The calendar of a year: due days in order, why a day was shifted, who has handed in."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import TODAY, close_period, confirmed, plan_of
from page_texts import text_of

from dondoc.models import Plan


@pytest.fixture(autouse=True)
def pretended_day(settings):
    """The day that the site takes for today."""
    settings.PRETEND_TODAY = TODAY
    return settings


def rows(response) -> list[str]:
    """Each period's row, in words."""
    body = re.search(r"<tbody>(.*)</tbody>", response.content.decode(), re.DOTALL)[1]
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)]


def test_calendar_lists_the_year_in_the_order_of_due_days(
    client: Client, people, sign_in, plan: Plan, answered
) -> None:
    found = rows(sign_in(client, people.coordinator).get(reverse("calendar")))

    shifted = "15/3/2026 16/3/2026 (15/3/2026 là Chủ nhật)"
    assert found == [
        f"Quý I/2026 {plan.title} 15/12/2025 – 14/3/2026 {shifted} Đang thu báo cáo còn 4 ngày làm việc 1/4",
        f"Quý II/2026 {plan.title} 15/3/2026 – 14/6/2026 15/6/2026 15/6/2026 Chưa đến kỳ còn 66 ngày làm việc –",
        f"Quý III/2026 {plan.title} 15/6/2026 – 14/9/2026 15/9/2026 15/9/2026 Chưa đến kỳ còn 130 ngày làm việc –",
        f"Năm 2026 {plan.title} 15/12/2025 – 14/12/2026 15/12/2026 15/12/2026 Chưa đến kỳ còn 194 ngày làm việc –",
        f"Quý IV/2026 {plan.title} 15/9/2026 – 14/12/2026 15/12/2026 15/12/2026 Chưa đến kỳ còn 194 ngày làm việc –",
    ]


def test_calendar_counts_who_is_late_once_the_day_is_over(
    client: Client, people, sign_in, plan: Plan, answered, pretended_day
) -> None:
    pretended_day.PRETEND_TODAY = TODAY.replace(day=18)

    first = rows(sign_in(client, people.coordinator).get(reverse("calendar")))[0]

    assert first.endswith("Đã đến hạn, chưa chốt số quá hạn 2 ngày làm việc 1/4 · 3 chậm")


def test_calendar_says_when_a_period_was_closed(client: Client, people, sign_in, plan, period, answered) -> None:
    close_period(period, people)

    response = sign_in(client, people.coordinator).get(reverse("calendar"))

    assert "Đã chốt số ngày 10/3/2026" in rows(response)[0]
    assert "Gần nhất: Quý II/2026, hạn 15/6/2026 (còn 66 ngày làm việc)." in text_of(response)


def test_calendar_shows_units_their_own_report_and_no_count(
    client: Client, people, units, sign_in, plan, period, answered
) -> None:
    sent = sign_in(client, people.reporter).get(reverse("calendar"))
    silent = sign_in(Client(), people.other_reporter).get(reverse("calendar"))

    assert rows(sent)[0].endswith("Đơn vị bạn đã gửi Chờ Văn phòng tiếp nhận")
    assert rows(silent)[0].endswith("Đang thu báo cáo còn 4 ngày làm việc Chưa trả lời")
    assert reverse("report", args=[period.pk, units.other_division.pk]) in silent.content.decode()
    assert reverse("period", args=[period.pk]) not in silent.content.decode()


def test_calendar_of_a_year_without_periods_teaches(client: Client, people, sign_in, plan: Plan) -> None:
    coordinator = sign_in(client, people.coordinator)

    assert "Năm 2031 chưa có kỳ báo cáo nào" in text_of(coordinator.get(reverse("calendar") + "?year=2031"))
    assert "Lịch báo cáo năm 2026" in text_of(coordinator.get(reverse("calendar") + "?year=99999"))


def test_calendar_is_for_an_administrator_too(client: Client, people, sign_in, plan: Plan) -> None:
    assert "Lịch báo cáo năm 2026" in text_of(sign_in(client, people.administrator).get(reverse("calendar")))


def test_calendar_takes_as_many_queries_for_six_plans_as_for_one(client: Client, people, sign_in, plan: Plan) -> None:
    coordinator = sign_in(client, people.coordinator)
    one = queries_of(coordinator)
    for n in range(2, 7):
        confirmed(plan_of(n, 1), actor=people.coordinator)

    assert queries_of(coordinator) == one <= 20


def queries_of(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse("calendar")).status_code == 200
    return len(captured)
