"""Rounds: who is in them, what is asked to open and to publish one, places. Rights: test_rights; size: whole_round."""

from dataclasses import replace
from datetime import date

import pytest
from assessing import DRAFT, SET, Case, brought, case_of
from factories import AT, LATER, TODAY, Organisation

from dondoc.actions import criteria_sets, facts, rounds, samples
from dondoc.actions.rounds import Body
from dondoc.core.assessments import State
from dondoc.core.permissions import Role, Viewer
from dondoc.core.refusals import Faulty, NotAllowed, NotVisible
from dondoc.core.workflow import WrongState
from dondoc.models import Assessment, AuditRow, Position, ScoringRound, User
from dondoc.queries import assessments as found
from dondoc.queries.people import viewer_for


@pytest.fixture
def appraiser(organisation: Organisation, elsewhere: Organisation) -> Viewer:
    """An appraiser of both departments, looking from the first."""
    user = User.objects.create(username="ca-hai", full_name="Người Mẫu")
    for each in (organisation, elsewhere):
        Position.objects.create(user=user, department=each.department, role=Role.APPRAISER, title="Chuyên viên")
    viewer = viewer_for(user, on=TODAY, department_id=organisation.department.pk)
    assert viewer is not None
    return viewer


def opened(actor: Viewer, *bodies: Body, draft=DRAFT) -> ScoringRound:
    adopted = criteria_sets.adopt(SET, actor=actor, at=AT)
    return rounds.open_round(adopted.pk, draft=draft, bodies=bodies, actor=actor, at=AT)


def body(organisation: Organisation, **more) -> Body:
    return Body(organisation.department.pk, "with-procedures", **more)


def test_round_of_two_bodies_is_told_in_the_trail_of_each(organisation, elsewhere, appraiser):
    made = opened(appraiser, body(organisation), body(elsewhere, is_ranked=False, unranked_because="Mới lập"))
    told = AuditRow.objects.filter(act="round.open").order_by("department__code")
    assert [(row.department, row.actor_id, row.after["is_ranked"]) for row in told] == [
        (organisation.department, appraiser.user_id, True),
        (elsewhere.department, appraiser.user_id, False),
    ]
    assert {each.department_id for each in found.bodies_of(appraiser, made)} == {
        organisation.department.pk, elsewhere.department.pk,
    }  # fmt: skip


def test_each_body_sees_itself_alone(organisation, elsewhere, appraiser):
    made = opened(appraiser, body(organisation), body(elsewhere))
    office = elsewhere.people.coordinator
    assert list(found.rounds(office)) == [made]
    assert [each.department for each in found.bodies_of(office, made)] == [elsewhere.department]
    assert found.set_in(found.bodies_of(office, made).get()).id == "thu-2026"


def test_office_opens_no_round_for_another_body(organisation, elsewhere):
    with pytest.raises(NotVisible):
        opened(organisation.people.coordinator, body(organisation), body(elsewhere))
    assert not ScoringRound.objects.exists()


def test_every_fault_of_a_round_is_told_at_once(organisation):
    draft = replace(DRAFT, title=" ", year=2025, appraisal_due_on=date(2026, 6, 1))
    pk = organisation.department.pk
    with pytest.raises(Faulty) as refused:
        opened(
            organisation.people.coordinator,
            Body(pk, "none", is_ranked=False, unranked_because=" "),
            Body(pk, "with-procedures"),
            draft=draft,
        )
    assert [fault.field for fault in refused.value.faults] == [
        "title", "year", "appraisal_due_on", f"{pk}.profile", f"{pk}.unranked_because", f"{pk}.profile",
    ]  # fmt: skip


def test_round_without_a_body_is_refused(organisation):
    with pytest.raises(Faulty) as refused:
        opened(organisation.people.coordinator)
    assert [fault.field for fault in refused.value.faults] == ["bodies"]


def test_body_is_added_once_and_taken_out_while_nothing_is_written(organisation, elsewhere, appraiser):
    made = opened(appraiser, body(organisation))
    added = rounds.add_body(made.pk, body=body(elsewhere), actor=appraiser, at=LATER)
    with pytest.raises(Faulty, match="đã có trong đợt"):
        rounds.add_body(made.pk, body=body(elsewhere), actor=appraiser, at=LATER)
    rounds.remove_body(made.pk, department_id=elsewhere.department.pk, actor=appraiser, at=LATER)
    assert not Assessment.objects.filter(pk=added.pk).exists()
    row = AuditRow.objects.latest("id")
    assert (row.act, row.department) == ("round.remove-body", elsewhere.department)


def test_body_with_figures_stays_in_the_round(organisation):
    case = case_of(organisation)
    office, round_id = organisation.people.coordinator, case.assessment.round_id
    facts.enter(case.assessment_id, values={"has_page": True}, as_of=TODAY, actor=office, at=AT)
    with pytest.raises(WrongState):
        rounds.remove_body(round_id, department_id=organisation.department.pk, actor=office, at=AT)


def test_round_goes_with_its_last_body(organisation):
    case = case_of(organisation)
    rounds.remove_body(
        case.assessment.round_id,
        department_id=organisation.department.pk,
        actor=organisation.people.coordinator,
        at=AT,
    )
    assert not ScoringRound.objects.exists()


def test_office_takes_no_body_out_of_a_round_of_many(organisation, elsewhere, appraiser):
    made = opened(appraiser, body(organisation), body(elsewhere))
    with pytest.raises(NotAllowed):
        rounds.remove_body(
            made.pk, department_id=organisation.department.pk, actor=organisation.people.coordinator, at=AT
        )


def test_publishing_waits_for_every_body_and_names_those_it_waits_for(organisation, elsewhere, appraiser):
    made = opened(appraiser, body(organisation), body(elsewhere))
    brought(_case(organisation, made, appraiser), State.FINAL)
    with pytest.raises(WrongState, match=r"Sở Tư pháp \(đang tự chấm\)"):
        rounds.publish(made.pk, actor=appraiser, at=LATER)


def test_appraiser_of_one_body_alone_does_not_publish_a_round_of_two(organisation, elsewhere, appraiser):
    made = opened(appraiser, body(organisation), body(elsewhere))
    narrow = replace(appraiser, appraised_ids=frozenset({organisation.department.pk}))
    with pytest.raises(NotAllowed, match="ngoài phạm vi"):
        rounds.publish(made.pk, actor=narrow, at=LATER)


def test_equal_points_share_a_place_and_excluded_bodies_have_none(organisation, elsewhere, appraiser):
    made = opened(appraiser, body(organisation), body(elsewhere))
    for each in (organisation, elsewhere):
        brought(_case(each, made, appraiser), State.FINAL)
    rounds.publish(made.pk, actor=appraiser, at=LATER)
    assert list(Assessment.objects.values_list("state", "rank")) == [("published", 1), ("published", 1)]
    assert ScoringRound.objects.get().published_at == LATER
    kept = found.one(appraiser, made.assessments.first().pk).snapshots.last()
    assert (kept.stage, kept.sheet["rank"]) == ("final", 1)
    with pytest.raises(WrongState):
        rounds.publish(made.pk, actor=appraiser, at=LATER)


def _case(organisation: Organisation, made: ScoringRound, appraiser: Viewer) -> Case:
    assessment_id = made.assessments.get(department=organisation.department).pk
    return Case(organisation, made.adopted_set, assessment_id, appraiser, appraiser)


def test_office_takes_no_body_out_of_a_round_that_the_appraiser_opened(organisation, elsewhere, appraiser):
    made = opened(appraiser, body(organisation), body(elsewhere))
    rounds.remove_body(made.pk, department_id=elsewhere.department.pk, actor=appraiser, at=LATER)
    office = organisation.people.coordinator
    with pytest.raises(NotAllowed):
        rounds.remove_body(made.pk, department_id=organisation.department.pk, actor=office, at=LATER)


def test_year_has_four_digits(organisation):
    with pytest.raises(Faulty) as refused:
        opened(organisation.people.coordinator, body(organisation), draft=replace(DRAFT, year=32768))
    assert [fault.field for fault in refused.value.faults] == ["year"]


def test_same_round_is_opened_once(organisation):
    office = organisation.people.coordinator
    first = opened(office, body(organisation))
    again = {"bodies": [body(organisation)], "actor": office, "at": LATER}
    with pytest.raises(Faulty) as refused:
        rounds.open_round(first.adopted_set_id, draft=DRAFT, **again)
    assert [fault.field for fault in refused.value.faults] == ["title"]
    trial = rounds.open_round(first.adopted_set_id, draft=replace(DRAFT, title="Chấm thử"), **again)
    assert list(ScoringRound.objects.order_by("id")) == [first, trial]


def test_appraiser_draws_a_sample_though_the_own_body_waits_too(organisation, elsewhere, appraiser):
    made = opened(appraiser, body(organisation), body(elsewhere))
    for each in (organisation, elsewhere):
        place = found.bodies_of(appraiser, made).get(department=each.department).pk
        brought(Case(each, made.adopted_set, place, appraiser, appraiser), State.SUBMITTED)
    office = organisation.people.coordinator
    both = replace(office, appraised_ids=frozenset({elsewhere.department.pk}))
    drawn = samples.draw(made.pk, seed="1", count=100, actor=both, at=LATER)
    [other] = found.bodies_of(appraiser, made).filter(department=elsewhere.department)
    assert {place for place, _code in drawn.drawn} == {other.pk}
