"""Facts of an assessment: entered by hand, or gathered from figures of targets, states of tasks and confirmed proof.

Each value has its day and its source; rows are only added. Every change scores the body's own column again.
Not here: which source a fact is bound to (criteria_sets), the rules (core/scoring).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from dondoc.actions.audit import record
from dondoc.actions.scores import rescore
from dondoc.core.assessments import Stage, State, check_writable
from dondoc.core.permissions import Act, Viewer, may
from dondoc.core.refusals import Fault, NotVisible, refuse_faulty
from dondoc.core.scoring.fact_shapes import facts_faults
from dondoc.core.scoring.facts import FactValue
from dondoc.core.scoring.plain_facts import is_exact, numbers_of, plain_value
from dondoc.core.vietnamese import normalise
from dondoc.models import Assessment, AssessmentFact
from dondoc.queries import assessments, fact_sources
from dondoc.queries.assessments import Located
from dondoc.queries.fact_sources import Found

# Of a text, in characters.
_LONGEST = 300


@transaction.atomic
def enter(
    assessment_id: int,
    *,
    values: Mapping[str, FactValue],
    as_of: date,
    actor: Viewer,
    at: datetime,
    source: str = "",
) -> Assessment:
    """Keeps values typed by hand, as they stood on `as_of`; None takes a value back. All or none.

    A unit's people enter the facts of their own criteria. Raises NotVisible, NotAllowed, WrongState (no longer
    self-scoring), Faulty (every fault; the field is the fact, `as_of` or `source`).
    """
    found = assessments.located(actor, assessment_id)
    _check_own(found, values)
    _open(assessment_id)
    said = normalise(source)
    clean = {fact: normalise(value) if isinstance(value, str) else value for fact, value in values.items()}
    refuse_faulty([*_value_faults(found.assessment, clean), *_source_faults(said, as_of, at.date())])
    given = [Found(fact, value, as_of, said) for fact, value in clean.items()]
    _keep(found, given, is_typed=True, actor=found.viewer, at=at)
    return found.assessment


@transaction.atomic
def gather(assessment_id: int, *, on: date, actor: Viewer, at: datetime) -> Sequence[Found]:
    """Takes over from their sources what stands there on that day and differs from what is kept; the values taken over.

    A source without a value takes nothing away. Raises NotVisible, NotAllowed, WrongState.
    """
    found = assessments.located(actor, assessment_id)
    found.check(Act.SCORE_WRITE)
    _open(assessment_id)
    known = assessments.facts_of(found.assessment).values
    there = [each for each in fact_sources.current(found.viewer, found.assessment, on=on) if each.value is not None]
    changed = [each for each in there if known.get(each.fact) != each.value]
    unfit = {fault.field for fault in _value_faults(found.assessment, {each.fact: each.value for each in changed})}
    taken = [each for each in changed if each.fact not in unfit]
    _keep(found, taken, is_typed=False, actor=found.viewer, at=at)
    return taken


def _keep(found: Located, given: Sequence[Found], *, is_typed: bool, actor: Viewer, at: datetime) -> None:
    """Adds a row for each value that is new or said otherwise, and scores again."""
    now = assessments.fact_rows(found.assessment)
    rows = [
        AssessmentFact(
            assessment=found.assessment,
            fact=each.fact,
            value=plain_value(each.value),
            as_of=each.as_of,
            is_typed=is_typed,
            source=each.source,
            source_path=each.path,
            entered_by_id=actor.person_id,
            entered_at=at,
        )
        for each in given
    ]
    rows = [row for row in rows if row.fact not in now or _said(now[row.fact]) != _said(row)]
    rows = [row for row in rows if row.value is not None or row.fact in now]
    AssessmentFact.objects.bulk_create(rows)
    rescore(found.assessment, actor=actor, at=at)
    if rows:
        before = {row.fact: now[row.fact].value for row in rows if row.fact in now}
        after = {row.fact: row.value for row in rows}
        act = "score.enter-facts" if is_typed else "score.gather-facts"
        record(act, found.assessment, actor=actor, at=at, before=before, after=after)


def _said(row: AssessmentFact) -> tuple[object, ...]:
    return (row.value, row.as_of, row.is_typed, row.source)


def _open(assessment_id: int) -> None:
    locked = Assessment.objects.select_for_update().get(pk=assessment_id)
    check_writable(State(locked.state), Stage.SELF)


def _check_own(found: Located, facts: Collection[str]) -> None:
    """Raises NotVisible for a fact that no criterion in sight asks for, NotAllowed where it may not be written."""
    asking: dict[str, list[str]] = {}
    for criterion in assessments.criteria_of(found.assessment):
        for fact in criterion.facts:
            asking.setdefault(fact, []).append(criterion.code)
    if found.codes is None or not (facts or any(_may_write(found, code) for code in found.codes)):
        found.check(Act.SCORE_WRITE)
    for fact in facts:
        codes = [code for code in asking.get(fact, ()) if found.codes is None or code in found.codes]
        if not codes:
            raise NotVisible
        if found.codes is not None and not any(_may_write(found, code) for code in codes):
            found.check(Act.SCORE_WRITE, codes[0])


def _may_write(found: Located, code: str) -> bool:
    owner = found.assessment.owners.filter(criterion=code).first()
    return may(found.viewer, Act.SCORE_WRITE, unit_id=owner.unit_id if owner else None)


def _value_faults(assessment: Assessment, values: Mapping[str, FactValue]) -> Iterator[Fault]:
    """What cannot be kept, and of the rest what does not suit the rules that ask for it."""
    kept = {fact: value for fact, value in values.items() if all(map(is_exact, numbers_of(value)))}
    facts = replace(assessments.facts_of(assessment), values=kept)
    for fault in facts_faults(facts, assessments.set_in(assessment)):
        if fault.place in kept:
            yield Fault(fault.place, f"{fault.what}; {fault.expected}.")
    for fact, value in values.items():
        if fact not in kept:
            yield Fault(fact, "Số có quá nhiều chữ số: nhiều nhất 15 chữ số.")
        if isinstance(value, str) and len(value) > _LONGEST:
            yield Fault(fact, f"Dài quá {_LONGEST} ký tự: hãy rút gọn.")


def _source_faults(source: str, as_of: date, today: date) -> Iterator[Fault]:
    if as_of > today:
        yield Fault("as_of", "Ngày của số liệu không được sau hôm nay.")
    if len(source) > _LONGEST:
        yield Fault("source", f"Nguồn số liệu dài quá {_LONGEST} ký tự: hãy rút gọn.")
