"""The mock appraisal: what an appraiser would object to before a self-score is handed in, by rules alone.

Not here: what it reads and finds (objections), points (scores), the real appraisal (core/assessments).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from dondoc.core.scoring.changes import CHANGE_TITLES, ChangeKind
from dondoc.core.scoring.criteria import Criterion, Source
from dondoc.core.scoring.fact_shapes import facts_faults
from dondoc.core.scoring.facts import FactValue, Quotient
from dondoc.core.scoring.objections import Brief, Ground, Objection, Proof
from dondoc.core.scoring.scores import score
from dondoc.core.scoring.sheets import CriterionState
from dondoc.core.scoring.step_texts import FactName, points_text, value_text
from dondoc.core.vietnamese import date_text

_NOTHING = Decimal(0)
_PAGE_WORD = re.compile(r"^\s*(?:trang\b|tr\.)\s*", re.IGNORECASE)


def objections(brief: Brief) -> tuple[Objection, ...]:
    """All objections, most points at risk first, of equal ones in the order of the set.

    Criteria whose points others give (external, survey) and those that do not apply are left out.
    """
    found: list[Objection] = []
    for row in score(brief.criteria_set, brief.facts, peers=brief.peers).criteria:
        criterion = brief.criteria_set.criterion(row.code)
        if criterion.source in (Source.EXTERNAL, Source.SURVEY):
            continue
        if row.state is CriterionState.MISSING:
            found.extend(_missing(criterion, brief))
        elif row.points is not None:
            found.extend(_against_figures(criterion, row.points, brief))
            found.extend(_against_proof(criterion, row.points, brief) if row.points else ())
    return tuple(sorted(found, key=lambda each: -each.at_risk))


def _missing(criterion: Criterion, brief: Brief) -> Iterator[Objection]:
    for fact in criterion.facts:
        if brief.facts.values.get(fact) is None:
            says = f"chưa có số liệu “{_name(fact, brief).title}” nên được 0 điểm. Báo cáo số liệu kèm minh chứng."
            yield Objection(Ground.MISSING_FACT, criterion.code, f"Chỉ số {criterion.code} {says}", criterion.max)


def _against_figures(criterion: Criterion, points: Decimal, brief: Brief) -> Iterator[Objection]:
    where = f"Chỉ số {criterion.code}"
    for fact in criterion.facts:
        value, name = brief.facts.values[fact], _name(fact, brief)
        yield from _against_reported(criterion, points, fact, brief)
        if not isinstance(value, Quotient):
            continue
        if value.numerator > value.denominator:
            shown = value_text(value, name)
            says = f"{where}: “{name.title}” là {shown}, tử số lớn hơn mẫu số. Kiểm tra lại hai số và kỳ của từng số."
            yield Objection(Ground.NUMERATOR_ABOVE, criterion.code, says, points)
        elif 0 < value.numerator == value.denominator < brief.small:
            at_risk = _loss(
                criterion, points, fact, replace(value, numerator=max(_NOTHING, value.numerator - 1)), brief
            )
            shown = value_text(value, name)
            says = f"{where}: “{name.title}” là {shown}, mẫu số rất nhỏ. Kèm danh sách để chứng minh đã tính đủ."
            yield Objection(Ground.SMALL_DENOMINATOR, criterion.code, says, at_risk)


def _against_reported(criterion: Criterion, points: Decimal, fact: str, brief: Brief) -> Iterator[Objection]:
    own, name = brief.facts.values[fact], _name(fact, brief)
    for figure in brief.figures:
        if figure.fact == fact and differ(own, figure.value):
            says = (
                f"Chỉ số {criterion.code}: “{name.title}” tự chấm theo {value_text(own, name)}, còn {figure.place} "
                f"ghi {value_text(figure.value, name)}. Xác định số đúng, sửa nơi sai hoặc giải trình."
            )
            at_risk = _loss(criterion, points, fact, figure.value, brief)
            yield Objection(Ground.FIGURE_DIFFERS, criterion.code, says, at_risk)


def differ(own: FactValue, reported: FactValue) -> bool:
    """Whether two values of one fact contradict each other; values of two kinds cannot be compared.

    Ratios differ when the quotients do: what was counted on another day may have the same rate.
    """
    if isinstance(own, Quotient) and isinstance(reported, Quotient) and own.denominator and reported.denominator:
        return own.numerator * reported.denominator != reported.numerator * own.denominator
    return type(own) is type(reported) and own != reported


def _loss(criterion: Criterion, points: Decimal, fact: str, value: FactValue, brief: Brief) -> Decimal:
    """How many points less the criterion has under another value of the fact; all, if that does not suit its rule."""
    alone = replace(brief.criteria_set, criteria=(criterion,))
    facts = replace(brief.facts, values={**brief.facts.values, fact: value}, not_applicable=frozenset())
    if facts_faults(facts, alone):
        return points
    (other,) = score(alone, facts, peers=brief.peers).criteria
    return max(_NOTHING, points - (other.points or _NOTHING))


def _against_proof(criterion: Criterion, points: Decimal, brief: Brief) -> Iterator[Objection]:
    where, code = f"Chỉ số {criterion.code}", criterion.code
    proofs = [proof for proof in brief.proofs if proof.criterion == code]
    faults = [(proof, tuple(_proof_faults(proof, brief))) for proof in proofs]
    at_risk = points if all(found for _, found in faults) else _NOTHING
    if not proofs and criterion.source is Source.SELF:
        wanted = "; ".join(criterion.evidence) or "văn bản, tài liệu chứng minh"
        says = f"{where} tự chấm {points_text(points)} điểm nhưng không có minh chứng. Cần đính kèm: {wanted}."
        yield Objection(Ground.NO_PROOF, code, says, at_risk)
    for proof, found in faults:
        for ground, says in found:
            yield Objection(ground, code, f"{where}: minh chứng “{proof.name}” {says}", at_risk)
    yield from (Objection(Ground.TYPED, code, f"{where}: {says}", at_risk) for says in _typed(criterion, brief))
    yield from (Objection(Ground.CHANGED, code, f"{where} {says}", at_risk) for says in _changed(criterion, brief))


def _proof_faults(proof: Proof, brief: Brief) -> Iterator[tuple[Ground, str]]:
    start, end = brief.period
    if proof.issued_on and not start <= proof.issued_on <= end:
        period = f"từ {date_text(start)} đến {date_text(end)}"
        says = f"ban hành ngày {date_text(proof.issued_on)}, ngoài kỳ đánh giá ({period}). Thay bằng văn bản trong kỳ."
        yield Ground.OUTSIDE_PERIOD, says
    absent = [word for word, given in (("số, ký hiệu", proof.number), ("ngày ban hành", proof.issued_on)) if not given]
    if absent:
        yield Ground.NO_PARTICULARS, f"chưa ghi {' và '.join(absent)}. Ghi đủ theo văn bản gốc."
    others = [other.criterion for other in brief.proofs if other is not proof and other.sha256 == proof.sha256]
    if others:
        places = ", ".join(dict.fromkeys(others))
        says = f"({_page_text(proof)}) là cùng một tệp với minh chứng của chỉ số {places}."
        yield Ground.SAME_FILE, f"{says} Thay bằng văn bản riêng hoặc ghi rõ trang chứng minh của từng chỉ số."


def _page_text(proof: Proof) -> str:
    """`trang 4–6`, whether or not people typed the word before the numbers."""
    numbers = _PAGE_WORD.sub("", proof.page)
    return f"trang {numbers}" if numbers else "chưa ghi trang"


def _typed(criterion: Criterion, brief: Brief) -> Iterator[str]:
    for fact in criterion.facts:
        origin = brief.origins.get(fact)
        if origin and origin.is_typed:
            source = f"ghi nguồn “{origin.source}”" if origin.source else "không ghi nguồn"
            yield (
                f"“{_name(fact, brief).title}” là số liệu nhập tay ngày {date_text(origin.as_of)}, {source}. "
                "Nối với nguồn số liệu hoặc kèm bảng tính có chữ ký."
            )


def _changed(criterion: Criterion, brief: Brief) -> Iterator[str]:
    for change in brief.changes:
        kinds = [kind for kind in change.kinds if kind is not ChangeKind.SAME]
        if change.new and change.new.code == criterion.code and kinds:
            how = ", ".join(CHANGE_TITLES[kind].lower() for kind in kinds)
            yield f"khác năm trước ({how}). Đọc lại cách tính, không dùng nguyên minh chứng và giải trình cũ."


def _name(fact: str, brief: Brief) -> FactName:
    return brief.names.get(fact, FactName(fact))
