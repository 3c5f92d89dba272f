"""The dispute file: what a body answers to its appraiser, criterion by criterion, with the list of its proofs.

Not here: who may object and when (core/assessments), the proofs themselves, which go with the letter as files.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from textwrap import wrap

from dondoc.core.consolidation import Proof
from dondoc.core.improvements import fact_text
from dondoc.core.scoring.facts import FactValue
from dondoc.core.scoring.step_texts import FactName
from dondoc.core.vietnamese import date_text, number_text
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

_HASH_LINE = 16  # letters of a hash on one line of its cell
_NO_PROOF = "Chưa có minh chứng kèm theo."


@dataclass(frozen=True)
class HashedProof:
    """A proof and the SHA-256 of its file in hexadecimal, empty where it has no file."""

    proof: Proof
    sha256: str = ""


@dataclass(frozen=True)
class StatedFact:
    """A figure that the body stands by; `source` and `as_of` say where and until when it was counted."""

    name: FactName
    value: FactValue
    source: str = ""
    as_of: date | None = None


@dataclass(frozen=True)
class Dispute:
    """One criterion in dispute. `rule` is how it is scored, in words; `reason` the appraiser's, `answer` the body's.

    `asked_points` may be fewer than its own.
    """

    code: str
    title: str
    max: Decimal
    rule: str
    own_points: Decimal
    appraised_points: Decimal
    asked_points: Decimal
    reason: str
    answer: str
    facts: tuple[StatedFact, ...] = ()
    proofs: tuple[HashedProof, ...] = ()

    @property
    def difference(self) -> Decimal:
        """Points the appraiser gives less than the body."""
        return self.own_points - self.appraised_points


@dataclass(frozen=True)
class DisputeFile:
    """The disputes of one body about the appraisal of one year by one set."""

    year: int
    set_title: str
    is_unofficial: bool
    body: str
    disputes: tuple[Dispute, ...]


def describe(file: DisputeFile, heading: Heading) -> OfficialDocument:
    """The *Báo cáo* to the appraising body (`heading.addressed_to`), with an annex that lists the proofs.

    Raises ValueError where nothing is objected to.
    """
    if not file.disputes:
        raise ValueError("a dispute file needs a dispute")
    subject = f"kết quả thẩm định chuyển đổi số (DTI) năm {file.year}"
    set_title = marked(file.set_title, is_unofficial=file.is_unofficial)
    has_proofs = any(dispute.proofs for dispute in file.disputes)
    return report(
        heading,
        summary=f"Giải trình, kiến nghị về {subject}",
        opening=f"Sau khi nghiên cứu {subject} theo {set_title}, {file.body} giải trình và kiến nghị như sau:",
        sections=(
            Section("Nội dung đề nghị xem xét lại", _summary(file)),
            Section("Giải trình từng chỉ số", _answers(file)),
            Section("Kiến nghị", tuple(_requests(file))),
        ),
        closing=(
            f"{file.body} chịu trách nhiệm về tính chính xác, trung thực của số liệu, minh chứng nêu trên; kính "
            "đề nghị cơ quan thẩm định xem xét, phản hồi"
        ),
        annexes=(Annex("Danh mục minh chứng", (_proof_table(file),), landscape=True),) if has_proofs else (),
    )


def _summary(file: DisputeFile) -> tuple[Block, ...]:
    above = f"Điểm ({SAMPLE_SET})" if file.is_unofficial else "Điểm"
    columns = (
        Column("STT", 1, Align.CENTER),
        Column("Chỉ số", 8),
        *(Column(title, 2, Align.CENTER, above=above) for title in ("Tối đa", "Tự chấm", "Thẩm định", "Chênh lệch")),
    )
    rows = [
        Row((str(n), f"{each.code}. {each.title}", *_points(each.max, each.own_points, each.appraised_points)))
        for n, each in enumerate(file.disputes, start=1)
    ]
    if len(rows) > 1:
        maxima, own, appraised = (
            sum(points, Decimal(0))
            for points in zip(
                *((each.max, each.own_points, each.appraised_points) for each in file.disputes), strict=True
            )
        )
        rows.append(Row(("", "Tổng cộng", *_points(maxima, own, appraised)), total=True))
    return (Paragraph(f"Số chỉ số đề nghị xem xét lại: {len(file.disputes):02d}."), Table(columns, tuple(rows)))


def _points(maximum: Decimal, own: Decimal, appraised: Decimal) -> tuple[str, ...]:
    return tuple(map(number_text, (maximum, own, appraised, own - appraised)))


def _answers(file: DisputeFile) -> tuple[Block, ...]:
    blocks: list[Block] = []
    mark = f" ({SAMPLE_SET})" if file.is_unofficial else ""
    first = 1
    for each in file.disputes:
        blocks += [
            Clause(f"Chỉ số {each.code}: {each.title}", titled=True),
            Paragraph(f"Cách tính điểm: {_sentence(each.rule)}"),
            Paragraph(
                f"Điểm{mark}: tối đa {number_text(each.max)}; tự chấm {number_text(each.own_points)}; thẩm định "
                f"{number_text(each.appraised_points)}; chênh lệch {number_text(each.difference)}."
            ),
            Paragraph(f"Lý do của cơ quan thẩm định: {_sentence(each.reason or 'không nêu')}"),
            Paragraph(f"Giải trình: {_sentence(each.answer)}"),
            *_facts(each.facts),
            Paragraph(_proof_pointer(each, first)),
        ]
        first += len(each.proofs)
    return tuple(blocks)


def _facts(facts: Sequence[StatedFact]) -> tuple[Block, ...]:
    """One paragraph, so that no line stands alone at the foot of a page."""
    return (Paragraph(f"Số liệu: {'; '.join(map(_stated, facts))}."),) if facts else ()


def _stated(fact: StatedFact) -> str:
    as_of = f", đến ngày {date_text(fact.as_of)}" if fact.as_of else ""
    source = f", nguồn: {fact.source}" if fact.source else ""
    return f"{fact.name.title}: {fact_text(fact.value, fact.name)}{as_of}{source}"


def _proof_pointer(dispute: Dispute, first: int) -> str:
    """Which numbers of the annex prove the criterion."""
    if not dispute.proofs:
        return _NO_PROOF
    last = first + len(dispute.proofs) - 1
    numbers = f"số {first}" if first == last else f"từ số {first} đến số {last}"
    return f"Minh chứng: {numbers} tại {annex_labels(1)[0]} kèm theo."


def _requests(file: DisputeFile) -> Iterable[Block]:
    mark = f" ({SAMPLE_SET})" if file.is_unofficial else ""
    yield Paragraph(f"Đề nghị cơ quan thẩm định xem xét, công nhận điểm{mark} của các chỉ số sau:")
    for each in file.disputes:
        appraised, asked = number_text(each.appraised_points), number_text(each.asked_points)
        yield Bullet(f"Chỉ số {each.code}: từ {appraised} thành {asked} điểm.")


def _proof_table(file: DisputeFile) -> Table:
    columns = (
        Column("STT", 1, Align.CENTER),
        Column("Số, ký hiệu", 4),
        Column("Ngày", 3, Align.CENTER),
        Column("Cơ quan ban hành", 4),
        Column("Trích yếu", 7),
        Column("Trang", 2, Align.CENTER),
        Column("Tệp", 4),
        Column("Mã SHA-256 của tệp", 5),
    )
    rows: list[Row | GroupRow] = []
    number = 0
    for dispute in file.disputes:
        rows.append(GroupRow(f"Chỉ số {dispute.code}: {dispute.title}"))
        if not dispute.proofs:
            rows.append(Row(("", "–", "", "", _NO_PROOF, "", "", "")))
        for hashed in dispute.proofs:
            number += 1
            rows.append(_proof_row(number, hashed))
    note = "Mã SHA-256 dùng để đối chiếu tệp nhận được với tệp đã gửi; hai mã giống nhau thì nội dung tệp giống nhau."
    return Table(columns, tuple(rows), notes=(note,))


def _proof_row(number: int, hashed: HashedProof) -> Row:
    proof = hashed.proof
    issued_on = date_text(proof.issued_on) if proof.issued_on else "–"
    code = "\n".join(wrap(hashed.sha256, _HASH_LINE)) or "–"
    texts = (proof.number, issued_on, proof.issuer, proof.abstract, proof.page, proof.file_name, code)
    return Row((str(number), *(text or "–" for text in texts)))


def _sentence(text: str) -> str:
    return text if text.rstrip().endswith((".", ";")) else f"{text.rstrip()}."
