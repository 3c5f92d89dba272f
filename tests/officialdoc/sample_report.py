"""A report written for the tests: four sections, a landscape annex of 12 tasks in 9 columns. All of it is made up."""

from dondoc.officialdoc import (
    Align,
    Annex,
    Bullet,
    Clause,
    Column,
    GroupRow,
    OfficialDocument,
    Paragraph,
    Point,
    Row,
    Section,
    SignatureBlock,
    Table,
)

TARGETS = Table(
    columns=(
        Column("STT", 1, Align.CENTER),
        Column("Chỉ tiêu", 7),
        Column("Kế hoạch", 2, Align.CENTER),
        Column("Số đã đạt", 2, Align.CENTER, above="Kết quả đến kỳ"),
        Column("Tổng số", 2, Align.CENTER, above="Kết quả đến kỳ"),
        Column("Tỷ lệ", 2, Align.CENTER, above="Kết quả đến kỳ"),
    ),
    rows=(
        Row(("1", "Hồ sơ thủ tục hành chính được tiếp nhận trực tuyến", "≥ 80 %", "412", "500", "82,4 %")),
        Row(("2", "Công chức, viên chức được bồi dưỡng kỹ năng số", "100 %", "61", "64", "95,3 %")),
        Row(("3", "Hệ thống thông tin có hồ sơ đề xuất cấp độ được phê duyệt", "100 %", "8", "9", "88,9 %")),
        Row(("", "Chỉ tiêu đã đạt", "", "1", "3", "33,3 %"), total=True),
    ),
    notes=("Số liệu mẫu, tính từ ngày 15/12/2025 đến hết ngày 14/3/2026.",),
)

_TASKS = (
    ("I", "Hạ tầng và nền tảng số"),
    (
        "Rà soát đường truyền, thiết bị mạng tại trụ sở và các đơn vị trực thuộc; thay thế thiết bị hết khấu hao",
        "Lập danh mục thiết bị;\nxây dựng dự toán mua sắm",
        "Quý II/2026",
        "Văn phòng Sở",
        "Các phòng, đơn vị thuộc Sở",
        "Danh mục thiết bị; quyết định phê duyệt dự toán",
        "Đã hoàn thành danh mục (Mẫu: Báo cáo số 12/BC-VP ngày 06/3/2026); đang trình dự toán",
        "50 %",
    ),
    (
        "Kết nối kho dữ liệu dùng chung của tỉnh",
        "Phối hợp khảo sát, thống nhất danh mục dữ liệu chia sẻ",
        "31/12/2026",
        "Văn phòng Sở",
        "Sở Khoa học và Công nghệ",
        "Biên bản kết nối thử nghiệm",
        "Chưa báo cáo",
        "",
    ),
    ("II", "Nhân lực số"),
    (
        "Bố trí người phụ trách chuyển đổi số tại từng phòng, đơn vị",
        "Ban hành quyết định phân công",
        "31/3/2026",
        "Các phòng, đơn vị thuộc Sở",
        "Văn phòng Sở",
        "Quyết định phân công",
        "8/9 đơn vị đã phân công; còn Trung tâm dịch vụ đấu giá tài sản",
        "88,9 %",
    ),
)


def _rows() -> tuple[Row | GroupRow, ...]:
    """The tasks above four times over, to fill more than one page."""
    rows: list[Row | GroupRow] = []
    number = 0
    for task in _TASKS * 4:
        if len(task) == 2:
            rows.append(GroupRow(task[1], number=task[0]))
        else:
            number += 1
            rows.append(Row((str(number), *task)))
    return tuple(rows)


TASKS = Table(
    columns=(
        Column("STT", 4, Align.CENTER),
        Column("Nhiệm vụ", 20),
        Column("Giải pháp", 15),
        Column("Thời gian hoàn thành", 9, Align.CENTER),
        Column("Cơ quan chủ trì", 10),
        Column("Cơ quan phối hợp", 11),
        Column("Sản phẩm", 12),
        Column("Kết quả đến kỳ", 15),
        Column("Tỷ lệ", 7, Align.CENTER),
    ),
    rows=_rows(),
    notes=("Ghi chú: số liệu mẫu.",),
)

REPORT = OfficialDocument(
    parent_body="Ủy ban nhân dân tỉnh Đồng Tháp",
    body="Sở Tư pháp",
    kind="Báo cáo",
    symbol="BC-STP",
    place="Đồng Tháp",
    year=2026,
    summary="Kết quả thực hiện Kế hoạch chuyển đổi số quý I năm 2026\ncủa Sở Tư pháp (văn bản mẫu)",
    addressed_to=("Ủy ban nhân dân tỉnh Đồng Tháp (qua Sở Khoa học và Công nghệ)",),
    opening=(
        (
            "Thực hiện Kế hoạch số 01/KH-MAU ngày 05 tháng 01 năm 2026 của cơ quan mẫu về chuyển đổi số năm 2026, "
            "Sở Tư pháp báo cáo kết quả thực hiện quý I năm 2026 (số liệu tính từ ngày 15/12/2025 đến hết ngày "
            "14/3/2026) như sau:"
        ),
    ),
    sections=(
        Section(
            "Kết quả thực hiện",
            (
                Clause("Tình hình chung", titled=True),
                Paragraph(
                    "Đến hết kỳ báo cáo có 8/9 phòng, đơn vị gửi báo cáo; Trung tâm trợ giúp pháp lý nhà nước chưa "
                    "gửi báo cáo. Trong 12 nhiệm vụ của Kế hoạch có 04 nhiệm vụ đã hoàn thành, 05 nhiệm vụ đang thực "
                    "hiện, 02 nhiệm vụ chưa bắt đầu và 01 nhiệm vụ chưa có báo cáo."
                ),
                Clause("Kết quả theo chỉ tiêu", titled=True),
                TARGETS,
                Clause("Kết quả theo nhóm nhiệm vụ", titled=True),
                Point(
                    "Hạ tầng và nền tảng số: đã lập danh mục thiết bị mạng cần thay thế tại trụ sở và các đơn vị trực "
                    "thuộc, đang trình phê duyệt dự toán."
                ),
                Point("Nhân lực số: 8/9 phòng, đơn vị có quyết định phân công người phụ trách chuyển đổi số."),
                Point("An toàn thông tin, an ninh mạng: 8/9 hệ thống thông tin có hồ sơ đề xuất cấp độ được duyệt."),
                Paragraph("(Chi tiết từng nhiệm vụ tại Phụ lục kèm theo)"),
            ),
        ),
        Section(
            "Khó khăn, vướng mắc và nguyên nhân",
            (
                Bullet("Kinh phí thay thế thiết bị mạng chưa được bố trí trong dự toán đầu năm."),
                Bullet(
                    "Một số đơn vị trực thuộc chỉ có 01 viên chức kiêm nhiệm công nghệ thông tin, chưa qua đào tạo "
                    "chuyên sâu về an toàn thông tin nên việc lập hồ sơ đề xuất cấp độ còn chậm."
                ),
            ),
        ),
        Section(
            "Nhiệm vụ trọng tâm quý II năm 2026",
            (
                Clause("Hoàn thành hồ sơ đề xuất cấp độ của hệ thống còn lại trước ngày 31 tháng 5 năm 2026."),
                Clause("Tổ chức 01 lớp tập huấn kỹ năng số cho 03 công chức, viên chức chưa tham gia."),
            ),
        ),
        Section(
            "Đề xuất, kiến nghị",
            (Paragraph("Kính đề nghị Ủy ban nhân dân tỉnh xem xét bố trí kinh phí thay thế thiết bị mạng năm 2026."),),
        ),
    ),
    closing=(
        (
            "Trên đây là báo cáo kết quả thực hiện Kế hoạch chuyển đổi số quý I năm 2026, Sở Tư pháp kính báo cáo "
            "Ủy ban nhân dân tỉnh xem xét, chỉ đạo."
        ),
    ),
    signer=SignatureBlock("Phó Giám đốc", "Nguyễn Văn Mẫu", authority="KT. Giám đốc"),
    recipients=("Sở Khoa học và Công nghệ", "Giám đốc, các Phó Giám đốc Sở", "Lưu: VT, VP"),
    annexes=(Annex("Kết quả thực hiện nhiệm vụ của Kế hoạch chuyển đổi số quý I năm 2026", (TASKS,), landscape=True),),
)
