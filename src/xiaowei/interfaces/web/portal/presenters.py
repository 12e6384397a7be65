"""Home of the public page's plain rows: gauges, paragraph, silence line, townships."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from xiaowei.domain.policy import Paragraph
from xiaowei.interfaces.web import pictures
from xiaowei.interfaces.web.portal.paragraph import figures_of, segments
from xiaowei.journey.grounds import Grounds


def paragraph_rows(brief: Mapping[str, Any], wording: Paragraph) -> list[dict[str, str]]:
    """Return the paragraph cut at its figures."""
    return [vars(piece) for piece in segments(brief["text"], figures_of(brief, wording))]


def silence_row(totals: Mapping[str, int]) -> dict[str, int]:
    """Return the counts behind the silence wording; nothing is claimed that is not counted."""
    return {
        "completed": totals["sites_completed"],
        "silent_before": totals["sites_complained_before_silent"],
        "never": totals["sites_never_complained"],
        "again": totals["sites_comes_back"],
        "early": totals["sites_too_early"],
        "not_judged": totals["sites_not_judged"],
    }


def small_gauge(
    brief: Mapping[str, Any], amounts_fen: Sequence[int], cap_fen: int
) -> dict[str, Any]:
    """Return the gauge 小: mean approved amount against the cap, in 万元."""
    wan = [amount / 1_000_000 for amount in amounts_fen]
    mean = sum(wan) / len(wan) if wan else 0
    return {
        "mean_yuan": brief["money"].get("mean_approved"),
        "total_yuan": brief["money"].get("approved"),
        "n": len(wan),
        "cap": f"{cap_fen / 1_000_000:g}",
        "picture": pictures.histogram(wan, mean, cap_fen / 1_000_000) if wan else None,
    }


def fast_gauge(brief: Mapping[str, Any], days: Sequence[int]) -> dict[str, Any]:
    """Return the gauge 快: working days from collection to finish, with the fastest named."""
    told = brief["working_days"]
    waiting = brief.get("finished_not_accepted") or {}
    return {
        **told,
        "mean_days": _two(told.get("mean")),
        "half": _whole(told.get("p50")),
        "nine": _whole(told.get("p90")),
        "picture": pictures.dots(days, sum(days) / len(days)) if days else None,
        "waiting": waiting.get("n") or 0,
        "waiting_mean": _two(waiting.get("mean_working_days")),
    }


def exact_gauge(grounds: Grounds) -> dict[str, Any]:
    """Return the gauge 准: projects that rest on tickets, or were begun before anyone complained."""
    tickets, ahead, none = (len(x) for x in (grounds.tickets, grounds.proactive, grounds.none))
    total = tickets + ahead + none
    return {
        "total": total,
        "grounded": tickets + ahead,
        "tickets": tickets,
        "proactive": ahead,
        "none": none,
        "picture": pictures.parts(tickets, ahead, none),
        "share": _share(tickets, total),
    }


def _whole(days: Any) -> int | None:
    """Return the whole number of days within which it is true."""
    return None if days is None else ceil(float(days))


def _two(value: Any) -> str:
    return "—" if value is None else f"{float(value):.2f}"


def _share(part: int, whole: int) -> str:
    if not whole:
        return ""
    tenths = round(part * 10 / whole)
    return _("十个里约 %(n)s 个由诉求而来") % {"n": tenths}
