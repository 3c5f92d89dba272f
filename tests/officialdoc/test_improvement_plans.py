"""The drafted plan: its form, and the way back: what is drafted is what the reader of plans reads, whole."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dondoc.core.improvements import FactChange, Gap, ImprovementDraft, draft_improvements, gap_of
from dondoc.core.plan import PlanDraft, Signer
from dondoc.core.scoring.facts import FactValue, Quotient
from dondoc.core.scoring.scores import score
from dondoc.core.scoring.step_texts import FactName
from dondoc.core.scoring.winnable import winnable
from dondoc.criteriafile import read_bindings, read_facts, read_set
from dondoc.officialdoc import GroupRow, Paragraph, Row, Table, render
from dondoc.officialdoc.improvement_plans import describe
from dondoc.planfile import read
from tests.officialdoc.sample_improvements import (
    DRAFT,
    DRAFTING,
    GAPS,
    GROUPS,
    HEADING,
    INSPECTORS,
    LEGAL_AID,
    OFFICE,
    STATUS,
    TEACHING,
)

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "improvement-plan.docx"
UNKNOWN = {"number-missing", "date-missing", "no-lead", "no-product", "empty-cell"}


def read_back(draft: ImprovementDraft) -> PlanDraft:
    return read(render(describe(draft, HEADING)), name="ke-hoach.docx").draft


def test_golden_plan_is_what_is_rendered() -> None:
    """Read in its turn by tests/planfile/test_golden.py, against the JSON beside it."""
    assert GOLDEN.read_bytes() == render(describe(DRAFT, HEADING))


def test_golden_reading_holds_every_task_and_target_of_the_draft() -> None:
    reading = PlanDraft.from_json(json.loads(GOLDEN.with_suffix(".json").read_text(encoding="utf-8")))
    assert tuple(replace(task, where="") for task in reading.tasks) == DRAFT.tasks
    assert reading.targets == DRAFT.targets
    assert (len(DRAFT.tasks), len({task.group for task in DRAFT.tasks}), len(DRAFT.targets)) == (21, 6, 16)
    assert (reading.kind, reading.symbol, reading.number, reading.issued_on) == ("Kế hoạch", "KH-STP", None, None)
    assert reading.title == "Nâng cao kết quả đánh giá chuyển đổi số (DTI) của Sở Tư pháp năm 2026"
    assert (reading.year, reading.office, reading.signer) == (2026, OFFICE, Signer("GIÁM ĐỐC", None))
    assert reading.recipients == HEADING.recipients


PHRASES = (
    "hồ sơ",
    "văn bản",
    "công dân",
    "dữ liệu",
    "đơn vị",
    "quy trình",
    "thủ tục hành chính",
    "kỹ thuật số",
    "lưu trữ",
)
TITLES = st.lists(st.sampled_from(PHRASES), min_size=1, max_size=12).map(lambda words: " ".join(words).capitalize())
UNITS = st.sampled_from((OFFICE, DRAFTING, TEACHING, STATUS, INSPECTORS, LEGAL_AID))
COUNTS = st.integers(0, 99_999).map(Decimal)
SHARES = st.tuples(st.integers(0, 99_999), st.integers(1, 99_999)).map(
    lambda pair: Quotient(Decimal(min(pair)), Decimal(max(pair)))
)
CHANGES = st.one_of(
    st.tuples(st.none() | COUNTS, COUNTS),
    st.tuples(st.none() | SHARES, SHARES),
    st.tuples(st.booleans(), st.booleans()),
    st.tuples(st.none(), TITLES),
)


@st.composite
def gaps(draw: st.DrawFn) -> Gap:
    def change(number: int) -> FactChange:
        before, after = draw(CHANGES)
        name = FactName(f"{draw(TITLES)} {'ABC'[number]}", draw(st.sampled_from(("", "hồ sơ", "kiện"))))
        return FactChange(name, before, after)

    pillar = draw(st.integers(1, 6))
    return Gap(
        code=f"{pillar}.{draw(st.integers(1, 12))}",
        title=draw(TITLES),
        pillar=str(pillar),
        lost=Decimal(draw(st.integers(1, 2000))) / 100,
        wins=Decimal(draw(st.integers(1, 2000))) / 100,
        changes=tuple(change(n) for n in range(draw(st.integers(1, 3)))),
        owners=tuple(draw(st.lists(UNITS, max_size=3, unique=True))),
        due_on=draw(st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))),
        evidence=tuple(draw(st.lists(TITLES, max_size=3, unique=True))),
    )


@given(st.lists(gaps(), min_size=1, max_size=12))
@settings(max_examples=25, deadline=None)
def test_any_draft_comes_back_whole(drafted: list[Gap]) -> None:
    draft = draft_improvements(drafted, groups=GROUPS, year=2026, set_title="Bộ chỉ số", is_unofficial=False)
    reading = read_back(draft)
    assert tuple(replace(task, where="") for task in reading.tasks) == draft.tasks
    assert reading.targets == draft.targets
    assert {doubt.code for doubt in reading.warnings} - UNKNOWN <= {"repeated-words"}


def test_plan_of_the_sample_set_comes_back_whole() -> None:
    """From the shipped set and the figures of the sample department to the plan and back."""
    criteria = read_set(ROOT / "rules" / "criteria" / "so-mau-2026.toml")
    facts = read_facts(ROOT / "samples" / "facts_so-mau-2026.json", criteria)
    bindings = read_bindings(ROOT / "rules" / "criteria" / "bindings" / "so-mau-2026.toml", criteria)
    names = {each.fact: FactName(each.title, each.unit) for each in bindings}
    lost = winnable(criteria, facts, score(criteria, facts), days_left=38)
    found = [gap_of(each, names, due_on=date(2026, 12, 15), cooperating=(STATUS,)) for each in lost]
    draft = draft_improvements(
        found, groups=GROUPS, year=2026, set_title=criteria.title, is_unofficial=criteria.is_unofficial
    )
    reading = read_back(draft)
    assert len(draft.tasks) == len(lost) > 10
    assert tuple(replace(task, where="") for task in reading.tasks) == draft.tasks
    assert reading.targets == draft.targets
    assert draft.wins == sum((each.full.points for each in lost if each.full), Decimal(0))


def test_form_of_the_plan() -> None:
    document = describe(DRAFT, HEADING)
    assert [section.title for section in document.sections] == [
        "Mục đích, yêu cầu",
        "Nhiệm vụ, giải pháp",
        "Kinh phí thực hiện",
        "Tổ chức thực hiện",
    ]
    (table,) = document.annexes[0].blocks
    assert isinstance(table, Table)
    assert [column.title for column in table.columns] == [
        "STT",
        "Nhiệm vụ",
        "Giải pháp thực hiện",
        "Thời gian hoàn thành",
        "Cơ quan chủ trì",
        "Cơ quan phối hợp",
        "Sản phẩm/kết quả dự kiến đạt được",
    ]
    groups = [(row.number, row.title) for row in table.rows if isinstance(row, GroupRow)]
    assert groups == list(zip(("I", "II", "III", "IV", "V", "VI"), (group.title for group in GROUPS), strict=True))
    assert document.annexes[0].landscape
    assert (document.number, document.issued_on, document.grounds) == (None, None, ())


def test_grounds_are_those_that_people_entered() -> None:
    document = describe(DRAFT, replace(HEADING, grounds=("Kế hoạch số 56/KH-UBND",)))
    assert document.grounds == ("Kế hoạch số 56/KH-UBND",)


def test_goals_stand_with_both_numbers_beside_what_is_asked() -> None:
    (table,) = describe(DRAFT, HEADING).annexes[1].blocks
    assert isinstance(table, Table)
    assert table.rows[9] == Row(
        (
            "10",
            "Tỷ lệ hồ sơ được tiếp nhận trực tuyến toàn trình",
            "%",
            "812/1.003 (80,95%)",
            "853/1.003 (85,04%)",
            "Ít nhất 85,04%",
        )
    )


@pytest.mark.parametrize(("is_unofficial", "mark"), [(True, " (bộ chỉ số mẫu, không chính thức)"), (False, "")])
def test_a_sample_set_is_marked_where_points_stand(is_unofficial: bool, mark: str) -> None:
    purpose = describe(replace(DRAFT, is_unofficial=is_unofficial), HEADING).sections[0].blocks[1]
    assert purpose == Paragraph(
        f"Khắc phục các chỉ số chưa đạt điểm tối đa theo Bộ chỉ số đánh giá chuyển đổi số cấp sở năm 2026{mark}: "
        "21 chỉ số mất tổng cộng 157,5 điểm; các nhiệm vụ của Kế hoạch có thể giành lại 89,25 điểm."
    )


def test_a_plan_without_figures_has_one_annex() -> None:
    words: FactValue = True
    only = replace(GAPS[2], changes=(FactChange(FactName("Có biên bản"), False, words),))
    draft = draft_improvements([only], groups=GROUPS, year=2026, set_title="Bộ chỉ số", is_unofficial=False)
    document = describe(draft, HEADING)
    assert len(document.annexes) == 1
    assert document.sections[1].blocks[-1] == Paragraph("(Chi tiết phân công nhiệm vụ, giải pháp tại Phụ lục kèm theo)")
