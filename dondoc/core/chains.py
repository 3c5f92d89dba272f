"""The chain of audit rows: what is hashed and how, the same for whoever writes and for whoever verifies.

Not here: where rows are kept (models/audit), how they are read back and judged (core/verifications).
"""

import json
import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from dondoc.core.vietnamese import fold

# What stands before the first row of every chain.
START = "0" * 64
# The act of a row that says that another row's detail was erased, and the kind of object that it then names.
ERASURE = "privacy.erase"
ROW_KIND = "auditrow"
MOST_WORDS = 10_000
# `\u0000` as JSON writes it, an even number of backslashes before it.
_NULL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


class Link(NamedTuple):
    """One audit row as it is hashed: its fields in this order. `at` carries an offset."""

    department_id: int | None
    number: int
    actor_id: int | None
    actor_name: str
    origin: str
    address: str
    act: str
    is_refused: bool
    object_kind: str
    object_id: int | None
    detail_digest: str
    at: datetime

    def hash(self, previous: str) -> str:
        """SHA-256, in hexadecimal, of the hash before and the row; two moments that are the same hash the same."""
        *fields, at = self
        moment = at.astimezone(UTC).isoformat(timespec="microseconds")
        return sha256((previous + canonical([*fields, moment])).encode()).hexdigest()


# JSON in one form only: keys sorted, no spaces, letters as they are.
canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def detail_digest(salt: str, before: Any, after: Any, reason: str) -> str:
    """SHA-256, in hexadecimal, of what an act changed and why; `before` and `after` are plain JSON values."""
    return sha256(canonical([salt, before, after, reason]).encode()).hexdigest()


def plain(text: str) -> Any:
    """The JSON value of a text as every database gives it back: fractions and the like as text, no null characters."""
    # PostgreSQL keeps no null character, and writes 1e5 as 100000: neither would hash as it did before.
    return json.loads(_NULL.sub(r"\1\\ufffd", text), parse_float=str, parse_constant=str)


def words(*values: Any) -> str:
    """Every text in these JSON values, folded, to be searched: at most `MOST_WORDS` characters."""
    found: list[str] = []
    left = list(reversed(values))
    while left:
        value = left.pop()
        if isinstance(value, dict):
            left.extend(reversed(value.values()))
        elif isinstance(value, list | tuple):
            left.extend(reversed(value))
        elif value is not None:
            found.append(str(value))
    return fold(" ".join(found)[:MOST_WORDS])
