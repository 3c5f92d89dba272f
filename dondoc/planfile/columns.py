"""What the columns of a table hold, told from its header: one row or two, any order, any known wording.

Not here: what stands in the rows (tables, targets).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from dondoc.planfile.blocks import Cell, own_cells
from dondoc.planfile.words import column_rules, pattern, plain, words

_HEADER_ROWS = 6
_HEADER_WORDS = 16
_COUNTERS = re.compile(r"\(?(?:\d{1,2}|[a-z])\)?(?:\s*=.*)?")
_PERIOD = re.compile(r"(?:quý|tháng|t)\s*(?:iv|i{1,3}|\d{1,2})(?:\s*[/-]\s*\d{4})?|6 tháng (?:đầu|cuối) năm")
_MARK = re.compile(r"[xX✓✔√v+*●•\s]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LISTS = ("solutions", "lead", "cooperating", "products", "due", "bodies")


@dataclass(frozen=True)
class TaskColumns:
    """The columns of a table of tasks: role to column numbers; `headers` in the form of `plain`."""

    roles: Mapping[str, tuple[int, ...]]
    headers: tuple[str, ...]
    titles: tuple[str, ...]
    first_row: int

    def first(self, role: str) -> int | None:
        """The first column of a role, if the table has one."""
        return next(iter(self.roles.get(role, ())), None)


@dataclass(frozen=True)
class TargetColumns:
    """The columns of a table of targets; `value` is the one for the plan's year."""

    name: int
    value: int | None
    unit: int | None
    first_row: int


@dataclass(frozen=True)
class _Header:
    """The header of a table: for each column its texts, top to bottom."""

    texts: tuple[tuple[str, ...], ...]
    rows: int


def task_columns(rows: tuple[tuple[Cell, ...], ...]) -> TaskColumns | None:
    """The columns of a table of tasks; None for a table of anything else."""
    header = _header(rows)
    if header is None:
        return None
    roles: dict[str, list[int]] = {}
    for column, texts in enumerate(header.texts):
        role = _role(texts)
        if role:
            roles.setdefault(role, []).append(column)
    _settle(roles, header, rows[header.rows :])
    if "text" not in roles or "person" in roles or not any(role in roles for role in _LISTS):
        return None
    return TaskColumns(
        roles={role: tuple(columns) for role, columns in roles.items()},
        headers=tuple(" ".join(texts) for texts in header.texts),
        titles=_titles(rows, header),
        first_row=header.rows,
    )


def target_columns(rows: tuple[tuple[Cell, ...], ...], *, year: int | None) -> TargetColumns | None:
    """The columns of a table of targets; None for a table of anything else."""
    header = _header(rows)
    if header is None:
        return None
    kinds = words("target_columns")
    joined = [" ".join(texts) for texts in header.texts]
    numbered = {c for c, text in enumerate(joined) if text in kinds["number"]}
    unit = next((c for c, text in enumerate(joined) if text in kinds["unit"] or text.startswith("đơn vị tính")), None)
    name = next(
        (
            c
            for c, text in enumerate(joined)
            if c not in numbered
            and c != unit
            and any(word in text for word in kinds["name"])
            and not _YEAR.search(text)
        ),
        None,
    )
    if name is None or not (_names_target(joined[name]) or _compares(header, unit)):
        return None
    value = _value_column(joined, {name, unit, *numbered}, year)
    if value is None and unit is None and len(joined) > 4:
        return None
    return TargetColumns(name, value, unit, header.rows)


def _compares(header: _Header, unit: int | None) -> bool:
    """Whether a table sets figures of years side by side, or one with its unit, and is no table of money."""
    figures = sum(_role(texts) == "figures" for texts in header.texts)
    money = any(word in text for texts in header.texts for text in texts for word in words("target_columns")["money"])
    return figures + (unit is not None) > 1 and not money


def _names_target(text: str) -> bool:
    return any(word in text for word in ("chỉ tiêu", "mục tiêu", "tiêu chí", "chỉ số"))


def repeats_header(row: tuple[Cell, ...], columns: TaskColumns) -> bool:
    """Whether a row is the header again, or the row of column numbers `(1) (2) (3)`."""
    first = plain(next((cell.text for cell in row if cell.text), ""))
    if not _COUNTERS.fullmatch(first) and not any(first in header for header in columns.headers):
        return False
    texts = [plain(cell.text) for cell in row]
    filled = [text for text in texts if text]
    if len(filled) > 2 and all(_COUNTERS.fullmatch(text) for text in filled):
        return True
    same = sum(bool(text) and text in header for text, header in zip(texts, columns.headers, strict=False))
    return len(filled) > 1 and same == len(filled)


def _header(rows: tuple[tuple[Cell, ...], ...]) -> _Header | None:
    """The header: the first row that names two columns, and those that a merged cell of it covers."""
    for number, row in enumerate(rows[:_HEADER_ROWS]):
        named = {cell.text: _role((plain(cell.text),)) for cell in own_cells(row) if _may_head(cell)}
        if sum(role is not None for role in named.values()) < 2:
            continue
        last = number + 1
        while last < min(len(rows), number + 3) and _goes_on(rows[last - 1], rows[last]):
            last += 1
        return _Header(tuple(_column_texts(rows[number:last])), _past_counters(rows, last))
    return None


def _may_head(cell: Cell) -> bool:
    return 0 < len(cell.text.split()) <= _HEADER_WORDS


def _goes_on(upper: tuple[Cell, ...], lower: tuple[Cell, ...]) -> bool:
    """Whether a row belongs to the header above: it shares a merged cell with it, or names columns under it."""
    if any(a is b and a.text for a, b in zip(upper, lower, strict=False)):
        return len({id(cell) for cell in lower}) > 1
    filled = [cell for cell in own_cells(lower) if cell.text]
    if not filled or not all(_may_head(cell) for cell in filled):
        return False
    if 1 < sum(bool(a.text) and a.text == b.text for a, b in zip(upper, lower, strict=False)) < len(lower):
        return True
    spanning = len(own_cells(upper)) < len(upper)
    named = sum(_role((plain(cell.text),)) is not None for cell in filled)
    first_empty = not lower[0].text
    return named == len(filled) and named > (0 if spanning and first_empty else 1) and first_empty


def _past_counters(rows: tuple[tuple[Cell, ...], ...], place: int) -> int:
    if place < len(rows):
        texts = [plain(cell.text) for cell in rows[place] if cell.text]
        if len(texts) > 2 and all(_COUNTERS.fullmatch(text) for text in texts):
            return place + 1
    return place


def _column_texts(rows: tuple[tuple[Cell, ...], ...]) -> list[tuple[str, ...]]:
    width = max(len(row) for row in rows)
    columns: list[tuple[str, ...]] = []
    for column in range(width):
        cells = [row[column] for row in rows if column < len(row)]
        texts = [plain(cell.text) for place, cell in enumerate(cells) if place == 0 or cell is not cells[place - 1]]
        columns.append(tuple(text for text in texts if text))
    return columns


def _titles(rows: tuple[tuple[Cell, ...], ...], header: _Header) -> tuple[str, ...]:
    """The words of the last header row of each column, as printed."""
    titles = []
    for column in range(len(header.texts)):
        texts = [row[column].text for row in rows[: header.rows] if column < len(row)]
        named = [text for text in texts if text and not _COUNTERS.fullmatch(plain(text))]
        titles.append(" ".join(named[-1].split()) if named else "")
    return tuple(titles)


def _role(texts: tuple[str, ...]) -> str | None:
    """The role of a column: the lowest text of its header that has one, else all of them together."""
    for text in (*reversed(texts), " ".join(texts)):
        if role := _role_of_text(text):
            return role
    return None


@cache
def _role_of_text(text: str) -> str | None:
    bare = re.sub(r"\s*\([^()]*\)", "", text).strip(" .:*") or text
    if _figures().fullmatch(bare):
        return "figures"
    for rule in column_rules():
        if bare in rule.get("whole", ()):
            return str(rule["role"])
        fits = any(word in bare for word in rule.get("any", ()))
        if fits and not any(word in bare for word in rule.get("none", ())):
            return str(rule["role"])
    return None


@cache
def _figures() -> re.Pattern[str]:
    """The header of a column of figures of one year: `Kết quả 2025`, `Mục tiêu đến năm 2026`, `Năm 2026`."""
    return re.compile(rf"(?:{pattern('target_columns', 'figures')}\s+)?(?:(?:đến|của)\s+)?(?:năm\s+)?{_YEAR.pattern}")


def _settle(roles: dict[str, list[int]], header: _Header, rows: Sequence[tuple[Cell, ...]]) -> None:
    """Columns whose words alone do not tell what they hold: two of texts, none of texts, begin and end."""
    texts = roles.get("text", [])
    if len(texts) > 1:
        kept = _task_column(texts, header, rows)
        roles["text"] = [kept]
        roles.setdefault("group", []).extend(c for c in texts if c < kept)
        roles.setdefault("solutions", []).extend(c for c in texts if c > kept)
    _settle_lesser(roles, header)
    has_bodies = "lead" in roles or "bodies" in roles
    if not texts and "solutions" in roles and has_bodies:
        roles["text"] = [roles["solutions"].pop(0)]
    elif not texts and "target" in roles and (has_bodies or "due" in roles) and not {"unit", "figures"} & roles.keys():
        roles["text"] = [roles["target"][0]]
    elif not texts and "target" not in roles and has_bodies and ("due" in roles or "products" in roles):
        known = {column for columns in roles.values() for column in columns}
        roles["text"] = [c for c in range(len(header.texts)) if c not in known][:1]
    if len(roles.get("due", ())) == 2:
        roles["due"] = roles["due"][1:]
    if "due" not in roles and (periods := _marked_periods(header, rows)):
        roles["due"] = periods
    for role in [role for role, columns in roles.items() if not columns]:
        del roles[role]


def _settle_lesser(roles: dict[str, list[int]], header: _Header) -> None:
    """Columns that hold a thing only where no other does: papers as products, `Thực hiện` beside `Cộng tác`."""
    if "cooperating" in roles and not {"lead", "bodies"} & roles.keys() and "doer" in roles:
        roles["lead"] = roles.pop("doer")
    figures = roles.get("figures", [])
    if len(figures) == 1 and not {"target", "unit"} & roles.keys() and "kết quả" in " ".join(header.texts[figures[0]]):
        roles.setdefault("products", []).extend(roles.pop("figures"))
    if "products" not in roles and "evidence" in roles:
        roles["products"] = roles.pop("evidence")


def _marked_periods(header: _Header, rows: Sequence[tuple[Cell, ...]]) -> list[int]:
    """The columns of quarters or months, where marks alone stand in them: `x` under `Quý II`."""
    periods = [c for c, texts in enumerate(header.texts) if texts and _PERIOD.fullmatch(texts[-1])]
    others = [c for c in range(len(header.texts)) if c not in periods]
    marks = []
    for row in rows:
        outside = {id(row[c]) for c in others if c < len(row)}  # a group row is one cell over all columns
        own = [(c, row[c]) for c in periods if c < len(row) and row[c].text and id(row[c]) not in outside]
        marks += [cell.text for c, cell in own if plain(cell.text) not in header.texts[c]]
    return periods if len(periods) > 1 and marks and all(_MARK.fullmatch(text) for text in marks) else []


def _task_column(texts: list[int], header: _Header, rows: Sequence[tuple[Cell, ...]]) -> int:
    """The column of tasks among several of texts: not one whose cells cover rows that the next one parts."""
    first, second = texts[:2]
    if any(a[first] is b[first] and a[second] is not b[second] for a, b in pairwise(rows) if len(a) == len(b) > second):
        return second
    named = (c for c in texts if re.search("nhiệm vụ|công việc", " ".join(header.texts[c])))
    return next(named, first)


def _value_column(joined: list[str], taken: set[int | None], year: int | None) -> int | None:
    kinds = words("target_columns")
    best: tuple[int, int] | None = None
    for column, text in enumerate(joined):
        if column in taken or not text or any(word in text for word in kinds["never"]):
            continue
        years = [int(found) for found in _YEAR.findall(text)]
        points = (years[-1] - 2000 if year is None else 3 if year in years else -5) if years else 0
        points += next((2 for word in kinds["value"] if word in text), 0)
        if points > 0 and (best is None or points > best[0]):
            best = points, column
    return best[1] if best else None
