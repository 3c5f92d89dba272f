"""Names of bodies: where one begins, and a cell or phrase that lists several taken apart.

Not here: which unit of the department a name means (matched where a plan is confirmed).
"""

import re
from functools import cache, lru_cache

from dondoc.planfile.blocks import bullets
from dondoc.planfile.words import alternatives, plain, printed, words

_CAPITAL = "A-ZĐÀ-ỸĂÂÊÔƠƯ"
_INSIDE = re.compile(r"^(?P<outer>[^()]+?)\s*\((?P<inner>[^()]+)\)(?P<rest>[^()]*)$")
_ROLE_NOTE = re.compile(
    r"\s*\((?:chủ trì|phối hợp|đầu mối|thường trực|thực hiện)\)|^\s*(?:Giao|giao)\s+", re.IGNORECASE
)


@cache
def head_pattern() -> str:
    """A regular expression for the first word of a name, capital as printed in running text."""
    not_heads = alternatives(words("bodies")["not_heads"])
    return rf"(?!(?i:{not_heads})){alternatives(printed('bodies', 'heads'))}(?!\w)"


@cache
def place_pattern() -> str:
    """A regular expression for what may follow `Ủy ban nhân dân`: the kind of place and its name."""
    return (
        rf"(?:\s+(?i:{alternatives(words('bodies')['places'])})(?:\s+[{_CAPITAL}][^\W\d_]*|\s+\d{{1,2}}(?!\d|[/%]))*)?"
    )


@cache
def _seam() -> re.Pattern[str]:
    head = head_pattern()
    collective = r"(?:[Cc]ác|[Tt]oàn thể|[Mm]ột số)\s"
    return re.compile(
        rf"\s*;\s*|\s*[,/&]\s*(?={head})|\s*,\s*(?={collective})|\s+và\s+(?={head})|\s+và\s+(?={collective})"
        rf"|\s+-\s+(?={head})"
    )


@lru_cache(maxsize=1_024)  # a plan names the same few bodies in every row
def split_bodies(text: str) -> tuple[str, ...]:
    """The bodies that a cell or phrase lists, in order; `Sở Tư pháp (Văn phòng Sở)` gives `Văn phòng Sở`.

    A comma or `và` parts two names only before the first word of a name: `Sở Văn hóa, Thể thao và Du lịch` is one.
    """
    names: list[str] = []
    for entry in bullets(text):
        entry = _ROLE_NOTE.sub(" ", entry)
        for name in _parted(entry):
            names.extend(_inner(name))
    return tuple(dict.fromkeys(name for name in names if re.search(r"\w", name)))


def _parted(text: str) -> list[str]:
    """The names of one entry; signs inside brackets part nothing."""
    kept = text
    for joined in words("bodies")["joined"]:
        kept = re.sub(joined, lambda m: m[0].replace(" ", "\x01"), kept, flags=re.IGNORECASE)
    kept = re.sub(r"\([^()]*\)", lambda m: m[0].translate({ord(c): 0xE000 + ord(c) for c in ";,/& -"}), kept)
    names = _collective_kept(kept) if re.match(r"\s*(?:[Cc]ác|[Tt]oàn thể)\s", kept) else _seam().split(kept)
    if any(plain(name) in words("bodies")["heads"] for name in names):
        names = kept.split(";")
    restored = (re.sub("[\ue000-\ue0ff]", lambda m: chr(ord(m[0]) - 0xE000), name) for name in names)
    return [name.replace("\x01", " ").strip(" .;,:") for name in restored]


def _collective_kept(text: str) -> list[str]:
    """`Các Phòng, Ban thuộc Sở` is one body; a comma in it parts only before a name that goes on in capitals."""
    named = rf"{head_pattern()}\s+(?:[{_CAPITAL}]|nhân dân|tỉnh|các)|[Cc]ác\s"
    return re.split(rf"\s*;\s*|\s*,\s*(?={named})|\s+và\s+(?={named})", text)


def _inner(name: str) -> list[str]:
    """The body inside the brackets of its department: (`Sở Tư pháp (Văn phòng Sở)`); else the name itself."""
    found = _INSIDE.match(name)
    if not found or found["rest"].strip() or not re.match(r"(?:Sở|Ban|Cục|Ủy ban|UBND)\b", found["outer"]):
        return [name]
    inner = found["inner"].strip()
    begins = re.match(head_pattern(), inner[:1].upper() + inner[1:])
    if not begins or plain(inner).startswith(("qua ", "để ")):
        return [name]
    return _parted(inner)
