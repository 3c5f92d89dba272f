"""Whole plans read as they must be: those of this project exactly, other people's by their own scorer."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dondoc.planfile import Reading, read
from dondoc.planfile.readings import SourceLine
from tests.planfile.builders import form

GOLDEN = Path(__file__).parents[1] / "golden"
PLANS = sorted(file.name for file in GOLDEN.iterdir() if file.suffix in (".docx", ".form", ".txt"))
SHARED = Path(__file__).parents[3] / "shared" / "gold"
OTHERS = ("an-giang.docx", "an-giang.txt", "dong-thap.docx", "dong-thap.txt")


def read_golden(name: str) -> Reading:
    file = GOLDEN / name
    data = form(file.read_text(encoding="utf-8")) if file.suffix == ".form" else file.read_bytes()
    return read(data, name=name)


@pytest.mark.parametrize("name", PLANS)
def test_golden_plan_is_read_exactly(name: str) -> None:
    expected = json.loads((GOLDEN / name).with_suffix(".json").read_text(encoding="utf-8"))
    assert read_golden(name).draft.to_json() == expected


@pytest.mark.parametrize("name", PLANS)
def test_every_place_of_a_golden_plan_stands_in_its_source(name: str) -> None:
    reading = read_golden(name)
    lines = {line.where for line in reading.source}
    pointed = {where.split(" column ")[0] for where in reading.places.values()}
    pointed |= {task.where for task in reading.draft.tasks}
    pointed |= {doubt.where.split(" column ")[0] for doubt in reading.draft.warnings} - {"document"}
    assert pointed <= lines
    assert {f"tasks.{n}" for n in range(len(reading.draft.tasks))} <= set(reading.places)
    assert len(lines) == len(reading.source)


def test_places_point_at_what_was_read() -> None:
    reading = read_golden("dev-01.docx")
    source = {line.where: line for line in reading.source}

    def shown(path: str) -> str:
        where, _, column = reading.places[path].partition(" column ")
        return source[where].cells[int(column) - 1] if column else source[where].text

    assert shown("number") == "Số: 47/KH-SKHCN"
    assert shown("issued_on") == "Hà Phong, ngày 20 tháng 01 năm 2026"
    assert shown("title") == "Ứng dụng công nghệ thông tin và chuyển đổi số"
    assert shown("citations.1").startswith("Căn cứ Quyết định số 06/QĐ-TTg")
    assert shown("targets.3").startswith("3. Trên 95% hồ sơ")
    assert shown("tasks.1.due_text") == "Trước ngày 30/4/2026"
    assert shown("tasks.1.lead") == "Trung tâm Công nghệ thông tin và Truyền thông"
    assert shown("office").startswith("2. Văn phòng Sở theo dõi, đôn đốc")
    assert shown("reporting.0").startswith("1. Trưởng các phòng")
    assert shown("signer") == "GIÁM ĐỐC"
    assert shown("recipients.4") == "- Lưu: VT, VP."


def test_source_lines_keep_order_kind_and_cells() -> None:
    source = read_golden("dev-03.docx").source
    kinds = {line.where: line.kind for line in source}
    assert kinds["paragraph 1"] == "heading"
    assert kinds["paragraph 8"] == "item"
    row = next(line for line in source if line.where == "table 2 row 5")
    assert row == SourceLine(
        "table 2 row 5",
        "row",
        "2 | Số hóa bảo vật quốc gia và bộ sưu tập cổ vật tiêu biểu | Phòng Quản lý Di sản văn hóa | Bảo tàng tỉnh"
        " | Tháng 8/2026 | Bộ dữ liệu ảnh, mô hình 3D",
        (
            "2",
            "Số hóa bảo vật quốc gia và bộ sưu tập cổ vật tiêu biểu",
            "Phòng Quản lý Di sản văn hóa",
            "Bảo tàng tỉnh",
            "Tháng 8/2026",
            "Bộ dữ liệu ảnh, mô hình 3D",
        ),
    )


def test_reading_survives_json() -> None:
    reading = read_golden("dev-02.docx")
    assert Reading.from_json(json.loads(json.dumps(reading.to_json()))) == reading


@pytest.mark.parametrize("name", OTHERS)
def test_seed_plan_scores_at_least_98(name: str, tmp_path: Path) -> None:
    if not (SHARED / name).exists():
        pytest.skip("the seed plans are other people's and not here")
    file = SHARED / name
    expected = next(p for p in (file.with_name(f"{name}.json"), file.with_suffix(".json")) if p.exists())
    got = tmp_path / "got.json"
    got.write_text(json.dumps(read(file.read_bytes(), name=name).draft.to_json(), ensure_ascii=False), "utf-8")
    scored = subprocess.run(
        [sys.executable, str(SHARED / "score.py"), str(expected), str(got)], capture_output=True, text=True, check=True
    )
    accuracy = float(scored.stdout.rsplit("field accuracy", 1)[1])
    assert accuracy >= 98, scored.stdout
