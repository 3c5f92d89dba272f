"""Pages of the rates of dossiers: figures, targets, units, procedures, what is overdue, the index, the workbook.

Not here: files that are loaded, single dossiers (test_dossier_load_pages).
"""

import re
import shutil
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from dossier_files import loaded
from factories import AT, TODAY, Organisation
from keepsakes import kept
from page_texts import text_of
from python_calamine import load_workbook
from rights import newcomer

from dondoc.actions import measured_targets
from dondoc.core.permissions import Role
from dondoc.models import DossierUnit, Plan
from dondoc.queries.dossier_stores import store_of

DIVISION, OTHER, UNKNOWN = "Phòng Hành chính tư pháp", "Thanh tra Sở", "Bộ phận Một cửa"
ONLINE = {"unit": DIVISION}
DIRECT = {**ONLINE, "channel": "direct", "fully_online": "0"}
OPEN = {**ONLINE, "status": "open", "finished_at": "", "due_at": "2026-02-20"}
LAST_YEAR = {"received_at": "2025-05-05", "due_at": "2025-06-05", "finished_at": "2025-05-20"}
# Resolved this year: 7 of 11 fully online; last year 1 of 4. Two are open and overdue.
DOSSIERS = (
    *[ONLINE] * 6,
    *[DIRECT] * 2,
    {**DIRECT, "procedure_code": "2.002", "field": "Quốc tịch"},
    {**DIRECT, "unit": OTHER},
    {**ONLINE, "unit": UNKNOWN},
    OPEN,
    {**OPEN, "due_at": "2026-02-13"},
    {**ONLINE, **LAST_YEAR},
    *[{**DIRECT, **LAST_YEAR}] * 3,
)
PAGES = ("dossiers", "dossier_procedures", "dossier_overdue", "dossier_service_index")


@pytest.fixture(autouse=True)
def pretended_day(settings):
    settings.PRETEND_TODAY = TODAY
    return settings


@pytest.fixture
def counted(organisation: Organisation) -> Organisation:
    """The department with the dossiers above loaded and counted."""
    kept("dossiers", lambda: loaded(*DOSSIERS, actor=organisation.people.coordinator, at=AT).pk)
    return organisation


@pytest.fixture
def bound(counted: Organisation, plan: Plan) -> Organisation:
    """The same; at least 80 % fully online is asked."""
    target = plan.targets.get(position=1)
    measured_targets.bind_target(target.pk, measure="fully_online_rate", actor=counted.people.coordinator, at=AT)
    return counted


def tables(response) -> list[list[str]]:
    """The rows of the bodies of each table of a page, in words."""
    found = re.findall(r"<table.*?</table>", response.content.decode(), re.DOTALL)
    return [[words(row) for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)[1:]] for table in found]


def words(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def test_each_rate_stands_with_both_numbers_its_change_its_target_and_what_would_reach_it(
    client: Client, bound: Organisation, sign_in
) -> None:
    response = sign_in(client, bound.people.coordinator).get(reverse("dossiers"))

    first, second, *_others = tables(response)[0]
    assert first == (
        "Tỷ lệ hồ sơ trực tuyến toàn trình 7/11 · 63,6 % +38,6 ≥ 80 % "
        "Cần thêm 9 hồ sơ toàn trình từ nay đến hết năm 2026 4 hồ sơ không đạt: xem thủ tục"
    )
    assert second == "Tỷ lệ hồ sơ nộp trực tuyến 9/13 · 69,2 % +44,2 – – 4 hồ sơ không đạt: xem thủ tục"
    assert len(tables(response)[0]) == 12
    text = text_of(response)
    assert "1/1 tỷ lệ có chỉ tiêu chưa đạt: Tỷ lệ hồ sơ trực tuyến toàn trình." in text
    assert "Số liệu tính đến ngày 10/3/2026, sau lần nạp tệp ho-so.csv" in text
    assert "Có 1 tên đơn vị trong tệp chưa khớp với đơn vị nào của Sở." in text


def test_what_would_reach_the_target_is_said_within_the_quarter(client: Client, bound: Organisation, sign_in) -> None:
    response = sign_in(client, bound.people.director).get(reverse("dossiers"), {"period": "2026Q1"})

    assert "Cần thêm 9 hồ sơ toàn trình trong quý I/2026" in tables(response)[0][0]
    assert "So với quý IV/2025" in text_of(response)
    assert "Quý I/2026: hồ sơ từ 1/1/2026 đến 31/3/2026" in text_of(response)


def test_period_that_has_ended_says_what_is_missing(client: Client, bound: Organisation, sign_in, settings) -> None:
    people, plan = bound.people, Plan.objects.get()
    target = plan.targets.get(position=2)  # 100 % is asked
    measured_targets.bind_target(target.pk, measure="input_digitised_rate", actor=people.coordinator, at=AT)

    running = tables(sign_in(client, people.coordinator).get(reverse("dossiers")))[0]
    assert "100 % Cần bổ sung cho 13 hồ sơ đã có" in running[4]

    measured_targets.bind_target(target.pk, measure="online_rate", actor=people.coordinator, at=AT)
    lost = tables(client.get(reverse("dossiers")))[0]
    assert "100 % Không còn đạt được trong kỳ: đã có 4 hồ sơ không đạt" in lost[1]
    past = tables(client.get(reverse("dossiers"), {"period": "2025Q2"}))[0]
    assert past[0].startswith("Tỷ lệ hồ sơ trực tuyến toàn trình 1/4 · 25 % – – –")


def test_units_stand_by_quarter_with_their_sum(client: Client, counted: Organisation, sign_in) -> None:
    response = sign_in(client, counted.people.coordinator).get(reverse("dossiers"))

    assert tables(response)[1] == [
        f"{DIVISION} 6/9 · 66,7 % – – – 6/9 · 66,7 %",
        f"{OTHER} 0/1 · 0 % – – – 0/1 · 0 %",
        f"{UNKNOWN} chưa khớp đơn vị 1/1 · 100 % – – – 1/1 · 100 %",
        "Toàn Sở 7/11 · 63,6 % – – – 7/11 · 63,6 %",
    ]
    assert tables(response)[2] == [
        "Quý I/2025 không phát sinh",
        "Quý II/2025 1/4 · 25 %",
        "Quý III/2025 không phát sinh",
        "Quý IV/2025 không phát sinh",
        "Quý I/2026 7/11 · 63,6 %",
    ]


def test_names_of_one_unit_are_added_up(client: Client, organisation: Organisation, sign_in) -> None:
    loaded(ONLINE, {**DIRECT, "unit": "P. HCTP"}, actor=organisation.people.coordinator, at=AT)

    response = sign_in(client, organisation.people.coordinator).get(reverse("dossiers"))
    assert tables(response)[1][0] == f"{DIVISION} 1/2 · 50 % – – – 1/2 · 50 %"


def test_reporting_calendar_counts_the_days_before_the_quarter(
    client: Client, organisation: Organisation, sign_in
) -> None:
    late = {**ONLINE, "finished_at": "2026-03-20", "received_at": "2026-03-16", "due_at": "2026-03-30"}
    loaded(ONLINE, late, DIRECT, actor=organisation.people.coordinator, at=AT)
    office = sign_in(client, organisation.people.coordinator)

    by_calendar = office.get(reverse("dossiers"), {"period": "2026Q1"})
    by_report = office.get(reverse("dossiers"), {"period": "2026Q1", "calendar": "cutoff"})

    assert tables(by_calendar)[0][0].split(" %")[0].endswith("2/3 · 66,7")
    assert tables(by_report)[0][0].split(" %")[0].endswith("1/2 · 50")
    assert "Quý I/2026: hồ sơ từ 15/12/2025 đến 14/3/2026" in text_of(by_report)


@pytest.mark.parametrize("person", ["reporter", "head"])
def test_unit_sees_its_own_dossiers_only(person: str, client: Client, counted: Organisation, sign_in) -> None:
    browser = sign_in(client, getattr(counted.people, person))
    response = browser.get(reverse("dossiers"))

    assert tables(response)[0][0].startswith("Tỷ lệ hồ sơ trực tuyến toàn trình 6/9 · 66,7 %")
    assert tables(response)[1] == [f"{DIVISION} 6/9 · 66,7 % – – – 6/9 · 66,7 %"]
    text = text_of(response)
    assert text.index("Chỉ gồm hồ sơ của đơn vị bạn.") < text.index("Tỷ lệ hồ sơ nộp trực tuyến")
    assert OTHER not in text
    assert "Tệp đã nạp" not in text
    other = DossierUnit.objects.get(name=OTHER)
    narrowed = browser.get(reverse("dossier_procedures"), {"unit": other.pk})
    assert tables(narrowed)[0] == [
        "1.001 2 66,7 % 6/8 · 75 % 88,9 % Hộ tịch",
        "2.002 1 33,3 % 0/1 · 0 % 77,8 % Quốc tịch",
    ]
    assert browser.get(reverse("dossier_export")).status_code == 403


def test_unit_without_dossiers_is_told_so(client: Client, counted: Organisation, sign_in) -> None:
    DossierUnit.objects.filter(name=OTHER).update(unit=None)
    response = sign_in(client, counted.people.other_reporter).get(reverse("dossiers"))
    assert "Không có hồ sơ nào được tính vào tỷ lệ này trong năm." in text_of(response)


def test_administrator_reads_no_rates(client: Client, counted: Organisation, sign_in) -> None:
    browser = sign_in(client, counted.people.administrator)
    assert {browser.get(reverse(name)).status_code for name in (*PAGES, "dossier_export")} == {403}
    assert "Hồ sơ TTHC" not in text_of(browser.get(reverse("home")))


def test_appraiser_and_auditor_read_the_rates_of_the_department(client: Client, counted: Organisation, sign_in) -> None:
    for role in (Role.APPRAISER, Role.AUDITOR):
        response = sign_in(client, newcomer(counted, role)).get(reverse("dossiers"))
        assert tables(response)[0][0].startswith("Tỷ lệ hồ sơ trực tuyến toàn trình 7/11 · 63,6 %")


def test_procedures_stand_by_how_many_dossiers_each_holds_the_rate_down(
    client: Client, bound: Organisation, sign_in
) -> None:
    response = sign_in(client, bound.people.coordinator).get(reverse("dossier_procedures"))

    assert tables(response)[0] == [
        "1.001 3 75 % 7/10 · 70 % 90,9 % Hộ tịch",
        "2.002 1 25 % 0/1 · 0 % 72,7 % Quốc tịch",
    ]
    assert "Tỷ lệ hồ sơ trực tuyến toàn trình, năm 2026: 7/11 · 63,6 % (chỉ tiêu ≥ 80 %)" in text_of(response)


def test_procedures_of_a_field_and_of_a_unit(client: Client, counted: Organisation, sign_in) -> None:
    office = sign_in(client, counted.people.coordinator)
    other = DossierUnit.objects.get(name=OTHER)

    of_field = office.get(reverse("dossier_procedures"), {"field": "Quốc tịch"})
    of_unit = office.get(reverse("dossier_procedures"), {"unit": other.pk, "measure": "online_rate"})

    assert tables(of_field)[0] == ["2.002 1 25 % 0/1 · 0 % 72,7 % Quốc tịch"]
    assert tables(office.get(reverse("dossier_procedures"), {"field": ""})) == []
    assert tables(of_unit)[0] == ["1.001 1 100 % 0/1 · 0 % 100 % Hộ tịch"]


def test_rates_are_of_the_whole_whatever_unit_the_address_names(client: Client, counted: Organisation, sign_in) -> None:
    office, other = sign_in(client, counted.people.coordinator), DossierUnit.objects.get(name=OTHER)

    response = office.get(reverse("dossiers"), {"unit": other.pk})
    assert tables(response)[1][-1] == "Toàn Sở 7/11 · 63,6 % – – – 7/11 · 63,6 %"
    of_unit = office.get(reverse("dossier_overdue"), {"unit": other.pk})
    assert "Không có hồ sơ quá hạn" in text_of(of_unit)


def test_overdue_dossiers_stand_by_unit_and_procedure(client: Client, counted: Organisation, sign_in) -> None:
    response = sign_in(client, counted.people.director).get(reverse("dossier_overdue"))

    assert tables(response)[0] == [f"{DIVISION} 1.001 2 13/2/2026", "Tổng số 2 13/2/2026"]
    said = text_of(response)
    assert "2 hồ sơ đang xử lý đã quá hạn trả tính đến ngày 10/3/2026; hạn trả sớm nhất là 13/2/2026." in said


def test_service_index_gives_points_where_its_set_does_and_is_marked(
    client: Client, counted: Organisation, sign_in
) -> None:
    response = sign_in(client, counted.people.coordinator).get(reverse("dossier_service_index"))

    rows = tables(response)[0]
    assert "2.1. Tỷ lệ hồ sơ giải quyết đúng hạn hoặc trước hạn 11/13 · 84,6 % 16,92 20" in rows
    assert "4.1. Tỷ lệ hồ sơ đã giải quyết có kết quả bản điện tử 0/11 · 0 % 0,00 6" in rows
    assert (
        "4.3. Điểm khai thác, sử dụng lại dữ liệu đã số hóa do Cổng Dịch vụ công quốc gia công bố "
        "0/13 · 0 % do Cổng công bố 2"
    ) in rows
    assert "1. Công khai, minh bạch (tối đa 18 điểm)" in rows
    text = text_of(response)
    assert "không chính thức" in text
    assert "Năm 2026: 16,92/34 điểm tính được từ hồ sơ, trong thang 100 điểm." in text


def test_workbook_holds_numbers_as_numbers(client: Client, bound: Organisation, sign_in) -> None:
    response = sign_in(client, bound.people.coordinator).get(reverse("dossier_export"))

    assert response["Content-Disposition"] == 'attachment; filename="Ho-so-TTHC-STP-2026.xlsx"'
    book = load_workbook(BytesIO(response.content))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert sheets["Các tỷ lệ"][3] == [
        "Tỷ lệ hồ sơ trực tuyến toàn trình", 7, 11, pytest.approx(7 / 11), 1, 4, 0.25, 0.8, 4,
    ]  # fmt: skip
    assert sheets["Đơn vị theo quý"][3][:4] == [DIVISION, 6, 9, pytest.approx(6 / 9)]
    assert sheets["Thủ tục"][3] == ["1.001", 3, 7, 10, 0.7, "Hộ tịch"]
    assert sheets["Quá hạn"][3] == [DIVISION, "1.001", 2, "13/2/2026"]


def test_nothing_loaded_yet_says_what_to_do(client: Client, organisation: Organisation, sign_in) -> None:
    office = sign_in(client, organisation.people.coordinator)
    for name in PAGES:
        text = text_of(office.get(reverse(name)))
        assert "Chưa có hồ sơ nào được nạp" in text
        assert "Tải tệp mẫu" in text
        assert "Phải có: Mã hồ sơ Kênh tiếp nhận Ngày tiếp nhận Ngày hẹn trả Trạng thái" in text
    assert office.get(reverse("dossier_export")).status_code == 404
    response = sign_in(client, organisation.people.reporter).get(reverse("dossiers"))
    assert "Văn phòng Sở nạp tệp hồ sơ xuất từ hệ thống một cửa" in text_of(response)


def test_pages_do_without_the_store(client: Client, organisation: Organisation, sign_in, tmp_path) -> None:
    load = loaded(*DOSSIERS, actor=organisation.people.coordinator, at=AT)
    shutil.move(store_of(organisation.department.pk), tmp_path / "elsewhere")

    office = sign_in(client, organisation.people.coordinator)
    names = (*PAGES, "dossier_export", "dossier_loads", "dossier_units", "dossier_rows")
    addresses = [*map(reverse, names), reverse("dossier_load", args=[load.pk])]
    statuses = {address: office.get(address).status_code for address in addresses}
    assert statuses == dict.fromkeys(addresses, 200) | {reverse("dossier_rows"): 403}


@pytest.mark.parametrize("name", [*PAGES, "dossier_export", "dossier_loads", "dossier_units"])
def test_pages_read_the_database_as_often_for_one_dossier_as_for_many(
    name: str, client: Client, organisation: Organisation, sign_in
) -> None:
    office = sign_in(client, organisation.people.coordinator)
    loaded(OPEN, ONLINE, actor=organisation.people.coordinator, at=AT)
    office.get(reverse(name))
    of_few = queries(office, reverse(name))
    many = [
        {**dossier, "unit": f"Đơn vị {n}", "procedure_code": f"1.{n:03}", "dossier_code": f"M-{n}-{dossier['status']}"}
        for n in range(30)
        for dossier in (OPEN, {**ONLINE, "status": "resolved"})
    ]
    loaded(*many, actor=organisation.people.coordinator, at=AT)

    assert (queries(office, reverse(name)), of_few <= 20) == (of_few, True)


def test_list_is_paged_by_fifty(client: Client, organisation: Organisation, sign_in) -> None:
    many = [{**DIRECT, "procedure_code": f"1.{n:03}"} for n in range(60)]
    loaded(*many, actor=organisation.people.coordinator, at=AT)

    second = sign_in(client, organisation.people.coordinator).get(reverse("dossier_procedures"), {"page": "2"})
    assert [row.split()[0] for row in tables(second)[0]] == [f"1.{n:03}" for n in range(50, 60)]
    assert "Dòng 51–60 trong tổng số 60" in text_of(second)


@pytest.mark.parametrize(
    "asked",
    [{"period": "2031"}, {"period": "x"}, {"calendar": "lunar"}, {"measure": "none"}, {"unit": "x"}, {"page": "99"}],
)
def test_address_that_asks_for_what_is_not_there_shows_what_is_usual(
    asked: dict[str, str], client: Client, counted: Organisation, sign_in
) -> None:
    response = sign_in(client, counted.people.coordinator).get(reverse("dossier_procedures"), asked)
    assert tables(response)[0][0] == "1.001 3 75 % 7/10 · 70 % 90,9 % Hộ tịch"


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
