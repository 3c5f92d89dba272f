"""“Quản trị”: the pages that are opened rarely, each with a line on what it is for, as far as the viewer may."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from dondoc.core.permissions import Act, Viewer, may

# Address name, title, what it is for, the rights of which one opens it (none: everybody's own).
_PAGES = (
    ("people", _("Tài khoản"), _("Ai đăng nhập được, giữ vai trò gì, ở đơn vị nào."), Act.PEOPLE_READ),
    ("units", _("Đơn vị"), _("Đơn vị, thời gian hoạt động, người giữ chức vụ; tổ chức lại."), Act.PEOPLE_READ),
    ("account_review", _("Rà soát tài khoản và quyền"), _("Sáu tháng một lần, có chữ ký."), Act.REVIEW_READ),
    ("locked_sign_ins", _("Đăng nhập bị khóa"), _("Mở khóa khẩn cấp cho người nhập sai mật khẩu."), Act.PEOPLE_WRITE),
    ("links", _("Liên kết trả lời"), _("Liên kết gửi cho người không có tài khoản."), Act.LINK_WRITE, Act.LINK_READ),
    ("tokens", _("Khóa API"), _("Khóa cho phần mềm khác lấy số liệu."), Act.TOKEN_WRITE, Act.LINK_READ),
    ("audit", _("Nhật ký"), _("Ai làm gì, lúc nào; chuỗi nhật ký còn nguyên hay không."), Act.AUDIT_READ),
    ("subject_requests", _("Yêu cầu về dữ liệu cá nhân"), _("Yêu cầu của người dân và hạn trả lời."), Act.PRIVACY_READ),
    ("incidents", _("Sổ sự cố"), _("Sự cố và đồng hồ 24 giờ, 72 giờ."), Act.PRIVACY_READ),
    ("glass", _("Truy cập khẩn cấp"), _("Xem minh chứng trong 30 phút khi có sự cố; mọi lần mở."), Act.GLASS_BREAK),
    ("glass", _("Truy cập khẩn cấp"), _("Các lần quản trị hệ thống mở truy cập khẩn cấp."), Act.GLASS_SEE),
    (
        "restores",
        _("Khôi phục dữ liệu"),
        _("Đề nghị khôi phục bản sao lưu, xác nhận của người thứ hai."),
        Act.RESTORE_CONFIRM,
        Act.OPERATION_READ,
    ),
    ("department_sessions", _("Phiên làm việc của cơ quan"), _("Ai đang đăng nhập; kết thúc phiên."), Act.PEOPLE_WRITE),
    ("sessions", _("Phiên làm việc của bạn"), _("Các máy bạn đang đăng nhập.")),
    ("mfa_index", _("Xác thực hai bước của bạn"), _("Ứng dụng mã, khóa bảo mật, mã dự phòng.")),
)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The list of pages."""
    pages = [
        (reverse(name), title, words)
        for name, title, words, *acts in _PAGES
        if not acts or any(may(request.viewer, act) for act in acts)
    ]
    return render(request, "administration/index.html", {"pages": pages})


def has_pages(viewer: Viewer) -> bool:
    """Whether anything but the viewer's own is on the page."""
    return any(may(viewer, act) for _name, _title, _words, *acts in _PAGES for act in acts)
