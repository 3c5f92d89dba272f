"""The walls of the house, read out of the source: who may touch rows, sizes, names, and what may import what."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "dondoc"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]

# Public functions of actions/ that act for nobody: parts of actions, and the set-up before anybody can sign in.
WITHOUT_ACTOR = {
    "columns.column_faults", "departments.set_up", "passwords.first_link", "people.place",
    "audit.record_outside", "audit.keep_heads", "audit.note_mailed",  # what no person does
    "letters.deliver", "letters.moment_of",
    "rates.count", "positions.as_data", "positions.position_faults", "reports.answer_data",
    "dossier_figures.alone", "dossier_figures.count", "dossier_figures.keep", "dossier_figures.refresh",
    "dossiers.take_up",
    "backups.back_up", "backups.restore", "confirmations.figures_digest", "reviews.list_digest",
} | {
    f"contents.{name}"
    for name in (
        "conversion_faults", "faults_of", "rule_faults", "column_faults_of", "plan_of", "citations_of", "targets_of",
        "tasks_of", "obligations_of", "periods_of",
    )
}  # fmt: skip
# `bases` is the plural of basis: what tasks rest on in a plan from above.
BANNED_NAMES = re.compile(r"(^|_)(utils?|helpers?|commons?|base|managers?|services?|handlers?)($|_)")
MARK = re.compile(r"#.*\b(slow import|optional)\b")


def name_of(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def rows_touched(tree: ast.AST) -> list[int]:
    """Lines that reach for a model's rows."""
    managers = {"objects", "_default_manager", "_base_manager"}
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in managers]


def without_actor(tree: ast.Module) -> list[str]:
    """Public functions that do not take `actor` by keyword only."""
    public = [n for n in tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]
    return [n.name for n in public if "actor" not in [argument.arg for argument in n.args.kwonlyargs]]


def long_functions(tree: ast.AST) -> list[str]:
    """Functions of more than 60 lines, decorators aside."""
    return [n.name for n in functions(tree) if (n.end_lineno or n.lineno) - n.lineno + 1 > 60]


def unmarked_imports(tree: ast.AST, lines: list[str]) -> list[int]:
    """Lines that import inside a function and do not say why beside it."""
    inside = {
        node.lineno
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    return sorted(number for number in inside if not MARK.search(lines[number - 1]))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_stands_inside_the_walls(path: Path):
    source = path.read_text(encoding="utf-8")
    tree, lines = ast.parse(source), source.splitlines()
    assert len(lines) <= 500
    assert long_functions(tree) == []
    assert unmarked_imports(tree, lines) == []
    assert not BANNED_NAMES.search(path.stem)
    assert path.name == "__init__.py" or ast.get_docstring(tree) or path.name == "apps.py"


PAGES = [path for path in MODULES if path.relative_to(PACKAGE).parts[0] in ("web", "api")]


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_page_never_touches_rows_itself(path: Path):
    assert rows_touched(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_every_public_action_takes_its_actor_by_keyword():
    found = {
        f"{path.stem}.{name}"
        for path in sorted((PACKAGE / "actions").glob("*.py"))
        for name in without_actor(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found == WITHOUT_ACTOR


def test_no_two_files_of_tests_bear_one_name():
    # Outside a package pytest knows a file by its name alone, and leaves the second out.
    loose = [path for path in (ROOT / "tests").rglob("test_*.py") if not (path.parent / "__init__.py").exists()]
    assert [name for name, count in Counter(path.name for path in loose).items() if count > 1] == []


def test_checks_of_this_file_see_what_they_look_for():
    assert rows_touched(ast.parse("Plan.objects.all()")) == [1]
    assert without_actor(ast.parse("def a(actor): ...\ndef b(*, actor): ...\ndef _c(): ...")) == ["a"]
    assert long_functions(ast.parse("def a():\n" + "    1\n" * 60)) == ["a"]
    assert long_functions(ast.parse("def a():\n" + "    1\n" * 59)) == []
    inside = "def a():\n    import b\n    import c  # slow import: d\n    import e  # optional\nimport f\n"
    assert unmarked_imports(ast.parse(inside), inside.splitlines()) == [2]
    walled = (
        "from dondoc.analytics import loads, rows\nfrom dondoc.analytics.engines import Run\nfrom dondoc import core"
    )
    assert doors_used(ast.parse(walled)) == {"loads", "rows", "engines"}
    for banned in ("utils", "text_utils", "helper", "base", "common", "user_manager", "services"):
        assert BANNED_NAMES.search(banned)
    for allowed in ("databases", "handled", "basement", "plans", "commonplaces"):
        assert not BANNED_NAMES.search(allowed)


# The doors of analytics (and what they raise): floors above import nothing else of it.
DOORS = {
    "commands", "copies", "engines", "figures", "headers", "loads", "measure_commands", "measures", "overdue",
    "rejects", "rows", "stores", "windows",
}  # fmt: skip
ENGINES = ("duckdb", "ibis", "numpy", "pandas", "pyarrow", "pyspark", "sqlglot")


def doors_used(tree: ast.AST) -> set[str]:
    """Modules of analytics that a module imports."""
    used: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "dondoc.analytics":
            used |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            used |= {node.module.split(".")[2]} if (node.module or "").startswith("dondoc.analytics.") else set()
    return used


def test_floors_above_come_into_analytics_by_its_doors():
    above = [path for path in MODULES if path.relative_to(PACKAGE).parts[0] not in ("analytics", "core")]
    used = {name_of(path): doors_used(ast.parse(path.read_text(encoding="utf-8"))) for path in above}
    assert {name: found - DOORS for name, found in used.items() if found - DOORS} == {}
    assert set().union(*used.values()) == DOORS


def test_pages_interface_and_command_line_start_without_engines():
    start = "import django; django.setup(); import config.urls, dondoc.cli; import sys; "
    told = f"print(*sorted({{name.partition('.')[0] for name in sys.modules}} & set({ENGINES!r})))"
    done = subprocess.run([sys.executable, "-c", start + told], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == []


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the product's source, to be broken."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for package in ("dondoc", "config"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    return folder


def test_imports_keep_the_contracts():
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


FLOORS, DJANGO = "Six floors: every import points down", "No Django below models"


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("actions/plans.py", "import dondoc.web.urls", FLOORS),
        ("queries/plans.py", "import dondoc.actions.plans", FLOORS),
        ("models/plans.py", "import dondoc.queries.plans", FLOORS),
        ("planfile/__init__.py", "import dondoc.models", FLOORS),
        ("core/plan.py", "import dondoc.planfile", FLOORS),
        ("planfile/__init__.py", "import dondoc.officialdoc", FLOORS),
        ("officialdoc/__init__.py", "import dondoc.calendarfile", FLOORS),
        ("web/urls.py", "import dondoc.management", FLOORS),
        ("web/urls.py", "import dondoc.api", FLOORS),
        ("api/urls.py", "import dondoc.web.clocks", FLOORS),
        ("management/__init__.py", "import dondoc.cli", FLOORS),
        ("core/plan.py", "import django", DJANGO),
        ("planfile/readings.py", "from django.db import models", DJANGO),
        ("officialdoc/__init__.py", "import django.http", DJANGO),
        ("calendarfile/__init__.py", "import django", DJANGO),
        ("listfile/__init__.py", "import dondoc.planfile", FLOORS),
        ("listfile/__init__.py", "import django", DJANGO),
        ("criteriafile/__init__.py", "import dondoc.officialdoc", FLOORS),
        ("criteriafile/__init__.py", "import django", DJANGO),
        ("core/dossiers.py", "import dondoc.analytics.measures", FLOORS),
        ("planfile/__init__.py", "import dondoc.analytics", FLOORS),
        ("analytics/measures.py", "import dondoc.calendarfile", FLOORS),
        ("analytics/stores.py", "import dondoc.queries.dossier_stores", FLOORS),
        ("analytics/loads.py", "from django.conf import settings", DJANGO),
    ],
)
def test_import_that_breaks_a_contract_is_found(copied: Path, module: str, line: str, contract: str):
    path = copied / "dondoc" / module
    sound = path.read_text(encoding="utf-8")
    try:
        path.write_text(f"{sound}\n{line}\n", encoding="utf-8")
        result = lint(copied)
    finally:
        path.write_text(sound, encoding="utf-8")
    assert result.returncode == 1, result.stderr
    broken = {name for name in (c["name"] for c in CONTRACTS) if f"{name} BROKEN" in result.stdout}
    assert contract in broken


def test_every_contract_is_broken_by_one_test_above():
    assert {contract["name"] for contract in CONTRACTS} == {FLOORS, DJANGO}
