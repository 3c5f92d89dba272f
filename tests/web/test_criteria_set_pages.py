"""Pages of criteria sets: as people read them, changes since last year, an annex confirmed, sources of facts.

Statuses by role: test_role_pages.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from html import unescape

import pytest
from assessing import SET, annex
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import AT, Organisation, confirmed, sample_plan

from dondoc.actions import criteria_sets as actions
from dondoc.actions import set_drafts
from dondoc.core.plan import Target
from dondoc.criteriafile import shipped_sets
from dondoc.models import AdoptedSet, SetDraft
from dondoc.queries import criteria_sets as found

RATE = "Tỷ lệ hồ sơ thủ tục hành chính được nộp và giải quyết trực tuyến toàn trình"


@pytest.fixture
def office(client: Client, sign_in, organisation: Organisation) -> Client:
    return sign_in(client, organisation.people.coordinator)


@pytest.fixture
def adopt(organisation: Organisation) -> Callable[[str], AdoptedSet]:
    return lambda name: actions.adopt_shipped(name, actor=organisation.people.coordinator, at=AT)


@pytest.fixture
def draft(organisation: Organisation) -> SetDraft:
    return set_drafts.begin(annex(), name="phu-luc.xlsx", actor=organisation.people.coordinator, at=AT)


def text_of(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


# ---- sets


def test_list_offers_shipped_sets_before_any_is_in_use(office: Client):
    said = text_of(office.get(reverse("criteria_sets")))

    assert "Chưa có bộ nào. Hãy đưa một bộ có sẵn dưới đây vào sử dụng" in said
    assert said.count("bộ chỉ số mẫu, không chính thức") == 3
    assert "37 chỉ số, 1.000 điểm" in said


def test_shipped_set_is_taken_into_use_once(office: Client):
    address = reverse("shipped_set", args=["so-mau-2026"])

    assert "Đưa vào sử dụng" in text_of(office.get(address))
    answer = office.post(address)

    adopted = AdoptedSet.objects.get()
    assert answer.url == reverse("criteria_set", args=[adopted.pk])
    assert "Mở bộ đang dùng" in text_of(office.get(address))
    assert "Bộ chỉ số này đã được đưa vào sử dụng rồi." in text_of(office.post(address))
    assert AdoptedSet.objects.count() == 1


def test_unit_reads_a_shipped_set_without_the_button(client: Client, sign_in, organisation: Organisation):
    reporter = sign_in(client, organisation.people.reporter)
    said = text_of(reporter.get(reverse("shipped_set", args=["so-mau-2026"])))

    assert "Cách tính điểm" in said
    assert "Đưa vào sử dụng" not in said
    assert reporter.get(reverse("shipped_set", args=["khong-co"])).status_code == 404


def test_set_is_shown_as_its_annex_prints_it(office: Client, organisation: Organisation):
    adopted = actions.adopt(SET, actor=organisation.people.coordinator, at=AT)
    said = text_of(office.get(reverse("criteria_set", args=[adopted.pk])))

    assert "bộ chỉ số mẫu, không chính thức" in said
    assert "5 chỉ số, 100 điểm" in said
    assert "Có chuyên mục chuyển đổi số: có 40 điểm, không 0 điểm." in said
    assert "Người đứng đầu: leader: điểm tối đa; deputy: 1/2 điểm tối đa." in said
    assert "Ảnh chụp màn hình" in said
    assert "chỉ cho: Có thủ tục hành chính" in said
    assert "Thay đổi so với năm trước" not in said


@pytest.mark.parametrize("set_id", [path.stem for path in shipped_sets()])
def test_every_group_of_a_shipped_set_has_a_name(office: Client, set_id: str):
    said = text_of(office.get(reverse("shipped_set", args=[set_id])))

    assert re.search(r"<dt>Dùng cho</dt><dd>[A-ZĐ]", said)


def test_changes_since_last_year_are_told_and_can_be_seen_alone(office: Client, adopt):
    adopt("so-mau-2025")
    address = reverse("criteria_set", args=[adopt("so-mau-2026").pk])

    said, changed = text_of(office.get(address)), text_of(office.get(address, {"show": "changed"}))

    for told in ("Đổi điểm tối đa: 2", "Đổi cách tính: 5", "Đổi tên: 3", "Mới: 2", "Bỏ: 1", "Giữ nguyên: 28"):
        assert told in said
    assert "Đổi điểm tối đa: 40 → 30" in changed
    assert "Tỷ lệ công chức, viên chức được trang bị máy tính (20 điểm)" in changed
    assert 'id="c-1.1"' in said
    assert 'id="c-1.1"' not in changed


def test_list_asks_equally_for_one_set_and_thirty(office: Client, organisation: Organisation):
    counts = []
    for size in (1, 30):
        for number in range(AdoptedSet.objects.count(), size):
            text = SET.replace("thu-2026", f"thu-{number}")
            actions.adopt(text, actor=organisation.people.coordinator, at=AT)
        office.get(reverse("criteria_sets"))
        with CaptureQueriesContext(connection) as captured:
            assert text_of(office.get(reverse("criteria_sets"))).count("Bộ chỉ số thử") == size
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 20


# ---- an annex


def test_annex_is_read_and_its_page_opened(office: Client):
    answer = office.post(reverse("set_import"), {"file": SimpleUploadedFile("phu-luc.xlsx", annex())})

    draft = SetDraft.objects.get()
    assert answer.url == reverse("set_draft", args=[draft.pk])
    said = text_of(office.get(answer.url))
    assert "Còn 2 trong 2 chỉ số chưa xác nhận." in said
    assert "Có chuyên mục chuyển đổi số: có 60 điểm, không 0 điểm." in said
    assert "Cách tính của chỉ số 2.1 chưa đọc được thành quy tắc" in said
    assert "trang tính “Sheet1”, dòng 3" in said


@pytest.mark.parametrize("sent", [{}, {"file": SimpleUploadedFile("a.xlsx", b"%PDF-1.4")}])
def test_annex_that_cannot_be_read_is_told(office: Client, sent: dict[str, object]):
    answer = office.post(reverse("set_import"), sent)

    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not SetDraft.objects.exists()


def test_clear_rows_are_confirmed_together_and_doubtful_ones_stay(office: Client, draft: SetDraft):
    answer = office.post(reverse("set_draft", args=[draft.pk]), {"clear": "1"}, follow=True)

    draft.refresh_from_db()
    assert [row["is_confirmed"] for row in draft.content["criteria"]] == [True, False]
    assert "Đã xác nhận 1 chỉ số." in text_of(answer)
    assert "Còn 1 trong 2 chỉ số chưa xác nhận." in text_of(answer)


def test_one_row_is_confirmed_as_it_was_read(office: Client, draft: SetDraft):
    address = reverse("set_draft", args=[draft.pk])

    assert office.post(address, {"code": "1.1", "as_read": "1"}).url == f"{address}#c-1.1"
    draft.refresh_from_db()
    assert draft.content["criteria"][0]["is_confirmed"]
    assert office.post(address, {"code": "2.1", "as_read": "1"}).status_code == 400
    assert office.post(address, {"code": "9.9", "as_read": "1"}).status_code == 404
    assert office.post(address, {}).status_code == 400


CORRECTED = {
    "code": "2.1",
    "pillar": "2",
    "title": "Số cuộc họp",
    "max": "40",
    "rule": '{ kind = "count-capped", fact = "so_cuoc_hop", each = 10 }',
    "evidence": "Thông báo kết luận",
    "source": "self",
    "verifier": "",
}


def test_rule_is_written_by_a_person_and_faults_stand_beside_it(office: Client, draft: SetDraft):
    address = reverse("set_draft", args=[draft.pk])

    wrong = office.post(address, CORRECTED | {"rule": '{ kind = "count-caped", fact = "a", each = 1 }', "max": "40"})
    assert "count-capped" in wrong.context["form"].errors["rule"][0]
    assert "count-caped" in text_of(wrong)  # what was typed is kept
    assert office.post(address, CORRECTED).url == f"{address}#c-2.1"

    draft.refresh_from_db()
    row = draft.content["criteria"][1]
    assert (row["is_confirmed"], row["rule"]) == (True, CORRECTED["rule"])
    assert "Số cuộc họp: mỗi một 10 điểm, tối đa 40." in text_of(office.get(address))


HEAD = {
    "adopt": "1",
    "title": "Bộ chỉ số theo phụ lục",
    "decision": "",
    "id": "phu-luc-2026",
    "valid_from": "1/1/2026",
    "valid_to": "",
    "scale": "100",
    "profiles": "Mọi cơ quan",
    "not_applicable": "rescale",
    "bands": "Tốt: 80\nChưa tốt: 0",
}


def test_confirmed_annex_becomes_a_set(office: Client, draft: SetDraft):
    address = reverse("set_draft", args=[draft.pk])
    office.post(address, {"clear": "1"})
    office.post(address, CORRECTED)

    wrong = office.post(address, HEAD | {"scale": "90", "bands": "Tốt", "title": ""})
    assert set(wrong.context["head"].errors) == {"title", "bands"}
    assert "scale" in office.post(address, HEAD | {"scale": "90"}).context["head"].errors
    answer = office.post(address, HEAD)

    adopted = AdoptedSet.objects.get()
    made = found.set_of(adopted)
    assert answer.url == reverse("criteria_set", args=[adopted.pk])
    assert (made.id, made.is_unofficial, made.scale, len(made.criteria)) == ("phu-luc-2026", True, Decimal(100), 2)
    assert [band.name for band in made.bands] == ["Tốt", "Chưa tốt"]
    assert office.post(address, {"code": "1.1", "leave": "1"}).status_code == 409


def test_set_is_not_adopted_while_a_row_waits(office: Client, draft: SetDraft):
    answer = office.post(reverse("set_draft", args=[draft.pk]), HEAD)

    assert "Chỉ số 2.1 chưa được xác nhận cách tính." in text_of(answer)
    assert not AdoptedSet.objects.exists()


def test_row_is_left_out(office: Client, draft: SetDraft):
    address = reverse("set_draft", args=[draft.pk])
    answer = office.post(address, {"code": "2.1", "leave": "1"}, follow=True)

    assert "Chỉ số 2.1 không đưa vào bộ." in text_of(answer)
    draft.refresh_from_db()
    assert draft.content["criteria"][1]["is_left_out"]


# ---- sources of facts


def test_sources_are_listed_and_the_missing_ones_found(office: Client, adopt, organisation: Organisation):
    adopted = adopt("so-mau-2026")
    address = reverse("fact_bindings", args=[adopted.pk])
    before = office.get(address).context["open_count"]
    plan = replace(sample_plan(), targets=(Target(RATE, ">=", Decimal(80), "%"),))
    confirmed(plan, actor=organisation.people.coordinator)

    answer = office.post(address, {"find": "1"}, follow=True)

    assert "Tìm thêm được nguồn cho" in text_of(answer)
    assert answer.context["open_count"] < before
    assert found.bindings_of(adopted)["dossiers_fully_online"].target.text == RATE
    assert text_of(answer).count(RATE) == 1


def test_source_of_one_fact_is_chosen(office: Client, plan, organisation: Organisation):
    adopted = actions.adopt(SET, actor=organisation.people.coordinator, at=AT)
    address, task = reverse("fact_bindings", args=[adopted.pk]), plan.tasks.get(number="1")

    said = text_of(office.get(address, {"fact": "has_page"}))
    assert f'value="task:{task.pk}"' in said
    assert 'value="target:' not in said  # a target's figure is no yes or no
    answer = office.post(address, {"fact": "has_page", "source": f"task:{task.pk}"})

    assert answer.url == f"{address}#f-has_page"
    assert found.bindings_of(adopted)["has_page"].task == task
    assert office.post(address, {"fact": "has_page", "source": "target:1"}).context["form"].errors
    assert office.post(address, {"fact": "khong_co", "source": "typed"}).status_code == 404
    assert office.get(address, {"fact": "khong_co"}).status_code == 404


def test_rate_of_dossiers_is_chosen_where_a_ratio_is_read(office: Client, organisation: Organisation):
    adopted = actions.adopt(SET, actor=organisation.people.coordinator, at=AT)
    address = reverse("fact_bindings", args=[adopted.pk])

    said = text_of(office.get(address, {"fact": "online"}))
    assert said.count('value="dossiers:') == 12
    assert 'value="dossiers"' not in said
    assert 'value="dossiers' not in text_of(office.get(address, {"fact": "has_page"}))
    office.post(address, {"fact": "online", "source": "dossiers:online_rate"})

    binding = found.bindings_of(adopted)["online"]
    assert (binding.kind, binding.measure) == ("dossiers", "online_rate")
    said = text_of(office.get(address, {"fact": "online"}))
    assert '<a href="/dossiers/">Tỷ lệ hồ sơ nộp trực tuyến</a>' in said
    assert '<option value="dossiers:online_rate" selected>' in said
    assert office.post(address, {"fact": "online", "source": "dossiers:speed_rate"}).context["form"].errors


def test_unit_sees_sources_without_choosing(client: Client, sign_in, organisation: Organisation):
    adopted = actions.adopt(SET, actor=organisation.people.coordinator, at=AT)
    reporter, address = sign_in(client, organisation.people.reporter), reverse("fact_bindings", args=[adopted.pk])

    said = text_of(reporter.get(address, {"fact": "has_page"}))
    assert "5 số liệu của bộ: 5 nhập tay" in said
    assert "Chọn nguồn" not in said
    assert "Ghi nguồn" not in said
