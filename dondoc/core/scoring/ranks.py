"""Places of bodies by their totals, profile by profile: 1-2-2-4. Not here: the totals (scores), publishing them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate


@dataclass(frozen=True)
class Contender:
    """A body to be placed among those of its profile by `total` as printed; an excluded one is scored, not placed."""

    body: str
    profile: str
    total: Decimal
    is_excluded: bool = False


def ranked(contenders: Sequence[Contender]) -> tuple[int | None, ...]:
    """The place of each, in the order given: equal totals share a place and the next ones are skipped (1-2-2-4).

    None for an excluded body, which takes no place from anybody.
    """
    totals: dict[str, Counter[Decimal]] = {}
    for each in contenders:
        if not each.is_excluded:
            totals.setdefault(each.profile, Counter())[each.total] += 1
    places = {profile: _places(counted) for profile, counted in totals.items()}
    return tuple(None if each.is_excluded else places[each.profile][each.total] for each in contenders)


def _places(counted: Counter[Decimal]) -> dict[Decimal, int]:
    """The place of each total: one more than there are bodies above it."""
    highest_first = sorted(counted, reverse=True)
    above = accumulate((counted[total] for total in highest_first), initial=1)
    return dict(zip(highest_first, above, strict=False))
