"""A real Spark cluster on this machine for the tests: a master, two workers of one core and 1 GB, a Connect server.

Each is a process of its own on loopback, on ports that the system gives, with its files in one folder. All of them end
with the block, and with the process of the tests, however that ends (setpriv: the parent's death is a signal).
"""

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar
from urllib.request import urlopen

import psutil

# The settings of an installation, then what is otherwise here: loopback, and little memory.
_INSTALLED = Path(__file__).parents[2] / "deploy" / "spark" / "spark-defaults.conf"
_SETTINGS = """\
spark.driver.host                127.0.0.1
spark.driver.bindAddress         127.0.0.1
spark.driver.memory              600m
spark.executor.memory            768m
"""
# For lives of seconds: code is compiled quickly rather than well. Not for anything that is measured.
BRIEF = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
_MASTER, _WORKER = "org.apache.spark.deploy.master.Master", "org.apache.spark.deploy.worker.Worker"
_CONNECT = "org.apache.spark.sql.connect.service.SparkConnectServer"
_PATIENCE = 240  # seconds, for machines that are busy with other things

Found = TypeVar("Found")


def lacking() -> str:
    """What a cluster lacks here, or nothing."""
    if _home() is None:
        return "Spark is not installed: make spark"
    if shutil.which("java") is None:
        return "Spark needs Java: apt-get install openjdk-17-jre-headless"
    return "" if shutil.which("setpriv") else "the cluster of the tests needs setpriv (util-linux)"


def _home() -> Path | None:
    """Where Spark lies: in the package pyspark, if it is the whole one and not the client alone."""
    found = find_spec("pyspark")
    folder = Path(found.origin).parent if found and found.origin else None
    return folder if folder and (folder / "bin" / "spark-class").exists() else None


@dataclass(frozen=True)
class Cluster:
    """A running cluster: its address (spark://), the master's page, its folder, its workers' processes."""

    address: str
    page: str
    folder: Path
    workers: tuple[subprocess.Popen[bytes], ...]

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs in its environment to work with this cluster."""
        return _environment(self.folder)

    def alive(self) -> int:
        """How many workers the master counts on."""
        with urlopen(f"{self.page}/json/", timeout=10) as answer:
            return int(json.load(answer)["aliveworkers"])

    def finished(self, number: int) -> int:
        """How many tasks the executors of this worker have finished, as their own logs say."""
        logs = (self.folder / f"worker-{number}").glob("app-*/*/stderr")
        return sum(log.read_text(errors="replace").count(": Finished task ") for log in logs)

    def kill(self, number: int) -> None:
        """Kills this worker with its executors, all at once, without a word to anybody."""
        worker = psutil.Process(self.workers[number].pid)
        for process in [worker, *worker.children(recursive=True)]:
            process.kill()
        self.workers[number].wait()

    @contextmanager
    def connect_server(self) -> Iterator[str]:
        """A Connect server that computes on this cluster until the end of the block: its address (sc://)."""
        place = ("spark.connect.grpc.binding.address=127.0.0.1", "spark.connect.grpc.binding.port=0")
        given = ["--master", self.address, *(word for setting in place for word in ("--conf", setting))]
        submitted = ("org.apache.spark.deploy.SparkSubmit", *given, "--class", _CONNECT, "spark-internal")
        with _process(self.folder, "connect", *submitted):
            yield f"sc://127.0.0.1:{_said(self.folder, 'connect', r'Connect server started at: .*:([0-9]+)')}"


@contextmanager
def running(folder: Path, *, java_options: str = "") -> Iterator[Cluster]:
    """A cluster of two workers that runs until the end of the block, with its files in this folder.

    `java_options` are for the programs that count.
    """
    (folder / "conf").mkdir()
    settings = _INSTALLED.read_text(encoding="utf-8") + _SETTINGS
    for program in ("driver", "executor") if java_options else ():
        settings += f"spark.{program}.extraJavaOptions {java_options}\n"
    (folder / "conf" / "spark-defaults.conf").write_text(settings, encoding="utf-8")
    with ExitStack() as processes:

        def start(name: str, *command: str) -> subprocess.Popen[bytes]:
            return processes.enter_context(
                _process(folder, name, *command, "--webui-port", "0", SPARK_DAEMON_MEMORY="256m")
            )

        start("master", _MASTER, "--host", "127.0.0.1", "--port", "0")
        address = _said(folder, "master", r"Starting Spark master at (spark://\S+)")
        given = ("--host", "127.0.0.1", "--cores", "1", "--memory", "1g", address)
        workers = tuple(
            start(name, _WORKER, "--work-dir", str(folder / name), *given) for name in ("worker-0", "worker-1")
        )
        cluster = Cluster(address, _said(folder, "master", r"started at (http://\S+)"), folder, workers)
        until(lambda: cluster.alive() == len(workers))
        yield cluster


@contextmanager
def _process(folder: Path, name: str, *command: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """One of Spark's programs, with its log in the folder, until the end of the block."""
    home = _home()
    assert home is not None
    with (folder / f"{name}.log").open("wb") as log:
        started = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", str(home / "bin" / "spark-class"), *command],
            env=os.environ | _environment(folder) | environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield started
    finally:
        started.terminate()
        started.wait(timeout=_PATIENCE)


def _environment(folder: Path) -> dict[str, str]:
    return {
        "SPARK_CONF_DIR": str(folder / "conf"),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder / "scratch"),
        "SPARK_DAEMON_JAVA_OPTS": BRIEF,
    }


def _said(folder: Path, name: str, words: str) -> str:
    """What a program says of itself in its log, as soon as it does."""
    log = folder / f"{name}.log"
    found = until(lambda: re.search(words, log.read_text(errors="replace")), log=log)
    return found[1]


def until(found: Callable[[], Found], *, log: Path | None = None) -> Found:
    """Waits until this gives something, and gives it."""
    ends_at = time.monotonic() + _PATIENCE
    while not (something := found()):
        assert time.monotonic() < ends_at, log.read_text(errors="replace") if log else "waited in vain"
        time.sleep(0.05)
    return something
