"""What the rules say in Vietnamese, told in the language of the page: core knows no gettext.

Not here: whole sentences of refusals, words of documents and of people, which stay as they are (decision 6).
"""

import re

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

_NUMBER = re.compile(r"\d+")

# The texts of core's tables and sentences, numbers taken out: listed for the catalogue, kept equal by a test.
LISTED = frozenset({
    # states of a task, an answer, a unit's report; moves
    _("Chưa thực hiện"), _("Đang thực hiện"), _("Hoàn thành"), _("Quá hạn"), _("Vướng mắc"),
    _("Đang soạn"), _("Chờ lãnh đạo đơn vị duyệt"), _("Chờ Văn phòng tiếp nhận"), _("Đã tiếp nhận"), _("Bị trả lại"),
    _("Trình lãnh đạo đơn vị"), _("Rút lại để sửa"), _("Duyệt"), _("Trả lại người soạn"), _("Tiếp nhận"),
    _("Trả lại đơn vị"),
    # closing rules, verdicts, figures, roles
    _("Hoàn thành khi mọi đơn vị chủ trì hoàn thành"), _("Hoàn thành khi một đơn vị chủ trì hoàn thành"),
    _("Đạt"), _("Chưa đạt"), _("Chưa có số liệu"), _("Không phát sinh"), _("{}/{} đơn vị đạt"),
    _("Quản trị hệ thống"), _("Chuyên viên Văn phòng Sở"), _("Đầu mối báo cáo của đơn vị"), _("Lãnh đạo đơn vị"),
    _("Lãnh đạo Sở"), _("Người thẩm định"), _("Thanh tra, kiểm tra"), _("Người không đăng nhập"),
    _("Người giữ liên kết trả lời"), _("Phần mềm dùng khóa API"),
    # periods
    _("Tháng {}/{}"), _("Quý I/{}"), _("Quý II/{}"), _("Quý III/{}"), _("Quý IV/{}"),
    _("{} tháng đầu năm {}"), _("{} tháng cuối năm {}"), _("Năm {}"),
    # countdowns (one day apart: English tells it from several), weekdays
    _("hôm nay"), _("còn {} ngày làm việc"), _("quá hạn {} ngày làm việc"), _("còn {} ngày"), _("quá hạn {} ngày"),
    _("còn 1 ngày làm việc"), _("quá hạn 1 ngày làm việc"), _("còn 1 ngày"), _("quá hạn 1 ngày"),
    _("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật"),
    # levels of a plan; why a checkpoint is proposed for its day
    _("Kế hoạch của đơn vị"), _("Kế hoạch cấp trên"),
    _("cuối thời hạn"), _("khi hết {} phần trăm thời gian từ {}/{}/{} đến {}/{}/{}"),
    _("ngày báo cáo của kế hoạch"), _("ngày {} của tháng cuối kỳ"), _("ngày làm việc cuối cùng của kỳ"),
    # what a token may do; where a link or token stands; what is owed on a request or an incident, kinds of requests
    _("Đọc kế hoạch, nhiệm vụ, chỉ tiêu, kỳ báo cáo"), _("Đọc phân công đơn vị"), _("Đọc trả lời đã tiếp nhận"),
    _("Đọc thông tin minh chứng (không gồm minh chứng có dữ liệu cá nhân)"),
    _("Đọc số liệu chỉ tiêu đã tiếp nhận"), _("Ghi số liệu chỉ tiêu vào kỳ đang mở"), _("Đọc báo cáo đã chốt số"),
    _("Đọc kết quả đánh giá đã công bố"), _("Đọc tỷ lệ tính từ dữ liệu hồ sơ và kết quả nạp tệp"),
    _("Nạp tệp dữ liệu hồ sơ"),
    _("Đang dùng được"), _("Đã gửi trả lời"), _("Hết hạn"), _("Đã thu hồi"), _("Kỳ đã chốt số"),
    _("Đơn vị không còn phụ trách"), _("Kế hoạch không còn nội dung này"),
    _("Báo đã nhận yêu cầu"), _("Trả lời yêu cầu"), _("Báo cáo ban đầu"), _("Báo cáo đầy đủ"),
    _("Xem, chỉnh sửa, cung cấp"), _("Rút đồng ý, hạn chế, phản đối"), _("Xóa"),
    # an assessment: columns, states, moves, reasons, decisions on disputes
    _("Tự chấm"), _("Văn phòng kiểm tra"), _("Thẩm định"), _("Đọc lần hai"), _("Chính thức"),
    _("Đang tự chấm"), _("Văn phòng Sở kiểm tra"), _("Chờ Giám đốc ký"), _("Chờ thẩm định"),
    _("Đã có điểm thẩm định"), _("Đang giải trình"), _("Đã có điểm chính thức"), _("Đã công bố"),
    _("Kết thúc tự chấm"), _("Mở lại để tự chấm"), _("Trình Giám đốc"), _("Ký, gửi thẩm định"),
    _("Trả lại Văn phòng"), _("Trả lại để bổ sung"), _("Thông báo điểm thẩm định"), _("Gửi giải trình"),
    _("Chốt điểm chính thức"), _("Công bố"),
    _("Không có minh chứng"), _("Minh chứng chưa đủ"), _("Minh chứng ngoài kỳ đánh giá"),
    _("Số liệu khác nguồn đối chiếu"), _("Hiểu khác cách tính điểm"), _("Chấp nhận giải trình"), _("Lý do khác"),
    _("Chấp nhận"), _("Chấp nhận một phần"), _("Không chấp nhận"),
    # what became of a criterion since last year; where a fact comes from
    _("Giữ nguyên"), _("Đổi điểm tối đa"), _("Đổi cách tính"), _("Đổi tên"), _("Mới"), _("Bỏ"),
    _("Số liệu chỉ tiêu"), _("Trạng thái nhiệm vụ"), _("Minh chứng đã xác nhận"), _("Sổ theo dõi"),
    _("Dữ liệu hồ sơ thủ tục hành chính"), _("Nhập tay"),
    # rates of dossiers
    _("Tỷ lệ hồ sơ trực tuyến toàn trình"), _("Tỷ lệ hồ sơ nộp trực tuyến"), _("Tỷ lệ hồ sơ giải quyết đúng hạn"),
    _("Tỷ lệ thanh toán trực tuyến"), _("Tỷ lệ số hóa thành phần hồ sơ"), _("Tỷ lệ hồ sơ có kết quả điện tử"),
    _("Tỷ lệ kết quả lưu Kho dữ liệu điện tử"), _("Tỷ lệ hồ sơ tái sử dụng dữ liệu"),
    _("Tỷ lệ hồ sơ xử lý trên hệ thống của Bộ"), _("Tỷ lệ hồ sơ tiếp nhận phi địa giới"),
    _("Tỷ lệ hồ sơ không phải đến nộp trực tiếp"), _("Tỷ lệ hồ sơ được đánh giá hài lòng"),
    # what is wrong with the chain of the audit trail
    _("nội dung dòng {} không khớp mã của dòng"), _("phần chi tiết của dòng {} không khớp mã đã ghi"),
    _("phần chi tiết của dòng {} đã mất mà không có dòng nào ghi việc xóa"), _("thiếu dòng {}"),
    _("ở vị trí dòng {} là một dòng khác: bị chèn thêm hoặc đổi chỗ"), _("dòng {} không nối tiếp dòng trước"),
    _("các dòng từ {} đến {} đã bị cắt khỏi cuối nhật ký"),
    _("dòng {} được thêm ngoài hệ thống vào cuối nhật ký"),
    _("nhật ký đã bị viết lại từ một dòng trong khoảng {} đến {}: mã khác với mã đã giữ"),
    # places in a document; kinds of findings with their advice
    _("cả văn bản"), _("bảng {}"), _("bảng {}, dòng {}"), _("bảng {}, dòng {}, cột {}"), _("đoạn {}"), _("khung {}"),
    _("Chưa có số văn bản"),
    _("Ghi số trước khi phát hành, ở cả trang đầu và dòng “Kèm theo” của phụ lục."),
    _("Chưa đủ ngày, tháng, năm ban hành"),
    _("Ghi đủ ngày, tháng, năm trước khi phát hành, ở cả trang đầu và dòng “Kèm theo” của phụ lục."),
    _("Dẫn văn bản có ngày sau ngày của kế hoạch"),
    _("Đối chiếu văn bản được dẫn: sửa số, ngày nếu ghi nhầm; nếu đúng thì xem lại ngày ký của kế hoạch."),
    _("Dẫn cùng một số với ngày khác nhau"),
    _("Mở văn bản gốc để xác định ngày đúng rồi ghi thống nhất; sổ văn bản viện dẫn ghi sai thì sửa sổ."),
    _("Số liệu ở phần lời và ở bảng không khớp"),
    _("Xác định số liệu đúng rồi sửa cho phần lời và bảng giống nhau."),
    _("Nhiệm vụ chưa có cơ quan chủ trì"),
    _("Ghi một cơ quan, đơn vị chủ trì cho từng nhiệm vụ."),
    _("Nhiệm vụ chưa có thời hạn"),
    _("Ghi thời hạn hoàn thành hoặc kỳ thực hiện cho từng nhiệm vụ."),
    _("Nhiệm vụ chưa có sản phẩm"),
    _("Ghi sản phẩm hoặc kết quả dự kiến để có căn cứ đánh giá hoàn thành."),
    _("Lặp từ, thừa từ"),
    _("Đọc lại câu và bỏ phần lặp, phần thừa."),
    _("Ô trong bảng để trống"),
    _("Điền nội dung, hoặc ghi rõ “Không” nếu đúng là không có."),
    _("Chữ nhận dạng chưa chắc chắn"),
    _("So với ảnh trang văn bản và sửa lại chữ đọc sai."),
})  # fmt: skip


def spoken(text: str) -> str:
    """A text of the rules in the language of the page; one that is not listed stays as it is."""
    if text in LISTED:
        return gettext(text)
    pattern = _NUMBER.sub("{}", text)
    return gettext(pattern).format(*_NUMBER.findall(text)) if pattern in LISTED else text
