"""Words said twice by mistake (`của của`, `hệ thống Hệ thống`, `giải giải quyết`), joining words too many (`tại theo`).

Not here: where such words stand and how they are reported (doubts).
"""

import re
from collections.abc import Iterator
from functools import cache

from dondoc.planfile.words import alternatives, plain, printed, words

_WORD = r"[^\W\d_]+"
_SINGLE = re.compile(
    rf"(?<!\w)(?P<word>[^\W\d_]{{2,}}) (?P<again>(?P=word))(?!\w)(?= (?P<after>{_WORD}))?", re.IGNORECASE
)
_PAIR = re.compile(rf"(?<!\w)(?P<pair>(?P<first>{_WORD}) (?!(?P=first) ){_WORD}) (?P=pair)(?!\w)", re.IGNORECASE)
_BEFORE = re.compile(rf"({_WORD}) $")


def repeated_words(text: str) -> Iterator[str]:
    """What stands twice with nothing but a space between, as printed."""
    for found in _PAIR.finditer(text):
        yield found[0]
    for found in _SINGLE.finditer(text):
        if _is_slip(found):
            yield found[0]
    for found in _bound_again().finditer(text):
        yield found[0]


def spare_words(text: str) -> Iterator[str]:
    """Two joining words of which one is too many, as printed."""
    for found in _two_joins().finditer(text):
        if plain(found["first"]) not in words("doubts")["ending_in_function_word"]:
            yield found["said"]


@cache
def _two_joins() -> re.Pattern[str]:
    """Two joining words, one too many: `quy định tại theo Thông tư`; `first` is the word that may own one of them."""
    said = alternatives(printed("doubts", "doubled_joins"))
    return re.compile(rf"(?<!\w)(?P<first>(?:{_WORD} )?(?=(?P<said>{said})(?!\w)){_WORD})", re.IGNORECASE)


@cache
def _bound_again() -> re.Pattern[str]:
    """A bound begun anew before its figure came: `bố trí tối thiểu từ Văn phòng Sở bố trí tối thiểu 02 công chức`."""
    bounds = alternatives(printed("doubts", "bounds"))
    between = r"(?: (?!(?:và|với|hoặc|theo|hơn|bằng|là) )[^\W\d_]+){1,8}?"
    return re.compile(rf"(?<!\w)(?P<said>(?:{_WORD} ){{1,3}}{bounds}){between} (?P=said)(?= \d)", re.IGNORECASE)


def _is_slip(found: re.Match[str]) -> bool:
    """Whether a doubled word cannot be the end of one word and the beginning of the next.

    A proper noun after a common one (`trụ sở Sở Tư pháp`) is none; neither is a word that Vietnamese doubles.
    """
    left = _BEFORE.search(found.string[: found.start()])
    word, before, after = plain(found["word"]), plain(left[1]) if left else "", plain(found["after"] or "")
    if word == "số" and found.string[found.end() :].lstrip()[:1].isdigit():  # `Luật Công nghiệp công nghệ số số 71`
        return False
    known = words("doubts")
    joining = known["function_words"]
    if word in known["reduplications"]:
        return False
    if word in joining:
        return f"{before} {word}" not in known["ending_in_function_word"]
    if found["word"][0].islower() and found["again"][0].isupper():
        return False
    opens = not before or before in joining
    closes = not after or (after in joining and f"{word} {after}" not in known["ending_in_function_word"])
    return opens or (closes and found["again"][0].islower())
