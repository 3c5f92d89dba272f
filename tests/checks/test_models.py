"""Check 69: nothing of the product asks a language model."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
CLIENTS = {
    "anthropic",
    "fastmcp",
    "google.genai",
    "langchain",
    "litellm",
    "llama_index",
    "mcp",
    "ollama",
    "openai",
    "torch",
}
LOADED = """
import sys, django
django.setup()
import config.urls, dondoc.cli, dondoc.management.demonstrations
print(*sys.modules)
"""


def test_check_69_no_client_of_a_model_is_loaded_with_the_site() -> None:
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings", "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
    told = subprocess.run([sys.executable, "-c", LOADED], env=environment, capture_output=True, text=True, check=True)
    loaded = set(told.stdout.split())
    assert "dondoc.web.urls" in loaded
    assert loaded & CLIENTS == set()


def test_check_69_no_client_of_a_model_is_installed_for_the_product() -> None:
    locked = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    assert {package["name"] for package in locked["package"]} & CLIENTS == set()
