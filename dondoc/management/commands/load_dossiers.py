"""`manage.py load_dossiers --department CODE FILE…`: loads files as the Office would on the page, one after the other.

Without files it asks the worker again for what waits or broke off, of all departments.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dondoc.actions import dossiers
from dondoc.core.permissions import Role, Viewer
from dondoc.core.refusals import Refused
from dondoc.management.moments import moment
from dondoc.management.stand_ins import stand_in
from dondoc.models import DossierLoad


class Command(BaseCommand):
    help = "Nạp tệp dữ liệu hồ sơ vào kho của một cơ quan; không có tệp: nạp tiếp những tệp còn dở"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="file")
        parser.add_argument("--department", help="mã định danh của cơ quan")
        parser.add_argument("--as", dest="username", help="tài khoản đứng tên; mặc định chuyên viên Văn phòng đầu tiên")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["files"]:
            self.stdout.write(f"{dossiers.take_up(at=moment())} tệp hồ sơ đang chờ nạp.")
            return
        if not options["department"]:
            raise CommandError("Hãy ghi mã cơ quan: --department MÃ.", returncode=2)
        try:
            actor = stand_in(
                Role.COORDINATOR, on=moment().date(), username=options["username"], code=options["department"]
            )
            loads = [self._load(path, actor) for path in options["files"]]
        except Refused as error:
            raise CommandError(error.sentence, returncode=2) from error
        if all(load.state != DossierLoad.DONE for load in loads):
            raise CommandError("Không nạp được tệp nào.", returncode=2)

    def _load(self, path: Path, actor: Viewer) -> DossierLoad:
        name = path.name.encode("utf-8", "replace").decode()  # a file may be named by any bytes
        try:
            with path.open("rb") as file:
                given = dossiers.give_file(file, name=name, actor=actor, at=moment())
        except OSError as error:
            raise CommandError(f"Không đọc được tệp {path}: hãy kiểm tra đường dẫn.", returncode=2) from error
        load = dossiers.finish_load(given.pk, actor=actor, at=moment())
        if load.state == DossierLoad.DONE:
            self.stdout.write(
                f"{load.file_name}: đọc {load.rows_read} dòng, nạp {load.rows_stored}, "
                f"loại {load.rows_rejected}, không đổi {load.rows_unchanged}."
            )
        else:
            self.stderr.write(f"{load.file_name}: {load.remarks['refusal']}")
        return load
