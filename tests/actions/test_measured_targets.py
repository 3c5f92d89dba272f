"""Figures of targets that come from dossiers: bound, taken unit by unit; what was typed or handed in is left alone."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from dossier_files import loaded
from factories import (
    AT,
    LATER,
    Organisation,
    People,
    Units,
    answers_of,
    approve,
    close_period,
    confirmed_superior,
    give_targets,
    superior_plan,
    write,
)

from dondoc.actions import dossier_figures, measured_targets, reorganisations, reports
from dondoc.actions.reports import AnswerDraft, PeriodClosed
from dondoc.core.refusals import Faulty, NotAllowed, NotVisible
from dondoc.core.reorganisations import Kind, Order
from dondoc.core.workflow import Move, WrongState
from dondoc.models import Answer, AuditRow, DossierUnit, MeasuredTarget, Obligation, Plan, ReportingPeriod, Target
from dondoc.queries import targets

SOURCE = (
    "Dữ liệu hồ sơ: tỷ lệ hồ sơ nộp trực tuyến, kỳ Quý I/2026 (cộng dồn từ 15/12/2025 đến 14/3/2026), "
    "lần nạp 1 ngày 10/3/2026, tính đến 10/3/2026"
)


@pytest.fixture
def target(plan: Plan, people: People) -> Target:
    """A rate asked of division and attached unit, whose figures come from the dossiers."""
    found = plan.targets.get(position=1)
    measured_targets.bind_target(found.pk, measure="online_rate", actor=people.coordinator, at=AT)
    return found


@pytest.fixture
def dossiers(people: People, units: Units) -> None:
    """Of the division 2 of 3 online since 15/12, and 2 before or after; of the attached unit 1 of 1."""
    received = [("2025-12-14", "online"), ("2025-12-15", "online"), ("2026-01-31", "direct"), ("2026-03-14", "online")]
    rows = [{"unit": "Phòng Hành chính tư pháp", "received_at": day, "channel": way} for day, way in received]
    after = {"unit": "Phòng Hành chính tư pháp", "received_at": "2026-03-15", "channel": "direct"}
    for row in [*rows, after]:
        row |= {"status": "open", "finished_at": "", "due_at": "2026-06-30"}
    attached = {"unit": units.attached.name, "received_at": "2026-02-01"}
    loaded(*rows, after, attached, {"unit": "Phòng Lạ"}, actor=people.coordinator, at=AT)


def duty_of(target: Target, unit) -> Obligation:
    return target.obligations.get(unit=unit, ended_on=None)


def figure(period: ReportingPeriod, duty: Obligation) -> tuple[Decimal | None, Decimal | None, str] | None:
    row = Answer.objects.filter(report__period=period, obligation=duty).first()
    return row and (row.numerator, row.denominator, row.source)


def take(period: ReportingPeriod, people: People) -> tuple[int, int, list[tuple[str, str]]]:
    taken = measured_targets.take_figures(period.pk, actor=people.coordinator, at=LATER)
    left = [(each.obligation.unit.code, each.sentence) for each in taken.left]
    return taken.written_count, taken.same_count, left


def test_figures_are_those_of_the_year_to_the_end_of_the_period(target, dossiers, period, units, people) -> None:
    assert take(period, people) == (2, 0, [])

    assert figure(period, duty_of(target, units.division)) == (2, 3, SOURCE)
    assert figure(period, duty_of(target, units.attached)) == (1, 1, SOURCE)
    row = AuditRow.objects.latest("id")
    assert (row.act, row.actor_id) == ("answer.write", people.coordinator.user_id)
    assert row.detail.after["source"] == SOURCE
    assert take(period, people) == (0, 2, [])


def test_figures_of_a_later_period_go_on_from_the_start_of_the_year(target, dossiers, plan, units, people) -> None:
    half = plan.periods.get(code="2026Q2")

    take(half, people)

    assert figure(half, duty_of(target, units.division))[:2] == (2, 4)


def test_taken_figures_count_for_the_target_as_typed_ones_do(target, dossiers, period, units, people) -> None:
    take(period, people)
    duty = duty_of(target, units.division)
    others = [given for given in answers_of(period, units.division) if given.obligation_id != duty.pk]
    reports.save_answers(period.pk, units.division.pk, answers=others, actor=people.reporter, at=LATER)
    approve(period, units.division, reporter=people.reporter, head=people.head)

    row = next(row for row in targets.standings(people.coordinator, period.plan) if row.target == target)

    assert (row.standing.numerator, row.standing.denominator) == (2, 3)
    assert figure(period, duty)[2] == SOURCE


def test_typed_figure_stays_and_says_nothing_of_dossiers(target, dossiers, period, units, people) -> None:
    duty = duty_of(target, units.division)
    typed = AnswerDraft(duty.pk, numerator=Decimal(8), denominator=Decimal(9))
    reports.save_answers(period.pk, units.division.pk, answers=[typed], actor=people.reporter, at=AT)

    assert take(period, people) == (
        1, 0, [("HCTP", "Đơn vị đã nhập số liệu bằng tay; số nhập tay được giữ nguyên.")]
    )  # fmt: skip
    assert figure(period, duty) == (8, 9, "")


def test_figure_typed_anew_loses_its_source_and_words_beside_it_do_not_touch_it(
    target, dossiers, period, units, people
) -> None:
    take(period, people)
    duty = duty_of(target, units.division)
    said = AnswerDraft(duty.pk, words="Theo Cổng dịch vụ công", numerator=Decimal(2), denominator=Decimal(3))
    reports.save_answers(period.pk, units.division.pk, answers=[said], actor=people.reporter, at=LATER)
    assert figure(period, duty) == (2, 3, SOURCE)

    typed = AnswerDraft(duty.pk, words="Theo Cổng dịch vụ công", numerator=Decimal(3), denominator=Decimal(3))
    reports.save_answers(period.pk, units.division.pk, answers=[typed], actor=people.reporter, at=LATER)

    assert figure(period, duty) == (3, 3, "")
    assert take(period, people)[2] == [("HCTP", "Đơn vị đã nhập số liệu bằng tay; số nhập tay được giữ nguyên.")]


def test_words_of_the_unit_stay_when_its_figure_is_taken(target, dossiers, period, units, people) -> None:
    duty = duty_of(target, units.division)
    said = AnswerDraft(duty.pk, words="Đang rà soát", difficulties="Thiếu máy quét")
    reports.save_answers(period.pk, units.division.pk, answers=[said], actor=people.reporter, at=AT)

    take(period, people)

    answer = Answer.objects.get(report__period=period, obligation=duty)
    assert (answer.words, answer.difficulties, answer.numerator) == ("Đang rà soát", "Thiếu máy quét", 2)


def test_report_that_was_handed_in_approved_or_accepted_is_left(target, dossiers, period, units, people) -> None:
    def left() -> tuple[str, str]:
        [found] = take(period, people)[2]
        return found

    write(period, units.division, actor=people.reporter)
    before = figure(period, duty_of(target, units.division))
    at = {"on": AT.date(), "at": AT}
    said = []
    for move, actor in ((Move.SUBMIT, people.reporter), (Move.APPROVE, people.head), (Move.ACCEPT, people.coordinator)):
        reports.move(period.pk, units.division.pk, move=move, actor=actor, **at)
        said.append(left()[1])

    assert said == [
        "Báo cáo của đơn vị ở trạng thái “Chờ lãnh đạo đơn vị duyệt” nên không ghi thêm.",
        "Báo cáo của đơn vị ở trạng thái “Chờ Văn phòng tiếp nhận” nên không ghi thêm.",
        "Báo cáo của đơn vị ở trạng thái “Đã tiếp nhận” nên không ghi thêm.",
    ]
    assert figure(period, duty_of(target, units.division)) == before


def test_unit_that_no_dossier_names_or_none_counts_is_left_missing(
    target, dossiers, plan, period, units, people
) -> None:
    give_targets(plan, [units.division, units.attached, units.other_division, units.office], actor=people.coordinator)
    strange = DossierUnit.objects.get(name="Phòng Lạ")
    dossier_figures.match_unit(strange.pk, unit_id=units.office.pk, actor=people.coordinator, at=AT)
    measured_targets.bind_target(target.pk, measure="satisfaction_rate", actor=people.coordinator, at=AT)

    _written, _same, left = take(period, people)

    empty = "Từ đầu năm đến hết kỳ không có hồ sơ nào để tính tỷ lệ này."
    nameless = "Chưa có tên nào trong dữ liệu hồ sơ được xác định là đơn vị này."
    assert left == [("VP", empty), ("HCTP", empty), ("TTR", nameless), ("CC1", empty)]
    assert not Answer.objects.exists()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="a transaction of SQLite is alone in any case")
def test_period_and_counts_are_held_before_what_stands_there_is_read(target, dossiers, period, people) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert take(period, people)[0] == 2

    statements = [query["sql"] for query in captured]
    read = min(place for place, sql in enumerate(statements) if 'FROM "dondoc_answer"' in sql)
    held = [sql for sql in statements[:read] if sql.endswith(("FOR UPDATE", "FOR NO KEY UPDATE"))]
    assert ["dondoc_department" in held[0], "dondoc_reportingperiod" in held[1]] == [True, True]


def test_figures_that_are_left_are_read_at_once_however_many(target, dossiers, plan, period, units, people) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert take(period, people)[0] == 0
        return len(captured)

    second = plan.targets.get(position=2)
    for bound in (target, second):
        measured_targets.bind_target(bound.pk, measure="satisfaction_rate", actor=people.coordinator, at=AT)
    take(period, people)
    both = asked()
    measured_targets.bind_target(second.pk, measure=None, actor=people.coordinator, at=AT)

    assert asked() == both


def test_dossiers_of_a_unit_that_merged_count_for_its_heir(target, dossiers, plan, units, people) -> None:
    merged = (units.division.pk, units.attached.pk)
    order = Order(Kind.MERGE, merged, AT.date(), "9/QĐ", heirs=(units.other_division.pk,))
    reorganisations.carry_out(order, on=AT.date(), actor=people.administrator, at=AT)
    half = plan.periods.get(code="2026Q2")

    assert take(half, people) == (1, 0, [])

    assert figure(half, duty_of(target, units.other_division))[:2] == (3, 5)


def test_closed_period_keeps_its_figures(target, dossiers, period, units, people) -> None:
    write(period, units.division, actor=people.reporter)
    approve(period, units.division, reporter=people.reporter, head=people.head)
    close_period(period, people)

    with pytest.raises(PeriodClosed):
        take(period, people)


def test_nothing_is_taken_before_anything_was_loaded(target, period, people) -> None:
    with pytest.raises(WrongState, match="Chưa có dữ liệu hồ sơ nào được nạp"):
        take(period, people)


def test_figures_are_taken_by_the_office_for_all_units_and_by_nobody_else(target, dossiers, period, people) -> None:
    for person in (people.reporter, people.head, people.director, people.administrator):
        with pytest.raises(NotAllowed):
            measured_targets.take_figures(period.pk, actor=person, at=LATER)
    assert not Answer.objects.exists()


def test_target_is_bound_once_changed_and_set_free(plan: Plan, people: People) -> None:
    target = plan.targets.get(position=1)
    office = {"actor": people.coordinator, "at": AT}

    first = measured_targets.bind_target(target.pk, measure="online_rate", **office)
    assert (first.measure, first.bound_by_id, first.bound_at) == ("online_rate", people.coordinator.user_id, AT)
    rows = AuditRow.objects.count()
    assert measured_targets.bind_target(target.pk, measure="online_rate", **office) == first
    assert AuditRow.objects.count() == rows
    measured_targets.bind_target(target.pk, measure="on_time_rate", **office)
    assert measured_targets.bind_target(target.pk, measure=None, **office) is None

    assert not MeasuredTarget.objects.exists()
    changes = [(row.detail.before, row.detail.after) for row in AuditRow.objects.filter(act="target.bind-measure")]
    assert sorted(changes, key=str) == [("on_time_rate", None), ("online_rate", "on_time_rate"), (None, "online_rate")]


def test_target_that_is_no_rate_or_has_an_unknown_measure_is_not_bound(plan: Plan, people: People) -> None:
    rate, count = plan.targets.get(position=1), plan.targets.get(position=3)

    for target, measure, said in (
        (rate, "speed_rate", "Không có tỷ lệ này: hãy chọn một tỷ lệ trong danh sách."),
        (count, "online_rate", "Chỉ tiêu này tính bằng công chức; chỉ tiêu % mới lấy được từ dữ liệu hồ sơ."),
    ):
        with pytest.raises(Faulty) as refused:
            measured_targets.bind_target(target.pk, measure=measure, actor=people.coordinator, at=AT)
        assert [(fault.field, fault.sentence) for fault in refused.value.faults] == [("measure", said)]
    assert not MeasuredTarget.objects.exists()


def test_target_of_another_department_or_from_above_is_not_there(
    plan: Plan, people: People, elsewhere: Organisation
) -> None:
    above = confirmed_superior(superior_plan(), actor=people.coordinator).targets.get()
    target = plan.targets.get(position=1)

    for target_id, actor in ((target.pk, elsewhere.people.coordinator), (above.pk, people.coordinator)):
        with pytest.raises(NotVisible):
            measured_targets.bind_target(target_id, measure="online_rate", actor=actor, at=AT)


def test_dossiers_of_a_unit_that_was_split_count_for_neither_heir(target, dossiers, plan, units, people) -> None:
    heirs = (units.other_division.pk, units.office.pk)
    order = Order(Kind.SPLIT, (units.attached.pk,), AT.date(), "9/QĐ", heirs=heirs)
    reorganisations.carry_out(order, on=AT.date(), actor=people.administrator, at=AT)

    written, _same, left = take(plan.periods.get(code="2026Q2"), people)

    # Which of the two a dossier belongs to, the name in the file does not tell: the Office says so by match_unit.
    assert (written, [code for code, _sentence in left]) == (1, ["TTR"])
