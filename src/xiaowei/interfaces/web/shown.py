"""Home of how days, amounts and codes are shown on pages, in the language of the visitor."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xiaowei.domain.money import half_up
from xiaowei.domain.rounds import round_key
from xiaowei.domain.wording import known_keys, say
from xiaowei.interfaces.clock import today

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FEN_PER_WAN = 1_000_000
UNKNOWN = "—"


def language() -> str:
    """Return `zh` or `en`."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def words(code: object, group: str = "", **facts: object) -> str:
    """Say a stored code of a group in the visitor's language; an unknown code as itself."""
    if code is None or code == "":
        return ""
    key = f"{group}.{code}" if group else str(code)
    return say(key, language(), **facts) if key in known_keys() else str(code)


def listed(names: Iterable[str]) -> str:
    """Join names as the visitor's language lists them."""
    return (", " if language() == "en" else "、").join(names)


def hundredths(value: Any) -> str:
    """Show a number, or a text that is one, with two decimals and thousands marked."""
    return UNKNOWN if value is None or value == "" else f"{half_up(Decimal(str(value)), 2):,.2f}"


def wan(fen: Any) -> str:
    """Show fen as 万元 with two decimals and thousands marked."""
    return UNKNOWN if fen is None or fen == "" else hundredths(Decimal(fen) / FEN_PER_WAN)


def wan_of_yuan(yuan: Any) -> str:
    """Show an amount in yuan, number or text, as 万元 with two decimals."""
    return UNKNOWN if yuan is None or yuan == "" else hundredths(Decimal(str(yuan)) / 10_000)


def quantity(value: Any) -> str:
    """Show a quantity with thousands marked and without trailing zeros."""
    if value is None or value == "":
        return UNKNOWN
    try:
        text = f"{Decimal(str(value)):,f}"
    except InvalidOperation:
        return str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def batch(name: str) -> str:
    """Say a round as it is read, however it was written: 4 and 第四批 are 第4批; a name of its own stays."""
    key = round_key(name)
    return _("第%(n)s批") % {"n": key} if key.isdecimal() else name


def as_day(value: Any) -> date | None:
    """Return a day from a date, a moment or ISO text; None when there is none."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if isinstance(value, date):
        return value
    if not value:
        return None
    return as_day(datetime.fromisoformat(str(value)))


def day(value: Any) -> str:
    """Show a day, with its year unless it is this one: 8月31日 or 31 Aug."""
    found = as_day(value)
    return full_day(found) if found and found.year != today().year else _bare_day(found)


def full_day(value: Any) -> str:
    """Show a day with its year."""
    found = as_day(value)
    if found is None:
        return UNKNOWN
    bare = _bare_day(found)
    return f"{bare} {found.year}" if language() == "en" else f"{found.year}年{bare}"


def _bare_day(found: date | None) -> str:
    if found is None:
        return UNKNOWN
    if language() == "en":
        return f"{found.day} {MONTHS[found.month - 1]}"
    return f"{found.month}月{found.day}日"


def weekday(value: Any) -> str:
    """Show the day of the week."""
    found = as_day(value)
    names = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
    return names[found.weekday()] if found else ""


def month_name(number: int) -> str:
    """Show a month: 8月 or Aug."""
    return MONTHS[number - 1] if language() == "en" else f"{number}月"


def moment(value: Any) -> str:
    """Show a moment in the house's zone."""
    if not value:
        return UNKNOWN
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(found, datetime):
        return full_day(found)
    local = timezone.localtime(found) if timezone.is_aware(found) else found
    return f"{local:%Y-%m-%d %H:%M}"


def yuan(fen: Any) -> str:
    """Show fen as yuan, without decimals where there are none."""
    return UNKNOWN if fen is None or fen == "" else quantity(Decimal(fen) / 100)
