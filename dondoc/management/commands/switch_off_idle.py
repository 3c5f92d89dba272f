"""`manage.py switch_off_idle`: the nightly act that switches off every account idle for 45 days."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from dondoc.actions import sign_ins
from dondoc.core.permissions import Origin


class Command(BaseCommand):
    help = "Khóa các tài khoản 45 ngày không đăng nhập (chạy hằng đêm)"

    def handle(self, *args: Any, **options: Any) -> None:
        found = sign_ins.switch_off_idle(actor=Origin("job", "switch_off_idle"), at=timezone.localtime())
        for user in found:
            self.stdout.write(f"Đã khóa {user.username} ({user.full_name}).")
        self.stdout.write(f"{len(found)} tài khoản bị khóa vì 45 ngày không đăng nhập.")
