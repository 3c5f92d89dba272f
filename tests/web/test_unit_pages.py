"""Units: the list with its alarm and history, a reorganisation previewed and carried out, the hand-over sheet."""

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from factories import LATER, TODAY, write
from page_texts import text_of

from dondoc.actions import reorganisations
from dondoc.core.leads import UnitKind
from dondoc.core.reorganisations import Kind, NewUnit, Order
from dondoc.models import AuditRow, Reorganisation, Unit

MERGE = {
    "kind": "merge",
    "heir": "",
    "new0_name": "Phòng Pháp luật",
    "new0_short_name": "P. PL",
    "new0_code": "PL",
    "new0_kind": "division",
    "effective_on": "9/3/2026",
    "decision": "15/QĐ-STP",
}


@pytest.fixture(autouse=True)
def day(settings) -> None:
    settings.PRETEND_TODAY = TODAY


@pytest.fixture
def administrator(client: Client, people, sign_in) -> Client:
    return sign_in(client, people.administrator)


def merged(people, *units: Unit) -> Reorganisation:
    heir = NewUnit("PL", "Phòng Pháp luật", "P. PL", UnitKind.DIVISION)
    order = Order(Kind.MERGE, tuple(unit.pk for unit in units), TODAY, "15/QĐ-STP", heirs=(heir,))
    return reorganisations.carry_out(order, on=TODAY, actor=people.administrator, at=LATER)


def test_list_tells_who_holds_office_and_where_nobody_can_answer(administrator: Client, plan):
    words = text_of(administrator.get(reverse("units")))
    assert "2 đơn vị còn nhiệm vụ mà chưa có ai trả lời được." in words
    assert "Phòng Công chứng số 1 chưa có người trả lời CC1 – đang hoạt động" in words
    assert "Thanh tra Sở TTR Đỗ Thị Mẫu Đào Chuyên viên Phạm Văn Mẫu Dũng Chuyên viên đang hoạt động" in words


@pytest.mark.parametrize("who", ["coordinator", "administrator"])
def test_home_page_raises_the_alarm(client: Client, plan, people, sign_in, who: str):
    words = text_of(sign_in(client, getattr(people, who)).get(reverse("home")))
    assert "2 đơn vị còn nhiệm vụ mà chưa có ai trả lời được: Văn phòng Sở; Phòng Công chứng số 1." in words


def test_home_page_raises_no_alarm_for_others(client: Client, plan, people, sign_in):
    assert "chưa có ai trả lời được" not in text_of(sign_in(client, people.head).get(reverse("home")))


def test_head_sees_the_own_unit_alone(client: Client, people, sign_in):
    words = text_of(sign_in(client, people.head).get(reverse("units")))
    assert "Phòng Hành chính tư pháp" in words
    assert "Thanh tra Sở" not in words
    assert "Tổ chức lại đơn vị" not in words


def test_history_names_who_followed_whom(administrator: Client, units, people):
    merged(people, units.division, units.attached)
    words = text_of(administrator.get(reverse("units")))
    assert "Sáp nhập, hợp nhất , 15/QĐ-STP" in words or "Sáp nhập, hợp nhất, 15/QĐ-STP" in words
    assert "Phòng Hành chính tư pháp → Phòng Pháp luật" in words
    assert "đến hết ngày 9/3/2026" in words


def test_preview_shows_what_moves_and_changes_nothing_until_confirmed(
    administrator: Client, plan, period, units, people
):
    write(period, units.division, actor=people.reporter)
    sent = MERGE | {"units": [units.division.pk, units.attached.pk]}
    before = (Unit.objects.count(), AuditRow.objects.count())

    preview = administrator.post(reverse("unit_reorganise"), sent)

    words = text_of(preview)
    assert "Được chuyển 11 nhiệm vụ, chỉ tiêu; 2 người" in words
    assert "Phòng Hành chính tư pháp, Quý I/2026: 6 câu trả lời, kèm minh chứng" in words
    assert "Nhiệm vụ 2: Cập nhật hồ sơ an toàn" in words
    assert (Unit.objects.count(), AuditRow.objects.count()) == before

    done = administrator.post(reverse("unit_reorganise"), sent | {"confirm": "1"}, follow=True)

    assert done.redirect_chain == [(reverse("units"), 302)]
    assert "Đã thực hiện: Sáp nhập, hợp nhất." in text_of(done)
    assert Unit.objects.get(code="PL").obligations.count() == 6


def test_split_goes_as_chosen_on_the_preview(administrator: Client, plan, units, people):
    duty = units.division.obligations.get(task__number="3")
    sent = {
        "kind": "split", "units": units.division.pk, "stays": "on", "effective_on": "9/3/2026", "decision": "16/QĐ",
        "new0_name": "Phòng Hộ tịch", "new0_short_name": "P. HT", "new0_code": "HT", "new0_kind": "division",
    }  # fmt: skip
    page = administrator.post(reverse("unit_reorganise"), sent).content.decode()
    assert f'name="duty_{duty.pk}"' in page

    administrator.post(reverse("unit_reorganise"), sent | {"confirm": "1", f"duty_{duty.pk}": "1"})

    assert [d.task.number for d in Unit.objects.get(code="HT").obligations.all()] == ["3"]


def test_faults_stand_beside_their_fields_and_typed_words_stay(administrator: Client, units):
    sent = MERGE | {"units": [units.division.pk, units.attached.pk], "new0_code": "CC1", "decision": "17/QĐ"}
    page = administrator.post(reverse("unit_reorganise"), sent).content.decode()
    assert 'id="id_new0_code_error"><li>Mã CC1 đã dùng cho một đơn vị của cơ quan: hãy chọn mã khác.</li>' in page
    assert 'value="17/QĐ"' in page


def test_day_to_come_is_previewed_only(administrator: Client, units):
    sent = MERGE | {"units": [units.division.pk, units.attached.pk], "effective_on": "1/4/2026"}
    words = text_of(administrator.post(reverse("unit_reorganise"), sent))
    assert "Ngày có hiệu lực chưa đến" in words
    page = administrator.post(reverse("unit_reorganise"), sent | {"confirm": "1"}).content.decode()
    assert "Việc này thực hiện từ ngày có hiệu lực (1/4/2026)" in page


def test_others_do_not_reorganise(client: Client, people, sign_in):
    for viewer in people:
        status = sign_in(Client(), viewer).get(reverse("unit_reorganise")).status_code
        assert status == (200 if viewer == people.administrator else 403)


def test_hand_over_sheet_of_a_unit_lists_its_duties_and_reports(client: Client, plan, period, units, people, sign_in):
    write(period, units.division, actor=people.reporter)
    answer = sign_in(client, people.head).get(reverse("unit_handover", args=[units.division.pk]))
    assert answer["Content-Disposition"].startswith("attachment;")
    document = Document(io.BytesIO(answer.content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Bên giao: Phòng Hành chính tư pháp." in text
    assert "đã trả lời 6/6 nội dung, hạn 16/3/2026." in text
    duties = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["3", "Phân công đầu mối số hóa", "28/2/2026", "Chưa có câu trả lời được duyệt", "–"] in duties


def test_who_may_not_read_answers_fetches_no_sheet(administrator: Client, plan, units, people, sign_in):
    address = reverse("unit_handover", args=[units.division.pk])
    assert administrator.get(address).status_code == 403
    assert sign_in(Client(), people.other_head).get(address).status_code == 404


def queries_of(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse("units")).status_code == 200
    return len(captured)


def test_list_takes_as_many_queries_for_thirty_units_as_for_four(administrator: Client, department, people):
    four = queries_of(administrator)
    for n in range(26):
        Unit.objects.create(department=department, code=f"A{n}", name=f"Phòng {n}", short_name=f"P{n}", kind="division")
    assert queries_of(administrator) == four <= 20
