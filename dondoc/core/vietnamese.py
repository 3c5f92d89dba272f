"""Vietnamese text, dates and numbers: one normal form at the door, one way to search, sort and print.

Not here: words of the screen (web/templates), words of official documents (officialdoc).
"""

import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")

_INVISIBLE = (
    # Controls but tab and line ends; soft hyphen; zero-width and direction marks; joiners; byte order mark.
    *(*range(0x09), *range(0x0E, 0x1C), 0x1F, *range(0x7F, 0x85), *range(0x86, 0xA0), 0xAD),
    *(*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF),
)
_SPACES = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_ODD_CHARACTERS: dict[int, str] = (
    dict.fromkeys(_INVISIBLE, "") | dict.fromkeys(_SPACES, " ") | dict.fromkeys((0x2010, 0x2011, 0x2212), "-")
)
# Sorting a run of marks takes the square of its length; nobody writes more than 30 (Unicode annex 15, 13).
_MOST_MARKS = 30
# Printable ASCII, Vietnamese letters made whole and the signs of print: nothing to put right but spaces.
_PLAIN = re.compile("[ -~\u00c0-\u017e\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u2013\u2014\u201c\u201d\u2026]*")
_MAY_BE_MARKS = re.compile(rf"[\u0300-\u1dff\u1f00-\U0010ffff]{{{_MOST_MARKS + 1},}}")
_LETTERS = "aáàảãạăắằẳẵặâấầẩẫậbcdđeéèẻẽẹêếềểễệfghiíìỉĩịjklmnoóòỏõọôốồổỗộơớờởỡợpqrstuúùủũụưứừửữựvwxyýỳỷỹỵz"
# What a regular expression puts between brackets: no range, for in Unicode small letters stand among the capitals.
CAPITALS = "".join(dict.fromkeys(_LETTERS.upper()))
SMALL_LETTERS = _LETTERS
_RANK = {letter: rank for rank, letter in enumerate(_LETTERS, start=100)}
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SYLLABLE = re.compile(
    r"(?:ngh?|[cgknpt]h|tr|gi|qu|[bcdđghklmnpqrstvx])?(?:"
    r"(?:oa|oă|uâ|o[eo]|uê|uơ|uy|uyê|iê|yê|uô|ươ|[aăâeêioôơuưy])(?:ch|n[gh]?|[cmpt])?"
    r"|(?:uya|oai|oa[oy]|oeo|uây|uy[au]|iêu|yêu|uôi|ươ[iu]|[iuưy]a|a[iouy]|â[uy]|eo|êu|[iươ]u|[oôơuư]i|uơ))"
)
_NUMBER = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")


def normalise(text: str) -> str:
    """The one normal form in which text is kept: NFC, plain spaces and hyphens, no invisible characters.

    Line ends stay; spaces at the ends of lines and runs of spaces go.
    """
    if _PLAIN.fullmatch(text):  # nearly every text, and ten times as quick
        return " ".join(text.split())
    # Odd characters go first: one between a letter and its mark would keep the two apart.
    text = unicodedata.normalize("NFC", _MAY_BE_MARKS.sub(_few_marks, text.translate(_ODD_CHARACTERS)))
    text = _MAY_BE_MARKS.sub(_few_marks, text)  # again: a letter may have been taken apart
    return "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()


def _few_marks(run: re.Match[str]) -> str:
    kept, count = [], 0
    for char in run[0]:
        count = count + 1 if unicodedata.combining(char) else 0
        if count <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def fold(text: str) -> str:
    """Text for searching: lower case without diacritics, đ as d. `Sở Tư pháp` gives `so tu phap`."""
    bare = unicodedata.normalize("NFD", _MAY_BE_MARKS.sub(_few_marks, text.casefold()))
    return "".join(c for c in bare if not unicodedata.combining(c)).replace("đ", "d")


def sort_key(text: str) -> tuple[tuple[int, ...], ...]:
    """Key that puts words in the order of the Vietnamese alphabet (đ after d), case and spaces aside."""
    words = unicodedata.normalize("NFC", text).lower().split()
    return tuple(tuple(_RANK.get(c, ord(c) if ord(c) < 100 else 1000 + ord(c)) for c in word) for word in words)


def person_key(full_name: str) -> tuple[tuple[int, ...], ...]:
    """Key that sorts people the Vietnamese way: by given name (the last word), then the rest."""
    words = full_name.split()
    return sort_key(" ".join(words[-1:] + words[:-1]))


def date_text(day: date) -> str:
    """`15/6/2026`."""
    return f"{day.day}/{day.month}/{day.year}"


def official_date(day: date) -> str:
    """`ngày 05 tháng 02 năm 2026`: days under 10 and months 1 and 2 are padded (Decree 30/2020, annex I)."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def number_text(value: Decimal | int, *, decimals: int | None = None) -> str:
    """`1.234,5`. With `decimals`, rounded half up to at most that many, closing zeros dropped."""
    number = Decimal(value)
    if decimals is not None:
        number = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{number:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def percent_text(value: Decimal, *, decimals: int = 1) -> str:
    """`88,9 %`: one decimal at most where nothing else is asked for, with a space before the sign."""
    return f"{number_text(value, decimals=decimals)} %"


def parse_number(text: str) -> Decimal:
    """The number written the Vietnamese way (`1.234,5`). Raises ValueError on anything else: never a guess."""
    cleaned = normalise(text)
    if not cleaned.isascii() or not _NUMBER.fullmatch(cleaned):
        raise ValueError(text)
    return Decimal(cleaned.replace(".", "").replace(",", "."))


def initials(text: str) -> str:
    """First letters, folded: `Sở Tư pháp` gives `stp`. The way officials shorten names."""
    return "".join(word[0] for word in re.findall(r"\w+", fold(text)))


def is_syllable(word: str) -> bool:
    """Whether a word can be one Vietnamese syllable (`nghiệp`, `Sở`): onset, vowels, ending, one tone at most."""
    spread = unicodedata.normalize("NFD", word.lower())
    bare = unicodedata.normalize("NFC", "".join(c for c in spread if c not in _TONES))
    return len(spread) - len([c for c in spread if c not in _TONES]) < 2 and _SYLLABLE.fullmatch(bare) is not None
