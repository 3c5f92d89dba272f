"""What runs in the child process: limits upon itself, then one file read or one page pictured.

Not here: starting it and judging how it ended (children).
"""

import ctypes
import gc
import json
import os
import resource
import signal
import sys
from base64 import b64encode
from typing import Any

from dondoc.planfile import TakesLong, UnreadableFile, picture, read
from dondoc.planfile.children import MEMORY, NO_MEMORY

_PROCESSOR = 20  # seconds; of a scan, seconds a page
_LARGEST_FILE = 200 * 1024 * 1024  # that may be written into the temporary folder
_CHUNK = 1024 * 1024
_DEATH_SIGNAL, _NO_NEW_RIGHTS = 1, 38  # prctl(2)
_OWN_USERS, _OWN_NETWORK = 0x10000000, 0x40000000  # unshare(2)


def main() -> None:
    """Reads the request from standard input (a line of JSON, then the bytes of the file); answers in lines of JSON.

    `{"pages": [done, in all]}` as a scan goes on; last `{"reading": …}`, `{"picture": …}`,
    `{"unreadable": sentence}` or `{"takes_long": pages}`.
    """
    out = os.dup(1)  # never closed before the end: to the parent its closing is the child's death
    os.dup2(2, 1)  # what a library or a program prints is no answer
    _confine()
    gc.freeze()  # what was imported stays to the end: not to be looked through again
    request = json.loads(sys.stdin.buffer.readline())
    try:
        answer = _answer(request, sys.stdin.buffer.read(), out)
    except MemoryError:
        os._exit(NO_MEMORY)
    _write(out, answer)
    os._exit(0)  # nothing is worth tidying up here


def _answer(request: dict[str, Any], data: bytes, out: int) -> dict[str, Any]:
    def on_page(done: int, in_all: int) -> None:
        _allow_processor()
        _write(out, {"pages": [done, in_all]})

    try:
        if "page" in request:
            return {"picture": b64encode(picture(data, page=request["page"], name=request["name"])).decode()}
        reading = read(data, name=request["name"], patient=request["patient"], on_page=on_page)
    except UnreadableFile as refusal:
        return {"unreadable": refusal.sentence}
    except TakesLong as long:
        return {"takes_long": long.page_count}
    return {"reading": reading.to_json()}


def _write(out: int, line: dict[str, Any]) -> None:
    rest = memoryview(json.dumps(line).encode() + b"\n")
    while rest:
        rest = rest[os.write(out, rest[:_CHUNK]) :]


def _confine() -> None:
    """Lays the limits on this process and on all that it starts; none of them can be lifted again."""
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, _LARGEST_FILE), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(kind, (most, most))
    _allow_processor()
    signal.signal(signal.SIGTERM, _end_with_all)
    system = ctypes.CDLL(None)
    system.prctl(_DEATH_SIGNAL, signal.SIGTERM)
    system.prctl(_NO_NEW_RIGHTS, 1, 0, 0, 0)
    users = os.getuid(), os.getgid()
    # Where the kernel allows it there is no network at all; everywhere Python's own door to it is shut.
    if system.unshare(_OWN_NETWORK) != 0 and system.unshare(_OWN_USERS | _OWN_NETWORK) == 0:
        _keep_identity(*users)
    sys.addaudithook(_refuse_network)


def _allow_processor() -> None:
    """20 seconds more than were used until now; then the kernel ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    end = int(used.ru_utime + used.ru_stime) + _PROCESSOR
    resource.setrlimit(resource.RLIMIT_CPU, (end, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _end_with_all(*_: object) -> None:
    """The parent is gone: the whole group ends, programs that the child started included."""
    os.killpg(0, signal.SIGKILL)


def _keep_identity(user: int, group: int) -> None:
    for name, text in (("uid_map", f"{user} {user} 1"), ("setgroups", "deny"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)


def _refuse_network(event: str, _: object) -> None:
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.")):
        raise PermissionError(event)
