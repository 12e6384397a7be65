"""Home of the Spark cluster of tests and benches: a standalone master and its workers, on loopback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tools.postgres import ending_in_order

HERE = "127.0.0.1"
DEPLOY = "org.apache.spark.deploy"
START_SECONDS = 120


def missing() -> str:
    """Return what a cluster lacks here and what brings it, empty where nothing does."""
    if find_spec("pyspark") is None:
        return "pyspark is not installed; `tools/setup.sh spark` installs it"
    if java() is None:
        return "no Java found; `make system` installs it"
    return ""


def java() -> str | None:
    """Return the path of Java, or None."""
    return shutil.which("java")


@contextmanager
def running(workers: int = 2, memory: str = "700m") -> Iterator[str]:
    """Start a master with workers of one core each, and yield its address; end them afterwards.

    :raises OSError: the cluster did not start
    """
    port = _free_port()
    master = f"spark://{HERE}:{port}"
    started: list[subprocess.Popen[bytes]] = []
    with tempfile.TemporaryDirectory(prefix="xiaowei-spark-") as folder:
        log = Path(folder, "log")
        with ending_in_order(), _ending(started):
            place = ["--host", HERE, "--webui-port", "0"]
            started.append(_start(folder, "master.Master", *place, "--port", str(port)))
            for _ in range(workers):
                room = ["--cores", "1", "--memory", memory, "--work-dir", folder]
                started.append(_start(folder, "worker.Worker", *place, *room, master))
            _wait(log, workers, started)
            yield master


@contextmanager
def _ending(started: list[subprocess.Popen[bytes]]) -> Iterator[None]:
    try:
        yield
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait()


def _start(folder: str, role: str, *words: str) -> subprocess.Popen[bytes]:
    import pyspark

    home = Path(pyspark.__file__).parent
    environment = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": HERE,
        "SPARK_DAEMON_MEMORY": "256m",
        "PYSPARK_PYTHON": sys.executable,
    }
    with Path(folder, "log").open("ab") as log:
        command = ["bash", str(home / "bin/spark-class"), f"{DEPLOY}.{role}", *words]
        return subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)


def _wait(log: Path, workers: int, started: list[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + START_SECONDS
    while log.read_bytes().count(b"Registering worker") < workers:
        if time.monotonic() > until or any(one.poll() is not None for one in started):
            raise OSError(f"Spark did not start: {log.read_text(errors='replace')[-800:]}")
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return int(probe.getsockname()[1])
