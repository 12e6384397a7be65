"""Home of the rows that are no data: totals, notes at the foot, section titles, blank lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xiaowei.connectors.tabular.rows import Cell

Filled = Sequence[tuple[int, Cell]]
"""The cells of a row that hold something, with their columns."""

_BLANK_OUT = re.compile(r"[\s\u3000]+")
_TOTAL = re.compile(
    r"^.{0,8}(合计|小计|总计|共计|累计|汇总|合计数|total|subtotal)([(（].*)?[::]?$", re.I
)
_NOTE = re.compile(
    r"^(填表|填报|制表|审核|复核|负责人|单位负责人|主管领导|联系人|经办人|备注|注|说明|填写说明|打印)"
    r".{0,4}[::]"
)
_HINT = re.compile(r"[计汇]|total", re.I)
_SERIALS = frozenset({"序号", "no", "no.", "serial", "#"})


def reason_to_skip(cells: Sequence[Cell], headers: Sequence[str]) -> str | None:
    """Say why a row is no data (blank, serial, total, note, header), or None for a data row."""
    if len(cells) > 1 and _is_plainly_data(cells[0], cells[1], headers):
        return None
    filled = [(i, c) for i, c in enumerate(cells) if c is not None and not _is_blank(c)]
    if not filled:
        return "blank"
    tests = {"total": _is_total, "note": _is_note, "serial": _is_serial, "header": _is_header}
    return next((reason for reason, test in tests.items() if test(filled, headers)), None)


def _is_plainly_data(first: Cell, second: Cell, headers: Sequence[str]) -> bool:
    """Most rows begin with two filled cells that hold no word of a total or a note."""
    if not isinstance(first, str) or not isinstance(second, str) or first == headers[0]:
        return False
    if not first.strip() or not second.strip() or ":" in first or "：" in first:
        return False
    return not _HINT.search(f"{first[:40]} {second[:20]}")


def _is_total(filled: Filled, headers: Sequence[str]) -> bool:
    """Tell a total, whose other cells are figures, from data, whatever its name."""
    numbered = len(filled) > 1 and str(filled[0][1]).removesuffix(".0").isdigit()
    word, rest = (filled[1][1], filled[2:]) if numbered else (filled[0][1], filled[1:])
    if not isinstance(word, str) or not _TOTAL.match(_BLANK_OUT.sub("", word)):
        return False
    return sum(1 for _, c in rest if isinstance(c, str) and not _is_figure(c)) <= 1


def _is_note(filled: Filled, headers: Sequence[str]) -> bool:
    first = filled[0][1]
    few = len(filled) <= max(2, len(headers) // 3)
    return few and isinstance(first, str) and bool(_NOTE.match(_BLANK_OUT.sub("", first)))


def _is_serial(filled: Filled, headers: Sequence[str]) -> bool:
    column = filled[0][0]
    return (
        len(filled) == 1 and column < len(headers) and headers[column].strip().lower() in _SERIALS
    )


def _is_header(filled: Filled, headers: Sequence[str]) -> bool:
    return len(filled) > 1 and all(i < len(headers) and c == headers[i] for i, c in filled)


def _is_figure(text: str) -> bool:
    return any(letter.isdigit() for letter in text) or text.strip() in ("-", "/", "—")


def _is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()
