"""The whole database as it can be compared: every row of every table of the product, and the statements that write.

Not here: what may change (the checks).
"""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection

from dondoc.models import guards

Table = list[dict[str, Any]]
_WRITTEN = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)', re.IGNORECASE)
# Where a refusal is told, and the visitor's own session.
TOLD = frozenset({"dondoc_auditrow", "dondoc_auditdetail", "dondoc_auditchain"})
SESSION = frozenset({"django_session", "usersessions_usersession"})


def tables(names: Collection[str] | None = None) -> dict[str, Table]:
    """Every row of every table of the product, or of those that have these names, in the order of its key."""
    models = [m for m in apps.get_app_config("dondoc").get_models() if names is None or m._meta.db_table in names]
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in models}


class _Editor:
    connection = connection


@contextmanager
def unguarded() -> Iterator[None]:
    """As somebody who owns the database and takes its triggers off would have it."""
    connection.check_constraints()  # PostgreSQL alters no table whose foreign keys are still to be checked
    guards.remove(None, _Editor())
    yield
    connection.check_constraints()
    guards.install(None, _Editor())


@contextmanager
def written() -> Iterator[set[str]]:
    """Collects the names of the tables that are written to inside."""
    found: set[str] = set()

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if match := _WRITTEN.match(sql):
            found.add(match[1])
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield found
