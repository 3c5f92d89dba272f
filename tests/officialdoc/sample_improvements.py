"""Gaps in all six groups of a sample set, and the heading of a sample department. Every figure is made up."""

from datetime import date
from decimal import Decimal

from dondoc.core.improvements import FactChange, Gap, TaskGroup, draft_improvements
from dondoc.core.scoring.facts import FactValue, Quotient
from dondoc.core.scoring.step_texts import FactName
from dondoc.officialdoc import SignatureBlock
from dondoc.officialdoc.headings import Heading

OFFICE = "Văn phòng Sở"
DRAFTING = "Phòng Xây dựng và kiểm tra văn bản quy phạm pháp luật"
TEACHING = "Phòng Phổ biến, giáo dục pháp luật"
STATUS = "Phòng Hành chính tư pháp"
INSPECTORS = "Thanh tra Sở"
LEGAL_AID = "Trung tâm Trợ giúp pháp lý nhà nước"

HEADING = Heading(
    parent_body="Ủy ban nhân dân tỉnh Hà Phong",
    department="Sở Tư pháp",
    symbol="STP",
    place="Hà Phong",
    year=2026,
    signer=SignatureBlock("Giám đốc"),
    recipients=(
        "Ủy ban nhân dân tỉnh",
        "Sở Khoa học và Công nghệ",
        "Giám đốc, Phó Giám đốc Sở",
        "Các phòng, đơn vị thuộc Sở",
        "Lưu: VT, VP",
    ),
)

GROUPS = (
    TaskGroup("Hạ tầng và Nền tảng số", ("1",)),
    TaskGroup("Nhân lực số", ("2",)),
    TaskGroup("An toàn thông tin, an ninh mạng", ("3",)),
    TaskGroup("Hoạt động chính quyền số", ("4",)),
    TaskGroup("Hoạt động kinh tế số", ("5",)),
    TaskGroup("Hoạt động xã hội số", ("6",)),
)


def share(of: int, whole: int) -> Quotient:
    return Quotient(Decimal(of), Decimal(whole))


def gap(code: str, title: str, *changes: FactChange, owners: tuple[str, ...] = (OFFICE,), **given) -> Gap:
    points = {"lost": Decimal("7.50"), "wins": Decimal("4.25")}
    return Gap(code, title, code.partition(".")[0], changes=changes, owners=owners, **{**points, **given})


def change(title: str, before: FactValue | int, after: FactValue | int, unit: str = "") -> FactChange:
    before, after = (Decimal(v) if type(v) is int else v for v in (before, after))
    return FactChange(FactName(title, unit), before, after)


REPORT = ("Báo cáo kết quả thực hiện",)
JUNE, NOVEMBER = date(2026, 6, 30), date(2026, 11, 30)
GAPS = (
    gap(
        "1.1",
        "Mức độ đáp ứng của hạ tầng mạng tại trụ sở và các đơn vị trực thuộc",
        change("Đơn vị có đường truyền dự phòng", share(7, 10), share(9, 10), "đơn vị"),
        evidence=("Hợp đồng cung cấp đường truyền", "Biên bản nghiệm thu"),
        due_on=JUNE,
    ),
    gap(
        "1.2",
        "Máy tính của công chức có phòng, chống mã độc tập trung",
        change("Máy tính cài phần mềm phòng, chống mã độc tập trung", share(118, 126), share(126, 126), "máy"),
        evidence=("Ảnh chụp màn hình quản trị tập trung",),
        due_on=NOVEMBER,
    ),
    gap(
        "1.3",
        "Kết nối kho dữ liệu dùng chung của tỉnh",
        change("Có biên bản kết nối, chia sẻ dữ liệu với kho dữ liệu dùng chung", False, True),
        owners=(OFFICE, STATUS),
        evidence=("Biên bản kết nối, chia sẻ dữ liệu",),
    ),
    gap(
        "1.4",
        "Trợ lý ảo hỗ trợ công vụ",
        change("Số quy trình nội bộ có trợ lý ảo hỗ trợ", 1, 3, "quy trình"),
        owners=(OFFICE, DRAFTING, TEACHING),
        evidence=REPORT,
        due_on=NOVEMBER,
    ),
    gap(
        "2.1",
        "Công chức, viên chức được bồi dưỡng kỹ năng số",
        change("Công chức, viên chức có chứng nhận bồi dưỡng kỹ năng số", share(61, 97), share(97, 97), "người"),
        evidence=("Danh sách kèm chứng nhận", "Quyết định cử đi học"),
        due_on=NOVEMBER,
    ),
    gap(
        "2.2",
        "Công chức chuyên trách về chuyển đổi số",
        change("Số công chức chuyên trách về chuyển đổi số", 1, 2, "công chức"),
        evidence=("Quyết định phân công nhiệm vụ",),
        due_on=JUNE,
    ),
    gap(
        "2.3",
        "Vai trò của người đứng đầu",
        change("Người đứng đầu Ban Chỉ đạo chuyển đổi số của Sở", "Phó Giám đốc", "Giám đốc"),
        evidence=("Quyết định kiện toàn Ban Chỉ đạo",),
        due_on=JUNE,
    ),
    gap(
        "2.4",
        "Họp Ban Chỉ đạo chuyển đổi số",
        change("Số cuộc họp Ban Chỉ đạo do người đứng đầu chủ trì", 1, 4, "cuộc"),
        evidence=("Thông báo kết luận cuộc họp",),
    ),
    gap(
        "3.1",
        "Hệ thống thông tin có hồ sơ đề xuất cấp độ được phê duyệt",
        change("Hệ thống thông tin có hồ sơ đề xuất cấp độ được phê duyệt", share(8, 9), share(9, 9), "hệ thống"),
        owners=(OFFICE, INSPECTORS),
        evidence=("Quyết định phê duyệt hồ sơ đề xuất cấp độ",),
        due_on=NOVEMBER,
    ),
    gap(
        "3.2",
        "Kiểm tra, đánh giá an toàn thông tin định kỳ",
        change("Số hệ thống thông tin được kiểm tra, đánh giá trong năm", None, 9, "hệ thống"),
        evidence=("Báo cáo kiểm tra, đánh giá",),
    ),
    gap(
        "3.3",
        "Sự cố an toàn thông tin",
        change("Số sự cố an toàn thông tin để kéo dài", 3, 0, "sự cố"),
        evidence=("Sổ theo dõi sự cố",),
    ),
    gap(
        "3.4",
        "Diễn tập ứng phó sự cố",
        change("Có tổ chức diễn tập ứng phó sự cố trong năm", None, True),
        evidence=("Kế hoạch diễn tập", "Báo cáo kết quả diễn tập"),
        due_on=NOVEMBER,
    ),
    gap(
        "4.1",
        "Hồ sơ thủ tục hành chính trực tuyến toàn trình",
        change("Hồ sơ được tiếp nhận trực tuyến toàn trình", share(812, 1003), share(853, 1003), "hồ sơ"),
        owners=(STATUS, DRAFTING, LEGAL_AID),
        evidence=("Báo cáo từ hệ thống giải quyết thủ tục hành chính",),
        due_on=NOVEMBER,
    ),
    gap(
        "4.2",
        "Thanh toán trực tuyến",
        change("Hồ sơ có nghĩa vụ tài chính được thanh toán trực tuyến", share(412, 689), share(552, 689), "hồ sơ"),
        owners=(STATUS,),
        evidence=REPORT,
        due_on=NOVEMBER,
    ),
    gap(
        "4.3",
        "Số hóa kết quả giải quyết thủ tục hành chính",
        change("Kết quả giải quyết thủ tục hành chính được số hóa", share(9120, 12003), share(12003, 12003), "kết quả"),
        change("Kết quả số hóa sai, thiếu thông tin", 14, 5, "kết quả"),
        owners=(STATUS, OFFICE),
        evidence=REPORT,
    ),
    gap(
        "4.4",
        "Trang thông tin điện tử",
        change("Có chuyên mục chuyển đổi số được cập nhật hằng tháng", False, True),
        change("Có bài viết quá hạn gỡ", True, False),
        evidence=("Đường dẫn chuyên mục",),
        due_on=JUNE,
    ),
    gap(
        "4.5",
        "Chất lượng văn bản điện tử",
        change(
            "Điểm kiểm tra hồ sơ điện tử",
            (Decimal(2), Decimal(1)),
            (Decimal(2), Decimal(1), *[Decimal(2)] * 4),
            "hồ sơ",
        ),
        owners=(),
        evidence=REPORT,
    ),
    gap(
        "4.6",
        "Mức độ hài lòng của người dân, doanh nghiệp",
        owners=(STATUS, INSPECTORS),
        evidence=("Báo cáo tiếp thu, khắc phục",),
    ),
    gap(
        "5.1",
        "Hỗ trợ doanh nghiệp sử dụng hợp đồng điện tử",
        change("Số hội nghị hướng dẫn hợp đồng điện tử cho doanh nghiệp", 0, 2, "hội nghị"),
        owners=(TEACHING, LEGAL_AID),
        evidence=("Kế hoạch, tài liệu hội nghị",),
    ),
    gap(
        "6.1",
        "Phổ biến pháp luật trên môi trường số",
        change("Lượt người tham gia thi tìm hiểu pháp luật trực tuyến", 4250, 6000, "lượt người"),
        owners=(TEACHING,),
        evidence=("Báo cáo cuộc thi",),
        due_on=NOVEMBER,
    ),
    gap(
        "6.2",
        "Người được trợ giúp pháp lý nộp yêu cầu trực tuyến",
        change("Yêu cầu trợ giúp pháp lý nộp trực tuyến", share(37, 412), share(124, 412), "yêu cầu"),
        owners=(LEGAL_AID, TEACHING),
        evidence=REPORT,
    ),
)

DRAFT = draft_improvements(
    GAPS, groups=GROUPS, year=2026, set_title="Bộ chỉ số đánh giá chuyển đổi số cấp sở năm 2026", is_unofficial=True
)
