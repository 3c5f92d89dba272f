"""What a dossier of an administrative procedure is: its columns, the values they take, what is wrong with a row.

Not here: reading files (analytics/sources), keeping rows (analytics/stores), counting them (analytics/measures).
"""

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """How a dossier came in (Decree 61/2018/NĐ-CP, article 16)."""

    DIRECT = "direct"
    POST = "post"
    ONLINE = "online"


class Status(StrEnum):
    """Where a dossier stands."""

    OPEN = "open"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"


class Part(StrEnum):
    """Which of the dossiers behind a rate; those that miss it are in its denominator alone."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    MISSES = "misses"


class Kind(StrEnum):
    """What a column holds. A `due` without a time, or at 00:00, lasts to the end of its day."""

    TEXT = "text"
    CHANNEL = "channel"
    STATUS = "status"
    FLAG = "flag"
    MOMENT = "moment"
    DUE = "due"
    AMOUNT = "amount"
    RATING = "rating"


@dataclass(frozen=True)
class Column:
    """One column of a dossier file. A row whose `needed` cell is blank is rejected; a file without it is refused."""

    name: str
    kind: Kind
    needed: bool = False


COLUMNS = (
    Column("dossier_code", Kind.TEXT, needed=True),
    Column("procedure_code", Kind.TEXT),
    Column("field", Kind.TEXT),
    Column("unit", Kind.TEXT),
    Column("channel", Kind.CHANNEL, needed=True),
    Column("fully_online", Kind.FLAG),
    Column("received_at", Kind.MOMENT, needed=True),
    Column("due_at", Kind.DUE, needed=True),
    Column("finished_at", Kind.MOMENT),
    Column("status", Kind.STATUS, needed=True),
    Column("fee", Kind.AMOUNT),
    Column("paid_online", Kind.FLAG),
    Column("input_digitised", Kind.FLAG),
    Column("result_electronic", Kind.FLAG),
    Column("result_stored", Kind.FLAG),
    Column("data_reused", Kind.FLAG),
    Column("in_ministry_system", Kind.FLAG),
    Column("outside_boundary", Kind.FLAG),
    Column("satisfaction", Kind.RATING),
)


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell: the row as a spreadsheet counts it (the header is row 1), column, value, reason.

    `column` is empty where the whole row is at fault; `value` then says what was found and never repeats the row.
    """

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class FileReport:
    """What became of one file: `read` = `stored` + `rejected` + `unchanged` (rows, the header apart).

    `stored` counts new rows and rows that replaced an earlier one. `passed_over` names columns nobody knows,
    `personal` those left out because they hold personal data, `absent` the optional ones that the file lacks.
    `refusal` is the sentence for a file of which nothing could be read, and empty otherwise.
    """

    name: str
    sha256: str = ""
    read: int = 0
    stored: int = 0
    rejected: int = 0
    unchanged: int = 0
    is_known: bool = False  # the same content was loaded before: nothing was done
    passed_over: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    refusal: str = ""


def masked_code(code: str) -> str:
    """The code with its last part hidden, from which the very dossier could be looked up: `H99.13-260105-****`.

    The last part is the last one with a digit in it, and what comes after; all of a code that has no parts.
    """
    last = max((place for place, character in enumerate(code) if character.isdigit()), default=0)
    shown = code[: code.rfind("-", 0, last) + 1]
    return shown + "*" * (len(code) - len(shown))
