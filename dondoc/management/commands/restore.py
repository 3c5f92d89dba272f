"""`manage.py restore FOLDER --into EMPTY --request N`: a backup into an empty folder, once a second person agreed."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dondoc.actions import backups
from dondoc.core.refusals import Refused


class Command(BaseCommand):
    help = "Khôi phục một bản sao lưu vào một thư mục trống"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="thư mục của bản sao lưu")
        parser.add_argument("--into", type=Path, required=True, help="thư mục trống nhận dữ liệu")
        parser.add_argument("--request", type=int, required=True, help="số của đề nghị đã được xác nhận")

    def handle(self, *args: Any, **options: Any) -> None:
        given = {"into": options["into"], "request_id": options["request"], "at": timezone.now()}
        try:
            count = backups.restore(options["folder"], **given)
        except Refused as refused:
            raise CommandError(refused.sentence, returncode=2) from refused
        self.stdout.write(
            f"Đã khôi phục {count} tệp vào {options['into']}. Khởi động với DONDOC_DATA_DIR={options['into']} để dùng."
        )
