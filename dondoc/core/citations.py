"""Cited documents compared: by number, by date, by issuing body.

Not here: how a citation is read (planfile/citations), the register of a department (models/registers).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dondoc.core.plan import Citation, Doubt
from dondoc.core.vietnamese import date_text, fold, normalise

_DASHES = str.maketrans("–—", "--")
_SPACE = re.compile(r"\s+")
_WRITTEN_OUT = {"ubnd": "uy ban nhan dan", "hdnd": "hoi dong nhan dan"}

# What is known of documents by the key of their number; several documents may bear one number (of other years).
Registered = Mapping[str, Sequence[Citation]]


def citation_key(number: str) -> str:
    """A number as it is compared: capitals, no spaces, one dash, no zeros before it; `056 /kh – ubnd` is `56/KH-UBND`.

    `Đ` stays apart from `D`: they stand for other words.
    """
    return _SPACE.sub("", normalise(number).translate(_DASHES)).upper().lstrip("0")


def same_issuer(a: str | None, b: str | None) -> bool:
    """Whether two names may mean one body: one is not said, or stands in the other.

    `UBND tỉnh` may be `Ủy ban nhân dân tỉnh Hà Nam`, `Bộ Công an` the same as `Bộ trưởng Bộ Công an`.
    """
    if not a or not b:
        return True
    first, second = sorted((_spelt_out(a), _spelt_out(b)), key=len)
    return f" {first} " in f" {second} "


def unregistered_dates(cited: Iterable[tuple[Citation, str]], registered: Registered) -> Iterator[Doubt]:
    """Citations (each with its place) dated otherwise than every registered document of their number."""
    for citation, where in cited:
        if citation.issued_on is None:
            continue
        known = [document.issued_on for document in registered.get(citation_key(citation.number), ())]
        days = [day for day in known if day]
        if days and citation.issued_on not in days:
            shown = " và ".join(date_text(day) for day in days)
            own = date_text(citation.issued_on)
            sentence = f"Văn bản số {citation.number} được dẫn với ngày {own}, Sổ văn bản viện dẫn ghi ngày {shown}"
            yield Doubt("citation-mismatch", sentence, where)


def _spelt_out(name: str) -> str:
    return " ".join(_WRITTEN_OUT.get(word, word) for word in fold(normalise(name)).split())
