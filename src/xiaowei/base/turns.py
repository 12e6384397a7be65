"""Home of taking turns: of several who write the same rows, one after the other."""

from __future__ import annotations

import time
import zlib

from django.db import connection

LOOKS_AGAIN = 0.12
"""Seconds after which whoever waits for SQLite's lock has looked again (0.1 at most)."""


def take_turn(room: str) -> None:
    """Wait until nobody else writes in a room; the turn ends with the transaction.

    Whoever reads rows in order to change them takes a turn first. On SQLite a transaction that writes is
    alone anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(room.encode())])


def let_others_in() -> None:
    """Leave a gap between two transactions of long work.

    SQLite's writers don't queue: who waits looks again every tenth of a second, and finds the door open only
    if nobody has gone in at once. PostgreSQL keeps a queue.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(LOOKS_AGAIN)
