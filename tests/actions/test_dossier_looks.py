"""A look at single dossiers holds nobody up. Not here: who may look (tests/queries), the page (tests/web)."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from dossier_files import loaded
from factories import AT, LATER, Organisation
from rights import newcomer

from dondoc.actions import dossier_rows
from dondoc.core.dossiers import Part
from dondoc.core.periods import Period
from dondoc.core.permissions import Role
from dondoc.queries.dossiers import CALENDAR, Asked


def test_look_opens_its_transaction_after_the_store_was_read(organisation: Organisation) -> None:
    loaded({}, actor=organisation.people.coordinator, at=AT)
    asked = Asked(Period.parse("2026"), CALENDAR, "online_rate")
    given = {"part": Part.DENOMINATOR, "page": 1, "reason": "Kiểm tra", "at": LATER}
    inspector = newcomer(organisation, Role.AUDITOR)

    with CaptureQueriesContext(connection) as captured:
        [row] = dossier_rows.look(asked, **given, actor=inspector)

    assert row.code == "HS-*"
    statements = [query["sql"] for query in captured]
    files_named = max(place for place, sql in enumerate(statements) if 'FROM "dondoc_dossierload"' in sql)
    begun = min(place for place, sql in enumerate(statements) if sql.startswith(("SAVEPOINT", "BEGIN")))
    assert begun > files_named  # whoever holds a transaction of SQLite keeps all others from writing
