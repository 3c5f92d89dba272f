"""Acts, objects and origins of the audit trail in words, for its page and its sheet.

Not here: what is recorded (actions). What has no words yet is shown by its own name.
"""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from dondoc.core.vietnamese import fold, normalise

# By recorded act; the tests find every act that the actions write.
ACT_TITLES = {
    "draft.write": _("Tải tệp kế hoạch lên"),
    "draft.read": _("Đọc xong tệp kế hoạch"),
    "draft.read-again": _("Yêu cầu đọc lại tệp"),
    "draft.correct": _("Sửa bản đọc"),
    "draft.settle-conversion": _("Xác nhận chữ đã chuyển mã"),
    "draft.choose-level": _("Chọn cấp của kế hoạch"),
    "draft.discard": _("Bỏ tệp kế hoạch"),
    "plan.write": _("Xác nhận kế hoạch"),
    "plan.amend": _("Áp dụng bản sửa đổi kế hoạch"),
    "plan.set-reporting": _("Đặt chế độ báo cáo"),
    "assignment.write": _("Giao nhiệm vụ, chỉ tiêu"),
    "task.set-checkpoints": _("Đặt mốc kiểm tra"),
    "task.decide-basis": _("Xác định căn cứ cấp trên"),
    "register.add": _("Thêm văn bản vào sổ"),
    "register.settle": _("Xác định văn bản viện dẫn"),
    "register.gather": _("Cập nhật sổ văn bản"),
    "report.begin": _("Mở báo cáo của đơn vị"),
    "answer.write": _("Ghi câu trả lời"),
    "figure.write": _("Ghi số liệu qua giao diện API"),
    "answer.carry-over": _("Chuyển câu trả lời sang đơn vị mới"),
    "report.submit": _("Trình hoặc rút báo cáo"),
    "report.approve": _("Duyệt hoặc trả lại báo cáo"),
    "report.accept": _("Tiếp nhận hoặc trả lại báo cáo"),
    "evidence.attach": _("Đính kèm minh chứng"),
    "evidence.remove": _("Gỡ minh chứng"),
    "evidence.mark": _("Đánh dấu minh chứng hạn chế"),
    "evidence.reveal": _("Xem minh chứng hạn chế"),
    "period.compose": _("Lập báo cáo tổng hợp"),
    "period.close": _("Chốt số kỳ báo cáo"),
    "closing.request": _("Đề nghị chốt số"),
    "closing.confirm": _("Xác nhận chốt số"),
    "closing.turn-down": _("Không xác nhận chốt số"),
    "closing.withdraw": _("Rút đề nghị chốt số"),
    "department.set-up": _("Thiết lập cơ quan"),
    "people.write": _("Mở tài khoản"),
    "people.set-active": _("Khóa hoặc mở lại tài khoản"),
    "people.grant-position": _("Giao chức vụ, vai trò"),
    "people.end-position": _("Kết thúc chức vụ, vai trò"),
    "people.change-position": _("Sửa chức vụ, vai trò"),
    "people.rename": _("Sửa họ tên"),
    "people.switch-off-idle": _("Khóa tài khoản lâu không dùng"),
    "people.export": _("Xuất danh sách tài khoản"),
    "sign-in": _("Đăng nhập"),
    "sign-in.wrong": _("Đăng nhập sai"),
    "sign-in.refused": _("Đăng nhập khi đang bị khóa"),
    "sign-in.unlock": _("Mở khóa đăng nhập"),
    "sign-in.rescue": _("Mở khóa đăng nhập tại máy chủ"),
    "password.change": _("Đổi mật khẩu"),
    "password.ask-reset": _("Yêu cầu đặt lại mật khẩu"),
    "password.set-by-link": _("Đặt mật khẩu qua liên kết"),
    "password.mail-failed": _("Thư đặt mật khẩu không gửi được"),
    "password.invite": _("Cấp liên kết đặt mật khẩu"),
    "second-factor.added": _("Thêm yếu tố xác thực thứ hai"),
    "second-factor.removed": _("Bỏ yếu tố xác thực thứ hai"),
    "second-factor.wrong": _("Sai mã xác thực thứ hai"),
    "second-factor.reset": _("Gỡ xác thực hai bước"),
    "second-factor.recovery-codes": _("Tạo mã khôi phục"),
    "single-sign-on.tie": _("Nối tài khoản với đăng nhập một lần"),
    "single-sign-on.untie": _("Bỏ nối tài khoản với đăng nhập một lần"),
    "single-sign-on.refused": _("Đăng nhập một lần bị từ chối"),
    "session.end": _("Kết thúc một phiên làm việc"),
    "session.end-all": _("Kết thúc mọi phiên làm việc"),
    "link.create": _("Tạo liên kết trả lời"),
    "link.hand_in": _("Gửi câu trả lời qua liên kết"),
    "link.revoke": _("Thu hồi liên kết trả lời"),
    "token.create": _("Cấp khóa API"),
    "token.revoke": _("Thu hồi khóa API"),
    "glass.break": _("Mở quyền khẩn cấp"),
    "glass.end": _("Kết thúc quyền khẩn cấp"),
    "glass.see": _("Ghi nhận đã xem quyền khẩn cấp"),
    "privacy.reveal": _("Xem số định danh cá nhân"),
    "privacy.write": _("Ghi yêu cầu, sự cố về dữ liệu"),
    "privacy.erase": _("Xóa dữ liệu cá nhân"),
    "organisation.take-in": _("Nhập danh sách đơn vị"),
    "organisation.rename": _("Đổi tên đơn vị"),
    "organisation.merge": _("Hợp nhất đơn vị"),
    "organisation.split": _("Chia, tách đơn vị"),
    "organisation.end": _("Giải thể đơn vị"),
    "operation.backup": _("Sao lưu"),
    "operation.restore": _("Khôi phục từ bản sao lưu"),
    "restore.request": _("Đề nghị khôi phục"),
    "restore.confirm": _("Xác nhận khôi phục"),
    "restore.turn-down": _("Không xác nhận khôi phục"),
    "restore.withdraw": _("Rút đề nghị khôi phục"),
    "review.sign": _("Ký rà soát tài khoản"),
    "audit.export": _("Xuất nhật ký"),
    "set.adopt": _("Đưa bộ tiêu chí vào sử dụng"),
    "set.bind": _("Gắn nguồn số liệu của bộ tiêu chí"),
    "set-draft.begin": _("Tải phụ lục bộ tiêu chí lên"),
    "set-draft.confirm": _("Xác nhận cách tính của tiêu chí"),
    "round.open": _("Mở đợt đánh giá"),
    "round.remove-body": _("Đưa cơ quan ra khỏi đợt đánh giá"),
    "score.set-owners": _("Giao tiêu chí cho đơn vị"),
    "score.set-applicable": _("Đặt nhóm và tiêu chí không áp dụng"),
    "score.enter-facts": _("Nhập số liệu đánh giá"),
    "score.gather-facts": _("Lấy số liệu đánh giá từ nguồn"),
    "score.explain": _("Giải trình điểm tự chấm"),
    "score.sign": _("Ký hoặc trả lại phiếu đánh giá"),
    "check.write": _("Kiểm tra điểm tự chấm"),
    "check.move": _("Chuyển phiếu đánh giá trong cơ quan"),
    "appraisal.write": _("Ghi điểm thẩm định"),
    "appraisal.move": _("Chuyển phiếu đánh giá khi thẩm định"),
    "proof.attach": _("Thêm minh chứng của tiêu chí"),
    "proof.withdraw": _("Rút minh chứng của tiêu chí"),
    "dispute.write": _("Viết giải trình điểm thẩm định"),
    "dispute.remove": _("Bỏ giải trình điểm thẩm định"),
    "dispute.send": _("Gửi giải trình điểm thẩm định"),
    "dispute.decide": _("Trả lời giải trình điểm thẩm định"),
    "sample.draw": _("Rút mẫu đọc lần hai"),
}
# By the name of the address that was refused.
REFUSED_TITLES = {
    "draft_upload": _("Tải tệp kế hoạch lên"),
    "draft": _("Sửa bản đọc"),
    "draft_again": _("Yêu cầu đọc lại tệp"),
    "draft_amend": _("Áp dụng bản sửa đổi kế hoạch"),
    "draft_confirm": _("Xác nhận kế hoạch"),
    "draft_discard": _("Bỏ tệp kế hoạch"),
    "register": _("Thêm văn bản vào sổ"),
    "register_gather": _("Cập nhật sổ văn bản"),
    "registered_document": _("Xác định văn bản viện dẫn"),
    "plan_assign": _("Giao nhiệm vụ, chỉ tiêu"),
    "plan_reporting": _("Đặt chế độ báo cáo"),
    "plan_checkpoints": _("Đặt mốc kiểm tra"),
    "plan_bases": _("Xác định căn cứ cấp trên"),
    "report": _("Ghi câu trả lời"),
    "report_move": _("Chuyển trạng thái báo cáo"),
    "evidence_attach": _("Đính kèm minh chứng"),
    "evidence_remove": _("Gỡ minh chứng"),
    "evidence_mark": _("Đánh dấu minh chứng hạn chế"),
    "evidence_guarded": _("Xem minh chứng hạn chế"),
    "privacy_reveal": _("Xem số định danh cá nhân"),
    "period_document": _("Lập báo cáo tổng hợp"),
    "period_close": _("Đề nghị chốt số"),
    "confirmation": _("Quyết định đề nghị"),
    "glass": _("Mở quyền khẩn cấp"),
    "glass_end": _("Kết thúc quyền khẩn cấp"),
    "glass_seen": _("Ghi nhận đã xem quyền khẩn cấp"),
    "restores": _("Đề nghị khôi phục"),
    "account_review": _("Ký rà soát tài khoản"),
    "subject_request_new": _("Ghi yêu cầu, sự cố về dữ liệu"),
    "subject_request": _("Ghi yêu cầu, sự cố về dữ liệu"),
    "subject_request_erase": _("Xóa dữ liệu cá nhân"),
    "subject_request_number": _("Xem số định danh cá nhân"),
    "incident_new": _("Ghi yêu cầu, sự cố về dữ liệu"),
    "incident": _("Ghi yêu cầu, sự cố về dữ liệu"),
    "link_new": _("Tạo liên kết trả lời"),
    "link_revoke": _("Thu hồi liên kết trả lời"),
    "tokens": _("Cấp khóa API"),
    "token_revoke": _("Thu hồi khóa API"),
    "people": _("Mở tài khoản"),
    "person_active": _("Khóa hoặc mở lại tài khoản"),
    "person": _("Giao chức vụ, vai trò"),
    "people_outside": _("Giao chức vụ, vai trò"),
    "position_end": _("Kết thúc chức vụ, vai trò"),
    "people_import": _("Nhập danh sách đơn vị"),
    "people_export": _("Xuất danh sách tài khoản"),
    "unit_reorganise": _("Tổ chức lại đơn vị"),
    "person_invite": _("Cấp liên kết đặt mật khẩu"),
    "person_sign_in": _("Gỡ xác thực hai bước"),
    "person_tie": _("Nối tài khoản với đăng nhập một lần"),
    "person_untie": _("Bỏ nối tài khoản với đăng nhập một lần"),
    "session_end": _("Kết thúc một phiên làm việc"),
    "unlock_sign_in": _("Mở khóa đăng nhập"),
    "audit_export": _("Xuất nhật ký"),
    "audit_verify": _("Kiểm tra nhật ký"),
}
KIND_TITLES = {
    "adoptedset": _("Bộ tiêu chí"),
    "amendment": _("Bản sửa đổi"),
    "answer": _("Câu trả lời"),
    "apitoken": _("Khóa API"),
    "assessment": _("Phiếu đánh giá"),
    "auditrow": _("Dòng nhật ký"),
    "basis": _("Căn cứ cấp trên"),
    "brokenglass": _("Quyền khẩn cấp"),
    "checkpoint": _("Mốc kiểm tra"),
    "confirmationrequest": _("Đề nghị xác nhận"),
    "criterionproof": _("Minh chứng của tiêu chí"),
    "department": _("Cơ quan"),
    "dispute": _("Giải trình"),
    "draft": _("Tệp kế hoạch"),
    "evidence": _("Minh chứng"),
    "incident": _("Sự cố"),
    "obligation": _("Việc được giao"),
    "plan": _("Kế hoạch"),
    "position": _("Chức vụ, vai trò"),
    "readingsample": _("Mẫu đọc lần hai"),
    "registereddocument": _("Văn bản viện dẫn"),
    "reorganisation": _("Sắp xếp đơn vị"),
    "reportingperiod": _("Kỳ báo cáo"),
    "setdraft": _("Phụ lục bộ tiêu chí"),
    "signedlink": _("Liên kết trả lời"),
    "snapshot": _("Số liệu đã chốt"),
    "subjectrequest": _("Yêu cầu về dữ liệu cá nhân"),
    "target": _("Chỉ tiêu"),
    "task": _("Nhiệm vụ"),
    "unit": _("Đơn vị"),
    "unitreport": _("Báo cáo của đơn vị"),
    "user": _("Tài khoản"),
}
ORIGIN_TITLES = {
    "page": _("Trang web"),
    "api": _("Giao diện API"),
    "link": _("Liên kết trả lời"),
    "command": _("Lệnh trên máy chủ"),
    "job": _("Việc chạy nền"),
}


def act_title(act: str) -> str:
    """The act as people call it, in the language of the page."""
    title = ACT_TITLES.get(act) or REFUSED_TITLES.get(act)
    return gettext(title) if title else act


def kind_title(kind: str) -> str:
    """The kind of object as people call it; empty for an act without object."""
    title = KIND_TITLES.get(kind)
    return gettext(title) if title else kind


def origin_title(origin: str) -> str:
    """Where an act came from."""
    title = ORIGIN_TITLES.get(origin)
    return gettext(title) if title else origin


def acts_alike(act: str) -> tuple[str, ...]:
    """The acts, done or refused, that people call by the same words as this one."""
    title = act_title(act)
    return tuple(each for each in {**ACT_TITLES, **REFUSED_TITLES} if act_title(each) == title)


def acts_said(text: str) -> tuple[str, ...]:
    """The acts whose titles hold this text, with or without diacritics."""
    wanted = fold(normalise(text))
    titles = {**REFUSED_TITLES, **ACT_TITLES}
    return tuple(act for act in titles if wanted and wanted in fold(act_title(act)))
