"""The page of targets that take their figures from dossiers, the source beside a figure, the mark of an analyst."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from dossier_files import loaded
from factories import AT, LATER, People, Units

from dondoc.actions import measured_targets
from dondoc.models import Answer, MeasuredTarget, Plan, Position, ReportingPeriod
from dondoc.web import clocks

PAGE = "/dossiers/targets/"


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request arrives a while before the first quarter is due."""
    monkeypatch.setattr(clocks, "now", lambda: LATER)


@pytest.fixture
def office(sign_in, people: People) -> Client:
    return sign_in(Client(), people.coordinator)


def words_of(page) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def test_rates_are_listed_with_what_gives_their_figures(office: Client, plan: Plan) -> None:
    page = office.get(PAGE)

    text = page.content.decode()
    assert [(line.label[:3], line.chosen) for line in page.context["lines"]] == [("1. ", ""), ("2. ", "")]
    assert text.count("<select") == 2
    assert text.count("Tỷ lệ hồ sơ nộp trực tuyến</option>") == 2
    assert "Lấy số liệu Quý" not in text  # nothing to take before a target is bound


def test_chosen_measures_are_kept_and_unchosen_ones_set_free(office: Client, plan: Plan) -> None:
    first, second = plan.targets.filter(unit="%").order_by("position")

    sent = {f"measure-{first.pk}": "online_rate", f"measure-{second.pk}": ""}
    page = office.post(PAGE, sent, follow=True)
    assert words_of(page) == ["Đã ghi nguồn số liệu của 1 chỉ tiêu."]
    assert MeasuredTarget.objects.get().target == first
    assert '<option value="online_rate" selected>' in page.content.decode()
    office.post(PAGE, {f"measure-{second.pk}": "on_time_rate"})
    office.post(PAGE, sent | {f"measure-{first.pk}": ""})

    assert not MeasuredTarget.objects.exists()
    wrong = {f"measure-{first.pk}": "online_rate", f"measure-{second.pk}": "speed_rate"}
    assert office.post(PAGE, wrong).status_code == 404
    assert not MeasuredTarget.objects.exists()


def test_figures_of_an_open_period_are_taken_and_the_rest_is_told(
    office: Client, plan: Plan, period: ReportingPeriod, units: Units, people: People
) -> None:
    target = plan.targets.get(position=1)
    measured_targets.bind_target(target.pk, measure="online_rate", actor=people.coordinator, at=AT)
    loaded({"unit": units.division.name}, {"unit": units.division.name}, actor=people.coordinator, at=AT)

    shown = office.get(PAGE)
    assert [title for _period, title in shown.context["periods"]] == ["Quý I/2026"]
    page = office.post(PAGE, {"period": period.pk}, follow=True)

    assert words_of(page) == [
        "Đã ghi 1 số liệu; 0 số liệu không đổi.",
        "PCC 1: Chưa có tên nào trong dữ liệu hồ sơ được xác định là đơn vị này.",
    ]
    answer = Answer.objects.get()
    assert (answer.numerator, answer.denominator) == (2, 2)
    for sent in ("x", "999999"):
        assert office.post(PAGE, {"period": sent}).status_code == 404


def test_nothing_is_taken_before_a_file_is_loaded(
    office: Client, plan: Plan, period: ReportingPeriod, people: People
) -> None:
    target = plan.targets.get(position=1)
    measured_targets.bind_target(target.pk, measure="online_rate", actor=people.coordinator, at=AT)

    before = office.get(PAGE).content.decode()
    loaded({}, actor=people.coordinator, at=AT)
    after = office.get(PAGE).content.decode()

    assert ("Chưa có hồ sơ nào được nạp" in before, "Lấy số liệu Quý" in before) == (True, False)
    assert ("Chưa có hồ sơ nào được nạp" in after, "Lấy số liệu Quý" in after) == (False, True)
    assert "Số liệu tính đến ngày" in after


def test_source_stands_beside_a_taken_figure_and_not_beside_a_typed_one(
    plan: Plan, period: ReportingPeriod, units: Units, people: People, sign_in
) -> None:
    target = plan.targets.get(position=1)
    measured_targets.bind_target(target.pk, measure="online_rate", actor=people.coordinator, at=AT)
    loaded({"unit": units.division.name}, actor=people.coordinator, at=AT)
    address = reverse("report", args=[period.pk, units.division.pk])
    assert "Dữ liệu hồ sơ:" not in sign_in(Client(), people.reporter).get(address).content.decode()

    measured_targets.take_figures(period.pk, actor=people.coordinator, at=AT)

    for person in (people.reporter, people.head):
        text = sign_in(Client(), person).get(address).content.decode()
        assert text.count("Dữ liệu hồ sơ: tỷ lệ hồ sơ nộp trực tuyến, kỳ Quý I/2026") == 1


def test_page_asks_as_often_for_many_targets_as_for_one(office: Client, make_plan) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert office.get(PAGE).status_code == 200
        return len(found)

    make_plan(target_count=1)
    office.get(PAGE)
    one = asked()
    make_plan(target_count=30)
    assert asked() == one <= 20


def test_analyst_is_marked_on_the_page_of_the_person(sign_in, people: People) -> None:
    administrator = sign_in(Client(), people.administrator)
    position = Position.objects.get(user=people.coordinator.user_id)
    address, page = reverse("position_analyst", args=[position.pk]), reverse("person", args=[position.user_id])
    assert "Giao phân tích hồ sơ" in administrator.get(page).content.decode()

    marked = administrator.post(address, {"is_analyst": "1"}, follow=True)

    assert words_of(marked) == ["Đã giao Nguyễn Thị Mẫu An phân tích dữ liệu hồ sơ."]
    assert "phân tích dữ liệu hồ sơ</span>" in marked.content.decode()
    assert Position.objects.get(pk=position.pk).is_analyst
    administrator.post(address, {"is_analyst": "0"})
    assert not Position.objects.get(pk=position.pk).is_analyst
    head = Position.objects.get(user=people.head.user_id)
    assert "phân tích hồ sơ" not in administrator.get(reverse("person", args=[head.user_id])).content.decode()
    assert administrator.post(reverse("position_analyst", args=[head.pk]), {"is_analyst": "1"}).status_code == 409
