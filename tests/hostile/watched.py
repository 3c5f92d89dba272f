"""Hostile files read one after the other in one process under the child's limits, with a watch on what it opens.

A fresh child for each would take a minute; the limits are laid by the same function (planfile/child.py).
"""

import json
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from dondoc.planfile import TakesLong, UnreadableFile, child, read
from tests.hostile.attacks import Attack
from tests.hostile.pdfs import SOUND_PDF
from tests.hostile.zips import SOUND

ROOT = Path(__file__).parents[2]
LONGEST = 30  # seconds a file
_START = "import sys; sys.path.insert(0, sys.argv[1]); from tests.hostile.watched import main; main()"


@dataclass(frozen=True)
class Outcome:
    """What became of a file: `read`, `refused` (with the sentence), `takes long`, or `died`.

    `seconds`: of processor. `opened`: files, connections and programs that the reading asked for.
    """

    end: str
    sentence: str = ""
    seconds: float = 0.0
    opened: tuple[str, ...] = ()


def outcomes(attacks: Sequence[Attack]) -> list[Outcome]:
    """What becomes of each. A file that kills the process is `died`, and a new process takes the rest."""
    found: list[Outcome] = []
    while len(found) < len(attacks):
        with tempfile.TemporaryFile() as given:
            pickle.dump([(attack.name, attack.data) for attack in attacks[len(found) :]], given)
            given.seek(0)
            ended = subprocess.run(
                [sys.executable, "-c", _START, str(ROOT)], stdin=given, stdout=subprocess.PIPE, check=False
            )
        found += [Outcome(**json.loads(line)) for line in ended.stdout.splitlines()]
        if ended.returncode != 0:
            found.append(Outcome("died", f"code {ended.returncode}"))
    return found


def main() -> None:
    """Takes pickled pairs of name and bytes from standard input; prints an outcome a line."""
    given = pickle.load(sys.stdin.buffer)
    child._confine()
    for sound in (SOUND, SOUND_PDF):
        _outcome("am.docx", sound, [])  # whatever a first reading loads is loaded
    opened: list[str] = []
    sys.addaudithook(lambda event, arguments: _note(event, arguments, opened))
    signal.signal(signal.SIGALRM, _too_late)
    for name, data in given:
        child._allow_processor()
        signal.alarm(LONGEST)
        print(json.dumps(asdict(_outcome(name, data, opened))), flush=True)
    os._exit(0)


def _outcome(name: str, data: bytes, opened: list[str]) -> Outcome:
    opened.clear()
    started, end, sentence = time.process_time(), "read", ""
    try:
        read(data, name=name, patient=False)
    except UnreadableFile as refusal:
        end, sentence = "refused", refusal.sentence
    except TakesLong:
        end = "takes long"
    seconds = time.process_time() - started
    return Outcome(end, sentence, round(seconds, 3), tuple(opened))


def _note(event: str, arguments: tuple[object, ...], opened: list[str]) -> None:
    if event in ("open", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn") or event.startswith("socket."):
        opened.append(f"{event} {arguments[0] if arguments else ''}")


def _too_late(*_: object) -> None:
    raise SystemExit(f"took more than {LONGEST} seconds")
