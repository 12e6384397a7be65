"""Home of a weighing as plain rows: the same whether it was just tried or kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaowei.base.regions.queries import name_of
from xiaowei.domain.portfolio import Terms
from xiaowei.interfaces.web.choices import type_name
from xiaowei.interfaces.web.shown import FEN_PER_WAN, language, wan, words
from xiaowei.journey.line import Line
from xiaowei.journey.weighings import last_said


def weighed_page(told: Any, states: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return a weighing's page; with `states` each application says where it stands by now."""
    rows = [_row(one, states) for one in told.rows]
    names = {row["number"]: row["name"] for row in rows}
    return {
        "told": told,
        "terms": terms_said(told.terms),
        "gap": "" if told.gap is None else f"{told.gap:.2%}",
        "parts": [(name, words(name, "worth_part")) for name in _parts(told)],
        "weights": [
            (words(name, "worth_part"), getattr(told.weights, name)) for name in _parts(told)
        ],
        "rows": rows,
        "clashes": [one[language()] for one in told.clashes],
        "missed": [one[language()] for one in told.missed],
        "others": [_other(one, told, names) for one in told.others],
        "decided": states is not None,
        "batched": told.terms.batches > 1,
    }


def terms_said(terms: Terms) -> list[str]:
    """Say what a sum had to keep to beside itself; nothing where it was free."""
    said = []
    if terms.reserve:
        kept = _("留 %(share)s 备用,能花 %(wan)s 万元")
        spendable = wan(terms.rules().spendable(terms.budget_fen))
        said.append(kept % {"share": f"{terms.reserve:.0%}", "wan": spendable})
    if terms.most_share is not None:
        said.append(_("一个镇街最多占 %(share)s") % {"share": f"{terms.most_share:.0%}"})
    if terms.each_town and terms.missed_costs is None:
        said.append(_("每个镇街至少办一个"))
    elif terms.each_town:
        said.append(_("每个镇街至少办一个,缺一个扣 %(n)s 分") % {"n": f"{terms.missed_costs:f}"})
    if terms.batches > 1:
        said.append(_("分 %(n)s 批,每批一样多的钱") % {"n": terms.batches})
    return said


def weighed_cells(told: Any) -> tuple[list[str], list[list[Any]]]:
    """Return the same rows as cells of a sheet."""
    parts = _parts(told) if told else ()
    headers = [_("编号"), _("镇街"), _("类型"), _("申报,万元"),
               *(words(name, "worth_part") for name in parts),
               _("价值"), _("选中"), _("第几批"), _("没选中的缘由")]  # fmt: skip
    cells = [
        [row["number"], row["town"], row["type"], row["cost_fen"] / FEN_PER_WAN, *row["parts"],
         row["value"], _("是") if row["batch"] else _("否"), row["batch"] or "", row["reason"]]
        for row in (_row(one, None) for one in (told.rows if told else ()))
    ]  # fmt: skip
    return headers, cells


def last_weighed(line: Line, as_of: date) -> dict[str, Any] | None:
    """Return what the last weighing that a project was in said of it; None where it was in none."""
    found = last_said(line, as_of)
    if found is None:
        return None
    one, row = found
    return {
        "key": one.key,
        "on": one.on,
        "budget_fen": one.told.terms.budget_fen,
        "terms": terms_said(one.told.terms),
        "batch": row.batch,
        "batched": one.told.terms.batches > 1,
        "reason": row.reason.get(language(), ""),
    }


def _parts(told: Any) -> tuple[str, ...]:
    return tuple(told.rows[0].parts) if told.rows else ()


def _row(one: Any, states: Mapping[str, str] | None) -> dict[str, Any]:
    state = states.get(one.number, "") if states else ""
    return {
        "number": one.number,
        "url": reverse("project", args=[one.number]),
        "name": one.name,
        "town": name_of(one.town_code),
        "type": type_name(one.type_code),
        "cost_fen": one.cost_fen,
        "parts": list(one.parts.values()),
        "value": one.value,
        "batch": one.batch,
        "reason": one.reason.get(language(), ""),
        "state": words(state, "state") if state else "",
    }


def _other(one: Any, told: Any, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "budget_fen": one.budget_fen,
        "chosen": one.chosen,
        "cost_fen": one.cost_fen,
        "value": one.value,
        "more": one.value - told.value,
        "added": [(number, names[number]) for number in one.added],
        "dropped": [(number, names[number]) for number in one.dropped],
    }
