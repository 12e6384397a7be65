"""Home of the connection to SQLite."""

from __future__ import annotations

from django.db.backends.sqlite3 import base

from xiaowei.base.trail.tally import Counting


class DatabaseWrapper(Counting, base.DatabaseWrapper):
    """A connection that closes the tally before it commits."""
