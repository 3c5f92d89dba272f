"""The text of a cell of a dossier file → its value: one rule for each kind of column.

Not here: the words themselves (rules/dossier_columns.toml), whole columns at once (analytics/typing_columns).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from dondoc.core.dossiers import Kind
from dondoc.core.vietnamese import fold, normalise

Value = str | bool | int | Decimal | datetime | None

NEEDED = "Ô bắt buộc nhưng còn trống."
BROKEN = "Ô có ký tự hỏng hoặc sai bảng mã: hãy xuất lại tệp với bảng mã UTF-8."
UNFINISHED = "Hồ sơ đã giải quyết nhưng thiếu ngày trả kết quả."
FINISHED_BUT_OPEN = "Hồ sơ đang xử lý nhưng lại có ngày trả kết quả."
_FINISHED_TOO_EARLY = "Ngày trả kết quả trước ngày tiếp nhận."
_RAGGED = "Số ô khác tiêu đề ({} ô): hãy kiểm tra dấu phân cách và dấu ngoặc kép của dòng này."
_STRAY = "Có ô nằm ngoài {} cột có tiêu đề: hãy ghi tiêu đề cho cột đó hoặc xóa ô thừa."
_NO_MOMENT = "Không phải ngày giờ: hãy ghi như 03/02/2026, 03/02/2026 14:05 hoặc 2026-02-03."
_NO_SUCH_MOMENT = "Ngày giờ không có thật: hãy kiểm tra lại."
_FAR_YEAR = "Năm phải từ {} đến {}."
_NO_AMOUNT = "Không phải số tiền: hãy ghi như 1.234.567 hoặc 1234567,5."
_NEGATIVE = "Số tiền không được âm."
_VAST = "Số tiền lớn bất thường: hãy kiểm tra lại."
_NO_WORD = "Giá trị ngoài danh mục: hãy ghi một trong các từ {}."

_MOMENT = re.compile(
    r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})/(\d{1,2})/(\d{4}))(?:(?:T|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?)?",
    re.ASCII,
)
_SERIAL = re.compile(r"(\d{5})(?:[.,](\d+))?", re.ASCII)
_SERIAL_ZERO = datetime(1899, 12, 30)  # day 0 of a spreadsheet, for every day from 1/3/1900 on
_SERIALS = range(10_000, 73_051)  # to 31/12/2099; a number of four digits is more likely a bare year
_AMOUNT = re.compile(r"([+-]?)(?:(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?|(\d+)\.(\d{1,2}|\d{4,}))", re.ASCII)
# By the reporting windows a dossier counts in a month beside its own, and periods are those of 1900 to 2099
# (core/periods). A due day counts only once it is past: 31/12/2099 is what some write for one that never comes.
_YEARS = {Kind.MOMENT: range(1901, 2099), Kind.DUE: range(1900, 2100)}
_MOST = Decimal(10) ** 14
_FOUR_PLACES = Decimal("0.0001")
_BLANK: dict[Kind, Value] = {Kind.FLAG: False, Kind.AMOUNT: Decimal(0)}
_MOST_SHOWN = 200


@dataclass(frozen=True)
class WordList:
    """The words of a kind: what each means, by its key_of(); `advice` names one word a value, as people write them."""

    meanings: Mapping[str, str | bool | int]
    advice: str


class UnfitValue(ValueError):
    """A text that is no value of its kind; `reason` says why, in one sentence for the rejects file."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def value_of(kind: Kind, text: str, words: Mapping[Kind, WordList]) -> Value:
    """What a cell says; a blank one is false for a flag, 0 for an amount and `None` else. Raises UnfitValue."""
    text = text_of(text)
    if not text:
        return _BLANK.get(kind)
    match kind:
        case Kind.TEXT:
            return text
        case Kind.MOMENT:
            return believable(moment_of(text), kind)
        case Kind.DUE:
            return due_end(believable(moment_of(text), kind))
        case Kind.AMOUNT:
            return amount_of(text)
        case _:
            return _word_of(text, words[kind])


def ragged_reason(width: int) -> str:
    """Why a line with more or fewer cells than the header, which has `width`, is not taken."""
    return _RAGGED.format(width)


def stray_reason(width: int) -> str:
    """Why a row of a spreadsheet with cells beyond those of the header, which has `width`, is not taken."""
    return _STRAY.format(width)


def shown(text: str) -> str:
    """A cell as a fault repeats it: without spaces around it, only the beginning of a long one."""
    kept = text.replace("\0", "\N{REPLACEMENT CHARACTER}").strip()
    return kept if len(kept) <= _MOST_SHOWN else f"{kept[:_MOST_SHOWN]}…"


def text_of(text: str) -> str:
    """Text as it is kept: NFC, without spaces around it, no-break ones included. Raises UnfitValue for lost letters."""
    if "\0" in text or "\N{REPLACEMENT CHARACTER}" in text:
        raise UnfitValue(BROKEN)
    return unicodedata.normalize("NFC", text).strip()


def key_of(text: str) -> str:
    """A header or a word as it is compared: no diacritics, small letters, single spaces."""
    return " ".join(fold(normalise(text)).split())


def moment_of(text: str) -> datetime:
    """The wall clock of Asia/Ho_Chi_Minh: `2026-02-03`, `3/2/2026 14:05[:30[.5]]` or a spreadsheet's serial.

    A serial is taken to the second; without a time it is 00:00. Raises UnfitValue.
    """
    found = _MOMENT.fullmatch(text)
    if not found:
        return _serial_moment(text)
    *parts, fraction = found.groups()
    year, month, day, day_first, month_second, year_last, hour, minute, second = (int(part or 0) for part in parts)
    ticks = int((fraction or ".0")[1:].ljust(6, "0"))
    try:
        moment = datetime(year or year_last, month or month_second, day or day_first, hour, minute, second, ticks)
    except ValueError as error:
        raise UnfitValue(_NO_SUCH_MOMENT) from error
    return moment


def believable(moment: datetime, kind: Kind) -> datetime:
    """The moment itself. Raises UnfitValue outside the years in which one of its kind can lie."""
    years = _YEARS[kind]
    if moment.year not in years:
        raise UnfitValue(_FAR_YEAR.format(years[0], years[-1]))
    return moment


def due_end(moment: datetime) -> datetime:
    """When a dossier due at `moment` becomes late: one without a time lasts to the end of its day."""
    is_day = moment == datetime(moment.year, moment.month, moment.day)
    return moment + timedelta(days=1, microseconds=-1) if is_day else moment


def check_order(received: datetime, finished: datetime) -> None:
    """Raises UnfitValue for a dossier finished before it was received; 00:00 on the day of that is no time of day."""
    is_day = finished == datetime(finished.year, finished.month, finished.day)
    if finished.date() < received.date() or (finished < received and not is_day):
        raise UnfitValue(_FINISHED_TOO_EARLY)


def amount_of(text: str) -> Decimal:
    """`1.234.567,5`: a dot before groups of three parts thousands, a comma decimals; so does a dot not before three.

    To four decimals. Raises UnfitValue where it is no number, negative or beyond belief.
    """
    found = _AMOUNT.fullmatch(text)
    if not found:
        raise UnfitValue(_NO_AMOUNT)
    sign, grouped, decimals, whole, fraction = (part or "" for part in found.groups())
    amount = Decimal(f"{sign}{grouped.replace('.', '')}{whole}.{decimals}{fraction}")
    if amount < 0:
        raise UnfitValue(_NEGATIVE)
    if amount >= _MOST:
        raise UnfitValue(_VAST)
    return amount.quantize(_FOUR_PLACES, ROUND_HALF_UP)


def _serial_moment(text: str) -> datetime:
    found = _SERIAL.fullmatch(text)
    if not found or int(found[1]) not in _SERIALS:
        raise UnfitValue(_NO_MOMENT)
    seconds = (Decimal(f"0.{found[2] or 0}") * 86_400).quantize(Decimal(1), ROUND_HALF_UP)
    return _SERIAL_ZERO + timedelta(days=int(found[1]), seconds=int(seconds))


def _word_of(text: str, words: WordList) -> str | bool | int:
    try:
        return words.meanings[key_of(text)]
    except KeyError:
        raise UnfitValue(_NO_WORD.format(words.advice)) from None
