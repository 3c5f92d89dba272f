"""Rounds of assessment for the tests: a small set, bodies with their appraiser, and the way from stage to stage.

Also an annex as a file. All of it goes through actions. Not here: the sample sets (rules/criteria).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from io import BytesIO

from factories import AT, TODAY, Organisation
from keepsakes import kept
from rights import newcomer
from xlsxwriter import Workbook

from dondoc.actions import assessments, criteria_sets, facts, rounds, scores
from dondoc.actions.rounds import Body, RoundDraft
from dondoc.core.assessments import Move, Stage, State
from dondoc.core.permissions import Role, Viewer
from dondoc.core.scoring.facts import FactValue, Quotient
from dondoc.models import AdoptedSet, Assessment

SET = """
[set]
id = "thu-2026"
title = "Bộ chỉ số thử"
decision = "unofficial"
valid_from = 2026-01-01
scale = 100
decimals = { criterion = 2, total = 2 }
profiles = ["with-procedures", "without-procedures"]
not_applicable = "rescale"
bands = [ { name = "Tốt", above = 50 }, { name = "Yếu", from = 0 } ]

[[pillar]]
code = "1"
title = "Nhận thức số"

[[pillar]]
code = "2"
title = "Hạ tầng số"

[[criterion]]
code = "1.1"
pillar = "1"
title = "Có chuyên mục chuyển đổi số"
max = 40
rule = { kind = "yes-no", fact = "has_page" }
evidence = ["Ảnh chụp màn hình"]

[[criterion]]
code = "1.2"
pillar = "1"
title = "Tỷ lệ hồ sơ trực tuyến"
max = 30
rule = { kind = "ratio", fact = "online" }
profiles = ["with-procedures"]

[[criterion]]
code = "2.1"
pillar = "2"
title = "Số cuộc họp"
max = 20
rule = { kind = "count-capped", fact = "meetings", each = 5 }

[[criterion]]
code = "2.2"
pillar = "2"
title = "Người đứng đầu"
max = 10
rule = { kind = "tiers", fact = "head", levels = { leader = "max", deputy = "1/2" } }

[[criterion]]
code = "2.3"
pillar = "2"
title = "Số hệ thống"
max = 0
rule = { kind = "information", fact = "systems" }
"""
VALUES: Mapping[str, FactValue] = {
    "has_page": True,
    "online": Quotient(Decimal(2), Decimal(3)),
    "meetings": Decimal(3),
    "head": "deputy",
    "systems": Decimal(7),
}
SCORED = ("1.1", "1.2", "2.1", "2.2")
DRAFT = RoundDraft("Đánh giá năm 2026", 2026, date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 15))


@dataclass(frozen=True)
class Case:
    """One body in a round of its own, criterion 1.1 and 1.2 given to the division; two people may appraise it."""

    organisation: Organisation
    adopted: AdoptedSet
    assessment_id: int
    appraiser: Viewer
    second_appraiser: Viewer

    @property
    def assessment(self) -> Assessment:
        return Assessment.objects.select_related("round__adopted_set", "department").get(pk=self.assessment_id)

    @property
    def state(self) -> State:
        return State(self.assessment.state)


def case_of(organisation: Organisation) -> Case:
    """An assessment just opened by the Office, nothing entered."""
    units = organisation.units
    name = f"case of {organisation.department.pk} by {units.division.pk} and {units.other_division.pk}"
    return replace(kept(name, lambda: _opened(organisation)), organisation=organisation)


def _opened(organisation: Organisation) -> Case:
    people, units = organisation.people, organisation.units
    adopted = criteria_sets.adopt(SET, actor=people.coordinator, at=AT)
    body = Body(organisation.department.pk, "with-procedures")
    opened = rounds.open_round(adopted.pk, draft=DRAFT, bodies=[body], actor=people.coordinator, at=AT)
    assessment_id = opened.assessments.get().pk
    owners = {"1.1": units.division.pk, "1.2": units.division.pk, "2.1": units.other_division.pk}
    assessments.set_owners(assessment_id, owners=owners, actor=people.coordinator, at=AT)
    code = organisation.department.code.lower()
    first, second = (newcomer(organisation, Role.APPRAISER, name=f"{name}@{code}") for name in ("tham-dinh", "doc-lai"))
    return Case(organisation, adopted, assessment_id, first, second)


def elsewhere_viewer(viewer: Viewer, other: Organisation) -> Viewer:
    """The appraiser looking from another department."""
    return replace(viewer, department_id=other.department.pk, grants=frozenset())


# What leads into each state, in order.
WAY: tuple[tuple[State, Move], ...] = (
    (State.CHECK, Move.HAND_IN),
    (State.SIGN, Move.CHECKED),
    (State.SUBMITTED, Move.SIGN),
    (State.RELEASED, Move.RELEASE),
    (State.FINAL, Move.CONCLUDE),
)


def brought(case: Case, state: State, *, values: Mapping[str, FactValue] = VALUES) -> Case:
    """The case taken to that state from self-scoring, every stage agreeing with the one before; all in order."""
    kept(f"{case.assessment_id} brought to {state} by {values}", lambda: _bring(case, state, values))
    return case


def _bring(case: Case, state: State, values: Mapping[str, FactValue]) -> None:
    people = case.organisation.people
    facts.enter(case.assessment_id, values=values, as_of=TODAY, actor=people.coordinator, at=AT)
    doers = {Move.SIGN: people.director, Move.RELEASE: case.appraiser, Move.CONCLUDE: case.appraiser}
    for reached, move in WAY if state is not State.SELF else ():
        actor = doers.get(move, people.coordinator)
        if move is Move.CHECKED:
            scores.agree_all(case.assessment_id, stage=Stage.CHECK, actor=actor, at=AT)
        if move is Move.RELEASE:
            scores.agree_all(case.assessment_id, stage=Stage.APPRAISED, actor=actor, at=AT)
        assessments.move(case.assessment_id, move=move, actor=actor, at=AT)
        if reached is state:
            break


def published_case(organisation: Organisation) -> Case:
    """A case of a round and a set of its own, published; beside one that is under way."""
    people, department = organisation.people, organisation.department
    text = SET.replace("thu-2026", "da-cong-bo-2026")
    adopted = criteria_sets.adopt(text, actor=people.coordinator, at=AT)
    bodies = [Body(department.pk, "with-procedures")]
    opened = rounds.open_round(adopted.pk, draft=DRAFT, bodies=bodies, actor=people.coordinator, at=AT)
    appraiser = newcomer(organisation, Role.APPRAISER, name=f"cong-bo@{department.code.lower()}")
    case = brought(Case(organisation, adopted, opened.assessments.get().pk, appraiser, appraiser), State.FINAL)
    rounds.publish(opened.pk, actor=appraiser, at=AT)
    return case


def annex() -> bytes:
    """A table of two criteria as annexes print it."""
    rows = (
        ("STT", "Chỉ số", "Điểm tối đa", "Cách tính điểm", "Tài liệu kiểm chứng"),
        ("1", "Nhận thức số", 60, "", ""),
        ("1.1", "Có chuyên mục chuyển đổi số", 60, "Có: 60 điểm; Không: 0 điểm", "Ảnh chụp"),
        ("2", "Hạ tầng số", 40, "", ""),
        ("2.1", "Số cuộc họp", 40, "Theo hướng dẫn", "Thông báo kết luận"),
    )
    data = BytesIO()
    with Workbook(data) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    return data.getvalue()
