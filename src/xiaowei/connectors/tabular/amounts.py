"""Home of reading amounts and quantities: 12.5万元, 1,280.00, 1280平方米, 1.2万平方米."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from xiaowei.connectors.tabular.rows import Cell
from xiaowei.connectors.tabular.values import LARGEST, UNKNOWN, as_decimal, plain, text, ungrouped
from xiaowei.domain.errors import BadInput
from xiaowei.domain.units import can_convert, standard_unit, unit_words

SCALES = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10000), "万": Decimal(10000)}
FEN = Decimal("0.01")
FORMULA_LEAVES, FULL_PRECISION = 6, 15
"""Decimals and digits from which on a number was calculated, not typed."""
MOST_MEASURED = 10**9
"""No measured quantity of small works is larger."""

_MONEY = re.compile(
    r"^(?:约|rmb|[¥￥])?\s*([-+]?[\d,]+(?:\.\d+)?)\s*(万元|千元|元|万)?(?:整|左右)?$", re.I
)
_AMOUNT = r"(\d[\d,]*(?:\.\d+)?)\s*(万|千)?(?:多|余)?\s*"
_UNIT = "|".join(
    re.escape(word) + ("(?![a-z0-9])" if word.isascii() else "") for word in unit_words()
)
_QUANTITY = re.compile(
    rf"^(?:约|共|合计)?\s*([-+]?){_AMOUNT}(?:(?P<unit>{_UNIT})|(?P<other>[^\d\s,.]{{1,6}}))?(?:左右)?$",
    re.I,
)
_IN_TEXT = re.compile(rf"(?<![\d.号第]){_AMOUNT}(?P<unit>{_UNIT})", re.I)
_NOT_BEFORE = re.compile(r"(宽|高|厚|深|直径|间距|每个?|单价)(度|约|为|:|是)*$")
_NOT_AFTER = re.compile(
    r"^(行政|自然)?(村|小区|社区|点位|单元|院|街道|乡镇|镇|月|工作日|项目|标段|高|宽|厚|深)"
)
_SPACES = re.compile(r"(?:停?车位|泊位)\s*(?:共|约)?\s*(\d+)\s*个|(\d+)\s*个\s*(?:停?车位|泊位)")


def as_yuan(cell: Cell, unit: str | None) -> Decimal | None:
    """Read an amount in yuan, to the fen; a unit in the cell outweighs the header's `unit`.

    What somebody typed below a fen is refused, as 100.005元. Six decimals and more, or fifteen digits,
    nobody types: they are what a formula or a floating number leaves (100.00000000001, 3.3333333333万元),
    and are rounded.

    :raises BadInput: bad_money, negative_amount, money_unit_unknown, below_fen
    """
    number, said = _money(cell)
    if number is None:
        return None
    if number < 0:
        raise BadInput("negative_amount", value=text(cell))
    scale = said or unit
    if scale is None and number:
        raise BadInput("money_unit_unknown", value=text(cell))
    amount = number * SCALES[scale or "元"]
    if amount > LARGEST:
        raise BadInput("bad_money", value=text(cell))
    whole = amount.quantize(FEN, ROUND_HALF_UP)
    if whole != amount and _is_typed(number):
        raise BadInput("below_fen", value=text(cell), near=f"{whole:f}")
    return whole


def guess_unit(cells: Iterable[Cell]) -> str | None:
    """Guess 万元 or 元 for a column that doesn't say; None where its amounts fit neither alone."""
    bare = []
    for cell in cells:
        try:
            number, said = _money(cell)
        except BadInput:
            continue
        if number and said is None:
            bare.append(abs(number))
    if bare and max(bare) < 1000:
        return "万元"
    return "元" if bare and min(bare) >= 1000 else None


def as_quantity(cell: Cell) -> tuple[Decimal | None, str | None]:
    """Read a quantity of 0 or more and the unit that stands with it.

    :raises BadInput: bad_quantity, negative_quantity
    """
    if not isinstance(cell, str):
        try:
            number, unit = as_decimal(cell), None
        except BadInput as trouble:
            raise BadInput("bad_quantity", value=text(cell)) from trouble
        if number is not None and number < 0:
            raise BadInput("negative_quantity", value=text(cell))
        return _in_bounds(number, cell), unit
    shown = plain(cell)
    if shown.lower() in UNKNOWN:
        return None, None
    found = _QUANTITY.match(shown)
    if not found:
        raise BadInput("bad_quantity", value=text(cell))
    number = _scaled(found[2], found[3])
    _in_bounds(number, cell)
    if found[1] == "-" and number:
        raise BadInput("negative_quantity", value=text(cell))
    return number, (found["unit"] and standard_unit(found["unit"])) or found["other"]


def _in_bounds(number: Decimal | None, cell: Cell) -> Decimal | None:
    if number is not None and number > MOST_MEASURED:
        raise BadInput("bad_quantity", value=text(cell))
    return number


def find_quantities(content: str, unit: str | None = None) -> tuple[tuple[Decimal, str], ...]:
    """Find the quantities in a description: 修复破损道路1280平方米 -> 1280, 平方米.

    With `unit` only amounts that can be told in it count, those in it first; widths, depths and
    counts of villages don't.
    """
    shown = plain(content)
    spaces = [spot.span() for spot in _SPACES.finditer(shown)]
    every = []
    for found in _IN_TEXT.finditer(shown):
        if _NOT_BEFORE.search(shown[: found.start()]) or _NOT_AFTER.match(shown[found.end() :]):
            continue
        if unit is None and any(a <= found.start() < b for a, b in spaces):
            continue
        if unit is None or can_convert(found["unit"], unit):
            every.append((_scaled(found[1], found[2]), standard_unit(found["unit"])))
    wanted = standard_unit(unit) if unit else None
    return tuple(sorted(every, key=lambda one: one[1] != wanted) if wanted else every)


def find_spaces(content: str) -> int | None:
    """Find the parking spaces in a description: 新增车位35个 -> 35."""
    found = [int(m[1] or m[2]) for m in _SPACES.finditer(plain(content))]
    return sum(found) if found else None


def _money(cell: Cell) -> tuple[Decimal | None, str | None]:
    if isinstance(cell, str):
        shown = plain(cell)
        if shown.lower() in UNKNOWN:
            return None, None
        found = _MONEY.match(shown)
        if not found or ungrouped(found[1]).count(","):
            raise BadInput("bad_money", value=text(cell))
        return as_decimal(found[1]), found[2]
    try:
        return as_decimal(cell), None
    except BadInput as trouble:
        raise BadInput("bad_money", value=text(cell)) from trouble


def _is_typed(number: Decimal) -> bool:
    """Tell whether a number has no more digits than somebody types."""
    _, digits, exponent = number.normalize().as_tuple()
    return len(digits) < FULL_PRECISION and isinstance(exponent, int) and -exponent < FORMULA_LEAVES


def _scaled(number: str, scale: str | None) -> Decimal:
    times = {"万": 10000, "千": 1000, None: 1}[scale]
    return Decimal(number.replace(",", "")) * times
