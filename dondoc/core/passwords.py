"""What a password must be under a profile, and when one has to be changed.

Not here: the numbers and the words (rules/passwords.toml), whose password it is (queries/passwords), hashing.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dondoc.core.permissions import Role
from dondoc.core.vietnamese import fold, initials

_READ_AS = str.maketrans("@4013$5!", "aaoiessi")
_MOST_WORDS = 3


@dataclass(frozen=True)
class Profile:
    """The numbers of a profile: characters, days, hours and minutes, each named in rules/passwords.toml."""

    name: str
    least: int
    least_with_factor: int
    recommended: int
    most: int
    administrator_days: int
    earlier: int
    first_hours: int
    link_minutes: int


@dataclass(frozen=True)
class Known:
    """What others would try first: the most common passwords (small letters) and words that are folded."""

    common: Collection[str]
    words: frozenset[str]


def entered(text: str) -> str:
    """A password as it is checked and hashed, however a keyboard composed its letters: NFC, nothing else changed."""
    return unicodedata.normalize("NFC", text)


def faults(
    password: str, *, profile: Profile, known: Known, names: Iterable[str] = (), has_factor: bool = False
) -> list[str]:
    """Everything wrong with a new password, in sentences; empty for a good one.

    `names` are those of the owner, the units and the department; `has_factor`: a second factor stands behind it.
    Source: TCVN 14423:2026, item x.6.2.2 b.
    """
    password = entered(password)
    found = []
    least = profile.least_with_factor if has_factor else profile.least
    if len(password) < least:
        found.append(f"Mật khẩu cần ít nhất {least} ký tự.")
    if len(password) > profile.most:
        return [f"Mật khẩu dài không quá {profile.most} ký tự."]
    missing = [] if has_factor else _missing_classes(password)
    if missing:
        found.append(f"Mật khẩu còn thiếu {', '.join(missing)}.")
    if is_guessable(password, known=known, names=names):
        found.append("Mật khẩu này dễ đoán: quá thông dụng, hoặc chỉ ghép từ tên người, tên đơn vị, năm.")
    return found


def is_guessable(password: str, *, known: Known, names: Iterable[str] = ()) -> bool:
    """Whether others would try this password early: a common one, or known words with digits and signs around."""
    small = entered(password).casefold()
    plain = fold(small)
    if small in known.common or plain in known.common or _repeats(plain):
        return True
    words = known.words | words_of(names)
    cores = {_letters(plain), *(_letters(core.translate(_READ_AS)) for core in (_cut(plain), _cut_end(plain)))}
    return any(core in known.common or _is_made_of(core, words) for core in cores) or "" in cores


def words_of(names: Iterable[str]) -> frozenset[str]:
    """What a password is made of when it is made of names: whole, in parts and by first letters, folded."""
    found = set()
    for name in names:
        parts = re.findall(r"[a-z]+", fold(name))
        found |= {"".join(parts), *parts, initials(name)}
    return frozenset(word for word in found if len(word) >= 3)


def is_change_due(
    *, set_at: datetime | None, until: datetime | None, roles: Collection[Role], profile: Profile, at: datetime
) -> bool:
    """Whether the password must be changed before anything else: a first one, or an old one of an administrator."""
    if until is not None:
        return True
    is_old = set_at is not None and at - set_at >= timedelta(days=profile.administrator_days)
    return Role.ADMINISTRATOR in roles and is_old


def _missing_classes(password: str) -> list[str]:
    present = {
        "chữ thường": any(char.islower() for char in password),
        "chữ hoa": any(char.isupper() for char in password),
        "chữ số": any(char.isdigit() for char in password),
        "dấu câu hoặc ký hiệu": any(not char.isalnum() for char in password),
    }
    return [name for name, is_there in present.items() if not is_there]


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text)


def _cut(text: str) -> str:
    """From the first letter to the last."""
    return re.sub(r"^[^a-z]+|[^a-z]+$", "", text)


def _cut_end(text: str) -> str:
    return re.sub(r"[^a-z]+$", "", text)


def _repeats(text: str) -> bool:
    """Up to four characters over and over again."""
    return re.fullmatch(r"(.{1,4}?)\1+.{0,3}", text, re.DOTALL) is not None


def _is_made_of(text: str, words: Collection[str], most: int = _MOST_WORDS) -> bool:
    if text in words:
        return True
    if most == 1:
        return False
    return any(text[:cut] in words and _is_made_of(text[cut:], words, most - 1) for cut in range(3, len(text) - 2))
