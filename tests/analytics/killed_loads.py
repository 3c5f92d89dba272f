"""Loads that are killed at random moments, and what the store holds after they were run again.

`python -m tests.analytics.killed_loads 50` kills fifty loads of two files and prints what it found. Not a test by
itself: test_killed_loads runs a short version.
"""

import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.analytics.small_exports import Dossier, export, rejects_of, rows_in

# The clock starts once the program itself is there, for otherwise most kills would find it still being read in.
_LOAD = """
import sys
from dondoc.analytics import commands
from dondoc.cli import main
print("ready", flush=True)
sys.exit(main())
"""


@dataclass
class Kills:
    """How many loads were killed, by what they were at; `faults` are stores that differ from the undisturbed one."""

    killed: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def kill_loads(count: int, folder: Path, *, rows: int, seed: int = 1) -> Kills:
    """Kills `count` loads: each in turn of a first file into no store and of a later file into a store with the first.

    After every kill a reader finds one whole version, and the same load run again ends in the store row for row and in
    rejects.csv byte for byte as if nothing had happened.
    """
    chance, found = random.Random(seed), Kills()
    first, later = _first(folder / "first.csv", rows), _later(folder / "later.csv", rows)
    calm = folder / "calm"
    spans = [_span(first, calm), 0.0]  # seconds that each load takes undisturbed, at most
    states = [_nothing(), _state(calm)]
    _copy(calm, folder / "begun")
    spans[1] = _span(later, calm)
    states.append(_state(calm))
    number = 0
    while sum(found.killed.values()) < count:
        number += 1
        place, store = number % 2, folder / f"store-{number}"
        if place:
            _copy(folder / "begun", store)
        file = (first, later)[place]
        ended = _killed(file, store, after=chance.uniform(0, spans[place]))
        if ended is not None:
            spans[place] = ended
            shutil.rmtree(store)
            continue
        between = _state(store) if (store / "manifest.json").exists() else _nothing()
        found.killed[_standing(store, is_new=_rows_of(between) == _rows_of(states[place + 1]))] += 1
        if _rows_of(between) not in (_rows_of(states[place]), _rows_of(states[place + 1])):
            found.faults.append(f"{store.name}: a reader sees neither the old nor the new version")
        _span(file, store)
        if _state(store) != states[place + 1]:
            found.faults.append(f"{store.name}: differs from the store of a load that was not killed")
        shutil.rmtree(store)
    return found


def _standing(store: Path, *, is_new: bool) -> str:
    if is_new:
        return "after the commit"
    if any((store / "work").glob("month=*")):
        return "while files were written"
    return "before or between files"


def _first(path: Path, rows: int) -> Path:
    return export(path, *(_dossier(n, unit="X") for n in range(rows)), *(_dossier(n, unit="Y") for n in range(90)))


def _later(path: Path, rows: int) -> Path:
    """A third of the rows as they were, a third changed, a sixth moved to another month, the rest new; doubles, too."""
    told = []
    for n in range(rows // 2, rows + rows // 3):
        told.append(_dossier(n, unit="X" if n % 3 else "Z", shift=n % 6 == 1))
    return export(path, *told, *told[:50], Dossier("faulty", channel="bay"))


def _dossier(number: int, *, unit: str, shift: bool = False) -> Dossier:
    month = (number * 7919 + shift) % 24
    return Dossier(f"H{number:08d}", f"{2024 + month // 12}-{1 + month % 12:02d}-{1 + number % 28:02d}", unit=unit)


def _command(file: Path, store: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", _LOAD, "dossiers", "load", str(file), "--store", str(store)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _span(file: Path, store: Path) -> float:
    child = _ready(file, store)
    start = time.monotonic()
    _, err = child.communicate()
    if child.returncode:
        raise RuntimeError(err.decode())
    return time.monotonic() - start


def _killed(file: Path, store: Path, *, after: float) -> float | None:
    """None where the load was killed; the seconds it took where it had ended before."""
    child = _ready(file, store)
    start = time.monotonic()
    try:
        child.wait(after)
        return time.monotonic() - start
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGKILL)
        return None if child.wait() == -signal.SIGKILL else after
    finally:
        child.communicate()


def _ready(file: Path, store: Path) -> subprocess.Popen[bytes]:
    child = _command(file, store)
    assert child.stdout is not None
    child.stdout.readline()
    return child


def _copy(store: Path, other: Path) -> None:
    subprocess.run(["cp", "-r", str(store), str(other)], check=True)


def _nothing() -> tuple[list[Any], bytes]:
    return [], b""


def _state(store: Path) -> tuple[list[Any], bytes]:
    path = store / "rejects.csv"
    return rows_in(store), path.read_bytes() if path.exists() else b""


def _rows_of(state: tuple[list[Any], bytes]) -> list[Any]:
    return state[0]


def main(count: int, rows: int) -> int:
    """Prints what became of the kills; 0 when nothing was lost and nothing doubled."""
    with tempfile.TemporaryDirectory() as folder:
        found = kill_loads(count, Path(folder), rows=rows)
        counted = len(rejects_of(Path(folder) / "calm"))
    told = ", ".join(f"{number} {when}" for when, number in sorted(found.killed.items()))
    print(f"{count} kills ({told}); {counted} rejected rows in the store that nobody disturbed")
    print("\n".join(found.faults) or "every store equals it row for row, every rejects.csv byte for byte")
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50, int(sys.argv[2]) if len(sys.argv) > 2 else 60_000))
