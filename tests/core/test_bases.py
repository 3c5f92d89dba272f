"""Items of a plan from above proposed for a department's tasks: precise before complete."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dondoc.core.bases import PlanItem, ProposedBasis, Reach, is_from_above, proposals, reach_of, shared_phrases

ALL = ("Các sở, ban, ngành cấp tỉnh",)
ITEMS = (
    PlanItem(1, "Bảo đảm đường truyền Internet cáp quang và đường dự phòng tại trụ sở cơ quan nhà nước", ALL),
    PlanItem(2, "Diễn tập thực chiến ứng cứu sự cố an toàn thông tin mạng cấp tỉnh", ("Công an tỉnh",)),
    PlanItem(3, "Kết nối, đồng bộ dữ liệu hộ tịch giữa hệ thống của Bộ Tư pháp và của tỉnh", ("Sở Tư pháp",)),
    PlanItem(4, "Kiểm tra, đánh giá an toàn thông tin định kỳ đối với hệ thống thông tin", ("Công an tỉnh",)),
)


def proposed(*texts: str) -> tuple[ProposedBasis, ...]:
    tasks = [PlanItem(100 + n, text) for n, text in enumerate(texts, start=1)]
    return proposals(tasks, ITEMS, department="Sở Tư pháp")


def test_proposals_name_what_two_texts_share_and_put_the_departments_own_items_first() -> None:
    found = proposed(
        "Kiểm tra, đánh giá an toàn thông tin định kỳ: tối thiểu 1 lần/2 năm đối với hệ thống thông tin cấp độ 1",
        "Bảo đảm đường truyền cáp quang, đường dự phòng tại trụ sở Sở và các đơn vị trực thuộc",
        "Đồng bộ dữ liệu hộ tịch giữa hệ thống của Bộ Tư pháp và hệ thống của tỉnh",
        "Tổ chức hội nghị công chức, viên chức đầu năm",
    )
    assert [(p.task_id, p.superior_id, p.reach) for p in found] == [
        (103, 3, Reach.NAMED),
        (102, 1, Reach.ALL),
        (101, 4, Reach.OTHERS),
    ]
    assert found[0].shared == ("Đồng bộ dữ liệu hộ tịch giữa hệ thống của Bộ Tư pháp",)


def test_words_of_every_plan_alone_propose_nothing() -> None:
    vague = ("Tiếp tục đẩy mạnh công tác bảo đảm an toàn thông tin mạng", "Đẩy mạnh chuyển đổi số của tỉnh")
    assert proposed(*vague) == ()


def test_diacritics_do_not_matter() -> None:
    [found] = proposed("Dong bo du lieu ho tich giua he thong cua Bo Tu phap va cua tinh")
    assert (found.superior_id, found.shared) == (
        3,
        ("Dong bo du lieu ho tich giua he thong cua Bo Tu phap va cua tinh",),
    )


@given(text=st.text(max_size=200))
def test_scores_stay_between_the_threshold_and_a_hundred_whatever_the_text(text: str) -> None:
    assert all(60 <= pair.score <= 100 for pair in proposed(text, ITEMS[0].text))


@given(item=st.sampled_from(ITEMS))
def test_a_task_copied_from_an_item_is_proposed_for_it_with_the_whole_text(item: PlanItem) -> None:
    found = {pair.superior_id: pair for pair in proposed(item.text)}
    assert found[item.id].score == 100
    assert item.text.endswith(found[item.id].shared)


def test_shared_phrases_begin_and_end_with_words_that_mean_something() -> None:
    text = "Vận động người dân dùng chữ ký số và Sổ sức khỏe điện tử"
    other = "Tuyên truyền để người dân dùng chữ ký số; cấp Sổ sức khỏe điện tử cho trẻ em"
    assert shared_phrases(text, other) == ("người dân dùng chữ ký số", "Sổ sức khỏe điện tử")


@pytest.mark.parametrize(
    ("bodies", "reach"),
    [
        (("Sở Tư pháp",), Reach.NAMED),
        (("Sở Nội vụ", "Sở Tư pháp tỉnh Hà Phong"), Reach.NAMED),
        (("Các sở, ban, ngành cấp tỉnh; UBND các xã",), Reach.ALL),
        (("Thủ trưởng các cơ quan, đơn vị",), Reach.ALL),
        (("Sở, ban, ngành",), Reach.ALL),
        (("Sở Nội vụ",), Reach.OTHERS),
        (("Ủy ban nhân dân các xã, phường",), Reach.OTHERS),
        ((), Reach.OTHERS),
    ],
)
def test_reach_tells_whom_the_printed_bodies_mean(bodies: tuple[str, ...], reach: Reach) -> None:
    assert reach_of(bodies, "Sở Tư pháp") is reach


@pytest.mark.parametrize(
    ("issuer", "above"),
    [
        ("Ủy ban nhân dân tỉnh Hà Phong", True),
        ("ỦY BAN NHÂN DÂN TỈNH HÀ PHONG", True),
        ("UBND tỉnh", True),
        ("Ban Thường vụ Tỉnh ủy", True),
        ("Bộ Tư pháp", True),
        ("Thủ tướng Chính phủ", True),
        ("Ban Chỉ đạo chuyển đổi số tỉnh", True),
        ("Sở Tư pháp", False),
        ("SỞ TƯ PHÁP TỈNH HÀ PHONG", False),
        ("Ban Chỉ đạo chuyển đổi số Sở Tư pháp", False),
        ("Văn phòng Sở", False),
        ("Sở Khoa học và Công nghệ", False),
        ("Ủy ban nhân dân xã Tân Mẫu", False),
        ("", False),
        (None, False),
    ],
)
def test_document_is_from_above_when_its_issuer_stands_over_the_department(issuer: str | None, above: bool) -> None:
    parent = "Ủy ban nhân dân tỉnh Hà Phong"
    assert is_from_above(issuer, department="Sở Tư pháp", parent_body=parent) is above
