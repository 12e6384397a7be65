"""Home of the rules of alarms: when a burst goes on, how an alarm stands, when it is rare enough."""

from __future__ import annotations

from datetime import date, timedelta

from xiaowei.domain.roles import OPERATOR, TOWN

TAKERS = (OPERATOR, *TOWN)
"""Who takes note of an alarm: the township whose burst it is."""
NEW, SEEN, ENDED = "new", "seen", "ended"
STATES = (NEW, SEEN, ENDED)
QUIET_AFTER = timedelta(days=1)
"""A burst goes on while somebody called on the day or the day before: sheets come a day late."""
LASTS = timedelta(days=7)
"""No burst lasts longer: what still goes on is the new usual."""
LONGEST = LASTS + QUIET_AFTER
"""What was flagged longer ago is over."""
USUAL_DAYS = 28
"""So many days before a burst tell what is usual."""
EMERGENCY_OF = {
    "water_outage": "water_cut",
    "water_pipe_burst": "water_cut",
    "power": "power_cut",
    "gas": "gas_cut",
    "heating": "heating_cut",
}
"""The topic of a burst -> the kind of emergency that it is taken for."""


def is_going_on(last_on: date | None, as_of: date) -> bool:
    """Tell whether a burst last called on a day still goes on."""
    return last_on is not None and last_on + QUIET_AFTER >= as_of


def state_of(last_on: date | None, as_of: date, *, is_seen: bool) -> str:
    """Return how an alarm stands on a day: `new`, `seen`, or `ended` once nobody calls any more."""
    if not is_going_on(last_on, as_of):
        return ENDED
    return SEEN if is_seen else NEW


def is_rare(interval_days: float | None, least_days: int) -> bool:
    """Tell whether chance brings a burst rarely enough to be an alarm; unknown is rare enough."""
    return interval_days is None or interval_days >= least_days


def emergency_of(topic_code: str) -> str:
    """Return the kind of emergency that a burst on a topic is taken for; blank where it tells none."""
    return EMERGENCY_OF.get(topic_code, "")
