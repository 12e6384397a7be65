"""Home of the rules of works: order, start, measuring, finish, acceptance (S9–S12)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from xiaowei.domain.flow import Arrow, Flow, books, corrections, papers

TOWN = ("town_clerk", "town_leader")
ON_SITE = ("town_clerk", "contractor", "butler")
UNORDERED = "unordered"

FLOW = Flow(
    "works",
    (
        Arrow(
            UNORDERED,
            "order",
            "ordered",
            TOWN,
            "domain 2, S8→S9",
            books("project_filed") + papers("contractor_named"),
        ),
        Arrow(
            "ordered",
            "start",
            "under_way",
            (*TOWN, "contractor"),
            "domain 2, S9→S10; no prefinancing (Government Investment Regulation art. 22)",
            books("started_after_filed") + papers("money_arrived"),
        ),
        Arrow("under_way", "measure", "under_way", ON_SITE, "article line 39", papers("not_less")),
        Arrow("finished", "measure", "finished", ON_SITE, "article line 39", papers("not_less")),
        Arrow("accepted", "measure", "accepted", ON_SITE, "article line 39", papers("not_less")),
        Arrow("under_way", "finish_site", "under_way", ON_SITE, "domain 2: status per site"),
        Arrow(
            "under_way",
            "finish",
            "finished",
            (*TOWN, "contractor"),
            "domain 2, S10→S11: all sites finished, measured",
            books("finished_after_started", "used_after_started")
            + papers("sites_finished", "measured"),
        ),
        Arrow(
            "finished",
            "accept",
            "accepted",
            TOWN,
            "domain 2, S11→S12: after photos, a resident's opinion",
            books("accepted_after_finished") + papers("photo_after", "opinion_given"),
        ),
        Arrow(
            "finished",
            "fail_acceptance",
            "under_way",
            TOWN,
            "domain 2, S12 failed → S10 with a defect list",
            books("defects_said"),
        ),
        *corrections(
            ("ordered", "under_way", "finished", "accepted"),
            "started_after_filed",
            "finished_after_started",
            "used_after_started",
            "accepted_after_finished",
        ),
    ),
)

Measure = tuple[int | None, date | None, Decimal | None, int | None]
"""(site or None for the project, day, running total, parking spaces); what nobody measured is None"""
Total = tuple[Decimal | None, int | None]


def totals(measures: Iterable[Measure]) -> dict[date | None, Total]:
    """Return the project's running total on each day something was measured, days unknown first.

    A total for the whole project stands instead of its sites; without one the sites are added up.
    """
    found: dict[date | None, Total] = {}
    sites: dict[int, Total] = {}
    whole: Total | None = None
    for site, day, quantity, spaces in sorted(measures, key=lambda m: m[1] or date.min):
        if site is None:
            whole = _after(whole, quantity, spaces)
        else:
            sites[site] = _after(sites.get(site), quantity, spaces)
        found[day] = _standing(whole, _added(sites.values()))
    return found


def _standing(whole: Total | None, added: Total) -> Total:
    """Return the whole's total; where only its spaces were counted, the sites' quantity stands."""
    if whole is None:
        return added
    return (added[0], whole[1]) if whole[0] is None else whole


def _after(before: Total | None, quantity: Decimal | None, spaces: int | None) -> Total:
    """Return the running total; what nobody measured again stays."""
    held, counted = before or (None, None)
    return held if quantity is None else quantity, counted if spaces is None else spaces


def _added(sites: Iterable[Total]) -> Total:
    rows = list(sites)
    known = [quantity for quantity, _ in rows if quantity is not None]
    spaces = [count for _, count in rows if count is not None]
    return sum(known, Decimal(0)) if known else None, sum(spaces) if spaces else None
