"""Checks 1 and 2: how much of the table of rights is asked, and that every command says who runs it."""

import sys
from pathlib import Path

import pytest
from django.core.management import get_commands

sys.path += [str(Path(__file__).parents[1] / floor) for floor in ("web", "actions")]

import role_pages  # the folders of the rows are known only now
import test_role_operations as operations
from account_rows import ACCOUNT_ROWS
from action_rows import ROWS

from dondoc.core.permissions import MATRIX, Letter, Role, Thing

# Commands are run at the machine, whose keeper is the administrator of the table, or by its clock (`None`: what has no
# row of the table, being done before anybody has an account, or with the rights of the person that it names).
COMMANDS: dict[str, tuple[Thing, Letter] | None] = {
    "audit_export": (Thing.AUDIT, Letter.READ),
    "audit_heads": (Thing.AUDIT, Letter.READ),
    "audit_verify": (Thing.AUDIT, Letter.READ),
    "backup": (Thing.OPERATION, Letter.CREATE),
    "restore": (Thing.OPERATION, Letter.MOVE),
    "rescue_account": (Thing.ORGANISATION, Letter.WRITE),
    "switch_off_idle": (Thing.ORGANISATION, Letter.WRITE),
    "set_up_department": (Thing.ORGANISATION, Letter.CREATE),
    "refresh_dossiers": None,
    "load_dossiers": None,
    "demo_load": None,
    "import_plan": None,
    "compose_report": None,
    "export_corrections": None,
}


def commands() -> set[str]:
    """Every management command of the product."""
    return {name for name, app in get_commands().items() if app == "dondoc"}


def test_check_2_every_command_has_a_row() -> None:
    assert commands() == set(COMMANDS)
    of_table = [row for row in COMMANDS.values() if row is not None]
    assert all(letter in MATRIX[thing][Role.ADMINISTRATOR].reaches for thing, letter in of_table)


def test_check_2_command_without_a_row_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    found = get_commands() | {"planted": "dondoc"}
    monkeypatch.setitem(globals(), "get_commands", lambda: found)
    assert commands() - set(COMMANDS) == {"planted"}


def test_check_1_asks_more_than_five_thousand_cells() -> None:
    """Ten actors (eleven of the interface) by the places where the object can be."""
    actors = len(Role)
    of_pages = sum(actors * max(1, len(row.rule.places)) for row in role_pages.ROWS)
    of_actions = sum(actors * max(1, len(row.rule.places)) for row in [*ROWS, *ACCOUNT_ROWS])
    of_operations = len(list(operations.cells()))
    print(f"{of_pages} cells of pages, {of_actions} of actions, {of_operations} of the interface")
    assert of_pages + of_actions + of_operations >= 5000
