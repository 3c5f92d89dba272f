"""Pages of a plan's later versions: recognised, compared, asked, taken over, read again."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import TODAY, confirmed, later_version, plan_of, plan_text, sample_plan
from page_texts import text_of

from dondoc.actions import amendments, drafts
from dondoc.actions.drafts import FileKnown
from dondoc.core.amendments import Choices
from dondoc.core.plan import PlanDraft, TaskDraft
from dondoc.models import Amendment, AuditRow, Draft, Plan

BASE = sample_plan()
WHOLE = "Rà soát quy trình nội bộ, bỏ thành phần hồ sơ đã có dữ liệu số"
HALVES = tuple(
    TaskDraft(number, "Nhân lực số", f"Rà soát quy trình nội bộ lĩnh vực {name}, bỏ thành phần hồ sơ đã có dữ liệu số")
    for number, name in (("6", "hộ tịch"), ("7", "luật sư"))
)
LATER = replace(
    BASE,
    number="30/KH-STP",
    tasks=(
        replace(BASE.tasks[0], text="Rà soát đường truyền, máy chủ", due_text="Quý III/2026", due=date(2026, 9, 30)),
        BASE.tasks[1],
        replace(BASE.tasks[3], lead=("Văn phòng Sở",)),
        replace(BASE.tasks[4], number="3"),
        TaskDraft("6", "Nhân lực số", "Ký số mọi văn bản đi", lead=("Thanh tra Sở",)),
    ),
    targets=(replace(BASE.targets[0], value=Decimal(95)), *BASE.targets[1:]),
)


@pytest.fixture(autouse=True)
def pretended_day(settings) -> None:
    """The day that the site takes for today."""
    settings.PRETEND_TODAY = TODAY


@pytest.fixture
def office(client, people, sign_in):
    return sign_in(client, people.coordinator)


@pytest.fixture
def draft(plan: Plan, people) -> Draft:
    return later_version(LATER, actor=people.coordinator)


@pytest.fixture
def address(plan: Plan, draft: Draft) -> str:
    return reverse("draft_amend", args=[draft.pk, plan.pk])


@pytest.fixture
def asked(people) -> str:
    """The address of a comparison in which the sixth task may have become either of two."""
    plan = confirmed(with_last(TaskDraft("6", "Nhân lực số", WHOLE)), actor=people.coordinator)
    later = later_version(with_last(*HALVES), actor=people.coordinator)
    return reverse("draft_amend", args=[later.pk, plan.pk])


def with_last(*tasks: TaskDraft) -> PlanDraft:
    return replace(BASE, tasks=(*BASE.tasks[:5], *tasks))


def seen(response) -> str:
    """The mark of the versions that the page compared."""
    return re.search(r'name="seen" value="(\w+)"', response.content.decode()).group(1)


def articles(response) -> list[str]:
    """The words of each changed task and target."""
    found = re.findall(r"<article.*?</article>", response.content.decode(), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", article).split()) for article in found]


def test_same_number_is_recognised_on_the_review_page(plan, office, people) -> None:
    draft = later_version(replace(LATER, number=" 12/kh-stp", title="Tên khác"), actor=people.coordinator)

    page = office.get(reverse("draft", args=[draft.pk]))

    assert "cùng số với Kế hoạch số 12/KH-STP đang theo dõi: đây là bản điều chỉnh" in text_of(page)
    assert reverse("draft_amend", args=[draft.pk, plan.pk]) in page.content.decode()


def test_same_symbol_title_and_year_are_proposed(draft, office) -> None:
    assert "có vẻ là bản điều chỉnh của Kế hoạch số 12/KH-STP" in text_of(office.get(reverse("draft", args=[draft.pk])))


@pytest.mark.parametrize("other", [{"year": 2027}, {"symbol": "KH-VPS"}, {"title": "Cải cách hành chính tại Sở"}])
def test_another_year_symbol_or_title_is_not_proposed_and_can_be_chosen(other, plan, office, people) -> None:
    draft = later_version(replace(LATER, **other), actor=people.coordinator)

    page = text_of(office.get(reverse("draft", args=[draft.pk])))
    chosen = office.get(reverse("draft_amends", args=[draft.pk]))

    assert "bản điều chỉnh của Kế hoạch số" not in page
    assert "Đây là bản điều chỉnh của một kế hoạch đang theo dõi" in page
    assert reverse("draft_amend", args=[draft.pk, plan.pk]) in chosen.content.decode()


def test_draft_from_above_amends_nothing(plan, draft, office) -> None:
    Draft.objects.filter(pk=draft.pk).update(level="superior")

    assert "bản điều chỉnh" not in text_of(office.get(reverse("draft", args=[draft.pk])))
    assert "Không có kế hoạch nào để điều chỉnh" in text_of(office.get(reverse("draft_amends", args=[draft.pk])))


def test_counts_come_first_then_each_change_field_by_field(plan, answered, address, office) -> None:
    page = office.get(address)
    words = text_of(page)

    assert "Thêm Sửa Chuyển chỗ Bỏ Giữ nguyên Nhiệm vụ 1 2 1 2 1 Chỉ tiêu 0 1 0 0 2" in words
    assert "Mọi thứ đã có được giữ: 6 câu trả lời, 0 minh chứng." in words
    assert words.index("Mọi thứ đã có") < words.index("Cũ 12/KH-STP Mới 30/KH-STP") < words.index("Ký số mọi văn bản")
    assert articles(page) == [
        "+ Thêm 6. Ký số mọi văn bản đi Nhóm nhiệm vụ Mới Nhân lực số Đơn vị chủ trì Mới Thanh tra Sở",
        (
            "≠ Sửa 1. Rà soát đường truyền, máy chủ"
            " Nhiệm vụ Cũ Rà soát đường truyền, thiết bị mạng Mới Rà soát đường truyền, máy chủ"
            " Thời hạn như văn bản ghi Cũ Quý II/2026 Mới Quý III/2026"
            " Hạn (ngày cuối cùng) Cũ 30/6/2026 Mới 30/9/2026"
            " Không phải là một: bỏ dòng cũ, thêm dòng mới"
        ),
        (
            "≠ Sửa 4. Kiểm tra việc thực hiện Đơn vị chủ trì Cũ Thanh tra Sở Mới Văn phòng Sở"
            " Giao thêm cho: Văn phòng Sở. Thôi giao cho: Thanh tra Sở (chưa trả lời kỳ nào)."
        ),
        "↕ Chuyển chỗ 3. Số hóa kết quả giải quyết Số thứ tự Cũ 5 Mới 3 Giữ 1 câu trả lời.",
        (
            "− Bỏ 3. Phân công đầu mối số hóa Nội dung đã bỏ Nhóm nhiệm vụ Cũ Nhân lực số"
            " Giải pháp thực hiện Cũ Lập danh mục cho việc 3 Phân công người thực hiện"
            " Thời hạn như văn bản ghi Cũ 28/2/2026 Hạn (ngày cuối cùng) Cũ 28/2/2026"
            " Đơn vị chủ trì Cũ Phòng Hành chính tư pháp Đơn vị phối hợp Cũ Sở Khoa học và Công nghệ"
            " Sản phẩm, kết quả Cũ Báo cáo kết quả Giữ 1 câu trả lời."
        ),
        (
            "− Bỏ 6. Đấu nối nền tảng dùng chung Nội dung đã bỏ Nhóm nhiệm vụ Cũ Nhân lực số"
            " Giải pháp thực hiện Cũ Lập danh mục cho việc 6 Phân công người thực hiện"
            " Đơn vị chủ trì Cũ Sở Khoa học và Công nghệ Đơn vị phối hợp Cũ Sở Khoa học và Công nghệ"
            " Sản phẩm, kết quả Cũ Báo cáo kết quả"
        ),
        "≠ Sửa Tỷ lệ hồ sơ thủ tục hành chính trực tuyến toàn trình Giá trị Cũ 80 Mới 95 Giữ 1 câu trả lời.",
    ]


def test_words_that_differ_are_struck_and_underlined_without_the_rest(address, office) -> None:
    page = office.get(address).content.decode()

    assert re.search(r"Rà soát đường truyền,\s*<del>thiết bị mạng</del>", page)
    assert re.search(r"Rà soát đường truyền,\s*<ins>máy chủ</ins>", page)


def test_version_is_taken_over_and_the_plan_says_so(plan, draft, address, answered, office) -> None:
    sent = office.post(address, {"seen": seen(office.get(address))}, follow=True)

    assert sent.redirect_chain == [(reverse("plan", args=[plan.pk]), 302)]
    words = text_of(sent)
    assert "Đã áp dụng bản điều chỉnh theo tệp ban-2.txt." in words
    assert "Đã điều chỉnh theo ban-2.txt ngày" in words
    assert "Đã bỏ theo bản điều chỉnh (2)" in words
    assert "3. Phân công đầu mối số hóa" in words
    document = text_of(office.get(reverse("plan_document", args=[plan.pk])))
    assert "Các bản của văn bản" in document
    assert "Bản đầu: ke-hoach.txt" in document


def test_what_was_confirmed_is_read_again_as_it_was_compared(plan, address, answered, office) -> None:
    compared = office.get(address)
    office.post(address, {"seen": seen(compared)})

    kept = office.get(reverse("plan_amendment", args=[plan.pk, Amendment.objects.get().pk]))

    told = [article.removesuffix(" Không phải là một: bỏ dòng cũ, thêm dòng mới") for article in articles(compared)]
    assert articles(kept) == told
    assert "từ tệp ke-hoach.txt sang tệp ban-2.txt" in text_of(kept)


def test_dropped_task_tells_its_history_and_asks_nothing(plan, address, answered, office, people, sign_in) -> None:
    office.post(address, {"seen": seen(office.get(address))})
    dropped = plan.tasks.get(text="Phân công đầu mối số hóa")

    page = sign_in(office, people.reporter).get(reverse("task", args=[plan.pk, dropped.pk]))

    assert "Nhiệm vụ này đã bỏ theo bản điều chỉnh" in text_of(page)
    assert "Đã làm được một nửa" in text_of(page)
    assert "Trả lời Quý I/2026" not in text_of(page)
    assert "Chỗ trong văn bản" not in text_of(page)


def test_dropped_target_keeps_its_figures_on_the_plan(plan, answered, office, people) -> None:
    later = later_version(replace(BASE, targets=BASE.targets[1:]), actor=people.coordinator)
    amendments.amend(plan.pk, later.pk, choices=Choices(), actor=people.coordinator, at=later.uploaded_at)

    words = text_of(office.get(reverse("plan", args=[plan.pk])))

    assert "Tỷ lệ hồ sơ thủ tục hành chính trực tuyến toàn trình (≥ 80 %)" in words
    assert "Phòng Hành chính tư pháp: 8/9 · 88,9 % , Quý I/2026" in words


def test_unit_sees_of_the_dropped_only_its_own(plan, draft, address, answered, office, people, sign_in) -> None:
    office.post(address, {"seen": seen(office.get(address))})

    words = text_of(sign_in(office, people.reporter).get(reverse("plan", args=[plan.pk])))

    assert "Đã bỏ theo bản điều chỉnh (1)" in words
    assert "Đấu nối nền tảng dùng chung" not in words


def test_tie_is_asked_and_without_an_answer_nothing_happens(asked, office) -> None:
    page = office.get(asked)
    refused = office.post(asked, {"seen": seen(page)})

    assert "1 chỗ cần chọn" in text_of(page)
    assert page.content.decode().count('type="radio"') == 3
    assert "Chưa thực hiện được, còn chỗ cần sửa" in text_of(refused)
    assert '<a href="#id_tasks-5">' in refused.content.decode()
    assert 'id="id_tasks-5"' in refused.content.decode()
    assert not Amendment.objects.exists()


def test_choice_is_tried_out_without_writing(asked, office) -> None:
    mark, count = seen(office.get(asked)), AuditRow.objects.count()

    tried = office.post(asked, {"seen": mark, "tasks-5": "6", "try": "1"})

    assert [article[:11] for article in articles(tried)] == ["+ Thêm 6. R", "≠ Sửa 7. Rà"]
    assert "Chưa thực hiện được" not in text_of(tried)
    assert re.search(r'value="6"[^>]*checked', tried.content.decode())
    assert (Amendment.objects.count(), AuditRow.objects.count()) == (0, count)


def test_choice_decides_which_task_goes_on(asked, office) -> None:
    task = Plan.objects.get().tasks.get(number="6")

    office.post(asked, {"seen": seen(office.get(asked)), "tasks-5": "6"})

    task.refresh_from_db()
    assert (task.number, task.text) == ("7", HALVES[1].text)


def test_tick_parts_what_is_only_alike(plan, address, office) -> None:
    office.post(address, {"seen": seen(office.get(address)), "tasks-0-parted": "on"})

    assert plan.tasks.get(text="Rà soát đường truyền, thiết bị mạng").dropped_by is not None
    assert plan.tasks.get(text="Rà soát đường truyền, máy chủ").dropped_by is None


def test_choice_for_other_versions_is_not_taken(asked, office, people) -> None:
    mark = seen(office.get(asked))
    later = Draft.objects.get(state="open")
    drafts.correct(
        later.pk, content={**later.content, "title": "Tên mới"}, actor=people.coordinator, at=later.uploaded_at
    )

    refused = office.post(asked, {"seen": mark, "tasks-5": "6"})

    assert "Bản đọc hoặc kế hoạch vừa thay đổi" in text_of(refused)
    assert not Amendment.objects.exists()


def test_fault_of_the_action_stands_on_the_page(plan, office, people) -> None:
    draft = later_version(replace(LATER, year=2027), actor=people.coordinator)
    address = reverse("draft_amend", args=[draft.pk, plan.pk])

    assert "Văn bản ghi năm 2027" in text_of(office.post(address, {"seen": seen(office.get(address))}))


def test_same_document_has_nothing_to_apply(plan, office, people) -> None:
    draft = later_version(BASE, actor=people.coordinator)

    page = text_of(office.get(reverse("draft_amend", args=[draft.pk, plan.pk])))

    assert "Hai bản giống nhau" in page
    assert "Áp dụng bản điều chỉnh" not in page


def test_director_reads_the_comparison_and_applies_nothing(address, client, people, sign_in) -> None:
    page = text_of(sign_in(client, people.director).get(address))

    assert "So với bản đang theo dõi" in page
    assert "Áp dụng bản điều chỉnh" not in page


def test_first_version_still_leads_to_the_plan(plan, address, office, people) -> None:
    first = plan.draft
    office.post(address, {"seen": seen(office.get(address))})

    page = text_of(office.get(reverse("draft", args=[first.pk])))
    with pytest.raises(FileKnown, match="30/KH-STP"):
        drafts.upload(plan_text(BASE), name="a.txt", actor=people.coordinator, at=first.uploaded_at)

    assert "đã được xác nhận thành Kế hoạch số 30/KH-STP" in page


def test_pages_read_the_database_as_often_for_many_rows_as_for_one(office, people) -> None:
    counts = []
    for rows in (1, 30):
        plan = confirmed(replace(plan_of(rows, rows), title=f"Kế hoạch {rows}"), actor=people.coordinator)
        content = replace(plan_of(rows, rows), title=f"Kế hoạch {rows}", number="9/KH-STP")
        later = replace(content, tasks=content.tasks[1:] + BASE.tasks[:1], targets=content.targets[1:])
        draft = later_version(later, actor=people.coordinator)
        address = reverse("draft_amend", args=[draft.pk, plan.pk])
        found = []
        for page in (address, reverse("draft_amends", args=[draft.pk])):
            with CaptureQueriesContext(connection) as queries:
                office.get(page)
            found.append(len(queries))
        office.post(address, {"seen": seen(office.get(address))})
        amendment = plan.amendments.get()
        for page in (reverse("plan_amendment", args=[plan.pk, amendment.pk]), reverse("plan", args=[plan.pk])):
            with CaptureQueriesContext(connection) as queries:
                office.get(page)
            found.append(len(queries))
        counts.append(found)

    assert counts[0] == counts[1]
    assert max(counts[0]) <= 20
