"""Home of coverage as plain rows: townships beside each other, places that wait."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from xiaowei.interfaces.web.atlas.charts import Chart, Series, bars
from xiaowei.interfaces.web.shown import FEN_PER_WAN
from xiaowei.journey.coverage import Share, Unserved

SORTS: dict[str, Callable[[Share], Any]] = {
    "unserved": lambda one: -one.unserved,
    "since": lambda one: (one.since is None, one.since),
    "projects": lambda one: -one.projects,
    "filed": lambda one: -one.filed_fen,
    "households": lambda one: -(one.households or 0),
    "projects_share": lambda one: _known(one.projects_per_thousand),
    "money_share": lambda one: _known(one.wan_per_thousand),
}
"""The least served first where a share is sorted by, the most of anything else."""
FIRST = "unserved"


def _known(share: Decimal | None) -> tuple[bool, Decimal]:
    return share is None, share or Decimal()


def summary(waiting: Sequence[Unserved]) -> dict[str, Any]:
    """Return how many wait, how many places that is, and how long the first has waited."""
    return {
        "spots": len(waiting),
        "places": len({one.spot["place_code"] for one in waiting}),
        "longest": max((one.waits for one in waiting if one.waits is not None), default=None),
    }


def columns(sort: str) -> list[dict[str, Any]]:
    """Return the headings to sort by, the one in force marked."""
    names = {
        "unserved": _("未列项点位"),
        "since": _("最早从"),
        "projects": _("项目"),
        "filed": _("备案,万元"),
        "households": _("户数"),
        "projects_share": _("每千户项目"),
        "money_share": _("每千户,万元"),
    }
    chosen = sort if sort in SORTS else FIRST
    return [{"code": code, "label": name, "on": code == chosen} for code, name in names.items()]


def town_rows(towns: Sequence[Share], sort: str, chosen: str) -> list[dict[str, Any]]:
    """Return the townships as the table shows them, sorted as asked."""
    return [
        {
            "code": one.town_code,
            "town": one.town,
            "on": one.town_code == chosen,
            "unserved": one.unserved,
            "since": one.since,
            "projects": one.projects,
            "filed_fen": one.filed_fen,
            "households": one.households,
            "unknown": one.unknown,
            "projects_share": one.projects_per_thousand,
            "money_share": one.wan_per_thousand,
        }
        for one in sorted(towns, key=SORTS.get(sort, SORTS[FIRST]))
    ]


def chart(towns: Sequence[Share]) -> Chart | None:
    """Return filed money per 1,000 households, the least first; nothing where no households are known."""
    known = sorted(
        (one for one in towns if one.wan_per_thousand is not None), key=SORTS["money_share"]
    )
    if not known:
        return None
    values = [float(one.wan_per_thousand or 0) for one in known]
    series = Series(_("每千户备案,万元"), values, "bar-fill", said=True)
    label = _("各镇街每千户备案的钱,万元")
    names = [one.town for one in known]
    return bars("share", label, names, [series], head=_("镇街"), unit=_("万元"), lying=True)


def row(one: Unserved) -> dict[str, Any]:
    """Return a spot that waits."""
    return {**one.spot, "since": one.since, "waits": one.waits}


def town_cells(towns: Sequence[Share]) -> tuple[list[str], list[list[Any]]]:
    """Return the townships' headers and cells for a sheet."""
    headers = [_("镇街"), *(column["label"] for column in columns("")), _("没有户数的点位")]
    return headers, [
        [one.town, one.unserved, one.since, one.projects, Decimal(one.filed_fen) / FEN_PER_WAN,
         one.households, one.projects_per_thousand, one.wan_per_thousand, one.unknown]
        for one in sorted(towns, key=SORTS[FIRST])
    ]  # fmt: skip


def cells(waiting: Sequence[Unserved]) -> tuple[list[str], list[list[Any]]]:
    """Return the waiting spots' headers and cells for a sheet."""
    headers = [_("点位编号"), _("镇街"), _("点位"), _("问题"), _("件"), _("人"), _("最早从"), _("等了,天"),
               _("以前做过")]  # fmt: skip
    return headers, [
        [one.spot["id"], one.spot["town"], one.spot["place"], one.spot["topic"],
         one.spot["tickets"], one.spot["callers"], one.since, one.waits,
         "、".join(one.spot["done_before"])]
        for one in waiting
    ]  # fmt: skip
