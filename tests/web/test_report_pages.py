"""The pages of a unit's report: what is asked, what is typed and kept, the moves, who sees what."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import AT, LATER, TODAY, approve, close_period, duties_of, write
from page_texts import text_of

from dondoc.actions import reports as actions
from dondoc.actions.reports import AnswerDraft
from dondoc.core.progress import AnswerState
from dondoc.core.workflow import Move
from dondoc.models import Answer, Evidence, ReportingPeriod, UnitReport

CONTENT_TYPE = "text/plain; charset=utf-8"


@pytest.fixture(autouse=True)
def pretended_day(settings):
    """The day that the site takes for today."""
    settings.PRETEND_TODAY = TODAY
    return settings


@pytest.fixture
def reporter(client: Client, people, sign_in) -> Client:
    """The browser of the division's reporter."""
    return sign_in(client, people.reporter)


@pytest.fixture
def address(period: ReportingPeriod, units) -> str:
    """The division's report of the first quarter."""
    return reverse("report", args=[period.pk, units.division.pk])


@pytest.fixture
def duties(period: ReportingPeriod, units) -> list:
    """The division's obligations: tasks 2, 3 and 5, then two rates and a count."""
    return list(duties_of(period, units.division))


def full_answer(duties) -> dict[str, str]:
    """What a unit types to answer everything."""
    typed = {}
    for duty in duties:
        if duty.task_id:
            typed |= {f"{duty.pk}-words": "Đã làm xong", f"{duty.pk}-state": "done", f"{duty.pk}-percent": "100"}
        else:
            typed |= {f"{duty.pk}-numerator": "2"}
            typed |= {f"{duty.pk}-denominator": "2"} if duty.target.unit == "%" else {}
    return typed


# ---- the list


def test_list_says_period_due_day_and_count_when_asked(reporter, period):
    text = text_of(reporter.get(reverse("reports")))
    assert "Quý I/2026" in text
    assert "Kế hoạch số 12/KH-STP" in text
    assert "16/3/2026 còn 4 ngày làm việc (15/3/2026 là Chủ nhật)" in text
    assert "0/6" in text
    assert "Bắt đầu trả lời" in text


def test_list_says_not_answered_until_the_unit_writes(reporter, address, duties):
    assert "0/6 Chưa trả lời Bắt đầu trả lời" in text_of(reporter.get(reverse("reports")))
    reporter.post(address, {f"{duties[0].pk}-state": "done"})
    assert "1/6 Đang soạn Trả lời 5 nội dung còn lại" in text_of(reporter.get(reverse("reports")))


def test_list_tells_lateness_when_due_day_passed(reporter, period, settings):
    settings.PRETEND_TODAY = date(2026, 3, 18)
    assert "quá hạn 2 ngày làm việc" in text_of(reporter.get(reverse("reports")))


def test_list_counts_only_what_says_something(reporter, address, duties):
    reporter.post(address, {f"{duties[0].pk}-words": "Đang viết dở"})
    reporter.post(address, {f"{duties[1].pk}-state": "done"})
    assert "1/6" in text_of(reporter.get(reverse("reports")))


def test_list_teaches_when_nothing_is_asked(reporter, units):
    assert "Chưa có báo cáo nào đến lượt" in text_of(reporter.get(reverse("reports")))


def test_list_shows_what_waits_when_head_or_office_looks(client, people, sign_in, period, units):
    write(period, units.division, actor=people.reporter)
    actions.move(period.pk, units.division.pk, move=Move.SUBMIT, on=TODAY, actor=people.reporter, at=AT)
    assert "Phòng Hành chính tư pháp, Quý I/2026" in text_of(sign_in(client, people.head).get(reverse("reports")))
    assert "Phòng Hành chính tư pháp" not in text_of(sign_in(client, people.coordinator).get(reverse("reports")))
    actions.move(period.pk, units.division.pk, move=Move.APPROVE, on=TODAY, actor=people.head, at=AT)
    text = text_of(sign_in(client, people.coordinator).get(reverse("reports")))
    assert "Phòng Hành chính tư pháp, Quý I/2026" in text


def test_list_is_empty_when_administrator_looks(client, people, sign_in, answered):
    context = sign_in(client, people.administrator).get(reverse("reports")).context
    assert (context["own"], context["waiting"], context["closed"]) == ([], [], [])


def test_list_keeps_its_query_count_when_thirty_reports_are_asked(reporter, make_plan, settings):
    settings.PRETEND_TODAY = date(2026, 12, 20)
    make_plan(task_count=3)
    with CaptureQueriesContext(connection) as one:
        reporter.get(reverse("reports"))
    for count in range(4, 9):
        make_plan(task_count=count)
    with CaptureQueriesContext(connection) as thirty:
        response = reporter.get(reverse("reports"))
    assert len(response.context["own"]) == 30
    assert len(thirty) == len(one) <= 20


# ---- who may look


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("reporter", 200),
        ("head", 200),
        ("coordinator", 200),
        ("director", 404),
        ("other_reporter", 404),
        ("other_head", 404),
        ("administrator", 404),
    ],
)
def test_report_answers_by_role(client, people, sign_in, address, who, status):
    assert sign_in(client, getattr(people, who)).get(address).status_code == status


def test_report_is_not_found_when_of_another_department(client, elsewhere, sign_in, address):
    assert sign_in(client, elsewhere.people.coordinator).get(address).status_code == 404


def test_report_shows_state_without_words_when_office_looks_early(client, people, sign_in, address, period, units):
    write(period, units.division, actor=people.reporter)
    text = text_of(sign_in(client, people.coordinator).get(address))
    assert "Đang soạn" in text
    assert "Nội dung trả lời hiện ra khi lãnh đạo đơn vị đã duyệt" in text
    assert "Đã làm được một nửa" not in text


def test_report_shows_words_and_buttons_when_office_is_next(client, people, sign_in, address, answered):
    response = sign_in(client, people.coordinator).get(address)
    assert "Đã làm được một nửa" in text_of(response)
    assert "8/9 · 88,9 %" in text_of(response)
    assert 'value="accept"' in response.content.decode()
    assert 'value="return"' in response.content.decode()
    assert "6/6 nội dung; 6 chưa có minh chứng" in text_of(response)


def test_judgement_stands_over_the_answers_and_under_them(client, people, sign_in, address, answered):
    body = sign_in(client, people.coordinator).get(address).content.decode()
    places = [found.start() for found in re.finditer('value="accept"', body)]
    assert len(places) == 2
    assert places[0] < body.index('class="sheet duty"') < body.rindex('class="sheet duty"') < places[1]


def test_report_has_no_buttons_when_director_looks(client, people, sign_in, address, answered):
    body = sign_in(client, people.director).get(address).content.decode()
    assert 'name="move"' not in body
    assert 'id="answers"' not in body


def test_looking_writes_nothing(reporter, address, period):
    with CaptureQueriesContext(connection) as queries:
        reporter.get(address)
        reporter.get(reverse("reports"))
    assert [q["sql"] for q in queries if not q["sql"].startswith("SELECT")] == []
    assert UnitReport.objects.count() == 0


# ---- typing and keeping


def test_form_shows_the_task_as_printed(reporter, address):
    text = text_of(reporter.get(address))
    assert "Nhiệm vụ 3. Phân công đầu mối số hóa" in text
    assert "Lập danh mục cho việc 3" in text
    assert "Báo cáo kết quả" in text
    assert "28/2/2026" in text
    assert "≥ 80 %" in text
    assert "Số liệu (công chức)" in text


def test_save_keeps_what_was_typed(reporter, address, duties):
    task, rate, count = duties[0], duties[3], duties[5]
    typed = {
        f"{task.pk}-words": "Đã rà soát 12 hồ sơ",
        f"{task.pk}-state": "stuck",
        f"{task.pk}-percent": "40",
        f"{task.pk}-difficulties": "Thiếu máy quét",
        f"{rate.pk}-numerator": "1.234",
        f"{rate.pk}-denominator": "2.468,5",
        f"{count.pk}-not_applicable": "on",
    }
    response = reporter.post(address, typed, follow=True)
    assert response.redirect_chain == [(address, 302)]
    assert "Đã lưu lúc" in text_of(response)
    said = Answer.objects.get(obligation=task)
    assert (said.words, said.state, said.percent) == ("Đã rà soát 12 hồ sơ", "stuck", 40)
    assert said.difficulties == "Thiếu máy quét"
    figure = Answer.objects.get(obligation=rate)
    assert (figure.numerator, figure.denominator) == (Decimal(1234), Decimal("2468.5"))
    assert Answer.objects.get(obligation=count).not_applicable is True
    assert Answer.objects.count() == 3


def test_rate_is_shown_when_saved(reporter, address, duties):
    reporter.post(address, {f"{duties[3].pk}-numerator": "8", f"{duties[3].pk}-denominator": "9"})
    assert "Đã lưu: 8/9 · 88,9 %" in text_of(reporter.get(address))


@pytest.mark.parametrize("typed", ["88.9", "1,234.5", "tám", "1 234", "12%"])
def test_faulty_number_is_told_and_kept_on_the_page(reporter, address, duties, typed):
    rate = duties[3]
    response = reporter.post(
        address,
        {
            f"{rate.pk}-numerator": typed,
            f"{rate.pk}-denominator": "9",
            f"{rate.pk}-words": "Theo sổ",
            f"{duties[0].pk}-words": "Câu khác",
        },
    )
    assert response.status_code == 200
    sentence = f"“{typed}” không phải số. Ghi bằng chữ số, dấu phẩy trước phần thập phân, ví dụ 1.234 hoặc 12,5."
    assert f"Chỉ tiêu 1 – Tử số: {sentence}" in text_of(response)
    body = response.content.decode()
    assert f'href="#id_{rate.pk}-numerator"' in body
    assert f'value="{typed}"' in body
    assert "Theo sổ" in body
    assert not Answer.objects.filter(obligation=rate).exists()
    assert Answer.objects.get(obligation=duties[0]).words == "Câu khác"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("60,5", "“60,5” không phải số nguyên từ 0 đến 100. Ghi số, không ghi dấu %, ví dụ 60."),
        ("120", "Tỷ lệ hoàn thành phải từ 0 đến 100."),
    ],
)
def test_faulty_percentage_is_told(reporter, address, duties, typed, sentence):
    response = reporter.post(address, {f"{duties[0].pk}-percent": typed, f"{duties[1].pk}-percent": "50"})
    assert f"Nhiệm vụ 2 – Tỷ lệ hoàn thành (%): {sentence}" in text_of(response)
    assert not Answer.objects.filter(obligation=duties[0]).exists()
    assert Answer.objects.get(obligation=duties[1]).percent == 50


def test_two_faults_of_the_action_are_told_together(reporter, address, duties):
    response = reporter.post(
        address,
        {
            f"{duties[3].pk}-numerator": "9",
            f"{duties[3].pk}-denominator": "8",
            f"{duties[4].pk}-numerator": "3",
        },
    )
    text = text_of(response)
    assert "Tử số lớn hơn mẫu số: hãy kiểm tra lại hai số." in text
    assert "Chỉ tiêu 2 – Mẫu số: Chỉ tiêu tỷ lệ cần cả tử số và mẫu số." in text
    assert Answer.objects.count() == 0


def test_figure_too_fine_to_store_is_told(reporter, address, duties):
    response = reporter.post(address, {f"{duties[5].pk}-numerator": "0,12345"})
    assert "Ghi nhiều nhất 4 chữ số sau dấu phẩy." in text_of(response)


def test_untouched_blocks_are_not_written(reporter, address, duties):
    reporter.post(address, {f"{duty.pk}-words": "" for duty in duties})
    assert Answer.objects.count() == 0


def test_words_taken_back_are_taken_back(reporter, address, duties):
    name = f"{duties[0].pk}-words"
    reporter.post(address, {name: "Câu viết nhầm", f"initial-{name}": ""})
    reporter.post(address, {name: "", f"initial-{name}": ""})
    assert Answer.objects.get(obligation=duties[0]).words == ""


def test_what_a_colleague_wrote_meanwhile_is_not_overwritten(client, people, sign_in, address, period, units, duties):
    task = duties[0]
    actions.save_answers(period.pk, units.division.pk, answers=[], actor=people.reporter, at=AT)
    said = AnswerDraft(task.pk, words="Trưởng phòng viết", state=AnswerState.DONE)
    actions.save_answers(period.pk, units.division.pk, answers=[said], actor=people.head, at=LATER)
    typed = {f"{task.pk}-words": "Chuyên viên viết", f"initial-{task.pk}-words": ""}
    browser = sign_in(client, people.reporter)
    response = browser.post(address, {**typed, "opened_at": AT.isoformat()})
    assert "Lê Thị Mẫu Chi đã sửa nội dung này lúc 10:00" in text_of(response)
    assert "Trưởng phòng viết" in text_of(response)
    assert "Chuyên viên viết" in text_of(response)
    assert Answer.objects.get(obligation=task).words == "Trưởng phòng viết"
    browser.post(address, {**typed, "opened_at": (LATER + timedelta(minutes=1)).isoformat()})
    assert Answer.objects.get(obligation=task).words == "Chuyên viên viết"


def test_last_answer_stands_beside_when_the_next_quarter_is_asked(reporter, answered, plan, units, settings):
    settings.PRETEND_TODAY = date(2026, 6, 10)
    second = plan.periods.get(code="2026Q2")
    text = text_of(reporter.get(reverse("report", args=[second.pk, units.division.pk])))
    assert "Quý I/2026 Đang thực hiện · 50 % Đã làm được một nửa" in text
    assert "Phần còn đúng có thể chép sang để dùng lại." in text
    assert "Quý I/2026 8/9 · 88,9 %" in text


def test_answer_repeated_word_for_word_is_marked(client, people, sign_in, answered, plan, units, settings):
    settings.PRETEND_TODAY = date(2026, 6, 10)
    second = plan.periods.get(code="2026Q2")
    write(second, units.division, actor=people.reporter)
    approve(second, units.division, reporter=people.reporter, head=people.head)
    response = sign_in(client, people.coordinator).get(reverse("report", args=[second.pk, units.division.pk]))
    assert "6/6 nội dung; 6 chưa có minh chứng; 6 giữ nguyên như kỳ trước" in text_of(response)


# ---- autosave


def test_autosave_answers_with_nothing_when_everything_is_kept(reporter, address, duties):
    response = reporter.post(address, {f"{duties[0].pk}-words": "Đang gõ"}, headers={"X-Autosave": "1"})
    assert (response.status_code, response.content) == (204, b"")
    assert Answer.objects.get(obligation=duties[0]).words == "Đang gõ"


def test_autosave_tells_the_fault_and_keeps_the_rest(reporter, address, duties):
    typed = {f"{duties[0].pk}-words": "Đang gõ", f"{duties[5].pk}-numerator": "hai"}
    response = reporter.post(address, typed, headers={"X-Autosave": "1"})
    assert (response.status_code, response["Content-Type"]) == (400, CONTENT_TYPE)
    assert response.content.decode() == (
        "Đã lưu phần còn lại; chưa lưu được: Chỉ tiêu 3 – Số liệu (công chức): “hai” không phải số. "
        "Ghi bằng chữ số, dấu phẩy trước phần thập phân, ví dụ 1.234 hoặc 12,5."
    )
    assert Answer.objects.get(obligation=duties[0]).words == "Đang gõ"


def test_autosave_says_why_when_the_report_is_handed_in(reporter, address, answered, duties):
    response = reporter.post(address, {f"{duties[0].pk}-words": "Muộn"}, headers={"X-Autosave": "1"})
    assert (response.status_code, response["Content-Type"]) == (409, CONTENT_TYPE)
    assert response.content.decode().startswith("Báo cáo đang ở trạng thái “Chờ Văn phòng tiếp nhận”")


# ---- moves


def test_submit_lists_all_that_is_unanswered_and_keeps_the_rest(reporter, address, duties):
    response = reporter.post(address, {f"{duties[0].pk}-state": "done", "submit": "1"})
    text, body = text_of(response), response.content.decode()
    assert "Nhiệm vụ 3 chưa chọn tình trạng." in text
    assert "Nhiệm vụ 5 chưa chọn tình trạng." in text
    assert "Nhiệm vụ 2 chưa chọn tình trạng." not in text
    assert f'href="#id_{duties[1].pk}-state_0"' in body
    assert f'id="id_{duties[1].pk}-state_0"' in body
    assert UnitReport.objects.get().state == "draft"
    assert Answer.objects.get(obligation=duties[0]).state == "done"


def test_submit_lists_wrong_numbers_and_missing_states_in_one_round(reporter, address, duties):
    stated, silent, percentage, rate = duties[0], duties[1], duties[2], duties[3]
    typed = {
        f"{stated.pk}-state": "done",
        f"{silent.pk}-words": "Chưa chọn",
        f"{percentage.pk}-state": "in_progress",
        f"{percentage.pk}-percent": "60,5",
        f"{rate.pk}-numerator": "tám",
        f"{rate.pk}-denominator": "9",
    }
    response = reporter.post(address, {**typed, "submit": "1"})
    told = [(fault.place, fault.sentence) for fault in response.context["sheet"].faults]
    assert told == [
        ("Nhiệm vụ 3 – Tình trạng", "Nhiệm vụ 3 chưa chọn tình trạng."),
        (
            "Nhiệm vụ 5 – Tỷ lệ hoàn thành (%)",
            "“60,5” không phải số nguyên từ 0 đến 100. Ghi số, không ghi dấu %, ví dụ 60.",
        ),
        (
            "Chỉ tiêu 1 – Tử số",
            "“tám” không phải số. Ghi bằng chữ số, dấu phẩy trước phần thập phân, ví dụ 1.234 hoặc 12,5.",
        ),
    ]
    body = response.content.decode()
    for kept in ("60,5", "tám", "9"):
        assert f'value="{kept}"' in body
    assert re.search(rf'name="{percentage.pk}-state" value="in_progress"[^>]* checked', body)
    assert UnitReport.objects.get().state == "draft"
    assert Answer.objects.get(obligation=stated).state == "done"
    assert Answer.objects.get(obligation=silent).words == "Chưa chọn"
    assert "1/6 nội dung" in text_of(response)


def test_state_that_a_colleague_chose_meanwhile_is_not_asked_for_again(
    client, people, sign_in, address, units, period, duties
):
    said = [AnswerDraft(duty.pk, state=AnswerState.DONE) for duty in duties if duty.task_id]
    actions.save_answers(period.pk, units.division.pk, answers=[], actor=people.reporter, at=AT)
    actions.save_answers(period.pk, units.division.pk, answers=said, actor=people.head, at=LATER)
    sign_in(client, people.reporter).post(address, {"opened_at": AT.isoformat(), "submit": "1"})
    assert UnitReport.objects.get().state == "submitted"


def test_submit_saves_first_and_hands_in(reporter, address, duties):
    response = reporter.post(address, {**full_answer(duties), "submit": "1"}, follow=True)
    text = text_of(response)
    assert "Đã trình lãnh đạo đơn vị duyệt." in text
    assert "Chờ lãnh đạo đơn vị duyệt" in text
    report = UnitReport.objects.get()
    assert (report.state, report.submitted_on) == ("submitted", TODAY)
    assert report.answers.count() == 6


def test_submit_warns_when_a_figure_is_missing(reporter, address, duties):
    typed = {name: value for name, value in full_answer(duties).items() if not name.startswith(f"{duties[5].pk}-")}
    response = reporter.post(address, {**typed, "submit": "1"}, follow=True)
    assert "1 chỉ tiêu chưa có số liệu; báo cáo sẽ ghi là chưa có." in text_of(response)


def test_submit_is_refused_when_a_number_is_faulty(reporter, address, duties):
    typed = full_answer(duties) | {f"{duties[3].pk}-numerator": "x", "submit": "1"}
    assert "“x” không phải số" in text_of(reporter.post(address, typed))
    assert UnitReport.objects.get().state == "draft"


def test_report_is_approved_then_accepted(client, people, sign_in, address, period, units):
    write(period, units.division, actor=people.reporter)
    actions.move(period.pk, units.division.pk, move=Move.SUBMIT, on=TODAY, actor=people.reporter, at=AT)
    move = reverse("report_move", args=[period.pk, units.division.pk])
    approved = sign_in(client, people.head).post(move, {"move": "approve"}, follow=True)
    assert "Đã duyệt và chuyển Văn phòng Sở tiếp nhận." in text_of(approved)
    accepted = sign_in(client, people.coordinator).post(move, {"move": "accept"}, follow=True)
    assert "Đã tiếp nhận báo cáo của đơn vị." in text_of(accepted)
    assert UnitReport.objects.get().state == "accepted"


def test_return_asks_for_its_reason(client, people, sign_in, address, period, units, answered):
    move = reverse("report_move", args=[period.pk, units.division.pk])
    response = sign_in(client, people.coordinator).post(move, {"move": "return", "reason": "  "})
    assert response.status_code == 200
    assert "Hãy ghi lý do trả lại để đơn vị biết cần sửa gì." in text_of(response)
    assert 'href="#reason"' in response.content.decode()
    assert UnitReport.objects.get().state == "approved"


def test_returned_report_shows_reason_and_history(client, people, sign_in, address, period, units, answered):
    move = reverse("report_move", args=[period.pk, units.division.pk])
    sign_in(client, people.coordinator).post(move, {"move": "return", "reason": "Thiếu minh chứng nhiệm vụ 3"})
    text = text_of(sign_in(client, people.reporter).get(address))
    assert "Lý do trả lại: Thiếu minh chứng nhiệm vụ 3" in text
    assert "Bị trả lại" in text
    assert "Trình lãnh đạo đơn vị · Trần Văn Mẫu Bình 09:00 ngày 10/3/2026" in text
    assert "Duyệt · Lê Thị Mẫu Chi 09:00 ngày 10/3/2026" in text
    assert "Trả lại đơn vị · Nguyễn Thị Mẫu An" in text


def test_withdrawn_report_can_be_written_again(reporter, address, period, units, people):
    write(period, units.division, actor=people.reporter)
    actions.move(period.pk, units.division.pk, move=Move.SUBMIT, on=TODAY, actor=people.reporter, at=AT)
    assert 'id="answers"' not in reporter.get(address).content.decode()
    reporter.post(reverse("report_move", args=[period.pk, units.division.pk]), {"move": "withdraw"})
    assert 'id="answers"' in reporter.get(address).content.decode()


@pytest.mark.parametrize(
    ("who", "move", "status"),
    [
        ("reporter", "approve", 403),
        ("coordinator", "approve", 403),
        ("head", "accept", 403),
        ("director", "accept", 403),
        ("other_head", "approve", 404),
        ("reporter", "forget", 400),
        ("reporter", "submit", 409),
    ],
)
def test_move_is_refused_by_role_and_state(client, people, sign_in, period, units, answered, who, move, status):
    address = reverse("report_move", args=[period.pk, units.division.pk])
    assert sign_in(client, getattr(people, who)).post(address, {"move": move}).status_code == status
    assert UnitReport.objects.get().state == "approved"


def test_refused_move_reads_no_answer(client, people, sign_in, period, units, answered):
    director = sign_in(client, people.director)
    with CaptureQueriesContext(connection) as queries:
        response = director.post(reverse("report_move", args=[period.pk, units.division.pk]), {"move": "approve"})
    assert response.status_code == 403
    assert [q["sql"] for q in queries if "dondoc_answer" in q["sql"]] == []


def test_move_takes_no_get(reporter, period, units):
    assert reporter.get(reverse("report_move", args=[period.pk, units.division.pk])).status_code == 405


def test_office_cannot_write_for_a_unit(client, people, sign_in, address, duties):
    response = sign_in(client, people.coordinator).post(address, {f"{duties[0].pk}-words": "Chen vào"})
    assert response.status_code == 403
    assert UnitReport.objects.count() == 0


# ---- a closed period


def test_closed_period_is_only_read(client, people, sign_in, address, period, units, duties, answered):
    close_period(period, people)
    browser = sign_in(client, people.reporter)
    assert "Kỳ báo cáo đã chốt số ngày 10/3/2026; nội dung chỉ để xem." in text_of(browser.get(address))
    assert browser.post(address, {f"{duties[0].pk}-words": "Muộn"}).status_code == 409
    assert "Các kỳ đã chốt số Quý I/2026" in text_of(browser.get(reverse("reports")))
    assert Evidence.objects.count() == 0
