"""The register of cited documents: the list, one document, settling, entering by hand, gathering from older plans."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import LATER, confirmed, sample_plan
from page_texts import text_of

from dondoc.actions import registers
from dondoc.actions.registers import Particulars
from dondoc.core.plan import Citation
from dondoc.models import RegisteredDocument


@pytest.fixture
def office(client: Client, people, sign_in) -> Client:
    """The browser of the Office's coordinator."""
    return sign_in(client, people.coordinator)


@pytest.fixture
def conflict(plan, people):
    """A second plan, which dates 88/KH-UBND a year earlier than the first one."""
    citations = (Citation("88/KH-UBND", date(2025, 1, 5), "UBND tỉnh"),)
    content = replace(sample_plan(), number="30/KH-STP", title="Kế hoạch hai", citations=citations)
    return confirmed(content, actor=people.coordinator)


def address_of(key: str) -> str:
    return reverse("registered_document", args=[RegisteredDocument.objects.get(key=key).pk])


def test_list_shows_what_the_plans_cite(office, plan) -> None:
    words = text_of(office.get(reverse("register")))

    assert "88/KH-UBND 5/1/2026 UBND tỉnh – 1 Theo văn bản đã nhập" in words
    assert "99/QĐ-UBND – – – 1 Theo văn bản đã nhập" in words
    assert "Dòng 1–2 trong tổng số 2" in words
    assert "Cập nhật từ các kế hoạch đã nhập" not in words


def test_list_puts_conflicts_first(office, plan, conflict, people) -> None:
    registers.add(number="1/CT-TTg", known=Particulars(date(2026, 1, 1)), actor=people.coordinator, at=LATER)
    words = text_of(office.get(reverse("register")))

    assert "1 văn bản được các kế hoạch dẫn khác nhau, cần xác định cách dẫn đúng." in words
    assert words.index("88/KH-UBND 5/1/2026 UBND tỉnh – 2 Dẫn khác nhau") < words.index("1/CT-TTg 1/1/2026")
    assert "1/CT-TTg 1/1/2026 – – 0 Đã xác định" in words


def test_list_is_searched_without_diacritics(office, plan) -> None:
    words = text_of(office.get(reverse("register"), {"text": "qd-ubnd"}))

    assert "99/QĐ-UBND" in words
    assert "88/KH-UBND" not in words
    assert "Không có văn bản nào khớp." in text_of(office.get(reverse("register"), {"text": "xyz"}))


def test_list_of_51_documents_has_two_pages(office, people, department) -> None:
    for number in range(1, 52):
        registers.add(number=f"{number}/NQ-CP", known=Particulars(), actor=people.coordinator, at=LATER)

    assert "Dòng 1–50 trong tổng số 51" in text_of(office.get(reverse("register")))
    assert "Dòng 51–51 trong tổng số 51" in text_of(office.get(reverse("register"), {"page": 2}))


def test_list_asks_the_database_as_often_for_30_documents_as_for_2(office, plan, people) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            office.get(reverse("register"))
        return len(queries)

    before = count()
    citations = tuple(Citation(f"{n}/KH-UBND") for n in range(100, 128))
    confirmed(replace(sample_plan(), title="Kế hoạch hai", citations=citations), actor=people.coordinator)
    assert RegisteredDocument.objects.count() == 30
    assert count() == before <= 20


def test_empty_register_says_how_it_fills(office, department) -> None:
    words = text_of(office.get(reverse("register")))
    assert "Sổ chưa có văn bản nào Mỗi kế hoạch được xác nhận sẽ đưa các văn bản mà nó dẫn vào sổ này" in words


def test_document_names_the_versions_and_the_plans(office, plan, conflict) -> None:
    words = text_of(office.get(address_of("88/KH-UBND")))

    assert "5/1/2026, UBND tỉnh. Ghi theo văn bản được nhập trước; kế hoạch khác dẫn khác." in words
    assert "Cách dẫn nào đúng? 5/1/2026, UBND tỉnh đang ghi trong sổ Lấy cách dẫn này" in words
    assert "5/1/2025, UBND tỉnh Kế hoạch số 30/KH-STP Lấy cách dẫn này Là văn bản khác cùng số" in words
    assert "Kế hoạch số 30/KH-STP 5/1/2025, UBND tỉnh khác sổ" in words
    assert 'name="issued_on" value="5/1/2026"' in office.get(address_of("88/KH-UBND")).content.decode()


def test_unit_reads_and_settles_nothing(client, people, sign_in, plan, conflict) -> None:
    browser = sign_in(client, people.reporter)

    for address in (reverse("register"), address_of("88/KH-UBND")):
        page = browser.get(address)
        assert page.status_code == 200
        assert "Ghi vào sổ" not in text_of(page)
        assert "Lấy cách dẫn này" not in text_of(page)
    assert browser.post(address_of("88/KH-UBND"), {"issued_on": "1/1/2026"}).status_code == 403


def test_settled_document_says_who_settled_it(office, plan, conflict) -> None:
    address = address_of("88/KH-UBND")
    response = office.post(address, {"issued_on": "5/1/2025", "issuer": "UBND tỉnh", "title": "Chuyển đổi số"})

    assert (response.status_code, response["Location"]) == (302, address)
    words = text_of(office.get(address))
    assert "Đã ghi văn bản số 88/KH-UBND vào sổ." in words
    assert "5/1/2025, UBND tỉnh. Nguyễn Thị Mẫu An xác định lúc" in words
    assert "Cách dẫn nào đúng?" not in words
    assert "Kế hoạch số 12/KH-STP 5/1/2026, UBND tỉnh khác sổ" in words


def test_day_that_is_no_day_is_told_and_what_was_typed_is_kept(office, plan) -> None:
    page = office.post(address_of("88/KH-UBND"), {"issued_on": "31/2/2026", "issuer": "Sở Mẫu"})

    assert "Ngày chưa đúng: hãy ghi ngày/tháng/năm, ví dụ 15/6/2026." in text_of(page)
    assert 'value="31/2/2026"' in page.content.decode()
    assert 'value="Sở Mẫu"' in page.content.decode()
    assert RegisteredDocument.objects.get(key="88/KH-UBND").issuer == "UBND tỉnh"


def test_second_document_of_one_number_ends_the_conflict(office, plan, conflict) -> None:
    given = {"number": "88/KH-UBND", "issued_on": "5/1/2025", "issuer": "UBND tỉnh"}
    response = office.post(reverse("register"), given, follow=True)

    words = text_of(response)
    assert "Dẫn khác nhau" not in words
    assert "88/KH-UBND 5/1/2026 UBND tỉnh – 1 Theo văn bản đã nhập" in words
    assert "88/KH-UBND 5/1/2025 UBND tỉnh – 1 Đã xác định" in words


def test_document_entered_twice_is_told_beside_its_number(office, plan) -> None:
    page = office.post(reverse("register"), {"number": "088/kh-ubnd", "title": "Chuyển đổi số"})

    assert "Văn bản số 088/kh-ubnd đã có trong sổ: hãy mở dòng đó để sửa." in text_of(page)
    assert 'value="088/kh-ubnd"' in page.content.decode()
    assert RegisteredDocument.objects.count() == 2
    assert "Chưa ghi mục này." in text_of(office.post(reverse("register"), {"number": " "}))


def test_older_plans_are_gathered_on_request(office, plan) -> None:
    RegisteredDocument.objects.all().delete()
    words = text_of(office.get(reverse("register")))
    assert "2 văn bản được các kế hoạch đã nhập dẫn mà chưa có trong sổ." in words

    response = office.post(reverse("register_gather"), follow=True)
    assert "Đã đưa 2 văn bản từ các kế hoạch vào sổ." in text_of(response)
    assert RegisteredDocument.objects.count() == 2


def test_plans_lead_to_the_lint_and_the_register(office, plan) -> None:
    page = office.get(reverse("plans")).content.decode()
    assert f'href="{reverse("lint")}"' in page
    assert f'href="{reverse("register")}"' in page
