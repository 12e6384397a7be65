"""Home of ticket sheets for the analyse door: rows with their place and topic, without a home.

Places come from a gazetteer sheet where one is given, and else (or where it doesn't know a place)
from the names in the texts; topics from the default packs' catalogue.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xiaowei.analysis.classifying import TopicRules
from xiaowei.analysis.discovering import Mention, discover_places
from xiaowei.analysis.linkage import LinkTicket
from xiaowei.analysis.locating import Gazetteer, GazetteerEntry
from xiaowei.connectors.hotline_sheet.fetch import fetch as fetch_tickets
from xiaowei.connectors.hotline_sheet.parse import parse as parse_tickets
from xiaowei.connectors.packs.parse import load
from xiaowei.connectors.place_sheet.fetch import fetch as fetch_places
from xiaowei.connectors.place_sheet.parse import parse as parse_places
from xiaowei.connectors.tabular.rows import Parsed
from xiaowei.domain.catalogue import Catalogue
from xiaowei.domain.sheets import TicketRow

_PACKS = ("default",)
_DISCOVERED = "?"


@dataclass(frozen=True)
class TicketSheet:
    """The tickets of a sheet, ready for grouping, and what their places and topics are called."""

    tickets: tuple[LinkTicket, ...]
    rejected: tuple[str, ...]
    """Numbers of the rows that can't be read, or `row N`."""
    place_names: dict[str, str]
    topics: Catalogue

    @property
    def read(self) -> int:
        """Count the data rows."""
        return len(self.tickets) + len(self.rejected)

    def topic(self, code: str | None) -> str | None:
        """Return the name of a topic; words of the sheet that name none stay as they are."""
        known = self.topics.topic(code or "")
        return known.name if known else code

    def place(self, key: str | None) -> tuple[str | None, str | None]:
        """Return name and code of a place; a discovered place has no code."""
        if key is None:
            return None, None
        code = None if key.startswith(_DISCOVERED) else key
        return self.place_names.get(key, key.removeprefix(_DISCOVERED)), code


def read_tickets(file: Path, gazetteer: Path | None = None) -> TicketSheet:
    """Read a ticket sheet and tell each ticket's place and topic.

    :raises BadInput: what the sheets' readers refuse
    """
    catalogue = load(_PACKS).catalogue
    parsed = parse_tickets(fetch_tickets(file), catalogue=catalogue)
    rules = TopicRules(catalogue.topics)
    known = read_gazetteer(gazetteer) if gazetteer else None
    names = {entry.code: entry.name for entry in known.entries} if known else {}
    keys = _places(parsed.rows, known, names)
    tickets = tuple(
        _ticket(row, key, rules, catalogue) for row, key in zip(parsed.rows, keys, strict=True)
    )
    return TicketSheet(tickets, _rejected_numbers(parsed), names, catalogue)


def read_gazetteer(file: Path) -> Gazetteer:
    """Read a sheet of places.

    :raises BadInput: what the sheet's reader refuses
    """
    rows = parse_places(fetch_places(file)).rows
    return Gazetteer(
        GazetteerEntry(
            code=row.code or f"{row.town_code or row.town or ''}/{row.name}",
            name=row.name,
            kind=row.kind or "",
            town_code=row.town_code or "",
            town=row.town or "",
            aliases=row.aliases,
        )
        for row in rows
    )


def _places(
    rows: Sequence[TicketRow], known: Gazetteer | None, names: dict[str, str]
) -> list[str | None]:
    """Return a key per ticket: the code of a known place, or a discovered name."""
    found = [_locate(known, row) for row in rows]
    if all(found):
        return found
    mentions = [
        Mention(row.estate or row.address or "", row.community or "", row.content, row.town or "")
        for row in rows
    ]
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for index, name in enumerate(discover_places(mentions)):
        if found[index] is None and name:
            found[index] = key = f"{_DISCOVERED}{name}"
            row = rows[index]
            said[key][row.estate or row.address or row.community or name] += 1
    names.update((key, words.most_common(1)[0][0]) for key, words in said.items())
    return found


def _locate(known: Gazetteer | None, row: TicketRow) -> str | None:
    if known is None:
        return None
    where = ",".join(part for part in (row.estate, row.address) if part)
    return known.locate(
        address=where,
        content=_words(row),
        community=row.community or "",
        town=row.town or "",
    ).code


def _ticket(
    row: TicketRow, place: str | None, rules: TopicRules, catalogue: Catalogue
) -> LinkTicket:
    topic, _ = rules.classify(row.topics, _words(row))
    return LinkTicket(
        number=row.number or f"row {row.row}",
        place=place,
        topic=topic or (row.topics[-1] if row.topics else None),
        caller=row.caller,
        received_at=row.received_at,
        text=row.content,
        kind=catalogue.ticket_kind(row.kind) if row.kind else None,
    )


def _words(row: TicketRow) -> str:
    return "。".join(part for part in (row.content, row.title) if part)


def _rejected_numbers(parsed: Parsed[TicketRow]) -> tuple[str, ...]:
    header = parsed.mapping.get("number")
    column = parsed.headers.index(header) if header in parsed.headers else None
    return tuple(
        (column is not None and reject.cells[column]) or f"row {reject.row}"
        for reject in parsed.rejected
    )
