"""Home of taking turns: of several who write the same rows, one after the other."""

from __future__ import annotations

import zlib

from django.db import connection


def take_turn(room: str) -> None:
    """Wait until nobody else writes in a room; the turn ends with the transaction.

    Whoever reads rows in order to change them takes a turn first. On SQLite a transaction that writes is
    alone anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(room.encode())])
