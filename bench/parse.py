"""Reading a plan of 124 tasks against a library merely taking it apart, in the same run; and the memory of long PDFs.

Run: `python bench/parse.py [rounds]`. Word: `read` to python-docx opening the file and reading every cell. PDF:
`read` to pypdfium2 finding every word with its box and every drawn line. Medians of processor time; the aim is 1.5.
Memory: the highest that a process needs while the pages of a PDF go by, for 30 and for 300 pages.

bench/plan_124.pdf is `document()` as LibreOffice prints it (`soffice --headless --convert-to pdf`).
"""

import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Cm, Pt

from dondoc.planfile import read
from dondoc.planfile.layouts import blocks_of
from dondoc.planfile.pdffiles import sheets_of

ROWS = 124
AIM = 1.5
PDF = Path(__file__).with_name("plan_124.pdf")
PAGES = (30, 300)
MOST_GROWTH = 4.0  # MB from 30 pages to 300, beyond the text
HEADER = (
    "STT",
    "Nhiệm vụ",
    "Giải pháp thực hiện",
    "Thời gian hoàn thành",
    "Cơ quan chủ trì",
    "Cơ quan phối hợp",
    "Sản phẩm dự kiến",
)
GROUPS = ("Hạ tầng số", "Nhân lực số", "An toàn thông tin", "Chính quyền số")
UNITS = ("Văn phòng Sở", "Thanh tra Sở", "Phòng Hành chính tư pháp", "Sở Tư pháp (Các phòng, đơn vị thuộc Sở)")
DEADLINES = ("Năm 2026", "Quý II/2026", "Trước ngày 30/6/2026", "Thường xuyên", "Tháng 9/2026", "Hằng quý")


def document() -> bytes:
    """A plan with a letterhead, three sections and an appendix of 124 tasks in four groups."""
    word = Document()
    section = word.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2)
    normal = word.styles["Normal"]
    normal.font.name, normal.paragraph_format.space_after = "Liberation Serif", Pt(0)
    word.add_paragraph("KẾ HOẠCH")
    word.add_paragraph("Chuyển đổi số của Sở Tư pháp năm 2026")
    word.add_paragraph("Căn cứ Kế hoạch số 12/KH-UBND ngày 05/01/2026 của Ủy ban nhân dân tỉnh về chuyển đổi số;")
    word.add_paragraph("I. MỤC TIÊU")
    for percent in range(60, 100, 5):
        word.add_paragraph(f"- Tối thiểu {percent}% hồ sơ của lĩnh vực thứ {percent} được giải quyết trực tuyến.")
    word.add_paragraph("II. NHIỆM VỤ")
    word.add_paragraph("Chi tiết tại Phụ lục kèm theo.")
    table = word.add_table(ROWS + len(GROUPS) + 1, len(HEADER), style="Table Grid")
    rows = [HEADER]
    for number in range(ROWS):
        if number % (ROWS // len(GROUPS)) == 0:
            rows.append(("I" * (number // 31 + 1), GROUPS[number // 31], "", "", "", "", ""))
        rows.append(_row(number))
    for cells, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, texts, strict=True):
            first, *others = text.split("\n")
            cell.text = first
            for other in others:
                cell.add_paragraph(other)
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _row(number: int) -> tuple[str, ...]:
    return (
        str(number + 1),
        f"Rà soát, cập nhật quy trình số {number + 1} để giải quyết thủ tục hành chính trên môi trường điện tử",
        "- Xây dựng dự thảo, lấy ý kiến các phòng\n- Trình Giám đốc Sở ký ban hành",
        DEADLINES[number % len(DEADLINES)],
        UNITS[number % len(UNITS)],
        "Các phòng, đơn vị thuộc Sở; Sở Khoa học và Công nghệ",
        "- Báo cáo kết quả thực hiện\n- Quyết định phê duyệt quy trình",
    )


def every_cell(data: bytes) -> int:
    """What the ratio is to: opens the file with python-docx and reads the text of every cell."""
    return sum(len(cell.text) for table in Document(BytesIO(data)).tables for row in table.rows for cell in row.cells)


def every_word(data: bytes) -> int:
    """What the ratio of the PDF is to: every word with the box round its letters, every drawn line with its box.

    Written as the documentation of the library shows it: the text of a page, the box of each character of a word.
    The rectangles of a range of text give the same boxes a little sooner, but the library documents them for whole
    pages only. It does not ask for size and weight of the type, nor whether a page is a scan; `read` needs both.
    """
    found = 0
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            text = page.get_textpage()
            for word in re.finditer(r"\S+", text.get_text_range()):
                boxes = (text.get_charbox(place) for place in range(word.start(), word.end()))
                lefts, bottoms, rights, tops = zip(*boxes, strict=True)
                found += max(rights) > min(lefts) and max(tops) > min(bottoms)
            for path in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
                found += len(path.get_bounds()) > 0
            text.close()
            page.close()
    return found


def timed(work: Callable[[], object]) -> float:
    """Processor seconds of one run."""
    start = time.process_time()
    work()
    return time.process_time() - start


def ratio(name: str, data: bytes, peer: str, work: Callable[[bytes], int], rounds: int) -> float:
    """Alternates `read` and the library, prints their medians."""
    assert len(read(data, name=name).draft.tasks) == ROWS
    pairs = [(timed(lambda: read(data, name=name)), timed(lambda: work(data))) for _ in range(rounds)]
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"read({name})".ljust(28), f"{ours * 1000:7.1f} ms  ({ROWS} tasks understood)")
    print(peer.ljust(28), f"{theirs * 1000:7.1f} ms")
    print("ratio".ljust(28), f"{ours / theirs:7.2f}     (aim: at most {AIM})")
    return ours / theirs


def long_pdf(pages: int) -> bytes:
    """The plan's PDF repeated until it has so many pages."""
    with pypdfium2.PdfDocument(PDF) as plan, pypdfium2.PdfDocument.new() as long:
        while len(long) < pages:
            long.import_pages(plan, range(min(len(plan), pages - len(long))))
        out = BytesIO()
        long.save(out)
    return out.getvalue()


def memory_of(pages: int) -> tuple[float, float]:
    """MB at most while pages go by as sheets, and with the blocks of all of them kept; in a process of its own."""
    data = long_pdf(pages)
    found = []
    for kept in ("sheets", "blocks"):
        run = subprocess.run([sys.executable, __file__, kept], input=data, capture_output=True, check=True)
        found.append(float(run.stdout))
    return found[0], found[1]


def print_memory(kept: str) -> None:
    """Reads a PDF from standard input, keeps its sheets one at a time or its blocks all, prints MB over the start."""
    data = sys.stdin.buffer.read()
    next(sheets_of(data, "bench.pdf"))
    start = highest_memory()
    if kept == "sheets":
        for _ in sheets_of(data, "bench.pdf"):
            pass
    else:
        blocks_of(sheets_of(data, "bench.pdf"))
    print(highest_memory() - start)


def highest_memory() -> float:
    """MB that this process has needed at most, as Linux tells it."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def main(rounds: int) -> int:
    """Prints both ratios and the memory; 1 where an aim is missed."""
    missed = ratio("bench.docx", document(), "python-docx, all cells", every_cell, rounds) > AIM
    missed |= ratio("bench.pdf", PDF.read_bytes(), "pypdfium2, words and lines", every_word, rounds) > AIM
    few, many = map(memory_of, PAGES)
    for pages, (sheets, blocks) in zip(PAGES, (few, many), strict=True):
        print(f"{pages} pages".ljust(28), f"{sheets:7.1f} MB going by, {blocks:.1f} MB with all text kept")
    return int(missed or many[0] - few[0] > MOST_GROWTH)


if __name__ == "__main__":
    if sys.argv[1:] in (["sheets"], ["blocks"]):
        print_memory(sys.argv[1])
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 15))
