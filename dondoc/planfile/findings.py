"""What is found in a plan that was read: its doubts and those of the register, each with place, quotation and advice.

Not here: how a doubt arises (doubts), what is advised (core/findings).
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from difflib import SequenceMatcher
from itertools import groupby

from dondoc.core.citations import Registered, unregistered_dates
from dondoc.core.findings import KINDS, Finding
from dondoc.core.places import place_words
from dondoc.core.plan import Doubt
from dondoc.planfile.readings import Reading, SourceLine
from dondoc.planfile.traces import Trace

_SAID = re.compile("“([^”]+)”")
_QUOTED = 240  # characters; what is longer is cut around the words that the finding names
# The findings that name words of the text; the others are about a row or a line as a whole.
_NAMES_WORDS = frozenset(KINDS) - {"number-missing", "date-missing", "no-lead", "no-due", "no-product", "empty-cell"}


def findings(reading: Reading, registered: Registered | None = None) -> tuple[Finding, ...]:
    """Everything found, in the order of the codes, then of the document. `registered`: the register of a department."""
    cited = ((c, reading.places.get(f"citations.{n}", "document")) for n, c in enumerate(reading.draft.citations))
    doubts = [*reading.draft.warnings, *unregistered_dates(cited, registered or {})]
    lines = {line.where: line for line in reading.source}
    order = list(KINDS)
    return tuple(_finding(doubt, lines) for doubt in sorted(doubts, key=lambda doubt: order.index(doubt.code)))


def to_json(found: Sequence[Finding]) -> str:
    """The findings as a list of objects, keys as in `Finding`."""
    return json.dumps([asdict(finding) for finding in found], ensure_ascii=False, indent=2)


def to_text(found: Sequence[Finding]) -> str:
    """The findings for people: grouped by code and numbered, the count in the last line."""
    return "\n".join(_text_lines(found))


def _text_lines(found: Sequence[Finding]) -> Iterator[str]:
    number = 0
    for title, same in groupby(found, key=lambda finding: finding.title):
        group = list(same)
        yield f"{title} ({len(group)})"
        for finding in group:
            number += 1
            yield f"  {number}. {finding.message}"
            yield f"     Chỗ: {finding.place}{f', trang {finding.page}' if finding.page else ''}"
            if finding.quotation:
                yield f"     Văn bản ghi: “{finding.quotation}”"
        yield f"     Việc cần làm: {group[0].advice}"
        yield ""
    yield f"Có {number} điều cần xem lại." if number else "Không có điều nào cần xem lại."


def _finding(doubt: Doubt, lines: dict[str, SourceLine]) -> Finding:
    kind = KINDS[doubt.code]
    row, _, column = doubt.where.partition(" column ")
    line = lines.get(row)
    text, trace = _standing(line, int(column) if column else None, doubt) if line else ("", Trace())
    return Finding(
        code=doubt.code,
        title=kind.title,
        message=doubt.message,
        where=doubt.where,
        place=place_words(doubt.where),
        page=trace.spots[0].page if trace.spots else None,
        quotation=text,
        advice=kind.advice,
    )


def _standing(line: SourceLine, column: int | None, doubt: Doubt) -> tuple[str, Trace]:
    """What stands in a line, cut to what the doubt is about, and its trace."""
    text, trace = line.text, line.trace
    if column is not None and column <= len(line.cells):
        text, trace = line.cells[column - 1], line.cell_traces[column - 1] if line.cell_traces else trace
    return _cut(text, doubt.message if doubt.code in _NAMES_WORDS else ""), trace


def _cut(text: str, named: str) -> str:
    """At most `_QUOTED` characters of the text, whole words, around what the sentence names."""
    text = " ".join(text.split())
    if len(text) <= _QUOTED:
        return text
    place, length = _shared(named, text) if named else (0, 0)
    start = min(max(0, place + length // 2 - _QUOTED // 2), len(text) - _QUOTED)
    piece = text[start : start + _QUOTED]
    if start + _QUOTED < len(text):
        piece = f"{piece.rpartition(' ')[0]} …"
    return f"… {piece.partition(' ')[2]}" if start else piece


def _shared(named: str, text: str) -> tuple[int, int]:
    """Place in the text, and length, of the words that a sentence quotes; else of the longest run the two share."""
    for said in _SAID.findall(named):
        if (place := text.find(said)) >= 0:
            return place, len(said)
    found = SequenceMatcher(None, named, text, autojunk=False).find_longest_match()
    return found.b, found.size
