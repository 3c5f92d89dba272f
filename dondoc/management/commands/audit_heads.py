"""`manage.py audit_heads [--mail]`: keeps and prints the daily heads of the audit chains; once a night, after midnight.

Also says when the disk that holds the data fills up: a trail that cannot be written stops the work.
"""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from dondoc.actions import audit
from dondoc.management.timesources import time_source
from dondoc.models import AuditHead

_FULL = 80  # percent


class Command(BaseCommand):
    help = "Ghi và in mã cuối ngày của nhật ký"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mail", action="store_true", help="gửi thư đến các địa chỉ của DONDOC_AUDIT_MAIL")

    def handle(self, *args: Any, **options: Any) -> None:
        today = settings.PRETEND_TODAY or timezone.localdate()
        made = audit.keep_heads(until=today - timedelta(days=1), time_source=time_source(settings.PRETEND_TODAY))
        for head in made:
            self.stdout.write(_line(head))
        if not made:
            self.stdout.write("Không có ngày nào thiếu mã cuối ngày.")
        warning = space_warning(settings.DATA_DIR)
        if warning:
            self.stderr.write(warning)
        if options["mail"]:
            self._mail(warning)

    def _mail(self, warning: str) -> None:
        if not settings.AUDIT_MAIL:
            self.stderr.write("Chưa đặt DONDOC_AUDIT_MAIL: không gửi thư.")
            return
        unsent = list(AuditHead.objects.filter(mailed_at=None).select_related("department").order_by("id"))
        if not unsent and not warning:
            return
        body = "\n".join([
            "Mã cuối ngày của nhật ký. Hãy giữ thư này ngoài hệ thống để đối chiếu khi cần:",
            "dondoc audit verify --heads TỆP (mỗi dòng: mã đơn vị, ngày, số dòng, mã).",
            "",
            *map(_line, unsent),
            *(f"\nNguồn giờ: {source}." for source in sorted({head.time_source for head in unsent})),
            *([f"\n{warning}"] if warning else []),
        ])  # fmt: skip
        send_mail("Mã cuối ngày của nhật ký", body, None, settings.AUDIT_MAIL)
        audit.note_mailed([head.pk for head in unsent], at=timezone.now())


def space_warning(folder: Path, used_percent: float | None = None) -> str:
    """The sentence that asks for space from 80 percent on; empty below."""
    if used_percent is None:
        usage = shutil.disk_usage(folder)
        used_percent = 100 * usage.used / (usage.used + usage.free)
    if used_percent < _FULL:
        return ""
    return f"Ổ đĩa chứa dữ liệu đã dùng {used_percent:.0f} %: cần thêm chỗ trước khi nhật ký không ghi được nữa."


def _line(head: AuditHead) -> str:
    code = head.department.code if head.department else "-"
    return f"{code} {head.day:%Y-%m-%d} {head.number} {head.hash}"
