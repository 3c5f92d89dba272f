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
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from dondoc.planfile import Reading, TakesLong, UnreadableFile, child, children, read
from tests.hostile.attacks import Attack
from tests.hostile.pdfs import SOUND_PDF
from tests.hostile.zips import SOUND

ROOT = Path(__file__).parents[2]
LONGEST = 30  # seconds a file
_START = "import sys; sys.path.insert(0, sys.argv[1]); from tests.hostile.watched import main; main()"


@dataclass(frozen=True)
class Outcome:
    """What became of a file: `read`, `refused` (with the sentence) or `takes long`.

    `seconds`: of processor. `opened`: files, connections and programs that the reading asked for.
    """

    end: str
    sentence: str = ""
    seconds: float = 0.0
    opened: tuple[str, ...] = ()


def outcomes(attacks: Sequence[Attack]) -> list[Outcome]:
    """What becomes of each. A file that ends the process is read once more in a child of its own, as in real life."""
    found: list[Outcome] = []
    while len(found) < len(attacks):
        with tempfile.TemporaryFile() as given, tempfile.TemporaryDirectory() as folder:
            for attack in attacks[len(found) :]:
                pickle.dump((attack.name, attack.data), given)
            given.seek(0)
            command = [sys.executable, "-c", _START, str(ROOT)]
            ended = subprocess.run(
                command, stdin=given, capture_output=True, env=children.surroundings(folder), check=False
            )
        found += [Outcome(**json.loads(line)) for line in ended.stdout.splitlines()]
        if ended.returncode != 0:
            found.append(_outcome(attacks[len(found)], children.read_in_child))
    return found


def main() -> None:
    """Takes pickled pairs of name and bytes from standard input; prints an outcome a line."""
    child._confine()
    for sound in (SOUND, SOUND_PDF):
        read(sound, name="warm", patient=False)  # whatever a first reading loads is loaded
    opened: list[str] = []
    sys.addaudithook(lambda event, arguments: _note(event, arguments, opened))
    while True:
        try:
            name, data = pickle.load(sys.stdin.buffer)
        except EOFError:
            os._exit(0)
        child._allow_processor()
        signal.alarm(LONGEST)
        opened.clear()
        outcome = _outcome(Attack("", "", name, data), read)
        print(json.dumps(asdict(outcome) | {"opened": opened}), flush=True)


def _outcome(attack: Attack, reader: Callable[..., Reading]) -> Outcome:
    started, end, sentence = time.process_time(), "read", ""
    try:
        reader(attack.data, name=attack.name, patient=False)
    except UnreadableFile as refusal:
        end, sentence = "refused", refusal.sentence
    except TakesLong:
        end = "takes long"
    return Outcome(end, sentence, round(time.process_time() - started, 3))


def _note(event: str, arguments: tuple[object, ...], opened: list[str]) -> None:
    is_pipe = event == "open" and isinstance(arguments[0], int)
    if event in ("open", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn") or event.startswith("socket."):
        opened.extend([] if is_pipe else [f"{event} {arguments[0] if arguments else ''}"])
