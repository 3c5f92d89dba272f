"""What is found in a document, on its pages: a file that is not kept, the file of a draft."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import LATER, plan_of, uploaded
from page_texts import text_of
from PIL import Image

from dondoc.actions import drafts, registers
from dondoc.actions.registers import Particulars
from dondoc.models import AuditRow, Draft, RegisteredDocument

GOLDEN = Path(__file__).parents[1] / "golden"
PLAN = """KẾ HOẠCH
Truyền thông năm 2026
Thực hiện Kế hoạch số 88/KH-UBND ngày 05/01/2025 của UBND tỉnh.
I. NHIỆM VỤ
1. Tuyên truyền của của Sở (Văn phòng Sở chủ trì; trước ngày 30/6/2026; sản phẩm: báo cáo).
"""
CLEAN = """SỞ TƯ PHÁP
Số: 15/KH-STP
Hà Phong, ngày 20 tháng 02 năm 2026
KẾ HOẠCH
Truyền thông năm 2026
I. NHIỆM VỤ
1. Tuyên truyền (Văn phòng Sở chủ trì; trước ngày 30/6/2026; sản phẩm: báo cáo).
"""


@pytest.fixture
def office(client: Client, people, sign_in) -> Client:
    """The browser of the Office's coordinator."""
    return sign_in(client, people.coordinator)


def lint(browser: Client, text: str | bytes, name: str = "du-thao.txt"):
    data = text.encode() if isinstance(text, str) else text
    return browser.post(reverse("lint"), {"file": SimpleUploadedFile(name, data)})


def test_page_says_that_nothing_is_kept(office) -> None:
    words = text_of(office.get(reverse("lint")))

    assert "Tệp chỉ được đọc để soát, không được lưu lại." in words
    assert "cần xem lại" not in words


def test_text_in_an_old_encoding_is_said_to_be_converted(office) -> None:
    data = (GOLDEN / "tcvn3.txt").read_bytes()

    words = text_of(lint(office, data))

    assert "Tệp được gõ bằng bảng mã cũ TCVN3; chữ đã được chuyển sang Unicode trước khi soát." in words
    assert "đọc là “SỞ TƯ PHÁP”" in words
    assert "bảng mã cũ" not in text_of(lint(office, PLAN))


def test_findings_stand_with_advice_quotation_and_place(office, plan) -> None:
    words = text_of(lint(office, PLAN))

    assert "4 điều cần xem lại trong du-thao.txt" in words
    assert "Đọc được: Kế hoạch Truyền thông năm 2026; 1 nhiệm vụ, 0 chỉ tiêu, 1 văn bản được dẫn." in words
    assert (
        "Lặp từ, thừa từ 1 Việc cần làm: Đọc lại câu và bỏ phần lặp, phần thừa. Lặp từ: “của của” "
        "1. Tuyên truyền của của Sở (Văn phòng Sở chủ trì; trước ngày 30/6/2026; sản phẩm: báo cáo). đoạn 5"
    ) in words
    assert "Văn bản số 88/KH-UBND được dẫn với ngày 5/1/2025, Sổ văn bản viện dẫn ghi ngày 5/1/2026" in words


def test_linted_file_is_not_kept(office, plan, media) -> None:
    files, acts = sorted(media.rglob("*")), AuditRow.objects.count()

    assert lint(office, PLAN).status_code == 200
    assert (Draft.objects.count(), AuditRow.objects.count()) == (1, acts)
    assert sorted(media.rglob("*")) == files
    assert RegisteredDocument.objects.count() == 2


def test_plan_without_findings_is_told_so_and_can_be_imported(office, department) -> None:
    response = lint(office, CLEAN)

    assert "Không có điều nào cần xem lại trong du-thao.txt" in text_of(response)
    assert f'Văn bản đã hoàn chỉnh? <a href="{reverse("draft_upload")}">Nhập kế hoạch</a>' in " ".join(
        response.content.decode().split()
    )


def test_unit_lints_its_own_draft_and_is_not_sent_to_the_import(client, people, sign_in) -> None:
    response = lint(sign_in(client, people.reporter), PLAN)

    assert "3 điều cần xem lại trong du-thao.txt" in text_of(response)
    assert reverse("draft_upload") not in response.content.decode()


def test_file_that_cannot_be_read_is_told_beside_its_field(office, department) -> None:
    words = text_of(lint(office, "Thư mời họp"))

    assert "Tệp du-thao.txt không có tên loại văn bản và không có nhiệm vụ nào" in words
    assert "Chưa thực hiện được" in words


def test_no_file_chosen_is_told(office, department) -> None:
    assert "Chưa chọn tệp nào" in text_of(office.post(reverse("lint")))


def test_scan_is_sent_to_the_import(office, department) -> None:
    picture = io.BytesIO()
    Image.new("L", (800, 1100), 255).save(picture, "PNG", dpi=(100, 100))
    response = lint(office, picture.getvalue(), "ban-chup.png")

    assert "Tệp này là bản chụp, hoặc phải chuyển đổi mới đọc được, nên không soát ngay được." in text_of(response)
    assert reverse("draft_upload") in response.content.decode()


def test_draft_is_linted_as_it_was_uploaded_each_place_leading_to_it(office, plan, people) -> None:
    draft = drafts.upload(PLAN.encode(), name="du-thao.txt", actor=people.coordinator, at=LATER)
    drafts.correct(draft.pk, content=plan_of(1, 1).to_json(), actor=people.coordinator, at=LATER)
    response = office.get(reverse("draft_lint", args=[draft.pk]))

    words = text_of(response)
    assert "4 điều cần xem lại trong du-thao.txt. Xét theo tệp như đã tải lên" in words
    assert "Văn bản số 88/KH-UBND được dẫn với ngày 5/1/2025" in words
    address = reverse("draft", args=[draft.pk])
    assert f'<a href="{address}#paragraph-5">đoạn 5</a>' in response.content.decode()


def test_draft_that_is_still_being_read_has_no_lint_yet(office, people, department) -> None:
    draft = uploaded(plan_of(1, 1), actor=people.coordinator)
    Draft.objects.filter(pk=draft.pk).update(as_read={}, content={}, source=[], places={}, state="reading")

    response = office.get(reverse("draft_lint", args=[draft.pk]))
    assert (response.status_code, response["Location"]) == (302, reverse("draft", args=[draft.pk]))


def test_lint_of_a_draft_asks_the_database_as_often_for_many_findings(office, plan, people) -> None:
    def count(text: str) -> int:
        draft = drafts.upload(text.encode(), name="a.txt", actor=people.coordinator, at=LATER)
        with CaptureQueriesContext(connection) as queries:
            office.get(reverse("draft_lint", args=[draft.pk]))
        return len(queries)

    many = PLAN + "\n".join(f"{n}. Rà soát của của Sở lần {n}." for n in range(2, 32))
    registers.add(number="5/NQ-CP", known=Particulars(), actor=people.coordinator, at=LATER)
    assert count(PLAN) == count(many) <= 20
