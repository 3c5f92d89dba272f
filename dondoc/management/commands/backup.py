"""`manage.py backup FOLDER`: the database and the files into a new folder, with a list of SHA-256."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dondoc.actions import backups
from dondoc.core.refusals import Refused


class Command(BaseCommand):
    help = "Sao lưu cơ sở dữ liệu và tệp vào một thư mục trống"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            digest = backups.back_up(options["folder"], at=timezone.now())
        except Refused as refused:
            raise CommandError(refused.sentence, returncode=2) from refused
        self.stdout.write(f"Đã sao lưu vào {options['folder']}. Mã của bản sao lưu: {digest}")
