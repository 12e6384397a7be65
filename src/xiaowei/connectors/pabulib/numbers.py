"""Home of reading the numbers of a poll: amounts and points as they were written, never rounded."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

_NUMBER = re.compile(r"[-+]?\d{1,15}(?:\.\d{1,9})?")
_COMMA = re.compile(r"([-+]?\d{1,15}),(\d{1,2})")
_BLANKS = str.maketrans("", "", " \u00a0\u202f")
MOST = 10**12
"""No cost is larger; a larger number is a slip."""


def read_number(text: str) -> Decimal | None:
    """Return a number written as 30000, 30000.50, 30 000 or 30000,50; None for anything else.

    A comma before three digits may part thousands or decimals, so it is not read.
    """
    plain = text.strip().translate(_BLANKS)
    plain = _COMMA.sub(r"\1.\2", plain) if _COMMA.fullmatch(plain) else plain
    if not plain.isascii() or not _NUMBER.fullmatch(plain):
        return None
    number = Decimal(plain)
    return number if abs(number) <= MOST else None


def read_points(text: str) -> Fraction | None:
    """Return points, None where the text is no number."""
    number = read_number(text)
    return None if number is None else Fraction(number)
