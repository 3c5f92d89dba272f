"""What people of the sample department do again and again, by the words on the pages.

Not here: how a page is looked over (visitors).
"""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator
from visitors import Visitor

SAMPLES = Path(__file__).parents[2] / "samples"
PROOF = SAMPLES / "evidence" / "bien-ban-04-khao-sat-duong-truyen.pdf"


@dataclass(frozen=True)
class Said:
    """What a unit says of one task."""

    number: str
    words: str
    state: str = "Đang thực hiện"
    percent: str = "50"
    difficulties: str = ""


def question(visitor: Visitor, title: str) -> Locator:
    """The block of one obligation: `Nhiệm vụ 2`, `Chỉ tiêu 1`."""
    return visitor.page.get_by_role("article", name=re.compile(rf"^{re.escape(title)}\."))


def answer_task(visitor: Visitor, said: Said) -> None:
    """Fills in one task on the page of the report."""
    block = question(visitor, f"Nhiệm vụ {said.number}")
    block.get_by_label("Kết quả đã thực hiện").fill(said.words)
    block.get_by_role("radio", name=said.state, exact=True).check()
    block.get_by_label("Tỷ lệ hoàn thành (%)").fill(said.percent)
    block.get_by_label("Khó khăn, vướng mắc").fill(said.difficulties)


def answer_target(visitor: Visitor, title: str, numerator: str, denominator: str = "") -> None:
    """Fills in the figure of one target: two numbers of a rate, one of a count."""
    block = question(visitor, title)
    if denominator:
        block.get_by_label("Tử số").fill(numerator)
        block.get_by_label("Mẫu số").fill(denominator)
    else:
        block.get_by_label(re.compile("^Số liệu")).fill(numerator)


def attach_proof(visitor: Visitor, title: str, *, number: str, abstract: str, page: str) -> None:
    """From the page of the report to the form of a proof and back."""
    visitor.press(re.compile("^Đính kèm minh chứng"), within=question(visitor, title))
    visitor.page.get_by_label("Tệp minh chứng").set_input_files(PROOF)
    visitor.page.get_by_label("Số, ký hiệu").fill(number)
    visitor.page.get_by_label("Trích yếu").fill(abstract)
    visitor.page.get_by_label("Trang").fill(page)
    visitor.press("Đính kèm")
    assert question(visitor, title).get_by_role("link", name=PROOF.name).is_visible()


def open_report(visitor: Visitor, period: str, plan: str) -> None:
    """From any page to the report that is asked of one's unit for a period of a plan."""
    visitor.follow("Trả lời kỳ báo cáo")
    row = visitor.page.get_by_role("row").filter(has_text=plan)
    visitor.follow(period, within=row)


def state_of(visitor: Visitor) -> str:
    """How the report stands, as its page says."""
    return visitor.fact("Trạng thái")


def open_unit(visitor: Visitor, name: str) -> None:
    """From the page of a period to the report of a unit."""
    visitor.follow(name, within=visitor.page.get_by_role("region", name="Đơn vị báo cáo"))


def open_quarter(visitor: Visitor, quarter: str, plan: str) -> None:
    """From any page to the page of a plan's period."""
    visitor.follow("Báo cáo")
    visitor.follow(quarter, within=visitor.page.get_by_role("row").filter(has_text=plan))


def upload(visitor: Visitor, file: Path) -> None:
    """From any page to what was read in this file, or why it was not."""
    visitor.follow("Kế hoạch")
    visitor.follow("Nhập kế hoạch")
    visitor.page.get_by_label("Tệp kế hoạch").set_input_files(file)
    visitor.press("Tải lên và đọc")
