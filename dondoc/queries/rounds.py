"""A round of assessment as a table: each body with its state, its points by stage and its place; who can be taken in.

Not here: which rounds are seen (assessments), what the appraiser works through (appraisals).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from dondoc.core.assessments import Stage, State
from dondoc.core.permissions import Act, Viewer, check, may
from dondoc.core.scoring.criteria import CriteriaSet
from dondoc.core.scoring.ranks import Contender, ranked
from dondoc.core.scoring.sheets import ScoreSheet
from dondoc.core.vietnamese import sort_key
from dondoc.models import Assessment, Department, ScoringRound
from dondoc.queries import assessments, criteria_sets

_COLUMNS = (Stage.SELF, Stage.CHECK, Stage.APPRAISED, Stage.FINAL)


@dataclass(frozen=True)
class RoundRow:
    """A body in a round: the sheets of the stages that the viewer sees, and its place once all points are final."""

    assessment: Assessment
    sheets: Mapping[Stage, ScoreSheet]
    rank: int | None

    @property
    def newest(self) -> ScoreSheet | None:
        return next((self.sheets[stage] for stage in reversed(_COLUMNS) if stage in self.sheets), None)


@dataclass(frozen=True)
class RoundPage:
    """A round: its bodies by profile and place. `is_placed`: places are told, or would be if it were published now.

    `unfinished` are the bodies that publishing waits for; `may_publish` and `may_keep` are the viewer's rights.
    """

    scoring_round: ScoringRound
    criteria_set: CriteriaSet
    stages: tuple[Stage, ...]
    rows: tuple[RoundRow, ...]
    is_placed: bool
    unfinished: tuple[Assessment, ...]
    may_publish: bool
    may_keep: bool


def page(viewer: Viewer, round_id: int) -> RoundPage:
    """The round as the viewer sees it. Raises NotVisible; the same number of statements for any number of bodies."""
    scoring_round = assessments.round_of(viewer, round_id)
    bodies = list(assessments.bodies_of(viewer, scoring_round))
    sheets = _sheets(viewer, scoring_round, bodies)
    unfinished = tuple(each for each in bodies if State(each.state) not in {State.FINAL, State.PUBLISHED})
    sees_all_bodies = len(bodies) == scoring_round.assessments.count()
    is_placed = scoring_round.published_at is not None or (sees_all_bodies and not unfinished)
    places = _places(bodies, sheets) if is_placed and scoring_round.published_at is None else {}
    rows = [RoundRow(each, sheets[each.pk], each.rank or places.get(each.pk)) for each in bodies]
    profiles = criteria_sets.set_of(scoring_round.adopted_set).profiles
    is_given = all(each.department_id in viewer.appraised_ids for each in bodies)
    return RoundPage(
        scoring_round=scoring_round,
        criteria_set=criteria_sets.set_of(scoring_round.adopted_set),
        stages=tuple(stage for stage in _COLUMNS if any(stage in row.sheets for row in rows)),
        rows=tuple(sorted(rows, key=lambda row: _order(row, profiles))),
        is_placed=is_placed,
        unfinished=unfinished,
        may_publish=sees_all_bodies and is_given and scoring_round.published_at is None,
        may_keep=scoring_round.published_at is None and bool(openable_ids(viewer)),
    )


def openable(viewer: Viewer) -> Sequence[Department]:
    """The bodies that the viewer can take into a round: the own one, those given to an appraiser. Raises NotAllowed."""
    ids = openable_ids(viewer)
    if not ids:
        check(viewer, Act.CHECK_MOVE)
    found = Department.objects.filter(pk__in=ids)
    return sorted(found, key=lambda each: (each.pk != viewer.department_id, sort_key(each.name), each.code))


def openable_ids(viewer: Viewer) -> frozenset[int]:
    """Ids of these bodies; none for whoever opens no round."""
    own = {viewer.department_id} if may(viewer, Act.CHECK_MOVE) else set()
    return frozenset(own | viewer.appraised_ids)


def _sheets(
    viewer: Viewer, scoring_round: ScoringRound, bodies: Collection[Assessment]
) -> Mapping[int, Mapping[Stage, ScoreSheet]]:
    """By assessment id, the sheets whose totals the viewer sees."""
    seen_ids = set(assessments.visible_to(viewer).filter(round=scoring_round).values_list("pk", flat=True))
    whole = [each for each in bodies if each.pk in seen_ids and assessments.sees_whole(viewer, each)]
    rows = assessments.scores_of_all(whole)
    found: dict[int, dict[Stage, ScoreSheet]] = {each.pk: {} for each in bodies}
    for stage in _COLUMNS:
        told = [each for each in whole if rows[each.pk][stage] and stage in assessments.seen_stages(viewer, each)]
        for pk, sheet in (assessments.sheets_of(told, stage) if told else {}).items():
            found[pk][stage] = sheet
    return found


def _places(bodies: Sequence[Assessment], sheets: Mapping[int, Mapping[Stage, ScoreSheet]]) -> Mapping[int, int | None]:
    """The places that publishing would give."""
    contenders = [
        Contender(str(each.pk), each.profile, sheets[each.pk][Stage.FINAL].scaled, not each.is_ranked)
        for each in bodies
        if Stage.FINAL in sheets[each.pk]
    ]
    return {int(each.body): place for each, place in zip(contenders, ranked(contenders), strict=True)}


def _order(row: RoundRow, profiles: Sequence[str]) -> tuple[object, ...]:
    name = sort_key(row.assessment.department.name)
    return (profiles.index(row.assessment.profile), row.rank or 10**6, name, row.assessment.pk)
