"""The page behind a signed link, and the Office's pages that make, list and take back links."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import (
    AT,
    PDF,
    Organisation,
    People,
    Units,
    approve,
    close_period,
    duties_of,
    later_version,
    sample_plan,
    write,
)
from page_texts import text_of
from rights import newcomer

from dondoc.actions import amendments, assignments, keys
from dondoc.core.amendments import Choices
from dondoc.core.keys import LINK_REQUESTS
from dondoc.core.permissions import Role
from dondoc.models import Answer, AuditRow, Evidence, Obligation, ReportingPeriod, SignedLink
from dondoc.web import clocks
from dondoc.web.logs import JsonLines

END = AT + timedelta(days=6)
WRITING = re.compile("INSERT|UPDATE|DELETE|REPLACE", re.IGNORECASE)


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request arrives at the moment of these tests."""
    monkeypatch.setattr(clocks, "now", lambda: AT)


@pytest.fixture
def task_duty(period: ReportingPeriod, units: Units) -> Obligation:
    return next(duty for duty in duties_of(period, units.division) if duty.task_id)


@pytest.fixture
def rate_duty(period: ReportingPeriod, units: Units) -> Obligation:
    return next(duty for duty in duties_of(period, units.division) if duty.target_id)


@pytest.fixture
def secret(period: ReportingPeriod, task_duty: Obligation, people: People) -> str:
    return send(period, task_duty, people)


@pytest.fixture
def office(people: People, sign_in) -> Client:
    return sign_in(Client(), people.coordinator)


def send(period: ReportingPeriod, duty: Obligation, people: People, *, given_to: str = "Ông Mẫu") -> str:
    [new] = keys.create_links(
        period.pk, obligation_ids=[duty.pk], given_to=given_to, expires_at=END, actor=people.coordinator, at=AT
    )
    return new.secret


def address(secret: str) -> str:
    return reverse("answer", args=[secret])


def task_form(duty: Obligation, **typed: object) -> dict[str, object]:
    """What a browser sends of the form for a task."""
    given = {"words": "Đã phân công đầu mối", "state": "done", "percent": "100", "difficulties": "", **typed}
    return {f"{duty.pk}-{name}": value for name, value in given.items()} | {"opened_at": AT.isoformat()}


def test_link_of_a_closed_period_is_told_to_the_office(
    secret: str, period: ReportingPeriod, people: People, office: Client
) -> None:
    close_period(period, people)
    assert "Ông Mẫu Kỳ đã chốt số Phòng Hành chính tư pháp" in text_of(office.get(reverse("links")))


def test_link_of_a_duty_given_to_another_unit_opens_nothing(
    secret: str, task_duty: Obligation, units: Units, people: People, office: Client
) -> None:
    assignments.assign_tasks(
        task_duty.task.plan_id,
        task_ids=[task_duty.task_id],
        unit_ids=[units.attached.pk],
        actor=people.coordinator,
        at=AT,
    )
    assert "Ông Mẫu Đơn vị không còn phụ trách" in text_of(office.get(reverse("links")))
    assert Client().get(address(secret)).status_code == 404


def test_link_of_a_duty_that_ended_or_was_dropped_opens_nothing(
    secret: str, task_duty: Obligation, rate_duty: Obligation, period: ReportingPeriod, people: People, office: Client
) -> None:
    later = later_version(replace(sample_plan(), targets=sample_plan().targets[1:]), actor=people.coordinator)
    dropped = send(period, rate_duty, people, given_to="Bà Mẫu")
    amendments.amend(period.plan_id, later.pk, choices=Choices(), actor=people.coordinator, at=AT)
    Obligation.objects.filter(pk=task_duty.pk).update(ended_on=period.window_to - timedelta(days=1))

    text = text_of(office.get(reverse("links")))

    assert "Bà Mẫu Kế hoạch không còn nội dung này" in text
    assert "Ông Mẫu Đơn vị không còn phụ trách" in text
    assert [Client().get(address(each)).status_code for each in (secret, dropped)] == [404, 404]


def test_link_page_says_who_asks_what_and_until_when(secret: str, task_duty: Obligation, client: Client) -> None:
    text = text_of(client.get(address(secret)))

    assert "Trả lời báo cáo Quý I/2026" in text
    assert "Sở Tư pháp · Kế hoạch Chuyển đổi số năm 2026 của Sở Tư pháp" in text
    assert "Đơn vị trả lời Phòng Hành chính tư pháp" in text
    assert "Nguyễn Thị Mẫu An, Văn phòng Sở" in text
    assert "Hạn gửi 16/3/2026" in text
    assert f"Nhiệm vụ {task_duty.task.number}. {task_duty.task.text}" in text
    assert "Sản phẩm Báo cáo kết quả" in text
    assert "Gửi lãnh đạo đơn vị duyệt" in text


def test_link_page_leads_nowhere_else(secret: str, client: Client) -> None:
    page = client.get(address(secret)).content.decode()

    assert set(re.findall(r'<a [^>]*href="([^"]+)"', page)) <= {"#main", "/"}
    assert "csrfmiddlewaretoken" not in page
    assert client.cookies == {}


def test_answer_is_saved_then_sent_and_read_only_after(
    secret: str, task_duty: Obligation, client: Client, period: ReportingPeriod
) -> None:
    file = SimpleUploadedFile("Quyết định phân công.pdf", PDF)
    kept = client.post(address(secret), {**task_form(task_duty), "file": file, "number": "12/QĐ", "keep": "1"})
    assert (kept.status_code, kept["Location"]) == (302, address(secret))
    text = text_of(client.get(address(secret)))
    assert "Đã lưu lúc 9:00 ngày 10/3/2026, chưa gửi." in text or "Đã lưu lúc 09:00 ngày 10/3/2026, chưa gửi." in text
    assert "Đã nhận 1 tệp minh chứng gửi qua liên kết." in text
    assert "Quyết định phân công.pdf" not in text

    sent = client.post(address(secret), {**task_form(task_duty), "hand_in": "1"})
    assert sent.status_code == 302
    page = client.get(address(secret))
    assert "Đã gửi lãnh đạo Phòng Hành chính tư pháp lúc" in text_of(page)
    assert "<form" not in page.content.decode()
    again = client.post(address(secret), task_form(task_duty, words="Sửa lại"))
    assert again.status_code == 409
    assert "Câu trả lời đã gửi nên không sửa được nữa." in text_of(again)
    answer = Answer.objects.get()
    assert (answer.words, answer.evidence.get().number) == ("Đã phân công đầu mối", "12/QĐ")
    assert period.reports.get().state == "draft"


def test_figure_is_answered_in_the_vietnamese_way(
    period: ReportingPeriod, rate_duty: Obligation, people: People, client: Client
) -> None:
    secret = send(period, rate_duty, people)
    typed = {f"{rate_duty.pk}-numerator": "1.234,5", f"{rate_duty.pk}-denominator": "2.000", "hand_in": "1"}

    assert client.post(address(secret), typed).status_code == 302
    assert "1.234,5/2.000" in text_of(client.get(address(secret)))


def test_everything_wrong_is_told_at_once_and_what_was_typed_stays(
    secret: str, task_duty: Obligation, client: Client
) -> None:
    typed = task_form(task_duty, percent="120", state="") | {"number": "5/QĐ", "hand_in": "1"}

    page = client.post(address(secret), typed)
    text = text_of(page)

    assert page.status_code == 200
    assert "Chưa lưu được, còn chỗ cần sửa" in text
    assert "Tỷ lệ hoàn thành" in text
    assert "Hãy chọn tệp minh chứng." in text
    assert "Đã phân công đầu mối" in page.content.decode()
    assert 'value="5/QĐ"' in page.content.decode()
    assert not Answer.objects.exists()

    wrong_kind = SimpleUploadedFile("a.exe", b"MZ")
    page = client.post(address(secret), task_form(task_duty, state="") | {"file": wrong_kind, "hand_in": "1"})
    assert "Chỉ nhận tệp .pdf, .docx, .xlsx, .png, .jpg" in text_of(page)
    assert "Hãy chọn tình trạng thực hiện." in text_of(page)
    assert not Evidence.objects.exists()


def test_check_11_link_that_is_not_good_has_one_answer(
    secret: str, period: ReportingPeriod, task_duty: Obligation, client: Client, people: People, monkeypatch
) -> None:
    bodies = set()
    for wrong in (secret[:-1] + ("A" if secret[-1] != "A" else "Q"), "x" * 22, "a", "%2e%2e", "0"):
        for answer in (client.get(address(wrong)), client.post(address(wrong), task_form(task_duty))):
            assert answer.status_code == 404
            bodies.add(answer.content)
    keys.revoke_link(SignedLink.objects.get().pk, actor=people.coordinator, at=AT)
    bodies |= {client.get(address(secret)).content, client.post(address(secret), {}).content}
    late = send(period, task_duty, people)
    monkeypatch.setattr(clocks, "now", lambda: END)
    expired = client.get(address(late))

    assert expired.status_code == 404
    assert bodies == {expired.content}
    assert not Answer.objects.exists()


def test_check_11_link_reaches_its_obligation_in_its_period_alone(
    secret: str, period: ReportingPeriod, task_duty: Obligation, rate_duty: Obligation, client: Client
) -> None:
    client.post(address(secret), task_form(rate_duty) | task_form(task_duty) | {"keep": "1"})

    assert list(Answer.objects.values_list("obligation_id", "report__period_id")) == [(task_duty.pk, period.pk)]
    assert client.get(reverse("report", args=[period.pk, task_duty.unit_id])).status_code == 302
    for other in (f"{address(secret)}{rate_duty.pk}/", f"{address(secret)}evidence/", f"{address(secret)}files/"):
        assert client.get(other).status_code == 404


def test_check_11_looking_writes_nothing(secret: str, client: Client) -> None:
    for ask, headers in ((client.get, {}), (client.head, {}), (client.get, {"Sec-Purpose": "prefetch"})):
        with CaptureQueriesContext(connection) as captured:
            assert ask(address(secret), headers=headers).status_code == 200
        assert [query["sql"] for query in captured if WRITING.match(query["sql"].lstrip())] == []
        assert len(captured) <= 20
    assert client.options(address(secret)).status_code == 405
    assert not AuditRow.objects.filter(origin="link").exists()


def test_check_11_link_page_is_not_referred_to_and_not_kept(secret: str, task_duty: Obligation, client: Client) -> None:
    answers = [client.get(address(secret)), client.get(address("x" * 22)), client.post(address(secret), {})]
    for answer in [*answers, client.post(address(secret), task_form(task_duty))]:
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Robots-Tag"] == "noindex"


def test_check_11_thirty_requests_a_minute_for_a_link_and_for_a_source(
    secret: str, period: ReportingPeriod, rate_duty: Obligation, people: People, client: Client, monkeypatch
) -> None:
    first = [client.get(address(secret), REMOTE_ADDR=f"203.0.113.{n}").status_code for n in range(LINK_REQUESTS)]
    assert set(first) == {200}
    over = client.get(address(secret), REMOTE_ADDR="203.0.113.99")
    assert (over.status_code, over["Retry-After"], over["Cache-Control"]) == (429, "60", "no-store")
    assert "Yêu cầu quá nhiều lần trong một phút." in text_of(over)
    assert client.post(address(secret), {}, REMOTE_ADDR="203.0.113.98").status_code == 429

    other = send(period, rate_duty, people)
    guesses = [client.get(address(f"{n:022}"), REMOTE_ADDR="198.51.100.7").status_code for n in range(LINK_REQUESTS)]
    assert set(guesses) == {404}
    assert client.get(address(other), REMOTE_ADDR="198.51.100.7").status_code == 429
    assert client.get(address(other), REMOTE_ADDR="198.51.100.8").status_code == 200
    monkeypatch.setattr(clocks, "now", lambda: AT + timedelta(minutes=1))
    assert client.get(address(secret), REMOTE_ADDR="198.51.100.7").status_code == 200


def test_secret_is_not_in_the_log(secret: str, client: Client, caplog) -> None:
    monkey = address(secret[:-1] + "_")
    client.get(monkey)
    for _ in range(LINK_REQUESTS + 1):
        client.get(address(secret))

    written = "\n".join(JsonLines().format(record) for record in caplog.records)
    assert "Too Many Requests: /answer/…/" in written
    assert secret not in written
    assert monkey not in written


def test_report_names_who_answered_through_a_link(
    secret: str, period: ReportingPeriod, task_duty: Obligation, client: Client, people: People, units: Units, sign_in
) -> None:
    page = reverse("report", args=[period.pk, units.division.pk])
    reporter = sign_in(Client(), people.reporter)
    assert "Đã gửi liên kết trả lời cho Ông Mẫu; chưa nhận được trả lời qua liên kết." in text_of(reporter.get(page))

    client.post(address(secret), {**task_form(task_duty), "hand_in": "1"})
    text = text_of(reporter.get(page))
    assert re.search(r"Trả lời qua liên kết, do Ông Mẫu gửi lúc 0?9:00 ngày 10/3/2026\.", text)
    assert "Trả lời qua liên kết, do Ông Mẫu" in text_of(sign_in(Client(), people.head).get(page))


def test_reporter_who_opened_the_page_before_is_told_that_the_link_wrote_since(
    secret: str, period: ReportingPeriod, task_duty: Obligation, client: Client, people: People, units: Units, sign_in
) -> None:
    client.post(address(secret), {**task_form(task_duty), "keep": "1"})
    reporter = sign_in(Client(), people.reporter)
    typed = task_form(task_duty, words="Bản của đầu mối") | {"opened_at": (AT - timedelta(minutes=5)).isoformat()}

    page = reporter.post(reverse("report", args=[period.pk, units.division.pk]), typed)

    assert "Người không có tài khoản đã sửa nội dung này lúc 09:00" in text_of(page)
    assert Answer.objects.get().words == "Đã phân công đầu mối"


def test_office_makes_links_and_sees_them_once(
    period: ReportingPeriod, units: Units, office: Client, client: Client, task_duty: Obligation, rate_duty: Obligation
) -> None:
    page = reverse("link_new", args=[period.pk, units.division.pk])
    shown = text_of(office.get(page))
    assert "Gửi liên kết trả lời cho Phòng Hành chính tư pháp" in shown
    typed = {"given_to": "Bà Mẫu", "expires_on": "16/3/2026", "obligation_ids": [task_duty.pk, rate_duty.pk]}

    made = office.post(page, typed)

    secrets = re.findall(r'value="http://[^"]+/answer/([\w-]{22})/"', made.content.decode())
    assert len(secrets) == SignedLink.objects.count() == 2
    assert {client.get(address(secret)).status_code for secret in secrets} == {200}
    assert "Kính gửi Bà Mẫu" in text_of(made)
    assert 'href="mailto:?subject=' in made.content.decode()
    assert made["Cache-Control"] == "no-store"
    listed = office.get(reverse("links"))
    assert text_of(listed).count("Bà Mẫu") == 2
    assert not any(secret in listed.content.decode() for secret in secrets)
    assert SignedLink.objects.first().expires_at.isoformat() == "2026-03-16T16:59:59.999999+00:00"


def test_office_is_told_what_is_wrong_beside_the_field(period: ReportingPeriod, units: Units, office: Client) -> None:
    page = office.post(
        reverse("link_new", args=[period.pk, units.division.pk]), {"given_to": "", "expires_on": "9/3/2026"}
    )
    text = text_of(page)
    assert "Hãy ghi người nhận liên kết." in text
    assert "Hãy chọn ít nhất một nội dung cần trả lời." in text
    page = office.post(
        reverse("link_new", args=[period.pk, units.division.pk]),
        {"given_to": "Bà Mẫu", "expires_on": "9/3/2026", "obligation_ids": [duties_of(period, units.division)[0].pk]},
    )
    assert "Ngày hết hạn phải từ hôm nay trở đi." in text_of(page)
    assert not SignedLink.objects.exists()


def test_office_takes_a_link_back(secret: str, office: Client, client: Client) -> None:
    link = SignedLink.objects.get()
    answer = office.post(reverse("link_revoke", args=[link.pk]), follow=True)

    assert "Đã thu hồi liên kết của Ông Mẫu." in text_of(answer)
    assert "Đã thu hồi" in text_of(office.get(reverse("links")))
    assert client.get(address(secret)).status_code == 404


def test_links_are_offered_where_a_unit_is_silent(
    period: ReportingPeriod, units: Units, people: People, office: Client
) -> None:
    write(period, units.division, actor=people.reporter)
    approve(period, units.division, reporter=people.reporter, head=people.head)
    page = office.get(reverse("period", args=[period.pk])).content.decode()

    assert reverse("link_new", args=[period.pk, units.other_division.pk]) in page
    assert reverse("link_new", args=[period.pk, units.division.pk]) not in page
    report = office.get(reverse("report", args=[period.pk, units.other_division.pk])).content.decode()
    assert reverse("link_new", args=[period.pk, units.other_division.pk]) in report


#                                admin coord direct head reporter auditor
RIGHTS = {
    "links":                    (403, 200, 403, 403, 403, 200),
    "link_new":                 (403, 200, 403, 403, 403, 403),
    "link_revoke":              (403, 302, 403, 403, 403, 403),
}  # fmt: skip
ROLES = ("administrator", "coordinator", "director", "head", "reporter")


@pytest.mark.parametrize("name", RIGHTS)
def test_links_answer_by_role_and_department(
    name: str,
    secret: str,
    period: ReportingPeriod,
    units: Units,
    people: People,
    organisation: Organisation,
    elsewhere: Organisation,
    sign_in,
) -> None:
    link = SignedLink.objects.get()
    place = {"links": [], "link_new": [period.pk, units.division.pk], "link_revoke": [link.pk]}[name]

    def answered(viewer) -> int:
        asked = sign_in(Client(), viewer)
        return (asked.post if name == "link_revoke" else asked.get)(reverse(name, args=place)).status_code

    if name != "links":
        assert answered(elsewhere.people.coordinator) == 404
    else:
        assert "Ông Mẫu" not in text_of(sign_in(Client(), elsewhere.people.coordinator).get(reverse("links")))
    auditor = newcomer(organisation, Role.AUDITOR)
    assert (*(answered(getattr(people, role)) for role in ROLES), answered(auditor)) == RIGHTS[name]


def test_list_of_links_asks_the_database_equally_for_one_and_thirty(
    make_plan, units: Units, people: People, office: Client
) -> None:
    counts = []
    for size in (1, 30):
        period = make_plan(task_count=size * 3, target_count=0).periods.get(code="2026Q1")
        duties = [duty.pk for duty in duties_of(period, units.division)][:size]
        keys.create_links(
            period.pk, obligation_ids=duties, given_to="Ai", expires_at=END, actor=people.coordinator, at=AT
        )
        office.get(reverse("links"))
        with CaptureQueriesContext(connection) as captured:
            assert office.get(reverse("links")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 20
