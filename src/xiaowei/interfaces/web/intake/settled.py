"""Home of what has to be settled of a sheet's columns before it is taken.

An essential field is carried by a column, or whoever brings the sheet says that it has none; that is
remembered with its columns.
"""

from __future__ import annotations

from collections.abc import Mapping

from xiaowei.connectors.tabular.columns import Columns, load
from xiaowei.connectors.tabular.headers import fingerprint
from xiaowei.connectors.tabular.kinds import FOLDERS
from xiaowei.domain.errors import RuleBroken
from xiaowei.domain.wording import Note
from xiaowei.interfaces.web.intake.reading import Read
from xiaowei.interfaces.web.intake.tray import Held
from xiaowei.stages.intake.queries import mapping_for


def unsettled(one: Held, found: Read) -> list[str]:
    """Return the essential fields that no column carries and that nobody said the sheet lacks."""
    said = said_absent(one, found)
    return [field for field in missing(one, found) if field not in said]


def said_absent(one: Held, found: Read) -> list[str]:
    """Return the essential fields that the sheet lacks, as was said of it or of one like it."""
    columns = load(FOLDERS[one.kind])
    before = (
        mapping_for(one.kind, fingerprint(found.table.headers)) if one.mapping is None else None
    )
    return [
        field
        for field in missing(one, found)
        if field in one.absent or _left_out(before or {}, columns, field)
    ]


def missing(one: Held, found: Read) -> tuple[str, ...]:
    """Return the essential fields that no column carries."""
    return load(FOLDERS[one.kind]).essentials_missing(found.parsed.mapping)


def require_settled(one: Held, found: Read) -> None:
    """Refuse a sheet of which an essential field is open.

    :raises RuleBroken: `columns_open`
    """
    if left := unsettled(one, found):
        raise RuleBroken("columns_open", fields=tuple(Note(f"sheet_column.{f}") for f in left))


def say_absent(one: Held, field: str) -> None:
    """Note that the sheet has no column for an essential field."""
    columns, mapping = load(FOLDERS[one.kind]), _mapping(one)
    if field not in {group[0] for group in columns.essential}:
        return
    one.mapping = {**mapping, **dict.fromkeys(columns.group_of(field), "")}
    one.absent = sorted({*one.absent, field})


def say_present(one: Held, field: str) -> None:
    """Take back that the sheet has no such column."""
    one.absent = [name for name in one.absent if name != field]
    group = load(FOLDERS[one.kind]).group_of(field)
    one.mapping = {k: header for k, header in _mapping(one).items() if header or k not in group}


def say_column(one: Held, field: str, header: str) -> None:
    """Note which column carries a field."""
    kept = {k: other for k, other in _mapping(one).items() if other != header}
    say_present(one, field)
    one.mapping = {**kept, field: header}


def _mapping(one: Held) -> dict[str, str]:
    """Return the mapping in force: the one made by hand, else what was recognised."""
    seen: dict[str, str] = (one.preview or {}).get("mapping", {})
    return dict(one.mapping if one.mapping is not None else seen)


def _left_out(before: Mapping[str, str], columns: Columns, field: str) -> bool:
    return all(before.get(name) == "" for name in columns.group_of(field))
