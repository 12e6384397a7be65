"""Home of ticket sheets for the analyse door: rows with their event, place and topic, without a home.

Places come from a gazetteer sheet where one is given, and are discovered in the sheet itself; topics
are those of the default packs' catalogue.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from xiaowei.analysis.engines.keyed import SALT_BYTES
from xiaowei.analysis.engines.sampling import keys_of
from xiaowei.analysis.engines.steps import for_grouping as columns_for_grouping
from xiaowei.analysis.engines.steps import said, without_numbers
from xiaowei.analysis.grouping.engine import Grouping, GroupingModel, learn
from xiaowei.analysis.grouping.labels import Labelling, name_of
from xiaowei.analysis.matters import LinkTicket
from xiaowei.analysis.nameindex import GazetteerEntry
from xiaowei.connectors.hotline_sheet.columnar import read_columns
from xiaowei.connectors.packs.parse import load
from xiaowei.connectors.place_sheet.fetch import fetch as fetch_places
from xiaowei.connectors.place_sheet.parse import parse as parse_places
from xiaowei.domain.catalogue import Catalogue
from xiaowei.domain.zone import ZONE

PACKS = ("default",)


@dataclass(frozen=True)
class TicketSheet:
    """The tickets of a sheet with what was learnt of them; `frame` holds their columns."""

    frame: pl.DataFrame
    rejected: tuple[str, ...]
    """Numbers of the rows that can't be read, or `row N`."""
    model: GroupingModel
    grouping: Grouping
    catalogue: Catalogue

    @property
    def read(self) -> int:
        """Count the data rows."""
        return len(self.frame) + len(self.rejected)

    def topic(self, index: int) -> str | None:
        """Return the name of a topic; words of the sheet that name none stay as they are."""
        if index < 0:
            return None
        return name_of(self.model.topics.names[index], self.catalogue)

    def place(self, index: int) -> tuple[str | None, str | None]:
        """Return name and code of a place; a discovered place has no code."""
        if index < 0:
            return None, None
        found = self.model.atlas.places[index]
        return found.shown, found.code

    def calls(self) -> Iterator[LinkTicket]:
        """Yield the tickets that have a place, by the indices of place and topic."""
        fields = self.frame.select("number", "caller", "at", "kind").rows()
        places, topics = self.grouping.place.tolist(), self.grouping.topic.tolist()
        for (number, caller, at, kind), place, topic in zip(fields, places, topics, strict=True):
            if place >= 0 and at is not None:
                moment = datetime.fromtimestamp(at, UTC).replace(tzinfo=ZONE)
                known = self.catalogue.ticket_kind(kind) if kind else None
                yield LinkTicket(number, str(place), str(topic), caller, moment, kind=known)


def read_tickets(
    file: Path, gazetteer: Path | None = None, gap_days: float | None = None
) -> TicketSheet:
    """Read a ticket sheet and group its tickets; `gap_days` of quiet end an event where given.

    :raises BadInput: what the sheets' readers refuse
    """
    catalogue = load(PACKS).catalogue
    columns = read_columns(file, catalogue)
    frame, rejected = columns.frame, columns.rejected
    del columns
    known = read_gazetteer(gazetteer) if gazetteer else ()
    model, grouping = learn(for_grouping(frame, catalogue), known, gap_days)
    return TicketSheet(frame, rejected, model, grouping, catalogue)


def for_grouping(tickets: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Return the columns that grouping looks at."""
    tickets = without_numbers(tickets, secrets.token_bytes(SALT_BYTES))
    paths, texts = tickets["topics"], said(tickets)["content"]
    labelling = Labelling.of(paths, texts, catalogue, keys_of(tickets["number"]))
    return columns_for_grouping(tickets, labelling, catalogue)


def read_gazetteer(file: Path) -> tuple[GazetteerEntry, ...]:
    """Read a sheet of places.

    :raises BadInput: what the sheet's reader refuses
    """
    return tuple(
        GazetteerEntry(
            code=row.code or f"{row.town_code or row.town or ''}/{row.name}",
            name=row.name,
            kind=row.kind or "",
            town_code=row.town_code or "",
            town=row.town or "",
            aliases=row.aliases,
        )
        for row in parse_places(fetch_places(file)).rows
    )
