"""The command `dondoc`: reads the arguments, calls one function, prints.

`parse`, `calendar`, `score`, `rules` and `lint` without a department need no database.
Not here: what the commands do (planfile, core, management/commands).
"""

import argparse
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from dondoc.core.citations import Registered
from dondoc.core.periods import Frequency, Period, PeriodUnknown, ReportingRuleFaulty, reports_of
from dondoc.core.plan import ReportingRule
from dondoc.core.scoring.faults import ShapeRefused

_HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


class CommandRefused(Exception):
    """A command that cannot be done: the Vietnamese sentence to show and the exit code."""

    def __init__(self, sentence: str, code: int = 2) -> None:
        super().__init__(sentence)
        self.code = code


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; its exit code: 0 done, 1 lint found something, 2 refused with one sentence on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    arguments = _parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments)
    except CommandRefused as refusal:
        print(refusal, file=sys.stderr)
        return refusal.code
    return code


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"Lệnh chưa đúng; xem cách dùng: {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="dondoc", description="Theo dõi, đôn đốc thực hiện kế hoạch năm.")
    commands = parser.add_subparsers(required=True, metavar="LỆNH")

    parse = commands.add_parser("parse", help="đọc tệp kế hoạch, in ra JSON")
    parse.add_argument("file", metavar="TỆP", type=Path)
    parse.set_defaults(run=_parse)

    lint = commands.add_parser("lint", help="soát văn bản kế hoạch, in ra những điều cần xem lại")
    lint.add_argument("file", metavar="TỆP", type=Path)
    lint.add_argument("--format", choices=["text", "json"], default="text", help="in cho người đọc hoặc JSON")
    lint.add_argument("--department", metavar="MÃ", help="đối chiếu thêm với Sổ văn bản viện dẫn của sở có mã này")
    lint.set_defaults(run=_lint)

    calendar = commands.add_parser("calendar", help="in lịch báo cáo của một năm theo kế hoạch đã đọc")
    calendar.add_argument("--plan", metavar="TỆP", type=Path, required=True, help="tệp JSON do lệnh parse in ra")
    calendar.add_argument("--year", metavar="NĂM", type=int, required=True)
    calendar.add_argument("--no-shift", action="store_true", help="giữ ngày in trong kế hoạch dù là ngày nghỉ")
    calendar.set_defaults(run=_calendar)

    score = commands.add_parser("score", help="chấm điểm một đơn vị theo bộ chỉ số, in phiếu điểm ra JSON")
    score.add_argument("set", metavar="BỘ.toml", type=Path, help="bộ chỉ số")
    score.add_argument("facts", metavar="SỐLIỆU.json", type=Path, help="số liệu của đơn vị")
    score.add_argument("--peers", metavar="THƯMỤC", type=Path, help="số liệu của các đơn vị khác, mỗi đơn vị một tệp")
    score.set_defaults(run=_score)

    rules = commands.add_parser("rules", help="kiểm tra bộ chỉ số").add_subparsers(required=True, metavar="VIỆC")
    check = rules.add_parser("check", help="kiểm tra tệp bộ chỉ số, nêu mọi chỗ sai")
    check.add_argument("files", metavar="TỆP.toml", type=Path, nargs="+")
    check.set_defaults(run=_check_rules)

    import_plan = commands.add_parser("import", help="nhập tệp kế hoạch vào hệ thống")
    import_plan.add_argument("file", metavar="TỆP")
    import_plan.add_argument("--superior", action="store_true", help="kế hoạch cấp trên: làm căn cứ, không theo dõi")
    import_plan.set_defaults(
        run=lambda given: _manage("import_plan", given.file, *(["--superior"] if given.superior else []))
    )

    report = commands.add_parser("report", help="lập báo cáo tổng hợp của một kỳ")
    report.add_argument("--plan", metavar="MÃ", required=True)
    report.add_argument("--period", metavar="KỲ", required=True, help="mã kỳ báo cáo, ví dụ 2026Q1")
    report.add_argument("--out", metavar="TỆP.docx", required=True)
    report.set_defaults(
        run=lambda given: _manage("compose_report", "--plan", given.plan, "--period", given.period, "--out", given.out)
    )

    audit = commands.add_parser("audit", help="kiểm tra, xuất nhật ký").add_subparsers(required=True, metavar="VIỆC")
    verify = audit.add_parser("verify", help="kiểm tra tính toàn vẹn, nêu dòng sai đầu tiên")
    verify.add_argument("--heads", metavar="TỆP", help="mã cuối ngày đã giữ ngoài hệ thống")
    verify.add_argument("--format", choices=["text", "json"], default="text", help="in cho người đọc hoặc JSON")
    verify.set_defaults(run=_verify)
    export = audit.add_parser("export", help="xuất toàn bộ nhật ký của một đơn vị ra tệp .jsonl")
    export.add_argument("--department", metavar="MÃ", required=True, help="mã đơn vị; - là nhật ký chung")
    export.add_argument("--out", metavar="TỆP.jsonl", required=True)
    export.set_defaults(run=lambda given: _manage("audit_export", "--department", given.department, "--out", given.out))

    _add_dossiers(commands.add_parser("dossiers", help="hồ sơ thủ tục hành chính: nạp tệp, tính tỷ lệ"))
    return parser


def _add_dossiers(dossiers: argparse.ArgumentParser) -> None:
    commands = dossiers.add_subparsers(required=True, metavar="VIỆC")
    load = commands.add_parser("load", help="kiểm tra tệp hồ sơ (.csv, .xlsx, .parquet) rồi nạp vào kho")
    load.add_argument("files", metavar="TỆP", type=Path, nargs="+")
    load.add_argument("--store", metavar="KHO", type=Path, required=True, help="thư mục của kho hồ sơ")
    load.add_argument("--format", choices=["text", "json"], default="text", help="in cho người đọc hoặc JSON")
    load.set_defaults(run=_load_dossiers)
    measure = commands.add_parser("measure", help="tính mười hai tỷ lệ của kho hồ sơ, in ra JSON hoặc CSV")
    measure.add_argument("--store", metavar="KHO", type=Path, required=True, help="thư mục của kho hồ sơ")
    keys = "unit, procedure_code, field, channel, month, quarter, half_year, year"
    measure.add_argument("--by", metavar="CÁCH,CÁCH…", required=True, help=f"chia nhóm theo: {keys}")
    measure.add_argument("--as-of", metavar="NĂM-THÁNG-NGÀY", help="hồ sơ đang xử lý hẹn trả trước ngày này là quá hạn")
    measure.add_argument(
        "--calendar", choices=["calendar", "cutoff"], default="calendar", help="kỳ theo lịch hoặc kỳ chốt số liệu"
    )
    measure.add_argument("--engine", choices=["duckdb", "spark"], default="duckdb", help="tính trên máy này hoặc Spark")
    measure.add_argument("--format", choices=["json", "csv"], default="json")
    measure.set_defaults(run=_measure_dossiers)


def _load_dossiers(given: argparse.Namespace) -> int:
    from dondoc.analytics.commands import load_command  # slow import: the engines of dossier data

    return load_command(given.files, given.store, as_json=given.format == "json", out=sys.stdout, err=sys.stderr)


def _measure_dossiers(given: argparse.Namespace) -> int:
    from dondoc.analytics.measure_commands import MeasuresRefused, measure_command  # slow import: the engines
    from dondoc.calendarfile import RuleFileFaulty, load_rule  # slow import: the holidays library

    as_of = _day(given.as_of) if given.as_of else datetime.now(_HANOI).date()
    try:
        windows = load_rule(as_of) if given.calendar == "cutoff" else None
        return measure_command(
            given.store,
            by=given.by,
            as_of=as_of,
            windows=windows,
            engine=given.engine,
            form=given.format,
            out=sys.stdout,
        )
    except (RuleFileFaulty, MeasuresRefused) as refusal:
        raise CommandRefused(str(refusal)) from refusal


def _day(text: str) -> date:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        with suppress(ValueError):
            return date.fromisoformat(text)
    raise CommandRefused(f"“{text}” không phải ngày; viết như 2026-12-31.")


def _verify(given: argparse.Namespace) -> int:
    return _manage("audit_verify", "--format", given.format, *(["--heads", given.heads] if given.heads else []))


def _parse(given: argparse.Namespace) -> int:
    from dondoc.planfile.command import parse_command  # slow import: the readers of Word files

    return parse_command(given.file, out=sys.stdout, err=sys.stderr)


def _lint(given: argparse.Namespace) -> int:
    from dondoc.planfile.command import lint_command  # slow import: the readers of Word files

    registered = _registered(given.department) if given.department else {}
    as_json = given.format == "json"
    return lint_command(given.file, as_json=as_json, registered=registered, out=sys.stdout, err=sys.stderr)


def _score(given: argparse.Namespace) -> int:
    from dondoc.criteriafile import score_text  # slow import: exact fractions

    return _print_or_refuse(lambda: score_text(given.set, given.facts, given.peers))


def _check_rules(given: argparse.Namespace) -> int:
    from dondoc.criteriafile import check_text  # slow import: exact fractions

    return _print_or_refuse(lambda: check_text(given.files))


def _print_or_refuse(text: Callable[[], str]) -> int:
    try:
        print(text())
    except ShapeRefused as refusal:
        raise CommandRefused(refusal.sentence) from refusal
    return 0


def _registered(department: str) -> Registered:
    with _database():
        from dondoc.queries.registers import DepartmentUnknown, registered_in  # slow import

        try:
            return registered_in(department)
        except DepartmentUnknown as refusal:
            raise CommandRefused(refusal.sentence) from refusal


def _calendar(given: argparse.Namespace) -> int:
    from dondoc.calendarfile import RuleFileFaulty, holiday_table, load_rule  # slow import: the holidays library

    try:
        year = Period(Frequency.YEAR, given.year)
        reports = reports_of(
            _reporting_rules(given.plan),
            year=given.year,
            windows=load_rule(year.first_day),
            holidays=holiday_table((given.year, given.year + 1)),
            shift=not given.no_shift,
        )
    except (PeriodUnknown, ReportingRuleFaulty, RuleFileFaulty) as error:
        raise CommandRefused(str(error)) from error
    print(json.dumps([report.to_json() for report in reports], ensure_ascii=False, indent=2))
    return 0


def _reporting_rules(path: Path) -> list[ReportingRule]:
    try:
        plan: Any = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CommandRefused(f"Không đọc được tệp {path}.") from error
    except (ValueError, RecursionError) as error:
        raise CommandRefused(f"Tệp {path} không phải JSON hợp lệ.") from error
    rules = plan.get("reporting") if isinstance(plan, dict) else None
    if not isinstance(rules, list):
        raise CommandRefused(f"Tệp {path} không phải kế hoạch do lệnh parse in ra.")
    try:
        return [ReportingRule(rule["frequency"], rule["due_day"], rule["due_month"]) for rule in rules]
    except (KeyError, TypeError) as error:
        raise CommandRefused(f"Chế độ báo cáo trong tệp {path} thiếu kỳ, ngày hoặc tháng.") from error


def _manage(command: str, *arguments: str) -> int:
    with _database():
        from django.core.management import CommandError, call_command  # slow import

        try:
            call_command(command, *arguments)
        except CommandError as error:
            raise CommandRefused(" ".join(str(error).split()), error.returncode) from error
    return 0


@contextmanager
def _database() -> Iterator[None]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django  # slow import: the whole application
    from django.db import OperationalError, ProgrammingError  # slow import

    django.setup()
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        sentence = "Không dùng được cơ sở dữ liệu: hãy chuẩn bị bằng `python manage.py migrate` rồi chạy lại lệnh."
        raise CommandRefused(sentence) from error
