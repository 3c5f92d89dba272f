"""The dossier contract once more, in plain Python, one row at a time: what `dossiers load` and `measure` must answer.

Nothing here comes from the product: a rule is right here because a reader can hold it against the contract.
"""

import csv
import hashlib
import io
import re
import tomllib
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow.parquet as pq

HANOI = timezone(timedelta(hours=7))
WINDOWS = Path(__file__).parents[2] / "rules" / "reporting_windows.toml"

HEADERS = {
    "dossier_code": ["Mã hồ sơ", "Số hồ sơ"],
    "procedure_code": ["Mã TTHC", "Mã thủ tục"],
    "field": ["Lĩnh vực"],
    "unit": ["Đơn vị", "Cơ quan giải quyết", "Đơn vị xử lý"],
    "channel": ["Kênh tiếp nhận", "Hình thức nộp"],
    "fully_online": ["Toàn trình", "DVCTT toàn trình"],
    "received_at": ["Ngày tiếp nhận", "Ngày nhận"],
    "due_at": ["Ngày hẹn trả", "Hạn trả"],
    "finished_at": ["Ngày trả kết quả", "Ngày có kết quả"],
    "status": ["Trạng thái"],
    "fee": ["Phí, lệ phí", "Số tiền"],
    "paid_online": ["Thanh toán trực tuyến"],
    "input_digitised": ["Số hóa thành phần hồ sơ"],
    "result_electronic": ["Kết quả điện tử"],
    "result_stored": ["Lưu Kho dữ liệu điện tử"],
    "data_reused": ["Tái sử dụng dữ liệu"],
    "in_ministry_system": ["Xử lý trên hệ thống của Bộ"],
    "outside_boundary": ["Phi địa giới"],
    "satisfaction": ["Mức độ hài lòng"],
}
LONGEST_CELL = 1 << 27
NEEDED = ["dossier_code", "channel", "received_at", "due_at", "status"]
TEXTS = ["dossier_code", "procedure_code", "field", "unit"]
MOMENTS = ["received_at", "due_at", "finished_at"]
FLAGS = [
    *("fully_online", "paid_online", "input_digitised", "result_electronic", "result_stored"),
    *("data_reused", "in_ministry_system", "outside_boundary"),
]
CHANNELS = {
    "direct": ["Trực tiếp", "direct"],
    "post": ["Bưu chính", "Bưu chính công ích", "Bưu chính (công ích)", "post"],
    "online": ["Trực tuyến", "online"],
}
STATUSES = {
    "open": ["Đang xử lý", "open"],
    "resolved": ["Đã giải quyết", "Đã trả kết quả", "resolved"],
    "withdrawn": ["Rút hồ sơ", "withdrawn"],
    "returned": ["Trả lại", "Từ chối", "returned"],
}
YES_AND_NO = {True: ["Có", "x", "1", "true"], False: ["Không", "0", "false"]}
RATINGS = {3: ["3", "Rất hài lòng"], 2: ["2", "Hài lòng"], 1: ["1", "Chưa hài lòng"]}


class Refused(Exception):
    """A file of which nothing can be read."""


class Bad(Exception):
    """A cell that holds no value of its column."""


@dataclass
class Counts:
    """What became of the rows of one file."""

    read: int = 0
    stored: int = 0
    rejected: int = 0
    unchanged: int = 0


@dataclass
class State:
    """What a store knows: the rows by dossier code, the files by content, the rejects (file, row, column, value)."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, Counts] = field(default_factory=dict)
    rejects: list[tuple[str, int, str, Any]] = field(default_factory=list)


# Loading


def load(state: State, path: Path) -> Counts:
    """Takes one file into the state. Raises Refused."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest in state.files:
        before = state.files[digest]
        return Counts(before.read, 0, before.rejected, before.read - before.rejected)
    columns, lines = read(path)
    counts, taken = Counts(), set()
    for number, cells in lines:
        counts.read += 1
        row, faults = typed(columns, cells)
        if not faults and row["dossier_code"] in taken:
            faults = [("dossier_code", row["dossier_code"])]
        if faults:
            counts.rejected += 1
            state.rejects += [(path.name, number, column, value) for column, value in faults]
            continue
        code = row["dossier_code"]
        taken.add(code)
        if state.rows.get(code) == row:
            counts.unchanged += 1
        else:
            counts.stored += 1
            state.rows[code] = row
    state.files[digest] = counts
    return counts


def typed(columns: list[str | None], cells: list[Any]) -> tuple[dict[str, Any], list[tuple[str, Any]]]:
    """The row's values and its faults (column, value as found). A column that the file lacks is None."""
    row: dict[str, Any] = dict.fromkeys(HEADERS)
    if len(cells) != len(columns):
        return row, [("", None)]
    faults = []
    found = {column: cell for column, cell in zip(columns, cells, strict=True) if column}
    for column, cell in found.items():
        try:
            row[column] = value_of(column, cell)
        except Bad:
            faults.append((column, cell))
    bad = {column for column, _ in faults}
    finished, received, status = row["finished_at"], row["received_at"], row["status"]
    if "finished_at" not in bad:
        found_there = found.get("finished_at")
        if status == "resolved" and finished is None:
            faults.append(("finished_at", None))
        if status == "open" and finished is not None:
            faults.append(("finished_at", found_there))
        if finished is not None and received is not None:
            by_day = finished.time() == time(0)
            if (finished.date() < received.date()) if by_day else (finished < received):
                faults.append(("finished_at", found_there))
    return row, faults


def value_of(column: str, cell: Any) -> Any:
    """The value of one cell. Raises Bad."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        if column in NEEDED:
            raise Bad
        return 0 if column == "fee" else False if column in FLAGS else None
    if column in TEXTS:
        return text_of(cell)
    if column in MOMENTS:
        moment = moment_of(cell)
        if column == "due_at" and moment.time() == time(0):
            moment = datetime.combine(moment.date(), time.max)
        return moment
    if column == "fee":
        number = number_of(cell)
        if number < 0:
            raise Bad
        return number
    if column == "satisfaction":
        return listed(RATINGS, cell)
    if column == "channel":
        return listed(CHANNELS, cell)
    if column == "status":
        return listed(STATUSES, cell)
    return cell if isinstance(cell, bool) else listed(YES_AND_NO, cell)


def listed(words: dict[Any, list[str]], cell: Any) -> Any:
    """The value whose word this is. A number is its digits: 1 and 1.0 are “1”."""
    if isinstance(cell, bool | datetime | date):
        raise Bad
    said = bare(text_of(cell))
    for value, spellings in words.items():
        if said in [bare(spelling) for spelling in spellings]:
            return value
    raise Bad


def text_of(cell: Any) -> str:
    """Text as it is stored: NFC, trimmed. A number is written out in full."""
    if isinstance(cell, bool | datetime | date):
        raise Bad
    if isinstance(cell, str):
        return unicodedata.normalize("NFC", cell).strip()
    number = Decimal(str(cell))
    return f"{int(number)}" if number == int(number) else f"{number.normalize():f}"


@cache
def bare(text: str) -> str:
    """Small letters without diacritics, đ as d, spaces once."""
    letters = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).casefold())
    kept = "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
    return " ".join(kept.replace("đ", "d").split())


def number_of(cell: Any) -> Decimal:
    """A dot before groups of three digits parts thousands, a comma is the decimal sign."""
    if isinstance(cell, bool | datetime | date):
        raise Bad
    if not isinstance(cell, str):
        number = Decimal(str(cell))
        if not number.is_finite():
            raise Bad
        return number
    text = cell.strip()
    if re.fullmatch(r"[+-]?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?", text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if re.fullmatch(r"[+-]?[0-9]+(,[0-9]+)?", text):
        return Decimal(text.replace(",", "."))
    if re.fullmatch(r"[+-]?[0-9]+\.[0-9]+", text):  # no group of three: a decimal point
        return Decimal(text)
    raise Bad


_DAY_FIRST = r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})"
_YEAR_FIRST = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
_TIME = r"(?:(?:\s+|T)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?)?"


def moment_of(cell: Any) -> datetime:
    """A moment of Hà Nội. Raises Bad."""
    if isinstance(cell, bool):
        raise Bad
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time(0))
    if not isinstance(cell, str):
        return moment_of_serial(Decimal(str(cell)))
    text = cell.strip()
    match = re.fullmatch(_DAY_FIRST + _TIME, text) or re.fullmatch(_YEAR_FIRST + _TIME, text)
    if match:
        try:
            return datetime(**{name: int(digits) for name, digits in match.groupdict().items() if digits})
        except ValueError:
            raise Bad from None
    if re.fullmatch(r"[0-9]+([.,][0-9]+)?", text):
        return moment_of_serial(Decimal(text.replace(",", ".")))
    raise Bad


def moment_of_serial(serial: Decimal) -> datetime:
    """Excel counts days: 1 January 2026 is 46023; the fraction is the time, to the second."""
    if not serial.is_finite() or not 61 <= serial < 73051:  # 1 March 1900, where its false leap day is past, to 2099
        raise Bad
    days = int(serial)
    seconds = ((serial - days) * 86400).to_integral_value(ROUND_HALF_UP)
    return datetime(1899, 12, 30) + timedelta(days=days, seconds=int(seconds))


# Reading files


def read(path: Path) -> tuple[list[str | None], Iterator[tuple[int, list[Any]]]]:
    """The file's columns (None: one to pass over) and its rows with their numbers. Raises Refused."""
    match path.suffix.lower():
        case ".xlsx":
            header, lines = read_sheet(path)
        case ".parquet":
            header, lines = read_parquet(path)
        case _:
            header, lines = read_text(path)
    columns = [column_of(name) for name in header]
    if missing := [column for column in NEEDED if column not in columns]:
        raise Refused(missing)
    return columns, lines


def column_of(header: str | None) -> str | None:
    """The column that a header names, if any."""
    for column, names in HEADERS.items():
        if bare(header or "") in [bare(name) for name in [column, *names]]:
            return column
    return None


def read_text(path: Path) -> tuple[list[str], Iterator[tuple[int, list[Any]]]]:
    """UTF-8 with or without mark, else CP1258; the separator is the one that parts the header into most columns."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1258")

    def rows(separator: str) -> list[list[str]]:
        usual = csv.field_size_limit(LONGEST_CELL)
        try:
            return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        finally:
            csv.field_size_limit(usual)  # others read .csv files too

    separator = max(",;\t", key=lambda sign: len(next(iter(rows(sign)), [])))
    lines = ((number, row) for number, row in enumerate(rows(separator), start=1) if row)
    _, header = next(lines, (1, []))
    return header, lines


def read_parquet(path: Path) -> tuple[list[str], Iterator[tuple[int, list[Any]]]]:
    """Moments with a time zone become those of Hà Nội; what has none is of Hà Nội already."""
    table = pq.ParquetFile(path).read()
    columns = [column.to_pylist() for column in table.columns]
    return table.column_names, (
        (number, [_local(cell) for cell in cells]) for number, cells in enumerate(zip(*columns, strict=True), start=1)
    )


def _local(cell: Any) -> Any:
    if isinstance(cell, float) and cell != cell:
        return None
    if isinstance(cell, datetime):
        return (cell.astimezone(HANOI) if cell.tzinfo else cell).replace(tzinfo=None)
    return cell


_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DATE_FORMATS = {*range(14, 23), *range(45, 48)}


def read_sheet(path: Path) -> tuple[list[str], Iterator[tuple[int, list[Any]]]]:
    """The first sheet, straight from its XML. A cell that is not written is None; a wholly blank row is no row."""
    with zipfile.ZipFile(path) as archive:
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        strings = _shared_strings(archive)
        dates = _date_styles(archive)
    rows = []
    for line in sheet.iter(_MAIN + "row"):
        cells = {_place(cell.get("r", "")): _sheet_value(cell, strings, dates) for cell in line.iter(_MAIN + "c")}
        cells = {place: cell for place, cell in cells.items() if cell is not None and cell != ""}
        if cells:
            rows.append((int(line.get("r", "0")), cells))
    if not rows:
        return [], iter(())
    width = max(rows[0][1]) + 1
    header = [str(rows[0][1].get(place) or "") for place in range(width)]
    return header, (
        (number, [cells.get(place) for place in range(max(width, max(cells) + 1))]) for number, cells in rows[1:]
    )


def _place(reference: str) -> int:
    """0 for column A, 26 for AA."""
    place = 0
    for letter in reference.rstrip("0123456789"):
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _sheet_value(cell: ElementTree.Element, strings: list[str], dates: set[int]) -> Any:
    if cell.get("t") == "inlineStr":
        return "".join(text.text or "" for text in cell.iter(_MAIN + "t"))
    written = cell.findtext(_MAIN + "v")
    if written is None:
        return None
    match cell.get("t", "n"):
        case "s":
            return strings[int(written)]
        case "b":
            return written == "1"
        case "n":
            number = Decimal(written)
            return moment_of_serial(number) if int(cell.get("s", "0")) in dates else number
    return written


def _shared_strings(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    items = ElementTree.fromstring(archive.read("xl/sharedStrings.xml")).iter(_MAIN + "si")
    return ["".join(text.text or "" for text in item.iter(_MAIN + "t")) for item in items]


def _date_styles(archive: zipfile.ZipFile) -> set[int]:
    styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
    own = {
        int(form.get("numFmtId", "0"))
        for form in styles.iter(_MAIN + "numFmt")
        if set("ymdh") & set(re.sub(r'"[^"]*"|\[[^]]*\]', "", form.get("formatCode", "").lower()))
    }
    used = [int(form.get("numFmtId", "0")) for form in styles.find(_MAIN + "cellXfs") or ()]
    return {index for index, form in enumerate(used) if form in _DATE_FORMATS | own}


# Measuring

Row = dict[str, Any]


def is_resolved(row: Row) -> bool:
    """Counted in the period of `finished_at`."""
    return row["status"] == "resolved"


def is_received(row: Row) -> bool:
    """Every row: counted in the period of `received_at`."""
    return row["received_at"] is not None


@dataclass(frozen=True)
class Measure:
    """Which rows are counted, by which moment, which of them count; a row without a needed value is not counted."""

    name: str
    needs: tuple[str, ...]
    moment: str
    counted: Callable[[Row], bool]
    of_them: Callable[[Row], bool]


MEASURES = [
    Measure(
        "fully_online_rate", ("fully_online",), "finished_at", is_resolved,
        lambda row: row["channel"] == "online" and row["fully_online"],
    ),
    Measure("online_rate", (), "received_at", is_received, lambda row: row["channel"] == "online"),
    Measure("on_time_rate", (), "finished_at", is_resolved, lambda row: row["finished_at"] <= row["due_at"]),
    Measure(
        "online_payment_rate", ("fee", "paid_online"), "finished_at", lambda row: is_resolved(row) and row["fee"] > 0,
        lambda row: row["paid_online"],
    ),
    Measure(
        "input_digitised_rate", ("input_digitised",), "received_at", is_received, lambda row: row["input_digitised"]
    ),
    Measure(
        "electronic_result_rate", ("result_electronic",), "finished_at", is_resolved,
        lambda row: row["result_electronic"],
    ),
    Measure(
        "stored_result_rate", ("result_stored",), "finished_at", is_resolved, lambda row: row["result_stored"]
    ),
    Measure("data_reused_rate", ("data_reused",), "received_at", is_received, lambda row: row["data_reused"]),
    Measure(
        "ministry_system_rate", ("in_ministry_system",), "received_at", is_received,
        lambda row: row["in_ministry_system"],
    ),
    Measure(
        "outside_boundary_rate", ("outside_boundary",), "received_at", is_received, lambda row: row["outside_boundary"]
    ),
    Measure("contact_free_rate", (), "received_at", is_received, lambda row: row["channel"] in ("online", "post")),
    Measure(
        "satisfaction_rate", ("satisfaction",), "finished_at", is_resolved, lambda row: row["satisfaction"] >= 2
    ),
]  # fmt: skip
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


def measure(state: State, by: list[str], calendar: str, as_of: date) -> list[dict[str, Any]]:
    """One dict a group: keys, then numerator, denominator and value (Decimal or None) of every measure."""
    counts: dict[tuple[str, ...], dict[str, list[int]]] = {}

    def count(row: Row, one: Measure, moment: str, is_one: bool) -> None:
        keys = tuple(key_of(row, key, row[moment].date(), calendar) for key in by)
        group = counts.setdefault(keys, {other.name: [0, 0] for other in MEASURES})
        group[one.name][0] += is_one
        group[one.name][1] += 1

    for row in state.rows.values():
        for one in MEASURES:
            if any(row[column] is None for column in one.needs):
                continue
            if one.counted(row):
                count(row, one, one.moment, bool(one.of_them(row)))
            if one.name == "on_time_rate" and row["status"] == "open" and row["due_at"].date() < as_of:
                count(row, one, "due_at", False)
    return [
        dict(zip(by, keys, strict=True)) | dict(_figures(group)) for keys, group in sorted(counts.items())
    ]  # every group has a row that is counted somewhere


def _figures(group: dict[str, list[int]]) -> Iterator[tuple[str, Any]]:
    for name, (part, whole) in group.items():
        yield f"{name}_num", part
        yield f"{name}_den", whole
        six = Decimal("0.000001")
        yield name, (Decimal(part) / whole).quantize(six, ROUND_HALF_UP) if whole else None


def key_of(row: Row, key: str, day: date, calendar: str) -> str:
    """The group's key as text; what is not given is the empty text."""
    if key in MONTHS:
        year, index = window_of(day, key) if calendar == "cutoff" else (day.year, (day.month - 1) // MONTHS[key] + 1)
        return {"month": f"{year}-{index:02d}", "quarter": f"{year}Q{index}", "half_year": f"{year}H{index}"}.get(
            key, f"{year}"
        )
    return row[key] or ""


_RULES = tomllib.loads(WINDOWS.read_text(encoding="utf-8"))["rule"]
_WINDOWS: dict[tuple[date, str], tuple[int, int]] = {}


def window_of(day: date, frequency: str) -> tuple[int, int]:
    """Year and number of the period whose data window has the day: the rule in force on 1 January of its year."""
    if (day, frequency) not in _WINDOWS:
        for year in (day.year - 1, day.year, day.year + 1):
            rules = [rule for rule in _RULES if rule["valid_from"] <= date(year, 1, 1)]
            for index in range(1, 12 // MONTHS[frequency] + 1):
                opens, closes = rules[-1]["opens"][frequency], rules[-1]["closes"][frequency]
                last = index * MONTHS[frequency]
                if (
                    day_in(year, last - MONTHS[frequency] + 1 + opens["months"], opens["day"])
                    <= day
                    <= day_in(year, last + closes["months"], closes["day"])
                ):
                    _WINDOWS[day, frequency] = year, index
    return _WINDOWS[day, frequency]


def day_in(year: int, month: int, day: int) -> date:
    """Month 0 is December of the year before; a day beyond the month's end is its last."""
    if month < 1:
        year, month = year - 1, month + 12
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1
