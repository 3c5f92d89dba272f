"""A small plan printed by the browser to a PDF, and the same page as a scanner gives it: for the journeys that import.

Not here: how PDF files and scans are read (tests/planfile).
"""

import io

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser

_STYLE = """
  body { font: 13pt/1.4 "Liberation Serif", "DejaVu Serif", serif }
  h1, h2, .mid { text-align: center; font-size: 13pt }
  table { border-collapse: collapse; width: 100% }
  .grid td, .grid th { border: 1px solid; padding: 4px; font-size: 12pt }
"""
_ROWS = (
    ("1", "Rà soát đường truyền, thiết bị mạng", "Văn phòng Sở", "Quý II/2026", "Báo cáo rà soát"),
    ("2", "Số hóa kết quả giải quyết hồ sơ", "Phòng Hành chính tư pháp", "", "Kho dữ liệu"),
    ("3", "Tập huấn kỹ năng số cho công chức", "Văn phòng Sở", "Trước ngày 30/9/2026", "Lớp tập huấn"),
)


def _page() -> str:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in _ROWS)
    heads = "".join(f"<th>{h}</th>" for h in ("STT", "Nhiệm vụ", "Đơn vị chủ trì", "Thời hạn", "Sản phẩm"))
    return f"""<meta charset="utf-8"><style>{_STYLE}</style>
      <table><tr><td class="mid">UBND TỈNH HÀ PHONG<br><b>SỞ TƯ PHÁP</b>
      <br>Số: &nbsp;&nbsp;&nbsp;&nbsp;&nbsp; /KH-STP</td>
      <td class="mid"><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b><br>Độc lập - Tự do - Hạnh phúc<br>
      <i>Hà Phong, ngày 20 tháng 01 năm 2026</i></td></tr></table>
      <h1>KẾ HOẠCH</h1><h2>Chuyển đổi số năm 2026 của Sở Tư pháp</h2>
      <p>Căn cứ Quyết định số 418/QĐ-UBND ngày 12/3/2026 của Ủy ban nhân dân tỉnh Hà Phong;</p>
      <p><b>I. MỤC TIÊU</b></p><p>1. Tối thiểu 80% hồ sơ được nộp trực tuyến toàn trình.</p>
      <p><b>II. NHIỆM VỤ</b></p><table class="grid"><tr>{heads}</tr>{rows}</table>
      <p><b>III. TỔ CHỨC THỰC HIỆN</b></p>
      <p>Giao Văn phòng Sở theo dõi, đôn đốc. Các đơn vị báo cáo trước ngày 15 của tháng cuối quý./.</p>
      <table><tr><td><b>Nơi nhận:</b><br>- Lưu: VT, VP.</td>
      <td class="mid"><b>GIÁM ĐỐC</b><br><br><b>Lê Mẫu Sơn</b></td>
      </tr></table>"""


def printed(browser: Browser) -> bytes:
    """The plan as a PDF with a text layer, one page."""
    page = browser.new_page()
    page.set_content(_page())
    data = page.pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "20mm"))
    page.close()
    return data


def scanned(data: bytes) -> bytes:
    """The first page of a PDF as a picture of 200 dots an inch, turned by one degree."""
    document = pypdfium2.PdfDocument(data)
    picture = document[0].render(scale=200 / 72).to_pil().convert("L")
    document.close()
    file = io.BytesIO()
    picture.rotate(1, resample=Image.Resampling.BICUBIC, fillcolor=255).save(file, "PNG")
    return file.getvalue()
