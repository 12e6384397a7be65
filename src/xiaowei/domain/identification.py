"""Home of the rules of identification: problem spots, what presses most, candidates and estimates."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from xiaowei.domain.catalogue import PriceBand
from xiaowei.domain.flow import Arrow, Flow, books, papers
from xiaowei.domain.money import half_up
from xiaowei.domain.months import shifted
from xiaowei.domain.roles import SHEET_BRINGERS, TOWN
from xiaowei.domain.wording import Note, say

BURST, REPEAT = "burst", "repeat"
HOURS_SHOWN = 48
SPOT_KINDS = (BURST, REPEAT)
HOT = "hot"
"""Not stored: where more is complained of than chance would have it, worked out when it is asked for."""
HOT_RECURRENCE_DAYS = 365
"""So seldom must chance show the like in a branch of topics that is looked at every day."""
LEAD_SOURCES = ("patrol", "season", "same_asset", "neighbours", "residents")
"""What tells of a problem before anyone complains. Source: 未诉先办, articles 24–27."""
FIELD_ROLES = ("operator", "town_clerk", "town_leader", "butler")
FILLABLE = ("root_cause", "maintainer", "maintainer_trigger")
"""What may be told after it was handed on, where nothing was told: no other detail changes by it."""
DRAFT_ROLES = (*FIELD_ROLES, "village_secretary")

DECIDERS = ("operator", "town_clerk", "town_leader")
"""Who may say which tickets are one matter and which are two."""

SPOT_FLOW = Flow(
    "spot",
    (
        Arrow("open", "mint", "open", DRAFT_ROLES, "S0→S1 accept"),
        Arrow("open", "log_stop_gap", "open", FIELD_ROLES, "a stop-gap never closes the problem"),
        *(
            Arrow(
                state,
                "resolve",
                "resolved",
                ("operator", "district_office", "town_leader", "town_clerk"),
                "a problem closes on evidence only; it may be verified again",
                books("outcome_verified"),
            )
            for state in ("open", "resolved")
        ),
        Arrow(
            "open",
            "dismiss",
            "dismissed",
            ("operator", "town_clerk", "town_leader"),
            "S0→X3 not ours, with a reason",
            books("dismissal_reasoned"),
        ),
        *(
            Arrow(
                "open",
                act,
                "open",
                DECIDERS,
                "people know what the words don't tell",
                books("decision_reasoned"),
            )
            for act in ("merge_spots", "split_spot")
        ),
        Arrow("resolved", "reopen", "open", FIELD_ROLES, "S14→S0 new lead"),
        Arrow("dismissed", "reopen", "open", FIELD_ROLES, "S14→S0 new lead"),
    ),
)

_BOOKS = books("type_known", "town_in_district", "place_in_town", "estimate_is_sum")
_PAPERS = papers("price_explained")
CANDIDATE_FLOW = Flow(
    "candidate",
    (
        Arrow("lead", "mint", "draft", DRAFT_ROLES, "S0→S1 accept", _BOOKS + _PAPERS),
        Arrow("draft", "amend", "draft", DRAFT_ROLES, "S1 draft", _BOOKS + _PAPERS),
        *(
            Arrow(
                state,
                "consult",
                state,
                DRAFT_ROLES,
                "S1 residents agreed",
                books("option_named", "one_option_chosen"),
            )
            for state in ("draft", "handed_on")
        ),
        Arrow("draft", "hand_on", "handed_on", DRAFT_ROLES, "S4 application locked"),
        Arrow("handed_on", "take_back", "draft", (*DRAFT_ROLES, "district_office"), "X1 sent back"),
        Arrow(
            "draft",
            "absorb",
            "draft",
            (*DRAFT_ROLES, "district_office"),
            "X6 merged: grounds, places and the oldest clock start kept",
        ),
        *(
            Arrow(state, "drop", "dropped", (*DRAFT_ROLES, "district_office"), "X2, X3, X6, X7")
            for state in ("draft", "handed_on")
        ),
        Arrow(
            "handed_on",
            "fill_in",
            "handed_on",
            (*TOWN, "district_office"),
            "domain 4, before filing: root cause and 管护单位 that the sheet left blank",
            books("something_filled", "only_blanks_filled"),
        ),
        Arrow(
            "handed_on",
            "correct",
            "handed_on",
            SHEET_BRINGERS,
            "an older sheet is taken over again",
            _BOOKS + _PAPERS,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something stands where it stands: a code with facts, said in zh or en."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: str = "zh") -> str:
        """Say the reason in `zh` or `en`."""
        return say(f"reason.{self.code}", language, **self.facts)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an estimate; `why` explains a price outside the library's band."""

    item: str
    quantity: Decimal
    unit: str
    unit_price_fen: int
    why: str = ""

    @property
    def amount_fen(self) -> int:
        """Quantity × unit price in fen, half up."""
        return int(half_up(self.quantity * self.unit_price_fen, 0))


@dataclass(frozen=True, slots=True)
class Option:
    """An option that a consultation weighed; what is not known of it is None or blank."""

    name: str
    what: str = ""
    cost_fen: int | None = None
    days: int | None = None
    maintainer: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class PriceCheck:
    """How a unit price stands to the library: `deviation` is 0 in the band, -0.3 is 30 % below it."""

    low_fen: int | None
    high_fen: int | None
    deviation: Decimal
    outside: bool
    illustrative: bool = False

    def needs_reason(self, why: str) -> bool:
        """Tell whether the price still has to be explained."""
        return self.outside and not why.strip()


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a list of checks: ✓ or ✗, with the facts to say it."""

    code: str
    holds: bool
    facts: Mapping[str, object] = field(default_factory=dict)


def window(as_of: date, months: int) -> tuple[date, date]:
    """Return the first and last day of the `months` before and up to `as_of`."""
    start = shifted(as_of, -months)
    return date.fromordinal(start.toordinal() + 1), as_of


def recurrence_days(chance: float, *, trials_a_day: float) -> float:
    """Return in how many days chance alone brings the like once, where it is tried so often a day.

    A scan that is looked at every day is one trial a day with its p-value; an alarm that may be raised at
    each ticket is tried as often as the whole area that is watched has tickets a day. Source: the
    recurrence interval of prospective surveillance, Kleinman et al. (2004), Am. J. Epidemiol. 159.
    """
    expected = trials_a_day * chance
    return 1 / expected if expected > 0 else math.inf


def pressing(kind: str, callers: int, tickets: int, last_at: datetime) -> tuple[object, ...]:
    """Return the key by which spots are sorted, most pressing first.

    Bursts before repeats; then by distinct callers, by tickets, by the newest ticket.
    """
    return (SPOT_KINDS.index(kind), -callers, -tickets, -last_at.timestamp())


def same_spots(groups: Sequence[frozenset[int]], known: Mapping[int, frozenset[int]]) -> list[int]:
    """Return for each group of ticket ids the known spot that it continues, or 0 for a new one.

    The largest overlap is matched first; a spot is matched once; ties go to the older spot.
    """
    overlaps = sorted(
        (-len(group & tickets), spot, index)
        for index, group in enumerate(groups)
        for spot, tickets in known.items()
        if group & tickets
    )
    matched = [0] * len(groups)
    taken: set[int] = set()
    for _, spot, index in overlaps:
        if not matched[index] and spot not in taken:
            matched[index] = spot
            taken.add(spot)
    return matched


def why_linked(*how: Note, hours: float | None, alike: str | None) -> Note:
    """Say by what a ticket came where it is, how long after the one before, and about which same topic."""
    parts = list(how)
    if hours is not None:
        parts.append(since(hours))
    if alike:
        parts.append(Note("link.topic", topic=alike))
    return Note("link.all", parts=tuple(parts))


def since(hours: float) -> Note:
    """Say how long after the one before a ticket came: in hours, then in days."""
    if hours < HOURS_SHOWN:
        return Note("link.hours", hours=f"{hours:g}")
    return Note("link.days", days=round(hours / 24))


def still_open(resolved_on: date | None, last_on: date | None) -> bool:
    """Tell whether a spot is open: never resolved, or complained of again since."""
    return resolved_on is None or (last_on is not None and last_on > resolved_on)


def answers(done_since: date | None, last_on: date | None) -> bool:
    """Tell whether a project answers a spot last called on a day.

    It does until it is completed (`done_since` None), and afterwards while nobody called after its
    day of use; a later call is a recurrence, which asks for an answer of its own.
    """
    return done_since is None or last_on is None or last_on <= done_since


def estimate_fen(lines: Iterable[Line]) -> int:
    """Return the sum of an estimate's lines in fen."""
    return sum(line.amount_fen for line in lines)


def check_price(unit_price_fen: int, band: PriceBand | None, tolerance: float) -> PriceCheck:
    """Compare a unit price with the library's band; `outside` beyond it by more than `tolerance`.

    Source: deviation flag > ±20 % (policy value `price_deviation`), measured from the band's edge.
    """
    if band is None:
        return PriceCheck(None, None, Decimal(0), outside=False)
    edge = min(max(unit_price_fen, band.low_fen), band.high_fen)
    deviation = Decimal(unit_price_fen - edge) / edge if edge else Decimal(0)
    return PriceCheck(
        band.low_fen,
        band.high_fen,
        half_up(deviation, 4),
        outside=abs(deviation) > Decimal(str(tolerance)),
        illustrative=band.illustrative,
    )
