"""Triggers that refuse to change or delete what was recorded, on SQLite and on PostgreSQL.

A migration that alters one of these tables puts `RunPython(guards.remove)` before and `RunPython(guards.install)`
after: SQLite builds an altered table anew and forgets its triggers. Not here: who finds what was bent all the same
(core/verifications).
"""

from collections.abc import Collection
from typing import Any

from dondoc.core.chains import ERASURE, ROW_KIND

# A detail may go once a row of the same chain says that it was erased and names it.
_NOT_ERASED = f"""NOT EXISTS (
    SELECT 1 FROM dondoc_auditrow AS erasure JOIN dondoc_auditrow AS erased ON erased.id = OLD.row_id
    WHERE erasure.act = '{ERASURE}' AND erasure.object_kind = '{ROW_KIND}' AND erasure.object_id = OLD.row_id
    AND NOT erasure.is_refused AND COALESCE(erasure.department_id, 0) = COALESCE(erased.department_id, 0))"""
_HEAD_CHANGED = """NEW.id <> OLD.id OR COALESCE(NEW.department_id, 0) <> COALESCE(OLD.department_id, 0)
    OR NEW.day <> OLD.day OR NEW.number <> OLD.number OR NEW.hash <> OLD.hash OR NEW.time_source <> OLD.time_source"""
_NOT_FORWARD = """NEW.id <> OLD.id OR COALESCE(NEW.department_id, 0) <> COALESCE(OLD.department_id, 0)
    OR NEW.last_number <= OLD.last_number"""

# Table, event, when it is refused (empty: always).
REFUSED: tuple[tuple[str, str, str], ...] = (
    ("dondoc_auditrow", "UPDATE", ""),
    ("dondoc_auditrow", "DELETE", ""),
    ("dondoc_auditdetail", "UPDATE", ""),
    ("dondoc_auditdetail", "DELETE", _NOT_ERASED),
    ("dondoc_audithead", "UPDATE", _HEAD_CHANGED),
    ("dondoc_audithead", "DELETE", ""),
    ("dondoc_auditchain", "UPDATE", _NOT_FORWARD),
    ("dondoc_auditchain", "DELETE", ""),
    ("dondoc_snapshot", "UPDATE", ""),
    ("dondoc_snapshot", "DELETE", ""),
    ("dondoc_scoresnapshot", "UPDATE", ""),
    ("dondoc_scoresnapshot", "DELETE", ""),
    ("dondoc_criterionscore", "UPDATE", ""),
    ("dondoc_criterionscore", "DELETE", ""),
    ("dondoc_assessmentfact", "UPDATE", ""),
    ("dondoc_assessmentfact", "DELETE", ""),
)
TABLES = tuple(dict.fromkeys(table for table, *_ in REFUSED))
# What SQLite would replace without a word to the triggers of deletion (`INSERT OR REPLACE`).
_SAME: dict[str, str] = {
    "dondoc_auditrow": "id = NEW.id OR (department_id IS NEW.department_id AND number = NEW.number)",
    "dondoc_auditdetail": "row_id = NEW.row_id",
    "dondoc_audithead": "id = NEW.id OR (department_id IS NEW.department_id AND day = NEW.day)",
    "dondoc_auditchain": "id = NEW.id OR department_id IS NEW.department_id",
    "dondoc_snapshot": "id = NEW.id OR period_id = NEW.period_id",
    "dondoc_scoresnapshot": "id = NEW.id",
    "dondoc_criterionscore": "id = NEW.id",
    "dondoc_assessmentfact": "id = NEW.id",
}


def install(apps: Any, schema_editor: Any) -> None:
    """Puts the triggers on the tables that are there by now (RunPython)."""
    remove(apps, schema_editor)
    there = set(schema_editor.connection.introspection.table_names())
    statements = _on_postgresql(there) if _is_postgresql(schema_editor) else _on_sqlite(there)
    _execute(schema_editor, statements)


def remove(apps: Any, schema_editor: Any) -> None:
    """Takes them off, for a migration that alters these tables and for tests that empty them (RunPython)."""
    on_table = _is_postgresql(schema_editor)
    also = "TRUNCATE" if on_table else "INSERT"
    there = set(schema_editor.connection.introspection.table_names())
    events = [(t, e) for t, e in [*((t, e) for t, e, _ in REFUSED), *((t, also) for t in TABLES)] if t in there]
    _execute(
        schema_editor,
        [f"DROP TRIGGER IF EXISTS {_name(*each)}{f' ON {each[0]}' if on_table else ''}" for each in events],
    )


def _is_postgresql(schema_editor: Any) -> bool:
    return bool(schema_editor.connection.vendor == "postgresql")


def _name(table: str, event: str) -> str:
    return f"{table}_keeps_{event.lower()}"


def _execute(schema_editor: Any, statements: list[str]) -> None:
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _sentence(table: str, event: str) -> str:
    return f"{event} is refused: what stands in {table} is kept as it was written"


def _on_sqlite(there: Collection[str]) -> list[str]:
    refused = [*REFUSED, *((t, "INSERT", f"EXISTS (SELECT 1 FROM {t} WHERE {same})") for t, same in _SAME.items())]
    return [
        f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table} {f'WHEN {when}' if when else ''} "
        f"BEGIN SELECT RAISE(ABORT, '{_sentence(table, event)}'); END"
        for table, event, when in refused
        if table in there
    ]


def _on_postgresql(there: Collection[str]) -> list[str]:
    statements = []
    refused = [*REFUSED, *((table, "TRUNCATE", "") for table in TABLES)]
    for table, event, when in (each for each in refused if each[0] in there):
        name = _name(table, event)
        then = "OLD" if event == "DELETE" else "NEW"
        rows = "STATEMENT" if event == "TRUNCATE" else "ROW"
        refusal = f"RAISE EXCEPTION '{_sentence(table, event)}' USING ERRCODE = 'integrity_constraint_violation'"
        body = f"BEGIN IF {when or 'true'} THEN {refusal}; END IF; RETURN {then}; END"
        statements += [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {rows} EXECUTE FUNCTION {name}()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
        ]
    return statements
