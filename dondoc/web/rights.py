"""“Ai được làm gì”: the table of rights as everybody may read it, printed from the table that the site obeys."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from dondoc.core.permissions import MATRIX, ROLE_TITLES, Cell, Letter, Reach, Role, Thing

THINGS = {
    Thing.PLAN_DRAFT: _("Bản thảo kế hoạch (tệp đã tải lên)"),
    Thing.PLAN: _("Kế hoạch đã ban hành, nhiệm vụ, chỉ tiêu"),
    Thing.ASSIGNMENT: _("Phân công chủ trì, phối hợp"),
    Thing.ANSWER_DRAFT: _("Câu trả lời đang soạn"),
    Thing.ANSWER_SUBMITTED: _("Câu trả lời đã trình"),
    Thing.ANSWER_ACCEPTED: _("Câu trả lời đã tiếp nhận"),
    Thing.EVIDENCE: _("Minh chứng thường"),
    Thing.EVIDENCE_RESTRICTED: _("Minh chứng hạn chế (có dữ liệu cá nhân)"),
    Thing.FIGURE: _("Số liệu chỉ tiêu"),
    Thing.STAFF_REGISTER: _("Sổ nhân sự, đào tạo"),
    Thing.SYSTEM_REGISTER: _("Sổ hệ thống thông tin"),
    Thing.SECURITY_DOSSIER: _("Hồ sơ cấp độ an toàn"),
    Thing.DOSSIER_FIGURES: _("Dữ liệu hồ sơ: số tổng hợp"),
    Thing.DOSSIER_ROWS: _("Dữ liệu hồ sơ: từng dòng"),
    Thing.SCORE_SELF: _("Phiếu điểm: tự chấm"),
    Thing.SCORE_CHECK: _("Phiếu điểm: Văn phòng rà soát"),
    Thing.SCORE_APPRAISED: _("Phiếu điểm: thẩm định"),
    Thing.DISPUTE: _("Hồ sơ giải trình, kiến nghị"),
    Thing.DIFFICULTY: _("Khó khăn, vướng mắc"),
    Thing.DECISION: _("Ý kiến chỉ đạo của lãnh đạo Sở"),
    Thing.REPORT_DRAFT: _("Báo cáo đang tổng hợp"),
    Thing.REPORT_ISSUED: _("Báo cáo đã chốt"),
    Thing.CLOSING: _("Chốt số kỳ báo cáo"),
    Thing.REMINDER: _("Nhắc việc, sổ đôn đốc"),
    Thing.SITE_CHECK: _("Kiểm tra trang thông tin điện tử"),
    Thing.CONNECTOR: _("Kết nối với phần mềm khác"),
    Thing.LINK_AND_TOKEN: _("Liên kết trả lời, khóa API"),
    Thing.ORGANISATION: _("Người dùng, vai trò, đơn vị"),
    Thing.AUDIT: _("Nhật ký"),
    Thing.OPERATION: _("Sao lưu, khôi phục, cấu hình"),
    Thing.ASSISTANT: _("Trợ lý tra cứu"),
    Thing.OPEN_DATA: _("Dữ liệu mở"),
}
LETTERS = {
    Letter.LOOK: _("xem trạng thái"),
    Letter.READ: _("xem"),
    Letter.CREATE: _("tạo"),
    Letter.WRITE: _("sửa"),
    Letter.WITHDRAW: _("rút, gỡ"),
    Letter.MOVE: _("trình, duyệt, chuyển bước"),
    Letter.EXPORT: _("kết xuất"),
}
REACHES = {
    Reach.UNIT: _("đơn vị mình"),
    Reach.DEPARTMENT: _("toàn Sở"),
    Reach.ASSIGNED: _("cơ quan được giao"),
    Reach.PUBLISHED: _("phần đã công bố"),
    Reach.ASSIGNMENT: _("đúng việc ghi trong liên kết"),
    Reach.SCOPE: _("theo phạm vi của khóa"),
}
CONDITIONS = {
    "reason": _("mở lại phải ghi lý do"),
    "logged": _("mỗi lần xem được ghi lại"),
    "masked": _("che dữ liệu cá nhân"),
    "masked, reason": _("che dữ liệu cá nhân, phải ghi lý do"),
    "custodian": _("người giữ hồ sơ"),
    "decision page": _("chỉ trang quyết định"),
    "analyst, masked": _("người phân tích, che dữ liệu cá nhân"),
    "own criteria": _("chỉ số của đơn vị"),
    "released": _("sau khi công bố"),
    "addressed": _("khi được giao"),
    "draft": _("bản dự thảo"),
    "erratum": _("đính chính"),
    "request": _("đề nghị"),
    "confirm": _("xác nhận"),
    "allow-list": _("danh sách trang được phép"),
    "secret write-only": _("khóa bí mật chỉ ghi, không xem"),
    "no secrets": _("trừ khóa bí mật"),
    "tokens": _("khóa API"),
    "links": _("liên kết"),
    "prefixes": _("phần đầu của khóa"),
    "not for self": _("không tự giao cho mình"),
    "no payload": _("trừ nội dung"),
    "objects": _("theo nội dung công việc"),
    "second person": _("cần người thứ hai"),
    "own sight": _("trong phạm vi mình xem được"),
}


@dataclass(frozen=True)
class Clause:
    """What can be done, how far, and on which condition (empty: none)."""

    letters: tuple[str, ...]
    reach: str
    condition: str


@require_GET
def rights(request: HttpRequest) -> HttpResponse:
    """The whole table, the columns of the viewer's own roles marked."""
    own = request.viewer.roles
    context = {
        "roles": [(title, role in own) for role, title in ROLE_TITLES.items()],
        "rows": [
            (THINGS[thing], [(_clauses(cells[role]), role in own) for role in Role]) for thing, cells in MATRIX.items()
        ],
        "letters": LETTERS.values(),
        "reaches": REACHES.values(),
    }
    return render(request, "rights/rights.html", context)


def _clauses(cell: Cell) -> list[Clause]:
    """The cell in words: the letters of one reach and condition together."""
    kinds = dict.fromkeys((reach, cell.conditions.get(letter, "")) for letter, reach in cell.reaches.items())
    return [
        Clause(
            tuple(
                LETTERS[letter]
                for letter, reach in cell.reaches.items()
                if (reach, cell.conditions.get(letter, "")) == kind
            ),
            REACHES[kind[0]],
            CONDITIONS[kind[1]] if kind[1] else "",
        )
        for kind in kinds
    ]
