"""Home of the rules of works: order, start, suspension, finish, acceptance, repair (S9–S12, X4)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from xiaowei.domain.flow import Arrow, Flow, books, corrections, in_order, papers
from xiaowei.domain.roles import TOWN

DISTRICT = ("district_office",)
ON_SITE = ("town_clerk", "contractor", "butler")
UNORDERED = "unordered"
SUSPENSIONS = (
    "weather", "heavy_pollution", "resident_objection", "utility_works", "epidemic", "other",
)  # fmt: skip
"""Why works may stand still; the policy lists those that stop the clock."""
MOST_MEASURED, MOST_SPACES = Decimal(100_000_000), 100_000
"""No small works measure more, in any unit, or make more parking spaces; a larger number is a slip."""
MOST_OVER_PLAN = 10
"""How many times the planned quantity may be measured; beyond it a decimal or the unit is wrong."""

_BLANKS = re.compile(r"[\s\u200b\ufeff]+")
_BESIDE_WORDS = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")

SUSPENDING = (
    Arrow(
        "under_way", "suspend", "suspended", TOWN,
        "domain 2, S10→X4: a listed reason, from–to",
        books(
            "suspension_listed", "suspension_explained", "suspended_after_started",
            "ends_after_suspended",
        ),
    ),
    *(
        Arrow(
            state, "decide_suspension", state, DISTRICT,
            "domain 2, X4: who allowed; the clock stops for listed reasons only",
            books("suspension_undecided", "refusal_explained", "decided_after_suspended"),
        )
        for state in ("suspended", "under_way", "finished", "accepted")
    ),
    Arrow(
        "suspended", "resume", "under_way", (*TOWN, "contractor"), "domain 2, X4→S10",
        books("resumed_after_suspended"),
    ),
)  # fmt: skip
REPAIRING = (
    Arrow(
        "accepted", "open_repair", "accepted", (*TOWN, "butler"),
        "domain 2, S14→S10: warranty repair, same project, no new money",
        books("repair_said", "repair_closed", "under_warranty", "repair_after_accepted",
            "repair_after_repaired"),
    ),
    Arrow(
        "accepted", "finish_repair", "accepted", (*TOWN, "contractor"), "domain 2, S10→S14",
        books("repair_open", "repaired_after_opened"),
    ),
)  # fmt: skip
STOPPING = tuple(
    Arrow(
        state, "stop", "stopped", (*TOWN, *DISTRICT),
        "domain 2, X5: a terminated project's works stop", books("project_ended", "stopped_after_ended"),
    )
    for state in ("ordered", "under_way", "suspended", "finished")
)  # fmt: skip

BUILDING = Flow(
    "works",
    (
        Arrow(
            UNORDERED,
            "order",
            "ordered",
            TOWN,
            "domain 2, S8→S9",
            books("ordered_after_filed") + papers("contractor_named"),
        ),
        Arrow(
            "ordered",
            "start",
            "under_way",
            (*TOWN, "contractor"),
            "domain 2, S9→S10; no prefinancing (Government Investment Regulation art. 22)",
            books("started_after_filed", "started_after_ordered") + papers("money_arrived"),
        ),
        *SUSPENDING,
        *(
            Arrow(
                state,
                "measure",
                state,
                roles,
                rule,
                books("measured_plausible")
                + papers("measured_after_started", "not_less", "measured_near_plan", *also),
            )
            for state, roles, rule, also in (
                ("under_way", ON_SITE, "article line 39", ()),
                ("finished", ON_SITE, "article line 39", ()),
                (
                    "accepted",
                    TOWN,
                    "article line 39; accepted figures stand, a mistake is corrected with its reason",
                    ("measured_explained",),
                ),
            )
        ),
        Arrow(
            "under_way",
            "finish_site",
            "under_way",
            ON_SITE,
            "domain 2: status per site",
            books("site_open", "finished_after_started"),
        ),
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
            books("defects_said", "accepted_after_finished"),
        ),
        *REPAIRING,
        *corrections(
            ("ordered", "under_way", "suspended", "finished", "accepted"),
            "started_after_filed",
            "finished_after_started",
            "used_after_started",
            "accepted_after_finished",
        ),
    ),
)
GOES_ON = books("not_ended")
"""What every step but stopping asks of the project: its filing is neither withdrawn nor terminated."""
FLOW = Flow(
    "works",
    (*(replace(one, guards=GOES_ON + one.guards) for one in BUILDING.arrows), *STOPPING),
)


def firm_name(said: str) -> str:
    """Return a firm's name in the one way it is stored and compared: no blanks around it or beside
    Chinese, one between words of letters, full-width forms narrow.
    """
    plain = _BLANKS.sub(" ", unicodedata.normalize("NFKC", said)).strip()
    return _BESIDE_WORDS.sub("", plain)


def suspension_holds(
    reason: str, note: str, on: date, until: date | None, after: date | None
) -> dict[str, bool]:
    """Weigh a suspension: listed, explained where it is `other`, and in order of days.

    `after` is the day from which works went on: their start, or when they were last resumed.
    """
    return {
        "suspension_listed": reason in SUSPENSIONS,
        "suspension_explained": reason != "other" or bool(note.strip()),
        "suspended_after_started": in_order(after, on),
        "ends_after_suspended": in_order(on, until),
    }


def is_plausible(quantity: Decimal | None, spaces: int | None) -> bool:
    """Tell whether small works can have measured so much; what nobody measured can."""
    return (quantity is None or quantity <= MOST_MEASURED) and 0 <= (spaces or 0) <= MOST_SPACES


def is_near_plan(quantity: Decimal | None, planned: Decimal | None) -> bool:
    """Tell whether a quantity, in the plan's unit, is not out of all proportion to what was planned."""
    return quantity is None or not planned or quantity <= planned * MOST_OVER_PLAN


@dataclass(frozen=True, slots=True)
class Piece:
    """What tells whether projects are one job cut up: who builds what kind, where, from which day."""

    number: str
    type_code: str
    contractor: str
    place_ids: tuple[int, ...]
    on: date | None


def cut_up(pieces: Iterable[Piece], within_days: int) -> list[tuple[str, str]]:
    """Return the pairs of projects that look like one job cut up 化整为零, in calendar days.

    Same type, contractor and a place in common, ordered within so many days of each other.
    Source: Tendering Law art. 4; domain section 2, merge and split.
    """
    groups: dict[tuple[str, str, int], list[Piece]] = {}
    for piece in pieces:
        for place in piece.place_ids if piece.contractor else ():
            groups.setdefault((piece.type_code, piece.contractor, place), []).append(piece)
    found = {
        (one.number, two.number)
        for group in groups.values()
        for one, two in _near(group, within_days)
    }
    return sorted(found)


def _near(group: list[Piece], within_days: int) -> Iterable[tuple[Piece, Piece]]:
    dated = sorted((piece.on, piece.number, piece) for piece in group if piece.on)
    for place, (first, _, one) in enumerate(dated):
        for second, _, two in dated[place + 1 :]:
            if (second - first).days <= within_days:
                yield one, two


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
