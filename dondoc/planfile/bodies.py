"""Names of bodies: where one begins, and a cell or phrase that lists several taken apart.

Not here: which unit of the department a name means (matched where a plan is confirmed).
"""

import re
from functools import cache, lru_cache

from dondoc.core.vietnamese import CAPITALS
from dondoc.planfile.blocks import bullets
from dondoc.planfile.words import alternatives, plain, printed, words

_INSIDE = re.compile(r"^(?P<outer>[^()]+?)\s*\((?P<inner>[^()]+)\)(?P<rest>[^()]*)$")
_SIGN = re.compile(r"\s*[;,/&-]\s*|\s+và\s+")
_HIDDEN = re.compile("[\ue000-\ue0ff]")
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
        rf"(?:\s+(?i:{alternatives(words('bodies')['places'])})(?:\s+[{CAPITALS}][^\W\d_]*|\s+\d{{1,2}}(?!\d|[/%]))*)?"
    )


@cache
def named_pattern() -> str:
    """A regular expression for how a body begins in running text: a name, or a collective (`các phòng`)."""
    return rf"(?:{head_pattern()}|{alternatives(printed('bodies', 'collective'))}(?!\w))"


@cache
def _seam() -> re.Pattern[str]:
    head = head_pattern()
    collective = rf"(?i:{alternatives(words('bodies')['collective'])})\s"
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
    """The names of one entry; signs inside brackets and inside fields and offices of several seats part nothing."""
    kept = _one_name().sub(_hidden, text)
    collective = re.match(r"\s*(?:[Cc]ác|[Tt]oàn thể)\s", kept)
    names = (_collective_seam() if collective else _seam()).split(kept)
    seams = (_collective_seam() if collective else _seam()).findall(kept)
    restored = (_HIDDEN.sub(lambda m: chr(ord(m[0]) - 0xE000), name) for name in _whole_names(names, seams))
    return [name.strip(" .;,:") for name in restored]


def _hidden(found: re.Match[str]) -> str:
    """A text with the signs that part names, and the spaces beside them and `và`, put out of reach."""
    return _SIGN.sub(lambda m: "".join(chr(0xE000 + ord(c)) if c in ";,/& -" else c for c in m[0]), found[0])


def _whole_names(names: list[str], seams: list[str]) -> list[str]:
    """Names with a bare first word joined to what follows: `Sở`, `Ban, ngành` is `Sở, Ban, ngành`."""
    bare, alone = words("bodies")["heads"], words("bodies")["alone"]
    whole = names[:1]
    for seam, name in zip(seams, names[1:], strict=True):
        last = plain(whole[-1].rsplit(",", 1)[-1])
        if last in bare and last not in alone and ";" not in seam:
            whole[-1] += seam + name
        else:
            whole.append(name)
    return whole


@cache
def _one_name() -> re.Pattern[str]:
    """What is part of one name although it holds signs that part names: brackets, fields, offices of several seats."""
    seat = alternatives(printed("bodies", "seats"))
    seats = rf"{alternatives(printed('bodies', 'of_seats'))}\s+(?:{seat}(?:\s*[,-]\s*|\s+và\s+))+{seat}"
    return re.compile(rf"\([^()]*\)|{seats}|{alternatives(printed('bodies', 'fields'))}", re.IGNORECASE)


@cache
def _collective_seam() -> re.Pattern[str]:
    """`Các Phòng, Ban thuộc Sở` is one body; a comma in it parts only before a name that goes on in capitals."""
    alone = alternatives(printed("bodies", "alone"))
    named = rf"(?:{head_pattern()}\s+(?:[{CAPITALS}]|nhân dân|tỉnh|các)|[Cc]ác\s|{alone}(?=\s*(?:$|[,;.])))"
    return re.compile(rf"\s*;\s*|\s*,\s*(?={named})|\s+và\s+(?={named})")


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
