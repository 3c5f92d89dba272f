"""Which items of a plan from above the tasks of a department's plan rest on: proposals by their words.

Not here: what was decided about a proposal (actions/bases), tasks of two versions of one plan (amendments).
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import IntEnum
from itertools import pairwise
from math import log

from rapidfuzz import fuzz

from dondoc.core.vietnamese import fold, normalise

# Measured on the sample and seed plans: no pair proposed is wrong, 24 of the 26 right ones are found.
# A wrong pair misleads whoever confirms many at once; a missing one is linked by hand.
THRESHOLD = 60
# What an item gains when its lead is this department or all departments: it was given to them to carry out.
_MEANT = 5
# Beside the best item of a task another one is proposed only when it is nearly as good.
_NEARLY = 0.9
# A text of fewer word pairs than this says too little to be sure of: its score shrinks with it.
_ENOUGH = 8
_SHOWN = 3

_WORD = re.compile(r"[^\W_]+")
_ALL = re.compile(r"\bcac so\b|\bso, (?:ban, )?nganh\b|\bcac co quan\b|\bcac (?:don vi|nganh)\b")
_ABOVE = re.compile(
    r"^(?:ubnd|uy ban nhan dan|hdnd|hoi dong nhan dan) (?:tinh|thanh pho)\b|^(?:bo|ban bi thu) \w|"
    r"\b(?:tinh uy|thanh uy|chinh phu|thu tuong|quoc hoi|trung uong|ban chi dao)\b"
)
# Words that stand in every plan.
_STOP = frozenset(_WORD.findall(
    "và các của cho theo tại trong với đến được là có từ về trên khi để do những cấp bảo đảm thực hiện triển khai tiếp "
    "tục tăng cường đẩy mạnh nâng cao công tác quy định"
))  # fmt: skip


class Reach(IntEnum):
    """Whom bodies printed beside an item mean: this department by name, all departments, or others."""

    NAMED = 0
    ALL = 1
    OTHERS = 2


@dataclass(frozen=True)
class PlanItem:
    """A task of either plan as far as matching needs it."""

    id: int
    text: str
    lead: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProposedBasis:
    """A task and the item from above that it may rest on: `score` of 100, and the longest phrases they share."""

    task_id: int
    superior_id: int
    score: int
    shared: tuple[str, ...]
    reach: Reach


def is_from_above(issuer: str | None, *, department: str, parent_body: str) -> bool:
    """Whether a document's issuer stands above the department: its parent body, a province's or a central body.

    A body within the department is not, nor is another department, a commune or an issuer that is not named.
    """
    printed = fold(normalise(issuer or ""))
    if not printed or fold(department) in printed:
        return False
    parent = fold(parent_body)
    return printed in parent or parent in printed or bool(_ABOVE.search(printed))


def reach_of(bodies: Sequence[str], department: str) -> Reach:
    """Whom these printed bodies mean, seen from the department of that name."""
    folded = [fold(body) for body in bodies]
    if any(fold(department) in body for body in folded):
        return Reach.NAMED
    return Reach.ALL if any(_ALL.search(body) for body in folded) else Reach.OTHERS


def proposals(tasks: Sequence[PlanItem], superior: Sequence[PlanItem], *, department: str) -> tuple[ProposedBasis, ...]:
    """The pairs worth a look: items led by this department first, then by all departments; the best score first.

    The score is the mean of two: how much of the shorter text's word pairs stand in the other one, rare pairs
    weighing more, and how alike the two are as sets of words (rapidfuzz).
    """
    told = {id(item): _pairs(item.text) for item in (*tasks, *superior)}
    counts = Counter(pair for pairs in told.values() for pair in pairs)
    weights = {pair: log(1 + len(told) / count) for pair, count in counts.items()}
    reaches = {item.id: reach_of(item.lead, department) for item in superior}
    found = []
    for task in tasks:
        scored = [
            (_score(task, item, told[id(task)], told[id(item)], weights, reaches[item.id]), item) for item in superior
        ]
        best = max((score for score, _ in scored), default=0.0)
        found += [
            ProposedBasis(
                task.id, item.id, min(round(score), 100), shared_phrases(task.text, item.text), reaches[item.id]
            )
            for score, item in scored
            if score >= max(THRESHOLD, best * _NEARLY)
        ]
    return tuple(sorted(found, key=lambda pair: (pair.reach, -pair.score)))


def shared_phrases(text: str, other: str) -> tuple[str, ...]:
    """The longest runs of two words or more that both texts have, as the first one prints them, at most three."""
    text = normalise(text)
    words = list(_WORD.finditer(text))
    folded = [fold(word[0]) for word in words]
    runs = []
    matcher = SequenceMatcher(None, folded, _WORD.findall(fold(other)), autojunk=False)
    for first, _, size in matcher.get_matching_blocks():
        run = words[first : first + size]
        while run and run[0][0].lower() in _STOP:
            del run[0]
        while run and run[-1][0].lower() in _STOP:
            del run[-1]
        if len(run) >= 2:
            runs.append(text[run[0].start() : run[-1].end()])
    return tuple(sorted(dict.fromkeys(runs), key=len, reverse=True)[:_SHOWN])


def _score(
    task: PlanItem,
    item: PlanItem,
    pairs: frozenset[tuple[str, str]],
    theirs: frozenset[tuple[str, str]],
    weights: Mapping[tuple[str, str], float],
    reach: Reach,
) -> float:
    shared = pairs & theirs
    if not shared:
        return 0.0
    shorter = min(sum(weights[pair] for pair in pairs), sum(weights[pair] for pair in theirs))
    contained = 100 * sum(weights[pair] for pair in shared) / shorter
    alike = fuzz.token_set_ratio(_content(task.text), _content(item.text))
    told = min(len(pairs), len(theirs), _ENOUGH) / _ENOUGH
    return told * (contained + alike) / 2 + (_MEANT if reach is not Reach.OTHERS else 0)


def _pairs(text: str) -> frozenset[tuple[str, str]]:
    """Words that stand side by side, folded, without those of every plan: most Vietnamese terms have two syllables."""
    words = _WORD.findall(normalise(text).lower())
    return frozenset(
        (fold(word), fold(after)) for word, after in pairwise(words) if word not in _STOP and after not in _STOP
    )


def _content(text: str) -> str:
    return " ".join(fold(word) for word in _WORD.findall(normalise(text).lower()) if word not in _STOP)
