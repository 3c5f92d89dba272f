"""`python -m tests.hostile`: every hostile file read in a child of its own; prints what became of them, by class."""

import sys
import time
from collections import Counter

from dondoc.planfile import TakesLong, UnreadableFile, read_in_child
from tests.hostile.attacks import KINDS, Attack, attacks


def end_of(attack: Attack) -> str:
    """What became of a file: `refused`, `read`, or `takes long` where it would be read in the background."""
    try:
        read_in_child(attack.data, name=attack.name, patient=False)
    except UnreadableFile:
        return "refused"
    except TakesLong:
        return "takes long"
    return "read"


def main() -> int:
    """Prints a line a class; anything that is neither read nor refused ends with its error."""
    total: Counter[str] = Counter()
    print(f"{'class':24}{'files':>6}{'refused':>9}{'read':>6}{'takes long':>12}{'slowest':>10}")
    for kind in KINDS:
        ends: Counter[str] = Counter()
        slowest = 0.0
        for attack in (attack for attack in attacks() if attack.kind == kind):
            started = time.perf_counter()
            ends[end_of(attack)] += 1
            slowest = max(slowest, time.perf_counter() - started)
        total += ends
        print(_line(kind, ends) + f"{slowest:>8.1f} s")
    print(_line("all", total))
    return 0


def _line(name: str, ends: Counter[str]) -> str:
    return f"{name:24}{ends.total():>6}{ends['refused']:>9}{ends['read']:>6}{ends['takes long']:>12}"


if __name__ == "__main__":
    sys.exit(main())
