"""`manage.py rescue_account NAME`: lets in somebody whom nobody else can, as a department's only administrator.

Unlocks the sign-in, reopens an account that idleness switched off and gives a one-time link to a new password. Whoever
may run commands at the machine may do it; it stands in the trail.
"""

import getpass
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from dondoc.actions import passwords, sign_ins
from dondoc.core.permissions import Origin
from dondoc.core.refusals import Refused


class Command(BaseCommand):
    help = "Mở khóa đăng nhập, mở lại tài khoản bị khóa vì không đăng nhập, và cấp liên kết đặt mật khẩu"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--keep-password", action="store_true", help="chỉ mở khóa, giữ mật khẩu đang có")

    def handle(self, *args: Any, **options: Any) -> None:
        actor, at = Origin("command", getpass.getuser()), timezone.localtime()
        try:
            with transaction.atomic():
                user = sign_ins.rescue(options["username"], actor=actor, at=at)
                kept = options["keep_password"]
                invitation = None if kept else passwords.invite_from_machine(user, actor=actor, at=at)
        except Refused as error:
            raise CommandError(error.sentence, returncode=2) from error
        self.stdout.write(f"Đã mở khóa đăng nhập cho {user.username} ({user.full_name}).")
        if invitation and invitation.path:
            self.stdout.write(f"Liên kết đặt mật khẩu, dùng một lần: {settings.SITE_ADDRESS}{invitation.path}")
        elif invitation:
            self.stdout.write(f"Đã gửi liên kết đặt mật khẩu tới {invitation.mailed_to}.")
