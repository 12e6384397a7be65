"""Home of the lake: the tickets by month as Parquet, masked as they are stored, made of the database.

It is never the only copy. A month's file is written aside and put in place at once, so that whoever
reads finds the old one or the new one; it carries the sums of its rows' seals, by which it is told
whether the database has moved on.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from xiaowei.base.parts import in_parts
from xiaowei.base.trail.tally import NOTHING, Sums, sums_of
from xiaowei.domain.intake import PATH
from xiaowei.domain.months import first_of
from xiaowei.domain.sheets import STEP
from xiaowei.domain.zone import ZONE, start_of
from xiaowei.stages.intake.models import Ticket, TicketChange

WITHOUT_TIME = "none"
_MONTH = re.compile(r"\d{4}-\d\d")
FILE, SUMS, PARTS = "tickets.parquet", "xiaowei_sums", 5000
_FIELDS = {
    "number": "number",
    "caller": "caller_hash",
    "kind": "kind_words",
    "district": "district_words",
    "town": "town_words",
    "community": "community_words",
    "estate": "estate_words",
    "address": "address",
    "title": "title",
    "content": "text",
    "topics": "topic_words",
    "kind_code": "kind",
    "topic_code": "topic_code",
    "place_code": "place__code",
    "town_code": "town_code",
    "status": "status",
    "contacted": "contacted",
    "solved": "solved",
    "satisfied": "satisfied",
    "run": "run__number",
}
"""Column -> field; the first eleven are those of a ticket sheet read as columns."""


@dataclass(frozen=True)
class Month:
    """A month of the lake: its rows and bytes, and whether it says what the database says."""

    month: str
    rows: int
    bytes: int
    fits: bool


def lake() -> Path:
    """Return the folder of the tickets in the lake."""
    return Path(settings.HOME) / "lake" / "tickets"


def months() -> list[Month]:
    """Return the months of the lake and of the database, in order; one that lacks a file does not fit."""
    held, due = _held(), _due()
    found = []
    for month in sorted(held.keys() | due.keys()):
        file = _file(month)
        size = file.stat().st_size if file.exists() else 0
        there = held.get(month, NOTHING).there
        fits = there == due.get(month, NOTHING).there
        found.append(Month(month, there[0], size, fits))
    return found


def write_months(wanted: Collection[str] | None = None) -> list[str]:
    """Write months anew from the database, all that do not fit where none is named; return them."""
    stale = [one.month for one in months() if not one.fits] if wanted is None else sorted(wanted)
    for month in stale:
        _write(month)
    return stale


def rebuild() -> list[str]:
    """Write every month anew; return them."""
    return write_months([one.month for one in months()])


def touched_by(run: str) -> set[str]:
    """Return the months of the tickets that an import was the last to hold, and those they were in before."""
    moments = Ticket.objects.filter(seen_in__number=run).values_list("received_at", flat=True)
    moved = TicketChange.objects.filter(run__number=run, field="received_at")
    before = (at and datetime.fromisoformat(at) for at in moved.values_list("old", flat=True))
    return {_month_of(at or None) for at in chain(moments.iterator(PARTS), before)}


def _write(month: str) -> None:
    import polars as pl

    rows = _rows_of(month)
    frames, sums = [], NOTHING
    for part in in_parts(rows, PARTS):
        sums += sums_of((pk, seal) for pk, seal, *_ in part)
        frames.append(_frame(pl, part))
    file = _file(month)
    if not frames:
        shutil.rmtree(file.parent, ignore_errors=True)
        return
    for folder in (lake().parent, lake(), file.parent):
        folder.mkdir(mode=0o700, exist_ok=True)
    draft = file.with_name(f".{secrets.token_hex(4)}.draft")
    try:
        told = {SUMS: f"{sums.rows} {sums.keys} {sums.marks}"}
        pl.concat(frames).write_parquet(draft, metadata=told)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def _rows_of(month: str) -> Iterator[tuple[Any, ...]]:
    fields = ("pk", "seal", "received_at", *_FIELDS.values())
    return _tickets(month).order_by("received_at", "number").values_list(*fields).iterator(PARTS)


def _frame(pl: Any, part: list[tuple[Any, ...]]) -> Any:
    """Return rows as columns; `at` is in seconds by the clock on the wall, levels are parted by STEP."""
    texts = {name: [row[at] or None for row in part] for at, name in enumerate(_FIELDS, start=3)}
    texts["topics"] = [said and said.replace(PATH, STEP) for said in texts["topics"]]
    frame = pl.DataFrame(texts, schema=dict.fromkeys(_FIELDS, pl.String))
    moments = [row[2] and _wall_seconds(row[2]) for row in part]
    return frame.with_columns(at=pl.Series(moments, dtype=pl.Int64))


def _wall_seconds(at: datetime) -> int:
    return int(at.astimezone(ZONE).replace(tzinfo=UTC).timestamp())


def _tickets(month: str) -> QuerySet[Ticket]:
    if month == WITHOUT_TIME:
        return Ticket.objects.filter(received_at__isnull=True)
    first = date.fromisoformat(f"{month}-01")
    end = first_of(first, 1)
    return Ticket.objects.filter(Q(received_at__gte=start_of(first), received_at__lt=start_of(end)))


def _due() -> dict[str, Sums]:
    found: dict[str, Sums] = {}
    rows = Ticket.objects.values_list("received_at", "pk", "seal")
    for at, pk, seal in rows.iterator(PARTS):
        month = _month_of(at)
        found[month] = found.get(month, NOTHING) + sums_of([(pk, seal)])
    return found


def _held() -> dict[str, Sums]:
    import polars as pl

    found = {}
    for file in lake().glob(f"month=*/{FILE}"):
        month = file.parent.name.removeprefix("month=")
        if month != WITHOUT_TIME and not _MONTH.fullmatch(month):
            continue  # not one of ours
        try:
            told = pl.read_parquet_metadata(file).get(SUMS, "")
            found[month] = Sums(*map(int, told.split()))
        except (
            OSError, ValueError, pl.exceptions.PolarsError, pl.exceptions.PanicException,
        ):  # fmt: skip
            found[month] = Sums(rows=-1)
    return found


def _month_of(at: datetime | None) -> str:
    return f"{at.astimezone(ZONE):%Y-%m}" if at else WITHOUT_TIME


def _file(month: str) -> Path:
    return lake() / f"month={month}" / FILE
