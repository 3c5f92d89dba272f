"""What a unit writes: all or none, every fault at once, missing is not zero."""

import unicodedata
from dataclasses import replace
from decimal import Decimal

import pytest
from factories import AT, LATER, answers_of, approve, duties_of, write

from dondoc.actions import reports
from dondoc.actions.reports import AnswerDraft
from dondoc.core.progress import AnswerState
from dondoc.core.refusals import Faulty, NotAllowed, NotVisible
from dondoc.core.workflow import Move, ReportState, WrongState
from dondoc.models import Answer, AuditRow, UnitReport


@pytest.fixture
def duties(period, units):
    """What the division owes: tasks 2, 3 and 5, then the three targets (two rates, one count)."""
    found = duties_of(period, units.division)
    assert [duty.task.number if duty.task else duty.target.unit for duty in found] == [
        "2",
        "3",
        "5",
        "%",
        "%",
        "công chức",
    ]
    return found


@pytest.fixture
def save(period, units, people):
    """Saves answers of the division as its reporter."""

    def saving(*answers: AnswerDraft, at=AT) -> UnitReport:
        return reports.save_answers(period.pk, units.division.pk, answers=answers, actor=people.reporter, at=at)

    return saving


def faults_of(save, *answers: AnswerDraft) -> list[tuple[str, str]]:
    """Field and sentence of every fault; nothing may be stored."""
    before = AuditRow.objects.count()
    with pytest.raises(Faulty) as refusal:
        save(*answers)
    assert (UnitReport.objects.count(), Answer.objects.count(), AuditRow.objects.count()) == (0, 0, before)
    return [(fault.field, fault.sentence) for fault in refusal.value.faults]


def test_report_begins_with_the_first_answers(save, duties, period, units, people):
    task, rate = duties[0], duties[3]
    report = save(
        AnswerDraft(task.pk, "Đã trình hồ sơ", AnswerState.IN_PROGRESS, 40, difficulties="Thiếu kinh phí"),
        AnswerDraft(rate.pk, numerator=Decimal("8.5"), denominator=Decimal(9)),
    )
    report = UnitReport.objects.get(pk=report.pk)
    assert (report.period, report.unit, report.state, report.submitted_on) == (period, units.division, "draft", None)
    said = Answer.objects.get(obligation=task)
    assert (said.words, said.state, said.percent, said.difficulties) == (
        "Đã trình hồ sơ",
        "in_progress",
        40,
        "Thiếu kinh phí",
    )
    assert (said.numerator, said.denominator, said.not_applicable) == (None, None, False)
    assert (said.updated_by_id, said.updated_at) == (people.reporter.user_id, AT)
    figure = Answer.objects.get(obligation=rate)
    assert (figure.numerator, figure.denominator, figure.state, figure.percent) == (
        Decimal("8.5"),
        Decimal(9),
        None,
        None,
    )
    assert Answer.objects.count() == 2


def test_missing_zero_and_not_applicable_are_stored_as_three_things(save, duties):
    save(
        AnswerDraft(duties[3].pk),
        AnswerDraft(duties[4].pk, numerator=Decimal(0), denominator=Decimal(0)),
        AnswerDraft(duties[5].pk, not_applicable=True),
    )
    assert list(Answer.objects.order_by("obligation_id").values_list("numerator", "denominator", "not_applicable")) == [
        (None, None, False),
        (Decimal(0), Decimal(0), False),
        (None, None, True),
    ]


def test_saving_again_changes_only_what_was_given(save, duties):
    save(AnswerDraft(duties[0].pk, "Một", AnswerState.IN_PROGRESS, 10), AnswerDraft(duties[1].pk, "Hai"))
    save(AnswerDraft(duties[0].pk, "Ba", AnswerState.DONE), at=LATER)
    assert list(Answer.objects.order_by("obligation_id").values_list("words", "state", "percent", "updated_at")) == [
        ("Ba", "done", None, LATER),
        ("Hai", None, None, AT),
    ]
    assert UnitReport.objects.count() == 1


def test_every_changed_answer_has_one_audit_row_and_an_unchanged_one_none(save, duties, people):
    before = AuditRow.objects.count()
    first = AnswerDraft(duties[0].pk, "Một", AnswerState.IN_PROGRESS, 10)
    second = AnswerDraft(duties[3].pk, numerator=Decimal("8.50"), denominator=Decimal(9))
    report = save(first, second)
    rows = list(AuditRow.objects.all()[before:])
    answer_ids = list(Answer.objects.order_by("obligation_id").values_list("pk", flat=True))
    assert [(row.act, row.object_kind, row.object_id) for row in rows] == [
        ("report.begin", "unitreport", report.pk),
        ("answer.write", "answer", answer_ids[0]),
        ("answer.write", "answer", answer_ids[1]),
    ]
    assert rows[2].before is None
    assert (rows[2].after["numerator"], rows[2].after["denominator"]) == ("8.5", "9")
    save(first, replace(second, numerator=Decimal("8.5")), at=LATER)
    assert AuditRow.objects.count() == before + 3
    save(first, replace(second, numerator=Decimal(9)), at=LATER)
    [row] = AuditRow.objects.all()[before + 3 :]
    assert (row.object_id, row.before["numerator"], row.after["numerator"], row.at) == (
        answer_ids[1],
        "8.5",
        "9",
        LATER,
    )


def test_all_faults_are_told_at_once_and_nothing_is_written(save, duties):
    task, other, third, rate, second_rate, count = (duty.pk for duty in duties)
    assert faults_of(
        save,
        AnswerDraft(task, "Được giữ lại", AnswerState.DONE, 100),
        AnswerDraft(other, percent=101),
        AnswerDraft(third, percent=-1),
        AnswerDraft(rate, numerator=Decimal(9), denominator=Decimal(8)),
        AnswerDraft(second_rate, numerator=Decimal(-1)),
        AnswerDraft(count, numerator=Decimal(2), not_applicable=True),
    ) == [
        (f"{other}.percent", "Tỷ lệ hoàn thành phải từ 0 đến 100."),
        (f"{third}.percent", "Tỷ lệ hoàn thành phải từ 0 đến 100."),
        (f"{rate}.numerator", "Tử số lớn hơn mẫu số: hãy kiểm tra lại hai số."),
        (f"{second_rate}.numerator", "Số liệu phải là số không âm, dưới 10.000 tỷ."),
        (f"{second_rate}.denominator", "Chỉ tiêu tỷ lệ cần cả tử số và mẫu số."),
        (f"{count}.not_applicable", "Đã chọn “không phát sinh” thì để trống số liệu."),
    ]


@pytest.mark.parametrize("value", ["-0.0001", "10000000000000", "1E+30", "NaN", "Infinity", "-Infinity", "sNaN"])
def test_number_that_cannot_be_a_figure_is_refused(save, duties, value: str):
    count = duties[5].pk
    assert faults_of(save, AnswerDraft(count, numerator=Decimal(value))) == [
        (f"{count}.numerator", "Số liệu phải là số không âm, dưới 10.000 tỷ.")
    ]


@pytest.mark.parametrize("value", ["1.23456", "999999999999.9999"])
def test_number_longer_than_can_be_kept_is_refused_not_rounded(save, duties, value: str):
    count = duties[5].pk
    assert faults_of(save, AnswerDraft(count, numerator=Decimal(value))) == [
        (f"{count}.numerator", "Số liệu có nhiều nhất 15 chữ số, trong đó nhiều nhất bốn chữ số lẻ.")
    ]


@pytest.mark.parametrize("value", ["0", "0.0001", "99999999999.9999", "9999999999999", "1.50000"])
def test_figure_is_kept_digit_for_digit(save, duties, value: str):
    save(AnswerDraft(duties[5].pk, numerator=Decimal(value)))
    assert Answer.objects.get().numerator == Decimal(value)


def test_rate_without_numerator_asks_for_it(save, duties):
    rate = duties[3].pk
    assert faults_of(save, AnswerDraft(rate, denominator=Decimal(9))) == [
        (f"{rate}.numerator", "Chỉ tiêu tỷ lệ cần cả tử số và mẫu số.")
    ]


def test_obligation_of_another_unit_or_plan_is_not_visible_and_nothing_is_written(
    save, duties, period, units, make_plan
):
    foreign = duties_of(period, units.other_division)[0].pk
    other_plan = duties_of(make_plan().periods.get(code="2026Q1"), units.division)[0].pk
    for stranger in (foreign, other_plan, 10**9):
        with pytest.raises(NotVisible):
            save(AnswerDraft(duties[0].pk, "Một"), AnswerDraft(stranger, "Hai"))
    assert not Answer.objects.exists()
    assert not UnitReport.objects.exists()


def test_words_are_kept_in_the_normal_form(save, duties):
    typed = unicodedata.normalize("NFD", "  Số hóa\u00a0hồ sơ\u200b \n\n đợt  2 ")
    save(AnswerDraft(duties[0].pk, words=typed, difficulties=typed))
    said = Answer.objects.get()
    assert said.words == said.difficulties == "Số hóa hồ sơ\n\nđợt 2"


def test_same_words_in_decomposed_letters_are_no_change(save, duties):
    save(AnswerDraft(duties[0].pk, words="Số hóa"))
    before = AuditRow.objects.count()
    save(AnswerDraft(duties[0].pk, words=unicodedata.normalize("NFD", "Số hóa")), at=LATER)
    assert AuditRow.objects.count() == before
    assert Answer.objects.get().updated_at == AT


@pytest.mark.parametrize("state", [ReportState.SUBMITTED, ReportState.APPROVED, ReportState.ACCEPTED])
def test_report_handed_in_is_not_written(period, units, people, state: ReportState):
    write(period, units.division, actor=people.reporter)
    path = {Move.SUBMIT: people.reporter, Move.APPROVE: people.head, Move.ACCEPT: people.coordinator}
    for move, actor in path.items():
        report = reports.move(period.pk, units.division.pk, move=move, on=AT.date(), actor=actor, at=AT)
        if report.state == state:
            break
    before = list(Answer.objects.values())
    changed = [replace(answer, words="Sửa sau") for answer in answers_of(period, units.division)]
    with pytest.raises(WrongState):
        reports.save_answers(period.pk, units.division.pk, answers=changed, actor=people.reporter, at=LATER)
    assert list(Answer.objects.values()) == before


def test_returned_report_is_written_again(period, units, people, save, duties):
    write(period, units.division, actor=people.reporter)
    approve(period, units.division, reporter=people.reporter, head=people.head)
    reports.move(
        period.pk, units.division.pk, move=Move.RETURN, on=AT.date(), reason="Thiếu", actor=people.coordinator, at=AT
    )
    save(AnswerDraft(duties[0].pk, "Bổ sung"), at=LATER)
    assert Answer.objects.get(obligation=duties[0]).words == "Bổ sung"


def test_head_corrects_words_but_neither_begins_the_report_nor_writes_figures(period, units, people):
    with pytest.raises(NotAllowed):
        write(period, units.division, actor=people.head)
    begun = write(period, units.division, actor=people.reporter)
    answer = begun.answers.filter(obligation__task__isnull=False).first()
    given = AnswerDraft(answer.obligation_id, words="Lời của trưởng phòng", state=AnswerState(answer.state))
    given = replace(given, percent=answer.percent, difficulties=answer.difficulties)
    reports.save_answers(period.pk, units.division.pk, answers=[given], actor=people.head, at=LATER)
    answer.refresh_from_db()
    assert (answer.words, answer.updated_by_id) == ("Lời của trưởng phòng", people.head.user_id)
    figure = begun.answers.filter(obligation__target__isnull=False).first()
    other = AnswerDraft(figure.obligation_id, numerator=Decimal(1), denominator=Decimal(2))
    with pytest.raises(NotAllowed):
        reports.save_answers(period.pk, units.division.pk, answers=[other], actor=people.head, at=LATER)


def test_unit_that_owes_nothing_has_nothing_to_write(make_plan, units, people):
    period = make_plan().periods.get(code="2026Q1")
    own = duties_of(period, units.other_division)
    assert duties_of(period, units.division)
    with pytest.raises(NotVisible):
        reports.save_answers(
            period.pk, units.division.pk, answers=[AnswerDraft(own[0].pk)], actor=people.reporter, at=AT
        )
