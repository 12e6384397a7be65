"""Home of the plain rows of the list of repeated spots, on the page and in its sheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from xiaowei.domain.policy import Policy
from xiaowei.interfaces.web.identification.presenters import spot_list_row
from xiaowei.interfaces.web.shown import full_day
from xiaowei.journey.repeats import Repeat

STEADY = 0.2
"""A change by less than such a share of the period before is told as much the same."""


def repeat_row(one: Repeat) -> dict[str, Any]:
    """Return one repeated spot of the list."""
    return {
        **spot_list_row(one.spot),
        "before": one.before,
        "trend": trend(one),
        "trend_said": trend_said(one),
        "by_one": one.spread.by_one,
        "again": one.spread.again,
        "visited_on": one.visited_on,
        "visited_by": one.visited_by,
    }


def trend(one: Repeat) -> str:
    """Return `new`, `up`, `down` or `same` beside the period before."""
    if not one.before:
        return "new"
    if abs(one.more) < max(1, one.before * STEADY):
        return "same"
    return "up" if one.more > 0 else "down"


def trend_said(one: Repeat) -> str:
    """Say how the period stands beside the one before."""
    words = {
        "new": _("上一段没有"),
        "up": _("比上一段多 %(n)s"),
        "down": _("比上一段少 %(n)s"),
        "same": _("和上一段差不多"),
    }
    return words[trend(one)] % {"n": abs(one.more)}


def rule_said(policy: Policy) -> str:
    """Say by which rule a spot is on the list."""
    told = {"months": policy.repeat_months, "least": policy.repeat_min}
    return (
        _("同一处、同一事,%(months)s 个月里 %(least)s 件起;上一段是之前的 %(months)s 个月") % told
    )


def cells(rows: Iterable[Repeat]) -> tuple[list[str], list[list[Any]]]:
    """Return the list as a table of its own."""
    headers = [
        _("点位编号"), _("点位"), _("问题"), _("镇街"), _("件"), _("上一段件数"), _("人"), _("同一人件数"),
        _("说反映过的件数"), _("最早"), _("最近一次"), _("最近到场"), _("谁到场"), _("列项"),
    ]  # fmt: skip
    return headers, [
        [
            row["id"], row["place"], row["topic"], row["town"], row["tickets"], row["before"],
            row["callers"], row["by_one"], row["again"], full_day(row["first"]), full_day(row["last"]),
            full_day(row["visited_on"]) if row["visited_on"] else "", row["visited_by"],
            " ".join(row["projects"]),
        ]
        for row in map(repeat_row, rows)
    ]  # fmt: skip
