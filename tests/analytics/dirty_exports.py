"""Dirty exports of dossiers as real systems write them, from a seed: text, sheets and Parquet, and what to ask then.

Nothing here knows what is right: a bad cell is one that the contract refuses whichever way it is read.
"""

import csv
import io
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from tests.analytics.reference import CHANNELS, FLAGS, HANOI, HEADERS, MOMENTS, NEEDED, STATUSES, TEXTS

UNITS = [
    *(
        "Sở Nội vụ",
        "Sở Tài chính",
        "Sở Tư pháp",
        "UBND phường Cao Lãnh",
        "Đội Đăng ký",
        "sở nội vụ",
        "Ban Quản lý  KKT",
    ),
    *(
        "Sở Xây dựng, Giao thông",
        'Trung tâm "Một cửa"',
        "Phòng Văn hóa\nXã hội",
        "Chi cục; số 2",
        "1.010",
        "Ủy ban\tXã",
    ),
]
FIELDS = ["Hộ tịch", "Đất đai", "Đầu tư", "Thành lập, hoạt động", "Chứng thực", "Lĩnh vực khác"]
PROCEDURES = ["1.010", "1.01", "1.001234", "2.000635.000.00.00.H20", "1.010.000", "BTP-277430", "0012"]
PASSED_OVER = [
    *("STT", "Ghi chú", "Họ và tên", "Số điện thoại", "Số CCCD", "Địa chỉ", "Email", "Ngày sinh", "Phòng", ""),
    *("Mã biên nhận", "Tên thủ tục; mức độ", "Lệ phí, phí khác"),
]
BAD = {
    "channel": ["Fax", "Trực tuyên truyền", "3", "có"],
    "status": ["Tạm dừng", "Đang chờ bổ sung", "1", "resolve"],
    "flag": ["yes", "2", "có thể", "n/a", "-", "on"],
    "fee": ["-5", "-1.000", "miễn phí", "1,234,567", "1.2.3", "NaN", "inf", "-0,5", "12.34.567"],
    "satisfaction": ["0", "4", "5", "tốt", "2,5", "1.5", "-1", "rất tốt"],
    "moment": [
        *("30/02/2026", "31/04/2026", "2026-02-30", "00/00/0000", "13/13/2026", "2026-13-01", "hôm qua", "29/02/2025"),
        *("32/01/2026", "03/02/2026 25:00", "03/02/2026 14:60", "0000-00-00", "99999999", "-46023", "2026-02-29 08:00"),
    ],
}


@dataclass(frozen=True)
class Export:
    """One file: its name tells its form; a row of None is a blank line. Cells are text, or typed but in text files."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Any, ...] | None, ...]
    encoding: str = "utf-8"
    separator: str = ","
    line_end: str = "\n"
    quoted: bool = False  # every cell, as some systems do
    closed: bool = True  # the last line has its end
    types: tuple[str, ...] = ()  # of Parquet: one a column

    def write(self, folder: Path) -> Path:
        """Writes the file and gives its path."""
        path = folder / self.name
        {".xlsx": self._sheet, ".parquet": self._parquet}.get(path.suffix, self._text)(path)
        return path

    def _text(self, path: Path) -> None:
        lines = [_line(self, self.header)] + [_line(self, row) if row is not None else "" for row in self.rows]
        text = self.line_end.join(lines) + (self.line_end if self.closed else "")
        path.write_bytes(in_cp1258(text) if self.encoding == "cp1258" else text.encode(self.encoding))

    def _sheet(self, path: Path) -> None:
        with xlsxwriter.Workbook(path, {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
            book.set_properties({"created": datetime(2026, 1, 1)})
            sheet = book.add_worksheet("Hồ sơ")
            day, moment = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": 22})
            sheet.write_row(0, 0, self.header)
            for line, row in enumerate(self.rows, start=1):
                for place, cell in enumerate(row or ()):
                    if isinstance(cell, str) and cell.startswith("#"):
                        sheet.write_formula(line, place, "=NA()", None, cell)
                    elif isinstance(cell, str):
                        sheet.write_string(line, place, cell)
                    elif isinstance(cell, date):
                        sheet.write_datetime(line, place, cell, moment if isinstance(cell, datetime) else day)
                    elif cell is not None:
                        sheet.write(line, place, cell)

    def _parquet(self, path: Path) -> None:
        columns = (
            zip(*[row for row in self.rows if row is not None], strict=True) if self.rows else [()] * len(self.types)
        )
        arrays = [pa.array(list(cells), _PARQUET[kind]) for cells, kind in zip(columns, self.types, strict=True)]
        pq.write_table(pa.Table.from_arrays(arrays, names=list(self.header)), path, row_group_size=7)


_PARQUET: dict[str, pa.DataType] = {
    "text": pa.string(),
    "large": pa.large_string(),
    "words": pa.dictionary(pa.int32(), pa.string()),
    "flag": pa.bool_(),
    "whole": pa.int64(),
    "small": pa.int8(),
    "float": pa.float64(),
    "decimal": pa.decimal128(18, 2),
    "day": pa.date32(),
    "moment": pa.timestamp("us"),
    "millis": pa.timestamp("ms"),
    "nanos": pa.timestamp("ns"),
    "utc": pa.timestamp("us", tz="UTC"),
    "hanoi": pa.timestamp("us", tz="Asia/Ho_Chi_Minh"),
}


@dataclass(frozen=True)
class Question:
    """One call of `measure`."""

    by: tuple[str, ...]
    calendar: str
    as_of: date
    form: str


@dataclass(frozen=True)
class Scenario:
    """Exports in the order in which they are loaded, and what is asked of the store then."""

    seed: int
    exports: tuple[Export, ...]
    questions: tuple[Question, ...]
    together: bool = False  # one command loads them all


Dossier = dict[str, Any]  # the truth that an export tells in its own way; None is blank


def scenario(seed: int, *, rows: int = 60) -> Scenario:
    """Exports and questions; the same seed gives the same ones."""
    chance = Random(seed)
    pool = [_dossier(chance, number) for number in range(chance.randint(1, rows))]
    exports: list[Export] = []
    absent = _absent(chance)
    for place in range(chance.choice((1, 1, 2, 3, 4))):
        if place:
            pool = _later(chance, pool)
        if exports and chance.random() < 0.15:  # the same content under another name
            before = chance.choice(exports)
            exports.append(replace(before, name=f"{place}-lại" + Path(before.name).suffix))
        else:
            absent = _absent(chance) if chance.random() < 0.3 else absent
            exports.append(_export(chance, place, pool, absent))
    questions = tuple(_question(chance, pool) for _ in range(3))
    return Scenario(seed, tuple(exports), questions, chance.random() < 0.4)


def _question(chance: Random, pool: list[Dossier]) -> Question:
    keys = ["unit", "procedure_code", "field", "channel", "month", "quarter", "half_year", "year"]
    by = tuple(chance.sample(keys, chance.choice((1, 1, 2, 2, 3, 4))))
    as_of = chance.choice(pool)["due_at"].date() + timedelta(days=chance.choice((0, 0, 1, 200)))
    return Question(by, chance.choice(("calendar", "cutoff")), as_of, chance.choice(("json", "json", "csv")))


# What the dossiers are


def _moment(chance: Random, first: date = date(2025, 1, 1), days: int = 640) -> datetime:
    edges = [date(2025, 12, 14), date(2025, 12, 15), date(2026, 1, 1), date(2026, 6, 14), date(2026, 6, 15)]
    edges += [date(2024, 2, 29), date(2026, 3, 31), date(2025, 12, 31)]
    day = chance.choice(edges) if chance.random() < 0.2 else first + timedelta(days=chance.randint(0, days))
    clock = time(0) if chance.random() < 0.4 else time(chance.randint(0, 23), chance.randint(0, 59))
    if chance.random() < 0.1:
        clock = chance.choice((time(23, 59, 59), time(0, 0, 1), time(14, 5, 9)))
    return datetime.combine(day, clock)


def _dossier(chance: Random, number: int) -> Dossier:
    received = _moment(chance)
    due = _after(chance, received, 30)
    forms = (f"000.00.01.H29-26{number:04d}", f"H21.17-260203-{number:04d}", f"{number:08d}", f"Hồ sơ {number}")
    values: dict[str, Any] = {
        "dossier_code": chance.choice(forms),
        "procedure_code": chance.choice([*PROCEDURES, None]),
        "field": chance.choice([*FIELDS, None]),
        "unit": chance.choice([*UNITS, None]),
        "channel": chance.choice(list(CHANNELS)),
        "received_at": received,
        "due_at": due,
        "fee": chance.choice(
            [None, 0, 50000, 1234567, Decimal("1234.5"), 1000, 999, Decimal("12.75"), Decimal("0.25")]
        ),
        "satisfaction": chance.choice([None, 1, 2, 3]),
    }
    values |= {flag: chance.random() < 0.5 for flag in FLAGS}
    return values | _standing(chance, received, due)


def _after(chance: Random, moment: datetime, days: int) -> datetime:
    """Not before it; sometimes the same day, and then without a time."""
    if chance.random() < 0.15:
        return datetime.combine(moment.date(), time(0))
    later = _moment(chance, moment.date() + timedelta(days=1), days)
    return later if later > moment else moment + timedelta(days=chance.randint(1, days))


def _standing(chance: Random, received: datetime, due: datetime) -> dict[str, Any]:
    status = chance.choice(["open", "resolved", "resolved", "resolved", "withdrawn", "returned"])
    finished = None
    if status == "resolved" or (status != "open" and chance.random() < 0.5):
        finished = chance.choice((received, due)) if chance.random() < 0.2 else _after(chance, received, 40)
    if chance.random() < 0.03:  # what no dossier can be
        finished = chance.choice((None, received - timedelta(minutes=1), received + timedelta(days=3)))
    return {"status": status, "finished_at": finished}


def _later(chance: Random, pool: list[Dossier]) -> list[Dossier]:
    """What the next export tells: some as before, some that went on or moved, some new, some gone."""
    told = []
    for dossier in pool:
        values, draw = dict(dossier), chance.random()
        if draw < 0.1:
            continue
        if draw < 0.4:
            values |= _standing(chance, values["received_at"], values["due_at"])
        elif draw < 0.5:
            values["received_at"] = _moment(chance)
            values["due_at"] = _after(chance, values["received_at"], 30)
            values |= _standing(chance, values["received_at"], values["due_at"])
        elif draw < 0.6:
            values["unit"] = chance.choice(UNITS)
        told.append(values)
    start = len(pool) + chance.randint(0, 50)
    return told + [_dossier(chance, start + number) for number in range(chance.randint(not told, 15))]


# How an export writes them


def _absent(chance: Random) -> set[str]:
    """Optional columns that exports lack."""
    share = chance.choice((0, 0, 0.15))
    return {name for name in HEADERS if name not in NEEDED and name != "finished_at" and chance.random() < share}


def _export(chance: Random, place: int, pool: list[Dossier], absent: set[str]) -> Export:
    suffix = chance.choice((".csv", ".csv", ".csv", ".txt", ".xlsx", ".parquet"))
    columns = [name for name in HEADERS if name not in absent]
    columns += [f"?{name}" for name in chance.sample(PASSED_OVER, chance.choice((0, 0, 1, 3)))]
    if suffix not in (".csv", ".txt"):
        columns = [name for name in columns if name != "?"]
    if chance.random() < 0.6:
        chance.shuffle(columns)
    spelling = chance.choice(("any", "any", "bare", "English"))
    header = tuple(_heading(chance, name, spelling) for name in columns)
    encoding = chance.choice(("utf-8", "utf-8-sig", "cp1258")) if suffix in (".csv", ".txt") else "utf-8"
    dirt = chance.choice((0.0, 0.03, 0.15))
    style = Export(
        name=f"{place}-xuất" + suffix,
        header=header,
        rows=(),
        encoding=encoding,
        separator=chance.choice(",;\t"),
        line_end=chance.choice(("\n", "\r\n")),
        quoted=chance.random() < 0.2,
        closed=chance.random() < 0.8,
    )
    told = pool + chance.sample(pool, min(len(pool), chance.randint(0, 3)))  # doubles
    if suffix == ".parquet":
        return _typed_columns(chance, style, columns, told, dirt)
    write = _sheet_cell if suffix == ".xlsx" else _text_cell
    rows = [_spoilt_row(chance, [_cell(chance, d, name, dirt, write) for name in columns], dirt, suffix) for d in told]
    for _ in range(chance.choice((0, 0, 1, 3))):
        rows.insert(chance.randint(0, len(rows)), None)
    return replace(style, rows=tuple(tuple(row) if row is not None else None for row in rows))


def _heading(chance: Random, name: str, spelling: str) -> str:
    """A header in any accepted form, or all without marks or in English; one to pass over as it is."""
    if name.startswith("?"):
        return name[1:]
    if spelling == "English":
        return name
    said = chance.choice([*HEADERS[name], *HEADERS[name], name])
    forms = (str, str, str.upper, str.lower, str.title, without_marks, _nfd)
    said = without_marks(said) if spelling == "bare" else chance.choice(forms)(said)
    return chance.choice((said, said, f" {said} ", said.replace(" ", "  ")))


def _cell(chance: Random, dossier: Dossier, name: str, dirt: float, write: Callable[[Random, str, Any], Any]) -> Any:
    if name.startswith("?"):
        return chance.choice(
            ["", "ghi chú", "a,b;c", 'nói "có"', "dòng một\ndòng hai", "\n", "\n\n", ";\t,", "12", "Nguyễn Thị Mẫu"]
        )
    if chance.random() < dirt / 4:
        return _spoilt(chance, name, typed=write is _sheet_cell)
    return write(chance, name, dossier[name])


def _spoilt(chance: Random, name: str, *, typed: bool) -> Any:
    if name in NEEDED and chance.random() < 0.3:
        return chance.choice(("", "  "))
    if typed and name not in TEXTS and chance.random() < 0.3:
        return chance.choice((-7, "#N/A", "#DIV/0!"))
    kind = "moment" if name in MOMENTS else "flag" if name in FLAGS else name
    return chance.choice(BAD.get(kind, [""]))


def _spoilt_row(chance: Random, row: list[Any], dirt: float, suffix: str) -> list[Any]:
    if suffix == ".xlsx" or chance.random() >= dirt / 2:
        return row
    return chance.choice((row[:-1], [*row, ""], [*row, "thừa"], row[:2], [""] * len(row)))


def _text_cell(chance: Random, name: str, value: Any) -> str:
    if value is None or (name in FLAGS and not value and chance.random() < 0.3):
        return chance.choice(("", "", " "))
    if name in MOMENTS:
        return _moment_text(chance, value)
    if name == "fee":
        return _fee_text(chance, Decimal(value)) if value or chance.random() < 0.5 else ""
    text = _word(chance, name, value)
    return chance.choice((text, text, text, f" {text}", f"{text} ", _nfd(text)))


def _word(chance: Random, name: str, value: Any) -> str:
    if name in TEXTS:
        return str(value)
    words: dict[Any, list[str]] = {"channel": CHANNELS, "status": STATUSES}.get(name, {})  # type: ignore[assignment]
    if name in FLAGS:
        words = {True: ["Có", "x", "1", "true"], False: ["Không", "0", "false"]}
    if name == "satisfaction":
        words = {3: ["3", "3", "Rất hài lòng"], 2: ["2", "2", "Hài lòng"], 1: ["1", "1", "Chưa hài lòng"]}
    said = chance.choice(words[value])
    return chance.choice((str, str, str.upper, str.lower, str.capitalize, without_marks, _spaced))(said)


def _moment_text(chance: Random, value: datetime) -> str:
    day, month, year = value.day, value.month, value.year
    days = [f"{value:%Y-%m-%d}", f"{value:%d/%m/%Y}", f"{value:%d/%m/%Y}", f"{day}/{month}/{year}"]
    if chance.random() < 0.15:
        return _serial_text(chance, value)
    if value.time() == time(0) and chance.random() < 0.7:
        return chance.choice(days)
    clocks = [f"{value:%H:%M:%S}", f"{value.hour}:{value:%M:%S}"]
    if not value.second:
        clocks += [f"{value:%H:%M}", f"{value:%H:%M}", f"{value.hour}:{value:%M}"]
    clock = chance.choice(clocks)
    return chance.choice([f"{chance.choice(days)} {clock}", f"{value:%Y-%m-%d}T{value:%H:%M:%S}"])


def _serial_text(chance: Random, value: datetime) -> str:
    serial = Decimal((value - datetime(1899, 12, 30)) // timedelta(seconds=1)) / 86400
    whole = serial == int(serial)
    return f"{int(serial)}" if whole else f"{serial:.10f}".replace(".", chance.choice(".,"))


def _fee_text(chance: Random, value: Decimal) -> str:
    grouped = f"{value:,}".translate(str.maketrans(",.", ".,"))
    plain = f"{value}".replace(".", ",")
    point = f"{value}" if value != int(value) else plain
    return chance.choice((grouped, grouped, plain, point, f" {grouped}"))


def _sheet_cell(chance: Random, name: str, value: Any) -> Any:
    """As Excel keeps it: dates and numbers typed, or as text, as somebody left them."""
    if value is None:
        return chance.choice((None, None, ""))
    if name in TEXTS or chance.random() < 0.35:
        return _text_cell(chance, name, value)
    if name in MOMENTS:
        serial = (value - datetime(1899, 12, 30)) / timedelta(days=1)
        return chance.choice((value, value, value.date() if value.time() == time(0) else value, serial))
    if name == "fee":
        return float(value)
    if name in FLAGS:
        return chance.choice((value, value, int(value), "x" if value else None))
    return value if name == "satisfaction" else _text_cell(chance, name, value)


def _typed_columns(chance: Random, style: Export, columns: list[str], told: list[Dossier], dirt: float) -> Export:
    """Each column of one type; a bad cell only where the type can hold it."""
    types, cells = [], []
    for name in columns:
        kind = chance.choice(_kinds_of(name))
        types.append(kind)
        if kind in ("text", "large", "words"):
            cells.append([_cell(chance, d, name, dirt, _text_cell) or None for d in told])
        else:
            cells.append([_typed_cell(kind, d[name] if chance.random() >= dirt / 4 else -7) for d in told])
    return replace(style, rows=tuple(zip(*cells, strict=True)), types=tuple(types))


def _kinds_of(name: str) -> list[str]:
    if name in MOMENTS:
        return ["text", "words", "moment", "moment", "millis", "nanos", "utc", "hanoi", "day"]
    if name in FLAGS:
        return ["text", "words", "flag", "flag", "small"]
    return {"fee": ["text", "whole", "float", "decimal"], "satisfaction": ["text", "small", "float"]}.get(
        name, ["text", "large", "words"]
    )


def _typed_cell(kind: str, value: Any) -> Any:
    """A bad one is -7 where the type can hold it, and null elsewhere."""
    if value is None or (value == -7 and kind not in ("whole", "small", "float", "decimal")):
        return None
    match kind:
        case "day":
            return value.date()
        case "utc" | "hanoi":
            return value.replace(tzinfo=HANOI).astimezone(UTC)
        case "whole" | "small":
            return int(value)
        case "float":
            return float(value)
        case "decimal":
            return Decimal(value)
    return value


# Letters


def _nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _spaced(text: str) -> str:
    return f" {text} ".replace(" ", "  ")


def without_marks(text: str) -> str:
    """As people type it: `Ma ho so`."""
    bare = "".join(letter for letter in _nfd(text) if not unicodedata.combining(letter))
    return bare.replace("đ", "d").replace("Đ", "D")


def in_cp1258(text: str) -> bytes:
    """As Vietnamese Windows wrote it: letters with their hat, then the tone as a sign of its own."""
    out = bytearray()
    for letter in unicodedata.normalize("NFC", text):
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            marks = _nfd(letter)
            tones = [mark for mark in marks[1:] if mark in "\u0300\u0301\u0303\u0309\u0323"]
            hats = [mark for mark in marks[1:] if mark not in tones]
            out += (unicodedata.normalize("NFC", marks[0] + "".join(hats)) + "".join(tones)).encode("cp1258")
    return bytes(out)


def _line(style: Export, cells: tuple[Any, ...]) -> str:
    line = io.StringIO()
    quoting = csv.QUOTE_ALL if style.quoted else csv.QUOTE_MINIMAL
    csv.writer(line, delimiter=style.separator, quoting=quoting).writerow(cells)
    return line.getvalue().removesuffix("\r\n")
