"""The command line as a user meets it: real processes, what they print and how they end."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dondoc.cli import main

AN_GIANG = [
    {"frequency": "quarter", "due_day": 15, "due_month": "last"},
    {"frequency": "year", "due_day": 15, "due_month": 12},
]


def dondoc(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Runs `dondoc` in a process of its own."""
    code = "import sys; from dondoc.cli import main; sys.exit(main())"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DONDOC_")}
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env=inherited | environment,
        capture_output=True,
        check=False,
    )


@pytest.fixture
def refusal(capfd: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """The one sentence on stderr of a command that refuses: nothing printed, exit code 2."""

    def run(*arguments: str | Path) -> str:
        try:
            code: object = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = stop.code
        out, err = capfd.readouterr()
        assert (code, out, err.count("\n")) == (2, "", 1), err
        return err.rstrip("\n")

    return run


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "kế hoạch.json"
    path.write_text(json.dumps({"reporting": AN_GIANG}), encoding="utf-8")
    return path


def test_calendar_prints_the_reports_of_the_year(plan: Path) -> None:
    run = dondoc("calendar", "--plan", plan, "--year", "2026")
    assert (run.returncode, run.stderr) == (0, b"")
    reports = json.loads(run.stdout.decode())
    assert reports[0] == {
        "period": "2026Q1",
        "frequency": "quarter",
        "window_from": "2025-12-15",
        "window_to": "2026-03-14",
        "printed_due_on": "2026-03-15",
        "due_on": "2026-03-16",
        "shifted_because": "Chủ nhật",
    }
    assert [report["period"] for report in reports] == ["2026Q1", "2026Q2", "2026Q3", "2026", "2026Q4"]


def test_calendar_keeps_printed_days_without_shift(plan: Path) -> None:
    run = dondoc("calendar", "--plan", plan, "--year", "2026", "--no-shift")
    first = json.loads(run.stdout)[0]
    assert (first["due_on"], first["shifted_because"]) == ("2026-03-15", None)


@pytest.mark.parametrize("locale", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}])
def test_calendar_prints_utf8_whatever_the_locale(plan: Path, locale: dict[str, str]) -> None:
    run = dondoc("calendar", "--plan", plan, "--year", "2026", **locale)
    assert '"shifted_because": "Chủ nhật"' in run.stdout.decode("utf-8")


def test_calendar_prints_an_empty_list_for_a_plan_without_reports(plan: Path) -> None:
    plan.write_text('{"reporting": []}', encoding="utf-8")
    run = dondoc("calendar", "--plan", plan, "--year", "2026")
    assert (run.returncode, run.stdout, run.stderr) == (0, b"[]\n", b"")


def test_calendar_reads_a_plan_saved_with_a_byte_order_mark(plan: Path) -> None:
    plan.write_bytes(b"\xef\xbb\xbf" + plan.read_bytes())
    assert len(json.loads(dondoc("calendar", "--plan", plan, "--year", "2027").stdout)) == 5


def test_calendar_follows_the_file_of_the_administrator(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: Callable[..., str]
) -> None:
    path = tmp_path / "holidays.toml"
    path.write_text('[[off]]\nday = 2026-03-16\nname = "Ngày hội tỉnh"\ndecision = "1/QĐ"\n', encoding="utf-8")
    run = dondoc("calendar", "--plan", plan, "--year", "2026", DONDOC_HOLIDAYS=str(path))
    assert json.loads(run.stdout)[0]["due_on"] == "2026-03-17"
    path.write_text("[[off]]\n", encoding="utf-8")
    monkeypatch.setenv("DONDOC_HOLIDAYS", str(path))
    assert (
        refusal("calendar", "--plan", plan, "--year", "2026")
        == f"Tệp quy tắc {path}: có mục thiếu day, name, decision."
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "không phải JSON hợp lệ."),
        (b"{", "không phải JSON hợp lệ."),
        (b"\xff\xfe{\x00}\x00", "không phải JSON hợp lệ."),
        (b"[" * 100_000, "không phải JSON hợp lệ."),
        (b"[]", "không phải kế hoạch do lệnh parse in ra."),
        (b"{}", "không phải kế hoạch do lệnh parse in ra."),
        (b'{"reporting": null}', "không phải kế hoạch do lệnh parse in ra."),
        (b'{"reporting": [3]}', "thiếu kỳ, ngày hoặc tháng."),
        (b'{"reporting": [{"frequency": "month", "due_day": 15}]}', "thiếu kỳ, ngày hoặc tháng."),
    ],
)
def test_calendar_refuses_what_is_no_plan(
    plan: Path, content: bytes, sentence: str, refusal: Callable[..., str]
) -> None:
    plan.write_bytes(content)
    assert refusal("calendar", "--plan", plan, "--year", "2026").endswith(f"ệp {plan} {sentence}")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"due_day": 40}, "Chế độ báo cáo không hợp lệ: “40” không phải ngày trong tháng."),
        ({"due_month": 13}, "Chế độ báo cáo không hợp lệ: “13” không phải tháng; ghi từ 1 đến 12 hoặc last."),
        (
            {"frequency": "\ud800"},
            "Chế độ báo cáo không hợp lệ: “\\ud800” không phải kỳ báo cáo; ghi month, quarter, half_year hoặc year.",
        ),
    ],
)
def test_calendar_refuses_a_faulty_rule(
    plan: Path, change: dict[str, object], sentence: str, refusal: Callable[..., str]
) -> None:
    plan.write_text(json.dumps({"reporting": [AN_GIANG[0] | change]}), encoding="utf-8")
    assert refusal("calendar", "--plan", plan, "--year", "2026") == sentence


@pytest.mark.parametrize(
    ("year", "sentence"),
    [
        ("20260", "Không có kỳ báo cáo “20260”."),
        ("2018", "Không có quy định chốt số liệu báo cáo nào có hiệu lực vào ngày 1/1/2018."),
        ("nay", "Lệnh chưa đúng; xem cách dùng: dondoc calendar --help"),
    ],
)
def test_calendar_refuses_a_year_it_cannot_tell(
    plan: Path, year: str, sentence: str, refusal: Callable[..., str]
) -> None:
    assert refusal("calendar", "--plan", plan, "--year", year) == sentence


@pytest.mark.parametrize("arguments", [(), ("nope",), ("report",), ("parse",)])
def test_dondoc_refuses_an_incomplete_command(arguments: tuple[str, ...], refusal: Callable[..., str]) -> None:
    assert refusal(*arguments).startswith("Lệnh chưa đúng; xem cách dùng: dondoc")


def test_dondoc_ends_with_code_2_and_one_line_when_it_refuses(tmp_path: Path) -> None:
    run = dondoc("calendar", "--plan", tmp_path / "không có.json", "--year", "2026", LC_ALL="C")
    sentence = f"Không đọc được tệp {tmp_path}/không có.json.\n"
    assert (run.returncode, run.stdout, run.stderr.decode()) == (2, b"", sentence)


@pytest.mark.parametrize("command", ["parse", "calendar"])
def test_command_runs_without_django(command: str, plan: Path, tmp_path: Path) -> None:
    document = tmp_path / "plan.txt"
    document.write_text("KẾ HOẠCH\nChuyển đổi số năm 2026\n", encoding="utf-8")
    arguments = [str(document)] if command == "parse" else ["--plan", str(plan), "--year", "2026"]
    code = f"""
import sys
sys.modules["django"] = None  # any import of it fails from here on
from dondoc.cli import main
sys.exit(main([{command!r}, *{arguments!r}]))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
    json.loads(run.stdout)


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "không có.docx"),
        ("report", "--plan", "x", "--period", "2026Q1", "--out", "a.docx"),
    ],
)
def test_command_of_the_application_is_refused_in_one_line(arguments: tuple[str, ...], tmp_path: Path) -> None:
    run = dondoc(*arguments, DONDOC_DATA_DIR=str(tmp_path))
    lines = run.stderr.decode().splitlines()
    assert (run.returncode != 0, run.stdout, len(lines)) == (True, b"", 1), run
    assert "Traceback" not in lines[0]


def test_import_into_a_database_that_is_not_prepared_says_how_to_prepare_it(tmp_path: Path) -> None:
    sample = Path(__file__).parents[1] / "samples" / "plans" / "ke-hoach-dti-2026.docx"
    run = dondoc("import", sample, DONDOC_DATA_DIR=str(tmp_path))
    assert (run.returncode, run.stdout, run.stderr.decode()) == (
        2,
        b"",
        "Không dùng được cơ sở dữ liệu: hãy chuẩn bị bằng `python manage.py migrate` rồi chạy lại lệnh.\n",
    )
