"""Rows of the audit trail as a workbook. Not here: which rows (queries/audit)."""

import json
from collections.abc import Iterable
from typing import IO

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from dondoc.models import AuditRow
from dondoc.web.audit_words import act_title, kind_title, origin_title

_LONGEST = 32_000  # a cell of Excel holds 32,767 characters


def write_sheet(file: IO[bytes], rows: Iterable[AuditRow]) -> None:
    """One sheet, one row an act, newest last. Every cell but the numbers is text: nothing in it is ever worked out."""
    with Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, bold = book.add_worksheet(_("Nhật ký")), book.add_format({"bold": True})
        for column, (title, width) in enumerate(_columns()):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, bold)
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(rows, start=1):
            for column, value in enumerate(_cells(row)):
                if isinstance(value, int):
                    sheet.write_number(line, column, value)
                elif value:
                    sheet.write_string(line, column, value[:_LONGEST])


def _columns() -> list[tuple[str, int]]:
    return [
        (_("Số"), 8),
        (_("Thời điểm"), 27),
        (_("Người"), 24),
        (_("Nguồn"), 16),
        (_("Địa chỉ"), 16),
        (_("Việc"), 32),
        (_("Kết quả"), 12),
        (_("Đối tượng"), 24),
        (_("Mã đối tượng"), 12),
        (_("Lý do"), 40),
        (_("Trước"), 40),
        (_("Sau"), 40),
        (_("Mã băm của dòng"), 66),
    ]


def _cells(row: AuditRow) -> list[str | int | None]:
    return [
        row.number,
        localtime(row.at).isoformat(timespec="milliseconds"),
        row.actor_name,
        origin_title(row.origin),
        row.address,
        act_title(row.act),
        _("Bị từ chối") if row.is_refused else _("Đã làm"),
        kind_title(row.object_kind),
        row.object_id,
        row.reason,
        _plain(row.before),
        _plain(row.after),
        row.hash,
    ]


def _plain(value: object) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)
