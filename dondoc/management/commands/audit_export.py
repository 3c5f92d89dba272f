"""`dondoc audit export --department CODE --out FILE`: a whole chain as lines of JSON, to be verified elsewhere."""

import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dondoc.actions.audit import record_outside
from dondoc.core.permissions import Act, Origin
from dondoc.queries.audit import chains, lines_of


class Command(BaseCommand):
    help = "Xuất nhật ký ra tệp .jsonl"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--department", required=True, help="mã đơn vị; - là nhật ký chung")
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        known = chains()
        if options["department"] not in known:
            raise CommandError(f"Không có đơn vị mang mã {options['department']}.", returncode=2)
        department_id = known[options["department"]]
        name = _login()
        record_outside(
            Act.AUDIT_EXPORT,
            actor_name=name,
            origin=Origin("command", name),
            at=timezone.now(),
            department_id=department_id,
            object_kind="department" if department_id else "",
            object_id=department_id,
            after={"form": "jsonl", "file": str(options["out"])},
        )
        try:
            with options["out"].open("w", encoding="utf-8", newline="\n") as file:
                count = sum(1 for line in lines_of(department_id) if file.write(line + "\n"))
        except OSError as error:
            raise CommandError(f"Không ghi được tệp {options['out']}.", returncode=2) from error
        self.stdout.write(f"Đã xuất {count} dòng nhật ký: {options['out'].resolve()}")


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without names for its users
        return "?"
