"""The hand-over sheet of somebody who leaves or of a unit that ends: duties, reports under way, signatures.

Two pages up to about twenty duties; with more the table runs on, its heading on every page, and the signatures follow.
Number and date stay blank for those who sign.
"""

from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from dondoc.core.vietnamese import date_text
from dondoc.officialdoc.documents import (
    Align,
    Block,
    Clause,
    Column,
    GroupRow,
    OfficialDocument,
    Paragraph,
    Row,
    Section,
    SignatureBlock,
    Table,
)

_DOTS, _FEW_DOTS = "…" * 20, "…" * 8
_LONGEST = 84  # characters of a duty; the whole text stands on the page of its plan


@dataclass(frozen=True)
class HandedDuty:
    """An open duty: its plan, what it is, until when, where it stands by its last counted answer, what proves it.

    `path` is the page of the plan.
    """

    plan: str
    number: str
    text: str
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
            f"Bên giao: {giver}.",
            f"Bên nhận: {_DOTS}",
            f"Tình trạng tính đến ngày {date_text(handover.on)}"
            + (f", tại {'; '.join(handover.units)}." if handover.units else "."),
        ),
        sections=(
            Section("Nhiệm vụ đang thực hiện", _duties(handover)),
            Section("Báo cáo đang soạn", _drafts(handover)),
            Section("Xác nhận bàn giao", _signatures(giver)),
        ),
        signer=SignatureBlock(position="Lãnh đạo chứng kiến"),
        recipients=("Bên giao, bên nhận", "Lưu: VT"),
    )


def _duties(handover: Handover) -> tuple[Block, ...]:
    if not handover.duties:
        return (Paragraph("Không có nhiệm vụ, chỉ tiêu nào đang thực hiện."),)
    columns = (
        Column("Số", 2, Align.CENTER),
        Column("Nhiệm vụ, chỉ tiêu; khó khăn", 21),
        Column("Hạn", 4, Align.CENTER),
        Column("Tình trạng", 8),
        Column("Minh chứng", 5),
    )
    rows: list[Row | GroupRow] = []
    plan = ""
    for duty in handover.duties:
        if duty.plan != plan:
            rows.append(GroupRow(f"{duty.plan} ({handover.site}{duty.path})"))
        plan = duty.plan
        rows.append(Row(_cells(duty, with_unit=len(handover.units) > 1)))
    return (Table(columns, tuple(rows), is_dense=True),)


def _cells(duty: HandedDuty, *, with_unit: bool) -> tuple[str, ...]:
    difficulties = shorten(duty.difficulties, _LONGEST, placeholder="…")
    due = date_text(duty.due_on) if duty.due_on else "–"
    text = shorten(duty.text, _LONGEST, placeholder="…") + (f" ({duty.unit_name})" if with_unit else "")
    if difficulties:
        text += f"\nKhó khăn: {difficulties}"
    return duty.number, text, due, duty.state, "\n".join(duty.proofs) or "–"


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
    columns = (Column("Bên giao", 1, Align.CENTER), Column("Bên nhận", 1, Align.CENTER))
    room = "\n".join(["(Ký, ghi rõ họ tên)", *[_FEW_DOTS] * 3, "Ngày …/…/…"])
    return (
        Paragraph("Hai bên đã đối chiếu các nội dung trên. Việc cần lưu ý thêm:\n" + "\n".join([_DOTS] * 2)),
        Table(columns, (Row((f"{giver}\n{room}", f"{_FEW_DOTS}\n{room}")),), is_dense=True),
    )
