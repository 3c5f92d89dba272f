"""A rule in words, as the column “cách tính” of an annex says it. Not here: why a score came about (reasons)."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from dondoc.core.scoring.criteria import (
    Average,
    BestOf,
    Bound,
    CountCapped,
    CountTable,
    Criterion,
    Deduction,
    External,
    Gate,
    Information,
    Peer,
    Points,
    Ratio,
    RatioBands,
    RatioToTarget,
    Rule,
    Sum,
    Tiers,
    YesNo,
    ZeroDenominator,
)
from dondoc.core.scoring.reasons import figure
from dondoc.core.scoring.step_texts import FactName

_NOTHING = {
    ZeroDenominator.FULL: "Không phát sinh: điểm tối đa.",
    ZeroDenominator.ZERO: "Không phát sinh: 0 điểm.",
    ZeroDenominator.NOT_APPLICABLE: "Không phát sinh: không áp dụng.",
}


def criterion_sentence(criterion: Criterion, names: Mapping[str, FactName]) -> str:
    """How the criterion is scored; facts are called by their names, one without a name by its identifier."""
    return rule_sentence(criterion.rule, criterion.max, names)


def rule_sentence(rule: Rule, maximum: Decimal, names: Mapping[str, FactName]) -> str:
    """How the rule gives points of this maximum, as one or more sentences."""
    top = figure(Fraction(maximum))

    def called(fact: str) -> str:
        return names[fact].title if fact in names else fact

    match rule:
        case YesNo(fact):
            return f"{called(fact)}: có {top} điểm, không 0 điểm."
        case Tiers(fact, levels):
            return f"{called(fact)}: {'; '.join(f'{level}: {_points(points)}' for level, points in levels)}."
        case CountTable(fact, steps):
            told = "; ".join(f"từ {figure(start)}: {_points(points)}" for start, points in steps)
            return f"{called(fact)}: {told}; còn lại 0 điểm."
        case Ratio(fact, nothing):
            return f"Tỷ lệ ({called(fact)}) × {top}. {_NOTHING[nothing]}"
        case RatioToTarget(fact, target, nothing):
            return (
                f"Tỷ lệ ({called(fact)}) ÷ {_percent(target)} × {top}, tối đa {top} khi đạt {_percent(target)}. "
                f"{_NOTHING[nothing]}"
            )
        case RatioBands(fact, bands, nothing):
            told = "; ".join(f"{_bound(bound)}: {_points(points)}" for bound, points in bands)
            return f"Tỷ lệ ({called(fact)}): {told}; còn lại 0 điểm. {_NOTHING[nothing]}"
        case CountCapped(fact, each):
            return f"{called(fact)}: mỗi một {figure(each)} điểm, tối đa {top}."
        case Sum(parts):
            return "Cộng các phần: " + " ".join(
                f"({number}) tối đa {figure(Fraction(part_top))} điểm: {rule_sentence(part, part_top, names)}"
                for number, (part_top, part) in enumerate(parts, start=1)
            )
        case BestOf(of):
            told = " ".join(f"({n}) {rule_sentence(each, maximum, names)}" for n, each in enumerate(of, start=1))
            return f"Lấy cách tính có điểm cao nhất: {told}"
        case Average(fact, decimals, out_of, nothing):
            return (
                f"Điểm trung bình ({called(fact)}), làm tròn {decimals} chữ số thập phân, ÷ {figure(out_of)} × {top}. "
                f"{_NOTHING[nothing]}"
            )
        case Peer(fact):
            return f"{called(fact)} ÷ mức cao nhất trong các cơ quan được chấm × {top}."
        case Gate(unless, inner):
            return f"0 điểm nếu có: {called(unless)}. Nếu không: {rule_sentence(inner, maximum, names)}"
        case Deduction(faults):
            told = "; ".join(f"trừ {figure(each)} điểm cho mỗi: {called(fact)}" for fact, each in faults)
            return f"{top} điểm, {told}; thấp nhất 0 điểm."
        case External(fact):
            return f"Điểm do cơ quan khác cho ({called(fact)}), từ 0 đến {top}."
        case Information(fact):
            return f"{called(fact)}: chỉ để biết, không tính điểm."


def _points(points: Points) -> str:
    if not points.is_share or not points.amount:
        return f"{figure(points.amount)} điểm"
    return "điểm tối đa" if points.amount == 1 else f"{points.amount} điểm tối đa"


def _bound(bound: Bound) -> str:
    return f"{'trên' if bound.is_strict else 'từ'} {_percent(bound.value)}"


def _percent(share: Fraction) -> str:
    return f"{figure(share * 100)} %"
