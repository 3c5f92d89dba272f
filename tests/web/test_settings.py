"""Limits of a deployment that pages rest on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KEY = "k" * 30 + "0123456789abcdefghijKLMNOP"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "DONDOC_SECRET_KEY: production needs a key of its own"),
        ({"DONDOC_SECRET_KEY": KEY, "DONDOC_HOSTS": "*"}, "DONDOC_HOSTS: production needs its host names, not *"),
        ({"DONDOC_SECRET_KEY": KEY, "DONDOC_DEMO": "1"}, "have no place in production"),
    ],
)
def test_production_refuses_to_start_unsafe(tmp_path: Path, given: dict[str, str], told: str) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith("DONDOC_")}
    env |= {"DONDOC_PRODUCTION": "1", "DONDOC_DATA_DIR": str(tmp_path), **given}
    run = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert run.returncode != 0
    assert told in run.stderr


def test_production_settings_pass_the_deployment_check(tmp_path: Path) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith("DONDOC_")}
    env |= {"DONDOC_PRODUCTION": "1", "DONDOC_DATA_DIR": str(tmp_path), "DONDOC_SECRET_KEY": KEY}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    run = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "System check identified no issues (0 silenced).\n", "")
