"""A plan against its later version: what is one and the same, what was added, changed, moved, dropped, asked."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

from factories import plan_of, sample_plan
from hypothesis import given
from hypothesis import strategies as st

from dondoc.core.amendments import Change, Changes, Choices, Comparison, Duties, Held, Kind, amended, compare
from dondoc.core.likenesses import Matching, Pair, Sureness, Tie, likeness_of, match, settled
from dondoc.core.plan import Citation, PlanDraft, ReportingRule, Signer, Target, TaskDraft

BASE = sample_plan()
WORDS = st.lists(
    st.sampled_from(["rà soát", "số hóa", "hồ sơ", "dữ liệu", "hộ tịch", "công chứng", "báo cáo", "tập huấn"]),
    max_size=7,
)
TASKS = st.lists(
    st.builds(
        TaskDraft,
        number=st.sampled_from(["1", "2", "3", "1.1", ""]),
        group=st.sampled_from([None, "Nhóm một", "Nhóm hai"]),
        text=WORDS.map(" ".join),
        due=st.sampled_from([None, date(2026, 6, 30), date(2026, 12, 31)]),
        lead=st.sampled_from([(), ("Văn phòng Sở",), ("Thanh tra Sở",)]),
    ),
    max_size=9,
).map(tuple)
TARGETS = st.lists(
    st.builds(
        Target,
        text=WORDS.map(" ".join),
        comparator=st.sampled_from(["=", ">=", "<="]),
        value=st.sampled_from([Decimal(70), Decimal(80), Decimal("99.5")]),
        unit=st.sampled_from(["%", "công chức"]),
    ),
    max_size=6,
).map(tuple)


def tasks_of(*texts: str) -> tuple[TaskDraft, ...]:
    return tuple(TaskDraft(str(n), None, text) for n, text in enumerate(texts, start=1))


def kinds(found: Comparison) -> list[tuple[str, str]]:
    """Kind and number of each task, unchanged ones aside."""
    return [(entry.kind.value, entry.number) for entry in found.tasks.entries if entry.kind is not Kind.KEPT]


def everything(found: Matching) -> tuple[list[int], list[int]]:
    """All indexes of the old side and of the new side, however often each stands there."""
    olds = [pair.old for pair in found.pairs] + list(found.dropped) + [n for tie in found.ties for n in tie.olds]
    news = [pair.new for pair in found.pairs] + list(found.added) + [n for tie in found.ties for n in tie.news]
    return sorted(olds), sorted(news)


@given(TASKS, TARGETS)
def test_plan_against_itself_gives_no_change(tasks, targets) -> None:
    plan = replace(BASE, tasks=tasks, targets=targets)

    assert compare(plan, plan).is_empty


@given(TASKS, TASKS)
def test_every_task_of_both_sides_stands_in_a_matching_once(olds, news) -> None:
    assert everything(match(olds, news)) == (list(range(len(olds))), list(range(len(news))))


@given(TASKS, TASKS, st.data())
def test_every_task_of_both_sides_stands_there_once_whatever_was_chosen(olds, news, data) -> None:
    found = match(olds, news)
    index = st.integers(0, 8)
    choice = data.draw(st.dictionaries(index, st.none() | index))

    assert everything(settled(found, choice)) == everything(found)


@given(TASKS, st.data())
def test_renumbering_alone_gives_only_moves(tasks, data) -> None:
    numbers = data.draw(st.lists(st.sampled_from("abcdef"), min_size=len(tasks), max_size=len(tasks)))
    renumbered = tuple(replace(task, number=number) for task, number in zip(tasks, numbers, strict=True))

    found = compare(replace(BASE, tasks=tasks), replace(BASE, tasks=renumbered))

    assert found.tasks.ties == ()
    assert {entry.kind for entry in found.tasks.entries} <= {Kind.MOVED, Kind.KEPT}


@given(TASKS, TASKS, st.randoms())
def test_order_of_input_does_not_matter_to_ties(olds, news, random) -> None:
    order = list(range(len(news)))
    random.shuffle(order)
    shuffled = match(olds, [news[n] for n in order])

    def said(found: Matching, rows) -> list[tuple[tuple[int, ...], list[str]]]:
        return [(tie.olds, sorted(repr(rows[n]) for n in tie.news)) for tie in found.ties]

    assert said(shuffled, [news[n] for n in order]) == said(match(olds, news), news)


@given(TASKS, TASKS)
def test_changes_survive_storing_as_text(olds, news) -> None:
    comparison = compare(replace(BASE, tasks=olds), replace(BASE, tasks=news))
    found = Changes(
        comparison, {0: Duties(("A",), (), ("B",))}, {1: date(2026, 5, 5)}, {3: Held(2, 1)}, {0: Held(1, 0)}
    )

    assert Changes.from_json(json.loads(json.dumps({**found.to_json(), "added": []}))) == found
    assert found.held == Held(3, 1)


def test_changed_fields_are_told_old_and_new() -> None:
    first = replace(BASE.tasks[0], due_text="Quý III/2026", due=date(2026, 9, 30), lead=("Thanh tra Sở",))

    found = compare(BASE, replace(BASE, tasks=(first, *BASE.tasks[1:])))

    assert kinds(found) == [("changed", "1")]
    assert found.tasks.entries[0].changes == (
        Change("due_text", ("Quý II/2026",), ("Quý III/2026",)),
        Change("due", ("30/6/2026",), ("30/9/2026",)),
        Change("lead", ("Văn phòng Sở",), ("Thanh tra Sở",)),
    )


def test_only_the_lines_of_a_list_that_differ_are_told() -> None:
    first = replace(BASE.tasks[0], solutions=("Phân công người thực hiện", "Mua thiết bị"))

    found = compare(BASE, replace(BASE, tasks=(first, *BASE.tasks[1:])))

    assert found.tasks.entries[0].changes == (Change("solutions", ("Lập danh mục cho việc 1",), ("Mua thiết bị",)),)


def test_lines_of_a_list_in_another_order_are_told_whole() -> None:
    first = replace(BASE.tasks[0], solutions=BASE.tasks[0].solutions[::-1])

    found = compare(BASE, replace(BASE, tasks=(first, *BASE.tasks[1:])))

    assert found.tasks.entries[0].changes == (
        Change("solutions", BASE.tasks[0].solutions, BASE.tasks[0].solutions[::-1]),
    )


def test_task_put_before_the_others_moves_none_of_them() -> None:
    old, new = tasks_of("Rà soát hạ tầng", "Số hóa hồ sơ hộ tịch"), tasks_of("Tập huấn an toàn thông tin mạng")
    renumbered = tuple(replace(task, number=str(n)) for n, task in enumerate(old, start=2))

    found = compare(replace(BASE, tasks=old), replace(BASE, tasks=(*new, *renumbered)))

    assert kinds(found) == [("added", "1"), ("moved", "2"), ("moved", "3")]
    assert [entry.of("position") for entry in found.tasks.entries] == [None, None, None]


def test_target_that_changed_its_place_alone_is_moved() -> None:
    one, two, three = BASE.targets

    found = compare(BASE, replace(BASE, targets=(three, one, two)))

    assert [(e.kind.value, e.old, e.new) for e in found.targets.entries] == [
        ("moved", 2, 0),
        ("kept", 0, 1),
        ("kept", 1, 2),
    ]
    assert found.targets.entries[0].changes == (Change("position", ("3",), ("1",)),)


def test_raised_target_is_changed() -> None:
    raised = replace(BASE.targets[0], value=Decimal("90.5"), comparator="=")

    found = compare(BASE, replace(BASE, targets=(raised, *BASE.targets[1:])))

    assert found.targets.entries[0].changes == (
        Change("comparator", ("từ … trở lên",), ("bằng",)),
        Change("value", ("80",), ("90,5",)),
    )
    assert found.targets.counts == {"added": 0, "changed": 1, "moved": 0, "dropped": 0, "kept": 2}


def test_task_of_another_text_under_the_same_number_is_dropped_and_added() -> None:
    old, new = tasks_of("Rà soát đường truyền, thiết bị mạng"), tasks_of("Bình dân học vụ số tại cơ sở")

    found = compare(replace(BASE, tasks=old), replace(BASE, tasks=new))

    assert kinds(found) == [("added", "1"), ("dropped", "1")]


def test_dropped_and_added_tell_everything_they_say() -> None:
    found = compare(BASE, replace(BASE, tasks=BASE.tasks[:5]))

    assert found.tasks.entries[-1].changes == (
        Change("group", ("Nhân lực số",), ()),
        Change("solutions", ("Lập danh mục cho việc 6", "Phân công người thực hiện"), ()),
        Change("lead", ("Sở Khoa học và Công nghệ",), ()),
        Change("cooperating", ("Sở Khoa học và Công nghệ",), ()),
        Change("products", ("Báo cáo kết quả",), ()),
    )


SPLIT = (
    "Rà soát quy trình nội bộ lĩnh vực hộ tịch, bỏ thành phần hồ sơ đã có dữ liệu số",
    "Rà soát quy trình nội bộ lĩnh vực luật sư, bỏ thành phần hồ sơ đã có dữ liệu số",
)
WHOLE = "Rà soát quy trình nội bộ, bỏ thành phần hồ sơ đã có dữ liệu số"


def test_task_that_may_have_become_either_of_two_is_asked() -> None:
    assert match(tasks_of(WHOLE), tasks_of(*SPLIT)) == Matching((), (), (), (Tie((0,), (0, 1)),))


def test_two_tasks_that_may_have_become_one_are_asked() -> None:
    assert match(tasks_of(*SPLIT), tasks_of(WHOLE)) == Matching((), (), (), (Tie((0, 1), (0,)),))


def test_tasks_of_one_text_are_told_apart_by_group_then_asked() -> None:
    def of(group: str | None, number: str, lead: str) -> TaskDraft:
        return TaskDraft(number, group, "Báo cáo kết quả", lead=(lead,))

    old = (of("A", "1", "x"), of("B", "2", "x"), of("C", "3", "x"), of("C", "4", "y"))
    new = (of("B", "7", "z"), of("A", "8", "z"), of("D", "9", "v"), of("D", "10", "w"))

    assert match(old, new) == Matching(
        (Pair(0, 1, Sureness.SAME), Pair(1, 0, Sureness.SAME)), (), (), (Tie((2, 3), (2, 3)),)
    )


def test_text_somewhat_alike_is_asked_and_under_its_number_taken() -> None:
    old = tasks_of("Tổ chức hội nghị, tập huấn về kỹ năng số")
    new = tasks_of("Tổ chức tập huấn kỹ năng số cho công chức của các phòng")

    assert 62 <= likeness_of(old[0].text, new[0].text) < 82
    assert match(old, new) == Matching((Pair(0, 0, Sureness.ALIKE),), (), (), ())
    assert match(old, (replace(new[0], number="5"),)) == Matching((), (), (), (Tie((0,), (0,)),))


def test_likeness_minds_neither_case_nor_marks() -> None:
    assert likeness_of("Số hóa hồ sơ; lưu trữ.", "số hoá hồ sơ - LƯU TRỮ") == 100


def test_choice_settles_a_tie_and_what_is_left_is_added() -> None:
    found = settled(match(tasks_of(WHOLE), tasks_of(*SPLIT)), {0: 1})

    assert found == Matching((Pair(0, 1, Sureness.CHOSEN),), (0,), (), ())


def test_choice_of_none_drops() -> None:
    found = settled(match(tasks_of(*SPLIT), tasks_of(WHOLE)), {0: None, 1: 0})

    assert found == Matching((Pair(1, 0, Sureness.CHOSEN),), (), (0,), ())


def test_tie_stays_when_a_choice_is_missing_strange_or_made_twice() -> None:
    one_to_two, two_to_one = match(tasks_of(WHOLE), tasks_of(*SPLIT)), match(tasks_of(*SPLIT), tasks_of(WHOLE))

    assert settled(one_to_two, {}) == one_to_two
    assert settled(one_to_two, {0: 7}) == one_to_two
    assert settled(two_to_one, {0: 0}) == two_to_one
    assert settled(two_to_one, {0: 0, 1: 0}) == two_to_one


def test_texts_only_alike_are_parted_when_the_user_says_so() -> None:
    old, new = tasks_of("Đạt 100% công chức được tập huấn"), tasks_of("Đạt 100% viên chức được tập huấn")
    base, later = replace(BASE, tasks=old), replace(BASE, tasks=new)

    assert [e.sureness for e in compare(base, later).tasks.entries] == [Sureness.ALIKE]
    assert kinds(compare(base, later)) == [("changed", "1")]
    assert kinds(compare(base, later, Choices(tasks={0: None}))) == [("added", "1"), ("dropped", "1")]
    assert compare(base, base, Choices(tasks={0: None})).is_empty


def test_head_of_the_document_is_compared() -> None:
    later = replace(
        BASE,
        number="30/KH-STP",
        issued_on=date(2026, 4, 2),
        signer=Signer("PHÓ GIÁM ĐỐC", "Lê Mẫu Sơn"),
        citations=(BASE.citations[0], Citation("101/QĐ-UBND", date(2026, 3, 30), "UBND tỉnh")),
        reporting=(replace(BASE.reporting[0], due_day=20), ReportingRule("year", 5, 12)),
    )

    assert compare(BASE, later).head == (
        Change("number", ("12/KH-STP",), ("30/KH-STP",)),
        Change("issued_on", ("20/1/2026",), ("2/4/2026",)),
        Change("signer", ("GIÁM ĐỐC, Vũ Văn Mẫu Giang",), ("PHÓ GIÁM ĐỐC, Lê Mẫu Sơn",)),
        Change("citations", ("99/QĐ-UBND",), ("101/QĐ-UBND, 30/3/2026, UBND tỉnh",)),
        Change(
            "reporting",
            ("hằng quý, ngày 15 tháng cuối kỳ", "hằng năm, ngày 15 tháng 12"),
            ("hằng quý, ngày 20 tháng cuối kỳ", "hằng năm, ngày 5 tháng 12"),
        ),
    )


def test_what_the_head_leaves_blank_changes_nothing() -> None:
    bare = PlanDraft(title="", tasks=BASE.tasks, targets=BASE.targets)

    assert compare(BASE, bare).is_empty
    assert amended(BASE, bare) == replace(BASE, warnings=())


def test_large_plans_are_compared_in_order() -> None:
    old = plan_of(124, 30)
    new = replace(old, tasks=(*old.tasks[:60], *old.tasks[61:]))

    found = compare(old, new)

    assert found.tasks.counts == {"added": 0, "changed": 0, "moved": 0, "dropped": 1, "kept": 123}
