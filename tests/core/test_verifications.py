"""A chain bent in any of six ways is found, and the first bad row named; by the product and by the inspector's script.

Check 71. What the script reads and prints: tests/test_inspectors_script.py.
"""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from dondoc.core.chains import ERASURE, ROW_KIND, START, Link, detail_digest
from dondoc.core.verifications import Cause, Detail, Fault, Head, KeptRow, heads_in, verify

ROWS = 60
DAY = 7  # rows a day: a head is kept after each
NIGHT = datetime(2026, 3, 1, tzinfo=UTC)


class Chain(NamedTuple):
    """What is verified: the rows as they are found, where the chain says it ends, the heads kept outside."""

    rows: list[KeptRow]
    end: Head
    heads: list[Head]

    @property
    def fault(self) -> Fault | None:
        return verify(self.rows, end=self.end, heads=self.heads).fault


def row_of(number: int, previous: str, *, salt: str, act: str = "plan.write", object_id: int = 1) -> KeptRow:
    detail = Detail(salt, None, {"text": f"Việc {number}", "n": number}, "Lý do")
    link = Link(
        1, number, 5, "Nguyễn Mẫu", "page", "10.0.0.1", act, False, "plan", object_id, detail_digest(*detail),
        NIGHT + timedelta(hours=number),
    )  # fmt: skip
    return KeptRow(1000 + number, link, previous, link.hash(previous), detail)


def chained(rows: list[KeptRow], previous: str) -> list[KeptRow]:
    """These rows hashed anew, each upon the one before."""
    made = []
    for row in rows:
        made.append(row._replace(previous_hash=previous, hash=row.link.hash(previous)))
        previous = made[-1].hash
    return made


@pytest.fixture(scope="module")
def sound() -> Chain:
    rows = chained([row_of(number, "", salt=f"{number:032x}") for number in range(1, ROWS + 1)], START)
    heads = [Head(n, rows[n - 1].hash, "2026-03-01") for n in [*range(DAY, ROWS, DAY), ROWS]]
    return Chain(rows, Head(ROWS, rows[-1].hash), heads)


# ---- the six kinds: each gives the bent chain, and the first and last row that may be named


Bent = tuple[Chain, int, int]


def edit(chain: Chain, dice: random.Random) -> Bent:
    """One field of one row or of its detail changed."""
    at = dice.randrange(ROWS)
    row = chain.rows[at]
    digits = f"{dice.getrandbits(256):064x}"
    link, detail = row.link, row.detail
    edited = dice.choice([
        row._replace(hash=digits),
        row._replace(previous_hash=digits),
        row._replace(link=link._replace(actor_id=99)),
        row._replace(link=link._replace(actor_name="Người khác")),
        row._replace(link=link._replace(act="plan.read")),
        row._replace(link=link._replace(is_refused=True)),
        row._replace(link=link._replace(at=link.at + timedelta(microseconds=1))),
        row._replace(link=link._replace(detail_digest=digits)),
        row._replace(detail=detail._replace(before={"n": 0})),
        row._replace(detail=detail._replace(after=None)),
        row._replace(detail=detail._replace(reason="Lý do khác")),
        row._replace(detail=detail._replace(salt="00")),
        row._replace(detail=None),
    ])  # fmt: skip
    return chain._replace(rows=[*chain.rows[:at], edited, *chain.rows[at + 1 :]]), at + 1, at + 1


def delete(chain: Chain, dice: random.Random) -> Bent:
    """Some rows gone from the middle; the rest as they are, or numbered anew."""
    at, gone = dice.randrange(ROWS - 5), dice.randint(1, 4)
    rest = chain.rows[at + gone :]
    if dice.random() < 0.5:
        rest = [row._replace(link=row.link._replace(number=row.link.number - gone)) for row in rest]
    return chain._replace(rows=[*chain.rows[:at], *rest]), at + 1, at + 1


def insert(chain: Chain, dice: random.Random) -> Bent:
    """A well hashed row put between; the rest as they are, or numbered anew."""
    at = dice.randrange(1, ROWS - 1)
    forged = row_of(at + 1, chain.rows[at - 1].hash, salt=f"{dice.getrandbits(128):032x}")
    rest = chain.rows[at:]
    if dice.random() < 0.5:
        rest = [row._replace(link=row.link._replace(number=row.link.number + 1)) for row in rest]
    first = max((head.number for head in chain.heads if head.number <= at), default=0) + 1
    return chain._replace(rows=[*chain.rows[:at], forged, *rest]), first, at + 1


def swap(chain: Chain, dice: random.Random) -> Bent:
    """Two rows changed places, with their numbers or without."""
    one, other = sorted(dice.sample(range(ROWS), 2))
    rows = list(chain.rows)
    rows[one], rows[other] = rows[other], rows[one]
    if dice.random() < 0.5:
        rows[one] = rows[one]._replace(link=rows[one].link._replace(number=one + 1))
        rows[other] = rows[other]._replace(link=rows[other].link._replace(number=other + 1))
    return chain._replace(rows=rows), one + 1, one + 1


def cut(chain: Chain, dice: random.Random) -> Bent:
    """The last rows gone, and the chain's own end set back to match."""
    left = dice.randrange(ROWS)
    rows = chain.rows[:left]
    end = Head(left, rows[-1].hash if rows else "")
    return chain._replace(rows=rows, end=end), left + 1, left + 1


def rewrite(chain: Chain, dice: random.Random) -> Bent:
    """Every row from one on written and hashed anew, the chain's own end too: the row lies between two kept heads."""
    at = dice.randrange(ROWS)
    changed = chain.rows[at]._replace(link=chain.rows[at].link._replace(actor_name="Người khác"))
    kept, previous = chain.rows[:at], chain.rows[at - 1].hash if at else START
    rows = [*kept, *chained([changed, *chain.rows[at + 1 :]], previous)]
    first = max((head.number for head in chain.heads if head.number <= at), default=0) + 1
    return chain._replace(rows=rows, end=Head(ROWS, rows[-1].hash)), first, at + 1


KINDS: list[Callable[[Chain, random.Random], Bent]] = [edit, delete, insert, swap, cut, rewrite]


def test_check_71_a_thousand_random_tamperings_are_found_and_the_first_row_is_named(sound: Chain):
    found = 0
    for seed in range(1000):
        kind = KINDS[seed % len(KINDS)]
        bent, first, last = kind(sound, random.Random(seed))
        fault = bent.fault
        assert fault is not None, (kind.__name__, seed)
        if fault.cause is Cause.REWRITTEN:
            # Kept heads bound the row from both sides: no vouched row is named, and the bent one is among the named.
            assert (fault.number, fault.number <= last <= fault.until) == (first, True), (kind.__name__, seed)
        else:
            assert fault.number == last, (kind.__name__, seed, fault)
        found += 1
    assert found == 1000


def test_sound_chain_is_found_sound_and_says_how_far(sound: Chain):
    verdict = verify(sound.rows, end=sound.end, heads=sound.heads)
    assert (verdict.row_count, verdict.last_number, verdict.last_hash) == (ROWS, ROWS, sound.end.hash)
    assert (verdict.fault, verdict.sound_until) == (None, ROWS)


def test_cut_and_rewritten_chains_pass_without_what_is_kept_outside(sound: Chain):
    """Why heads are mailed and printed: rows, end and the heads of the machine bent together show nothing."""
    for kind in (cut, rewrite):
        bent, *_ = kind(sound, random.Random(1))
        assert verify(bent.rows, end=bent.end).fault is None


def test_row_named_is_told_with_its_cause(sound: Chain):
    def told(kind: Callable[[Chain, random.Random], Bent]) -> str:
        return kind(sound, random.Random(4))[0].fault.sentence

    assert told(cut) == "các dòng từ 16 đến 60 đã bị cắt khỏi cuối nhật ký"
    assert told(rewrite) == "nhật ký đã bị viết lại từ một dòng trong khoảng 15 đến 21: mã khác với mã đã giữ"
    assert sound._replace(rows=sound.rows[3:]).fault.sentence == "thiếu dòng 1"
    edited = sound.rows[0]._replace(link=sound.rows[0].link._replace(address=""))
    assert sound._replace(rows=[edited, *sound.rows[1:]]).fault.sentence == "nội dung dòng 1 không khớp mã của dòng"


def test_row_beyond_the_end_of_the_chain_was_added_by_somebody_else(sound: Chain):
    added = row_of(ROWS + 1, sound.end.hash, salt="00")
    assert sound._replace(rows=[*sound.rows, added]).fault == Fault(ROWS + 1, Cause.ADDED, ROWS + 1)


def test_detail_may_be_gone_when_a_later_row_names_it(sound: Chain):
    bare = [row._replace(detail=None) if row.link.number == 9 else row for row in sound.rows]
    erasure = row_of(ROWS + 1, sound.end.hash, salt="00", act=ERASURE, object_id=1009)
    erasure = chained([erasure._replace(link=erasure.link._replace(object_kind=ROW_KIND))], sound.end.hash)[0]
    end = Head(ROWS + 1, erasure.hash)

    assert sound._replace(rows=bare).fault == Fault(9, Cause.DETAIL_GONE, 9)
    assert sound._replace(rows=[*bare, erasure], end=end).fault is None
    other = [row._replace(detail=None) if row.link.number == 10 else row for row in bare]
    assert sound._replace(rows=[*other, erasure], end=end).fault == Fault(10, Cause.DETAIL_GONE, 10)
    refused = chained([erasure._replace(link=erasure.link._replace(is_refused=True))], sound.end.hash)[0]
    assert sound._replace(rows=[*bare, refused], end=Head(ROWS + 1, refused.hash)).fault is not None


def test_tail_is_verified_from_the_row_before_it(sound: Chain):
    before = Head(40, sound.rows[39].hash)
    verdict = verify(sound.rows[40:], end=sound.end, heads=sound.heads, after=before)
    assert (verdict.row_count, verdict.fault) == (20, None)
    assert verify(sound.rows[41:], end=sound.end, after=before).fault == Fault(41, Cause.MISSING, 41)


def test_rows_in_odd_order_of_time_are_sound():
    """A clock set back does not bend the chain: the order is that of the numbers."""
    rows = [row_of(number, "", salt="00") for number in range(1, 4)]
    backwards = [row._replace(link=row.link._replace(at=NIGHT - timedelta(days=row.link.number))) for row in rows]
    assert verify(chained(backwards, START)).fault is None


def test_kept_heads_are_read_from_a_mail_or_typed_from_paper():
    digits = "ab12" * 16
    text = f"""
    Mã cuối ngày của nhật ký
    H99.13 2026-03-10 42 {digits}
    H99.13  2026-03-11  57  AB12AB12 ab12ab12
    - 2026-03-10 3 {digits[:8]} {digits[8:16]}
    H99.13 2026-03-12 60 ab12
    """
    assert heads_in(text) == {
        "H99.13": [Head(42, digits, "2026-03-10"), Head(57, "ab12" * 4, "2026-03-11")],
        "-": [Head(3, digits[:16], "2026-03-10")],
    }
    assert Head(57, "ab12" * 4).agrees(digits)
    assert not Head(57, "ab13" * 4).agrees(digits)
