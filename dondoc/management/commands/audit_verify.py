"""`dondoc audit verify [--heads FILE] [--format json]`: every audit chain verified, the first bad row of each named."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dondoc.core.jsonlines import json_line
from dondoc.core.verifications import Verdict, heads_in
from dondoc.core.vietnamese import number_text
from dondoc.queries.audit import chains, judged


class Command(BaseCommand):
    help = "Kiểm tra tính toàn vẹn của nhật ký"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--heads", type=Path, help="tệp mã cuối ngày đã giữ ngoài hệ thống (thư đã nhận)")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        kept = heads_in(_read(options["heads"])) if options["heads"] else {}
        known = chains()
        unknown = sorted(kept.keys() - known.keys())
        if unknown:
            raise CommandError(f"Tệp mã cuối ngày có mã đơn vị lạ: {', '.join(unknown)}.", returncode=2)
        if options["heads"] and not kept:
            raise CommandError(f"Tệp {options['heads']} không có dòng mã cuối ngày nào.", returncode=2)
        verdicts = {code: judged(pk, heads=tuple(kept.get(code, ()))) for code, pk in known.items()}
        if options["format"] == "json":
            for code, verdict in verdicts.items():
                self.stdout.write(json_line(_plain(code, verdict)))
        else:
            for code, verdict in verdicts.items():
                self.stdout.write(_sentence(code, verdict))
        if any(verdict.fault for verdict in verdicts.values()):
            raise CommandError("Nhật ký không còn nguyên vẹn.", returncode=1)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise CommandError(f"Không đọc được tệp {path}.", returncode=2) from error


def _plain(code: str, verdict: Verdict) -> dict[str, object]:
    fault = verdict.fault
    return {
        "chain": code,
        "rows": verdict.row_count,
        "sound_until": verdict.sound_until,
        "first_bad_row": fault.number if fault else None,
        "until": fault.until if fault else None,
        "cause": fault.cause if fault else None,
    }


def _sentence(code: str, verdict: Verdict) -> str:
    name = "Nhật ký chung" if code == "-" else f"Nhật ký {code}"
    if verdict.fault:
        return f"{name}: {verdict.fault.sentence}. Nguyên vẹn đến dòng {number_text(verdict.sound_until)}."
    return f"{name}: nguyên vẹn đến dòng {number_text(verdict.sound_until)}."
