"""Verifying an audit chain against bare SHA-256 over the very same bytes, in the same run.

Run: `python bench/audit.py [rows]`. `verify` goes through rows in memory: two hashes a row, the fields written as JSON,
the moment in UTC. Median of processor time over five rounds; the aim is 50,000 rows a second.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from dondoc.core.chains import START, Link, canonical, detail_digest
from dondoc.core.verifications import Detail, Head, KeptRow, verify

ROWS = 50_000
ROUNDS = 5
AIM = 50_000  # rows a second
SENTENCE = "đơn vị chủ trì phối hợp đã hoàn thành rà soát kết quả giải quyết hồ sơ"


def chain(count: int) -> list[KeptRow]:
    """Rows as answers leave them: a state, a figure and a sentence before and after."""
    dice, rows, previous, at = random.Random(0), [], START, datetime(2026, 1, 5, 1, tzinfo=UTC)
    for number in range(1, count + 1):
        figures = [str(dice.random()) for _ in range(2)]
        said = [{"state": "done", "figure": figure, "text": SENTENCE} for figure in figures]
        detail = Detail(f"{dice.getrandbits(128):032x}", said[0], said[1], "")
        link = Link(
            1, number, dice.randrange(40), "Nguyễn Thị Mẫu An", "page", "10.20.30.40", "answer.write", False, "answer",
            dice.randrange(10_000), detail_digest(*detail), at + timedelta(seconds=37 * number, microseconds=number),
        )  # fmt: skip
        rows.append(KeptRow(number, link, previous, link.hash(previous), detail))
        previous = rows[-1].hash
    return rows


def hashed_bytes(rows: list[KeptRow]) -> list[bytes]:
    """What the verification feeds to SHA-256, ready made."""
    found = []
    for row in rows:
        *fields, at = row.link
        found.append(canonical(list(row.detail)).encode())
        found.append((row.previous_hash + canonical([*fields, at.isoformat(timespec="microseconds")])).encode())
    return found


def bare(texts: list[bytes]) -> None:
    for text in texts:
        sha256(text).hexdigest()


def seconds(run: Callable[[], object]) -> float:
    """Median of processor time."""
    spent = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        run()
        spent.append(time.process_time() - begun)
    return statistics.median(spent)


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    rows = chain(count)
    texts, end = hashed_bytes(rows), Head(count, rows[-1].hash)
    assert verify(rows, end=end).fault is None
    verified, hashed = seconds(lambda: verify(rows, end=end)), seconds(lambda: bare(texts))
    size = sum(map(len, texts)) / count
    print(
        f"{count} rows of {size:.0f} bytes: verified in {verified:.2f} s, {count / verified:,.0f} rows/s (aim {AIM:,})"
    )
    print(f"bare SHA-256 over the same bytes: {hashed:.2f} s; ratio {verified / hashed:.1f}")
    return 0 if count / verified >= AIM else 1


if __name__ == "__main__":
    sys.exit(main())
