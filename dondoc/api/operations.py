"""Every operation of the interface in one table: the right behind it, and the query parameters it takes.

What stands here is what is served: a test holds the table against the OpenAPI description.
"""

from dataclasses import dataclass

from dondoc.core.permissions import Act


@dataclass(frozen=True)
class Served:
    """One operation: its act, its query parameters (any other is refused), its title."""

    act: Act
    title: str
    parameters: frozenset[str] = frozenset()


_PAGE = frozenset({"page"})
_OF_PERIOD = frozenset({"page", "period_id"})

OPERATIONS: dict[str, Served] = {
    "plans": Served(Act.PLAN_READ, "Kế hoạch", _PAGE),
    "plan": Served(Act.PLAN_READ, "Một kế hoạch"),
    "tasks": Served(Act.PLAN_READ, "Nhiệm vụ của kế hoạch", _PAGE),
    "targets": Served(Act.PLAN_READ, "Chỉ tiêu của kế hoạch", _PAGE),
    "periods": Served(Act.PLAN_READ, "Kỳ báo cáo của kế hoạch", _PAGE),
    "obligations": Served(Act.ASSIGNMENT_READ, "Phân công đơn vị", _PAGE),
    "answers": Served(Act.ANSWER_READ, "Trả lời đã tiếp nhận", _OF_PERIOD),
    "evidence": Served(Act.EVIDENCE_READ, "Thông tin minh chứng của trả lời đã tiếp nhận", _OF_PERIOD),
    "figures": Served(Act.FIGURE_READ, "Số liệu chỉ tiêu đã tiếp nhận", _OF_PERIOD),
    "figure_put": Served(Act.FIGURE_WRITE, "Ghi số liệu của một chỉ tiêu trong kỳ đang mở"),
    "reports": Served(Act.SNAPSHOT_READ, "Báo cáo đã chốt số", _PAGE),
    "report": Served(Act.SNAPSHOT_READ, "Số liệu của một báo cáo đã chốt"),
    "report_document": Served(Act.SNAPSHOT_READ, "Tệp .docx của một báo cáo đã chốt"),
    "assessments": Served(Act.APPRAISAL_READ, "Kết quả đánh giá đã công bố", _PAGE),
    "assessment": Served(Act.APPRAISAL_READ, "Phiếu điểm của một kết quả đã công bố"),
    "dossier_give": Served(Act.DOSSIER_LOAD, "Gửi một tệp dữ liệu hồ sơ để nạp"),
    "dossier_loads": Served(Act.DOSSIER_READ, "Các tệp dữ liệu hồ sơ đã gửi", _PAGE),
    "dossier_load": Served(Act.DOSSIER_READ, "Kết quả nạp một tệp dữ liệu hồ sơ"),
    "dossier_measures": Served(Act.DOSSIER_READ, "Tỷ lệ tính từ hồ sơ, theo đơn vị", _PAGE | {"period", "calendar"}),
}


def url_name(operation: str) -> str:
    """The name of the address: apart from the pages' names."""
    return f"api-{operation}"


def served_as(operation: str, **described: object) -> dict[str, object]:
    """What the operation's decorator is given; `described` goes into the OpenAPI description as it is."""
    found = OPERATIONS[operation]
    return {
        "operation_id": operation,
        "url_name": url_name(operation),
        "summary": found.title,
        "openapi_extra": {"x-act": found.act.value, **described},
    }


BY_URL_NAME = {url_name(operation): served for operation, served in OPERATIONS.items()}
