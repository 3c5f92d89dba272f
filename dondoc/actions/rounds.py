"""A round of assessment: opened by a body for itself or by the appraiser for the bodies given, published with places.

Not here: what happens between (assessments, facts, scores, proofs, disputes).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.db import transaction

from dondoc.actions.assessments import pass_on
from dondoc.actions.audit import record
from dondoc.actions.columns import column_faults
from dondoc.core.assessments import STATE_TITLES, Move, Stage, State
from dondoc.core.permissions import Act, Role, Viewer, check, may
from dondoc.core.refusals import Fault, NotAllowed, refuse_faulty
from dondoc.core.scoring.criteria import CriteriaSet
from dondoc.core.scoring.ranks import Contender, ranked
from dondoc.core.vietnamese import normalise
from dondoc.core.workflow import WrongState
from dondoc.models import AdoptedSet, Assessment, Position, ScoringRound
from dondoc.queries import assessments, criteria_sets
from dondoc.queries.people import as_appraiser


@dataclass(frozen=True)
class Body:
    """A body to be assessed under a profile; one without rank is scored all the same, and the reason is told."""

    department_id: int
    profile: str
    is_ranked: bool = True
    unranked_because: str = ""


@dataclass(frozen=True)
class RoundDraft:
    """What a round is called, its year, and the last days of self-score, appraisal and disputes."""

    title: str
    year: int
    self_due_on: date
    appraisal_due_on: date | None = None
    dispute_due_on: date | None = None


@transaction.atomic
def open_round(
    adopted_id: int, *, draft: RoundDraft, bodies: Sequence[Body], actor: Viewer, at: datetime
) -> ScoringRound:
    """Opens a round; the Office for its own department alone, an appraiser for bodies given. Each body's trail tells.

    Raises NotVisible (the set, a body), NotAllowed, Faulty (every fault; the field is that of the draft, or
    `<department id>.profile`, `.unranked_because`).
    """
    adopted = AdoptedSet.objects.select_for_update().get(pk=criteria_sets.one(actor, adopted_id).pk)
    hosts = [_host(actor, body.department_id) for body in bodies] or [_host(actor, actor.department_id)]
    scoring_round = ScoringRound(
        department_id=actor.department_id,
        adopted_set=adopted,
        title=normalise(draft.title),
        year=draft.year,
        self_due_on=draft.self_due_on,
        appraisal_due_on=draft.appraisal_due_on,
        dispute_due_on=draft.dispute_due_on,
        opened_by_id=actor.person_id,
        opened_at=at,
    )
    criteria_set = criteria_sets.set_of(adopted)
    faults = [*_faults(scoring_round, criteria_set), *(f for body in bodies for f in _body_faults(body, criteria_set))]
    faults += [] if bodies else [Fault("bodies", "Hãy chọn ít nhất một cơ quan được đánh giá.")]
    repeated = [pk for pk, count in Counter(body.department_id for body in bodies).items() if count > 1]
    refuse_faulty(faults + [Fault(f"{pk}.profile", "Cơ quan này đã được chọn.") for pk in repeated])
    scoring_round.save()
    for body, host in zip(bodies, hosts, strict=True):
        _add(scoring_round, body, host, at)
    return scoring_round


@transaction.atomic
def add_body(round_id: int, *, body: Body, actor: Viewer, at: datetime) -> Assessment:
    """Takes one more body into a round that is not published. Raises NotVisible, NotAllowed, WrongState, Faulty."""
    scoring_round = _locked(actor, round_id)
    host = _host(actor, body.department_id)
    _check_keeper(actor, scoring_round, body.department_id)
    _check_open(scoring_round)
    faults = [*_body_faults(body, criteria_sets.set_of(scoring_round.adopted_set))]
    if scoring_round.assessments.filter(department=body.department_id).exists():
        faults.append(Fault(f"{body.department_id}.profile", "Cơ quan này đã có trong đợt đánh giá."))
    refuse_faulty(faults)
    return _add(scoring_round, body, host, at)


@transaction.atomic
def remove_body(round_id: int, *, department_id: int, actor: Viewer, at: datetime) -> None:
    """Takes a body out of a round before anything was written for it, and the round with its last body.

    Raises NotVisible, NotAllowed, WrongState.
    """
    scoring_round = _locked(actor, round_id)
    host = _host(actor, department_id)
    _check_keeper(actor, scoring_round, department_id)
    found = scoring_round.assessments.select_for_update().filter(department=department_id).first()
    if found is None:
        raise WrongState("Cơ quan này không có trong đợt đánh giá.")
    if any(rows.exists() for rows in (found.facts, found.scores, found.moves, found.proofs)):
        raise WrongState("Cơ quan này đã có số liệu hoặc minh chứng nên không đưa ra khỏi đợt đánh giá được.")
    before = _body_data(found)
    record("round.remove-body", found, actor=host, at=at, before=before)
    found.owners.all().delete()
    found.delete()
    if not scoring_round.assessments.exists() and not scoring_round.samples.exists():
        scoring_round.delete()


@transaction.atomic
def publish(round_id: int, *, actor: Viewer, at: datetime) -> ScoringRound:
    """Publishes the final points of all bodies, with places: 1-2-2-4 within each profile, none for a body without rank.

    Raises NotVisible, NotAllowed (an appraiser of every body publishes), WrongState (a body has no final points yet).
    """
    scoring_round = _locked(actor, round_id)
    found = list(
        Assessment.objects.select_for_update(of=("self",))
        .filter(round=scoring_round)
        .select_related("round__adopted_set", "department")
    )
    hosts = [_appraiser(actor, each) for each in found]
    _check_open(scoring_round)
    waiting = [each for each in found if State(each.state) is not State.FINAL]
    if waiting:
        names = "; ".join(f"{each.department} ({STATE_TITLES[State(each.state)].lower()})" for each in waiting)
        raise WrongState(f"Chưa công bố được, còn cơ quan chưa có điểm chính thức: {names}.")
    sheets = assessments.sheets_of(found, Stage.FINAL)
    places = ranked(
        [Contender(each.department.code, each.profile, sheets[each.pk].scaled, not each.is_ranked) for each in found]
    )
    for each, place, host in zip(found, places, hosts, strict=True):
        each.rank = place
        pass_on(each, Move.PUBLISH, reason="", actor=host, at=at)
    scoring_round.published_at = at
    scoring_round.save(update_fields=["published_at"])
    return scoring_round


def _host(actor: Viewer, department_id: int) -> Viewer:
    """Who the actor is in a body that is to be assessed. Raises NotVisible, NotAllowed."""
    host = actor if department_id == actor.department_id else as_appraiser(actor, department_id)
    if not may(host, Act.APPRAISAL_MOVE):
        check(host, Act.CHECK_MOVE)
    return host


def _appraiser(actor: Viewer, assessment: Assessment) -> Viewer:
    """The actor as appraiser of a body of the round. Raises NotAllowed."""
    own = assessment.department_id == actor.department_id
    if not own and assessment.department_id not in actor.appraised_ids:
        raise NotAllowed(
            f"Đợt này có {assessment.department}, ngoài phạm vi thẩm định của bạn.",
            lifted_by="Người thẩm định của mọi cơ quan trong đợt",
        )
    host = actor if own else as_appraiser(actor, assessment.department_id)
    check(host, Act.APPRAISAL_MOVE)
    return host


def _check_keeper(actor: Viewer, scoring_round: ScoringRound, department_id: int) -> None:
    """Raises NotAllowed for the Office in a round that is not its own alone, or that somebody else has opened."""
    if department_id != actor.department_id or may(actor, Act.APPRAISAL_MOVE):
        return
    others = scoring_round.assessments.exclude(department=actor.department_id).exists()
    offices = Position.objects.filter(department=actor.department_id, role=Role.COORDINATOR.value)
    if others or not offices.filter(user=scoring_round.opened_by_id).exists():
        check(actor, Act.APPRAISAL_MOVE)


def _locked(actor: Viewer, round_id: int) -> ScoringRound:
    """A round within sight, held until the transaction ends. Raises NotVisible."""
    seen = assessments.round_of(actor, round_id)
    return ScoringRound.objects.select_for_update(of=("self",)).select_related("adopted_set").get(pk=seen.pk)


def _check_open(scoring_round: ScoringRound) -> None:
    if scoring_round.published_at is not None:
        raise WrongState("Đợt đánh giá đã công bố nên không thay đổi được nữa.")


def _add(scoring_round: ScoringRound, body: Body, host: Viewer, at: datetime) -> Assessment:
    made = Assessment.objects.create(
        round=scoring_round,
        department_id=body.department_id,
        profile=body.profile,
        is_ranked=body.is_ranked,
        unranked_because="" if body.is_ranked else normalise(body.unranked_because),
    )
    record("round.open", made, actor=host, at=at, after=_body_data(made))
    return made


def _body_data(found: Assessment) -> dict[str, object]:
    return {
        "round": found.round_id,
        "title": found.round.title,
        "year": found.round.year,
        "set": found.round.adopted_set.set_id,
        "profile": found.profile,
        "is_ranked": found.is_ranked,
        "unranked_because": found.unranked_because,
    }


def _faults(scoring_round: ScoringRound, criteria_set: CriteriaSet) -> Iterator[Fault]:
    if not scoring_round.title:
        yield Fault("title", "Hãy đặt tên cho đợt đánh giá.")
    yield from column_faults(scoring_round, ["title"]) if scoring_round.title else ()
    same = {"department": scoring_round.department_id, "adopted_set": scoring_round.adopted_set_id}
    if ScoringRound.objects.filter(**same, year=scoring_round.year, title=scoring_round.title).exists():
        yield Fault("title", "Đã có đợt đánh giá cùng tên của năm này: hãy đặt tên khác.")
    first, last = criteria_set.valid_from, criteria_set.valid_to
    if not first.year <= scoring_round.year <= (last.year if last else 9999):
        yield Fault("year", f"Bộ chỉ số không dùng cho năm {scoring_round.year}.")
    days = [
        ("self_due_on", scoring_round.self_due_on),
        ("appraisal_due_on", scoring_round.appraisal_due_on),
        ("dispute_due_on", scoring_round.dispute_due_on),
    ]
    given = [(field, day) for field, day in days if day is not None]
    for (_, earlier), (field, later) in pairwise(given):
        if later < earlier:
            yield Fault(field, "Hạn của bước sau phải từ hạn của bước trước trở đi.")


def _body_faults(body: Body, criteria_set: CriteriaSet) -> Iterator[Fault]:
    if body.profile not in criteria_set.profiles:
        yield Fault(f"{body.department_id}.profile", "Hãy chọn một nhóm đơn vị của bộ chỉ số.")
    if not body.is_ranked and not normalise(body.unranked_because):
        yield Fault(f"{body.department_id}.unranked_because", "Hãy ghi lý do không xếp hạng.")
    if len(body.unranked_because) > 200:
        yield Fault(f"{body.department_id}.unranked_because", "Lý do dài quá 200 ký tự: hãy rút gọn.")
