"""Disputes of a sample department about the appraisal of three criteria. Every paper and figure is made up."""

from datetime import date
from decimal import Decimal
from hashlib import sha256

from dondoc.core.consolidation import Proof
from dondoc.core.scoring.facts import Quotient
from dondoc.core.scoring.step_texts import FactName
from dondoc.officialdoc.disputes import Dispute, DisputeFile, HashedProof, StatedFact


def proof(number: str, day: date | None, abstract: str, page: str = "", issuer: str = "Sở Tư pháp") -> HashedProof:
    name = f"{number.replace('/', '-')}.pdf"
    return HashedProof(Proof(number, day, issuer, abstract, page, name), sha256(name.encode()).hexdigest())


DOSSIERS = Dispute(
    code="4.1",
    title="Hồ sơ thủ tục hành chính trực tuyến toàn trình",
    max=Decimal(30),
    rule="Tỷ lệ hồ sơ trực tuyến toàn trình từ 80% trở lên được điểm tối đa; trên 50% được một nửa; còn lại không có "
    "điểm",
    own_points=Decimal("30.00"),
    appraised_points=Decimal("15.00"),
    asked_points=Decimal("30.00"),
    reason="Số liệu trên hệ thống của tỉnh đến ngày 30/9/2026 chỉ đạt 78,2%",
    answer="Cơ quan thẩm định lấy số liệu đến ngày 30/9/2026; kỳ đánh giá tính đến hết ngày 31/10/2026. Tháng 10, "
    "Sở tiếp nhận thêm 142 hồ sơ, trong đó 137 hồ sơ trực tuyến toàn trình.",
    facts=(
        StatedFact(
            FactName("Hồ sơ được tiếp nhận trực tuyến toàn trình", "hồ sơ"),
            Quotient(Decimal(812), Decimal(1003)),
            "Hệ thống thông tin giải quyết thủ tục hành chính",
            date(2026, 10, 31),
        ),
    ),
    proofs=(
        proof(
            "318/BC-STP", date(2026, 11, 5), "Báo cáo tình hình giải quyết thủ tục hành chính tháng 10 năm 2026", "3"
        ),
        proof(
            "1207/TTPVHCC-TH",
            date(2026, 11, 6),
            "Xác nhận số liệu hồ sơ trực tuyến của Sở Tư pháp",
            "1–2",
            "Trung tâm Phục vụ hành chính công tỉnh",
        ),
    ),
)
MEETINGS = Dispute(
    code="2.4",
    title="Họp Ban Chỉ đạo chuyển đổi số",
    max=Decimal(10),
    rule="Từ 04 cuộc trở lên được 10 điểm; 02 đến 03 cuộc được 5 điểm",
    own_points=Decimal("10.00"),
    appraised_points=Decimal("5.00"),
    asked_points=Decimal("10.00"),
    reason="Cuộc họp ngày 12/8/2026 không có thông báo kết luận",
    answer="Thông báo kết luận đã ban hành ngày 14/8/2026 nhưng chưa được đính kèm khi tự chấm điểm; nay xin bổ sung.",
    facts=(StatedFact(FactName("Số cuộc họp Ban Chỉ đạo do người đứng đầu chủ trì", "cuộc"), Decimal(4)),),
    proofs=(
        proof("88/TB-STP", date(2026, 8, 14), "Kết luận cuộc họp Ban Chỉ đạo chuyển đổi số quý III năm 2026", "1"),
    ),
)
WEBSITE = Dispute(
    code="4.4",
    title="Trang thông tin điện tử",
    max=Decimal(12),
    rule="Có chuyên mục chuyển đổi số được cập nhật hằng tháng",
    own_points=Decimal("12.00"),
    appraised_points=Decimal(0),
    asked_points=Decimal("6.00"),
    reason="",
    answer="Chuyên mục hoạt động liên tục từ ngày 02/01/2026",
)
FILE = DisputeFile(
    year=2026,
    set_title="Bộ chỉ số đánh giá chuyển đổi số cấp sở năm 2026",
    is_unofficial=True,
    body="Sở Tư pháp",
    disputes=(DOSSIERS, MEETINGS, WEBSITE),
)
