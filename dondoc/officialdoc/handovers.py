"""The hand-over sheet of somebody who leaves or of a unit that ends: duties on page one, signatures on page two.

Number and date stay blank for those who sign.
"""

from dataclasses import dataclass
from datetime import date

from dondoc.core.vietnamese import date_text
from dondoc.officialdoc.documents import (
    Align,
    Annex,
    Block,
    Clause,
    Column,
    OfficialDocument,
    Paragraph,
    Row,
    Section,
    SignatureBlock,
    Table,
)

_DOTS = "…" * 14


@dataclass(frozen=True)
class HandedDuty:
    """An open duty: what it is, until when, where it stands by its last counted answer, what proves it, its page."""

    title: str
    unit_name: str
    due_on: date | None
    state: str
    difficulties: str
    proofs: tuple[str, ...]
    path: str


@dataclass(frozen=True)
class HandedDraft:
    """A report under way."""

    period_title: str
    unit_name: str
    state: str
    answered_count: int
    asked_count: int
    due_on: date


@dataclass(frozen=True)
class Handover:
    """Everything on the sheet. `giver` is a person with title, or a unit; `site` stands before the paths of duties."""

    parent_body: str
    department: str
    symbol: str
    place: str
    on: date
    giver: str
    giver_title: str
    units: tuple[str, ...]
    duties: tuple[HandedDuty, ...]
    drafts: tuple[HandedDraft, ...]
    site: str


def describe(handover: Handover) -> OfficialDocument:
    """The sheet as a document of the layout of Decree 30/2020/NĐ-CP."""
    giver = f"{handover.giver_title} {handover.giver}".strip()
    return OfficialDocument(
        parent_body=handover.parent_body,
        body=handover.department,
        kind="Biên bản",
        symbol=f"BB-{handover.symbol}",
        place=handover.place,
        year=handover.on.year,
        summary=f"Bàn giao nhiệm vụ của {handover.giver}",
        opening=(
            f"Bên giao: {giver}. Bên nhận: {_DOTS}",
            f"Tình trạng tính đến ngày {date_text(handover.on)}"
            + (f", tại {'; '.join(handover.units)}." if handover.units else "."),
        ),
        sections=(
            Section("Nhiệm vụ đang thực hiện", _duties(handover)),
            Section("Báo cáo đang soạn", _drafts(handover)),
        ),
        signer=SignatureBlock(position="Người lập biên bản"),
        recipients=("Bên giao, bên nhận", "Lưu: VT"),
        annexes=(Annex("Chữ ký bàn giao", _signatures(giver)),),
    )


def _duties(handover: Handover) -> tuple[Block, ...]:
    if not handover.duties:
        return (Paragraph("Không có nhiệm vụ, chỉ tiêu nào đang thực hiện."),)
    columns = (
        Column("STT", 2, Align.CENTER),
        Column("Nhiệm vụ, chỉ tiêu", 12),
        Column("Hạn", 4, Align.CENTER),
        Column("Tình trạng, khó khăn", 8),
        Column("Minh chứng đã có", 6),
    )
    rows = tuple(Row((str(number), *_cells(duty))) for number, duty in enumerate(handover.duties, start=1))
    return (Table(columns, rows, notes=(f"Trang của từng nhiệm vụ: {handover.site} và phần ghi dưới tên nhiệm vụ.",)),)


def _cells(duty: HandedDuty) -> tuple[str, ...]:
    standing = f"{duty.state}\nKhó khăn: {duty.difficulties}" if duty.difficulties else duty.state
    due = date_text(duty.due_on) if duty.due_on else "–"
    return f"{duty.title} ({duty.unit_name})\n{duty.path}", due, standing, "\n".join(duty.proofs) or "–"


def _drafts(handover: Handover) -> tuple[Block, ...]:
    if not handover.drafts:
        return (Paragraph("Không có báo cáo nào đang soạn."),)
    return tuple(
        Clause(
            f"Báo cáo {draft.period_title} của {draft.unit_name}: {draft.state.lower()}, đã trả lời "
            f"{draft.answered_count}/{draft.asked_count} nội dung, hạn {date_text(draft.due_on)}."
        )
        for draft in handover.drafts
    )


def _signatures(giver: str) -> tuple[Block, ...]:
    sides = ("Bên giao", "Bên nhận", "Lãnh đạo đơn vị chứng kiến")
    columns = tuple(Column(side, 1, Align.CENTER) for side in sides)
    blank = "\n".join(["(Ký, ghi rõ họ tên)", *[_DOTS] * 5])
    rows = (Row((giver, _DOTS, _DOTS)), Row((blank,) * 3), Row(("Ngày …/…/…",) * 3))
    return (
        Paragraph("Hai bên đã đối chiếu các nhiệm vụ, báo cáo đang soạn và minh chứng nêu trong biên bản."),
        Paragraph(f"Việc cần lưu ý thêm: {_DOTS * 4}"),
        Table(columns, rows),
    )
