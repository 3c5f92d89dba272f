"""In whose name a command at the machine acts."""

from datetime import date

from dondoc.core.permissions import Role, Viewer
from dondoc.core.refusals import Refused
from dondoc.models import Department, Position, User
from dondoc.queries.people import viewer_for


class NobodyToStandIn(Refused):
    """No account holds the role, or the one named does not exist."""


def stand_in(role: Role, *, on: date, username: str | None = None, code: str | None = None) -> Viewer:
    """The viewer of the account named, or of the first active account with this role; of the department with this
    code, where one is given. Raises NobodyToStandIn."""
    department = Department.objects.filter(code=code).first() if code is not None else None
    if code is not None and department is None:
        raise NobodyToStandIn(f"Không có cơ quan nào mang mã {code}: hãy kiểm tra lại mã định danh.")
    of_department = {"department": department} if department else {}
    if username is not None:
        user = User.objects.filter(username=username, is_active=True).first()
    else:
        held = (
            Position.objects.filter(role=role.value, user__is_active=True, **of_department)
            .select_related("user")
            .order_by("id")
        )
        first = held.first()
        user = first.user if first else None
    viewer = viewer_for(user, on=on, department_id=department.pk if department else None) if user else None
    if viewer is None or (department is not None and viewer.department_id != department.pk):
        raise NobodyToStandIn("Chưa có tài khoản phù hợp để đứng tên: hãy thiết lập sở và tài khoản trước.")
    return viewer
