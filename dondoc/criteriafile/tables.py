"""A criteria set out of the tables of an .xlsx or .docx annex: pillars, criteria, proposed rules, and every doubt.

Not here: cells (tablefiles), columns (tablecolumns), rows (tablerows), the words of a rule (tablerules); confirming,
which a human does.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from dondoc.core.archives import UnreadableFile
from dondoc.core.plan import Doubt
from dondoc.core.scoring.criteria import Source
from dondoc.core.scoring.drafts import CriterionDraft, PillarDraft, SetDraft
from dondoc.core.vietnamese import normalise, number_text
from dondoc.criteriafile.tablecolumns import Columns, columns_of, has_words, words
from dondoc.criteriafile.tablefiles import Grid, grids
from dondoc.criteriafile.tablerows import Row, number_of, rows_of
from dondoc.criteriafile.tablerules import proposed_rule

_ROMAN = {"I": 1, "V": 5, "X": 10}
_IN_TITLE = re.compile(r"\(\s*(?P<number>[\d.,]+)\s*điểm\s*\)", re.IGNORECASE)


@dataclass
class _Reading:
    """The draft as it grows, without rules; `parted` are the codes of criteria with parts of their own."""

    pillars: list[PillarDraft] = field(default_factory=list)
    criteria: list[CriterionDraft] = field(default_factory=list)
    parted: set[str] = field(default_factory=set)
    doubts: list[Doubt] = field(default_factory=list)
    stated: tuple[Decimal, str] | None = None  # the total printed, and where

    def doubt(self, code: str, message: str, where: str) -> None:
        self.doubts.append(Doubt(code, message, where))


def draft_set(data: bytes, name: str) -> SetDraft:
    """The set that the tables of a file print, with everything that is doubtful about it at once.

    Rules are proposals, to be confirmed one by one. Raises UnreadableFile, with the sentence to show, for a file that
    is empty, broken, hostile, of another kind, or without a table of criteria.
    """
    found = grids(data, name)
    reading = _Reading()
    columns: Columns | None = None
    for grid in found:
        header = columns_of(grid)
        is_headed = header is not None and not header.missing
        if is_headed:
            columns = header
        if columns is not None and (is_headed or _goes_on(grid, columns)):
            _read(grid, columns, columns.first_row if is_headed else 0, reading)
    if columns is None:
        raise _without_table(found, name)
    if not reading.criteria:
        raise UnreadableFile(f"Tệp {name} có tiêu đề bảng nhưng không có chỉ số nào: hãy kiểm tra lại tệp đã chọn.")
    criteria = tuple(_with_rule(each, reading) for each in reading.criteria)
    _check_sums(reading)
    return SetDraft(_title(found), tuple(reading.pillars), criteria, tuple(reading.doubts))


def _without_table(found: Sequence[Grid], name: str) -> UnreadableFile:
    headers = [header for grid in found if (header := columns_of(grid)) is not None]
    best = max(headers, key=lambda header: -len(header.missing), default=None)
    missing = best.missing if best else [str(each) for role, each in words()["titles"].items() if role != "number"]
    named = ", ".join(f"“{each}”" for each in missing)
    return UnreadableFile(
        f"Tệp {name} không có bảng chỉ số nào đủ cột: thiếu cột {named}. "
        "Hãy ghi tên các cột ở dòng đầu của bảng rồi tải lên lại."
    )


def _goes_on(grid: Grid, columns: Columns) -> bool:
    """Whether a table without a header is the last one continued after a page break: as wide, and it has its points."""
    width = max(columns.places.values()) + 1
    rows = [row for row in grid.rows if len(row) >= width]
    return bool(rows) and any(number_of(columns.cell(row, "max")) is not None for row in rows)


def _read(grid: Grid, columns: Columns, first: int, reading: _Reading) -> None:
    rows = list(rows_of(grid, columns, first))
    for row, next_label in zip(rows, [*(row.label for row in rows[1:]), ""], strict=False):
        _take(row, next_label, reading)


def _take(row: Row, next_label: str, reading: _Reading) -> None:
    """One row: a total, a group, the rest or a part of the criterion above, or a criterion."""
    above = reading.criteria[-1] if reading.criteria else None
    if row.is_total:
        total = number_of(row.max)
        reading.stated = (total, row.where) if total is not None else reading.stated
    elif row.is_bare and row.title and _is_group(row, next_label):
        _take_group(row, reading)
    elif above is not None and (row.is_part or not row.title or _repeats(row, above)):
        _take_rest(row, above, reading)
    elif row.title:
        _take_criterion(row, reading)
    else:
        reading.doubt("row-lost", "Dòng này không có tên chỉ số nên không đọc được.", row.where)


def _is_group(row: Row, next_label: str) -> bool:
    if row.label[:1].isdigit():  # a number alone may be a criterion too: what follows it tells
        return next_label.startswith(row.label + ".")
    return not row.is_part


def _repeats(row: Row, above: CriterionDraft) -> bool:
    """Whether a row has the number and the title of the criterion above: cells merged over both, the others not."""
    is_same = above.code == row.label or above.code.endswith(f".{row.label}")
    return is_same and " ".join(row.title.split()) == above.title


def _take_group(row: Row, reading: _Reading) -> None:
    if "." in row.label:
        message = f"Nhóm cấp hai “{row.title}” không đưa vào: bộ chỉ số chỉ có một cấp nhóm."
        reading.doubt("group-dropped", message, row.where)
        return
    printed = _IN_TITLE.search(row.title)
    maximum = number_of(row.max)
    if maximum is None and printed:
        maximum = number_of(printed["number"])
    title = " ".join(_IN_TITLE.sub("", row.title).split())
    code = _pillar_code(row.label, [pillar.code for pillar in reading.pillars])
    reading.pillars.append(PillarDraft(code, title, maximum, row.where))


def _pillar_code(label: str, taken: Sequence[str]) -> str:
    """The number of a group, a Roman one in digits, or its letter; the next free number where it has none."""
    code = str(_arabic(label)) if label and set(label) <= set(_ROMAN) else label
    free = max((int(each) for each in taken if each.isdigit()), default=0) + 1
    return code if code and code not in taken else str(free)


def _arabic(roman: str) -> int:
    values = [_ROMAN[letter] for letter in roman]
    return sum(-value if value < max(values[place:]) else value for place, value in enumerate(values))


def _take_rest(row: Row, above: CriterionDraft, reading: _Reading) -> None:
    """Joins a row to the criterion above: a cell broken over two rows, or a part of it with a rule of its own."""
    texts = [row.rule]
    if row.is_part:
        reading.parted.add(above.code)
        texts = [" ".join(f"{row.label} {row.title}".split()), str(row.max), row.rule]
    rule_text = "\n".join([above.rule_text, *(each for each in texts if each and each != above.rule_text)]).strip()
    evidence = tuple(dict.fromkeys((*above.evidence, *_lines(row.evidence))))
    reading.criteria[-1] = replace(above, rule_text=rule_text, evidence=evidence)


def _take_criterion(row: Row, reading: _Reading) -> None:
    if not reading.pillars:
        reading.doubt("pillar-missing", "Chưa có dòng nhóm chỉ số nào ở trên: hãy đặt tên nhóm.", row.where)
        reading.pillars.append(PillarDraft("1", "", None, row.where))
    pillar = reading.pillars[-1].code
    code = _code(row, pillar, reading)
    maximum = number_of(row.max)
    if maximum is None:
        what = f"Điểm tối đa “{row.max}” không phải một số" if str(row.max) else "Chưa có điểm tối đa"
        reading.doubt("max-unread", f"{what}: hãy ghi số điểm, như 20 hoặc 12,5.", row.where)
    reading.criteria.append(
        CriterionDraft(
            code=code,
            pillar=pillar,
            title=" ".join(row.title.split()),
            max=maximum,
            rule_text=row.rule,
            rule=None,
            evidence=_lines(row.evidence),
            source_text=row.source,
            source=_source(row.source),
            verifier=" ".join(row.verifier.split()),
            where=row.where,
        )
    )


def _with_rule(criterion: CriterionDraft, reading: _Reading) -> CriterionDraft:
    """The criterion with the rule its words state; a doubt where they are missing, unclear, or it has parts."""
    code, where = criterion.code, criterion.where
    if code in reading.parted:
        reading.doubt("rule-parts", f"Chỉ số {code} gồm nhiều phần: hãy lập quy tắc cho từng phần.", where)
        return criterion
    if criterion.max is None:
        return criterion
    rule = proposed_rule(criterion.rule_text, maximum=criterion.max, code=code)
    if rule is None and criterion.rule_text:
        message = f"Cách tính của chỉ số {code} chưa đọc được thành quy tắc: hãy lập quy tắc theo lời văn."
        reading.doubt("rule-unclear", message, where)
    elif rule is None:
        reading.doubt("rule-missing", f"Chỉ số {code} chưa có cách tính: hãy lập quy tắc.", where)
    return replace(criterion, rule=rule)


def _code(row: Row, pillar: str, reading: _Reading) -> str:
    """The code of a criterion: as printed, or pillar and number; the next free one, doubted, where that cannot be."""
    taken = [criterion.code for criterion in reading.criteria]
    code = row.label if "." in row.label else f"{pillar}.{row.label}" if row.label.isdigit() else ""
    if code and code not in taken:
        return code
    own = [int(each.rpartition(".")[2]) for each in taken if each.startswith(f"{pillar}.")]
    free = f"{pillar}.{max(own, default=0) + 1}"
    if code and isinstance(row.number, Decimal):
        what = f"Số thứ tự {code} có hai lần: bảng tính đã bỏ số 0 ở cuối"
    elif code or str(row.number):
        what = f"Số thứ tự {code} có hai lần" if code else f"Số thứ tự “{row.number}” không nhận ra"
    else:
        what = "Chưa có số thứ tự"
    reading.doubt("code-given", f"{what}; tạm đặt là {free}, hãy kiểm tra lại.", row.where)
    return free


def _lines(text: str) -> tuple[str, ...]:
    parts = (normalise(part.strip(" -+•*;.")) for part in re.split(r"[\n;]", text))
    return tuple(part for part in parts if part)


def _source(text: str) -> Source | None:
    kinds: dict[str, list[str]] = words()["sources"]
    return next(
        (Source(kind) for kind, phrases in kinds.items() if any(has_words(text, each) for each in phrases)), None
    )


def _check_sums(reading: _Reading) -> None:
    """Leaves out groups without criteria of their own; the maxima printed are held against what they add up to."""
    kept = []
    for pillar in reading.pillars:
        own = [criterion.max for criterion in reading.criteria if criterion.pillar == pillar.code]
        if not own:
            message = f"Nhóm “{pillar.title}” không có chỉ số trực tiếp nên không đưa vào."
            reading.doubt("group-dropped", message, pillar.where)
            continue
        kept.append(pillar)
        reading.doubts += _sum_doubts(f"Nhóm “{pillar.title}”", own, pillar.max, pillar.where)
    reading.pillars = kept
    if reading.stated:
        everything = [criterion.max for criterion in reading.criteria]
        reading.doubts += _sum_doubts("Bộ chỉ số", everything, *reading.stated)


def _sum_doubts(what: str, maxima: Sequence[Decimal | None], stated: Decimal | None, where: str) -> Iterator[Doubt]:
    found = sum((each for each in maxima if each is not None), Decimal(0))
    if stated is not None and found != stated:
        message = f"{what} ghi {number_text(stated)} điểm, các chỉ số cộng lại được {number_text(found)}."
        yield Doubt("sum-differs", message, where)


def _title(found: Sequence[Grid]) -> str:
    """The first line above or in a table that names a set."""
    for grid in found:
        lines = [*grid.before, *(str(cell) for row in grid.rows[:5] for cell in row)]
        for line in lines:
            if any(has_words(line, phrase) for phrase in words()["lines"]["set"]):
                return " ".join(line.split())
    return ""
