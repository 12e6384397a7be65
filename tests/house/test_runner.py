"""Home of the rule on `make test`: it says what it ran on, and in CI nothing may be left out."""

import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tools import postgres
from tools import test as runner
from tools.test import Outcome


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "bring_what_is_missing", lambda: None)
    monkeypatch.setattr(runner, "on_sqlite", lambda: Outcome("SQLite", True))
    monkeypatch.setattr(runner, "on_postgresql", lambda: Outcome("PostgreSQL 15", True))
    monkeypatch.setattr(runner, "in_chromium", lambda: Outcome("Chromium", False, "not found"))
    monkeypatch.setattr(runner, "on_spark", lambda: Outcome("Spark", True))


@pytest.mark.usefixtures("parts")
@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_a_part_left_out_is_said_and_fails_in_ci(
    ci: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", ci)
    assert runner.main() == code
    said = capsys.readouterr().out
    assert "SQLite ✓ PostgreSQL 15 ✓ Chromium – Spark ✓" in said
    assert "left out: Chromium: not found" in said


@pytest.mark.usefixtures("parts")
def test_a_failure_fails_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "")
    monkeypatch.setattr(runner, "in_chromium", lambda: Outcome("Chromium", True))
    assert runner.main() == 0
    monkeypatch.setattr(runner, "on_sqlite", lambda: Outcome("SQLite", False))
    assert runner.main() == 1


SERVING = """
import signal
from tools import postgres
with postgres.running(postgres.binaries()) as server:
    print(server.url, flush=True)
    signal.pause()
"""


@pytest.mark.skipif(postgres.binaries() is None, reason="no server found")
def test_a_run_that_is_ended_leaves_no_server_behind() -> None:
    root = Path(runner.ROOT)
    with subprocess.Popen(
        [sys.executable, "-c", SERVING], cwd=root, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        port = urlsplit(run.stdout.readline().strip()).port
        assert port is not None
        with socket.create_connection(("127.0.0.1", port)):
            run.send_signal(signal.SIGTERM)
        assert run.wait(60) == 128 + signal.SIGTERM
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
