"""A file read in a child process with limits: whatever a hostile file does, it does it there and not for long.

Not here: the limits that the child lays upon itself (child), the readers.
"""

import json
import logging
import os
import resource
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from dondoc.planfile.formats import format_of
from dondoc.planfile.readings import Reading
from dondoc.planfile.refusals import TakesLong, UnreadableFile

MEMORY = 512 * 1024 * 1024  # of address space, for the child and for each program that it starts
NO_MEMORY = 3  # the child's exit code that says so
WAIT = 30  # seconds for a file
WAIT_FOR_PAGE = 60  # for every page of a scan
WAIT_FOR_PROGRAM = 120  # for the first page of a scan, or for the program that converts an old format
_LONGEST_ANSWER = 100_000_000  # bytes
_CHUNK = 1024 * 1024
_ROOT = Path(__file__).parents[2]
_START = "import sys; sys.path.insert(0, sys.argv[1]); from dondoc.planfile.child import main; main()"
_SLOW_FORMATS = ("pdf", "picture", "doc", "odt")
_log = logging.getLogger(__name__)

OnPage = Callable[[int, int], None]


def read_in_child(data: bytes, *, name: str, patient: bool = True, on_page: OnPage | None = None) -> Reading:
    """What `read` gives, from a fresh process: 512 MB, 20 s of processor, 30 s in all (a page of a scan: 60 s).

    Raises what `read` raises; a child that dies is an UnreadableFile that names the cause as far as it is known.
    """
    is_slow = format_of(data, name) in _SLOW_FORMATS and patient
    request = {"name": name, "patient": patient}
    answer = _asked(request, data, name=name, wait=WAIT_FOR_PROGRAM if is_slow else WAIT, on_page=on_page)
    return Reading.from_json(answer["reading"])


def picture_in_child(data: bytes, *, page: int, name: str) -> bytes:
    """What `picture` gives, from a fresh process with the same limits. Raises UnreadableFile."""
    answer = _asked({"name": name, "page": page}, data, name=name, wait=WAIT)
    return b64decode(answer["picture"])


def _asked(
    request: dict[str, Any], data: bytes, *, name: str, wait: int, on_page: OnPage | None = None
) -> dict[str, Any]:
    """The last line of a child's answer. Nothing of the child is left when this returns or raises."""
    with (
        tempfile.TemporaryDirectory(prefix="dondoc-") as folder,
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as said,
    ):
        given.write(json.dumps(request).encode() + b"\n" + data)
        given.seek(0)
        child = _started(folder, given, said)
        answer: dict[str, Any] = {}
        is_late = False
        try:
            for line in _lines(child, wait):
                if "pages" not in line:
                    answer = line
                elif on_page:
                    on_page(*line["pages"])
        except TimeoutError:
            is_late = True
        finally:
            most_memory = _end(child)
        if not answer:
            said.seek(max(said.tell() - 4_000, 0))
            raise _died(name, child.returncode, most_memory, is_late, said.read().decode(errors="replace"))
    if "unreadable" in answer:
        raise UnreadableFile(answer["unreadable"])
    if "takes_long" in answer:
        raise TakesLong(answer["takes_long"])
    return answer


def _started(folder: str, given: IO[bytes], said: IO[bytes]) -> subprocess.Popen[bytes]:
    """A fresh interpreter, head of a process group of its own, with nothing of the parent's but three descriptors."""
    return subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", "-c", _START, str(_ROOT)],
        stdin=given,
        stdout=subprocess.PIPE,
        stderr=said,
        cwd=folder,
        env=surroundings(folder),
        start_new_session=True,
        umask=0o077,
    )


def surroundings(folder: str) -> dict[str, str]:
    """The environment of a child whose folder this is: nothing of the parent's but where programs are found."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
        # Every thread takes address space of its own, and there would be as many as the machine has processors.
        "MALLOC_ARENA_MAX": "1",
        "MALLOC_MMAP_THRESHOLD_": "1048576",  # what a page took goes back at once
        "OMP_THREAD_LIMIT": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _lines(child: subprocess.Popen[bytes], wait: int) -> Iterator[dict[str, Any]]:
    """What the child says, line by line, to its end. Raises TimeoutError when it says nothing for too long."""
    assert child.stdout
    until = time.monotonic() + wait
    pieces, length = [b""], 0
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while True:
            if not selector.select(max(until - time.monotonic(), 0)):
                raise TimeoutError
            piece = os.read(child.stdout.fileno(), _CHUNK)
            length += len(piece)
            if not piece or length > _LONGEST_ANSWER:
                return
            pieces.append(piece)
            if b"\n" not in piece:
                continue
            *lines, rest = b"".join(pieces).split(b"\n")
            pieces = [rest]
            for line in lines:
                until = time.monotonic() + WAIT_FOR_PAGE
                yield json.loads(line)


def _end(child: subprocess.Popen[bytes]) -> int:
    """Ends the child and all that it started; before it is waited for, so that its number is still its own.

    Returns the most memory that it held, in bytes; 0 where that cannot be told from what this process holds.
    """
    os.killpg(child.pid, signal.SIGKILL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.stdout:
        child.stdout.close()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # a child begins with the mark of its parent
    return used.ru_maxrss * 1024 if used.ru_maxrss > own else 0


def _died(name: str, code: int, most_memory: int, is_late: bool, said: str) -> UnreadableFile:
    """Why there is no answer, as far as it shows in the way the child ended.

    A library in C that is given no more memory ends the process by whatever signal it likes.
    """
    if is_late or code == -signal.SIGXCPU:
        return UnreadableFile(
            f"Không đọc được tệp {name}: việc đọc kéo dài quá lâu nên đã dừng. "
            "Hãy tách riêng phần kế hoạch, hoặc mở tệp bằng Word, lưu lại dạng .docx rồi tải lên."
        )
    if code in (NO_MEMORY, -signal.SIGKILL) or (code < 0 and most_memory > MEMORY // 2):
        return UnreadableFile(
            f"Không đọc được tệp {name}: việc đọc cần quá nhiều bộ nhớ (hơn {MEMORY // 1024**2} MB) nên đã dừng. "
            "Hãy bỏ bớt ảnh, hoặc tách riêng phần kế hoạch rồi tải lên."
        )
    _log.error("the reader of plan files died with code %d\n%s", code, said)
    return UnreadableFile(
        f"Không đọc được tệp {name}: nội dung tệp làm bộ đọc dừng đột ngột. Hãy mở tệp, lưu lại dạng .docx rồi tải lên."
    )
