"""Targets whose figures come from dossiers: which measure gives them, and taking the figures of a period.

Not here: the counts (dossier_figures), figures that are typed (reports, figures).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from dondoc.actions.audit import record
from dondoc.actions.reports import AnswerDraft, PeriodClosed, save_answers
from dondoc.analytics.measures import BY_NAME
from dondoc.core.dossier_gaps import Rate
from dondoc.core.periods import Period
from dondoc.core.permissions import Act, Viewer, check, may
from dondoc.core.refusals import Fault, NotVisible, refuse_faulty
from dondoc.core.workflow import STATE_TITLES, WRITABLE, ReportState, WrongState
from dondoc.models import Answer, Department, DossierFigures, MeasuredTarget, Obligation, ReportingPeriod, Target
from dondoc.queries import dossier_years, periods, plans
from dondoc.queries.dossiers import NOTHING
from dondoc.queries.obligations import asked_in

_TYPED = "Đơn vị đã nhập số liệu bằng tay; số nhập tay được giữ nguyên."
_NAMELESS = "Chưa có tên nào trong dữ liệu hồ sơ được xác định là đơn vị này."
_EMPTY = "Từ đầu năm đến hết kỳ không có hồ sơ nào để tính tỷ lệ này."


@dataclass(frozen=True)
class Left:
    """A figure that was not taken, and why, as a Vietnamese sentence."""

    obligation: Obligation
    sentence: str


@dataclass(frozen=True)
class Taken:
    """What became of the figures of a period: how many were written, how many stood so already, which were left."""

    written_count: int
    same_count: int
    left: Sequence[Left]


@transaction.atomic
def bind_target(target_id: int, *, measure: str | None, actor: Viewer, at: datetime) -> MeasuredTarget | None:
    """Says which measure gives the figures of a target; `None` has them typed again.

    Raises NotVisible, NotAllowed, WrongState (dropped), Faulty (field `measure`: unknown, or the target is no rate).
    """
    target = (
        Target.objects.filter(pk=target_id, plan__in=plans.visible_to(actor)).select_for_update(of=("self",)).first()
    )
    if target is None:
        raise NotVisible
    check(actor, Act.PLAN_WRITE)
    if target.dropped_by_id is not None:
        raise WrongState("Chỉ tiêu này đã bỏ theo bản điều chỉnh của kế hoạch.")
    if measure is not None:
        refuse_faulty(_measure_faults(target, measure))
    bound = MeasuredTarget.objects.filter(target=target).first()
    before = bound.measure if bound else None
    if before == measure:
        return bound
    MeasuredTarget.objects.filter(target=target).delete()
    new = None
    if measure is not None:
        new = MeasuredTarget.objects.create(target=target, measure=measure, bound_by_id=actor.person_id, bound_at=at)
    record("target.bind-measure", target, actor=actor, at=at, before=before, after=measure)
    return new


@transaction.atomic
def take_figures(period_id: int, *, actor: Viewer, at: datetime) -> Taken:
    """Writes the figures of measured targets into an open period, from the counts as they stand, unit by unit.

    Counted from the start of the year's data window to the end of the period's (decision 14). A typed figure stays,
    and so does every report that has been handed in. Raises NotVisible, NotAllowed, PeriodClosed, WrongState (nothing
    loaded yet).
    """
    found = periods.one(actor, period_id)
    check(actor, Act.FIGURE_WRITE)
    # One count gives all figures and their source; and nothing is typed, handed in or closed until they are written.
    Department.objects.select_for_update(no_key=True).get(pk=actor.department_id)
    period = ReportingPeriod.objects.select_for_update().get(pk=found.pk)
    if period.is_closed:
        raise PeriodClosed
    figures = dossier_years.figures_of(actor.department_id)
    if figures is None:
        raise WrongState("Chưa có dữ liệu hồ sơ nào được nạp.", lifted_by="Văn phòng Sở (nạp dữ liệu hồ sơ)")
    through, same_count = Period.parse(period.code), 0
    drafts: dict[int, list[AnswerDraft]] = {}
    left: list[Left] = []
    states = dict(period.reports.values_list("unit_id", "state"))
    measured = Answer.objects.filter(report__period=period, obligation__target__measured__isnull=False)
    known = {answer.obligation_id: answer for answer in measured}
    for duty, measure, rate in _rates(period, figures, through):
        before = known.get(duty.pk)
        reason = _reason(states.get(duty.unit_id), before, rate)
        if reason:
            left.append(Left(duty, reason))
        elif before is not None and rate is not None and _stands(before, rate):
            same_count += 1
        elif rate is not None:
            source = dossier_years.source_of(figures, measure, through)
            drafts.setdefault(duty.unit_id, []).append(_draft(duty, before, rate, source, actor))
    for unit_id, given in drafts.items():
        save_answers(period.pk, unit_id, answers=given, actor=actor, at=at)
    return Taken(sum(map(len, drafts.values())), same_count, left)


def _rates(
    period: ReportingPeriod, figures: DossierFigures, through: Period
) -> Iterator[tuple[Obligation, str, Rate | None]]:
    """What each unit is asked of measured targets, with measure and rate; None for a unit that no dossier names."""
    measures = dict(MeasuredTarget.objects.filter(target__plan=period.plan_id).values_list("target_id", "measure"))
    asked = asked_in(period).filter(target__in=measures).select_related("unit", "target")
    duties = list(asked.order_by("unit__position", "unit_id", "target__position"))
    names = dossier_years.names_of(figures.department_id, {duty.unit_id for duty in duties})
    rates = {each: dossier_years.by_name(figures, each, through) for each in sorted(set(measures.values()))}
    for duty in duties:
        measure, known = measures[duty.target_id or 0], names[duty.unit_id]
        found = (rates[measure].get(name, NOTHING) for name in known)
        yield duty, measure, sum(found, NOTHING) if known else None


def _measure_faults(target: Target, measure: str) -> list[Fault]:
    if measure not in BY_NAME:
        return [Fault("measure", "Không có tỷ lệ này: hãy chọn một tỷ lệ trong danh sách.")]
    if target.unit != "%":
        return [Fault("measure", f"Chỉ tiêu này tính bằng {target.unit}; chỉ tiêu % mới lấy được từ dữ liệu hồ sơ.")]
    return []


def _reason(state: str | None, before: Answer | None, rate: Rate | None) -> str:
    """Why a figure is left as it is; empty where it is taken."""
    if state is not None and ReportState(state) not in WRITABLE:
        return f"Báo cáo của đơn vị ở trạng thái “{STATE_TITLES[ReportState(state)]}” nên không ghi thêm."
    if before is not None and not before.source and (before.numerator is not None or before.not_applicable):
        return _TYPED
    if rate is None:
        return _NAMELESS
    return "" if rate.denominator else _EMPTY


def _stands(answer: Answer, rate: Rate) -> bool:
    """Whether the answer gives that very figure already."""
    return (answer.numerator, answer.denominator) == (Decimal(rate.numerator), Decimal(rate.denominator))


def _draft(duty: Obligation, before: Answer | None, rate: Rate, source: str, actor: Viewer) -> AnswerDraft:
    """The figure with what stands beside it; whoever may not write words leaves those as they are."""
    kept = before if may(actor, Act.ANSWER_WRITE, unit_id=duty.unit_id) else None
    return AnswerDraft(
        duty.pk,
        words=kept.words if kept else "",
        numerator=Decimal(rate.numerator),
        denominator=Decimal(rate.denominator),
        difficulties=kept.difficulties if kept else "",
        source=source,
    )
