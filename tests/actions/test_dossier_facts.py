"""Facts of an assessment taken from dossiers, and who is marked as analyst of them. Rights: test_rights."""

from datetime import timedelta
from decimal import Decimal

import pytest
from assessing import Case, case_of
from dossier_files import loaded
from factories import AT, LATER, TODAY, Organisation, People, User
from rights import newcomer

from dondoc.actions import criteria_sets, facts, positions
from dondoc.actions.criteria_sets import Source
from dondoc.actions.positions import OwnRole
from dondoc.analytics.measures import BY_NAME
from dondoc.core.permissions import Role
from dondoc.core.refusals import Faulty
from dondoc.core.scoring.bindings import BindingKind
from dondoc.core.scoring.facts import Quotient
from dondoc.core.workflow import WrongState
from dondoc.criteriafile import read_set, shipped_sets
from dondoc.criteriafile.bindings import read_bindings
from dondoc.models import AuditRow, Position
from dondoc.queries import assessments as found
from dondoc.queries import criteria_sets as sets
from dondoc.queries import fact_sources, winnables
from dondoc.queries.people import as_appraiser, viewer_for

ONLINE = Source(BindingKind.DOSSIERS, measure="online_rate")


@pytest.fixture
def case(organisation: Organisation) -> Case:
    """A round of 2026 whose rate of online dossiers is bound to the measure."""
    case = case_of(organisation)
    office = organisation.people.coordinator
    criteria_sets.bind(case.adopted.pk, sources={"online": ONLINE}, actor=office, at=AT)
    return case


def test_fact_is_the_rate_of_the_year_of_the_round_of_all_units(case: Case, people: People) -> None:
    rows = [{"received_at": "2025-12-14"}, {"received_at": "2025-12-15"}, {"received_at": "2026-03-01", "unit": ""}]
    direct = {"received_at": "2026-02-01", "channel": "direct", "unit": "Phòng Hành chính tư pháp"}
    later = {"received_at": "2026-12-15", "due_at": "2027-01-15", "finished_at": "2026-12-20"}
    for row in rows:
        row |= {"finished_at": "2026-03-02", "due_at": "2026-04-01"}
    loaded(*rows, direct, later, actor=people.coordinator, at=AT)

    [taken] = facts.gather(case.assessment_id, on=TODAY, actor=people.coordinator, at=LATER)

    assert (taken.fact, taken.value, taken.as_of, taken.path) == (
        "online", Quotient(Decimal(2), Decimal(3)), AT.date(), "/dossiers/",
    )  # fmt: skip
    assert taken.source == (
        "Dữ liệu hồ sơ: tỷ lệ hồ sơ nộp trực tuyến, kỳ Năm 2026 (cộng dồn từ 15/12/2025 đến 14/12/2026), "
        "lần nạp 1 ngày 10/3/2026, tính đến 10/3/2026"
    )
    row = found.fact_rows(case.assessment)["online"]
    assert (row.is_typed, row.value) == (False, {"numerator": 2, "denominator": 3})


def test_fact_says_nothing_before_dossiers_and_where_none_is_counted(case: Case, people: People) -> None:
    def now() -> list[tuple[object, str]]:
        return [
            (each.value, each.source) for each in fact_sources.current(people.coordinator, case.assessment, on=TODAY)
        ]

    assert now() == [(None, "Chưa có dữ liệu hồ sơ nào được nạp")]
    loaded({"received_at": "2025-01-10"}, actor=people.coordinator, at=AT)
    [(value, _source)] = now()
    assert value is None
    assert facts.gather(case.assessment_id, on=TODAY, actor=people.coordinator, at=LATER) == []


def test_lost_points_of_such_a_fact_lead_to_the_dossiers(case: Case, people: People) -> None:
    duties = winnables._duties(case.assessment)
    [duty] = duties["online"]
    assert (duty.title, duty.path, duty.units) == ("Hồ sơ: tỷ lệ hồ sơ nộp trực tuyến", "/dossiers/", ())


@pytest.mark.parametrize(
    ("fact", "source"),
    [
        ("online", Source(BindingKind.DOSSIERS)),
        ("online", Source(BindingKind.DOSSIERS, measure="speed_rate")),
        ("online", Source(BindingKind.TYPED, measure="online_rate")),
        ("meetings", Source(BindingKind.DOSSIERS, measure="online_rate")),
        ("has_page", ONLINE),
    ],
)
def test_measure_is_bound_where_a_ratio_is_read_and_nowhere_else(case: Case, people: People, fact, source) -> None:
    before = dict(sets.bindings_of(case.adopted))

    with pytest.raises(Faulty) as refused:
        criteria_sets.bind(case.adopted.pk, sources={fact: source}, actor=people.coordinator, at=AT)

    assert [fault.field for fault in refused.value.faults] == [fact]
    assert sets.bindings_of(case.adopted) == before


def test_binding_names_its_measure_in_the_trail(case: Case) -> None:
    row = AuditRow.objects.filter(act="set.bind").latest("id")
    assert row.detail.after == {
        "online": {"kind": "dossiers", "target": None, "task": None, "measure": "online_rate"}
    }  # fmt: skip


def test_shipped_default_binds_the_rate_of_dossiers_on_time(people: People) -> None:
    adopted = criteria_sets.adopt_shipped("so-mau-2026", actor=people.coordinator, at=AT)
    bound = sets.bindings_of(adopted)["dossiers_on_time"]
    assert (bound.kind, bound.measure) == ("dossiers", "on_time_rate")


def test_every_shipped_measure_is_one_that_is_counted() -> None:
    named = [
        binding.measure
        for path in shipped_sets()
        if (path.parent / "bindings" / path.name).exists()
        for binding in read_bindings(path.parent / "bindings" / path.name, read_set(path))
        if binding.measure
    ]
    assert named
    assert set(named) <= set(BY_NAME)


def analyst_of(people: People) -> bool:
    """Whether the coordinator looks as an analyst today."""
    viewer = viewer_for(User.objects.get(pk=people.coordinator.user_id), on=TODAY)
    return viewer is not None and viewer.is_analyst


def position_of(viewer) -> Position:
    return Position.objects.get(user=viewer.user_id)


def test_coordinator_is_marked_as_analyst_and_unmarked(people: People) -> None:
    position = position_of(people.coordinator)
    given = {"actor": people.administrator, "at": AT}
    assert not analyst_of(people)

    positions.mark_analyst(position.pk, is_analyst=True, **given)
    assert analyst_of(people)
    rows = AuditRow.objects.filter(act="people.mark-analyst")
    positions.mark_analyst(position.pk, is_analyst=True, **given)
    assert rows.count() == 1
    positions.mark_analyst(position.pk, is_analyst=False, **given)

    assert not analyst_of(people)
    assert [row.detail.after.get("is_analyst", False) for row in rows.order_by("id")] == [True, False]


def test_appraiser_of_another_body_is_no_analyst_there(people: People, organisation: Organisation) -> None:
    both = newcomer(organisation, Role.COORDINATOR, Role.APPRAISER)
    Position.objects.filter(user=both.user_id).update(is_analyst=True)
    viewer = viewer_for(User.objects.get(pk=both.user_id), on=TODAY)
    assert viewer is not None
    assert viewer.is_analyst
    assert not as_appraiser(viewer, organisation.department.pk).is_analyst


def test_other_roles_and_ended_positions_are_not_marked(people: People) -> None:
    given = {"is_analyst": True, "actor": people.administrator}

    with pytest.raises(WrongState, match="Chỉ vai trò “Chuyên viên Văn phòng Sở”"):
        positions.mark_analyst(position_of(people.head).pk, at=AT, **given)
    position = position_of(people.coordinator)
    positions.end_position(position.pk, valid_to=TODAY, actor=people.administrator, at=AT)
    with pytest.raises(WrongState, match="đã kết thúc ngày 10/3/2026"):
        positions.mark_analyst(position.pk, at=AT + timedelta(days=1), **given)


def test_administrator_does_not_mark_the_own_position(people: People, organisation: Organisation) -> None:
    both = newcomer(organisation, Role.COORDINATOR, Role.ADMINISTRATOR)
    position = Position.objects.get(user=both.user_id, role="coordinator")

    with pytest.raises(OwnRole):
        positions.mark_analyst(position.pk, is_analyst=True, actor=both, at=AT)
    positions.mark_analyst(position.pk, is_analyst=True, actor=people.administrator, at=AT)
    positions.mark_analyst(position.pk, is_analyst=False, actor=both, at=LATER)
