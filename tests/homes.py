"""Home of homes for commands run as processes of their own: set up once, copied for each test."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from itertools import count
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from tools import scratch

_numbers = count()


@contextmanager
def home(packs: str = "beijing") -> Iterator[dict[str, str]]:
    """Yield the environment of a fresh home that is set up already."""
    with tempfile.TemporaryDirectory(prefix="xiaowei-home-") as folder:
        model, database = _model(packs)
        shutil.copytree(model, folder, dirs_exist_ok=True)
        environment = scratch.environment(folder)
        if not database:
            yield environment
            return
        name = f"{database}_{next(_numbers)}"
        _admin(f'CREATE DATABASE "{name}" TEMPLATE "{database}"')
        try:
            yield environment | {"XIAOWEI_DATABASE_URL": _url(name)}
        finally:
            _admin(f'DROP DATABASE "{name}" WITH (FORCE)')


def command(environment: dict[str, str], *words: Any, **more: Any) -> subprocess.Popen[str]:
    """Start a command of `xiaowei` in a home."""
    line = [sys.executable, "-m", "xiaowei.interfaces.cli.main", *map(str, words)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(line, env=environment, encoding="utf-8", **(pipes | more))


def run(environment: dict[str, str], *words: Any) -> tuple[int, str, str]:
    """Run a command to its end; return its exit code, what it printed, and what it logged."""
    process = command(environment, *words)
    printed, logged = process.communicate()
    return process.returncode, printed, logged


def rows_of(environment: dict[str, str]) -> dict[str, int]:
    """Return how many rows each table of a home holds."""
    if url := environment.get("XIAOWEI_DATABASE_URL"):
        import psycopg

        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        with psycopg.connect(url) as server:
            return _counted(server.execute, tables)
    with closing(sqlite3.connect(f"{environment['XIAOWEI_HOME']}/xiaowei.sqlite3")) as file:
        return _counted(file.execute, "SELECT name FROM sqlite_master WHERE type = 'table'")


def _counted(ask: Any, tables: str) -> dict[str, int]:
    names = [name for (name,) in ask(tables).fetchall()]
    return {name: ask(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


@cache
def _model(packs: str) -> tuple[str, str]:
    """Return the folder of a home that is set up, and its database's name on PostgreSQL."""
    import atexit

    folder = tempfile.mkdtemp(prefix="xiaowei-model-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    environment = scratch.environment(folder) | {"XIAOWEI_PACKS": packs}
    database = ""
    if _server():
        database = f"model_{os.getpid()}_{next(_numbers)}"
        _admin(f'CREATE DATABASE "{database}"')
        environment["XIAOWEI_DATABASE_URL"] = _url(database)
        atexit.register(_admin, f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    code, _, logged = run(environment, "setup")
    assert code == 0, logged
    return folder, database


def _server() -> str:
    url = os.environ.get("XIAOWEI_DATABASE_URL", "")
    return url if url.startswith("postgres") else ""


def _url(name: str) -> str:
    return urlunsplit(urlsplit(_server())._replace(path=f"/{name}"))


def _admin(statement: str) -> None:
    import psycopg

    with psycopg.connect(_server(), autocommit=True) as server:
        server.execute(statement)  # type: ignore[call-overload]
