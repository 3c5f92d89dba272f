"""Reading a table key by key: whatever is wrong is noted, and reading goes on.

Not here: which keys there are (shapes, rule_shapes, fact_shapes).
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from dondoc.core.scoring.criteria import Points
from dondoc.core.scoring.faults import ShapeFault
from dondoc.core.vietnamese import normalise

# Digits before and after the decimal point: more is a slip of the hand, and an exponent could fill the memory.
_MOST_DIGITS = (15, 20)
_SHARE = re.compile(r"([0-9]{1,6})/([0-9]{1,6})")


def number_of(value: object) -> Decimal | None:
    """The number, if it is one: whole or decimal, finite, of a size that figures have."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    if isinstance(value, int) and abs(value) >= 10 ** _MOST_DIGITS[0]:
        return None
    number = Decimal(value)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -_MOST_DIGITS[1] or number.adjusted() >= _MOST_DIGITS[0]:
        return None
    return number


def as_written(value: Decimal) -> str:
    """The number with the digits it was written with, never with an exponent."""
    return format(value, "f")


def shown(value: object) -> str:
    """A value as a fault quotes it: short, on one line."""
    match value:
        case bool():
            text = "true" if value else "false"
        case str():
            text = f"“{value}”"
        case Decimal():
            text = str(value)
        case None:
            text = "null"
        case list() | tuple():
            text = f"danh sách {len(value)} mục"
        case Mapping():
            text = "bảng (" + ", ".join(map(str, value)) + ")"
        case _:
            text = str(value)
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"


@dataclass
class Table:
    """One table being read. Keys asked for are the keys it may have; `path` stands before the names of keys in faults.

    `place` is the code of the criterion or pillar it is about; empty: each fault stands at its key.
    A getter that finds a fault notes it and gives back a value to go on with; the whole is refused in the end.
    """

    given: Mapping[str, object]
    place: str
    faults: list[ShapeFault]
    path: str = ""
    asked: list[str] = field(default_factory=list)

    def fault(self, key: str, what: str, expected: str) -> None:
        """Notes a fault at a key of this table; `{}` in `what` is the name of the key."""
        name = f"{self.path}{key}".rstrip(".")
        self.faults.append(ShapeFault(self.place or name or "tệp", what.replace("{}", f"“{name}”"), expected))

    def has(self, key: str) -> bool:
        """Whether the key is there; it is known from then on."""
        if key not in self.asked:
            self.asked.append(key)
        return key in self.given

    def wanted(self, key: str, expected: str) -> object:
        """The value of a key that must be there; None after noting that it is not."""
        if not self.has(key):
            self.fault(key, "thiếu {}", expected)
            return None
        return self.given[key]

    def wrong(self, key: str, expected: str) -> None:
        """Notes that the value of a key is not of its kind."""
        self.fault(key, f"{{}} là {shown(self.given[key])}", expected)

    def text(self, key: str, expected: str = "cần một đoạn chữ trong ngoặc kép, không để trống") -> str:
        """A text that is not empty, in its normal form; empty after a fault."""
        value = self.wanted(key, expected)
        if isinstance(value, str) and normalise(value):
            return normalise(value)
        if key in self.given:
            self.wrong(key, expected)
        return ""

    def choice(self, key: str, words: tuple[str, ...]) -> str:
        """One of the words; the first of them after a fault."""
        expected = "cần một trong: " + ", ".join(f"“{word}”" for word in words)
        value = self.wanted(key, expected)
        if isinstance(value, str) and value in words:
            return value
        if key in self.given:
            self.wrong(key, expected)
        return words[0]

    def texts(self, key: str, expected: str) -> tuple[str, ...]:
        """A list of texts, none empty; empty after a fault."""
        value = self.wanted(key, expected)
        if isinstance(value, list) and all(isinstance(each, str) and normalise(each) for each in value):
            return tuple(normalise(each) for each in value)
        if key in self.given:
            self.wrong(key, expected)
        return ()

    def number(self, key: str, expected: str) -> Decimal | None:
        """A number, of any sign; None after a fault."""
        value = self.wanted(key, expected)
        number = number_of(value)
        if number is None and key in self.given:
            self.wrong(key, expected)
        return number

    def amount(self, key: str, expected: str, *, above_zero: bool = False) -> Fraction | None:
        """A number that is not negative (`above_zero`: nor zero); None after a fault."""
        number = self.number(key, expected)
        if number is not None and (number < 0 or (above_zero and number == 0)):
            self.wrong(key, expected)
            return None
        return None if number is None else Fraction(number)

    def digits(self, key: str) -> int:
        """A number of decimals; 0 after a fault."""
        expected = "cần một số nguyên từ 0 đến 10"
        value = self.wanted(key, expected)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10:
            return value
        if key in self.given:
            self.wrong(key, expected)
        return 0

    def points(self, key: str, maximum: Fraction | None) -> Points:
        """Points or a share of the maximum (None: unknown); notes those that are more than it gives."""
        expected = "cần số điểm không âm, “max”, “0” hoặc phân số của điểm tối đa như “1/2”"
        found = points_of(self.wanted(key, expected))
        if found is None:
            if key in self.given:
                self.wrong(key, expected)
            return Points(Fraction(0), is_share=False)
        most = Fraction(1) if found.is_share else maximum
        if most is not None and found.amount > most:
            limit = "tối đa là “max”" if found.is_share else f"tối đa là {fraction_text(most)} điểm"
            self.fault(key, f"{{}} cho {shown(self.given[key])}, quá điểm tối đa", limit)
        return found

    def table(self, key: str, expected: str) -> "Table | None":
        """A table inside this one; None after a fault."""
        value = self.wanted(key, expected)
        if isinstance(value, Mapping):
            return Table(value, self.place, self.faults, f"{self.path}{key}.")
        if key in self.given:
            self.wrong(key, expected)
        return None

    def tables(self, key: str, expected: str, *, may_be_empty: bool = False) -> Iterator["Table"]:
        """The tables of a list, each to be read before the next; counted from 1 in the names of faults."""
        value = self.wanted(key, expected)
        if key not in self.given:
            return
        if not isinstance(value, list) or not (value or may_be_empty):
            self.wrong(key, expected)
            return
        for number, each in enumerate(value, start=1):
            name = f"{key}[{number}]"
            if isinstance(each, Mapping):
                yield Table(each, self.place, self.faults, f"{self.path}{name}.")
            else:
                self.fault(name, f"{{}} là {shown(each)}", expected)

    def close(self) -> None:
        """Notes every key that was never asked for, with the known one nearest to it."""
        for key in self.given:
            if key in self.asked:
                continue
            nearest = difflib.get_close_matches(str(key), self.asked, 1)
            known = ", ".join(f"“{each}”" for each in self.asked)
            expected = f"gần nhất là “{nearest[0]}”" if nearest else f"các khóa dùng được: {known}"
            self.fault(str(key), "không có khóa {}", expected)


def points_of(value: object) -> Points | None:
    """Points as written: a number that is not negative, `"max"`, `"0"` or a fraction such as `"1/2"`."""
    if isinstance(value, str):
        if value in ("max", "0"):
            return Points(Fraction(value == "max"), is_share=True)
        share = _SHARE.fullmatch(value)
        return Points(Fraction(int(share[1]), int(share[2])), is_share=True) if share and int(share[2]) else None
    number = number_of(value)
    return None if number is None or number < 0 else Points(Fraction(number), is_share=False)


def fraction_text(value: Fraction) -> str:
    """A fraction that came from a decimal, as one: `12,5`."""
    return as_written(Decimal(value.numerator) / Decimal(value.denominator)).replace(".", ",")
