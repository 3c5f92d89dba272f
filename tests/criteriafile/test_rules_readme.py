"""What rules/README.md shows of criteria sets is true: examples are read, the one worked by hand comes out so."""

import json
import re
import tomllib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from dondoc.core.scoring.faults import ShapeFault
from dondoc.core.scoring.rule_shapes import rule_of
from dondoc.core.scoring.tables import Table
from dondoc.criteriafile import read_set
from dondoc.criteriafile.commands import score_text

README = (Path(__file__).parents[2] / "rules" / "README.md").read_text(encoding="utf-8")
SECTION = README[README.index("## Criteria sets") :]


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", SECTION, re.DOTALL)


def test_every_kind_of_rule_has_an_example_that_is_read():
    kinds = []
    for kind, example in re.findall(r"^\| `([a-z-]+)` \|[^|]*\| `(\{.*\})` \|$", SECTION, re.MULTILINE):
        faults: list[ShapeFault] = []
        given = tomllib.loads(f"rule = {example}", parse_float=Decimal)["rule"]
        rule_of(Table(given, kind, faults), Fraction(0 if kind == "information" else 20))
        assert (given["kind"], faults) == (kind, [])
        kinds.append(kind)
    assert kinds == [
        "yes-no", "tiers", "count-table", "ratio", "ratio-to-target", "ratio-bands", "count-capped", "sum", "best-of",
        "average", "peer", "gate", "deduction", "external", "information",
    ]  # fmt: skip


def test_the_example_worked_by_hand_comes_out_so(tmp_path: Path):
    set_file, facts_file = tmp_path / "vi-du.toml", tmp_path / "so-a.json"
    set_file.write_text(blocks("toml")[0], encoding="utf-8")
    facts_file.write_text(blocks("json")[0], encoding="utf-8")
    sheet = json.loads(score_text(set_file, facts_file, None))
    assert [each["points"] for each in sheet["criteria"]] == ["24.80", "10.00"]
    assert [sheet[key] for key in ("points", "max", "percent", "band")] == ["34.80", "50", "69.60", "Khá"]
    for printed in ("24.80", "10.00", "34.80", "69.60 %", "Khá"):
        assert printed in SECTION


def test_every_shipped_set_is_named():
    for path in sorted((Path(__file__).parents[2] / "rules" / "criteria").glob("*.toml")):
        assert f"`{path.name}`" in SECTION
        assert read_set(path).id == path.stem
