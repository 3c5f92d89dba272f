"""The whole score sheet of a body: the report in which it is handed in, and the same table as a workbook.

Not here: how points come about (core/scoring), which stage a sheet is at (core/assessments).
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from xlsxwriter import Workbook

from dondoc.core.assessments import STAGE_TITLES, Stage
from dondoc.core.vietnamese import number_text
from dondoc.officialdoc.documents import (
    Align,
    Annex,
    Block,
    Bullet,
    Clause,
    Column,
    GroupRow,
    OfficialDocument,
    Paragraph,
    Row,
    Section,
    Table,
    annex_labels,
)
from dondoc.officialdoc.headings import SAMPLE_SET, Heading, marked, report

_NOT_APPLICABLE = "Không áp dụng"
_STAGES = tuple(STAGE_TITLES[stage] for stage in (Stage.SELF, Stage.CHECK, Stage.APPRAISED))
_LONGEST = 32_000  # a cell of Excel holds 32,767 characters


@dataclass(frozen=True)
class StageTotals:
    """What a stage gives in all, as the score sheet of the stage prints it."""

    points: Decimal
    max: Decimal
    percent: Decimal | None = None
    scaled: Decimal | None = None
    band: str | None = None


@dataclass(frozen=True)
class ScoredCriterion:
    """One line. Points of a stage are None before the stage has scored; `max` is None where it does not apply.

    `reason` tells why stages differ, `explanation` why proof is lacking or incomplete; `proofs` are one a line.
    """

    code: str
    title: str
    max: Decimal | None
    own: Decimal | None = None
    checked: Decimal | None = None
    appraised: Decimal | None = None
    reason: str = ""
    proofs: tuple[str, ...] = ()
    explanation: str = ""

    @property
    def points(self) -> tuple[Decimal | None, ...]:
        """By stage: own score, Office's check, appraisal."""
        return self.own, self.checked, self.appraised


@dataclass(frozen=True)
class ScoredPillar:
    """A main index and its criteria."""

    code: str
    title: str
    criteria: tuple[ScoredCriterion, ...]


@dataclass(frozen=True)
class Sheet:
    """The sheet of one body and year. A stage that has not scored has no totals.

    `difficulties` and `proposals` are the body's own words.
    """

    body: str
    year: int
    set_title: str
    is_unofficial: bool
    pillars: tuple[ScoredPillar, ...]
    own: StageTotals | None = None
    checked: StageTotals | None = None
    appraised: StageTotals | None = None
    difficulties: tuple[str, ...] = ()
    proposals: tuple[str, ...] = ()

    @property
    def totals(self) -> tuple[StageTotals | None, ...]:
        """By stage: own score, Office's check, appraisal."""
        return self.own, self.checked, self.appraised

    @property
    def criteria(self) -> tuple[ScoredCriterion, ...]:
        return tuple(criterion for pillar in self.pillars for criterion in pillar.criteria)

    @property
    def max(self) -> Decimal:
        """The sum over the criteria that apply."""
        return _sum(criterion.max for criterion in self.criteria) or Decimal(0)


def describe(sheet: Sheet, heading: Heading) -> OfficialDocument:
    """The *Báo cáo* of the self-score: summary, explanations, difficulties and proposals; the sheet as an annex."""
    set_title = marked(sheet.set_title, is_unofficial=sheet.is_unofficial)
    return report(
        heading,
        summary=f"Tự đánh giá, chấm điểm chuyển đổi số (DTI) năm {sheet.year}",
        opening=f"{sheet.body} báo cáo kết quả tự đánh giá, chấm điểm năm {sheet.year} theo {set_title} như sau:",
        sections=(
            Section("Tổng hợp điểm tự đánh giá", _summary(sheet)),
            Section("Giải trình chỉ số chưa đủ minh chứng", _explanations(sheet)),
            Section("Khó khăn, vướng mắc và đề xuất, kiến nghị", _words(sheet)),
        ),
        closing=(
            f"Trên đây là Báo cáo tự đánh giá, chấm điểm chuyển đổi số (DTI) năm {sheet.year}, "
            f"{sheet.body} kính báo cáo"
        ),
        annexes=(Annex(f"Bảng điểm chuyển đổi số (DTI) năm {sheet.year}", (_sheet_table(sheet),), landscape=True),),
    )


def _summary(sheet: Sheet) -> tuple[Block, ...]:
    above = _above(sheet)
    columns = (
        Column("STT", 1, Align.CENTER),
        Column("Chỉ số chính", 6),
        *(Column(title, 2, Align.CENTER, above=above) for title in ("Tối đa", *_STAGES)),
    )
    rows = [Row((pillar.code, pillar.title, *_shown(_points_of(pillar)))) for pillar in sheet.pillars]
    totals = (sheet.max, *(stage.points if stage else None for stage in sheet.totals))
    rows.append(Row(("", "Tổng cộng", *_shown(totals)), total=True))
    lines = (_total_text(title, stage) for title, stage in zip(_STAGES, sheet.totals, strict=True) if stage)
    return (
        Table(columns, tuple(rows)),
        *(Paragraph(marked(line, is_unofficial=sheet.is_unofficial) + ".") for line in lines),
        Paragraph(f"Điểm của từng chỉ số tại {annex_labels(1)[0]} kèm theo."),
    )


def _above(sheet: Sheet) -> str:
    """The heading over all points: it is printed again on every page of the table."""
    return f"Điểm ({SAMPLE_SET})" if sheet.is_unofficial else "Điểm"


def _points_of(pillar: ScoredPillar) -> tuple[Decimal | None, ...]:
    """Maximum and points by stage; None where no criterion has any."""
    lines = [(criterion.max, *criterion.points) for criterion in pillar.criteria]
    return tuple(_sum(line[place] for line in lines) for place in range(1 + len(_STAGES)))


def _sum(points: Iterable[Decimal | None]) -> Decimal | None:
    known = [each for each in points if each is not None]
    return sum(known, Decimal(0)) if known else None


def _shown(points: Sequence[Decimal | None]) -> tuple[str, ...]:
    return tuple("–" if each is None else number_text(each) for each in points)


def _total_text(title: str, totals: StageTotals) -> str:
    """`Tự chấm: 731,61/1.000 điểm, đạt 73,16%, mức Nâng cao`."""
    percent = f", đạt {number_text(totals.percent)}%" if totals.percent is not None else ""
    is_scaled = totals.scaled is not None and totals.scaled != totals.points
    scaled = f", quy đổi {number_text(totals.scaled)} điểm" if is_scaled and totals.scaled is not None else ""
    band = f", mức {totals.band}" if totals.band else ""
    return f"{title}: {number_text(totals.points)}/{number_text(totals.max)} điểm{percent}{scaled}{band}"


def _explanations(sheet: Sheet) -> tuple[Block, ...]:
    scored = (c for c in sheet.criteria if c.max is not None and c.own is not None)
    lacking = [c for c in scored if c.explanation or not c.proofs]
    if not lacking:
        return (Paragraph("Các chỉ số được chấm điểm đều có đủ minh chứng."),)
    blocks: list[Block] = [Paragraph(f"Số chỉ số chưa có hoặc chưa đủ minh chứng: {len(lacking):02d}.")]
    for criterion in lacking:
        blocks.append(Clause(f"Chỉ số {criterion.code}: {criterion.title}", titled=True))
        blocks.append(Paragraph(criterion.explanation or "Chưa có minh chứng và chưa có giải trình."))
    return tuple(blocks)


def _words(sheet: Sheet) -> tuple[Block, ...]:
    parts = (("Khó khăn, vướng mắc", sheet.difficulties), ("Đề xuất, kiến nghị", sheet.proposals))
    blocks: list[Block] = []
    for title, texts in parts:
        blocks.append(Clause(title, titled=True))
        blocks += [Bullet(text) for text in texts] or [Paragraph("Không có.")]
    return tuple(blocks)


def _sheet_table(sheet: Sheet) -> Table:
    above = _above(sheet)
    columns = (
        Column("STT", 2, Align.CENTER),
        Column("Chỉ số", 9),
        *(Column(title, 3, Align.CENTER, above=above) for title in ("Điểm tối đa", *_STAGES)),
        Column("Lý do chênh lệch", 6),
        Column("Minh chứng", 8),
    )
    rows: list[Row | GroupRow] = []
    for pillar in sheet.pillars:
        rows.append(Row((pillar.code, pillar.title, *_shown(_points_of(pillar)), "", ""), total=True))
        rows += map(_criterion_row, pillar.criteria)
    totals = (sheet.max, *(stage.points if stage else None for stage in sheet.totals))
    rows.append(Row(("", "Tổng cộng", *_shown(totals), "", ""), total=True))
    return Table(columns, tuple(rows))


def _criterion_row(criterion: ScoredCriterion) -> Row:
    applies = criterion.max is not None
    points = _shown((criterion.max, *criterion.points)) if applies else ("–",) * 4
    proofs = criterion.proofs if applies else (_NOT_APPLICABLE,)
    dashed = "\n".join(f"- {proof}" for proof in proofs) if len(proofs) > 1 else "\n".join(proofs)
    return Row((criterion.code, criterion.title, *points, criterion.reason, dashed))


def workbook(sheet: Sheet, *, made_at: datetime) -> bytes:
    """The sheet as .xlsx: points are numbers, everything else text, none a formula; the same sheet, the same bytes.

    `made_at` has no time zone; it is the date of the file.
    """
    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": made_at, "title": f"DTI {sheet.year}", "author": sheet.body})
        _write(book, sheet)
    return stream.getvalue()


_WIDTHS = (8, 54, 10, 10, 12, 10, 36, 48)
_HEADERS = ("STT", "Chỉ số", "Điểm tối đa", *_STAGES, "Lý do chênh lệch", "Minh chứng")


def _write(book: Workbook, sheet: Sheet) -> None:
    page = book.add_worksheet("Bảng điểm")
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    if sheet.is_unofficial:
        page.set_header(f"&C{SAMPLE_SET[:1].upper()}{SAMPLE_SET[1:]}")
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    set_title = marked(sheet.set_title, is_unofficial=sheet.is_unofficial)
    title = book.add_format({"bold": True})
    page.write_string(0, 0, f"{sheet.body}: điểm chuyển đổi số (DTI) năm {sheet.year}", title)
    page.write_string(1, 0, set_title)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "border": 1})
    for column, text in enumerate(_HEADERS):
        page.write_string(3, column, text, head)
    page.repeat_rows(3)
    page.freeze_panes(4, 2)
    plain, bold = ({"text_wrap": True, "valign": "top", "border": 1, "bold": strong} for strong in (False, True))
    formats = {
        False: (book.add_format(plain), book.add_format({**plain, "num_format": "#,##0.00"})),
        True: (book.add_format(bold), book.add_format({**bold, "num_format": "#,##0.00"})),
    }
    for line, (cells, is_bold) in enumerate(_lines(sheet), start=4):
        text, number = formats[is_bold]
        for column, value in enumerate(cells):
            if isinstance(value, Decimal):
                page.write_number(line, column, float(value), number)
            else:
                page.write_string(line, column, (value or "")[:_LONGEST], text)


def _lines(sheet: Sheet) -> Iterator[tuple[tuple[str | Decimal | None, ...], bool]]:
    """The cells of every line; a line in bold sums up."""
    for pillar in sheet.pillars:
        yield (pillar.code, pillar.title, *_points_of(pillar), "", ""), True
        for each in pillar.criteria:
            proofs = "\n".join(each.proofs) if each.max is not None else _NOT_APPLICABLE
            yield (each.code, each.title, each.max, *each.points, each.reason, proofs), False
    totals = (stage.points if stage else None for stage in sheet.totals)
    yield ("", "Tổng cộng", sheet.max, *totals, "", ""), True
