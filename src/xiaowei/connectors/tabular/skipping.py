"""Home of the rows that are no data: totals, notes at the foot, section titles, blank lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from xiaowei.connectors.tabular.rows import Cell

Filled = Sequence[tuple[int, Cell]]
"""The cells of a row that hold something, with their columns."""

_BLANK_OUT = re.compile(r"[\s\u3000]+")
_WORDS = "合计|小计|总计|共计|累计|汇总|合计数|小计数|总计数|total|subtotal"
_AFTER = r"(?:[(（:：].*|\d+[个项户处件行条]?(?:项目|点位)?)?$"
_TOTAL = re.compile(rf"^.{{0,8}}(?:{_WORDS}){_AFTER}", re.I)
_ALONE = re.compile(rf"^(?:本页|本表|全[镇区街]|以上|各项)?(?:{_WORDS}){_AFTER}", re.I)
"""A total's word wherever it stands; at a row's beginning a name may go before it: 甲镇小计."""
_REMARK = re.compile(r"备注|说明|注释|remark|note", re.I)
_NAMING = re.compile(
    r"(?<![镇街乡])名称|^项目$|工程$|内容|编号|标题|name$|title|content|number|_no$", re.I
)
"""Headers of what tells one row from another; a total has nothing there but its own word."""
_NOTE = re.compile(
    r"^(填表|填报|制表|审核|复核|负责人|单位负责人|主管领导|联系人|经办人?|备注|注|说明|填写说明|打印)"
    r".{0,4}[::]"
)
_HINT = re.compile(r"[计汇]|total", re.I)
_LONGEST = 40
"""No total's word or note stands in a longer cell."""
_SERIALS = frozenset({"序号", "no", "no.", "serial", "#"})


def reason_to_skip(cells: Sequence[Cell], headers: Sequence[str]) -> str | None:
    """Say why a row is no data (blank, serial, total, note, header), or None for a data row."""
    if len(cells) > 1 and _is_plainly_data(cells, headers):
        return None
    filled = [(i, c) for i, c in enumerate(cells) if c is not None and not _is_blank(c)]
    if not filled:
        return "blank"
    tests = {"total": _is_total, "note": _is_note, "serial": _is_serial, "header": _is_header}
    return next((reason for reason, test in tests.items() if test(filled, headers)), None)


def _is_plainly_data(cells: Sequence[Cell], headers: Sequence[str]) -> bool:
    """Most rows begin with two filled cells, and none of theirs holds a word of a total or a note."""
    first, second = cells[0], cells[1]
    if not isinstance(first, str) or not isinstance(second, str) or first == headers[0]:
        return False
    if not first.strip() or not second.strip() or ":" in first or "：" in first:
        return False
    return not any(isinstance(c, str) and len(c) <= _LONGEST and _HINT.search(c) for c in cells)


def _is_total(filled: Filled, headers: Sequence[str]) -> bool:
    """Tell a total, whose other cells are figures, from data, whatever its name."""
    numbered = len(filled) > 1 and str(filled[0][1]).removesuffix(".0").isdigit()
    word, rest = (filled[1][1], filled[2:]) if numbered else (filled[0][1], filled[1:])
    if _says(_TOTAL, word) and len(_texts(rest)) <= 1:
        return True
    late = next((column for column, cell in filled if _says(_ALONE, cell)), None)
    return late is not None and _is_late_total(late, filled, headers)


def _is_late_total(late: int, filled: Filled, headers: Sequence[str]) -> bool:
    """Tell whether a row is a total by a word behind other cells: it names nothing of its own."""
    texts = _texts((column, cell) for column, cell in filled if column != late)
    if _REMARK.search(_header(headers, late)):
        return not texts
    return len(texts) <= 2 and not any(_NAMING.search(_header(headers, at)) for at in texts)


def _says(words: re.Pattern[str], cell: Cell) -> bool:
    return isinstance(cell, str) and bool(words.match(_BLANK_OUT.sub("", cell)))


def _texts(filled: Iterable[tuple[int, Cell]]) -> list[int]:
    """Return the columns of the cells that are no figures."""
    return [at for at, cell in filled if isinstance(cell, str) and not _is_figure(cell)]


def _header(headers: Sequence[str], column: int) -> str:
    return headers[column] if column < len(headers) else ""


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
