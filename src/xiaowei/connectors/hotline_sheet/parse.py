"""Home of reading tickets: the hotline's columns into ticket rows, each bad row with its remedy."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from xiaowei.connectors.hotline_sheet.doubtful import settle
from xiaowei.connectors.hotline_sheet.words import (
    handling_town,
    identity,
    limit_in_hours,
    made_number,
    read_contacted,
    read_satisfied,
    read_solved,
    split_topics,
)
from xiaowei.connectors.tabular.columns import Bound, Match, load
from xiaowei.connectors.tabular.moments import as_clock, as_date, as_moment
from xiaowei.connectors.tabular.rows import Cell, Parsed, Table
from xiaowei.connectors.tabular.streaming import Streamed
from xiaowei.connectors.tabular.taking import Reader, Values, take
from xiaowei.connectors.tabular.values import (
    as_latitude,
    as_longitude,
    as_system,
    as_text,
    as_ticket_number,
    as_yes,
    point,
)
from xiaowei.domain.catalogue import Catalogue
from xiaowei.domain.errors import BadInput
from xiaowei.domain.sheets import TicketRow

_READ = {
    "number": as_ticket_number,
    "received_on": as_date,
    "closed_at": as_moment,
    "contacted": read_contacted,
    "solved": read_solved,
    "satisfied": read_satisfied,
    "excluded": as_yes,
    "repeat": as_yes,
    "lon": as_longitude,
    "lat": as_latitude,
    "crs": as_system,
}
Lost = deque[str]
"""Phones that a spreadsheet has made illegible."""
_TOPICS = ("topic_1", "topic_2", "topic_3", "topic_4")


def parse(
    table: Table,
    mapping: Mapping[str, str] | None = None,
    catalogue: Catalogue | None = None,
) -> Parsed[TicketRow]:
    """Read a table of tickets; `mapping` (field -> header) outweighs the known header names.

    With a catalogue the values under a header such as 类别 tell whether it is kind or topic.

    A ticket without a received time is taken; one whose time can't be read is rejected.

    :raises BadInput: sheet_columns_missing, sheet_mapping_field, sheet_mapping_header
    """
    match = load("hotline_sheet").match(table.headers, mapping)
    if catalogue:
        match = settle(match, table, mapping or {}, catalogue)
    streamed = isinstance(table.rows, Streamed)
    lost: Lost = deque(maxlen=1 if streamed else None)
    readers = [
        Reader(bound.field, bound.index, bound.header, _reader(bound.field, match, lost))
        for bound in match.bound
    ]
    handler_is_town = match.of("town") is None
    parsed = take(table, match, readers, lambda row, v: _build(row, v, handler_is_town))
    if streamed:
        caller = match.of("caller")
        told: Sequence[BadInput] = Streamed(lambda: _warnings(table, caller))
        return replace(parsed, warnings=told)
    return replace(parsed, warnings=(*parsed.warnings, *_of_lost(lost)))


def _warnings(table: Table, caller: Bound | None) -> Iterator[BadInput]:
    """Yield what a streamed sheet is warned of, its phones looked through once more."""
    yield from table.warnings
    lost: Lost = deque()
    if caller:
        for row in table.rows:
            _phone(row.cells[caller.index], lost)
    yield from _of_lost(lost)


def _of_lost(lost: Lost) -> Iterator[BadInput]:
    if lost:
        yield BadInput("sheet_phones_lost", value=lost[0], count=len(lost))


def _reader(field: str, match: Match, lost: Lost) -> Any:
    if field == "caller":
        return lambda cell: _phone(cell, lost)
    if field == "received_at":
        return _moment_or_clock if match.of("received_on") else as_moment
    return _READ.get(field, as_text)


def _phone(cell: Cell, lost: Lost) -> str | None:
    try:
        return as_ticket_number(cell)
    except BadInput as trouble:
        lost.append(str(trouble.facts["value"]))
        return None


def _moment_or_clock(cell: Cell) -> Any:
    """来电日期 and 来电时间 may be two columns."""
    return as_clock(cell) or as_moment(cell)


def _build(row: int, v: Values, handler_is_town: bool) -> TicketRow:
    get = v.get
    title, address, content = get("title"), get("address"), get("content", "")
    if not (content or title or address):
        raise BadInput("ticket_empty")
    received_at = _received(v)
    caller = identity(get("caller"), get("caller_name"))
    deadline = get("deadline")
    handler = get("handler")
    return TicketRow(
        row=row,
        number=get("number") or made_number(received_at, caller, title, address, content),
        received_at=received_at,
        caller=caller,
        kind=get("kind"),
        topics=_topics(v),
        district=get("district"),
        town=handling_town(handler) if handler_is_town else get("town"),
        community=get("community"),
        estate=get("estate"),
        address=address,
        title=title,
        content=content,
        handler=handler,
        deadline=deadline,
        limit_hours=limit_in_hours(deadline) if deadline else None,
        due_at=_due(deadline) if deadline else None,
        status=get("status"),
        result=get("result"),
        closed_at=get("closed_at"),
        solved=get("solved"),
        satisfied=get("satisfied"),
        excluded=True if get("excluded") is None and get("excluded_reason") else get("excluded"),
        excluded_reason=get("excluded_reason"),
        repeat=get("repeat"),
        contacted=get("contacted"),
        **point(v),
        extra=v["extra"],
    )


def _received(v: Values) -> datetime | None:
    moment, day = v.get("received_at"), v.get("received_on")
    if isinstance(moment, datetime) or day is None:
        return moment if isinstance(moment, datetime) else None
    return as_moment(datetime.combine(day, moment) if moment else day)


def _topics(v: Values) -> tuple[str, ...]:
    levels = tuple(v[level] for level in _TOPICS if level in v)
    return levels or split_topics(v.get("topic_path"))


@lru_cache(maxsize=1024)
def _due(deadline: str) -> datetime | None:
    try:
        return as_moment(deadline)
    except BadInput:
        return None
