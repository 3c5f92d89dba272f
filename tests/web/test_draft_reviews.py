"""The page on which a reading is reviewed: what stands beside the fields, corrections, rows, autosave.

Not here: upload, confirmation and the file (test_draft_pages).
"""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from draft_pages import READ, Fields, fields_of, part, post, read_as
from factories import AT, TODAY, plan_of
from page_texts import text_of

from dondoc.actions import registers
from dondoc.actions.registers import Particulars
from dondoc.core.plan import Citation, Doubt, PlanDraft, Signer, Target, TaskDraft
from dondoc.models import AuditRow, Draft


@pytest.fixture(autouse=True)
def pretended_day(settings):
    """The day that the site takes for today."""
    settings.PRETEND_TODAY = TODAY


@pytest.fixture
def office(client: Client, people, sign_in) -> Client:
    """The browser of the Office's coordinator."""
    return sign_in(client, people.coordinator)


@pytest.fixture
def draft(units, people) -> Draft:
    """A draft read as `READ`."""
    return read_as(READ, people)


@pytest.fixture
def address(draft: Draft) -> str:
    return reverse("draft", args=[draft.pk])


# ---- review: what the page shows


def test_review_shows_every_field_as_it_is_typed(office, address):
    found = fields_of(office, address)

    assert {name: found[name] for name in ("kind", "number", "symbol", "issued_on", "year", "signer_name")} == {
        "kind": "Kế hoạch",
        "number": "",
        "symbol": "KH-STP",
        "issued_on": "20/1/2026",
        "year": "2026",
        "signer_name": "Vũ Văn Mẫu Giang",
    }
    assert found["recipients"] == "UBND tỉnh\nLưu: VT, VP"
    assert (found["targets-0-comparator"], found["targets-0-value"], found["targets-0-unit"]) == (">=", "80", "%")
    assert (found["tasks-0-due"], found["tasks-0-due_text"]) == ("30/6/2026", "Quý II/2026")
    assert found["tasks-0-solutions"] == "Lập danh mục cho việc 1\nPhân công người thực hiện"
    assert (found["reporting-1-frequency"], found["reporting-1-due_month"]) == ("year", "12")


def test_every_link_within_the_page_has_its_place(office, address):
    page = office.get(address).content.decode()

    ids = re.findall(r'\bid="([^"]+)"', page)
    links = set(re.findall(r'href="#([^"]+)"', page)) - {"closed"}
    assert links - set(ids) == set()
    assert {"frame-1", "paragraph-2", "table-1-row-2", "table-1-row-2-column-2", "doubt-4"} <= links
    assert len(ids) == len(set(ids))


def test_source_shows_lines_and_tables(office, address):
    page = office.get(address).content.decode()

    assert '<p class="source-heading" id="paragraph-1" data-line="paragraph 1">KẾ HOẠCH</p>' in page
    assert '<td id="table-1-row-1-column-1" data-line="table 1 row 1 column 1" colspan="3">Hạ tầng số</td>' in page
    assert '<td id="table-1-row-3-column-2" data-line="table 1 row 3 column 2">Việc 2</td>' in page


def test_doubts_stand_on_top_and_beside_what_they_concern(office, address):
    response = office.get(address)

    text = text_of(response)
    assert (
        "4 điều cần xem lại Xem kèm cách sửa Đến điều đầu tiên Số của Kế hoạch để trống. khung 1 "
        "Văn bản số 99/QĐ-UBND sau ngày của Kế hoạch. Nhiệm vụ 6 không ghi thời hạn. bảng 1, dòng 7 "
        "Lặp từ “của của”. đoạn 2 Đã xem, không cần sửa"
    ) in text
    assert "Cần xem lại 2/4 Văn bản số 99/QĐ-UBND sau ngày của Kế hoạch." in part(response, "citations-1")
    assert "Cần xem lại 3/4 Nhiệm vụ 6 không ghi thời hạn." in part(response, "tasks-5")
    assert "Cần xem lại" not in part(response, "tasks-4")


def test_each_doubt_leads_to_the_next(office, address):
    page = office.get(address).content.decode()

    ways = re.findall(r'id="doubt-(\d)">(.*?)</p>', page, re.DOTALL)
    assert [(number, re.findall(r'href="#([^"]+)">Điều', way)) for number, way in ways] == [
        ("1", ["id_citations-1-number"]),
        ("2", ["id_number", "id_tasks-5-due_text"]),
        ("3", ["id_citations-1-number", "doubt-4"]),
    ]


def test_doubt_counts_no_more_when_its_field_is_corrected(office, address):
    post(office, address, number="12/KH-STP", tasks__5__due_text="Quý IV/2026", tasks__5__due="31/12/2026")

    text = text_of(office.get(address))
    assert "2 điều cần xem lại" in text
    assert "Đã sửa Số của Kế hoạch để trống." in text


def test_citation_dated_otherwise_than_the_register_is_doubted_until_its_date_is_right(office, draft, address, people):
    registers.add(
        number="88/KH-UBND", known=Particulars(date(2026, 1, 15), "UBND tỉnh"), actor=people.coordinator, at=AT
    )
    sentence = "Văn bản số 88/KH-UBND được dẫn với ngày 5/1/2026, Sổ văn bản viện dẫn ghi ngày 15/1/2026"
    before = Draft.objects.get(pk=draft.pk).as_read

    assert "5 điều cần xem lại Xem kèm cách sửa" in text_of(office.get(address))
    assert f"Cần xem lại 2/5 {sentence}" in part(office.get(address), "citations-0")
    post(office, address, **{"citations-0-issuer": "Ủy ban nhân dân tỉnh"})
    assert sentence in text_of(office.get(address))
    post(office, address, **{"citations-0-issued_on": "15/1/2026"})
    assert sentence not in text_of(office.get(address))
    assert Draft.objects.get(pk=draft.pk).as_read == before


def doubted(people, *doubts: Doubt, **fields: object) -> Draft:
    """A draft read as `READ` with these doubts instead; `fields` stand in its first task."""
    first = replace(READ.tasks[0], **fields)
    return read_as(replace(READ, tasks=(first, *READ.tasks[1:]), warnings=doubts), people)


def test_doubts_of_one_task_stand_in_one_line_each_leading_to_its_field(office, people, units):
    row = "table 1 row 2"
    lacking = doubted(
        people,
        Doubt("no-lead", "Nhiệm vụ 1 không nêu cơ quan chủ trì", row),
        Doubt("no-due", "Nhiệm vụ 1 không nêu thời hạn", row),
        Doubt("repeated-words", "Lặp từ: “hạ tầng hạ tầng”", f"{row} column 2"),
        Doubt("no-product", "Nhiệm vụ 2 không nêu sản phẩm", "table 1 row 3"),
    )

    page = office.get(reverse("draft", args=[lacking.pk])).content.decode()

    lines = re.findall(r"<li value=.*?</li>", page)
    assert [" ".join(re.sub(r"<[^>]+>", "", line).split()) for line in lines] == [
        "Lặp từ: “hạ tầng hạ tầng”; Nhiệm vụ 1 không nêu thời hạn, cơ quan chủ trì bảng 1, dòng 2",
        "Nhiệm vụ 2 không nêu sản phẩm bảng 1, dòng 3",
    ]
    assert [re.findall(r'href="#(id_[^"]+)"', line) for line in lines] == [
        ["id_tasks-0-text", "id_tasks-0-due_text", "id_tasks-0-lead"],
        ["id_tasks-1-products"],
    ]
    assert [re.search(r'value="(\d+)"', line).group(1) for line in lines] == ["1", "4"]


def test_list_of_many_doubts_is_folded_after_six_lines(office, people, units):
    rows = [*range(2, 8), *range(2, 5)]
    many = [
        Doubt("repeated-words", f"Thừa từ: “tại theo {n}”", "paragraph 1" if n > 5 else f"table 1 row {row}")
        for n, row in enumerate(rows)
    ]
    few = doubted(people, *many[:8])
    assert "điều nữa" not in text_of(office.get(reverse("draft", args=[few.pk])))
    few.delete()

    page = office.get(reverse("draft", args=[doubted(people, *many).pk])).content.decode()

    shown, folded = page.split("<summary>Còn 3 điều nữa</summary>")
    assert (shown.count("<li value="), folded.count("<li value=")) == (6, 3)


def test_empty_cell_leads_into_the_empty_field(office, people, units):
    row = "table 1 row 2"
    lacking = doubted(
        people,
        Doubt("empty-cell", "Ô Giải pháp của nhiệm vụ 1 để trống", row),
        Doubt("empty-cell", "Ô Phối hợp của nhiệm vụ 1 để trống", row),
        solutions=(),
        cooperating=(),
    )
    columns = {"solutions": 3, "lead": 4, "cooperating": 5}
    lacking.places |= {f"tasks.0.{field}": f"{row} column {column}" for field, column in columns.items()}
    lacking.save()

    page = office.get(reverse("draft", args=[lacking.pk])).content.decode()

    assert re.findall(r'href="#([^"]+)" data-doubt="', page) == ["id_tasks-0-solutions", "id_tasks-0-cooperating"]


def test_doubt_found_right_waits_no_more_until_its_tick_is_taken_back(office, draft, address):
    acts = AuditRow.objects.count()
    post(office, address, seen=["1", "3"])

    response = office.get(address)
    assert "2 điều cần xem lại" in text_of(response)
    assert "1 điều chung đã xem Đã xem Lặp từ “của của”." in text_of(response)
    assert "Đã xem Văn bản số 99/QĐ-UBND sau ngày của Kế hoạch." in part(response, "citations-1")
    kept = Draft.objects.get(pk=draft.pk)
    assert [doubt["code"] for doubt in kept.content["warnings"]] == ["number-missing", "no-due"]
    assert kept.as_read == READ.to_json()
    assert AuditRow.objects.count() == acts + 1

    office.post(address, {**fields_of(office, address), "seen": ["3"]})
    assert "3 điều cần xem lại" in text_of(office.get(address))
    assert "Xuất chỗ đã sửa" not in text_of(office.get(address))


def test_review_of_30_tasks_asks_the_database_as_often_as_of_1(office, people, units):
    def count(draft: Draft) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert office.get(reverse("draft", args=[draft.pk])).status_code == 200
        return len(captured)

    one = count(read_as(plan_of(1, 1), people))

    assert count(read_as(plan_of(30, 30), people)) == one <= 20


# ---- review: corrections


def test_saving_the_page_as_it_stands_changes_nothing(office, draft, address):
    acts = AuditRow.objects.count()

    response = post(office, address)

    assert (response.status_code, response["Location"]) == (302, address)
    assert Draft.objects.get(pk=draft.pk).content == READ.to_json()
    assert AuditRow.objects.count() == acts


def test_corrections_are_stored_as_the_plan_contract_says(office, draft, address):
    post(
        office,
        address,
        number=" 12/KH-STP ",
        issued_on="05/02/2026",
        signer_position="",
        signer_name="",
        recipients="UBND tỉnh\r\n\r\n  Các phòng ",
        targets__0__value="1.234,5",
        targets__0__comparator="<=",
        tasks__0__lead="Văn phòng Sở\r\nThanh tra Sở",
        tasks__0__due="",
        reporting__0__due_month="3",
    )

    kept = PlanDraft.from_json(Draft.objects.get(pk=draft.pk).content)
    assert kept == replace(
        READ,
        number="12/KH-STP",
        issued_on=date(2026, 2, 5),
        signer=None,
        recipients=("UBND tỉnh", "Các phòng"),
        targets=(replace(READ.targets[0], value=Decimal("1234.5"), comparator="<="), *READ.targets[1:]),
        tasks=(replace(READ.tasks[0], lead=("Văn phòng Sở", "Thanh tra Sở"), due=None), *READ.tasks[1:]),
        reporting=(replace(READ.reporting[0], due_month=3), READ.reporting[1]),
    )


def test_what_was_read_stands_beside_what_was_corrected(office, address):
    post(office, address, number="12/KH-STP", tasks__0__due="31/7/2026")

    response = office.get(address)
    assert "Không đọc thấy trong văn bản." in text_of(response)
    assert "Đã sửa Đọc được: 30/6/2026" in part(response, "tasks-0")
    assert "Đọc được" not in part(response, "tasks-1")


def test_all_faults_are_listed_at_once_and_everything_typed_is_kept(office, draft, address):
    response = post(
        office,
        address,
        title="Tên mới",
        issued_on="31/2/2026",
        year="26",
        targets__0__value="tám mươi",
        targets__1__comparator="~",
        tasks__2__text="",
        tasks__3__due="mai",
        reporting__0__due_day="32",
    )

    top = text_of(response).split("còn chỗ cần sửa")[1].split("Văn bản gốc")[0]
    for said in (
        "Ngày ban hành: Ngày chưa đúng",
        "Năm của kế hoạch: Năm chưa đúng",
        "Chỉ tiêu, dòng 1, Giá trị: “tám mươi” không phải số",
        "Chỉ tiêu, dòng 2, So sánh: Cách so sánh chưa đúng",
        "Nhiệm vụ, dòng 3, Nhiệm vụ: Chưa ghi mục này.",
        "Nhiệm vụ, dòng 4, Hạn (ngày cuối cùng): Ngày chưa đúng",
        "Chế độ báo cáo, dòng 1, Ngày: Ngày chưa đúng: hãy ghi từ 1 đến 31.",
    ):
        assert said in top
    kept = Fields(response).found
    assert (kept["title"], kept["issued_on"], kept["targets-0-value"]) == ("Tên mới", "31/2/2026", "tám mươi")
    assert Draft.objects.get(pk=draft.pk).content == READ.to_json()
    assert '<a href="#id_tasks-3-due">' in response.content.decode()


def test_faulty_task_stands_unfolded(office, address):
    page = post(office, address, tasks__3__due="mai").content.decode()

    unfolded = re.findall(r'<details class="task" id="([^"]+)"[^>]* open>', page)
    assert unfolded == ["tasks-3"]


def test_markup_in_a_field_is_kept_as_text(office, draft, address):
    hostile = 'A </textarea><script>alert("1")</script> & "B"'

    post(office, address, number=hostile[:60], tasks__0__text=hostile)

    response = office.get(address)
    assert "<script>alert" not in response.content.decode()
    assert Fields(response).found["tasks-0-text"] == hostile
    assert Fields(response).found["number"] == hostile[:60].strip()


# ---- review: rows


def test_added_row_is_shown_empty_and_nothing_is_stored(office, draft, address):
    response = post(office, address, add="tasks", title="Tên đang gõ")

    kept = Fields(response).found
    assert (kept["tasks-TOTAL_FORMS"], kept["tasks-6-text"], kept["title"]) == ("7", "", "Tên đang gõ")
    assert 'id="tasks-6" open' in response.content.decode()
    assert "còn chỗ cần sửa" not in text_of(response)
    assert Draft.objects.get(pk=draft.pk).content == READ.to_json()


def test_added_row_is_stored_when_filled(office, draft, address):
    sent = Fields(post(office, address, add="targets")).found
    sent |= {
        "targets-3-text": "Tỷ lệ mới",
        "targets-3-value": "75",
        "targets-3-unit": "%",
        "targets-3-comparator": ">=",
    }

    office.post(address, sent)

    targets = PlanDraft.from_json(Draft.objects.get(pk=draft.pk).content).targets
    assert targets == (*READ.targets, Target("Tỷ lệ mới", ">=", Decimal(75), "%"))
    assert "Dòng thêm" in part(office.get(address), "targets-3")


def test_added_task_is_stored_and_stands_nowhere_in_the_source(office, draft, address):
    sent = Fields(post(office, address, add="tasks")).found
    sent |= {"tasks-6-number": "7", "tasks-6-text": "Việc thêm", "tasks-6-lead": "Văn phòng Sở"}

    assert office.post(address, sent).status_code == 302
    tasks = PlanDraft.from_json(Draft.objects.get(pk=draft.pk).content).tasks
    assert tasks == (*READ.tasks, TaskDraft("7", None, "Việc thêm", lead=("Văn phòng Sở",), where=""))


def test_added_row_left_empty_is_forgotten(office, draft, address):
    sent = Fields(post(office, address, add="citations")).found

    assert office.post(address, sent).status_code == 302
    assert Draft.objects.get(pk=draft.pk).content == READ.to_json()


def test_removed_row_is_named_and_the_others_keep_their_places(office, draft, address):
    post(office, address, targets__0__DELETE="on", tasks__0__DELETE="on")

    kept = PlanDraft.from_json(Draft.objects.get(pk=draft.pk).content)
    assert (kept.targets, kept.tasks) == (READ.targets[1:], READ.tasks[1:])
    response = office.get(address)
    assert "1 dòng đã bỏ so với bản đọc Tỷ lệ hồ sơ thủ tục hành chính trực tuyến toàn trình" in text_of(response)
    assert "đoạn 4" in part(response, "targets-0")
    assert "Đã sửa" not in part(response, "targets-0")
    assert "bảng 1, dòng 3" in part(response, "tasks-0")


def test_faults_of_a_removed_row_are_no_faults(office, draft, address):
    response = post(office, address, citations__1__number="", citations__1__DELETE="on")

    assert response.status_code == 302
    kept = PlanDraft.from_json(Draft.objects.get(pk=draft.pk).content)
    assert kept.citations == (Citation("88/KH-UBND", date(2026, 1, 5), "UBND tỉnh"),)


# ---- autosave


def test_autosave_keeps_what_is_typed(office, draft, address):
    response = office.post(address, fields_of(office, address) | {"number": "13/KH-STP"}, headers={"X-Autosave": "1"})

    assert response.status_code == 204
    assert Draft.objects.get(pk=draft.pk).content["number"] == "13/KH-STP"


def test_autosave_says_when_something_is_faulty(office, draft, address):
    response = office.post(address, fields_of(office, address) | {"issued_on": "15/"}, headers={"X-Autosave": "1"})

    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert response.content.decode() == "Chưa lưu: có chỗ ghi chưa đúng; bấm Lưu để xem."
    assert Draft.objects.get(pk=draft.pk).content == READ.to_json()


def test_signer_named_without_position_is_a_fault(office, draft, address):
    response = post(office, address, signer_position="")

    assert "Chức vụ người ký: Đã có họ tên người ký: hãy ghi chức vụ." in text_of(response)
    assert PlanDraft.from_json(Draft.objects.get(pk=draft.pk).content).signer == Signer("GIÁM ĐỐC", "Vũ Văn Mẫu Giang")


def test_review_of_124_tasks_is_saved_like_any_other(office, people, units):
    long = read_as(plan_of(124, 30), people)
    response = post(office, reverse("draft", args=[long.pk]), title="Tên đã sửa")

    long.refresh_from_db()
    assert (response.status_code, long.content["title"], len(long.content["tasks"])) == (302, "Tên đã sửa", 124)
