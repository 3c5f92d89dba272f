"""Scoring and ranking all bodies of the country against a NumPy expression of the same arithmetic, in the same run.

Run: `python bench/scoring.py [bodies]`. 100 criteria of eight kinds; the NumPy side works on whole numbers, column by
column, and must give the same points, totals, percents and places to the last digit. It gives no reasons and no
warnings, and it knows this one set only. Median of processor time over three rounds; peak memory of the process.
"""

import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from dondoc.core.scoring.criteria import CriteriaSet
from dondoc.core.scoring.fact_shapes import facts_of
from dondoc.core.scoring.facts import Facts
from dondoc.core.scoring.ranks import Contender, ranked
from dondoc.core.scoring.scores import score_all
from dondoc.core.scoring.shapes import criteria_set_of
from dondoc.core.scoring.sheets import ScoreSheet

BODIES = 4_000
CRITERIA = 100
ROUNDS = 3
AIM_MS = 4.0  # a body
KINDS = ("ratio", "yes-no", "count-table", "ratio-to-target", "tiers", "ratio-bands", "count-capped", "peer")
STEPS = [(4, 10), (3, 7), (2, 5), (1, 2)]
BANDS = [(90, 10), (50, 5), (25, 2)]  # from, in percent
LEVELS = {"đủ": 10, "một phần": 5, "không": 0}
PROFILES = ["có TTHC", "không có TTHC"]

Columns = Mapping[str, Any]


def rule(number: int) -> dict[str, Any]:
    """The rule of a criterion of 10 points; its fact is `f<number>`."""
    kind, fact = KINDS[number % len(KINDS)], f"f{number}"
    more: dict[str, Any] = {
        "ratio-to-target": {"target": Decimal("0.8")},
        "count-table": {"steps": [{"from": start, "points": points} for start, points in STEPS]},
        "ratio-bands": {"bands": [{"from": Decimal(start) / 100, "points": points} for start, points in BANDS]},
        "tiers": {"levels": LEVELS},
        "count-capped": {"each": Decimal("1.5")},
    }.get(kind, {})
    return {"kind": kind, "fact": fact, **more}


def criteria_set() -> CriteriaSet:
    rows = [
        {"code": f"{n % 8}.{n}", "pillar": str(n % 8), "title": f"Tiêu chí {n}", "max": 10, "rule": rule(n)}
        for n in range(CRITERIA)
    ]
    head = {"id": "bench", "title": "Bộ đo", "decision": "unofficial", "valid_from": date(2026, 1, 1)}
    head |= {"scale": 10 * CRITERIA, "decimals": {"criterion": 2, "total": 2}, "profiles": PROFILES}
    head |= {"not_applicable": "rescale", "bands": [{"name": "Khởi động", "from": 0}]}
    pillars = [{"code": str(n), "title": f"Nhóm {n}"} for n in range(8)]
    return criteria_set_of({"set": head, "pillar": pillars, "criterion": rows})


def columns(count: int) -> dict[str, Any]:
    """The facts of all bodies, one column a fact (two of a ratio); every seventh body is of the second profile."""
    dice = np.random.default_rng(0)
    found: dict[str, Any] = {"profile": np.arange(count) % 7 == 0}
    for n in range(CRITERIA):
        match KINDS[n % len(KINDS)]:
            case "yes-no":
                found[f"f{n}"] = dice.integers(0, 2, count)
            case "tiers":
                found[f"f{n}"] = dice.integers(0, len(LEVELS), count)
            case "count-table" | "count-capped" | "peer":
                found[f"f{n}"] = dice.integers(0, 9, count)
            case _:
                denominator = dice.integers(1, 1500, count)
                found[f"f{n}"] = (dice.integers(0, denominator + 1), denominator)
    return found


def bodies(given: Columns, count: int, found: CriteriaSet) -> list[Facts]:
    """The same facts, body by body."""
    names = list(LEVELS)

    def value(n: int, body: int) -> object:
        column = given[f"f{n}"]
        match KINDS[n % len(KINDS)]:
            case "yes-no":
                return bool(column[body])
            case "tiers":
                return names[column[body]]
            case "count-table" | "count-capped" | "peer":
                return int(column[body])
            case _:
                return {"numerator": int(column[0][body]), "denominator": int(column[1][body])}

    return [
        facts_of(
            {
                "body": f"don-vi-{body}",
                "year": 2026,
                "profile": PROFILES[int(given["profile"][body])],
                "facts": {f"f{n}": value(n, body) for n in range(CRITERIA)},
            },
            found,
        )
        for body in range(count)
    ]


def halves_up(numerator: Any, denominator: Any) -> Any:
    """Whole numbers: numerator / denominator, rounded half up."""
    return (2 * numerator + denominator) // (2 * denominator)


def column_points(n: int, given: Columns) -> Any:
    """The points of one criterion for all bodies, in hundredths."""
    column = given[f"f{n}"]
    match KINDS[n % len(KINDS)]:
        case "yes-no":
            return column * 1000
        case "tiers":
            return np.array(list(LEVELS.values()))[column] * 100
        case "count-table":
            return np.select([column >= start for start, _ in STEPS], [points * 100 for _, points in STEPS], 0)
        case "count-capped":
            return np.minimum(column * 150, 1000)
        case "peer":
            highest = np.where(given["profile"], column[given["profile"]].max(), column[~given["profile"]].max())
            return halves_up(column * 1000, highest)
        case "ratio":
            return halves_up(column[0] * 1000, column[1])
        case "ratio-to-target":
            return np.minimum(halves_up(column[0] * 10_000, column[1] * 8), 1000)
        case _:
            return np.select(
                [column[0] * 100 >= start * column[1] for start, _ in BANDS], [points * 100 for _, points in BANDS], 0
            )


def in_numpy(given: Columns) -> tuple[Any, Any, Any]:
    """Points (criteria × bodies) and totals in hundredths, and places."""
    points = np.stack([column_points(n, given) for n in range(CRITERIA)])
    totals = points.sum(axis=0)
    places = np.zeros_like(totals)
    for profile in (given["profile"], ~given["profile"]):
        ordered = np.sort(totals[profile])
        places[profile] = len(ordered) - np.searchsorted(ordered, totals[profile], side="right") + 1
    return points, totals, places


def in_dondoc(found: CriteriaSet, facts: list[Facts]) -> tuple[tuple[ScoreSheet, ...], tuple[int | None, ...]]:
    sheets = score_all(found, facts)
    return sheets, ranked([Contender(each.body, each.profile, each.scaled) for each in sheets])


def seconds(run: Callable[[], object]) -> float:
    """Median of processor time."""
    spent = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        run()
        spent.append(time.process_time() - begun)
    return statistics.median(spent)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else BODIES
    found, given = criteria_set(), columns(count)
    facts = bodies(given, count, found)
    before = peak_mb()
    (sheets, places), (points, totals, numpy_places) = in_dondoc(found, facts), in_numpy(given)
    after = peak_mb()
    hundredths = np.array(
        [[int(row.points.scaleb(2)) for row in each.criteria if row.points is not None] for each in sheets]
    )
    assert (points == hundredths.T).all()
    assert [int(each.points.scaleb(2)) for each in sheets] == totals.tolist()
    assert list(places) == numpy_places.tolist()
    chosen = random.Random(0).choice(sheets)
    ours, theirs = seconds(lambda: in_dondoc(found, facts)), seconds(lambda: in_numpy(given))
    print(
        f"{count} bodies × {CRITERIA} criteria scored and ranked: {ours:.2f} s, {1000 * ours / count:.2f} ms a body "
        f"(aim {AIM_MS}), every point with its reason, as “{chosen.criteria[0].why}”"
    )
    print(f"NumPy, the same points and places to the last digit: {theirs:.3f} s; ratio {ours / theirs:.0f}")
    print(f"peak memory {after:.0f} MB, of which {after - before:.0f} MB for sheets and arrays")
    return 0 if 1000 * ours / count <= AIM_MS else 1


if __name__ == "__main__":
    sys.exit(main())
