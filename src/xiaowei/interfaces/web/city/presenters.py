"""Home of the city's rows: districts, a district's townships, a township's projects, each as cells too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaowei.interfaces.web.atlas.charts import Chart, Series, bars
from xiaowei.interfaces.web.shown import FEN_PER_WAN, words
from xiaowei.journey.city import District

YUAN_PER_WAN = 10_000
Cells = tuple[list[str], list[list[Any]]]


def district_row(one: District, asked: str) -> dict[str, Any]:
    """Return a district as the table shows it, with where a click leads."""
    return {
        "url": _lead(asked, one.code),
        "name": one.name,
        "started": one.started,
        "completed": one.completed,
        "mean": one.mean_yuan,
        "days": one.mean_days,
        "grounded": _share(one.grounded, one.started),
        "silent": f"{one.silent}/{one.observed}" if one.observed else "",
        "overdue": one.overdue,
        "approved": one.approved_yuan,
        "unserved": one.unserved,
        "coverage": f"{reverse('coverage')}?programme={one.code}:{one.year}",
    }


def chart(every: Sequence[District]) -> Chart | None:
    """Return each district's mean working days; nothing where none has completed a project."""
    known = [one for one in every if one.mean_days is not None]
    if len(known) < 2:
        return None
    series = Series(_("平均工作日"), [one.mean_days for one in known], "bar-fill", said=True)
    label = _("各区征集到完工的平均工作日")
    names = [one.name for one in known]
    return bars("days", label, names, [series], head=_("区"), unit=_("工作日"), lying=True)


def district_cells(every: Sequence[District]) -> Cells:
    """Return the districts' headers and cells for a sheet."""
    headers = [_("区"), _("年度"), _("启动实施"), _("完工"), _("平均,万元"), _("平均工作日"), _("有来由"),
               _("静默点位"), _("可判断点位"), _("超期"), _("审定,万元"), _("未列项点位")]  # fmt: skip
    return headers, [
        [one.name, one.year, one.started, one.completed, _wan(one.mean_yuan), one.mean_days,
         one.grounded, one.silent, one.observed, one.overdue, _wan(one.approved_yuan), one.unserved]
        for one in every
    ]  # fmt: skip


def town_row(row: Mapping[str, Any], asked: str, district: str) -> dict[str, Any]:
    """Return a township as the table shows it, with where a click leads."""
    return {**row, "url": _lead(asked, district, row["town_code"])}


def town_cells(rows: Sequence[Mapping[str, Any]]) -> Cells:
    """Return a district's townships as headers and cells for a sheet."""
    headers = [_("镇街"), _("申报"), _("备案"), _("拨付"), _("完工"), _("超期"), _("平均工作日"),
               _("审定,万元")]  # fmt: skip
    names = ("town", "applied", "filed", "disbursed", "completed", "overdue", "mean_days")
    return headers, [[*(row[name] for name in names), Decimal(row["approved_wan"])] for row in rows]


def project_row(row: Mapping[str, Any], carried: str) -> dict[str, Any]:
    """Return a project with its picture as a card."""
    url = reverse("project", args=[row["number"]])
    photo = row["photo"]
    return {
        **row,
        "url": f"{url}?{carried}" if carried else url,
        "state_said": words(row["state"], "state"),
        "photo_url": reverse("photo", args=[photo[0]]) if photo else "",
        "is_after": bool(photo and photo[1] == "after"),
    }


def project_cells(rows: Sequence[Mapping[str, Any]]) -> Cells:
    """Return a township's projects as headers and cells for a sheet."""
    headers = [_("编号"), _("地点"), _("类型"), _("走到"), _("审定,万元"), _("投用")]
    return headers, [
        [row["number"], row["place"], row["type"], words(row["state"], "state"),
         None if row["approved_fen"] is None else Decimal(row["approved_fen"]) / FEN_PER_WAN,
         row["used_on"]]
        for row in rows
    ]  # fmt: skip


def _wan(yuan: Decimal | str | None) -> Decimal | None:
    return None if yuan is None else Decimal(yuan) / YUAN_PER_WAN


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole}" if whole else ""


def _lead(asked: str, district: str, town: str = "") -> str:
    where = f"?district={district}" + (f"&town={town}" if town else "")
    return where + (f"&{asked}" if asked else "")
