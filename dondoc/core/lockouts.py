"""When tries to sign in are locked, and until when; in a way that nobody can turn against somebody else.

Counted for each name from each source, so that whoever guesses locks out the own machine alone. Not here: how the
tries are counted (queries/sign_ins). Source: TCVN 14423:2026, item x.5.2.2 a; ASVS 5.0, 6.1.1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from dondoc.core.vietnamese import fold, normalise

PAIR_TRIES = 5
PAIR_LOCK = timedelta(hours=12)
SOURCE_NAMES = 20
SOURCE_WINDOW = timedelta(hours=1)
NAME_TRIES = 30
NAME_WINDOW = timedelta(days=1)
KNOWN_SOURCE = timedelta(days=30)
RESETS_OF_A_NAME = 3
RESETS_FROM_A_SOURCE = 20
RESET_WINDOW = timedelta(hours=1)


class LockKind(StrEnum):
    """What is locked: the name from this source, the source for every name, the name from sources it does not know."""

    PAIR = "pair"
    SOURCE = "source"
    NAME = "name"


@dataclass(frozen=True)
class Lock:
    """What is locked, and the moment from which it is not."""

    kind: LockKind
    until: datetime


@dataclass(frozen=True)
class Tally:
    """What the tries so far say of one name from one source; moments oldest first.

    `pair_wrong`: wrong tries of this name from this source since the last right one or unlock, of the last 24 hours;
    `source_wrong`: for each name that failed from this source within the hour and did not come in after it, its last
    wrong try; `name_wrong`: wrong tries of this name from anywhere since the last unlock, of the last 24 hours;
    `is_known_source`: this name has signed in from this source within 30 days.
    """

    pair_wrong: Sequence[datetime] = ()
    source_wrong: Sequence[datetime] = ()
    name_wrong: Sequence[datetime] = ()
    is_known_source: bool = False


def lock_of(tally: Tally, at: datetime) -> Lock | None:
    """The lock that refuses a try now, right or wrong; the longest when there are several."""
    found = []
    last = tally.pair_wrong[-PAIR_TRIES:]
    if len(last) == PAIR_TRIES and last[-1] - last[0] < PAIR_LOCK:
        found.append(Lock(LockKind.PAIR, last[-1] + PAIR_LOCK))
    if len(tally.source_wrong) >= SOURCE_NAMES:
        found.append(Lock(LockKind.SOURCE, tally.source_wrong[-SOURCE_NAMES] + SOURCE_WINDOW))
    if len(tally.name_wrong) >= NAME_TRIES and not tally.is_known_source:
        found.append(Lock(LockKind.NAME, tally.name_wrong[-NAME_TRIES] + NAME_WINDOW))
    return max((lock for lock in found if lock.until > at), key=lambda lock: lock.until, default=None)


def name_key(username: str) -> str:
    """Under what the tries of a name are counted, known or not; the name itself is not kept."""
    return sha256(fold(normalise(username)).encode()).hexdigest()


def source_key(address: str) -> str:
    """Under what the tries from an address are counted: an IPv6 address with all of its /64, which one machine has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:45]
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else str(ip_network((parsed, 64), strict=False).network_address)
    return str(parsed)
