"""Plain text as neutral blocks: tab-separated or piped rows, remnants of HTML, letterheads in two columns.

Not here: Word files (wordfiles), what the text means (documents and above).
"""

import html
import re
from collections.abc import Iterable, Iterator

from dondoc.core.vietnamese import normalise
from dondoc.planfile.blocks import MAX_CHARACTERS, MAX_ROWS, Block, Cell, Paragraph, Table, frame_of_line
from dondoc.planfile.encodings import WESTERN, converted
from dondoc.planfile.readings import Conversion
from dondoc.planfile.refusals import UnreadableFile

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*)?/?>")
_BREAKS = {"br", "p", "div", "tr", "h1", "h2", "h3", "h4"}
_ITALIC = re.compile(r"\*(\S(?:[^*\n]*\S)?)\*")
_PIPED_RULE = re.compile(r"\|[\s:|-]+\|")
_MARKDOWN_HEADING = re.compile(r"#{1,6} ")


def read_text(data: bytes, name: str) -> tuple[tuple[Block, ...], Conversion | None]:
    """The blocks of a text file, and what of it was converted from an old encoding.

    Raises UnreadableFile where the bytes are no Vietnamese text or the text too long.
    """
    text, bad_line = _decoded(data)
    if len(text) > MAX_CHARACTERS:
        raise UnreadableFile(
            f"Tệp {name} quá dài (hơn {MAX_CHARACTERS // 1_000_000} triệu ký tự). Hãy tải lên riêng phần kế hoạch."
        )
    text, conversion = converted(text)
    if bad_line and not conversion:
        raise UnreadableFile(
            f"Tệp {name} không phải văn bản Unicode (UTF-8): dòng {bad_line} có ký tự không đọc được. "
            "Hãy chuyển bảng mã sang Unicode (UTF-8) rồi tải lên."
        )
    if bad_line:
        text = text.translate(WESTERN)
    if "\x00" in text:
        raise UnreadableFile(f"Tệp {name} không phải tệp văn bản. Hãy tải lên kế hoạch dạng .docx hoặc .txt.")
    return tuple(_blocks(text.splitlines(), name)), conversion


def _decoded(data: bytes) -> tuple[str, int | None]:
    """The text, and the line where it is no Unicode; such a text has a letter for each byte."""
    coding = next((coding for bom, coding in _BOMS if data.startswith(bom)), "utf-8")
    try:
        return data.decode(coding), None
    except UnicodeDecodeError as error:
        return data.decode("latin-1"), data[: error.start].count(b"\n") + 1


def _blocks(lines: Iterable[str], name: str) -> Iterator[Block]:
    """Rows that follow each other, blank lines between them or not, are one table."""
    rows: list[tuple[Cell, ...]] = []
    tables, gap = 0, False
    for line in lines:
        cells = _cells(line)
        if cells is not None:
            if len(rows) >= MAX_ROWS:
                limit = f"{MAX_ROWS:,}".replace(",", ".")
                raise UnreadableFile(
                    f"Bảng {tables + 1} trong tệp {name} có hơn {limit} dòng, quá giới hạn của một bảng. "
                    "Hãy tách bảng thành nhiều tệp rồi tải lên từng tệp."
                )
            rows.extend([cells] if cells else [])
            continue
        text = normalise(_plain(line))
        if not text:
            gap = True
            continue
        if rows:
            yield _table(rows)
            rows, tables = [], tables + 1
        yield from _paragraphs(line, text, gap)
        gap = False
    if rows:
        yield _table(rows)


def _cells(line: str) -> tuple[Cell, ...] | None:
    """The cells of a row; an empty tuple for the rule under a piped header; None for running text."""
    bare = line.strip()
    if bare.startswith("|") and bare.endswith("|") and bare.count("|") > 2:
        texts = [] if _PIPED_RULE.fullmatch(bare) else bare[1:-1].split("|")
    elif line.count("\t") > 1 and len([piece for piece in line.split("\t") if piece.strip()]) > 0:
        texts = line.split("\t")
    else:
        return None
    return tuple(Cell(normalise(_plain(text))) for text in texts)


def _table(rows: list[tuple[Cell, ...]]) -> Table:
    width = max(len(row) for row in rows)
    return Table(tuple(row + (Cell(""),) * (width - len(row)) for row in rows))


def _paragraphs(line: str, text: str, gap: bool) -> Iterator[Block]:
    """A line of text, or the frame of one that was printed in two columns."""
    if frame := frame_of_line(_plain(line)):
        yield frame
        return
    heading = _MARKDOWN_HEADING.match(text)
    yield Paragraph(text[heading.end() :] if heading else text, after_gap=gap)


def _plain(text: str) -> str:
    """The text without tags; list items become bullets, paragraphs become lines."""
    if "<" in text:
        text = _TAG.sub(_sign, text)
    if "&" in text:
        text = html.unescape(text)
    return _ITALIC.sub(r"\1", text.replace("**", "")) if "*" in text else text


def _sign(tag: re.Match[str]) -> str:
    word, opening = tag[1].lower(), not tag[0].startswith("</")
    if word == "li":
        return "\n- " if opening else "\n"
    return "\n" if word in _BREAKS else " " if word in ("td", "th") else ""
