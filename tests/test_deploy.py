"""What deploy/ says of itself: the table of costs, the settings of the cluster's file."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[1] / "deploy"


def test_table_of_costs_is_what_the_script_prints():
    printed = subprocess.run([sys.executable, DEPLOY / "costs.py"], capture_output=True, text=True, check=True).stdout
    assert printed in (DEPLOY / "README.md").read_text(encoding="utf-8")
    dearer = subprocess.run(
        [sys.executable, DEPLOY / "costs.py", "--vcpu-hour", "2000", "--gb-month", "6000"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert [2 * price for price in prices(printed)] == prices(dearer)


def prices(table: str) -> list[int]:
    return [int(price.replace(",", "")) for price in re.findall(r"\| ([\d,]+) \|$", table, re.MULTILINE)]


def test_every_setting_of_the_cluster_stands_in_the_example():
    asked = re.findall(r"\$\{(\w+)", (DEPLOY / "spark" / "compose.yaml").read_text(encoding="utf-8"))
    given = re.findall(r"^(\w+)=", (DEPLOY / "spark" / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(asked) == set(given) - {"COMPOSE_PROJECT_NAME"}


@pytest.mark.parametrize("name", ["dondoc-reader.service", "spark/compose.yaml"])
def test_every_reader_asks_first_for_the_loads_that_broke_off(name: str):
    assert re.findall(r"manage\.py (load_dossiers|db_worker)", (DEPLOY / name).read_text(encoding="utf-8")) == [
        "load_dossiers",
        "db_worker",
    ]
