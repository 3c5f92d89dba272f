"""Reading a plan of 124 tasks against python-docx merely opening it and reading every cell, in the same run.

Run: `python bench/parse.py [rounds]`. Prints both medians in processor time and their ratio; the aim is 1.5.
"""

import statistics
import sys
import time
from collections.abc import Callable
from io import BytesIO

from docx import Document

from dondoc.planfile import read

ROWS = 124
AIM = 1.5
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
    word.add_paragraph("KẾ HOẠCH")
    word.add_paragraph("Chuyển đổi số của Sở Tư pháp năm 2026")
    word.add_paragraph("Căn cứ Kế hoạch số 12/KH-UBND ngày 05/01/2026 của Ủy ban nhân dân tỉnh về chuyển đổi số;")
    word.add_paragraph("I. MỤC TIÊU")
    for percent in range(60, 100, 5):
        word.add_paragraph(f"- Tối thiểu {percent}% hồ sơ của lĩnh vực thứ {percent} được giải quyết trực tuyến.")
    word.add_paragraph("II. NHIỆM VỤ")
    word.add_paragraph("Chi tiết tại Phụ lục kèm theo.")
    table = word.add_table(ROWS + len(GROUPS) + 1, len(HEADER))
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


def timed(work: Callable[[], object]) -> float:
    """Processor seconds of one run."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main(rounds: int) -> int:
    """Alternates the two and prints their medians; 1 where the aim is missed."""
    data = document()
    assert len(read(data, name="bench.docx").draft.tasks) == ROWS
    pairs = [(timed(lambda: read(data, name="bench.docx")), timed(lambda: every_cell(data))) for _ in range(rounds)]
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"planfile.read          {ours * 1000:7.1f} ms  ({ROWS} tasks understood)")
    print(f"python-docx, all cells {theirs * 1000:7.1f} ms")
    print(f"ratio                  {ours / theirs:7.2f}     (aim: at most {AIM})")
    return int(ours / theirs > AIM)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 15))
