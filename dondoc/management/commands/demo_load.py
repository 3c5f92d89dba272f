"""`manage.py demo_load`: fills an empty database with the demonstration; with it there already, says so."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from dondoc.management import demonstrations


class Command(BaseCommand):
    help = "Nạp dữ liệu trình diễn"

    def handle(self, *args: Any, **options: Any) -> None:
        if demonstrations.is_loaded():
            self.stdout.write("Dữ liệu trình diễn đã có sẵn, giữ nguyên.")
        else:
            with transaction.atomic():
                demonstrations.load(self.stdout.write)
        given = demonstrations.organisation()
        self.stdout.write("\nTài khoản mẫu, cùng mật khẩu: " + given["password"])
        for one in (given, demonstrations.neighbour()):
            self.stdout.write(one["department"]["name"])
            for person in one["people"]:
                unit = f", {person['unit']}" if person.get("unit") else ""
                self.stdout.write(f"  {person['username']:<16} {person['full_name']} ({person['title']}{unit})")
