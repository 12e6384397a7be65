"""Home of the month's report as plain rows: what a table shows, and the same as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.interfaces.web.atlas.charts import Chart, Series, bars
from xiaowei.journey.months import Part, Report
from xiaowei.journey.themes import Followed

MOST_TOPICS = 30
IN_CHART = 12


def page(found: Report) -> dict[str, Any]:
    """Return what the page shows of a report."""
    return {
        "month": found.month,
        "days": found.days,
        "is_whole": found.is_whole,
        "last_on": found.last_on,
        "weights": found.weights,
        "whole": _row(found.whole),
        "has_year": found.whole.tickets.year_ago is not None,
        "has_rates": any(rate is not None for rate in found.whole.tally.percents),
        "rows": [_row(one) for one in found.parts],
        "deeper": any(one.code != found.region for one in found.parts),
        "topics": [_row(one) for one in found.topics[:MOST_TOPICS]],
        "more_topics": max(0, len(found.topics) - MOST_TOPICS),
        "excluded": [(reason or _("没写原因"), n) for reason, n in found.excluded],
        "chart": _chart(found.topics),
        "themes": [_theme(one) for one in found.themes],
    }


def region_cells(found: Report) -> tuple[list[str], list[list[Any]]]:
    """Return the regions' headers and cells for a sheet, the whole last."""
    headers = [_("区域"), *_count_heads(), _("剔除"), _("响应率,%"), _("解决率,%"), _("满意率,%"),
               _("综合得分")]  # fmt: skip
    whole = [_("合计"), *_cells(found.whole)[1:]]
    return headers, [*(_cells(one) for one in found.parts), whole]


def topic_cells(found: Report) -> tuple[list[str], list[list[Any]]]:
    """Return the topics' headers and cells for a sheet."""
    return [_("分类"), *_count_heads()], [
        [one.name or _("没认出分类"), *_counts(one)] for one in found.topics
    ]


def _count_heads() -> list[str]:
    return [_("件"), _("上月"), _("环比,%"), _("上年同月"), _("同比,%")]


def _cells(one: Part) -> list[Any]:
    name = one.name or _("没认出镇街")
    return [name, *_counts(one), one.tally.excluded, *one.tally.percents, one.score]


def _counts(one: Part) -> list[int | Decimal | None]:
    told = one.tickets
    return [told.now, told.before, told.growth, told.year_ago, told.growth_yearly]


def _row(one: Part) -> dict[str, Any]:
    contacted, solved, satisfied = one.tally.percents
    return {
        "code": one.code,
        "name": one.name,
        "tickets": one.tickets,
        "growth": _grown(one.tickets.growth),
        "growth_yearly": _grown(one.tickets.growth_yearly),
        "tally": one.tally,
        "contacted": contacted,
        "solved": solved,
        "satisfied": satisfied,
        "score": one.score,
    }


def _theme(one: Followed) -> dict[str, Any]:
    names = (catalogue().topic(code) for code in sorted(one.theme.topics))
    return {
        "month": one.theme.month,
        "name": one.theme.name,
        "lead": one.theme.lead,
        "topics": "、".join(topic.name for topic in names if topic),
        "then": one.then,
        "tickets": one.tickets,
        "growth": _grown(one.tickets.growth),
        "growth_yearly": _grown(one.tickets.growth_yearly),
        "projects": one.projects,
        "completed": one.completed,
    }


def _grown(percent: Decimal | None) -> str:
    """Return a growth with its sign; blank where there is nothing to compare with."""
    return "" if percent is None else f"{percent:+}%" if percent else "0%"


def _chart(topics: Sequence[Part]) -> Chart | None:
    """Return the topics most called about, beside the month before; nothing without tickets."""
    known = [one for one in topics if one.code and one.tickets.now][:IN_CHART]
    if not known:
        return None
    series = [Series(_("本月"), [one.tickets.now for one in known], "bar-fill", said=True)]
    if any(one.tickets.before is not None for one in known):
        before = [one.tickets.before or 0 for one in known]
        series.append(Series(_("上月"), before, "bar-pale"))
    names = [one.name for one in known]
    return bars(
        "topics", _("反映最多的事"), names, series, head=_("分类"), unit=_("件"), lying=True
    )
