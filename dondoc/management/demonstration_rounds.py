"""The assessments of the demonstration: last year's published, this year's under way, for both departments.

All of it goes through the actions. Not here: the departments and their plans (demonstrations).
"""

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from dondoc.actions import assessments, criteria_sets, disputes, facts, proofs, rounds, samples, scores
from dondoc.actions.evidence import Particulars
from dondoc.actions.rounds import Body, RoundDraft
from dondoc.actions.scores import Given
from dondoc.core.assessments import Move, Outcome, ReasonCode, Stage
from dondoc.core.permissions import Viewer
from dondoc.core.scoring.fact_shapes import value_of
from dondoc.models import AdoptedSet, Assessment, Evidence, ScoringRound, Unit
from dondoc.queries import assessments as found

SAMPLES = Path(__file__).parents[2] / "samples"


@dataclass(frozen=True)
class Team:
    """Who acts for one department: its Office and its director; `key` names its owners in the samples."""

    key: str
    office: Viewer
    director: Viewer


def load(first: Team, second: Team, appraiser: Viewer, tell: Callable[[str], None]) -> None:
    """Loads both rounds; the appraiser looks from the first department."""
    given = tomllib.loads((SAMPLES / "assessments.toml").read_text(encoding="utf-8"), parse_float=Decimal)
    for team in (first, second):
        for name in (given["published"]["set"], given["running"]["set"]):
            criteria_sets.adopt_shipped(name, actor=team.office, at=_moment(given["published"]["opened_on"]))
    _publish(given, (first, second), appraiser)
    _run(given, (first, second), appraiser)
    years = given["published"]["year"], given["running"]["year"]
    tell("Đã nhập đánh giá của hai Sở: năm {} (đã công bố), năm {} (đang tự chấm).".format(*years))


def _publish(given: Mapping[str, Any], teams: tuple[Team, Team], appraiser: Viewer) -> None:
    told = given["published"]
    opened = _open(told, teams, appraiser)
    for team in teams:
        one = opened.assessments.get(department=team.office.department_id)
        _score(given, told, team, one)
        _hand_over(told, team, one, lowered=team is teams[0])
    at = _moment(told["appraised_on"])
    samples.draw(opened.pk, seed="2025", count=6, actor=appraiser, at=at)
    for team in teams:
        one = opened.assessments.get(department=team.office.department_id)
        if team is teams[0]:
            scores.appraise(one.pk, given=[_given(row) for row in told["appraised"]], actor=appraiser, at=at)
        scores.agree_all(one.pk, stage=Stage.APPRAISED, actor=appraiser, at=at)
        assessments.move(one.pk, move=Move.RELEASE, actor=appraiser, at=at)
        if team is teams[0]:
            _dispute(told, team, one, appraiser)
        assessments.move(one.pk, move=Move.CONCLUDE, actor=appraiser, at=_moment(told["concluded_on"]))
    rounds.publish(opened.pk, actor=appraiser, at=_moment(told["published_on"]))


def _run(given: Mapping[str, Any], teams: tuple[Team, Team], appraiser: Viewer) -> None:
    told = given["running"]
    opened = _open(told, teams, appraiser)
    at = _moment(told["scored_on"])
    for team in teams:
        one = opened.assessments.get(department=team.office.department_id)
        facts.gather(one.pk, on=told["scored_on"], actor=team.office, at=at)
        _score(given, told, team, one)
    one = opened.assessments.get(department=teams[0].office.department_id)
    for row in told["proofs"]:
        _prove(row, teams[0], one, at)


def _open(told: Mapping[str, Any], teams: tuple[Team, Team], appraiser: Viewer) -> ScoringRound:
    adopted = AdoptedSet.objects.get(department=teams[0].office.department_id, set_id=told["set"])
    draft = RoundDraft(
        told["title"], told["year"], told["self_due_on"], told["appraisal_due_on"], told["dispute_due_on"]
    )
    bodies = [Body(team.office.department_id, told["profile"]) for team in teams]
    at = _moment(told["opened_on"])
    return rounds.open_round(adopted.pk, draft=draft, bodies=bodies, actor=appraiser, at=at)


def _score(given: Mapping[str, Any], told: Mapping[str, Any], team: Team, one: Assessment) -> None:
    """Owners, figures and explanations of one body."""
    at = _moment(told["scored_on"])
    units = {unit.code: unit.pk for unit in Unit.objects.filter(department=one.department)}
    named = given["owners"][team.key]
    criteria = found.criteria_of(one)
    owners = {each.code: units[named.get(each.code, named[each.pillar])] for each in criteria}
    assessments.set_owners(one.pk, owners=owners, actor=team.office, at=at)
    plain = json.loads((SAMPLES / told["facts"]).read_text(encoding="utf-8"), parse_float=Decimal)["facts"]
    plain |= told["other"] if team.key == "second" else {}
    asked = {fact for each in criteria for fact in each.facts}
    values = {fact: value_of(value) for fact, value in plain.items() if fact in asked and value is not None}
    facts.enter(one.pk, values=values, as_of=told["as_of"], source="[Mẫu] Số liệu mẫu", actor=team.office, at=at)
    missing = found.sheet_of(one, Stage.SELF).warnings
    codes = {warning.code for warning in missing}
    words = {code: text for code, text in told["explained"].items() if code in codes}
    scores.explain(one.pk, words=words, actor=team.office, at=at)


def _hand_over(told: Mapping[str, Any], team: Team, one: Assessment, *, lowered: bool) -> None:
    """From the units over the Office to the signature."""
    scored, checked = _moment(told["scored_on"]), _moment(told["checked_on"])
    assessments.move(one.pk, move=Move.HAND_IN, actor=team.office, at=scored)
    if lowered:
        scores.check(one.pk, given=[_given(row) for row in told["checked"]], actor=team.office, at=checked)
    scores.agree_all(one.pk, stage=Stage.CHECK, actor=team.office, at=checked)
    assessments.move(one.pk, move=Move.CHECKED, actor=team.office, at=checked)
    assessments.move(one.pk, move=Move.SIGN, actor=team.director, at=_moment(told["signed_on"]))


def _dispute(told: Mapping[str, Any], team: Team, one: Assessment, appraiser: Viewer) -> None:
    at, decided = _moment(told["disputed_on"]), _moment(told["concluded_on"])
    for row in told["disputed"]:
        disputes.write(
            one.pk, row["criterion"], words=row["words"], asked_points=row["asked"], actor=team.office, at=at
        )
    assessments.move(one.pk, move=Move.DISPUTE, actor=team.director, at=at)
    written = found.disputes_of(one)
    for row in told["disputed"]:
        disputes.decide(
            written[row["criterion"]].pk,
            outcome=Outcome(row["outcome"]),
            answer=row["answer"],
            actor=appraiser,
            at=decided,
        )


def _prove(row: Mapping[str, Any], team: Team, one: Assessment, at: datetime) -> None:
    criterion = row["criterion"]
    if "file" not in row:
        taken_over = Evidence.objects.filter(number=row["number"], answer__report__state="accepted")
        chosen = taken_over.filter(answer__report__period__plan__department=one.department).order_by("pk").first()
        assert chosen is not None
        proofs.choose(one.pk, criterion, evidence_id=chosen.pk, page=row["page"], actor=team.office, at=at)
        return
    path = SAMPLES / row["file"]
    texts = {key: row[key] for key in ("number", "issued_on", "issuer", "abstract")}
    proofs.attach(
        one.pk,
        criterion,
        data=path.read_bytes(),
        name=path.name,
        particulars=Particulars(**texts),
        actor=team.office,
        at=at,
    )


def _given(row: Mapping[str, Any]) -> Given:
    return Given(row["criterion"], row["points"], ReasonCode(row["reason"]), row["words"])


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))
