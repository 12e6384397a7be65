"""Home of the ledger's own words: batches, lists of places, what counts as proactive."""

from __future__ import annotations

import re

from xiaowei.connectors.tabular.rows import Cell
from xiaowei.connectors.tabular.values import as_parts, as_yes, plain, text

_BATCH = re.compile(r"第\s*([0-9]+|[一二三四五六七八九十]+)\s*[批期]")
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)}
_PROACTIVE = {"主动": True, "主动治理": True, "未诉先办": True, "接诉即办": False, "诉求": False}


def read_batch(cell: Cell) -> str | None:
    """Read a round's number: 第二批 and 2.0 are "2"; other words stay as they are."""
    shown = plain(cell)
    found = _BATCH.search(shown)
    if found:
        return found[1].lstrip("0") if found[1].isascii() else str(_numeral(found[1]))
    bare = re.sub(r"[批期次]$", "", shown)
    if bare in _DIGITS or bare.startswith("十"):
        return str(_numeral(bare)) if set(bare) <= {*_DIGITS, "十"} else shown
    return bare if bare.isdigit() else shown or None


def round_names(said: str | None) -> tuple[str, ...]:
    """Return the names that a round may be kept under: as it was said, and as a sheet's is read."""
    return tuple(dict.fromkeys(filter(None, (said, read_batch(said) if said else None))))


def read_proactive(cell: Cell) -> bool | None:
    """Read whether a project was begun before anybody complained."""
    return as_yes(cell, _PROACTIVE)


def split_places(cell: Cell) -> tuple[str, ...] | None:
    """Split the places of a project; None where the cell names none."""
    return as_parts(text(cell).replace("/", ";") if "/" in text(cell) else cell) or None


def _numeral(shown: str) -> int:
    tens, _, ones = shown.rpartition("十")
    if "十" not in shown:
        return _DIGITS[shown[-1]]
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
