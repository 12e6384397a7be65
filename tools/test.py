"""Home of `make test`: all on SQLite, the database part on PostgreSQL, pages in Chromium, Spark.

Ends with what it ran on, and what it left out and why; with CI=true a part left out is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools import chromium, postgres, scratch, spark

ROOT = Path(__file__).resolve().parents[1]
NO_TESTS_COLLECTED = 5
BY_FILE = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
"""Two workers; the next file goes to whoever is free, in the order of tests/conftest.py."""


@dataclass(frozen=True)
class Outcome:
    """What became of one part: passed, failed, or left out with the reason."""

    name: str
    passed: bool
    left_out: str = ""

    def __str__(self) -> str:
        return f"{self.name} {'–' if self.left_out else '✓' if self.passed else '✗'}"


def main() -> int:
    """Run every part, report, and return the exit code."""
    bring_what_is_missing()
    outcomes = [on_sqlite(), on_postgresql(), in_chromium(), on_spark()]
    print("\n" + " ".join(map(str, outcomes)))
    left_out = [o for o in outcomes if o.left_out]
    for outcome in left_out:
        print(f"left out: {outcome.name}: {outcome.left_out}")
    failed = any(not o.passed and not o.left_out for o in outcomes)
    return int(failed or bool(left_out and os.environ.get("CI") == "true"))


def bring_what_is_missing() -> None:
    """Let `make system` install browser, server and Java where this user may install packages."""
    if chromium.executable() and postgres.binaries() and spark.java():
        return
    may_install = os.geteuid() == 0 or (
        shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], check=False).returncode == 0
    )
    if may_install and shutil.which("apt-get"):
        subprocess.run([ROOT / "tools/system.sh"], check=False)


def on_sqlite() -> Outcome:
    """Run everything but the browser and cluster parts on the embedded database."""
    return outcome("SQLite", pytest(*BY_FILE, "-m", "not browser and not spark"))


def on_postgresql() -> Outcome:
    """Run the tests that touch a database once more, on a server of our own; not those that ask it nothing
    another does not.
    """
    folder = postgres.binaries()
    if folder is None:
        return Outcome("PostgreSQL", False, "no server found; `make system` installs one")
    try:
        with postgres.running(folder) as server:
            code = pytest(
                *BY_FILE, "-m", "database and not browser and not once", database=server.url
            )
            return outcome(f"PostgreSQL {server.version}", code)
    except OSError as error:
        return Outcome("PostgreSQL", False, f"the server in {folder} did not start: {error}")


def in_chromium() -> Outcome:
    """Run the browser part."""
    if chromium.executable() is None:
        return Outcome("Chromium", False, "not found; `make system` installs it")
    return outcome("Chromium", pytest(*BY_FILE, "-m", "browser"))


def on_spark() -> Outcome:
    """Run the cluster part, on a master and workers that it starts."""
    if lacking := spark.missing():
        return Outcome("Spark", False, lacking)
    return outcome("Spark", pytest("-m", "spark", "tests/analysis/engines"))


def outcome(name: str, code: int) -> Outcome:
    """Translate pytest's exit code."""
    if code == NO_TESTS_COLLECTED:
        return Outcome(name, False, "no tests were found for it")
    return Outcome(name, code == 0)


def pytest(*arguments: str, database: str = "") -> int:
    """Run pytest in a home of its own and return its exit code."""
    with tempfile.TemporaryDirectory(prefix="xiaowei-test-") as home:
        environment = scratch.environment(home)
        if database:
            environment["XIAOWEI_DATABASE_URL"] = database
        command = [sys.executable, "-m", "pytest", "-q", *arguments]
        print(f"\n$ pytest {' '.join(arguments)}", flush=True)
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
