"""A signed review of accounts as a workbook. Not here: what is in it (queries/reviews)."""

from io import BytesIO

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from dondoc.core.vietnamese import date_text
from dondoc.models import AccountReview


def sheet_of(review: AccountReview) -> bytes:
    """One sheet: who signed what when, then one row an account. Every text is text: nothing in it is worked out."""
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": localtime(review.signed_at).replace(tzinfo=None)})
        sheet, bold = book.add_worksheet(_("Rà soát tài khoản")), book.add_format({"bold": True})
        for line, words in enumerate(_heading(review)):
            sheet.write_string(line, 0, words)
        top = len(_heading(review)) + 1
        for column, (title, width) in enumerate(_columns()):
            sheet.set_column(column, column, width)
            sheet.write_string(top, column, title, bold)
        for line, account in enumerate(review.listed, start=top + 1):
            for column, value in enumerate(_cells(account)):
                if isinstance(value, int):
                    sheet.write_number(line, column, value)
                else:
                    sheet.write_string(line, column, value)
    return stream.getvalue()


def _heading(review: AccountReview) -> list[str]:
    signed_at = localtime(review.signed_at)
    return [
        _("Rà soát tài khoản và quyền: %(name)s") % {"name": review.department.name},
        _("Người ký: %(name)s, %(time)s ngày %(day)s")
        % {"name": review.signed_name, "time": f"{signed_at:%H:%M}", "day": date_text(signed_at)},
        _("Mã SHA-256 của danh sách: %(code)s") % {"code": review.sha256},
        *([_("Ghi chú: %(note)s") % {"note": review.note}] if review.note else []),
    ]


def _columns() -> list[tuple[str, int]]:
    return [
        (_("Họ và tên"), 28),
        (_("Tên đăng nhập"), 24),
        (_("Vai trò, đơn vị"), 60),
        (_("Đăng nhập gần nhất"), 18),
        (_("Số ngày không đăng nhập"), 12),
        (_("Tình trạng"), 30),
        (_("Xác thực hai bước"), 14),
    ]


def _cells(account: dict) -> list[str | int]:
    idle = account["idle_days"]
    return [
        account["full_name"],
        account["username"],
        "\n".join(account["positions"]),
        account["last_sign_in_on"] or _("Chưa lần nào"),
        "" if idle is None else idle,
        _("Đang dùng") if account["is_active"] else _("Đã khóa") + f" {account['off_reason']}".rstrip(),
        _("Có") if account["has_second_factor"] else _("Không"),
    ]
