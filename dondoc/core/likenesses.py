"""Which row of an old document is which row of a new one, told by text and number; what cannot be told is asked.

Not here: in which fields two rows differ (amendments).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import nlargest

from rapidfuzz import fuzz

from dondoc.core.plan import Target, TaskDraft
from dondoc.core.vietnamese import fold

# Likeness of two texts runs from 0 to 100. Below the first two are no candidates; from the second they are one.
_CANDIDATES = 60
_SURE = 82
# Under the same number less likeness will do.
_SURE_BY_NUMBER = 62
# A number or a group that stayed speaks for two rows, but less than the lead that decides between candidates.
_SAME_NUMBER = 4
_SAME_GROUP = 1
_LEAD = 6

_MARKS = re.compile(r"[\W_]+")


class Sureness(StrEnum):
    """How two rows were found to be one: same text, text much alike, or the user said so."""

    SAME = "same"
    ALIKE = "alike"
    CHOSEN = "chosen"


@dataclass(frozen=True)
class Pair:
    """A row of the old document and the row of the new one that it became, by index."""

    old: int
    new: int
    sureness: Sureness


@dataclass(frozen=True)
class Tie:
    """Old rows, and new ones that any of them may have become, by index."""

    olds: tuple[int, ...]
    news: tuple[int, ...]


@dataclass(frozen=True)
class Matching:
    """Every row of both documents, by index, exactly once."""

    pairs: tuple[Pair, ...]
    added: tuple[int, ...]
    dropped: tuple[int, ...]
    ties: tuple[Tie, ...]


Row = TaskDraft | Target
_Key = Callable[[Row], Hashable]


def match(olds: Sequence[Row], news: Sequence[Row]) -> Matching:
    """Pairs the rows: first those that say exactly the same, then the same text, then texts that are much alike."""
    search = _Search(olds, news)
    search.pair_equal(_content, alike=True)
    search.pair_equal(lambda row: _plain(row.text), alike=False)
    search.pair_alike()
    return Matching(
        pairs=tuple(sorted(search.pairs, key=lambda pair: pair.old)),
        added=tuple(sorted(search.news_left)),
        dropped=tuple(sorted(search.olds_left)),
        ties=tuple(sorted(search.ties, key=lambda tie: tie.olds)),
    )


def settled(found: Matching, choice: Mapping[int, int | None]) -> Matching:
    """The matching with the user's choices (old index to new index, or `None`: no longer there) carried out.

    A tie is settled when every old row of it has a choice within it and no new row is chosen twice; else it stays.
    A pair of texts only alike is parted by `None`; other choices change nothing.
    """
    parted = [p for p in found.pairs if p.sureness is Sureness.ALIKE and p.old in choice and choice[p.old] is None]
    done = [tie for tie in found.ties if is_settled(tie, choice)]
    chosen = {old: choice[old] for tie in done for old in tie.olds}
    taken = {new for new in chosen.values() if new is not None}
    left = [new for tie in done for new in tie.news if new not in taken]
    pairs = [Pair(old, new, Sureness.CHOSEN) for old, new in chosen.items() if new is not None]
    gone = [old for old, new in chosen.items() if new is None]
    return Matching(
        pairs=tuple(sorted([*(p for p in found.pairs if p not in parted), *pairs], key=lambda pair: pair.old)),
        added=tuple(sorted([*found.added, *left, *(pair.new for pair in parted)])),
        dropped=tuple(sorted([*found.dropped, *gone, *(pair.old for pair in parted)])),
        ties=tuple(tie for tie in found.ties if tie not in done),
    )


def is_settled(tie: Tie, choice: Mapping[int, int | None]) -> bool:
    """Whether the choices say which old row of the tie became which new one, each new one at most once."""
    told = [choice[old] for old in tie.olds if old in choice]
    named = [new for new in told if new is not None]
    return len(told) == len(tie.olds) and set(named) <= set(tie.news) and len(named) == len(set(named))


class _Search:
    """The rows not yet paired, and what has been found."""

    def __init__(self, olds: Sequence[Row], news: Sequence[Row]) -> None:
        self.olds, self.news = olds, news
        self.olds_left, self.news_left = set(range(len(olds))), set(range(len(news)))
        self.pairs: list[Pair] = []
        self.ties: list[Tie] = []

    def pair_equal(self, key: _Key, *, alike: bool) -> None:
        """Pairs rows of one key: by number and group, by group, by number, then what is left.

        Rows that are `alike` in all they say may change places, so equally many of both sides are paired in order.
        """
        for olds, news in self._by_key(key, self.olds_left, self.news_left):
            for narrower in (_number_and_group, _group, _number, lambda row: None):
                rest = self.olds_left.intersection(olds), self.news_left.intersection(news)
                for some_olds, some_news in self._by_key(narrower, *rest):
                    if len(some_olds) == len(some_news) and (alike or len(some_olds) == 1):
                        for old, new in zip(some_olds, some_news, strict=True):
                            self._pair(old, new, Sureness.SAME)
            left_olds, left_news = self.olds_left.intersection(olds), self.news_left.intersection(news)
            if left_olds and left_news:
                self._tie(left_olds, left_news)

    def pair_alike(self) -> None:
        """Pairs the likeliest where nothing comes near it; what is likely but not sure, or has rivals, is asked."""
        olds = {old: _plain(self.olds[old].text) for old in self.olds_left}
        news = {new: _plain(self.news[new].text) for new in self.news_left}
        likely = {
            (old, new): (likeness, likeness + self._bonus(old, new))
            for old, old_text in olds.items()
            for new, new_text in news.items()
            if (likeness := _likeness(old_text, new_text)) >= _CANDIDATES
        }
        while clear := _clear_winners({edge: rank for edge, (_, rank) in likely.items()}):
            for old, new in clear:
                likeness = likely[old, new][0]
                is_sure = likeness >= (_SURE_BY_NUMBER if self._has_same_number(old, new) else _SURE)
                if is_sure:
                    self._pair(old, new, Sureness.ALIKE)
                else:
                    self._tie({old}, {new})
            likely = {(o, n): v for (o, n), v in likely.items() if o in self.olds_left and n in self.news_left}
        for some_olds, some_news in _components(likely):
            self._tie(some_olds, some_news)

    def _by_key(self, key: _Key, olds: Collection[int], news: Collection[int]) -> list[tuple[list[int], list[int]]]:
        """Indexes by key, of keys that both sides have; the order of a side is that of numbers and groups."""
        found: dict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for old in sorted(olds, key=lambda n: (str(_number_and_group(self.olds[n])), n)):
            found[key(self.olds[old])][0].append(old)
        for new in sorted(news, key=lambda n: (str(_number_and_group(self.news[n])), n)):
            found[key(self.news[new])][1].append(new)
        return [(some_olds, some_news) for some_olds, some_news in found.values() if some_olds and some_news]

    def _bonus(self, old: int, new: int) -> int:
        same_group = _group(self.olds[old]) == _group(self.news[new]) is not None
        return _SAME_NUMBER * self._has_same_number(old, new) + _SAME_GROUP * same_group

    def _has_same_number(self, old: int, new: int) -> bool:
        return bool(_number(self.olds[old])) and _number(self.olds[old]) == _number(self.news[new])

    def _pair(self, old: int, new: int, sureness: Sureness) -> None:
        self.pairs.append(Pair(old, new, sureness))
        self.olds_left.remove(old)
        self.news_left.remove(new)

    def _tie(self, olds: Collection[int], news: Collection[int]) -> None:
        self.ties.append(Tie(tuple(sorted(olds)), tuple(sorted(news))))
        self.olds_left.difference_update(olds)
        self.news_left.difference_update(news)


def likeness_of(one: str, other: str) -> float:
    """How alike two texts are, 0 to 100: letter by letter, and by the words they share; marks and case aside."""
    return _likeness(_plain(one), _plain(other))


def _likeness(one: str, other: str) -> float:
    if one == other:
        return 100.0
    letters = fuzz.ratio(one, other, score_cutoff=35)
    return (letters + fuzz.token_set_ratio(one, other)) / 2 if letters else 0.0


def _clear_winners(ranks: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """Pairs that lead every other candidate of either row by enough."""
    of_old: dict[int, list[float]] = defaultdict(list)
    of_new: dict[int, list[float]] = defaultdict(list)
    for (old, new), rank in ranks.items():
        of_old[old].append(rank)
        of_new[new].append(rank)
    best_of_old = {old: nlargest(2, rivals) for old, rivals in of_old.items()}
    best_of_new = {new: nlargest(2, rivals) for new, rivals in of_new.items()}
    return [
        (old, new)
        for (old, new), rank in ranks.items()
        if all(best[0] == rank and best[1:] <= [rank - _LEAD] for best in (best_of_old[old], best_of_new[new]))
    ]


def _components(edges: Collection[tuple[int, int]]) -> list[tuple[set[int], set[int]]]:
    """Rows that hang together by candidates."""
    of_old: dict[int, set[int]] = defaultdict(set)
    of_new: dict[int, set[int]] = defaultdict(set)
    for old, new in edges:
        of_old[old].add(new)
        of_new[new].add(old)
    found = []
    while of_old:
        olds, news, ahead = set[int](), set[int](), [next(iter(of_old))]
        while ahead:
            old = ahead.pop()
            if old in olds:
                continue
            olds.add(old)
            for new in of_old.pop(old) - news:
                news.add(new)
                ahead += of_new[new]
        found.append((olds, news))
    return found


def _content(row: Row) -> Hashable:
    """Everything a row says, apart from where it stands."""
    if isinstance(row, Target):
        return row
    return row.text, row.solutions, row.due_text, row.due, row.lead, row.cooperating, row.products


def _number(row: Row) -> str:
    return row.number if isinstance(row, TaskDraft) else ""


def _group(row: Row) -> str | None:
    return row.group if isinstance(row, TaskDraft) else None


def _number_and_group(row: Row) -> tuple[str, str | None]:
    return _number(row), _group(row)


def _plain(text: str) -> str:
    return _MARKS.sub(" ", fold(text)).strip()
