"""`dondoc import FILE`: reads a plan file and confirms the reading as it is, as an Office coordinator would."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dondoc.actions import drafts, plans
from dondoc.core.permissions import Role
from dondoc.core.refusals import Refused
from dondoc.management.stand_ins import stand_in
from dondoc.models import PlanLevel
from dondoc.planfile import UnreadableFile


class Command(BaseCommand):
    help = "Nhập một kế hoạch"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--superior", action="store_true", help="kế hoạch cấp trên: làm căn cứ, không theo dõi")
        parser.add_argument("--as", dest="username", help="tài khoản đứng tên; mặc định chuyên viên Văn phòng đầu tiên")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"Không đọc được tệp {path}: hãy kiểm tra đường dẫn.", returncode=2) from error
        try:
            actor = stand_in(Role.COORDINATOR, on=timezone.localdate(), username=options["username"])
            draft = drafts.upload(data, name=path.name, actor=actor, at=timezone.now())
            draft = drafts.finish_reading(draft.pk, actor=actor, at=timezone.now())  # a scan is waited for here
            if draft.refusal:
                raise CommandError(draft.refusal, returncode=2)
            level = PlanLevel.SUPERIOR if options["superior"] else PlanLevel.OWN
            drafts.choose_level(draft.pk, level=level, actor=actor, at=timezone.now())
            plan = plans.confirm(draft.pk, actor=actor, at=timezone.now())
        except (Refused, UnreadableFile) as error:
            raise CommandError(error.sentence, returncode=2) from error
        counts = f"{plan.tasks.count()} nhiệm vụ, {plan.targets.count()} chỉ tiêu"
        kind = "kế hoạch cấp trên" if options["superior"] else "kế hoạch"
        self.stdout.write(f"Đã nhập {kind} số {plan.pk}: {plan.heading} ({counts}).")
