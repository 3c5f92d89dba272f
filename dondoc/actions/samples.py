"""Samples of criteria for a second reading, drawn by a seed so that whoever draws again gets the same.

Not here: the second points (scores.read_again), how far two readings agree (queries/appraisals).
"""

from datetime import datetime

from django.db import transaction

from dondoc.actions.audit import record
from dondoc.actions.columns import column_faults
from dondoc.core.assessments import State
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import Fault, refuse_faulty
from dondoc.core.scoring.criteria import Information
from dondoc.core.scoring.samples import seeded_sample
from dondoc.core.vietnamese import normalise
from dondoc.models import ReadingSample
from dondoc.queries import assessments

_MOST = 1000


@transaction.atomic
def draw(round_id: int, *, seed: str, count: int, actor: Viewer, at: datetime) -> ReadingSample:
    """Draws so many criteria among those that wait for appraisal in the bodies given to the actor.

    A criterion of a body is named `<body code>/<criterion>`. Raises NotVisible, NotAllowed, Faulty (`seed`, `count`).
    """
    scoring_round = assessments.round_of(actor, round_id)
    bodies = list(assessments.bodies_of(actor, scoring_round).filter(state=State.SUBMITTED.value))
    given = [each for each in bodies if each.department_id in actor.appraised_ids]
    host = assessments.acting(actor, given[0]) if given else actor
    check(host, Act.APPRAISAL_WRITE)
    named = {
        f"{each.department.code}/{criterion.code}": [each.pk, criterion.code]
        for each in given
        for criterion in assessments.criteria_of(each)
        if not isinstance(criterion.rule, Information)
    }
    sample = ReadingSample(round=scoring_round, seed=normalise(seed), drawn_by_id=actor.person_id, drawn_at=at)
    faults = (
        column_faults(sample, ["seed"]) if sample.seed else [Fault("seed", "Hãy ghi mã gieo (chữ hoặc số bất kỳ).")]
    )
    if not 1 <= count <= _MOST:
        faults.append(Fault("count", f"Số chỉ số rút phải từ 1 đến {_MOST}."))
    elif not named:
        faults.append(Fault("count", "Chưa có phiếu nào chờ thẩm định để rút mẫu."))
    refuse_faulty(faults)
    sample.drawn = [named[name] for name in seeded_sample(named, seed=sample.seed, count=count)]
    sample.save()
    after = {"round": round_id, "seed": sample.seed, "count": len(sample.drawn)}
    record("sample.draw", sample, actor=host, at=at, after=after)
    return sample
