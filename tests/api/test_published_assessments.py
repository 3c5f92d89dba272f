"""Published assessments by the interface: what is told of them, and to whom. The statuses: web/test_role_operations."""

import pytest
from assessing import brought, case_of, published_case
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import AT, Organisation
from programs import ask, token_of

from dondoc.core.assessments import State
from dondoc.core.permissions import Act
from dondoc.models import Plan, ScoreSnapshot
from dondoc.web import clocks


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request arrives at the moment of these tests."""
    monkeypatch.setattr(clocks, "now", lambda: AT)


@pytest.fixture
def secret(organisation: Organisation) -> str:
    return token_of(organisation.people, Act.APPRAISAL_READ)


def test_published_assessment_is_told_with_points_and_place(organisation: Organisation, secret: str):
    case = published_case(organisation)

    told = ask("assessments/", secret).json()

    assert (told["page"], told["total"]) == (1, 1)
    (row,) = told["items"]
    published_at = row.pop("published_at")
    assert row == {
        "id": case.assessment_id,
        "title": "Đánh giá năm 2026",
        "year": 2026,
        "criteria_set": {"id": "da-cong-bo-2026", "title": "Bộ chỉ số thử", "decision": "unofficial"},
        "body": {"code": organisation.department.code, "name": organisation.department.name},
        "profile": "with-procedures",
        "points": "80.00",
        "max": "100",
        "percent": "80.00",
        "band": "Tốt",
        "rank": 1,
    }
    assert published_at.startswith(AT.date().isoformat())


def test_sheet_is_the_one_that_was_kept(organisation: Organisation, secret: str):
    case = published_case(organisation)

    told = ask(f"assessments/{case.assessment_id}/", secret).json()

    kept = ScoreSnapshot.objects.filter(assessment=case.assessment_id, stage="final").latest("id")
    assert told["sheet"] == kept.sheet
    assert [row["code"] for row in told["sheet"]["criteria"]] == ["1.1", "1.2", "2.1", "2.2", "2.3"]
    assert "facts" not in told


def test_what_is_not_published_is_not_told(organisation: Organisation, elsewhere: Organisation, secret: str):
    final, other = brought(case_of(organisation), State.FINAL), published_case(elsewhere)

    assert ask("assessments/", secret).json() == {"page": 1, "total": 0, "items": []}
    assert ask(f"assessments/{final.assessment_id}/", secret).status_code == 404
    assert ask(f"assessments/{other.assessment_id}/", secret).status_code == 404


def test_token_without_the_scope_or_of_one_plan_is_refused(organisation: Organisation, plan: Plan):
    case, people = published_case(organisation), organisation.people
    for secret in (token_of(people), token_of(people, Act.APPRAISAL_READ, plan=plan)):
        assert ask("assessments/", secret).status_code == 403
        assert ask(f"assessments/{case.assessment_id}/", secret).status_code == 403


def statements(secret: str) -> int:
    """How many the list takes, once whatever is kept is kept."""
    ask("assessments/", secret)
    with CaptureQueriesContext(connection) as captured:
        assert ask("assessments/", secret).status_code == 200
    return len(captured)


def test_list_asks_the_database_equally_for_one_and_for_several(organisation: Organisation, secret: str):
    published_case(organisation)
    first = statements(secret)
    snapshot = ScoreSnapshot.objects.filter(stage="final").latest("id")
    for number in range(29):
        again = snapshot.assessment
        again.round.pk, again.round.title = None, f"Đợt {number}"
        again.round.save()
        again.pk, again.round = None, again.round
        again.save()
        snapshot.pk, snapshot.assessment = None, again
        snapshot.save()

    assert ask("assessments/", secret).json()["total"] == 30
    assert statements(secret) == first <= 20
