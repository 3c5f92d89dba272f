"""What is found in a plan before it is signed: every warning code of the plan contract with its title and advice.

Not here: how a doubt arises (planfile/doubts), what the source says there (planfile/findings).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of finding: what it is called, and what to do about it, in one sentence."""

    title: str
    advice: str


KINDS: dict[str, Kind] = {
    "number-missing": Kind(
        "Chưa có số văn bản",
        "Ghi số trước khi phát hành, ở cả trang đầu và dòng “Kèm theo” của phụ lục.",
    ),
    "date-missing": Kind(
        "Chưa đủ ngày, tháng, năm ban hành",
        "Ghi đủ ngày, tháng, năm trước khi phát hành, ở cả trang đầu và dòng “Kèm theo” của phụ lục.",
    ),
    "cites-later-document": Kind(
        "Dẫn văn bản có ngày sau ngày của kế hoạch",
        "Đối chiếu văn bản được dẫn: sửa số, ngày nếu ghi nhầm; nếu đúng thì xem lại ngày ký của kế hoạch.",
    ),
    "citation-mismatch": Kind(
        "Dẫn cùng một số với ngày khác nhau",
        "Mở văn bản gốc để xác định ngày đúng rồi ghi thống nhất; sổ văn bản viện dẫn ghi sai thì sửa sổ.",
    ),
    "body-appendix-mismatch": Kind(
        "Số liệu ở phần lời và ở bảng không khớp",
        "Xác định số liệu đúng rồi sửa cho phần lời và bảng giống nhau.",
    ),
    "no-lead": Kind(
        "Nhiệm vụ chưa có cơ quan chủ trì",
        "Ghi một cơ quan, đơn vị chủ trì cho từng nhiệm vụ.",
    ),
    "no-due": Kind(
        "Nhiệm vụ chưa có thời hạn",
        "Ghi thời hạn hoàn thành hoặc kỳ thực hiện cho từng nhiệm vụ.",
    ),
    "no-product": Kind(
        "Nhiệm vụ chưa có sản phẩm",
        "Ghi sản phẩm hoặc kết quả dự kiến để có căn cứ đánh giá hoàn thành.",
    ),
    "repeated-words": Kind(
        "Lặp từ, thừa từ",
        "Đọc lại câu và bỏ phần lặp, phần thừa.",
    ),
    "empty-cell": Kind(
        "Ô trong bảng để trống",
        "Điền nội dung, hoặc ghi rõ “Không” nếu đúng là không có.",
    ),
    "low-ocr-confidence": Kind(
        "Chữ nhận dạng chưa chắc chắn",
        "So với ảnh trang văn bản và sửa lại chữ đọc sai.",
    ),
}  # in the order of the contract


@dataclass(frozen=True)
class Finding:
    """One thing found. `where` is the place as a reading names it, `place` the same in words.

    `page` counts from 1, None for a file without pages; `quotation` is what stands there, empty where the finding is
    about the whole document.
    """

    code: str
    title: str
    message: str
    where: str
    place: str
    page: int | None
    quotation: str
    advice: str
