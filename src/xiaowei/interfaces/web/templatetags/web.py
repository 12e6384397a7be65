"""Home of the tags and filters of the pages: icons, clocks, balls, amounts, days, words."""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from xiaowei.interfaces.web import shown
from xiaowei.interfaces.web.clocks import Badge, badge_of
from xiaowei.interfaces.web.icons import PATHS
from xiaowei.interfaces.web.once import FIELD

register = template.Library()
register.filter("hundredths", shown.hundredths)
register.filter("wan", shown.wan)
register.filter("wan_of_yuan", shown.wan_of_yuan)
register.filter("yuan", shown.yuan)
register.filter("quantity", shown.quantity)
register.filter("batch", shown.batch)
register.filter("day", shown.day)
register.filter("full_day", shown.full_day)
register.filter("weekday", shown.weekday)
register.filter("moment", shown.moment)
register.filter("words", shown.words)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon that says nothing by itself."""
    return format_html(
        '<svg class="ic" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        mark_safe(PATHS.get(name, PATHS["dots"])),  # noqa: S308  our own constant
    )


@register.simple_tag
def once() -> SafeString:
    """Put a one-time token into a form that makes something: sent twice, it is answered once."""
    field = '<input type="hidden" name="{}" value="{}">'
    return format_html(field, FIELD, secrets.token_urlsafe(16))


@register.simple_tag
def clock(value: Any) -> SafeString:
    """Draw a clock badge from what the house says about a deadline."""
    return _drawn(badge_of(value))


@lru_cache(maxsize=1024)
def _drawn(badge: Badge) -> SafeString:
    """Draw a badge once: a list has few different ones, and each says its words itself."""
    return mark_safe(render_to_string("components/clock.html", {"badge": badge}))  # noqa: S308


@register.inclusion_tag("components/ball.html")
def ball(who: str, mine: bool = False) -> dict[str, Any]:
    """Draw who has to act: a full dot with a halo is me, a ring is somebody else."""
    return {"who": who, "mine": mine}


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """Return the page's query string with some values changed; an empty value is dropped."""
    asked = context["request"].GET.copy()
    for name, value in changes.items():
        asked.pop(name, None)
        if value not in ("", None):
            asked[name] = value
    return f"?{asked.urlencode()}" if asked else "?"


@register.filter
def at(row: dict[str, Any], key: str) -> Any:
    """Return one cell of a row."""
    return row.get(key)
