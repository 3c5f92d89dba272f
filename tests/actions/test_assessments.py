"""An assessment on its way: who moves it, what each move asks, what it leaves behind."""

import hashlib

import pytest
from assessing import SCORED, VALUES, brought, case_of
from django.db import IntegrityError, transaction
from factories import AT, LATER, TODAY, Organisation

from dondoc.actions import assessments, facts, rounds, scores
from dondoc.actions.scores import Given
from dondoc.core.assessments import Move, ReasonMissing, Stage, State
from dondoc.core.chains import canonical
from dondoc.core.permissions import OwnWork
from dondoc.core.refusals import Faulty, NotAllowed, NotVisible
from dondoc.core.scoring.fact_shapes import facts_of
from dondoc.core.scoring.scores import score
from dondoc.core.scoring.sheets import sheet_object
from dondoc.core.workflow import WrongState
from dondoc.models import AuditRow, CriterionScore, ScoreSnapshot
from dondoc.queries import assessments as found
from dondoc.queries.criteria_sets import set_of


@pytest.fixture
def case(organisation: Organisation):
    return case_of(organisation)


def test_whole_way_ends_with_final_points_equal_to_those_agreed(case):
    brought(case, State.FINAL)
    sheet = found.sheet_of(case.assessment, Stage.FINAL)
    assert [(row.code, str(row.points)) for row in sheet.criteria] == [
        ("1.1", "40.00"), ("1.2", "20.00"), ("2.1", "15.00"), ("2.2", "5.00"), ("2.3", "None"),
    ]  # fmt: skip
    assert (str(sheet.points), str(sheet.max), sheet.band) == ("80.00", "100", "Tốt")
