"""Home of a served home: a demo filled by the command, copied, and served on loopback by its own process."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import scratch

COMMAND = str(Path(sys.executable).with_name("xiaowei"))
PATIENCE = 30


def fill_demo(home: Path) -> None:
    """Fill an empty folder with the demo, as the operator does."""
    done = subprocess.run(
        [COMMAND, "demo", "--no-serve"],
        env=scratch.environment(str(home)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def served(home: Path, kept: Path, **settings: str) -> Iterator[str]:
    """Serve a copy of the home `kept` and hand out its address; what it logged must hold no error."""
    shutil.copytree(kept, home)
    port = free_port()
    log = home.with_suffix(".log")
    with log.open("wb") as out:
        server = subprocess.Popen(
            [COMMAND, "serve", "--port", str(port), "--workers", "2"],
            env=scratch.environment(str(home)) | settings,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            _await(f"http://127.0.0.1:{port}/method/", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(PATIENCE)
    said = log.read_text(encoding="utf-8")
    assert "Traceback" not in said, said


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    plain = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text(encoding="utf-8")
        try:
            with plain.open(address, timeout=PATIENCE):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"{address} did not answer: {log.read_text(encoding='utf-8')}")
