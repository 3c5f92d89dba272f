"""“Việc của tôi”: what each person waits for until when, what is late, how the targets stand, what is due."""

import re
from datetime import timedelta

import pytest
from assessing import brought, case_of
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from dossier_files import give, loaded
from factories import AT, TODAY, close_period, confirmed, plan_of, uploaded, write
from page_texts import text_of

from dondoc.actions import assessments, dossier_figures, dossiers, reports
from dondoc.core.assessments import Move as AssessmentMove
from dondoc.core.assessments import State
from dondoc.core.workflow import Move
from dondoc.models import DossierUnit, Plan


@pytest.fixture(autouse=True)
def pretended_day(settings):
    """The day that the site takes for today."""
    settings.PRETEND_TODAY = TODAY
    return settings


@pytest.fixture
def home_of(sign_in):
    """`home_of(viewer)`: the first page as that person sees it."""
    return lambda viewer: sign_in(Client(), viewer).get(reverse("home"))


def part(response, title: str) -> str:
    """The words of the part under this heading, up to the next one."""
    page = response.content.decode()
    if title not in re.findall(r"<h2[^>]*>(.*?)</h2>", page):
        return ""
    inside = re.split(r"<h2[^>]*>" + title + "</h2>", page)[1]
    return " ".join(re.sub("<[^>]+>", " ", re.split(r"<h2|<footer", inside)[0]).split())


def primary(response) -> list[tuple[str, str]]:
    """Address and words of the primary action."""
    return re.findall(r'<a class="btn btn-primary" href="(.*?)">(.*?)</a>', response.content.decode())


def test_reporter_is_asked_until_when(home_of, people, units, period) -> None:
    response = home_of(people.reporter)

    assert "1 việc đang chờ bạn. Gần nhất: hạn 16/3/2026, còn 4 ngày làm việc." in text_of(response)
    assert part(response, "Đang chờ bạn") == (
        f"Trả lời báo cáo Quý I/2026 {period.plan.title} Chưa trả lời · đã ghi 0/6 nội dung "
        "hạn 16/3/2026 còn 4 ngày làm việc"
    )
    assert primary(response) == [(reverse("report", args=[period.pk, units.division.pk]), "Mở việc đầu tiên")]


def test_reporter_sees_what_is_begun_and_what_is_handed_in(home_of, people, units, period) -> None:
    write(period, units.division, actor=people.reporter)
    begun = home_of(people.reporter)
    reports.move(period.pk, units.division.pk, move=Move.SUBMIT, on=TODAY, actor=people.reporter, at=AT)
    sent = home_of(people.reporter)

    assert "Đang soạn · đã ghi 6/6 nội dung" in part(begun, "Đang chờ bạn")
    assert "Không có việc nào đang chờ bạn." in text_of(sent)
    assert part(sent, "Đơn vị bạn đã gửi") == f"Báo cáo Quý I/2026 {period.plan.title} Chờ lãnh đạo đơn vị duyệt"


def test_head_approves_what_the_reporter_handed_in(home_of, people, units, period) -> None:
    write(period, units.division, actor=people.reporter)
    reports.move(period.pk, units.division.pk, move=Move.SUBMIT, on=TODAY, actor=people.reporter, at=AT)

    waiting = part(home_of(people.head), "Đang chờ bạn")

    assert waiting.startswith("Duyệt báo cáo Quý I/2026 của Phòng Hành chính tư pháp")


def test_returned_report_comes_back_to_its_reporter(home_of, people, units, period, answered) -> None:
    reports.move(
        period.pk, units.division.pk, move=Move.RETURN, on=TODAY, actor=people.coordinator, at=AT, reason="Thiếu số"
    )

    waiting = part(home_of(people.reporter), "Đang chờ bạn")

    assert waiting.startswith(f"Sửa và trình lại báo cáo Quý I/2026 {period.plan.title} Bị trả lại")


def test_office_accepts_composes_confirms_and_assigns(home_of, people, units, plan, period, answered) -> None:
    draft = uploaded(plan_of(1, 1), actor=people.coordinator, name="ke-hoach-moi.txt")

    response = home_of(people.coordinator)

    due = "hạn 16/3/2026 còn 4 ngày làm việc"
    assert part(response, "Đang chờ bạn") == (
        f"Tiếp nhận báo cáo Quý I/2026 của Phòng Hành chính tư pháp {plan.title} {due} "
        f"Tổng hợp báo cáo Quý I/2026 {plan.title} 1/4 đơn vị đã gửi; còn thiếu: Văn phòng, Thanh tra, PCC 1 {due} "
        "Soát lại và xác nhận ke-hoach-moi.txt "
        f"Giao 1 nhiệm vụ chưa có đơn vị {plan.title}"
    )
    assert primary(response) == [(reverse("report", args=[period.pk, units.division.pk]), "Mở việc đầu tiên")]
    assert reverse("draft", args=[draft.pk]) in response.content.decode()


def test_overdue_report_is_told_as_overdue(home_of, people, period, pretended_day) -> None:
    pretended_day.PRETEND_TODAY = TODAY.replace(day=18)

    assert part(home_of(people.reporter), "Đang chờ bạn").endswith("hạn 16/3/2026 quá hạn 2 ngày làm việc")


def test_director_waits_for_nothing_and_sees_how_things_stand(home_of, people, plan, period, answered) -> None:
    response = home_of(people.director)

    task = plan.tasks.get(number="3")
    assert "Không có việc nào đang chờ bạn." in text_of(response)
    assert primary(response) == [(reverse("period", args=[period.pk]), "Mở báo cáo Quý I/2026")]
    assert part(response, "Nhiệm vụ quá hạn") == f"3. {task.text} {plan.title} hạn 28/2/2026"
    # tasks, done, late, stuck, with a silent unit
    assert part(response, "Kế hoạch đang chạy").endswith(f"{plan.title} 6 0 1 0 4")
    # met, not met, missing, not applicable, all
    assert part(response, "Chỉ tiêu").endswith("2 1 0 0 3")


def test_chart_and_its_table_say_the_same(home_of, people, plan, answered) -> None:
    page = home_of(people.director).content.decode()

    segments = re.findall(r'<rect class="(\w+)" x="(\d+)" y="1" width="(\d+)"', page)
    assert segments == [("met", "0", "400"), ("not_met", "400", "200")]
    assert "style=" not in page
    assert 'aria-label="Đạt 2 trên 3 chỉ tiêu"' in page


def test_calendar_tells_why_a_day_was_shifted(home_of, people, plan) -> None:
    dates = part(home_of(people.coordinator), "Lịch báo cáo")

    first = f"Quý I/2026 {plan.title} 16/3/2026 (15/3/2026 là Chủ nhật) còn 4 ngày làm việc"
    assert dates.startswith(f"Cả năm {first} Quý II/2026")


def test_closed_period_waits_for_nobody(home_of, people, period, answered) -> None:
    close_period(period, people)

    assert "Quý I/2026" not in text_of(home_of(people.coordinator))
    assert "Không có việc nào đang chờ bạn." in text_of(home_of(people.other_reporter))


def test_administrator_is_led_to_the_accounts(home_of, people, plan: Plan) -> None:
    response = home_of(people.administrator)

    assert part(response, "Tài khoản") == "Tài khoản 7 Đang khóa 0"
    assert primary(response) == [(reverse("people"), "Mở danh sách tài khoản")]


def test_empty_home_teaches_the_office_to_import_a_plan(home_of, people) -> None:
    response = home_of(people.coordinator)

    assert part(response, "Chưa có kế hoạch nào đang chạy")
    assert primary(response) == [(reverse("draft_upload"), "Nhập kế hoạch")]


def test_other_department_sees_nothing_of_it(home_of, people, elsewhere, plan, answered) -> None:
    for person in elsewhere.people:
        assert plan.title not in text_of(home_of(person))


def test_home_takes_as_many_queries_for_six_plans_as_for_one(client: Client, people, sign_in, plan, answered) -> None:
    coordinator = sign_in(client, people.coordinator)
    one = queries_of(coordinator)
    for n in range(2, 7):
        confirmed(plan_of(n, n), actor=people.coordinator)

    assert queries_of(coordinator) == one <= 20


def queries_of(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse("home")).status_code == 200
    return len(captured)


# ---- assessments


@pytest.mark.parametrize(
    ("state", "who", "words"),
    [
        (State.SELF, "coordinator", "Tự chấm điểm chuyển đổi số Đánh giá năm 2026 hạn 30/6/2026"),
        (State.CHECK, "coordinator", "Kiểm tra điểm tự chấm Đánh giá năm 2026 hạn 30/6/2026"),
        (State.SIGN, "director", "Ký phiếu đánh giá, gửi thẩm định Đánh giá năm 2026 hạn 30/6/2026"),
        (State.RELEASED, "coordinator", "Xem điểm thẩm định, giải trình nếu cần Đánh giá năm 2026 hạn 15/8/2026"),
    ],
)
def test_assessment_waits_for_whoever_has_its_next_step(home_of, organisation, people, state, who, words) -> None:
    case = brought(case_of(organisation), state)
    waiting = {name: part(home_of(getattr(people, name)), "Đang chờ bạn") for name in ("coordinator", "director")}

    assert {name for name, said in waiting.items() if "Đánh giá năm 2026" in said} == {who}
    assert words in waiting[who]
    assert (
        f'href="{reverse("assessment", args=[case.assessment_id])}"' in home_of(getattr(people, who)).content.decode()
    )


def test_appraiser_is_led_to_the_bench_once_it_is_signed(home_of, organisation) -> None:
    case = brought(case_of(organisation), State.SIGN)
    assert part(home_of(case.appraiser), "Đang chờ bạn") == ""

    assessments.move(case.assessment_id, move=AssessmentMove.SIGN, actor=organisation.people.director, at=AT)
    home = home_of(case.appraiser)

    assert "Thẩm định 1 cơ quan Đánh giá năm 2026 hạn 31/7/2026" in part(home, "Đang chờ bạn")
    address = f"{reverse('bench')}?round={case.assessment.round_id}"
    assert primary(home) == [(address, "Mở việc đầu tiên")]


# ---- files of dossiers

GOOD = {"unit": "Phòng Hành chính tư pháp"}
BAD = {**GOOD, "channel": "fax"}
WHEN = "Hồ sơ TTHC · Nguyễn Thị Mẫu An · 09:00 ngày 10/3/2026"


def test_file_without_fault_waits_for_nobody(home_of, people) -> None:
    loaded(GOOD, actor=people.coordinator, at=AT)

    assert "Không có việc nào đang chờ bạn." in text_of(home_of(people.coordinator))


def test_rejected_rows_wait_for_whoever_keeps_the_files_until_the_file_comes_again(home_of, people) -> None:
    load = loaded(GOOD, BAD, BAD, actor=people.coordinator, at=AT, name="thang-3.csv")
    told, others = home_of(people.coordinator), home_of(people.director)
    loaded(GOOD, actor=people.coordinator, at=AT, name="thang-3.csv")

    assert part(told, "Đang chờ bạn") == f"Sửa 2 dòng bị loại của tệp thang-3.csv {WHEN}"
    assert primary(told) == [(reverse("dossier_load", args=[load.pk]), "Mở việc đầu tiên")]
    assert part(others, "Đang chờ bạn") == ""
    assert part(home_of(people.coordinator), "Đang chờ bạn") == ""


def test_file_that_was_not_taken_waits_for_a_week(home_of, people, pretended_day) -> None:
    load = give(b"a;b\n1;2\n", actor=people.coordinator, at=AT, name="thang-3.csv")
    assert part(home_of(people.coordinator), "Đang chờ bạn") == ""  # it has its turn yet

    dossiers.finish_load(load.pk, actor=people.coordinator, at=AT)
    told = {}
    for days in (0, 7, 8):
        pretended_day.PRETEND_TODAY = TODAY + timedelta(days=days)
        told[days] = part(home_of(people.coordinator), "Đang chờ bạn")

    words = f"Chưa nạp được tệp thang-3.csv: xem lý do {WHEN}"
    assert told == {0: words, 7: words, 8: ""}


def test_file_that_is_held_up_is_told(home_of, people) -> None:
    load = give(b"a;b\n1;2\n", actor=people.coordinator, at=AT, name="thang-3.csv")
    load.remarks = {"refusal": "Kho hồ sơ đang được khôi phục."}
    load.save()

    assert part(home_of(people.coordinator), "Đang chờ bạn") == f"Chưa nạp được tệp thang-3.csv: xem lý do {WHEN}"


def test_names_of_units_wait_until_somebody_settles_them(home_of, people, pretended_day) -> None:
    loaded(GOOD, {"unit": "Bộ phận Một cửa"}, {"unit": ""}, actor=people.coordinator, at=AT)
    pretended_day.PRETEND_TODAY = TODAY + timedelta(days=30)

    told = home_of(people.coordinator)
    assert part(told, "Đang chờ bạn") == "Chọn đơn vị cho 1 tên trong tệp hồ sơ Hồ sơ TTHC"
    assert primary(told) == [(reverse("dossier_units"), "Mở việc đầu tiên")]
    name = DossierUnit.objects.get(name="Bộ phận Một cửa")
    dossier_figures.match_unit(name.pk, unit_id=None, actor=people.coordinator, at=AT)
    assert part(home_of(people.coordinator), "Đang chờ bạn") == ""


def test_home_takes_as_many_queries_for_thirty_files_as_for_one(client, people, sign_in, plan, answered) -> None:
    load = loaded(GOOD, BAD, {"unit": "Bộ phận Một cửa"}, actor=people.coordinator, at=AT)
    coordinator = sign_in(client, people.coordinator)
    one = queries_of(coordinator)
    for n in range(30):
        load.pk, load.file_name = None, f"thang-{n}.csv"
        load.save()
    DossierUnit.objects.bulk_create(DossierUnit(department=load.department, name=f"Đơn vị {n}") for n in range(30))

    assert queries_of(coordinator) == one <= 20
    waiting = part(coordinator.get(reverse("home")), "Đang chờ bạn")
    assert re.findall(r"của tệp (\S+)", waiting) == [f"thang-{n}.csv" for n in (29, 28, 27, 26, 25)]
    assert "Chọn đơn vị cho 31 tên trong tệp hồ sơ" in waiting


def test_files_of_another_department_are_not_told(home_of, people, elsewhere) -> None:
    loaded(GOOD, BAD, {"unit": "Bộ phận Một cửa"}, actor=people.coordinator, at=AT)

    assert "tệp" not in part(home_of(elsewhere.people.coordinator), "Đang chờ bạn")
