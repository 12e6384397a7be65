"""Home of what stands beside a project's steps, in sentences: closed, emergency, suspended, repaired."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from xiaowei.interfaces.web.shown import day, words


def beside_rows(told: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return a label and a sentence for each fact, in the order they matter."""
    return [{"label": label, "says": says} for label, says in _rows(told)]


def _rows(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    closed = told["closed"]
    if closed:
        why = words(closed["code"], "rejection") if told["state"] == "rejected" else ""
        parts = (day(closed["on"]), why, closed["reason"])
        yield words(told["state"], "state"), " · ".join(part for part in parts if part)
    if told["emergency"]:
        yield _("应急"), _emergency(told["emergency"])
    for one in told["suspensions"]:
        yield words(one["reason"], "suspension"), _suspension(one)
    for one in told["repairs"]:
        yield words("repair", "step"), _span(one["opened_on"], one["done_on"])
    if told["clock"]["at_once"]:
        yield _("马上办"), _("开工到投用 %(n)s 个工作日") % {"n": told["clock"]["T2"]}


def _emergency(flag: Mapping[str, Any]) -> str:
    parts = [words(flag["kind"], "emergency"), day(flag["declared_on"])]
    parts.append(_("已由第二人确认") if flag["confirmed_on"] else _("待第二人确认"))
    if flag["judged_on"]:
        parts.append(_("评议:恰当") if flag["justified"] else _("评议:不当"))
    return " · ".join(parts)


def _suspension(one: Mapping[str, Any]) -> str:
    if one["allowed"] is None:
        verdict = _("待区里定")
    elif not one["allowed"]:
        verdict = _("不同意")
    else:
        verdict = _("同意,停钟") if one["stops_clock"] else _("同意,不停钟")
    return f"{_span(one['from_on'], one['resumed_on'])} · {verdict}"


def _span(first: str, last: str | None) -> str:
    return _("%(first)s 至 %(last)s") % {
        "first": day(first),
        "last": day(last) if last else _("今"),
    }
