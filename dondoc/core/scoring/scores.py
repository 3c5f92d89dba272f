"""From a criteria set and facts to the score sheet. Not here: points of a rule (points), places (ranks)."""

from collections.abc import Sequence
from decimal import Context, Decimal
from fractions import Fraction
from functools import reduce

from dondoc.core.scoring.criteria import Band, CriteriaSet, Criterion, Information, NotApplicable
from dondoc.core.scoring.facts import Facts, peers_of
from dondoc.core.scoring.points import exact, missing_facts, peer_facts, ratios_above_one
from dondoc.core.scoring.reasons import NAMELESS, NOT_APPLICABLE, Names, missing_why, why
from dondoc.core.scoring.roundings import half_up
from dondoc.core.scoring.sheets import CriterionScore, CriterionState, PillarScore, ScoreSheet, ScoreWarning

_EXACT = Context(prec=200)  # sums of maxima as they are written: nothing is rounded


def score(
    criteria_set: CriteriaSet, facts: Facts, *, peers: Sequence[Facts] | None = None, names: Names = NAMELESS
) -> ScoreSheet:
    """The sheet of one body; its facts suit the set (fact_shapes). `names` are what its reasons call the facts.

    `peers` are the facts of other bodies; those of another year or profile, and the body's own, are left out. Without
    them (None) a `peer` rule takes the body for its own highest, with a warning.
    """
    others = peers_of(facts, peers)
    criteria = criteria_set.criteria_of(facts.profile)
    decimals = criteria_set.criterion_decimals
    rows = tuple(_criterion_score(each, facts, others, decimals, names) for each in criteria)
    points, maximum = _total(rows, criteria_set)
    share = Fraction(points) / Fraction(maximum) if maximum else None
    rescaled = criteria_set.not_applicable is NotApplicable.RESCALE and share is not None
    return ScoreSheet(
        set_id=criteria_set.id,
        body=facts.body,
        year=facts.year,
        profile=facts.profile,
        points=points,
        max=maximum,
        percent=_percent(share),
        scaled=half_up(share * Fraction(criteria_set.scale), criteria_set.total_decimals)
        if share is not None and rescaled
        else points,
        band=_band(criteria_set.bands, share, Fraction(points)),
        pillars=_pillar_scores(criteria_set, criteria, rows),
        criteria=rows,
        warnings=tuple(
            warning
            for criterion, row in zip(criteria, rows, strict=True)
            for warning in _warnings(criterion, row, facts, alone=peers is None)
        ),
    )


def score_all(criteria_set: CriteriaSet, bodies: Sequence[Facts]) -> tuple[ScoreSheet, ...]:
    """The sheets of all bodies, each the others' peer: as `score` of each with all of them, only quicker.

    For whoever has the figures of all bodies at hand, as the benchmark has; the product scores one body at a time.
    """
    groups: dict[tuple[int, str], list[Facts]] = {}
    for each in bodies:
        groups.setdefault((each.year, each.profile), []).append(each)
    leaders = {group: _leaders(criteria_set, members) for group, members in groups.items()}
    return tuple(score(criteria_set, each, peers=leaders[each.year, each.profile]) for each in bodies)


def _leaders(criteria_set: CriteriaSet, bodies: Sequence[Facts]) -> tuple[Facts, ...]:
    """The bodies that have the highest value of some fact compared among peers: the others change nothing."""
    found = []
    for fact in dict.fromkeys(fact for each in criteria_set.criteria for fact in peer_facts(each.rule)):
        with_fact = [(value, each) for each in bodies if isinstance(value := each.values.get(fact), Decimal)]
        found += [max(with_fact, key=lambda pair: pair[0])[1]] if with_fact else []
    return tuple(found)


def _criterion_score(
    criterion: Criterion, facts: Facts, peers: Sequence[Facts], decimals: int, names: Names
) -> CriterionScore:
    code, most, rule, values = criterion.code, criterion.max, criterion.rule, facts.values
    if code in facts.not_applicable:
        return CriterionScore(code, None, most, CriterionState.NOT_APPLICABLE, NOT_APPLICABLE)
    if missing := [fact for fact in criterion.facts if values.get(fact) is None]:
        reason = missing_why(missing, names)
        return CriterionScore(code, half_up(Fraction(0), decimals), most, CriterionState.MISSING, reason)
    points = exact(rule, criterion.maximum, values, peers)
    reason = why(rule, criterion.maximum, values, points, peers, names)
    if points is not None:
        return CriterionScore(code, half_up(points, decimals), most, CriterionState.SCORED, reason)
    if isinstance(rule, Information):
        return CriterionScore(code, None, most, CriterionState.INFORMATIONAL, reason, values[rule.fact])
    return CriterionScore(code, None, most, CriterionState.NOT_APPLICABLE, reason)


def _total(rows: Sequence[CriterionScore], criteria_set: CriteriaSet) -> tuple[Decimal, Decimal]:
    """Points and maximum of the criteria that apply."""
    points = sum((row.points for row in rows if row.points is not None), Decimal(0))
    applicable = (row.max for row in rows if row.state is not CriterionState.NOT_APPLICABLE)
    return half_up(Fraction(points), criteria_set.total_decimals), reduce(_EXACT.add, applicable, Decimal(0))


def _pillar_scores(
    criteria_set: CriteriaSet, criteria: Sequence[Criterion], rows: Sequence[CriterionScore]
) -> tuple[PillarScore, ...]:
    own: dict[str, list[CriterionScore]] = {pillar.code: [] for pillar in criteria_set.pillars}
    for criterion, row in zip(criteria, rows, strict=True):
        own[criterion.pillar].append(row)
    found = []
    for pillar in criteria_set.pillars:
        points, maximum = _total(own[pillar.code], criteria_set)
        share = Fraction(points) / Fraction(maximum) if maximum else None
        found.append(PillarScore(pillar.code, points, maximum, _percent(share)))
    return tuple(found)


def _percent(share: Fraction | None) -> Decimal | None:
    return None if share is None else half_up(share * 100, 2)


def _band(bands: Sequence[Band], share: Fraction | None, points: Fraction) -> str | None:
    """The first band that holds the exact percent, or the points where it is in points; None without a maximum."""
    if share is None:
        return None
    return next((band.name for band in bands if band.bound.holds(points if band.is_points else share * 100)), None)


def _warnings(criterion: Criterion, row: CriterionScore, facts: Facts, *, alone: bool) -> list[ScoreWarning]:
    code, rule, values = criterion.code, criterion.rule, facts.values
    if row.state is CriterionState.MISSING:
        absent = ", ".join(missing_facts(rule, values))
        return [ScoreWarning(code, f"Chỉ số {code} chưa có số liệu ({absent}), tính 0 điểm.")]
    if row.state is not CriterionState.SCORED:
        return []
    found = [
        ScoreWarning(code, f"Chỉ số {code}: {fact} có tử số lớn hơn mẫu số, tỷ lệ tính là 1.")
        for fact in dict.fromkeys(ratios_above_one(rule, values))
    ]
    if alone and any(True for _ in peer_facts(rule)):
        message = f"Chỉ số {code} so với đơn vị cao nhất nhưng không có số liệu đơn vị khác: lấy chính đơn vị làm mốc."
        found.append(ScoreWarning(code, message))
    return found
