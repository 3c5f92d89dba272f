"""What the actions built for one test, laid again as the same rows and files for the next: in a fraction of the time.

Not here: what is built (factories). Where a test comes upon another state than was found then, it is built anew.
"""

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

Built = TypeVar("Built")
Row = tuple[Any, ...]
# By table and key: every row of every table that holds any.
State = dict[str, dict[Any, Row]]

# Filled by Django itself after the last migration, the same in every test.
OF_DJANGO = frozenset({"django_content_type", "auth_permission"})
# What a sign-in leaves besides the moment in the account: other rows each time, and nothing that a builder looks at.
OF_SIGN_IN = frozenset({"django_session", "usersessions_usersession"})
ACCOUNTS = "dondoc_user"
_kept: list["Keepsake"] = []


@dataclass(frozen=True)
class Keepsake:
    """What building under this name on this state changed: rows by table, files by path, what was given back."""

    name: str
    before: State
    added: dict[str, list[Row]]
    changed: dict[str, list[Row]]
    files: dict[str, bytes]
    given: bytes

    def lay(self) -> Any:
        """Stores the rows and files; gives what the builder gave."""
        with transaction.atomic(), connection.cursor() as cursor:
            for table, rows in self.added.items():
                places = ", ".join(["%s"] * len(rows[0]))
                cursor.executemany(f"INSERT INTO {_quoted(table)} VALUES ({places})", rows)
            for table, rows in self.changed.items():
                columns = _columns(table)
                written = ", ".join(f"{_quoted(column)} = %s" for column in columns[1:])
                statement = f"UPDATE {_quoted(table)} SET {written} WHERE {_quoted(columns[0])} = %s"
                cursor.executemany(statement, [(*row[1:], row[0]) for row in rows])
        for path, data in self.files.items():
            file = Path(settings.MEDIA_ROOT, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        return pickle.loads(self.given)


def kept(name: str, build: Callable[[], Built]) -> Built:
    """What `build` gives and stores; from the second time on this state on, by laying what it stored the first time."""
    before = state()
    found = _but_for_sign_ins(before)
    for keepsake in _kept:
        if keepsake.name == name and keepsake.before == found:
            return keepsake.lay()
    files = _files()
    built = build()
    after = state()
    if all(before[table].keys() <= after.get(table, {}).keys() for table in before):
        new = {path: data for path, data in _files().items() if path not in files}
        changes = (_added(before, after), _changed(before, after))
        _kept.append(Keepsake(name, found, *changes, new, pickle.dumps(built)))
    return built


def tables() -> list[str]:
    """The tables of all models, those of Django's own kept out."""
    models = apps.get_models(include_auto_created=True)
    return sorted({m._meta.db_table for m in models if m._meta.managed and not m._meta.proxy} - OF_DJANGO)


def filled() -> list[str]:
    """Those tables that hold a row."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT 1 FROM {_quoted(t)})" for t in tables()))
        return [table for (table,) in cursor.fetchall()]


def state() -> State:
    """All that is stored."""
    with connection.cursor() as cursor:
        return {table: _rows(cursor, table) for table in filled()}


def empty() -> None:
    """Takes all of it away; nothing may hinder deletion."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in filled():
            cursor.execute(f"DELETE FROM {_quoted(table)}")


def _rows(cursor: Any, table: str) -> dict[Any, Row]:
    cursor.execute(f"SELECT * FROM {_quoted(table)}")
    return {row[0]: row for row in cursor.fetchall()}


def _but_for_sign_ins(found: State) -> State:
    place = _columns(ACCOUNTS).index("last_login")
    accounts = {key: row[:place] + row[place + 1 :] for key, row in found.get(ACCOUNTS, {}).items()}
    return {table: rows for table, rows in found.items() if table not in OF_SIGN_IN} | {ACCOUNTS: accounts}


def _added(before: State, after: State) -> dict[str, list[Row]]:
    found = {t: [row for key, row in rows.items() if key not in before.get(t, {})] for t, rows in after.items()}
    return {table: rows for table, rows in found.items() if rows}


def _changed(before: State, after: State) -> dict[str, list[Row]]:
    found = {t: [after[t][key] for key, row in rows.items() if after[t][key] != row] for t, rows in before.items()}
    return {table: rows for table, rows in found.items() if rows}


@cache
def _columns(table: str) -> Sequence[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {_quoted(table)} LIMIT 0")
        return [name for name, *_rest in cursor.description]


def _files() -> dict[str, bytes]:
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
