"""Home of amounts and rounding: money is whole fen (0.01 yuan), rounded half up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext

from xiaowei.domain.errors import BadInput

FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000
LARGEST_FEN = 10**15
DISPLAYS = ("plain", "wan", "about_wan", "over_hundred")

_WAN = Decimal(10_000)
_SMALLEST_IN_WAN = Decimal(1_000)
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?")
_ARTEFACT_FEN = Decimal("0.001")
_DIGIT = re.compile(r"\d")

Amount = str | Decimal | int | float


def fen(amount: Amount) -> int:
    """Return an amount in yuan as whole fen; text may carry ¥, 元, commas, full-width digits.

    :raises BadInput: `bad_amount`
    """
    return _fen(amount, FEN_PER_YUAN, "元")


def fen_from_wan(amount: Amount) -> int:
    """Return an amount in 万元 (10,000 yuan) as whole fen.

    :raises BadInput: `bad_amount`
    """
    return _fen(amount, FEN_PER_WAN, "万元")


def fen_as_said(text: str, *, in_wan: bool = False) -> int:
    """Return a typed amount as whole fen: in 万元 where it says so, or `in_wan`.

    What is smaller than a fen is refused, not rounded. A thousandth of a fen is none: that much is left
    where a spreadsheet's floating number is copied, as 100.00000000001.

    :raises BadInput: `bad_amount` where it is asked for in 万元, else `bad_yuan`; `below_fen`
    """
    plain, asked_in_wan = unicodedata.normalize("NFKC", text).strip(), in_wan
    in_wan = in_wan or plain.endswith(("万元", "万"))
    try:
        whole = fen_from_wan(plain) if in_wan else fen(text)
    except BadInput as error:
        if asked_in_wan:
            raise
        raise BadInput("bad_yuan", value=text) from error
    exact = _decimal(plain, "万元" if in_wan else "元") or Decimal(0)
    if abs(exact * (FEN_PER_WAN if in_wan else FEN_PER_YUAN) - whole) > _ARTEFACT_FEN:
        raise BadInput("below_fen", value=text, near=yuan(whole))
    return whole


def yuan(amount_fen: int) -> str:
    """Return fen as yuan with two decimals: 3075570000 -> "30755700.00"."""
    return f"{half_up(Decimal(amount_fen) / FEN_PER_YUAN, 2):f}"


def wan(amount_fen: int) -> str:
    """Return fen as 万元 with two decimals: 3075570000 -> "3075.57"."""
    return f"{half_up(Decimal(amount_fen) / FEN_PER_WAN, 2):f}"


def exact_wan(amount_fen: Decimal | int) -> Decimal:
    """Return fen as 万元, nothing rounded away, trailing zeros dropped."""
    return (Decimal(amount_fen) / FEN_PER_WAN).normalize() + Decimal(0)


def half_up(value: Decimal, places: int) -> Decimal:
    """Round to `places` decimals, halves away from zero; a rounded zero has no sign."""
    with localcontext() as context:
        context.prec = 60
        rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded.is_zero() else rounded


def mean(values: Sequence[Decimal | int]) -> Decimal | None:
    """Return the mean with two decimals, half up; None of nothing."""
    return half_up(Decimal(sum(values)) / len(values), 2) if values else None


def split(total_fen: int, weights: Sequence[Decimal | int]) -> tuple[int, ...]:
    """Split an amount by weight so that the parts add up to it (largest remainder, first wins).

    Weights that are all zero count as equal.

    :raises BadInput: `bad_weights`
    """
    if not weights or any(weight < 0 for weight in weights):
        raise BadInput("bad_weights", value=list(map(str, weights)))
    shares = [Decimal(w) for w in weights] if any(weights) else [Decimal(1)] * len(weights)
    sign = -1 if total_fen < 0 else 1
    return tuple(sign * part for part in _largest_remainder(abs(total_fen), shares))


def shown(value: Decimal | int, display: str = "plain") -> str:
    """Return a figure as people read it, without its unit.

    `plain` as measured · `wan` in 万, two decimals half up, from 1,000 on · `about_wan` 约 and the
    nearest 万 from 10 万 on · `over_hundred` floored to hundreds with 余, from 100 on.
    """
    figure = Decimal(value)
    if display == "wan" and abs(figure) >= _SMALLEST_IN_WAN:
        return f"{_bare(half_up(figure / _WAN, 2))}万"
    if display == "about_wan" and figure >= 10 * _WAN:
        return f"约{half_up(figure / _WAN, 0):f}万"
    if display == "over_hundred" and figure >= 100:
        return _over_hundred(figure)
    return _bare(figure)


def _fen(amount: Amount, factor: int, unit: str) -> int:
    value = _decimal(amount, unit)
    if value is None or not value.is_finite() or abs(value) * factor > LARGEST_FEN:
        raise BadInput("bad_amount", value=amount, unit=unit)
    return int(half_up(value * factor, 0))


def _decimal(amount: Amount, unit: str) -> Decimal | None:
    if isinstance(amount, bool):
        return None
    if not isinstance(amount, str):
        return Decimal(repr(amount)) if isinstance(amount, float) else Decimal(amount)
    text = unicodedata.normalize("NFKC", amount).replace(" ", "").removesuffix(unit)
    text = text.removesuffix("万" if unit == "万元" else "").removeprefix("¥")
    if not _NUMBER.fullmatch(text) or not _DIGIT.search(text):
        return None
    return Decimal(text.replace(",", ""))


def _over_hundred(figure: Decimal) -> str:
    floor = (figure / 100).to_integral_value(ROUND_FLOOR) * 100
    return _bare(floor) if floor == figure else f"{_bare(floor)}余"


def _bare(figure: Decimal) -> str:
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _largest_remainder(total: int, shares: Sequence[Decimal]) -> list[int]:
    with localcontext() as context:
        context.prec = 60
        whole = sum(shares, Decimal(0))
        exact = [total * share / whole for share in shares]
        parts = [int(value) for value in exact]
        order = sorted(range(len(parts)), key=lambda i: parts[i] - exact[i])
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts
