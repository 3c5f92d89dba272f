"""`dondoc report --plan ID --period 2026Q1 --out FILE.docx`: the consolidated report, as the page makes it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dondoc.actions import periods
from dondoc.core.permissions import Role
from dondoc.core.refusals import NotVisible, Refused
from dondoc.management.stand_ins import stand_in
from dondoc.queries.periods import visible_to


class Command(BaseCommand):
    help = "Lập báo cáo tổng hợp của một kỳ"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", type=int, required=True)
        parser.add_argument("--period", required=True)
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--as", dest="username", help="tài khoản đứng tên; mặc định chuyên viên Văn phòng đầu tiên")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            actor = stand_in(Role.COORDINATOR, on=timezone.localdate(), username=options["username"])
            period = visible_to(actor).filter(plan_id=options["plan"], code=options["period"]).first()
            if period is None:
                raise NotVisible
            document = periods.compose(period.pk, actor=actor, at=timezone.now())
            options["out"].write_bytes(document)
        except Refused as error:
            raise CommandError(error.sentence, returncode=2) from error
        except OSError as error:
            raise CommandError(f"Không ghi được tệp {options['out']}.", returncode=2) from error
        self.stdout.write(f"Đã lập báo cáo: {options['out'].resolve()}")
