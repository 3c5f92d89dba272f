#!/usr/bin/env python3
"""Verifies an audit trail of Đôn Đốc without Đôn Đốc: Python's standard library alone, nothing of the project.

    python3 verify_audit.py FILE [--heads KEPT]

FILE is an exported trail (.jsonl) or the SQLite file of an installation (opened for reading). KEPT is the mail or sheet
with the daily heads, kept outside: lines of code, day (2026-03-10), number, hash (16 digits or more). Without it, rows
cut off the end and a trail written anew cannot be seen. One line a chain; exit code 0 sound, 1 not, 2 unreadable.

How a row is hashed: SHA-256 over the 64 hexadecimal digits of the row before (64 zeros before the first) and the JSON
list [department_id, number, actor_id, actor_name, origin, address, act, is_refused, object_kind, object_id,
detail_digest, moment in UTC with microseconds], no spaces, UTF-8. The detail: SHA-256 over [salt, before, after,
reason], keys sorted.
"""

import argparse
import json
import re
import sqlite3
import sys
from collections import defaultdict
from contextlib import closing
from datetime import datetime, timezone
from hashlib import sha256
from pathlib import Path

LINK = (
    "department_id", "number", "actor_id", "actor_name", "origin", "address", "act", "is_refused", "object_kind",
    "object_id", "detail_digest", "at",
)  # fmt: skip
DETAIL = ("salt", "before", "after", "reason")
START = "0" * 64
HEAD = re.compile(r"(\S+)\s+(\d{4}-\d\d-\d\d)\s+(\d+)\s+([0-9a-fA-F\s]+)")


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Verifies an exported audit trail or an SQLite file of Đôn Đốc.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--heads", type=Path)
    given = parser.parse_args(arguments)
    try:
        heads = heads_of(given.heads.read_text(encoding="utf-8-sig")) if given.heads else {}
        chains, ends = of_lines(given.file) if not is_sqlite(given.file) else of_sqlite(given.file)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, sqlite3.Error) as error:
        print(f"{given.file}: cannot be read: {error}", file=sys.stderr)
        return 2
    bad = 0
    for code in sorted({*chains, *heads}):
        count, fault = verify(chains.get(code, ()), ends.get(code), heads.get(code, ()))
        bad += fault is not None
        print(f"{code}: {fault[1]}; sound until row {fault[0] - 1}" if fault else f"{code}: sound until row {count}")
    return 1 if bad else 0


def verify(rows, end, heads):
    """How many rows are sound from the first, and the first bad row with what is wrong (None when all are sound).

    `end` and `heads` are pairs of number and hash (its first digits will do) kept apart from the rows.
    """
    kept = defaultdict(list)
    for number, digits in [*heads, *([end] if end else [])]:
        kept[number].append(digits)
    count, previous, before_last, proven, fault = 0, START, None, 0, None
    without_detail, erased = {}, set()
    for row in rows:
        if row["act"] == "privacy.erase" and row["object_kind"] == "auditrow" and not row["is_refused"]:
            erased.add(row["object_id"])
        if fault:
            continue
        fault = fault_of(row, count + 1, previous)
        if fault and row["previous_hash"] == before_last:
            fault = count, f"row {count} was inserted or moved"
        if fault:
            continue
        before_last, previous, count = previous, row["hash"], count + 1
        if row["detail"] is None:
            without_detail[row["row_id"]] = count
        if count in kept:
            if not all(previous.startswith(digits) for digits in kept[count]):
                fault = proven + 1, f"rows were written anew, the first of them between {proven + 1} and {count}"
            proven = count
    faults = [fault] if fault else []
    furthest = max(kept, default=0)
    if not fault and furthest > count:
        faults.append((count + 1, f"rows {count + 1} to {furthest} were cut off"))
    if not fault and end and end[0] < count and furthest <= count:
        faults.append((end[0] + 1, f"row {end[0] + 1} was added behind the end"))
    for row_id, number in without_detail.items():
        if row_id not in erased:
            faults.append((number, f"the detail of row {number} is gone and no row says that it was erased"))
    return count, min(faults, default=None)


def fault_of(row, number, previous):
    """The number of a row that does not follow, with what is wrong; None for one that does."""
    if row["number"] != number:
        gone = row["number"] > number
        return number, f"row {number} is missing" if gone else f"in the place of row {number} stands another"
    if row["previous_hash"] != previous:
        return number, f"row {number} does not follow the row before"
    if digest(previous, [row[name] for name in LINK[:-1]] + [moment(row["at"])]) != row["hash"]:
        return number, f"row {number} was changed"
    detail = row["detail"]
    if detail is not None and digest("", [detail[name] for name in DETAIL]) != row["detail_digest"]:
        return number, f"the detail of row {number} was changed"
    return None


def digest(previous, value):
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256((previous + text).encode()).hexdigest()


def moment(text):
    at = datetime.fromisoformat(text)
    at = at.replace(tzinfo=timezone.utc) if at.tzinfo is None else at.astimezone(timezone.utc)  # noqa: UP017  # older Pythons
    return at.isoformat(timespec="microseconds")


def heads_of(text):
    found = defaultdict(list)
    for line in text.splitlines():
        match = HEAD.fullmatch(line.strip())
        digits = re.sub(r"\s", "", match[4]).lower() if match else ""
        if 16 <= len(digits) <= 64:
            found[match[1]].append((int(match[3]), digits))
    return found


def of_lines(path):
    """By the chain's code its rows, in the order of the lines; an exported trail does not say where its chain ends."""
    chains = defaultdict(list)
    with path.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            chains[row["chain"]].append(row)
    return chains, {}


def is_sqlite(path):
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def of_sqlite(path):
    """By the chain's code its rows in the order of their numbers, and its own end."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        codes = {None: "-", **dict(database.execute("SELECT id, code FROM dondoc_department").fetchall())}
        chains = {code: [] for code in codes.values()}
        for found in database.execute(
            "SELECT r.*, d.row_id AS detailed, d.salt, d.before, d.after, d.reason FROM dondoc_auditrow r"
            " LEFT JOIN dondoc_auditdetail d ON d.row_id = r.id ORDER BY r.number, r.id"
        ):
            row = {name: found[name] for name in LINK}
            row |= {name: found[name] for name in ("previous_hash", "hash")}
            row |= {"row_id": found["id"], "is_refused": bool(found["is_refused"]), "detail": None}
            if found["detailed"] is not None:
                values = {name: json.loads(found[name] or "null") for name in ("before", "after")}
                row["detail"] = {"salt": found["salt"], "reason": found["reason"], **values}
            chains[codes[found["department_id"]]].append(row)
        ends = database.execute("SELECT department_id, last_number, last_hash FROM dondoc_auditchain").fetchall()
        return chains, {codes[end[0]]: (end[1], end[2]) for end in ends if end[1]}


if __name__ == "__main__":
    sys.exit(main())
