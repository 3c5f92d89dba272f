"""Accounts: the list, a new account with every fault beside its field, switching off and on."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import AT, TODAY
from page_texts import text_of

from dondoc import listfile
from dondoc.actions import people as actions
from dondoc.actions import positions
from dondoc.core.permissions import Role
from dondoc.core.rosters import PersonLine
from dondoc.models import Position, User

NEW = {
    "full_name": "Lý Thị Mẫu Ngân",
    "username": "ngan",
    "role": "reporter",
    "title": "Chuyên viên",
    "email": "ngan@sotuphap.example",
}


@pytest.fixture
def administrator(client: Client, people, sign_in) -> Client:
    """The browser of the administrator."""
    return sign_in(client, people.administrator)


def names(response) -> list[str]:
    """The people in the list, in its order."""
    body = re.search(r"<tbody>(.*)</tbody>", response.content.decode(), re.DOTALL)[1]
    return re.findall(r'<th scope="row"><a href="[^"]+">(.*?)</a></th>', body)


def test_list_is_sorted_by_given_name(administrator: Client, people) -> None:
    response = administrator.get(reverse("people"))

    assert names(response) == [
        "Nguyễn Thị Mẫu An",
        "Trần Văn Mẫu Bình",
        "Lê Thị Mẫu Chi",
        "Phạm Văn Mẫu Dũng",
        "Đỗ Thị Mẫu Đào",
        "Vũ Văn Mẫu Giang",
        "Hồ Thị Mẫu Hoa",
    ]
    words = text_of(response)
    assert "7 tài khoản, 0 đang khóa." in words
    head = User.objects.get(pk=people.head.user_id)
    position = f"Lãnh đạo đơn vị {head.positions.get().title} Phòng Hành chính tư pháp Đang dùng"
    assert f"Lê Thị Mẫu Chi {head.username} {position}" in words


def test_list_leaves_out_another_department(administrator: Client, elsewhere) -> None:
    assert len(names(administrator.get(reverse("people")))) == 7


def test_coordinator_reads_and_changes_nothing(client: Client, people, sign_in) -> None:
    coordinator = sign_in(client, people.coordinator)
    page = coordinator.get(reverse("people"))

    assert len(names(page)) == 7
    assert '<form class="form"' not in page.content.decode()
    assert "/active/" not in page.content.decode()
    assert coordinator.post(reverse("people"), NEW).status_code == 403
    assert coordinator.post(reverse("person_active", args=[people.head.user_id]), {"active": "0"}).status_code == 403
    assert User.objects.filter(is_active=True).count() == 7


def test_administrator_opens_an_account_and_hands_over_a_link_that_is_shown_once(administrator: Client, units) -> None:
    response = administrator.post(reverse("people"), NEW | {"unit_id": units.division.pk, "email": ""})

    assert response.status_code == 200
    user = User.objects.get(username="ngan")
    assert not user.has_usable_password()
    link = re.search(r"http://127.0.0.1:8000(/password/[^<]+/)", response.content.decode())[1]
    assert Client().get(link).status_code == 200
    assert link not in administrator.get(reverse("people")).content.decode()
    position = user.positions.get()
    assert (position.role, position.unit, position.title) == ("reporter", units.division, "Chuyên viên")


def test_faults_stand_at_the_top_and_beside_their_fields_and_typed_words_stay(administrator: Client, people) -> None:
    taken = User.objects.get(pk=people.head.user_id).username

    response = administrator.post(reverse("people"), NEW | {"username": taken, "email": "ngan@"})

    assert response.status_code == 200
    page = response.content.decode()
    top = re.search(r'<div class="errors".*?</div>', page, re.DOTALL)[0]
    assert re.findall(r'href="#(id_\w+)"', top) == ["id_username", "id_unit_id", "id_email"]
    assert 'id="id_unit_id_error"><li>Vai trò “Đầu mối báo cáo của đơn vị” cần một đơn vị.</li>' in page
    assert 'value="Lý Thị Mẫu Ngân"' in page
    assert f'value="{taken}"' in page
    assert User.objects.count() == 7


def test_account_is_switched_off_and_on(administrator: Client, people, sign_in) -> None:
    head = sign_in(Client(), people.head)
    address = reverse("person_active", args=[people.head.user_id])

    off = administrator.post(address, {"active": "0"}, follow=True)
    refused = head.get(reverse("home"))
    on = administrator.post(address, {"active": "1"}, follow=True)

    assert "7 tài khoản, 1 đang khóa." in text_of(off)
    assert refused.status_code == 302
    assert "7 tài khoản, 0 đang khóa." in text_of(on)


def test_own_account_has_no_switch_and_refuses_one(administrator: Client, people) -> None:
    own = reverse("person_active", args=[people.administrator.user_id])

    assert own not in administrator.get(reverse("people")).content.decode()
    assert administrator.post(own, {"active": "0"}).status_code == 409
    assert User.objects.get(pk=people.administrator.user_id).is_active


def queries_of(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse("people")).status_code == 200
    return len(captured)


def test_list_takes_as_many_queries_for_thirty_accounts_as_for_seven(administrator: Client, people) -> None:
    seven = queries_of(administrator)
    for n in range(23):
        actions.create_account(
            username=f"nguoi{n}",
            full_name=f"Người Mẫu {n}",
            role=Role.DIRECTOR,
            actor=people.administrator,
            at=AT,
        )

    assert queries_of(administrator) == seven <= 20


def test_past_position_is_left_out_of_the_list_and_stands_on_the_page_of_the_person(
    administrator: Client, people, settings
) -> None:
    settings.PRETEND_TODAY = TODAY
    own = Position.objects.get(user=people.reporter.user_id)
    positions.end_position(own.pk, valid_to=TODAY - timedelta(days=1), actor=people.administrator, at=AT)

    assert "Trần Văn Mẫu Bình reporter.hctp@h99.13 Đang dùng" in text_of(administrator.get(reverse("people")))
    page = text_of(administrator.get(reverse("person", args=[people.reporter.user_id])))
    assert "Chuyên viên Đầu mối báo cáo của đơn vị Phòng Hành chính tư pháp – 9/3/2026 –" in page


def test_head_sees_the_people_of_the_own_unit_alone(client: Client, people, sign_in) -> None:
    head = sign_in(client, people.head)
    assert names(head.get(reverse("people"))) == ["Trần Văn Mẫu Bình", "Lê Thị Mẫu Chi"]
    assert head.get(reverse("person", args=[people.reporter.user_id])).status_code == 200
    assert head.get(reverse("person", args=[people.other_head.user_id])).status_code == 404


def test_position_is_given_and_ended_on_the_page_of_the_person(administrator: Client, people, units, settings) -> None:
    settings.PRETEND_TODAY = TODAY
    address = reverse("person", args=[people.reporter.user_id])
    given = {"role": "head", "unit_id": units.attached.pk, "title": "Phó phòng", "valid_from": "10/3/2026"}

    done = administrator.post(address, given, follow=True)

    assert "Đã giao chức vụ Phó phòng." in text_of(done)
    position = Position.objects.get(user=people.reporter.user_id, role="head")
    assert (position.unit, position.valid_from, position.valid_to) == (units.attached, TODAY, None)

    ended = administrator.post(reverse("position_end", args=[position.pk]), {"valid_to": "15/3/2026"}, follow=True)

    assert "Chức vụ Phó phòng kết thúc hết ngày 15/3/2026." in text_of(ended)


def test_fault_of_a_position_stands_beside_its_field(administrator: Client, people) -> None:
    address = reverse("person", args=[people.reporter.user_id])
    page = administrator.post(address, {"role": "head", "valid_from": "10/3/2026"}).content.decode()
    assert 'id="id_unit_id_error"><li>Vai trò “Lãnh đạo đơn vị” cần một đơn vị.</li>' in page


def test_check_8_administrator_is_refused_a_role_in_the_work_for_himself(administrator: Client, people) -> None:
    address = reverse("person", args=[people.administrator.user_id])
    answer = administrator.post(address, {"role": "director", "valid_from": "10/3/2026"})
    assert answer.status_code == 403
    assert "Không tự giao vai trò “Lãnh đạo Sở” cho chính mình." in text_of(answer)


def test_person_of_another_department_is_made_appraiser_by_exact_name(administrator: Client, elsewhere, people) -> None:
    name = User.objects.get(pk=elsewhere.people.director.user_id).username
    sent = {"username": name, "role": "appraiser", "valid_from": "10/3/2026"}

    done = administrator.post(reverse("people_outside"), sent, follow=True)

    assert "Đã giao vai trò Người thẩm định cho Vũ Văn Mẫu Giang." in text_of(done)
    wrong = administrator.post(reverse("people_outside"), sent | {"username": "khong.co"})
    assert "Không có tài khoản nào với tên đăng nhập này" in text_of(wrong)


def list_file(*people: PersonLine) -> SimpleUploadedFile:
    return SimpleUploadedFile("ds.xlsx", listfile.write([], people))


def test_list_is_previewed_then_taken_in(administrator: Client) -> None:
    line = PersonLine("moi", "Lý Thị Mẫu Mới", Role.DIRECTOR, title="Phó Giám đốc")

    preview = administrator.post(reverse("people_import"), {"file": list_file(line)})

    assert "Nhân sự 1 0 0 0" in text_of(preview)
    assert not User.objects.filter(username="moi").exists()
    content = re.search(r'name="content" value="([^"]+)"', preview.content.decode())[1]

    done = administrator.post(reverse("people_import"), {"name": "ds.xlsx", "content": content}, follow=True)

    assert "Đã nhập danh sách: 0 đơn vị và 1 dòng nhân sự thay đổi." in text_of(done)
    assert User.objects.get(username="moi").positions.get().title == "Phó Giám đốc"


def test_faults_of_a_list_are_shown_with_their_cells(administrator: Client) -> None:
    words = text_of(administrator.post(reverse("people_import"), {"file": list_file(PersonLine("a", "A", Role.HEAD))}))
    assert "Tệp còn 1 chỗ cần sửa, chưa nhập gì." in words
    assert "Nhân sự!C2: Vai trò “Lãnh đạo đơn vị” cần mã đơn vị." in words


def test_file_that_is_no_list_is_refused_beside_its_field(administrator: Client) -> None:
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4")
    page = administrator.post(reverse("people_import"), {"file": file}).content.decode()
    assert "không phải .xlsx hoặc .csv" in page


def test_exported_list_is_fetched_and_comes_back_without_a_change(administrator: Client) -> None:
    fetched = administrator.post(reverse("people_export"))
    file = SimpleUploadedFile("ds.xlsx", fetched.content)
    words = text_of(administrator.post(reverse("people_import"), {"file": file}))
    assert "Tệp không thay đổi gì so với dữ liệu hiện có." in words


def test_own_hand_over_sheet_is_there_for_everybody(client: Client, plan, people, sign_in) -> None:
    reporter = sign_in(client, people.reporter)
    assert reporter.get(reverse("person_handover", args=[people.reporter.user_id])).status_code == 200
    assert reporter.get(reverse("person_handover", args=[people.head.user_id])).status_code == 403
    administrator = sign_in(Client(), people.administrator)
    assert administrator.get(reverse("person_handover", args=[people.reporter.user_id])).status_code == 403
