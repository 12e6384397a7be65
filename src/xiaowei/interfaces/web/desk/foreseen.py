"""Home of what the page 时限 tells beside the past: the worst wait, other staffing, the average to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiaowei.analysis.staffing import MOST_PEOPLE
from xiaowei.domain.errors import BadInput
from xiaowei.interfaces.saying import said
from xiaowei.interfaces.web.choices import offer
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import Scope
from xiaowei.interfaces.web.shown import language, words
from xiaowei.journey.average import Average, average, tried_before
from xiaowei.journey.prospects import FEWEST
from xiaowei.journey.staffing import MOST_MORE, STAFFED, Staffed, at_once, staffed
from xiaowei.journey.survey import Survey
from xiaowei.journey.waits import FEWEST_WALKED, Wait, standing, worst

WIDTH = 300.0
SHOWN = 12
CARRIED = ("programme", "as_of")


class StaffForm(forms.Form):
    """At which step how many people there are, and how many more or fewer there might be."""

    step = forms.ChoiceField(label=_("哪一步"))
    people = forms.IntegerField(label=_("现在几个人(队)"), min_value=1, max_value=MOST_PEOPLE)
    more = forms.IntegerField(label=_("多几个,少写负数"), min_value=-MOST_MORE, max_value=MOST_MORE)

    def __init__(self, most: Mapping[str, int], *args: Any, **named: Any) -> None:
        super().__init__(*args, **{"auto_id": "staff_%s", **named})
        offer(self, "step", [(code, _choice(code, most.get(code, 0))) for code in STAFFED])


def _choice(code: str, most: int) -> str:
    """Return a step's name with how many projects stood at it at once at most."""
    name = words(code, "step")
    return gettext("%(step)s(最多同时有过 %(n)s 个)") % {"step": name, "n": most} if most else name


def waits_page(rows: Sequence[Wait]) -> dict[str, Any]:
    """Return the waits between steps, where open projects stand now and the worst walked, in words."""
    now, top, built = standing(rows), worst(rows), worst(rows, STAFFED)
    longest = max((row.share for row in rows), default=0) or 1
    return {
        "rows": [
            _wait(row) | {"width": f"{row.share / longest * WIDTH:.1f}"} for row in rows[:SHOWN]
        ],
        "now": _wait(now) if now else None,
        "worst": _wait(top) if top else None,
        "before_built": _wait(built) if built and built != top else None,
        "fewest": FEWEST_WALKED,
    }


def staff_page(request: Request, survey: Survey) -> dict[str, Any]:
    """Return the form of other staffing, and what it had changed where it was asked."""
    asked = "step" in request.GET
    most = at_once(survey)
    form = StaffForm(most, request.GET if asked else None, initial={"more": 1})
    told: Staffed | None = None
    if asked and form.is_valid():
        try:
            told = staffed(survey, **form.cleaned_data)
        except BadInput as refused:
            form.add_error(None, said(refused, language()))
    shown = told if told and told.before else None
    return {
        "form": form,
        "told": _staffed(shown, most.get(shown.step, 0)) if shown else None,
        "few": told is not None and told.before is None,
        "finished": told.finished if told else 0,
        "open": sum(not (x.is_over or x.finished_on) for x in survey.lines),
        "fewest": FEWEST,
        "carried": [(name, request.GET[name]) for name in CARRIED if request.GET.get(name)],
    }


def average_now(scope: Scope) -> dict[str, Any]:
    """Return where the programme-year's average will end, without how such forecasts did."""
    return _average(average(scope.district, scope.year, scope.as_of))


def average_page(scope: Scope) -> dict[str, Any]:
    """Return where the programme-year's average will end, and what was told of it at earlier month-ends."""
    tried = tried_before(scope.district, scope.as_of)
    return average_now(scope) | {
        "tried": [
            {"on": one.on, "year": one.group, "half": one.told.half, "low": one.told.low,
             "high": one.told.high, "came": one.came, "held": one.held}
            for one in tried
        ],
        "held": sum(one.held for one in tried),
    }  # fmt: skip


def _average(told: Average) -> dict[str, Any]:
    mean = told.mean
    return {
        "finished": told.finished,
        "fewest": FEWEST,
        "few": told.finished < FEWEST,
        "mean": mean,
        "total": mean.over + mean.open if mean else 0,
    }


def _wait(row: Wait) -> dict[str, Any]:
    return {
        "source": words(row.source, "step"),
        "target": words(row.target, "step"),
        "times": row.times,
        "mean": row.mean,
        "nine": row.nine,
        "percent": f"{row.share:.0%}" if row.times else "—",
        "still": row.still,
        "so_far": row.so_far,
        "over": row.over,
    }


def _staffed(told: Staffed, most: int) -> dict[str, Any]:
    parts = (told.before, told.after, told.queued)
    (half, nine), (half_then, nine_then), (queued, queued_then) = (x or (0, 0) for x in parts)
    return {
        "step": words(told.step, "step"),
        "now": told.people,
        "then": told.people + told.more,
        "finished": told.finished,
        "visits": told.visits,
        "passed": told.passed,
        "least": told.fewest,
        "most": most,
        "is_below": told.people < most,
        "rows": [
            {"label": _("一半不超过"), "before": half, "after": half_then},
            {"label": _("十个里九个不超过"), "before": nine, "after": nine_then},
            {"label": _("这一步平均等人"), "before": queued, "after": queued_then},
        ],
        "same": abs(half - half_then) + abs(nine - nine_then) < 0.05,
    }
