"""`manage.py refresh_dossiers`: counts the dossiers of every department anew; once a night, as of the new day.

Asks the worker first for files whose loading broke off.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dondoc.actions import dossier_figures, dossiers
from dondoc.analytics.engines import EngineMissing
from dondoc.analytics.stores import StoreUnusable
from dondoc.analytics.windows import WindowsApart
from dondoc.calendarfile import RuleFileFaulty
from dondoc.core.vietnamese import date_text
from dondoc.management.moments import moment
from dondoc.models import Department


class Command(BaseCommand):
    help = "Tính lại số liệu từ dữ liệu hồ sơ của mọi cơ quan (chạy hằng đêm)"

    def handle(self, *args: Any, **options: Any) -> None:
        at = moment()
        day = at.date()
        left_count = dossiers.take_up(at=at)
        if left_count:
            self.stdout.write(f"{left_count} tệp hồ sơ đang chờ nạp.")
        broken = False
        for department in Department.objects.order_by("code"):
            try:
                figures = dossier_figures.refresh(department.pk, as_of=day, at=at)
            except (StoreUnusable, EngineMissing, WindowsApart, RuleFileFaulty) as error:
                broken = True
                self.stderr.write(f"{department.code} {department.name}: {error}")
            else:
                if figures is not None:
                    self.stdout.write(f"{department.code} {department.name}: số liệu tính đến {date_text(day)}.")
        if broken:
            raise CommandError("Có cơ quan không tính lại được; số liệu cũ được giữ nguyên.")
