"""The sheet worked by hand in docs/scoring.md is the sheet that comes out of its two files."""

import json
import re
from pathlib import Path

from dondoc.criteriafile import score_text

PAGE = (Path(__file__).parents[2] / "docs" / "scoring.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d\.\d) \| (\d+) \| .* \| (\S+) \|$", re.MULTILINE)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def test_sheet_worked_by_hand_is_the_one_that_is_scored(tmp_path: Path):
    (set_text,), (facts_text, sheet_text) = blocks("toml"), blocks("json")
    set_file, facts_file = tmp_path / "set.toml", tmp_path / "facts.json"
    set_file.write_text(set_text, encoding="utf-8")
    facts_file.write_text(facts_text, encoding="utf-8")
    found = json.loads(score_text(set_file, facts_file, None))
    assert {key: found[key] for key in json.loads(sheet_text)} == json.loads(sheet_text)
    worked = [(row["code"], row["max"], row["points"] or "–") for row in found["criteria"]]
    assert ROW.findall(PAGE) == worked
    assert len(worked) == 6
