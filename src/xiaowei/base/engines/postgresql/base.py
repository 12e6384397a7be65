"""Home of the connection to PostgreSQL."""

from __future__ import annotations

from django.db.backends.postgresql import base

from xiaowei.base.trail.tally import Counting


class DatabaseWrapper(Counting, base.DatabaseWrapper):
    """A connection that closes the tally before it commits."""
