"""The end of a document: who signs, and who receives.

Not here: the top (letterheads), appendices that follow (tables, prose).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dondoc.core.plan import Signer
from dondoc.core.vietnamese import CAPITALS
from dondoc.planfile.blocks import closed
from dondoc.planfile.documents import Line, is_kind_line
from dondoc.planfile.outlines import starts_appendix
from dondoc.planfile.words import alternatives, plain, words

_END = re.compile(r"\./\.?\s*$")
_DASH = re.compile(r"\s*[-–—+•*]\s*")
_NAME_WORD = rf"[{CAPITALS}](?:['’ʼ]?[^\W\d_])*"
_NAME = re.compile(rf"{_NAME_WORD}(?:\s+{_NAME_WORD}){{1,5}}")
_REACH = 40


@dataclass(frozen=True)
class Closing:
    """Signer and recipients, where each stands, and the numbers of the lines that they take."""

    signer: Signer | None = None
    recipients: tuple[str, ...] = ()
    places: dict[str, str] = field(default_factory=dict)
    taken: frozenset[int] = frozenset()


def read_closing(lines: Sequence[Line], start: int) -> Closing:
    """The closing of the lines from number `start` on: the first `Nơi nhận`, the first signature near it."""
    places: dict[str, str] = {}
    at = next((n for n in range(start, len(lines)) if plain(lines[n].text).startswith("nơi nhận")), None)
    end = next((n for n in range(start, len(lines)) if _END.search(lines[n].text)), None)
    if at is None and end is None:
        return Closing()
    begin = (end + 1) if end is not None and (at is None or end < at) else max(at - 8, start) if at is not None else 0
    zone = range(begin, _zone_end(lines, at if at is not None else begin))
    recipients, from_recipients = _recipients(lines, at, zone, places)
    signer, from_signer = _signer(lines, zone, set(from_recipients), places)
    return Closing(signer, tuple(recipients), places, frozenset([*from_recipients, *from_signer]))


def _zone_end(lines: Sequence[Line], begin: int) -> int:
    for number in range(begin + 1, min(begin + _REACH, len(lines))):
        text = lines[number].text
        if starts_appendix(text) or (text.isupper() and is_kind_line(text)):
            return number
    return min(begin + _REACH, len(lines))


def _recipients(
    lines: Sequence[Line], at: int | None, zone: range, places: dict[str, str]
) -> tuple[list[str], list[int]]:
    """The entries after `Nơi nhận:` and the lines they take; where some begin with a dash, only those count."""
    if at is None:
        return [], []
    taken = [at]
    entries = [(text, lines[at].where) for text in _pieces(re.sub(r"^[^:]*:?\s*", "", lines[at].text))]
    dashed = any(_DASH.match(lines[n].text) for n in zone if n > at)
    for number in (n for n in zone if n > at):
        text, where = lines[number].text, lines[number].where
        last = entries[-1][0] if entries else ""
        if _is_position(text) or (not dashed and (_is_filed(last) or (_NAME.fullmatch(text) and last.endswith(".")))):
            if not dashed:
                break
            continue
        if not dashed or _DASH.match(text):
            entries.extend((piece, where) for piece in _pieces(text))
        elif number == taken[-1] + 1 and entries and not _is_whole(last) and not _NAME.fullmatch(text):
            entries[-1] = (f"{last} {text}", entries[-1][1])
        else:
            continue
        taken.append(number)
    names = [(closed(text), where) for text, where in entries]
    names = [(text, where) for text, where in names if re.search(r"\w", text)]
    places.update({f"recipients.{n}": where for n, (_, where) in enumerate(names)})
    return [text for text, _ in names], taken


def _pieces(text: str) -> list[str]:
    """The entries of a line: `- UBND tỉnh; - Lưu: VT.` has two, `UBND tỉnh; Sở Nội vụ` too, `- Sở A; Sở B` one."""
    seam = r";\s*(?=[-–—+•*])" if _DASH.match(text) else r";\s*"
    return [_DASH.sub("", piece, count=1) for piece in re.split(seam, text) if piece.strip()]


def _is_whole(entry: str) -> bool:
    return entry.rstrip().endswith((";", ".")) or _is_filed(entry)


def _is_filed(entry: str) -> bool:
    """Whether an entry is the line of the file copy, the last of the list: `Lưu: VT`."""
    return re.match(r"lưu\b", plain(entry)) is not None


def _signer(
    lines: Sequence[Line], zone: range, skipped: set[int], places: dict[str, str]
) -> tuple[Signer | None, list[int]]:
    position = proxy = None
    taken: list[int] = []
    for number in zone:
        if number in skipped:
            continue
        text = lines[number].text.strip()
        if _is_position(text):
            position = _bare_position(text) or position
            proxy = proxy or text
            places.setdefault("signer", lines[number].where)
            taken.append(number)
        elif proxy is not None and (name := _person(text)):
            return Signer(position or proxy, name), [*taken, number]
    title = position or proxy
    return (Signer(title, None) if title else None), taken


def _is_position(text: str) -> bool:
    """A title line of a signature, in capitals: `KT. GIÁM ĐỐC`, `TM. ỦY BAN NHÂN DÂN`, `PHÓ GIÁM ĐỐC`."""
    letters = [c for c in text if c.isalpha()]
    if not letters or not all(c.isupper() for c in letters) or len(text.split()) > 14:
        return False
    bare = plain(text)
    return bare.startswith(words("signatures")["proxies"]) or any(
        re.search(rf"(?<!\w){word}(?!\w)", bare) for word in words("signatures")["positions"]
    )


def _bare_position(text: str) -> str | None:
    """The title itself: `KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC` gives `PHÓ GIÁM ĐỐC`, `TM. ỦY BAN NHÂN DÂN` nothing."""
    proxy = re.match(rf"{alternatives(words('signatures')['proxies'])}\s*", plain(text))
    if not proxy:
        return text.strip(" .:-")
    rest = text[proxy.end() :]
    second = re.search(r"\s(PHÓ\s.+|CHỦ TỊCH.*|CHÁNH\s.+|TRƯỞNG\s.+|BÍ THƯ.*)$", rest)
    if second:
        return second[1].strip()
    return None


def _person(text: str) -> str | None:
    """A person's name, rank and degree dropped; None for anything else."""
    ranks = alternatives(words("signatures")["ranks"])
    bare = re.sub(rf"^(?:{ranks}\s*)+", "", plain(text))
    name = text[len(text) - len(bare) :].strip() if len(bare) < len(plain(text)) else text.strip()
    return name if _NAME.fullmatch(name) else None
