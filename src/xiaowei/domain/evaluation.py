"""Home of the rules of effect: did the complaints stop at a finished site (S14)?

A plain count, never a proof of cause. A ticket counts against a site when it is a complaint about
the site's topic group at the site's place, received after the in-use day and up to the as-of day;
a complaint on the in-use day itself does not count (domain section 3, effect rule), so that nothing
has been observed before the day after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SATISFIED = ("good", "fair", "poor")


class Verdict(StrEnum):
    """What can be said of a finished site on a day."""

    STOPPED = "stopped"
    NEVER_COMPLAINED = "never_complained"
    COMES_BACK = "comes_back"
    TOO_EARLY = "too_early"
    NOT_JUDGED = "not_judged"


WORST_FIRST = (
    Verdict.COMES_BACK,
    Verdict.NOT_JUDGED,
    Verdict.TOO_EARLY,
    Verdict.STOPPED,
    Verdict.NEVER_COMPLAINED,
)
"""Of several sites the first of these is the project's."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A site's verdict with the complaints before and after it came into use."""

    verdict: Verdict
    before: int
    after: int

    @property
    def observed(self) -> bool:
        """Tell whether the site enters the rate."""
        return self.verdict not in (Verdict.TOO_EARLY, Verdict.NOT_JUDGED)

    @property
    def silent(self) -> bool:
        """Tell whether the site is silent; one that never complained is silent and proves nothing."""
        return self.verdict in (Verdict.STOPPED, Verdict.NEVER_COMPLAINED)


NO_JUDGEMENT = Silence(Verdict.NOT_JUDGED, 0, 0)
"""Nothing can be said of a site whose day of use is unknown."""


def observed_days(since: date | None, as_of: date) -> tuple[date, date] | None:
    """Return the first and last day observed of a site in use since a day; None before there is one."""
    if since is None or as_of <= since:
        return None
    return since + timedelta(days=1), as_of


def judge(
    *,
    since: date,
    received: Sequence[date],
    as_of: date,
    min_days: int,
    is_heard: bool,
) -> Silence:
    """Judge a site in use since a day by the days on which complaints about it were received.

    Where no ticket of the district was ever taken in (`is_heard`), silence is not judged. A
    complaint counts at once; the day of use itself is too early whatever `min_days` says.
    """
    before = sum(day < since for day in received)
    after = sum(since < day <= as_of for day in received)
    if after:
        verdict = Verdict.COMES_BACK
    elif observed_days(since, as_of) is None or (as_of - since).days < min_days:
        verdict = Verdict.TOO_EARLY
    elif not is_heard:
        verdict = Verdict.NOT_JUDGED
    else:
        verdict = Verdict.STOPPED if before else Verdict.NEVER_COMPLAINED
    return Silence(verdict, before, after)


def rate(verdicts: Sequence[Silence]) -> tuple[int, int]:
    """Return (silent, observed) sites."""
    observed = [silence for silence in verdicts if silence.observed]
    return sum(silence.silent for silence in observed), len(observed)
