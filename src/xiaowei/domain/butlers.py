"""Home of the rules of service butlers 服务管家: one per place, and where to go today.

Source: article line 36.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from xiaowei.domain.alarms import ENDED, NEW
from xiaowei.domain.flow import Arrow, Flow, books
from xiaowei.domain.wording import say

ASSIGNERS = ("operator", "town_clerk", "town_leader")
VISITORS = ("butler", "town_clerk", "town_leader")
TODAY_AT_MOST = 5
POST_FLOW = Flow(
    "butler post",
    (
        *(
            Arrow(state, "assign_butler", "held", ASSIGNERS, "each place has one butler at a time",
                  books("is_butler", "post_after_predecessor"))
            for state in ("vacant", "held")
        ),
        Arrow("held", "release_butler", "vacant", ASSIGNERS, "a post may fall vacant",
              books("post_after_predecessor")),
    ),
)  # fmt: skip
"""A new butler ends the predecessor's post on the same day; days never overlap."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why to go somewhere today: a code with its number, a burst with its last day and matter; zh or en."""

    code: str
    count: int = 0
    on: date | None = None
    what: str = ""

    def text(self, language: str = "zh") -> str:
        """Say it in `zh` or `en`."""
        return say(
            f"visit_reason.{self.code}", language, count=self.count, on=self.on, what=self.what
        )


@dataclass(frozen=True, slots=True)
class Ringing:
    """A burst at a place that no project in use answers: of what, how many calls, the last on which day,
    how it stands: `new` and `seen` go on, an `ended` one rings no more.
    """

    what: str
    calls: int
    last_on: date
    state: str

    @property
    def goes_on(self) -> bool:
        """Tell whether people still call."""
        return self.state != ENDED


@dataclass(frozen=True, slots=True)
class Calling:
    """What calls a butler to a place: late and open questions, tickets of open repeats, how many
    working days nobody was there (None: never), residents who say it is still broken, and bursts.
    """

    place_code: str
    late: int
    asked: int
    tickets: int
    days_since: int | None
    last_on: date | None
    voices: int = 0
    bursts: tuple[Ringing, ...] = ()


def reasons(one: Calling, unvisited_after: int) -> tuple[Why, ...]:
    """Return why to go to a place; a visit is due after `unvisited_after` working days."""
    found: list[Why | None] = [
        *(_why(burst) for burst in one.bursts if burst.goes_on),
        Why("voices", one.voices) if one.voices else None,
        Why("late", one.late) if one.late else None,
        Why("asked", one.asked) if one.asked else None,
        Why("repeats", one.tickets) if one.tickets else None,
        *(_why(burst) for burst in one.bursts if not burst.goes_on),
    ]
    if one.days_since is None:
        found.append(Why("never"))
    elif one.days_since >= unvisited_after:
        found.append(Why("unvisited", one.days_since))
    return tuple(why for why in found if why is not None)


def _why(burst: Ringing) -> Why:
    return Why(f"burst_{burst.state}", burst.calls, burst.last_on, burst.what)


def today_list(
    places: Iterable[Calling], unvisited_after: int, most: int = TODAY_AT_MOST
) -> list[tuple[Calling, tuple[Why, ...]]]:
    """Return at most `most` places with a reason to go: where a burst goes on first, of which
    nobody took note before others; then where residents wait, late questions, open ones, tickets, the
    longest unvisited.
    """
    found = [(one, reasons(one, unvisited_after)) for one in places]
    due = [pair for pair in found if pair[1]]
    return sorted(due, key=lambda pair: _order(pair[0]))[:most]


def _order(one: Calling) -> tuple[int, int, int, int, int, int, int, str]:
    since = 10_000 if one.days_since is None else one.days_since
    unseen = sum(burst.calls for burst in one.bursts if burst.state == NEW)
    going = sum(burst.calls for burst in one.bursts if burst.goes_on)
    tickets = one.tickets + sum(burst.calls for burst in one.bursts) - going
    waits = (-one.voices, -one.late, -one.asked, -tickets)
    return (-unseen, -going, *waits, -since, one.place_code)
