"""Home of the ledger's own words: batches, lists of places, what counts as proactive."""

from __future__ import annotations

from xiaowei.connectors.tabular.rows import Cell
from xiaowei.connectors.tabular.values import as_parts, as_yes, text
from xiaowei.domain.rounds import round_key

_PROACTIVE = {"主动": True, "主动治理": True, "未诉先办": True, "接诉即办": False, "诉求": False}


def read_batch(cell: Cell) -> str | None:
    """Read a round's number: 第二批 and 2.0 are "2"; other words stay as they are."""
    return round_key(text(cell)) or None


def read_proactive(cell: Cell) -> bool | None:
    """Read whether a project was begun before anybody complained."""
    return as_yes(cell, _PROACTIVE)


def split_places(cell: Cell) -> tuple[str, ...] | None:
    """Split the places of a project; None where the cell names none."""
    return as_parts(text(cell).replace("/", ";") if "/" in text(cell) else cell) or None
