"""A whole round: twenty bodies and the sample set through all stages, with ties, excluded bodies and a dispute."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from assessing import DRAFT
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import AT, LATER, TODAY, Organisation

from dondoc.actions import assessments, criteria_sets, disputes, facts, rounds, scores
from dondoc.actions.rounds import Body
from dondoc.actions.scores import Given
from dondoc.core.assessments import Move, Outcome, ReasonCode, Stage
from dondoc.core.permissions import Role, Viewer
from dondoc.criteriafile import read_facts, read_set
from dondoc.models import Assessment, AuditRow, CriterionScore, Department, Position, ScoreSnapshot, User
from dondoc.queries import assessments as found
from dondoc.queries.people import viewer_for

ROOT = Path(__file__).parents[2]
BODY_COUNT = 20
CRITERIA = 36  # with points, of a body with procedures


@dataclass(frozen=True)
class Body20:
    """One of the twenty: its Office and its director."""

    department: Department
    office: Viewer
    director: Viewer


@pytest.fixture
def bodies(organisation: Organisation) -> list[Body20]:
    """Twenty departments; only who acts in them, without units or plans."""
    Department.objects.bulk_create(
        [Department(code=f"H50.{n:02}", name=f"Cơ quan {n:02}", symbol="CQ", parent_body="UBND") for n in range(20)]
    )
    return [_body(each) for each in Department.objects.filter(code__startswith="H50.").order_by("code")]


@pytest.fixture
def appraiser(bodies: list[Body20]) -> Viewer:
    user = User.objects.create(username="tham-dinh", full_name="Người Mẫu")
    Position.objects.bulk_create(
        [Position(user=user, department=b.department, role=Role.APPRAISER, title="Chuyên viên") for b in bodies]
    )
    viewer = viewer_for(user, on=TODAY)
    assert viewer is not None
    return viewer


@contextmanager
def counted() -> Iterator[list[int]]:
    """How many statements were made inside."""
    count: list[int] = []
    with CaptureQueriesContext(connection) as captured:
        yield count
    count.append(len(captured))


def test_round_of_twenty_bodies_goes_through_all_stages(bodies: list[Body20], appraiser: Viewer):
    adopted = criteria_sets.adopt_shipped("so-mau-2026", actor=appraiser, at=AT)
    criteria_set = read_set(ROOT / "rules" / "criteria" / "so-mau-2026.toml")
    profiles = ["with-procedures"] * 14 + ["without-procedures"] * 6
    excluded = {3: "Mới thành lập", 15: "Chưa đủ một năm hoạt động"}
    opened = rounds.open_round(
        adopted.pk,
        draft=DRAFT,
        bodies=[
            Body(body.department.pk, profile, n not in excluded, excluded.get(n, ""))
            for n, (body, profile) in enumerate(zip(bodies, profiles, strict=True))
        ],
        actor=appraiser,
        at=AT,
    )
    values = dict(read_facts(ROOT / "samples" / "facts_so-mau-2026.json", criteria_set).values)
    ids = dict(opened.assessments.values_list("department__code", "pk"))
    with counted() as first:
        _sign(ids["H50.00"], bodies[0], values, meetings=0)
    for n, body in enumerate(bodies[1:], start=1):
        _sign(ids[f"H50.{n:02}"], body, values, meetings=min(n, 4))
    with counted() as many:
        sheets = found.sheets_of(list(found.bodies_of(appraiser, opened)), Stage.CHECK)
    assert (len(sheets), many) == (BODY_COUNT, [3])
    assert first[0] < 120

    lowered = ids["H50.05"]
    given = [Given("2.2", Decimal(5), ReasonCode.NO_EVIDENCE)]
    scores.appraise(lowered, given=given, actor=appraiser, at=LATER)
    for assessment_id in ids.values():
        scores.agree_all(assessment_id, stage=Stage.APPRAISED, actor=appraiser, at=LATER)
        assessments.move(assessment_id, move=Move.RELEASE, actor=appraiser, at=LATER)
    dispute = disputes.write(
        lowered, "2.2", words="Có đủ thông báo", asked_points=Decimal(20), actor=bodies[5].office, at=LATER
    )
    assessments.move(lowered, move=Move.DISPUTE, actor=bodies[5].director, at=LATER)
    disputes.decide(
        dispute.pk, outcome=Outcome.PARTLY, answer="Đủ ba phiên", points=Decimal(15), actor=appraiser, at=LATER
    )
    for assessment_id in ids.values():
        assessments.move(assessment_id, move=Move.CONCLUDE, actor=appraiser, at=LATER)
    rounds.publish(opened.pk, actor=appraiser, at=LATER)

    ranks = dict(Assessment.objects.filter(round=opened).values_list("department__code", "rank"))
    points = {a.department.code: s.points for a, s in _finals(list(found.bodies_of(appraiser, opened)))}
    # Meetings give 0, 5, 10, -, 20, 15 after the dispute, 20 eight times among those with procedures.
    assert [points[f"H50.{n:02}"] - points["H50.00"] for n in (1, 2, 3, 4, 5, 6, 13)] == [5, 10, 15, 20, 15, 20, 20]
    assert [ranks[f"H50.{n:02}"] for n in range(14)] == [13, 12, 11, None, 1, 10, 1, 1, 1, 1, 1, 1, 1, 1]
    assert [ranks[f"H50.{n:02}"] for n in range(14, 20)] == [1, None, 1, 1, 1, 1]
    scored = CriterionScore.objects.filter(assessment=ids["H50.00"], stage=Stage.FINAL.value, points__isnull=False)
    assert scored.count() == CRITERIA
    assert ScoreSnapshot.objects.filter(assessment__round=opened).count() == BODY_COUNT * 5
    published = AuditRow.objects.filter(
        act="appraisal.move", department__code__startswith="H50.", object_kind="assessment"
    )
    assert published.filter(object_id=ids["H50.07"]).count() == 3


def _sign(assessment_id: int, body: Body20, values: dict[str, object], *, meetings: int) -> None:
    given = {**values, "committee_meetings": Decimal(meetings)}
    one = found.one(body.office, assessment_id)
    asked = {fact for criterion in found.criteria_of(one) for fact in criterion.facts}
    given = {fact: value for fact, value in given.items() if fact in asked}
    facts.enter(assessment_id, values=given, as_of=TODAY, actor=body.office, at=AT)
    missing = {w.code: "Chưa thống kê" for w in found.sheet_of(one, Stage.SELF).warnings}
    scores.explain(assessment_id, words=missing, actor=body.office, at=AT)
    assessments.move(assessment_id, move=Move.HAND_IN, actor=body.office, at=AT)
    scores.agree_all(assessment_id, stage=Stage.CHECK, actor=body.office, at=AT)
    assessments.move(assessment_id, move=Move.CHECKED, actor=body.office, at=AT)
    assessments.move(assessment_id, move=Move.SIGN, actor=body.director, at=AT)


def _finals(assessed: list[Assessment]) -> Iterator[tuple[Assessment, object]]:
    sheets = found.sheets_of(assessed, Stage.FINAL)
    return ((each, sheets[each.pk]) for each in assessed)


def _body(department: Department) -> Body20:
    viewers = []
    for role in (Role.COORDINATOR, Role.DIRECTOR):
        user = User.objects.create(username=f"{role}@{department.code}", full_name="Người Mẫu")
        Position.objects.create(user=user, department=department, role=role, title="Chuyên viên")
        viewers.append(viewer_for(user, on=TODAY))
    return Body20(department, *viewers)
