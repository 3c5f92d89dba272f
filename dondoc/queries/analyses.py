"""One body's sheet against its maximum, its last year and the other bodies of a published round; its rank over years.

Not here: the arithmetic (core/scoring/comparisons), pictures (web/charts).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from dondoc.core.assessments import Stage, State
from dondoc.core.permissions import Act, Viewer
from dondoc.core.scoring.changes import Pair
from dondoc.core.scoring.comparisons import Comparison, Fall, Line, Standing, compare, waterfall
from dondoc.core.scoring.sheets import ScoreSheet
from dondoc.models import Assessment
from dondoc.queries import assessments
from dondoc.queries.assessments import Located, LocatedPage
from dondoc.queries.criteria_sets import set_of


@dataclass(frozen=True)
class RankOfYear:
    """The place in the published round of a year, None for a body without rank, and how many had one."""

    year: int
    rank: int | None
    placed: int


@dataclass(frozen=True)
class Analysis(LocatedPage):
    """The newest column of an assessment, compared. `last` is the year before, None where there is none to compare.

    `others` is how many other bodies are compared with: none before the round is published.
    """

    stage: Stage
    sheet: ScoreSheet
    last: Assessment | None
    last_sheet: ScoreSheet | None
    comparison: Comparison
    falls: tuple[Fall, ...]
    ranks: tuple[RankOfYear, ...]
    others: int

    def of_standing(self, *standings: Standing) -> tuple[Line, ...]:
        """The criteria that are read so, the most telling first: weak ones by points lost, strong ones by maximum."""
        found = [line for line in self.comparison.criteria if line.standing() in standings]
        if Standing.STRONG in standings:
            return tuple(sorted(found, key=lambda line: (-line.share, -line.max)))
        return tuple(sorted(found, key=lambda line: line.points - line.max))


def page(viewer: Viewer, assessment_id: int) -> Analysis:
    """The analysis of a whole sheet. Raises NotVisible; NotAllowed for who sees only criteria of a unit."""
    located = assessments.located(viewer, assessment_id)
    located.check(Act.SCORE_READ)
    assessment = located.assessment
    stage = _newest(located)
    sheet = assessments.sheet_of(assessment, stage)
    last = _last_year(viewer, assessment)
    last_sheet = assessments.sheet_of(last, Stage.FINAL) if last else None
    pairs = [Pair(old, new) for old, new in assessment.round.adopted_set.pairs]
    others = _others(assessment)
    criteria_set = assessments.set_in(assessment)
    return Analysis(
        located=located,
        criteria_set=criteria_set,
        stage=stage,
        sheet=sheet,
        last=last,
        last_sheet=last_sheet,
        comparison=compare(
            sheet, last=last_sheet, pairs=pairs, pillar_pairs=_pillar_pairs(assessment, pairs), others=others
        ),
        falls=waterfall(sheet, criteria_set),
        ranks=_ranks(assessment),
        others=len(others),
    )


def _newest(located: Located) -> Stage:
    """The last column that the viewer sees and that has been scored."""
    assessment = located.assessment
    seen = assessments.seen_stages(located.viewer, assessment)
    given = assessments.scores_of_all([assessment])[assessment.pk]
    columns = [stage for stage in (Stage.SELF, Stage.CHECK, Stage.APPRAISED, Stage.FINAL) if stage in seen]
    return next((stage for stage in reversed(columns) if given[stage]), Stage.SELF)


def _last_year(viewer: Viewer, assessment: Assessment) -> Assessment | None:
    """The body's newest published assessment by the set from which this one goes on, where the viewer sees it."""
    earlier = assessment.round.adopted_set.earlier
    if earlier is None:
        return None
    published = assessments.visible_to(viewer).filter(
        department=assessment.department_id,
        state=State.PUBLISHED.value,
        round__adopted_set__sha256=earlier.sha256,
        round__year__lt=assessment.round.year,
    )
    return published.order_by("-round__year", "-id").first()


def _pillar_pairs(assessment: Assessment, pairs: Iterable[Pair]) -> Sequence[Pair]:
    """The pillars whose criteria all come from one pillar of the earlier set."""
    adopted = assessment.round.adopted_set
    if adopted.earlier is None:
        return ()
    old = {each.code: each.pillar for each in set_of(adopted.earlier).criteria}
    new = {each.code: each.pillar for each in set_of(adopted).criteria}
    came_from: dict[str, set[str]] = {}
    for pair in pairs:
        came_from.setdefault(new[pair.new], set()).add(old[pair.old])
    return [Pair(olds.pop(), pillar) for pillar, olds in came_from.items() if len(olds) == 1]


def _others(assessment: Assessment) -> Sequence[ScoreSheet]:
    """The final sheets of the other bodies of the round, once they are public."""
    if assessment.state != State.PUBLISHED.value:
        return ()
    published = Assessment.objects.filter(
        round=assessment.round_id, profile=assessment.profile, state=State.PUBLISHED.value
    )
    rows = list(published.exclude(pk=assessment.pk).select_related("round__adopted_set", "department"))
    return list(assessments.sheets_of(rows, Stage.FINAL).values()) if rows else []


def _ranks(assessment: Assessment) -> tuple[RankOfYear, ...]:
    """The places in the published rounds up to the year of this one, oldest first; of a year the newest round."""
    own = Assessment.objects.filter(
        department=assessment.department_id, state=State.PUBLISHED.value, round__year__lte=assessment.round.year
    )
    placed = Count(
        "round__assessments",
        filter=Q(round__assessments__is_ranked=True, round__assessments__profile=assessment.profile),
    )
    rows = own.annotate(placed=placed).order_by("round__year", "round_id")
    found = {
        year: RankOfYear(year, rank, count) for year, rank, count in rows.values_list("round__year", "rank", "placed")
    }
    return tuple(found.values())
