"""Identity numbers of persons in a text: found, and masked but for the last four digits.

Not here: who may see them in full (permissions), where they are kept sealed (models/sealed).
"""

import re

SHOWN = 4
MASK = "*"

# Personal identification number, twelve digits: three of the province (001 to 096), one of sex and century (0 to 3 for
# births from 1900 to 2099), two of the year, six of chance. Source: Decree 137/2015, article 13, as amended. Written in
# one, or in groups of three or four. No amount begins with 0, but the groups of a long one may.
_GROUPED = r"0\d{2}(?P<s>[ .-])\d{3}(?P=s)\d{3}(?P=s)\d{3}|0\d{3}(?P<t>[ .-])\d{4}(?P=t)\d{4}"
_PERSONAL = rf"(?<!\d)0\d{{11}}(?!\d)|(?<!\d)(?<!\d[ .,-])(?:{_GROUPED})(?![ .,-]?\d)"
# The older number of nine digits looks like any other: it is one only where the words before it say so.
_TOLD = r"(?:\bCMND|\bCMT(?:ND)?|chứng minh (?:nhân dân|thư))[^\d\n]{0,20}"
_OLDER = r"(?:\d{9}|\d{3}(?P<u>[ .-])\d{3}(?P=u)\d{3})(?![.,]?\d)"
_FOUND = re.compile(rf"(?P<personal>{_PERSONAL})|(?P<before>{_TOLD})(?P<older>{_OLDER})", re.IGNORECASE)


def mask(text: str) -> str:
    """The text with each identity number reduced to its last four digits: `********1234`. What is masked stays so."""
    return _FOUND.sub(_masked, text)


def is_masked(text: str) -> bool:
    """Whether masking takes anything out of the text."""
    return mask(text) != text


def _masked(found: re.Match[str]) -> str:
    number = found["personal"] or found["older"]
    digits = re.sub(r"\D", "", number)
    if found["personal"] and not (1 <= int(digits[:3]) <= 96 and digits[3] in "0123"):
        return found[0]
    return (found["before"] or "") + MASK * (len(digits) - SHOWN) + digits[-SHOWN:]
