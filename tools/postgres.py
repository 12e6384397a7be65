"""Home of a PostgreSQL of the tests' own: found, started on loopback, stopped."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True)
class Server:
    """A running server: its address and the number of its major version."""

    url: str
    version: str


def binaries() -> Path | None:
    """Return the folder with initdb and postgres: PATH, Debian's folder, else PyPI's pgserver."""
    on_path = shutil.which("postgres") or shutil.which("pg_ctl")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_number, reverse=True)
    places = [Path(on_path).resolve().parent] if on_path else []
    places += debian
    wheel = find_spec("pgserver")
    if wheel and wheel.origin:
        places.append(Path(wheel.origin).parent / "pginstall/bin")
    return next((p for p in places if (p / "initdb").exists() and (p / "postgres").exists()), None)


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """Run a fresh server from `folder` until the block ends; OSError when it does not start."""
    with tempfile.TemporaryDirectory(prefix="xiaowei-pg-") as scratch:
        base = Path(scratch)
        owner = _owner()
        if owner is not None:
            os.chown(base, owner.pw_uid, owner.pw_gid)
            folder = _reachable(folder, base)
        data, port = base / "data", _free_port()
        initdb = [folder / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        _call([*initdb, "--no-sync", "--locale=C"], owner, base)
        settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={base}"
        settings += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        # What autovacuum learns between tests is that every table is empty; plans get worse by it.
        settings += " -c autovacuum=off"
        control = [folder / "pg_ctl", "-D", data, "-w"]
        with ending_in_order():
            try:
                _call([*control, "-l", base / "log", "-o", settings, "start"], owner, base)
                version = (data / "PG_VERSION").read_text().strip()
                yield Server(f"postgresql://postgres@127.0.0.1:{port}/postgres", version)
            finally:
                if (data / "postmaster.pid").exists():
                    _call([*control, "-m", "immediate", "stop"], owner, base)


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Let a SIGTERM end the block as an error does, so that nothing is left running."""

    def end(signum: int, _frame: object) -> None:
        sys.exit(128 + signum)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _number(folder: Path) -> int:
    digits = folder.parent.name
    return int(digits) if digits.isdigit() else 0


def _owner() -> pwd.struct_passwd | None:
    # PostgreSQL refuses to run as root.
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _reachable(folder: Path, base: Path) -> Path:
    # A wheel inside root's own folders cannot be read by the user that runs the server.
    if "pginstall" not in folder.parts:
        return folder
    wheel = folder.parents[1]
    for part in (wheel, wheel.with_name("pgserver.libs")):
        if part.exists():
            shutil.copytree(part, base / part.name, symlinks=True)
    return base / "pgserver/pginstall/bin"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _call(command: list[object], owner: pwd.struct_passwd | None, base: Path) -> None:
    result = subprocess.run(
        [str(word) for word in command],
        cwd=base,
        env={"PATH": os.environ["PATH"], "HOME": str(base), "TZ": "UTC"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        user=owner and owner.pw_uid,
        group=owner and owner.pw_gid,
        extra_groups=[] if owner else None,
    )
    if result.returncode:
        raise OSError(f"{Path(str(command[0])).name}: {result.stderr.strip()[-400:]}")
