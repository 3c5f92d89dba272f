"""Pages of the files of dossiers: giving, what became of each, names of units; and looks at single dossiers.

Not here: the rates (test_dossier_pages).
"""

import shutil
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from dossier_files import csv_of, give, loaded
from factories import AT, TODAY, Organisation
from page_texts import text_of
from python_calamine import load_workbook
from rights import newcomer
from test_dossier_pages import DIRECT, DIVISION, DOSSIERS, ONLINE, OTHER, UNKNOWN, tables

from dondoc.actions import dossiers, positions
from dondoc.core.permissions import Role
from dondoc.models import AuditRow, DossierLoad, DossierUnit, Position
from dondoc.queries.dossier_stores import store_of


@pytest.fixture(autouse=True)
def pretended_day(settings):
    settings.PRETEND_TODAY = TODAY
    return settings


@pytest.fixture
def office(client: Client, organisation: Organisation, sign_in) -> Client:
    return sign_in(client, organisation.people.coordinator)


def file(data: bytes, name: str = "thang-3.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_file_given_waits_in_the_list_which_asks_for_itself_anew(office: Client, organisation: Organisation) -> None:
    response = office.post(reverse("dossier_loads"), {"file": file(csv_of({}))}, follow=True)

    load = DossierLoad.objects.get()
    assert (load.state, load.file_name, load.via) == ("waiting", "thang-3.csv", "page")
    assert response.redirect_chain == [(reverse("dossier_loads"), 302)]
    assert "Đã nhận thang-3.csv; tệp đang được nạp." in text_of(response)
    page = response.content.decode()
    assert 'hx-trigger="every 2s" hx-select="#loads"' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    dossiers.finish_load(load.pk, actor=organisation.people.coordinator, at=AT)
    done = office.get(reverse("dossier_loads")).content.decode()
    assert "hx-trigger" not in done
    assert "http-equiv" not in done


def test_several_files_are_given_at_once(office: Client) -> None:
    given = [file(csv_of({}), "mot.csv"), file(csv_of({}, {}), "hai.csv")]
    response = office.post(reverse("dossier_loads"), {"file": given}, follow=True)

    assert sorted(DossierLoad.objects.values_list("file_name", flat=True)) == ["hai.csv", "mot.csv"]
    assert "Đã nhận mot.csv, hai.csv; tệp đang được nạp." in text_of(response)


def test_file_that_cannot_be_taken_is_told_beside_the_field(office: Client) -> None:
    nothing = office.post(reverse("dossier_loads"), {})
    picture = office.post(reverse("dossier_loads"), {"file": file(b"x", "anh.gif")})
    mixed = office.post(reverse("dossier_loads"), {"file": [file(b"", "trong.csv"), file(csv_of({}))]})

    assert "Chưa chọn tệp nào: hãy chọn tệp hồ sơ." in text_of(nothing)
    assert 'href="#id_file"' in picture.content.decode()
    assert "Chưa thực hiện được, còn chỗ cần sửa" in text_of(picture)
    assert "trong.csv: " in text_of(mixed)
    assert "Đã nhận thang-3.csv; tệp đang được nạp." in text_of(mixed)
    assert [load.file_name for load in DossierLoad.objects.all()] == ["thang-3.csv"]


def test_list_adds_up(office: Client, organisation: Organisation) -> None:
    actor = organisation.people.coordinator
    loaded({}, {"dossier_code": "A", "fee": "-1"}, actor=actor, at=AT, name="mot.csv")
    loaded({}, {"dossier_code": "B"}, actor=actor, at=AT, name="hai.csv")

    response = office.get(reverse("dossier_loads"))
    assert [row.replace(" 09:00 ngày 10/3/2026", "") for row in tables(response)[0]] == [
        "hai.csv Đã nạp 2 1 0 1 Nguyễn Thị Mẫu An",
        "mot.csv Đã nạp 2 1 1 0 Nguyễn Thị Mẫu An",
        "Tổng số 4 2 1 1",
    ]


def test_report_says_what_was_left_out_and_which_rates_stay_empty(office: Client, organisation: Organisation) -> None:
    text = (
        "Mã hồ sơ;Kênh tiếp nhận;Ngày tiếp nhận;Hạn trả;Trạng thái;Toàn trình;Họ và tên;Ghi chú\n"
        "A;Trực tuyến;2026-01-05;2026-01-09;Đang xử lý;x;Lê Mẫu A;.\n"
        "B;Qua Zalo;2026-01-05;2026-01-09;Đang xử lý;x;Lê Mẫu B;.\n"
        "C;Trực tuyến\n"
    )
    actor = organisation.people.coordinator
    load = dossiers.finish_load(give(text.encode(), actor=actor, at=AT).pk, actor=actor, at=AT)

    response = office.get(reverse("dossier_load", args=[load.pk]))
    said = text_of(response)
    assert "Dòng đọc 3 = Lưu 1 + Bị loại 2 + Không đổi 0" in said
    assert "Cột cá nhân đã bỏ, không lưu Họ và tên" in said
    assert "Cột không dùng đến Ghi chú" in said
    assert "Tệp thiếu cột: Mã TTHC, Lĩnh vực, Đơn vị, " in said
    assert "Tỷ lệ thanh toán trực tuyến" in said
    assert "Tỷ lệ hồ sơ trực tuyến toàn trình" not in said
    answer = office.get(reverse("dossier_rejects", args=[load.pk]))
    assert answer["Content-Disposition"] == f'attachment; filename="Dong-bi-loai-{load.pk}.xlsx"'
    lines = load_workbook(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert lines[0] == ["Dòng", "Cột", "Giá trị", "Lý do"]
    assert [line[:3] for line in lines[1:]] == [[3, "Kênh tiếp nhận", "Qua Zalo"], [4, "", "2 ô"]]


def test_file_of_which_nothing_can_be_read_says_why(office: Client, organisation: Organisation) -> None:
    actor = organisation.people.coordinator
    load = dossiers.finish_load(give(b"a;b\n1;2\n", actor=actor, at=AT).pk, actor=actor, at=AT)

    response = office.get(reverse("dossier_load", args=[load.pk]))
    assert load.remarks["refusal"] in text_of(response)
    assert "Không nạp được" in text_of(response)
    assert "Nạp tệp khác" in text_of(response)
    assert tables(office.get(reverse("dossier_loads")))[0][0].startswith("ho-so.csv Không nạp được – – – –")


def test_report_asks_for_itself_anew_while_the_file_is_loaded(office: Client, organisation: Organisation) -> None:
    load = give(csv_of({}), actor=organisation.people.coordinator, at=AT)
    waiting = office.get(reverse("dossier_load", args=[load.pk]))
    held_up = {"refusal": "Kho hồ sơ đang được khôi phục."}
    DossierLoad.objects.filter(pk=load.pk).update(state="running", rows_read=1_200_000, remarks=held_up)
    running = office.get(reverse("dossier_load", args=[load.pk]))

    assert "Đang chờ đến lượt nạp" in text_of(waiting)
    assert "Đang nạp: đã đọc 1.200.000 dòng Kho hồ sơ đang được khôi phục." in text_of(running)
    assert 'hx-select="#report"' in running.content.decode()


def test_who_reads_the_department_sees_the_files_and_gives_none(
    client: Client, organisation: Organisation, sign_in
) -> None:
    load = loaded({}, {"dossier_code": "", "fee": "-1"}, actor=organisation.people.coordinator, at=AT)
    director = sign_in(client, organisation.people.director)

    page = director.get(reverse("dossier_loads"))
    assert "ho-so.csv" in text_of(page)
    assert 'type="file"' not in page.content.decode()
    assert director.post(reverse("dossier_loads"), {"file": file(csv_of({}))}).status_code == 403
    report = director.get(reverse("dossier_load", args=[load.pk]))
    assert "Tải các dòng bị loại" not in text_of(report)
    assert director.get(reverse("dossier_rejects", args=[load.pk])).status_code == 403
    assert director.get(reverse("dossier_units")).status_code == 403
    reporter = sign_in(client, organisation.people.reporter)
    assert reporter.get(reverse("dossier_loads")).status_code == 403
    assert reporter.get(reverse("dossier_load", args=[load.pk])).status_code == 403
    administrator = sign_in(client, organisation.people.administrator)
    assert administrator.get(reverse("dossier_load", args=[load.pk])).status_code == 404


def test_file_of_another_department_is_not_there(office: Client, elsewhere: Organisation) -> None:
    load = loaded({}, actor=elsewhere.people.coordinator, at=AT)
    assert office.get(reverse("dossier_load", args=[load.pk])).status_code == 404
    assert office.get(reverse("dossier_rejects", args=[load.pk])).status_code == 404
    assert "ho-so.csv" not in text_of(office.get(reverse("dossier_loads")))


def test_name_is_settled_once_and_counts_for_the_unit_from_then_on(office: Client, organisation: Organisation) -> None:
    loaded(ONLINE, {**ONLINE, "unit": UNKNOWN}, actor=organisation.people.coordinator, at=AT)
    name, division = DossierUnit.objects.get(name=UNKNOWN), organisation.units.division

    before = office.get(reverse("dossier_units"))
    assert "1 tên chưa khớp với đơn vị nào của Sở" in text_of(before)
    assert text_of(before).index(f"{UNKNOWN} chưa khớp đơn vị Chọn đơn vị") < text_of(before).index(DIVISION)
    after = office.post(reverse("dossier_units"), {f"unit-{name.pk}": division.pk}, follow=True)

    assert "Đã chọn đơn vị cho 1 tên." in text_of(after)
    assert "Mọi tên trong tệp đã khớp với đơn vị của Sở." in text_of(after)
    assert tables(office.get(reverse("dossiers")))[1][0] == f"{DIVISION} 2/2 · 100 % – – – 2/2 · 100 %"
    office.post(reverse("dossier_units"), {f"unit-{name.pk}": "none"})
    name.refresh_from_db()
    assert (name.unit_id, name.settled_at is None) == (None, False)
    assert "chưa khớp với đơn vị nào của Sở." not in text_of(office.get(reverse("dossiers")))


@pytest.mark.parametrize("chosen", ["0", "x", "٣", "9" * 5000])
def test_no_name_is_settled_where_one_goes_to_a_unit_that_is_not_there(
    chosen: str, office: Client, organisation: Organisation
) -> None:
    loaded(*({**ONLINE, "unit": unit} for unit in ("Bộ phận A", UNKNOWN)), actor=organisation.people.coordinator, at=AT)
    first, second = DossierUnit.objects.order_by("name")

    sent = {f"unit-{first.pk}": "none", f"unit-{second.pk}": chosen}
    assert office.post(reverse("dossier_units"), sent).status_code == 404
    assert set(DossierUnit.objects.values_list("settled_at", flat=True)) == {None}


def test_report_of_a_file_leads_to_the_names_that_nobody_settled(
    office: Client, organisation: Organisation, sign_in
) -> None:
    load = loaded(ONLINE, {**ONLINE, "unit": UNKNOWN}, actor=organisation.people.coordinator, at=AT)
    address = reverse("dossier_load", args=[load.pk])

    asked = office.get(address)
    assert "Có 1 tên đơn vị trong tệp chưa khớp với đơn vị nào của Sở." in text_of(asked)
    assert f'href="{reverse("dossier_units")}"' in asked.content.decode()
    assert "chưa khớp" not in text_of(sign_in(Client(), organisation.people.director).get(address))
    office.post(reverse("dossier_units"), {f"unit-{DossierUnit.objects.get(name=UNKNOWN).pk}": "none"})
    assert "chưa khớp" not in text_of(office.get(address))


def test_saving_names_unchanged_settles_nothing(office: Client, organisation: Organisation) -> None:
    loaded(ONLINE, {**ONLINE, "unit": UNKNOWN}, actor=organisation.people.coordinator, at=AT)
    rows = AuditRow.objects.count()
    sent = {f"unit-{each.pk}": each.unit_id or "" for each in DossierUnit.objects.all()}

    assert "Đã chọn đơn vị cho 0 tên." in text_of(office.post(reverse("dossier_units"), sent, follow=True))
    assert AuditRow.objects.count() == rows


@pytest.mark.parametrize("name", ["dossier_load", "dossier_loads"])
def test_pages_of_files_read_the_database_as_often_for_many(
    name: str, office: Client, organisation: Organisation
) -> None:
    load = loaded({}, actor=organisation.people.coordinator, at=AT)
    address = reverse(name, args=[load.pk] if name == "dossier_load" else [])
    office.get(address)
    few = queries(office, address)
    for number in range(30):
        DossierLoad.objects.create(
            department=organisation.department,
            file_name=f"{number}.csv",
            sha256=str(number),
            size=1,
            via="page",
            state="done",
            requested_at=AT,
            requested_by_id=organisation.people.reporter.user_id,
        )
    assert (queries(office, address), few <= 20) == (few, True)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# ---- single dossiers


@pytest.fixture
def analyst(client: Client, organisation: Organisation, sign_in) -> Client:
    """The Office's analyst, with the dossiers loaded."""
    people = organisation.people
    position_id = Position.objects.get(user_id=people.coordinator.user_id).pk
    positions.mark_analyst(position_id, is_analyst=True, actor=people.administrator, at=AT)
    loaded(*DOSSIERS, actor=people.coordinator, at=AT)
    return sign_in(client, people.coordinator)


def looks() -> list[AuditRow]:
    return list(AuditRow.objects.filter(act="dossier-rows.read").select_related("detail").order_by("number"))


def test_look_shows_masked_dossiers_with_their_source_and_is_recorded(analyst: Client) -> None:
    asked = reverse("dossier_rows") + "?measure=fully_online_rate&period=2026"
    before = analyst.get(asked)
    assert "4 hồ sơ. Mã hồ sơ được che phần cuối; mỗi lần xem được ghi vào nhật ký" in text_of(before)
    assert (tables(before), looks()) == ([], [])

    response = analyst.post(asked)

    assert [row.split()[0] for row in tables(response)[0]] == ["HS-**", "HS-*", "HS-*", "HS-*"]
    assert tables(response)[0][1] == (
        f"HS-* 1.001 {DIVISION} Trực tiếp 20/1/2026 20/2/2026 3/2/2026 Đã giải quyết ho-so.csv, dòng 8"
    )
    [look] = looks()
    assert look.detail.after == {
        "measure": "fully_online_rate",
        "part": "misses",
        "period": "2026",
        "calendar": "calendar",
        "unit": None,
        "procedure": None,
        "page": 1,
        "rows": 4,
    }
    assert "Xem danh sách hồ sơ" in text_of(analyst.get(reverse("audit_row", args=[look.number])))


def test_look_is_narrowed_to_a_part_a_unit_and_a_procedure(analyst: Client) -> None:
    other = DossierUnit.objects.get(name=OTHER)
    address = reverse("dossier_rows")

    def count(**asked: object) -> int:
        return len(tables(analyst.post(f"{address}?{urlencode({'measure': 'fully_online_rate', **asked})}"))[0])

    assert count(part="numerator") == 7
    assert count(part="denominator") == 11
    assert count(unit=other.pk) == 1
    assert count(procedure="2.002") == 1
    assert count(measure="on_time_rate") == 2
    assert count(measure="online_rate", period="2025") == 3
    page = analyst.get(reverse("dossier_procedures"))
    assert f"{address}?period=2026&amp;calendar=calendar&amp;measure=fully_online_rate&amp;procedure=2.002" in (
        page.content.decode()
    )


def test_look_goes_on_page_by_page(analyst: Client, organisation: Organisation) -> None:
    many = [{**DIRECT, "dossier_code": f"P-{n:03}", "due_at": "2027-01-01"} for n in range(60)]
    loaded(*many, actor=organisation.people.coordinator, at=AT)

    second = analyst.post(reverse("dossier_rows"), {"page": "2"})
    assert len(tables(second)[0]) == 14
    assert "Dòng 51–64 trong tổng số 64 Trang trước Trang 2/2" in text_of(second)
    for sent in ("0", "x", "9" * 5000):
        analyst.post(reverse("dossier_rows"), {"page": sent})
    assert [look.detail.after["page"] for look in looks()] == [2, 2, 1, 1]


def test_part_without_dossiers_says_to_choose_another(analyst: Client) -> None:
    response = analyst.get(reverse("dossier_rows"), {"measure": "satisfaction_rate"})
    assert "Không có hồ sơ nào Hãy chọn phần, kỳ hoặc đơn vị khác." in text_of(response)
    assert "Xem danh sách hồ sơ" not in text_of(response)


def test_inspector_says_why(analyst: Client, client: Client, organisation: Organisation, sign_in) -> None:
    inspector = sign_in(client, newcomer(organisation, Role.AUDITOR))

    without = inspector.post(reverse("dossier_rows"), {"reason": "  "})
    assert "Hãy ghi lý do cần xem danh sách hồ sơ." in text_of(without)
    assert (tables(without), looks()) == ([], [])
    given = inspector.post(reverse("dossier_rows"), {"reason": "Kiểm tra theo Quyết định 12"})
    assert len(tables(given)[0]) == 4
    assert [look.detail.reason for look in looks()] == ["Kiểm tra theo Quyết định 12"]


def test_who_is_no_analyst_sees_no_dossier(office: Client, organisation: Organisation) -> None:
    loaded(*DOSSIERS, actor=organisation.people.coordinator, at=AT)

    response = office.get(reverse("dossier_rows"))
    assert response.status_code == 403
    assert "Danh sách từng hồ sơ chỉ mở cho chuyên viên được giao phân tích số liệu hồ sơ." in text_of(response)
    assert office.post(reverse("dossier_rows")).status_code == 403
    assert reverse("dossier_rows") not in office.get(reverse("dossier_procedures")).content.decode()


def test_store_that_cannot_be_read_is_told(analyst: Client, organisation: Organisation) -> None:
    shutil.rmtree(store_of(organisation.department.pk))

    response = analyst.post(reverse("dossier_rows"))
    assert response.status_code == 409
    assert "Chưa đọc được kho hồ sơ của Sở." in text_of(response)
    assert looks() == []
