"""A file read in a child process: the same reading, the limits held, nothing left behind.

Files cannot be relied on to break a sound reader, so most tests put a hostile reader in its place: the child, its
limits and the parent are the real ones.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dondoc.planfile import TakesLong, UnreadableFile, children, picture, picture_in_child, read, read_in_child
from tests.hostile.pdfs import SOUND_PDF
from tests.planfile.builders import plan

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
PLAN = plan("I. NHIỆM VỤ", "1. Rà soát thủ tục hành chính.")

HOSTILE_START = """
import sys; sys.path.insert(0, sys.argv[1])
import ctypes, json, os, signal, socket, subprocess, time
from pathlib import Path
from dondoc.planfile import TakesLong, UnreadableFile, child
def hostile(data, *, name, patient, on_page):
    {}
    raise UnreadableFile("came to its end")
child.read = hostile
child._PROCESSOR = {}
child.main()
"""


@pytest.fixture
def with_reader(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Puts the body of a hostile reader in the place of the sound one."""

    def put(body: str, *, processor: int = 20) -> None:
        monkeypatch.setattr(children, "_START", HOSTILE_START.format(body.replace("\n", "\n    "), processor))

    return put


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which children get theirs."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return temporary


def refused() -> str:
    with pytest.raises(UnreadableFile) as refusal:
        read_in_child(b"text", name="ke-hoach.docx")
    return refusal.value.sentence


def runs(process: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def ends(process: int) -> bool:
    until = time.monotonic() + 10
    while runs(process) and time.monotonic() < until:
        time.sleep(0.02)
    return not runs(process)


def test_reading_is_the_same_as_in_this_process() -> None:
    for data in (PLAN, (GOLDEN / "dev-01.docx").read_bytes(), (GOLDEN / "text-table.txt").read_bytes()):
        assert read_in_child(data, name="a") == read(data, name="a")


def test_refusal_is_the_same_as_in_this_process() -> None:
    name = 'hai\ndòng "và" \x00 \udc80 dấu.docx'
    for data in (b"", PLAN[: len(PLAN) // 2], "Kính gửi bác".encode()):
        with pytest.raises(UnreadableFile) as here:
            read(data, name=name)
        with pytest.raises(UnreadableFile) as there:
            read_in_child(data, name=name)
        assert there.value.sentence == here.value.sentence


def test_picture_is_the_same_as_in_this_process() -> None:
    shown = picture_in_child(SOUND_PDF, page=1, name="a.pdf")
    assert shown.startswith(b"\x89PNG")
    assert shown == picture(SOUND_PDF, page=1, name="a.pdf")


def test_picture_of_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnreadableFile) as refusal:
        picture_in_child(SOUND_PDF, page=2, name="a.pdf")
    assert refusal.value.sentence == "Tệp a.pdf không có trang 2."


def test_long_reading_is_told_and_pages_are_counted(with_reader: Callable[..., None]) -> None:
    with_reader("on_page(1, 3); on_page(2, 3); raise TakesLong(3)")
    pages: list[tuple[int, int]] = []
    with pytest.raises(TakesLong) as long:
        read_in_child(b"text", name="a", on_page=lambda done, in_all: pages.append((done, in_all)))
    assert (long.value.page_count, pages) == (3, [(1, 3), (2, 3)])


def test_bytes_come_whole_whatever_they_are(with_reader: Callable[..., None]) -> None:
    data = bytes(range(256)) * 80_000
    with_reader("raise UnreadableFile(str(len(data)) + data[:300].hex())")
    with pytest.raises(UnreadableFile) as refusal:
        read_in_child(data, name="a")
    assert refusal.value.sentence == str(len(data)) + data[:300].hex()


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ("bytearray(600 * 1024**2)", "quá nhiều bộ nhớ (hơn 512 MB)"),
        ("pieces = []\nwhile True: pieces.append(bytearray(1000))", "quá nhiều bộ nhớ (hơn 512 MB)"),
        ("while True: pass", "kéo dài quá lâu"),
        ("os.abort()", "dừng đột ngột"),
        ("ctypes.string_at(0)", "dừng đột ngột"),
        ("def f(): f()\nf()", "dừng đột ngột"),
        ("os._exit(0)", "dừng đột ngột"),
        ("raise KeyError('x')", "dừng đột ngột"),
    ],
)
def test_child_that_dies_is_a_refusal_that_names_the_cause(
    body: str, cause: str, with_reader: Callable[..., None], folder: Path
) -> None:
    # Only what ends by its time gets little of it: filling the memory takes a slow machine more than a second.
    with_reader(body, processor=1 if "quá lâu" in cause else 20)
    sentence = refused()
    assert sentence.startswith("Không đọc được tệp ke-hoach.docx: ")
    assert cause in sentence
    assert "Hãy" in sentence
    assert list(folder.iterdir()) == []


def test_child_that_answers_too_late_is_ended_with_all_that_it_started(
    with_reader: Callable[..., None],
    folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = tmp_path_factory.mktemp("told") / "processes"
    with_reader(
        "other = subprocess.Popen(['sleep', '300'])\n"
        f"Path({str(told)!r}).write_text(f'{{os.getpid()}} {{other.pid}}')\n"
        "Path('left behind').write_text('x')\ntime.sleep(300)"
    )
    monkeypatch.setattr(children, "WAIT", 3)
    started = time.monotonic()
    assert "kéo dài quá lâu" in refused()
    assert time.monotonic() - started < 10
    assert [ends(int(process)) for process in told.read_text().split()] == [True, True]
    assert list(folder.iterdir()) == []


def test_program_that_outlives_the_child_is_ended_too(with_reader: Callable[..., None], tmp_path: Path) -> None:
    told = tmp_path / "process"
    with_reader(f"Path({str(told)!r}).write_text(str(subprocess.Popen(['sleep', '300']).pid))")
    assert refused() == "came to its end"
    assert ends(int(told.read_text()))


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_goes_on_when_the_parent_is_interrupted(end: signal.Signals, tmp_path: Path) -> None:
    told = tmp_path / "processes"
    body = (
        "other = subprocess.Popen(['sleep', '300'])\n"
        f"    Path({str(told)!r}).write_text(f'{{os.getpid()}} {{other.pid}}.')\n    time.sleep(300)"
    )
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell may have it ignored
        "from dondoc.planfile import children\n"
        f"children._START = {HOSTILE_START.format(body, 20)!r}\n"
        "children.read_in_child(b'text', name='a')"
    )
    place = os.environ | {"TMPDIR": str(tmp_path)}  # an end without a warning leaves the child's folder
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=place, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 20
    while not (told.exists() and told.read_text().endswith(".")) and time.monotonic() < until:
        time.sleep(0.02)
    parent.send_signal(end)
    parent.wait(10)
    assert [ends(int(process)) for process in re.findall(r"\d+", told.read_text())] == [True, True]


def test_child_is_ended_when_the_one_who_waits_gives_up(with_reader: Callable[..., None], folder: Path) -> None:
    class GivenUp(Exception):
        pass

    def give_up(process: int, _: int) -> None:
        processes.append(process)
        raise GivenUp

    processes: list[int] = []
    with_reader("on_page(os.getpid(), 1)\ntime.sleep(300)")
    with pytest.raises(GivenUp):
        read_in_child(b"text", name="a", on_page=give_up)
    assert ends(processes[0])
    assert list(folder.iterdir()) == []


def test_child_knows_nothing_of_the_parent(
    with_reader: Callable[..., None], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_SECRET_KEY", "secret")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    with (folder.parent / "open").open("wb") as file:
        os.set_inheritable(file.fileno(), True)
        with_reader(
            "made = Path('made'); made.write_text('x')\n"
            "raise UnreadableFile(json.dumps([sorted(os.environ), os.getcwd(), oct(made.stat().st_mode & 0o777),"
            " [os.readlink(f'/proc/self/fd/{n}') for n in range(20) if os.path.exists(f'/proc/self/fd/{n}')]]))"
        )
        names, place, mode, links = json.loads(refused())
    assert set(names) <= {
        *("HOME", "LANG", "PATH", "TMPDIR", "MALLOC_ARENA_MAX", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS"),
        *("LC_CTYPE", "MALLOC_MMAP_THRESHOLD_"),
    }
    assert (Path(place).parent, mode) == (folder, "0o600")
    assert not [link for link in links if link.endswith("/open")]


def test_child_reaches_no_network(with_reader: Callable[..., None]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        tries = {
            "socket": f"socket.create_connection(('127.0.0.1', {port}), 2)",
            "name": "socket.getaddrinfo('example.org', 80)",
            "fetch": f"__import__('urllib.request').request.urlopen('http://127.0.0.1:{port}/', timeout=2)",
        }
        body = "found = {}\n"
        for name, code in tries.items():
            body += f"try:\n    {code}\n    found[{name!r}] = 'reached'\n"
            body += f"except OSError as error: found[{name!r}] = type(error).__name__\n"
        with_reader(body + "raise UnreadableFile(json.dumps(found))")
        assert json.loads(refused()) == dict.fromkeys(tries, "PermissionError")
        server.settimeout(0.1)
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.skipif(
    subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode != 0,
    reason="this kernel gives an ordinary process no network of its own",
)
def test_programs_of_the_child_have_a_network_of_their_own(with_reader: Callable[..., None]) -> None:
    with_reader("raise UnreadableFile(subprocess.check_output(['readlink', '/proc/self/ns/net'], text=True))")
    assert re.fullmatch(r"net:\[\d+\]\n", theirs := refused())
    assert theirs.strip() != os.readlink("/proc/self/ns/net")


def test_limits_hold_for_the_programs_of_the_child(with_reader: Callable[..., None]) -> None:
    with_reader(
        "raise UnreadableFile(subprocess.run(['cat', '/proc/self/limits'], capture_output=True, text=True).stdout)"
    )
    limits = {line[:26].strip(): line[26:].split()[:2] for line in refused().splitlines()}
    assert limits["Max address space"] == ["536870912", "536870912"]
    assert limits["Max file size"] == ["209715200", "209715200"]
    assert limits["Max core file size"] == ["0", "0"]
    assert int(limits["Max cpu time"][0]) <= 21
