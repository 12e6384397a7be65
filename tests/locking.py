"""Home of a locked database: what Django really raises when somebody else is writing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def locked(folder: Path) -> None:
    """Begin to write into a database in which another connection writes.

    :raises django.db.OperationalError: database is locked
    """
    from django.db import ConnectionHandler

    file = folder / "locked.sqlite3"
    database = {"ENGINE": "xiaowei.base.engines.sqlite3", "NAME": file, "OPTIONS": {"timeout": 0}}
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with closing(ConnectionHandler({"default": database})["default"]) as mine:
            mine.cursor().execute("BEGIN IMMEDIATE")
