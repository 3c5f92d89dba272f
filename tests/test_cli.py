"""The command line as a user meets it: real processes, what they print and how they end."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from factories import Organisation, confirmed, sample_plan

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


@pytest.mark.parametrize(
    "arguments", [(), ("nope",), ("report",), ("parse",), ("lint",), ("lint", "a", "--format", "xml")]
)
def test_dondoc_refuses_an_incomplete_command(arguments: tuple[str, ...], refusal: Callable[..., str]) -> None:
    assert refusal(*arguments).startswith("Lệnh chưa đúng; xem cách dùng: dondoc")


def test_dondoc_ends_with_code_2_and_one_line_when_it_refuses(tmp_path: Path) -> None:
    run = dondoc("calendar", "--plan", tmp_path / "không có.json", "--year", "2026", LC_ALL="C")
    sentence = f"Không đọc được tệp {tmp_path}/không có.json.\n"
    assert (run.returncode, run.stdout, run.stderr.decode()) == (2, b"", sentence)


PLAN = """SỞ TƯ PHÁP
Số: 15/KH-STP
Hà Phong, ngày 20 tháng 02 năm 2026
KẾ HOẠCH
Chuyển đổi số năm 2026
Thực hiện Kế hoạch số 88/KH-UBND ngày 05/01/2025 của UBND tỉnh, Sở Tư pháp ban hành Kế hoạch như sau:
I. NHIỆM VỤ
1. Rà soát {words} (Văn phòng Sở chủ trì; hoàn thành trước ngày 30/6/2026; sản phẩm: báo cáo).
"""
ITEM = PLAN.format(words="quy trình của của Sở").splitlines()[-1]


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A plan in which one word stands twice."""
    path = tmp_path / "kế hoạch.txt"
    path.write_text(PLAN.format(words="quy trình của của Sở"), encoding="utf-8")
    return path


def test_lint_prints_what_is_found_for_people_and_ends_with_1(document: Path) -> None:
    run = dondoc("lint", document, LC_ALL="C")

    assert (run.returncode, run.stderr) == (1, b"")
    assert run.stdout.decode().splitlines() == [
        "Lặp từ, thừa từ (1)",
        "  1. Lặp từ: “của của”",
        "     Chỗ: đoạn 5",
        f"     Văn bản ghi: “{ITEM}”",
        "     Việc cần làm: Đọc lại câu và bỏ phần lặp, phần thừa.",
        "",
        "Có 1 điều cần xem lại.",
    ]


def test_lint_prints_json_with_stable_keys(document: Path) -> None:
    run = dondoc("lint", document, "--format", "json")

    assert (run.returncode, run.stderr) == (1, b"")
    (found,) = json.loads(run.stdout)
    assert found == {
        "code": "repeated-words",
        "title": "Lặp từ, thừa từ",
        "message": "Lặp từ: “của của”",
        "where": "paragraph 5",
        "place": "đoạn 5",
        "page": None,
        "quotation": ITEM,
        "advice": "Đọc lại câu và bỏ phần lặp, phần thừa.",
    }


@pytest.mark.parametrize(("form", "printed"), [("text", "Không có điều nào cần xem lại.\n"), ("json", "[]\n")])
def test_lint_ends_with_0_when_nothing_is_found(document: Path, form: str, printed: str) -> None:
    document.write_text(PLAN.format(words="quy trình của Sở"), encoding="utf-8")
    run = dondoc("lint", document, "--format", form)

    assert (run.returncode, run.stdout.decode(), run.stderr) == (0, printed, b"")


def test_lint_refuses_what_cannot_be_read_in_one_sentence(tmp_path: Path, refusal: Callable[..., str]) -> None:
    missing, other = tmp_path / "a.docx", tmp_path / "b.txt"
    other.write_text("Thư mời họp", encoding="utf-8")

    assert refusal("lint", missing) == f"Không mở được tệp {missing}. Hãy kiểm tra lại đường dẫn và quyền đọc tệp."
    assert refusal("lint", other).startswith("Tệp b.txt không có tên loại văn bản và không có nhiệm vụ nào")


def test_lint_with_a_department_asks_its_register(
    document: Path, organisation: Organisation, capfd: pytest.CaptureFixture[str]
) -> None:
    confirmed(sample_plan(), actor=organisation.people.coordinator)  # cites 88/KH-UBND of 5 January 2026

    assert main(["lint", str(document), "--department", "H99.13", "--format", "json"]) == 1
    found = json.loads(capfd.readouterr().out)
    assert [(f["code"], f["message"]) for f in found] == [
        (
            "citation-mismatch",
            "Văn bản số 88/KH-UBND được dẫn với ngày 5/1/2025, Sổ văn bản viện dẫn ghi ngày 5/1/2026",
        ),
        ("repeated-words", "Lặp từ: “của của”"),
    ]


def test_lint_refuses_an_unknown_department(
    document: Path, organisation: Organisation, refusal: Callable[..., str]
) -> None:
    assert refusal("lint", document, "--department", "X01") == "Không có sở nào mang mã X01."


@pytest.mark.parametrize("command", ["parse", "lint", "calendar"])
def test_command_runs_without_django(command: str, plan: Path, tmp_path: Path) -> None:
    document = tmp_path / "plan.txt"
    document.write_text("KẾ HOẠCH\nChuyển đổi số năm 2026\n", encoding="utf-8")
    arguments = [str(document)] if command != "calendar" else ["--plan", str(plan), "--year", "2026"]
    code = f"""
import sys
sys.modules["django"] = None  # any import of it fails from here on
from dondoc.cli import main
sys.exit(main([{command!r}, *{arguments!r}]))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert run.returncode == (1 if command == "lint" else 0), run.stderr.decode()
    assert run.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "không có.docx"),
        ("report", "--plan", "x", "--period", "2026Q1", "--out", "a.docx"),
        ("lint", "a.docx", "--department", "H99.13"),
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
