"""The inspector's own script: finds what the product finds, with nothing of the product. Check 71."""

import importlib.util
import json
import random
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from test_verifications import KINDS, Chain, sound  # noqa: F401  # a fixture

from dondoc.core.jsonlines import json_line
from dondoc.core.verifications import KeptRow

SCRIPT = Path(__file__).parents[2] / "deploy" / "verify_audit.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_audit", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def line_of(row: KeptRow) -> dict:
    """A row as it is exported."""
    detail = row.detail and row.detail._asdict()
    kept = {"previous_hash": row.previous_hash, "hash": row.hash, "detail": detail}
    return {"chain": "H99.13", "row_id": row.row_id, **row.link._asdict(), "at": row.link.at.isoformat(), **kept}


def test_check_71_script_names_the_same_row_as_the_product(script: ModuleType, sound: Chain):  # noqa: F811
    for seed in range(300):
        bent, *_ = KINDS[seed % len(KINDS)](sound, random.Random(seed))
        heads = [(head.number, head.hash) for head in bent.heads]
        end = (bent.end.number, bent.end.hash) if bent.end.number else None
        _, fault = script.verify([line_of(row) for row in bent.rows], end, heads)
        assert fault is not None, seed
        assert fault[0] == bent.fault.number, seed


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The script by itself: isolated from the environment and every installed package."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={"PYTHONIOENCODING": "utf-8"})


def test_script_reads_an_exported_trail_and_kept_heads(tmp_path: Path, sound: Chain):  # noqa: F811
    trail, heads = tmp_path / "trail.jsonl", tmp_path / "heads.txt"
    trail.write_text("".join(f"{json_line(line_of(row))}\n" for row in sound.rows), encoding="utf-8")
    heads.write_text(
        "".join(f"H99.13 2026-03-01 {head.number} {head.hash[:20]}\n" for head in sound.heads), encoding="utf-8"
    )

    whole = run(trail, "--heads", heads)
    assert (whole.returncode, whole.stdout, whole.stderr) == (0, "H99.13: sound until row 60\n", "")

    lines = trail.read_text(encoding="utf-8").splitlines(keepends=True)
    trail.write_text("".join(lines[:50]), encoding="utf-8")
    assert run(trail).stdout == "H99.13: sound until row 50\n"
    cut = run(trail, "--heads", heads)
    assert (cut.returncode, cut.stdout) == (1, "H99.13: rows 51 to 60 were cut off; sound until row 50\n")

    edited = json.loads(lines[20]) | {"actor_name": "Người khác"}
    trail.write_text("".join([*lines[:20], json.dumps(edited) + "\n", *lines[21:]]), encoding="utf-8")
    changed = run(trail)
    assert (changed.returncode, changed.stdout) == (1, "H99.13: row 21 was changed; sound until row 20\n")


def test_script_says_what_it_cannot_read(tmp_path: Path):
    odd = tmp_path / "odd.jsonl"
    odd.write_text("not json\n")
    for path in (odd, tmp_path / "none"):
        refused = run(path)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "cannot be read" in refused.stderr


def test_script_imports_nothing_but_the_standard_library():
    lines = [line for line in SCRIPT.read_text(encoding="utf-8").splitlines() if line.startswith(("import ", "from "))]
    assert {line.split()[1].split(".")[0] for line in lines} <= set(sys.stdlib_module_names)
