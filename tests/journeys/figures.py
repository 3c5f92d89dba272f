"""The figures of a period as its page shows them and as the composed report prints them, made comparable.

Not here: which figures they should be (the stories).
"""

from dataclasses import dataclass
from io import BytesIO

import docx
from docx.table import Table
from playwright.sync_api import Page

CELLS = """(table) => [...table.querySelectorAll(":scope > tbody > tr:not(.group), :scope > tfoot > tr")].map(
  (row) => [...row.cells].map((cell) => [...cell.querySelectorAll("p")].length
    ? [...cell.querySelectorAll("p")].map((line) => line.innerText) : [cell.innerText]))"""


@dataclass(frozen=True)
class PeriodFigures:
    """What both say of a period: rows of words, in the order of the plan."""

    counted: str
    silent: tuple[str, ...]
    late: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    targets: tuple[tuple[str, ...], ...]
    tasks: tuple[tuple[str, ...], ...]
    difficulties: frozenset[tuple[str, str]]


def of_page(page: Page) -> PeriodFigures:
    """The figures on the page of a period."""
    units = _rows(page, "Đơn vị báo cáo")
    card = page.get_by_role("listitem").filter(has_text="Đơn vị đã báo cáo").locator(".big")
    counted = {"Chờ Văn phòng tiếp nhận", "Đã tiếp nhận"}
    return PeriodFigures(
        counted=plain(card.inner_text()).replace(" ", ""),
        silent=tuple(row[0] for row in units if row[1] not in counted),
        late=tuple(f"{row[0]} (chậm {row[4]} ngày)" for row in units if row[1] in counted and row[4] != "–"),
        groups=tuple(_rows(page, "Nhiệm vụ theo nhóm")),
        targets=tuple(row[:4] for row in _rows(page, "Chỉ tiêu")),
        tasks=tuple((row[0].split(". ", 1)[0], row[3], row[2]) for row in _rows(page, "Kết quả từng nhiệm vụ")),
        difficulties=frozenset(_difficulties(page)),
    )


def of_document(data: bytes) -> PeriodFigures:
    """The figures in the composed report."""
    document = docx.Document(BytesIO(data))
    said = [plain(paragraph.text) for paragraph in document.paragraphs]
    tables = {plain(table.rows[0].cells[1].text): table for table in document.tables}
    return PeriodFigures(
        counted=next(text.split(" ", 1)[0] for text in said if "đơn vị đã gửi báo cáo" in text),
        silent=_listed(said, "Đơn vị chưa có báo cáo được duyệt: "),
        late=_listed(said, "Đơn vị gửi chậm: "),
        groups=tuple(_cells(tables["Số nhiệm vụ"])),
        targets=tuple(_target(row) for row in _cells(tables["Chỉ tiêu"])),
        tasks=tuple(
            (row[0], row[-1], row[-2].split(".", 1)[0]) for row in _cells(tables["Nhiệm vụ"]) if row[0] != row[1]
        ),
        difficulties=frozenset(_told(said)),
    )


def units_of_wall(page: Page) -> list[tuple[str, str]]:
    """Unit and figure, for each target asked of several units, on the target wall; sorted."""
    found = []
    for fold in page.get_by_role("region", name="Các chỉ tiêu").locator("details").all():
        fold.locator("summary").click()
        rows = fold.get_by_role("table").evaluate(CELLS)
        found += [(plain(row[0][0]), plain(row[1][0]).split(" · ")[0].removesuffix(" người")) for row in rows]
    return sorted(found)


def units_of_document(data: bytes) -> list[tuple[str, str]]:
    """The same in the report's second annex."""
    tables = [table for table in docx.Document(BytesIO(data)).tables if "đơn vị" in table.rows[0].cells[1].text]
    targets: list[list[tuple[str, str]]] = []
    for _, unit, *numbers, note in _cells(tables[-1]):
        if unit in numbers:  # one cell over all columns: the next target
            targets.append([])
        else:
            targets[-1].append((unit, "/".join(filter(None, numbers)) or note))
    return sorted(row for target in targets for row in target if len(target) > 1)


def plain(text: str) -> str:
    """One line, with plain spaces."""
    return " ".join(text.split())


def _rows(page: Page, name: str) -> list[tuple[str, ...]]:
    rows = page.get_by_role("region", name=name, exact=True).get_by_role("table").evaluate(CELLS)
    return [tuple(plain(" ".join(lines)) for lines in row) for row in rows]


def _cells(table: Table) -> list[tuple[str, ...]]:
    return [tuple(plain(cell.text) for cell in row.cells) for row in table.rows[1:]]


def _listed(said: list[str], opening: str) -> tuple[str, ...]:
    found = [text.removeprefix(opening).rstrip(".") for text in said if text.startswith(opening)]
    return tuple(found[0].split("; ")) if found else ()


def _task(row: tuple[str, ...]) -> tuple[str, ...]:
    """Number, rate and state; the state is the first sentence of the result."""
    return row[0], row[-1], row[-2].split(".", 1)[0]


def _target(row: tuple[str, ...]) -> tuple[str, ...]:
    """The report counts the missing units in brackets; the page names them in a column of their own."""
    verdict, provisional, _ = row[4].partition(" (tạm tính")
    return (*row[1:4], f"{verdict} tạm tính" if provisional else verdict)


def _difficulties(page: Page) -> list[tuple[str, str]]:
    found = page.get_by_role("heading", name="Khó khăn, vướng mắc").locator("xpath=following::ul[1]/li").all()
    pairs = [item.inner_text().split("\n") for item in found]
    return [(plain(pair[-1]).split(" · ")[0], plain(pair[0])) for pair in pairs]


def _told(said: list[str]) -> list[tuple[str, str]]:
    """`- <đơn vị> (Nhiệm vụ 2): <lời>.` of the section on difficulties."""
    begin = next(n for n, text in enumerate(said) if text.endswith("KHÓ KHĂN, VƯỚNG MẮC"))
    end = next(n for n, text in enumerate(said) if text.endswith("NHIỆM VỤ KỲ TỚI"))
    pairs = [text.lstrip("- ").partition("): ") for text in said[begin + 1 : end]]
    return [(unit.rpartition(" (")[0], words.rstrip(".")) for unit, _, words in pairs]
