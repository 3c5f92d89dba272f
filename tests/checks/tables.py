"""The whole database as it can be compared: every row of every table of the product, and the statements that write.

Not here: what may change (the checks).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

Table = list[dict[str, Any]]
_WRITTEN = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)', re.IGNORECASE)
# Where a refusal is told, and the visitor's own session.
TOLD = frozenset({"dondoc_auditrow", "dondoc_auditdetail", "dondoc_auditchain"})
SESSION = frozenset({"django_session", "usersessions_usersession"})


def tables() -> dict[str, Table]:
    """Every row of every table of the product, in the order of its key."""
    models = apps.get_app_config("dondoc").get_models()
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in models}


@contextmanager
def written() -> Iterator[set[str]]:
    """Collects the names of the tables that are written to inside."""
    found: set[str] = set()
    with CaptureQueriesContext(connection) as captured:
        yield found
    found |= {match[1] for query in captured if (match := _WRITTEN.match(query["sql"]))}
