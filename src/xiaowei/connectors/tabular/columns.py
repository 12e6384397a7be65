"""Home of column matching: which header of a sheet carries which field.

Each kind of sheet keeps its fields and their aliases as data in `columns.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files

from xiaowei.connectors.tabular.headers import OWN_COLUMNS, read_header
from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import Note

HEADERS_SHOWN, HEADER_SHOWN = 30, 30
SUGGESTED = 4
"""So many known headers are named where a column is missing."""


@dataclass(frozen=True)
class Field:
    """One field: its aliases in order of trust, and whether its header may carry a date."""

    name: str
    aliases: tuple[str, ...]
    dated: bool


@dataclass(frozen=True)
class Bound:
    """A field bound to a column of a table."""

    field: str
    index: int
    header: str
    unit: str | None
    on: date | None


@dataclass(frozen=True)
class Match:
    """How the columns of one table are read."""

    bound: tuple[Bound, ...]
    unmapped: tuple[tuple[int, str], ...]

    def of(self, field: str) -> Bound | None:
        """Return the column of a field."""
        return next((b for b in self.bound if b.field == field), None)

    def of_any(self, fields: Iterable[str]) -> Bound | None:
        """Return the first column of any of these fields."""
        return next(filter(None, map(self.of, fields)), None)

    def all(self, field: str) -> tuple[Bound, ...]:
        """Return every column of a field whose header carries a date."""
        return tuple(b for b in self.bound if b.field == field)

    @property
    def mapping(self) -> dict[str, str]:
        """Return field -> header; the second column of a dated field is `field.2`."""
        found: dict[str, str] = {}
        for bound in self.bound:
            count = sum(1 for name in found if name.split(".")[0] == bound.field)
            found[f"{bound.field}.{count + 1}" if count else bound.field] = bound.header
        return found


@dataclass(frozen=True)
class Columns:
    """The fields of one kind of sheet."""

    kind: str
    core: tuple[str, ...]
    """At least one of these must have a column."""
    telling: tuple[str, ...]
    """Fields that tell this kind from the others."""
    fields: tuple[Field, ...]
    needed: tuple[tuple[str, ...], ...] = ()
    """Groups of fields; a sheet that carries none of a group is not taken in."""
    doubtful: frozenset[str] = frozenset()
    """Names of headers that may mean one field or another; the values under them decide."""
    essential: tuple[tuple[str, ...], ...] = ()
    """Groups of fields; who brings a sheet that carries none of a group says so first."""
    missed: tuple[tuple[str, ...], ...] = ()
    """Groups of fields; a sheet that carries none of a group can't be used in full."""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the fields' names."""
        return tuple(field.name for field in self.fields)

    def missing(self, mapping: Mapping[str, str]) -> tuple[str, ...]:
        """Return the first field of each missed group of which `mapping` reads none."""
        return _unread(self.missed, mapping)

    def essentials_missing(self, mapping: Mapping[str, str]) -> tuple[str, ...]:
        """Return the first field of each essential group of which `mapping` reads none."""
        return _unread(self.essential, mapping)

    def group_of(self, name: str) -> tuple[str, ...]:
        """Return the group that a field leads, essential or missed; the field alone where none."""
        groups = (*self.essential, *self.missed)
        return next((group for group in groups if group[0] == name), (name,))

    def vocabulary(self, mapping: Mapping[str, str] | None = None) -> frozenset[str]:
        """Return every header name this kind knows, with those of an explicit mapping."""
        known = {alias for field in self.fields for alias in field.aliases}
        named = (read_header(header).names for header in (mapping or {}).values() if header)
        return frozenset(known.union(*named))

    def match(self, headers: Sequence[str], mapping: Mapping[str, str] | None = None) -> Match:
        """Bind fields to headers: the explicit mapping first, then aliases in order of trust.

        An empty header in `mapping` leaves that field unread.

        :raises BadInput: sheet_mapping_field, sheet_mapping_header, sheet_columns_missing
        """
        match = self.bind(headers, mapping)
        if match.of_any(self.core) is None:
            raise self._refusal((self.core,), match)
        return match

    def require(self, match: Match) -> None:
        """Refuse a sheet that can't be taken in: it says nothing of what each row needs.

        :raises BadInput: sheet_columns_missing
        """
        open_groups = [g for g in (self.core, *self.needed) if match.of_any(g) is None]
        if open_groups:
            raise self._refusal(open_groups, match)

    def is_complete(self, fields: frozenset[str]) -> bool:
        """Tell whether these fields are enough for a sheet to be taken in."""
        return not any(fields.isdisjoint(group) for group in (self.core, *self.needed))

    def bind(self, headers: Sequence[str], mapping: Mapping[str, str] | None = None) -> Match:
        """Bind fields to headers as far as they are known, whatever is missing.

        :raises BadInput: sheet_mapping_field, sheet_mapping_header
        """
        taken = self._assign(headers, mapping or {})
        bound = [_bind(field, index, headers[index]) for index, field in sorted(taken.items())]
        spare = (
            (index, header)
            for index, header in enumerate(headers)
            if index not in taken and header and header not in OWN_COLUMNS
        )
        return Match(tuple(bound), tuple(spare))

    def fitting(self, headers: Iterable[str]) -> frozenset[str]:
        """Return the fields that some header fits."""
        return frozenset(field.name for _, field in self._candidates(list(headers)))

    def _assign(self, headers: Sequence[str], mapping: Mapping[str, str]) -> dict[int, Field]:
        taken, barred = self._explicit(headers, mapping)
        done = set(barred)
        for index, field in self._candidates(headers):
            if index not in taken and field.name not in done:
                taken[index] = field
                done.update(() if field.dated else (field.name,))
        return taken

    def _explicit(
        self, headers: Sequence[str], mapping: Mapping[str, str]
    ) -> tuple[dict[int, Field], set[str]]:
        by_name = {field.name: field for field in self.fields}
        said: dict[int, Field] = {}
        barred: set[str] = set()
        for name, header in mapping.items():
            field = by_name.get(name.split(".")[0])
            if field is None:
                raise BadInput("sheet_mapping_field", field=name, known="、".join(by_name))
            barred.add(field.name)
            if header:
                said[_index_of(header, headers, name)] = field
        return said, barred

    def _candidates(self, headers: Sequence[str]) -> list[tuple[int, Field]]:
        found = []
        ranks = self._ranks
        for index, header in enumerate(headers):
            for guess, name in enumerate(read_header(header).names if header else ()):
                for order, alias, field in ranks.get(name, ()):
                    found.append(((guess, alias, order, index), index, field))
        return [(index, field) for _, index, field in sorted(found, key=lambda item: item[0])]

    @cached_property
    def _ranks(self) -> dict[str, list[tuple[int, int, Field]]]:
        ranks: dict[str, list[tuple[int, int, Field]]] = {}
        for order, field in enumerate(self.fields):
            for place, alias in enumerate(field.aliases):
                ranks.setdefault(alias, []).append((order, place, field))
        return ranks

    def _refusal(self, groups: Iterable[tuple[str, ...]], match: Match) -> BadInput:
        """Name the first field of each group, headers it goes by, and those nobody asked for."""
        missing = tuple(dict.fromkeys(group[0] for group in groups))
        aliases = (_raw_aliases(self.kind)[name] for name in missing)
        known = [alias for some in aliases for alias in some if not alias.isascii()][:SUGGESTED]
        return BadInput(
            "sheet_columns_missing",
            kind=Note(f"sheet_of.{self.kind}"),
            missing=tuple(Note(f"sheet_column.{name}") for name in missing),
            known="、".join(known),
            free=some_headers([header for _, header in match.unmapped]) or "–",
        )


@cache
def load(kind: str) -> Columns:
    """Read the columns of a kind of sheet: hotline_sheet, ledger_sheet or place_sheet."""
    data = _toml(kind)
    fields = tuple(
        Field(
            name,
            tuple(dict.fromkeys(read_header(alias).names[0] for alias in table["aliases"])),
            bool(table.get("dated", False)),
        )
        for name, table in data.items()
        if isinstance(table, dict)
    )
    needed, essential, missed = (
        tuple(map(tuple, data.get(name, ()))) for name in ("needed", "essential", "missed")
    )
    doubtful = frozenset(read_header(name).names[0] for name in data.get("doubtful", ()))
    core, telling = tuple(data["core"]), tuple(data["telling"])
    return Columns(kind, core, telling, fields, needed, doubtful, essential, missed)


def _unread(groups: Iterable[tuple[str, ...]], mapping: Mapping[str, str]) -> tuple[str, ...]:
    read = {name.split(".")[0] for name, header in mapping.items() if header}
    return tuple(group[0] for group in groups if read.isdisjoint(group))


def _raw_aliases(kind: str) -> dict[str, list[str]]:
    return {
        name: table["aliases"] for name, table in _toml(kind).items() if isinstance(table, dict)
    }


@cache
def _toml(kind: str) -> dict[str, dict[str, list[str]]]:
    file = files("xiaowei.connectors").joinpath(kind, "columns.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _bind(field: Field, index: int, header: str) -> Bound:
    name = read_header(header)
    return Bound(field.name, index, header, name.unit, name.on)


def _index_of(header: str, headers: Sequence[str], field: str) -> int:
    if header in headers:
        return headers.index(header)
    wanted = read_header(header).names[0]
    for index, other in enumerate(headers):
        if other and read_header(other).names[0] == wanted:
            return index
    raise BadInput(
        "sheet_mapping_header", field=field, header=header, headers=some_headers(headers)
    )


A_NUMBER = 7


def some_headers(headers: Sequence[str]) -> str:
    """Name the first headers, so that a refusal stays readable.

    What holds the digits of a telephone is no header but a row, and somebody's: it is not shown.
    """
    named = [
        header[:HEADER_SHOWN]
        for header in headers
        if header and sum(letter.isnumeric() for letter in header) < A_NUMBER
    ]
    more = "…" if len(named) > HEADERS_SHOWN else ""
    return "、".join(named[:HEADERS_SHOWN]) + more
