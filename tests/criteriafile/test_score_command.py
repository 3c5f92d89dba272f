"""`dondoc score` and `dondoc rules check` as a user meets them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from test_set_files import SET

from dondoc.cli import main

ADDED_UP = "điểm tối đa của các chỉ số thuộc “with-procedures” cộng lại được"
FACTS = {
    "body": "so-tu-phap",
    "year": 2026,
    "profile": "with-procedures",
    "facts": {"page": True, "online": {"numerator": 1, "denominator": 3}},
}


@pytest.fixture
def set_file(tmp_path: Path) -> Path:
    path = tmp_path / "bo.toml"
    path.write_text(SET, encoding="utf-8")
    return path


@pytest.fixture
def facts_file(tmp_path: Path) -> Path:
    return written(tmp_path / "so-lieu.json", FACTS)


def written(path: Path, given: object) -> Path:
    path.write_text(json.dumps(given, ensure_ascii=False), encoding="utf-8")
    return path


def run(capfd: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    return code, *capfd.readouterr()


def test_score_prints_the_sheet_as_json(set_file: Path, facts_file: Path, capfd: pytest.CaptureFixture[str]):
    code, out, err = run(capfd, "score", set_file, facts_file)
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["points"], found["max"], found["percent"], found["band"]) == ("0.17", "0.30", "56.67", "Khởi động")
    assert [row["points"] for row in found["criteria"]] == ["0.10", "0.07"]
    assert "có → điểm tối đa" in out  # Vietnamese letters as they are


def test_score_measures_against_the_peers_of_a_folder(
    set_file: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    set_file.write_text(SET.replace('kind = "yes-no"', 'kind = "peer"'), encoding="utf-8")
    own = FACTS["facts"] | {"page": 10}
    facts = written(tmp_path / "so-lieu.json", FACTS | {"facts": own})
    folder = tmp_path / "khac"
    folder.mkdir()
    written(folder / "a.json", FACTS | {"body": "so-noi-vu", "facts": {"page": 40}})
    written(folder / "b.json", FACTS | {"facts": {"page": 90}})  # the body's own, of another day
    written(folder / "c.json", FACTS | {"body": "so-y-te", "facts": {}})
    written(folder / "d.json", FACTS | {"body": "ubnd", "profile": "without", "facts": {"page": 99}})
    written(folder / "e.json", FACTS | {"body": "so-tai-chinh", "year": 2024, "facts": {"page": 99}})
    (folder / "doc.txt").write_text("{", encoding="utf-8")
    found = json.loads(run(capfd, "score", set_file, facts, "--peers", folder)[1])
    assert found["criteria"][0]["why"] == "page: 10/40 (cao nhất) × 0,1 = 0,025"
    assert (found["criteria"][0]["points"], found["warnings"]) == ("0.03", [])
    alone = json.loads(run(capfd, "score", set_file, facts)[1])
    assert [warning["code"] for warning in alone["warnings"]] == ["1.1"]


def test_faulty_peer_is_refused_by_the_name_of_its_file(
    set_file: Path, facts_file: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    folder = tmp_path / "khac"
    folder.mkdir()
    written(folder / "a.json", FACTS | {"body": "so-noi-vu", "facts": {"page": 3}})
    (folder / "b.json").write_text("[]", encoding="utf-8")
    code, out, err = run(capfd, "score", set_file, facts_file, "--peers", folder)
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        "a.json page: không nhận giá trị 3; cần true hoặc false",
        "b.json: không phải một đối tượng JSON; cần tệp bắt đầu bằng dấu {",
    ]
    missing = run(capfd, "score", set_file, facts_file, "--peers", tmp_path / "khong-co")
    assert missing[2] == f"{tmp_path / 'khong-co'}: không có thư mục này; cần thư mục chứa các tệp *.json\n"


def test_refused_set_prints_one_line_a_fault_and_nothing_else(
    set_file: Path, facts_file: Path, capfd: pytest.CaptureFixture[str]
):
    set_file.write_text(SET.replace('pillar = "1"', 'pillar = "2"').replace("0.3", "0.4"), encoding="utf-8")
    for arguments in (("score", set_file, facts_file), ("rules", "check", set_file)):
        code, out, err = run(capfd, *arguments)
        assert (code, out) == (2, "")
        assert err.splitlines() == [
            f"scale: {ADDED_UP} 0,3; cần đúng 0,4 như “scale” ghi",
            "1.1: “pillar” là “2”, không có nhóm chỉ số này; cần mã của một [[pillar]]",
            "1.2: “pillar” là “2”, không có nhóm chỉ số này; cần mã của một [[pillar]]",
        ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"body": }', "dòng 1: không hiểu được từ cột 10: “{\"body\": }”; cần một tệp JSON; xem rules/README.md"),
        ("[1]", "so-lieu.json: không phải một đối tượng JSON; cần tệp bắt đầu bằng dấu {"),
        ('{"x": NaN}', "NaN: không phải một số; cần số hữu hạn, hoặc null khi chưa có số liệu"),
        ('{"x": -Infinity}', "-Infinity: không phải một số; cần số hữu hạn, hoặc null khi chưa có số liệu"),
        ('{"facts": {"page": true, "page": false}}', "page: khóa xuất hiện hai lần; mỗi khóa chỉ ghi một lần"),
        ('{"x": ' + "9" * 5000 + "}",
         "so-lieu.json: có số quá dài hoặc bảng lồng quá sâu; cần một tệp JSON; xem rules/README.md"),
        ('{"x": ' + "[" * 100_000,
         "so-lieu.json: có số quá dài hoặc bảng lồng quá sâu; cần một tệp JSON; xem rules/README.md"),
    ],
)  # fmt: skip
def test_facts_file_that_cannot_be_relied_on_is_refused(
    set_file: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], text: str, fault: str
):
    facts = tmp_path / "so-lieu.json"
    facts.write_text(text, encoding="utf-8")
    assert run(capfd, "score", set_file, facts) == (2, "", fault + "\n")


def test_check_says_in_one_line_what_was_checked(set_file: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    other = tmp_path / "khac.toml"
    other.write_text(SET.replace("demo-so-2026", "demo-so-2027"), encoding="utf-8")
    checked = "demo-so-2026 (2 chỉ số, 0,3 điểm); demo-so-2027 (2 chỉ số, 0,3 điểm)"
    line = f"Đã kiểm tra 2 bộ chỉ số, không có lỗi: {checked}.\n"
    assert run(capfd, "rules", "check", set_file, other) == (0, line, "")


def test_check_of_several_files_names_the_file_of_each_fault(
    set_file: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    other = tmp_path / "khac.toml"
    other.write_text(SET.replace("0.20", "0.10"), encoding="utf-8")
    code, out, err = run(capfd, "rules", "check", set_file, other, tmp_path / "khong-co.toml")
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        f"khac.toml scale: {ADDED_UP} 0,2; cần đúng 0,3 như “scale” ghi",
        "khong-co.toml: không mở được tệp; hãy kiểm tra đường dẫn và quyền đọc tệp",
    ]


def test_scoring_needs_neither_django_nor_a_database(set_file: Path, facts_file: Path):
    code = (
        "import sys; from dondoc.cli import main; code = main(sys.argv[1:]); sys.exit(code or 'django' in sys.modules)"
    )
    arguments = [sys.executable, "-c", code, "score", str(set_file), str(facts_file)]
    assert subprocess.run(arguments, capture_output=True, check=False).returncode == 0
