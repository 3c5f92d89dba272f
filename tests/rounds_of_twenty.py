"""A round of twenty bodies by the sample set, as far as its directors' signatures; all of it goes through actions.

Body `n` has held `min(n, 4)` meetings, every other figure is that of the sample: so points tie. Bodies 3 and 15 are
not ranked. Not here: small rounds of one body (assessing).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from assessing import DRAFT
from factories import AT, PDF, TODAY

from dondoc.actions import assessments, criteria_sets, facts, proofs, rounds, scores
from dondoc.actions.evidence import Particulars
from dondoc.actions.rounds import Body
from dondoc.core.assessments import Move, Stage
from dondoc.core.permissions import Role, Viewer
from dondoc.core.scoring.facts import FactValue
from dondoc.criteriafile import read_facts, read_set
from dondoc.models import AdoptedSet, Department, Position, ScoringRound, User
from dondoc.queries import assessments as found
from dondoc.queries.people import viewer_for

ROOT = Path(__file__).parents[1]
SET_ID = "so-mau-2026"
UNRANKED: Mapping[int, str] = {3: "Mới thành lập", 15: "Chưa đủ một năm hoạt động"}
WITHOUT_PROCEDURES = range(14, 20)  # numbers of these bodies


@dataclass(frozen=True)
class AssessedBody:
    """One of the twenty: its Office and its director."""

    number: int
    department: Department
    office: Viewer
    director: Viewer


def found_bodies(count: int = 20) -> list[AssessedBody]:
    """Departments with who acts in them, without units or plans."""
    Department.objects.bulk_create(
        [Department(code=f"H50.{n:02}", name=f"Cơ quan {n:02}", symbol="CQ", parent_body="UBND") for n in range(count)]
    )
    departments = Department.objects.filter(code__startswith="H50.").order_by("code")
    return [_body(n, each) for n, each in enumerate(departments)]


def appraiser_of(bodies: Sequence[AssessedBody], username: str = "tham-dinh.chung") -> Viewer:
    """Somebody who may appraise all of them."""
    user = User.objects.create(username=username, full_name=f"Người Mẫu {username}")
    Position.objects.bulk_create(
        [Position(user=user, department=b.department, role=Role.APPRAISER, title="Chuyên viên") for b in bodies]
    )
    return _viewer(user)


def adopted_by(appraiser: Viewer) -> AdoptedSet:
    """The sample set, taken into use by the appraiser."""
    return criteria_sets.adopt_shipped(SET_ID, actor=appraiser, at=AT)


def profile_of(number: int) -> str:
    return "without-procedures" if number in WITHOUT_PROCEDURES else "with-procedures"


def opened(
    adopted: AdoptedSet, bodies: Sequence[AssessedBody], appraiser: Viewer, *, title: str = DRAFT.title
) -> ScoringRound:
    """The round with all of them."""
    given = [
        Body(b.department.pk, profile_of(b.number), b.number not in UNRANKED, UNRANKED.get(b.number, ""))
        for b in bodies
    ]
    return rounds.open_round(adopted.pk, draft=replace(DRAFT, title=title), bodies=given, actor=appraiser, at=AT)


def sample_values() -> dict[str, FactValue]:
    """The figures of the sample."""
    criteria_set = read_set(ROOT / "rules" / "criteria" / f"{SET_ID}.toml")
    return dict(read_facts(ROOT / "samples" / f"facts_{SET_ID}.json", criteria_set).values)


def bring_to_signature(
    scoring_round: ScoringRound, bodies: Collection[AssessedBody], *, sign: Collection[int] | None = None
) -> dict[int, int]:
    """Each body scored, checked and signed (only those numbered in `sign`, else all); by number its assessment id."""
    values = sample_values()
    ids = dict(scoring_round.assessments.values_list("department_id", "pk"))
    for body in bodies:
        assessment_id = ids[body.department.pk]
        _score(assessment_id, body, values)
        if sign is None or body.number in sign:
            assessments.move(assessment_id, move=Move.SIGN, actor=body.director, at=AT)
    return {body.number: ids[body.department.pk] for body in bodies}


def prove(assessment_id: int, body: AssessedBody, criterion: str, *, data: bytes = PDF, page: str = "") -> int:
    """A decision of the year as proof of a criterion, while the body scores itself; its id."""
    particulars = Particulars(number="12/QĐ-CQ", issued_on=date(2026, 2, 1), page=page)
    proof = proofs.attach(
        assessment_id, criterion, data=data, name="quyet-dinh.pdf", particulars=particulars, actor=body.office, at=AT
    )
    return proof.pk


def _score(assessment_id: int, body: AssessedBody, values: Mapping[str, FactValue]) -> None:
    """Figures, explanations of what is missing, the Office's agreement; it then waits for the director."""
    one = found.one(body.office, assessment_id)
    asked = {fact for criterion in found.criteria_of(one) for fact in criterion.facts}
    given = {**values, "committee_meetings": Decimal(min(body.number, 4))}
    given = {fact: value for fact, value in given.items() if fact in asked}
    facts.enter(assessment_id, values=given, as_of=TODAY, actor=body.office, at=AT)
    missing = {warning.code: "Chưa thống kê" for warning in found.sheet_of(one, Stage.SELF).warnings}
    scores.explain(assessment_id, words=missing, actor=body.office, at=AT)
    assessments.move(assessment_id, move=Move.HAND_IN, actor=body.office, at=AT)
    scores.agree_all(assessment_id, stage=Stage.CHECK, actor=body.office, at=AT)
    assessments.move(assessment_id, move=Move.CHECKED, actor=body.office, at=AT)


def _body(number: int, department: Department) -> AssessedBody:
    viewers = []
    for role in (Role.COORDINATOR, Role.DIRECTOR):
        user = User.objects.create(username=f"{role}.{number:02}", full_name=f"Người Mẫu {number:02}")
        Position.objects.create(user=user, department=department, role=role, title="Chuyên viên")
        viewers.append(_viewer(user))
    return AssessedBody(number, department, *viewers)


def _viewer(user: User) -> Viewer:
    viewer = viewer_for(user, on=TODAY)
    assert viewer is not None
    return viewer
