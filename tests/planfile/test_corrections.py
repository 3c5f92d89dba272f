"""Readings that somebody corrected (samples/corrections): each file now gives what was made of it by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from dondoc.planfile import read

CORRECTIONS = Path(__file__).parents[2] / "samples" / "corrections"
EXAMPLES = sorted(folder for folder in CORRECTIONS.iterdir() if folder.is_dir())
# Not learnt yet. An entry goes as soon as its test passes, which then fails for it.
STILL_MISREAD: set[str] = set()


def params() -> list[Any]:
    wrong = pytest.mark.xfail(strict=True, raises=AssertionError, reason="the reader has not learnt it yet")
    return [pytest.param(f, id=f.name, marks=wrong if f.name in STILL_MISREAD else ()) for f in EXAMPLES]


def said(reading: dict[str, Any]) -> dict[str, Any]:
    """What the document says: without the reader's doubts and the places in its source."""
    tasks = [{key: value for key, value in task.items() if key != "where"} for task in reading["tasks"]]
    return {**reading, "tasks": tasks, "warnings": []}


@pytest.mark.parametrize("folder", params())
def test_corrected_plan_is_read_as_corrected(folder: Path) -> None:
    [file] = folder.glob("plan.*")
    expected = json.loads((folder / "reading.json").read_text(encoding="utf-8"))

    assert said(read(file.read_bytes(), name=file.name).draft.to_json()) == said(expected)


def test_what_is_still_misread_is_an_example() -> None:
    assert {folder.name for folder in EXAMPLES} >= STILL_MISREAD
