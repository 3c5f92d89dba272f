"""`manage.py set_up_department FILE.toml`: the first set-up of an installation, from a file shaped like the sample."""

import getpass
import tomllib
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dondoc.actions import departments
from dondoc.core.refusals import Refused


class Command(BaseCommand):
    help = "Thiết lập sở, đơn vị và tài khoản ban đầu từ một tệp .toml (mẫu: samples/organisation.toml)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            given = tomllib.loads(options["file"].read_text(encoding="utf-8"))
            password = getpass.getpass("Mật khẩu ban đầu cho mọi tài khoản, phải đổi ở lần đăng nhập đầu, hạn 72 giờ: ")
            validate_password(password)
            department = departments.set_up(given, password=password, is_first=True, at=timezone.localtime())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=2) from error
        except Refused as error:
            raise CommandError(error.sentence, returncode=2) from error
        except KeyError as error:
            raise CommandError(f"Tệp {options['file']} thiếu mục {error}.", returncode=2) from error
        except (OSError, ValueError) as error:
            raise CommandError(f"Không đọc được tệp {options['file']}: {error}", returncode=2) from error
        self.stdout.write(f"Đã thiết lập {department.name}: {len(given['units'])} đơn vị.")
