"""`manage.py export_corrections FOLDER`: every corrected reading as an example (samples/corrections/README.md)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dondoc.core.permissions import Role
from dondoc.core.refusals import Refused
from dondoc.management.stand_ins import stand_in
from dondoc.queries import corrections


class Command(BaseCommand):
    help = "Xuất các bản đọc đã sửa thành tệp mẫu"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--as", dest="username", help="tài khoản đứng tên; mặc định chuyên viên Văn phòng đầu tiên")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            viewer = stand_in(Role.COORDINATOR, on=timezone.localdate(), username=options["username"])
            examples = [corrections.example_of(viewer, draft_id) for draft_id in corrections.corrected(viewer)]
        except Refused as error:
            raise CommandError(error.sentence, returncode=2) from error
        for example in examples:
            folder: Path = options["folder"] / example.name
            folder.mkdir(parents=True, exist_ok=True)
            for name, data in example.files.items():
                (folder / name).write_bytes(data)
            self.stdout.write(str(folder))
        self.stdout.write(f"Đã xuất {len(examples)} bản đọc đã sửa.")
