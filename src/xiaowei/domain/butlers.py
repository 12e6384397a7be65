"""Home of the rules of service butlers 服务管家: one per place, and where to go today.

Source: article line 36.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

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
    """Why to go somewhere today: a code with its number, said in zh or en."""

    code: str
    count: int = 0

    def text(self, language: str = "zh") -> str:
        """Say it in `zh` or `en`."""
        return say(f"visit_reason.{self.code}", language, count=self.count)


@dataclass(frozen=True, slots=True)
class Calling:
    """What calls a butler to a place: late and open questions, tickets of open repeats, how many
    working days nobody was there (None: never), and residents who say it is still broken.
    """

    place_code: str
    late: int
    asked: int
    tickets: int
    days_since: int | None
    last_on: date | None
    voices: int = 0


def reasons(one: Calling, unvisited_after: int) -> tuple[Why, ...]:
    """Return why to go to a place; a visit is due after `unvisited_after` working days."""
    found = [
        Why("voices", one.voices) if one.voices else None,
        Why("late", one.late) if one.late else None,
        Why("asked", one.asked) if one.asked else None,
        Why("repeats", one.tickets) if one.tickets else None,
    ]
    if one.days_since is None:
        found.append(Why("never"))
    elif one.days_since >= unvisited_after:
        found.append(Why("unvisited", one.days_since))
    return tuple(why for why in found if why is not None)


def today_list(
    places: Iterable[Calling], unvisited_after: int, most: int = TODAY_AT_MOST
) -> list[tuple[Calling, tuple[Why, ...]]]:
    """Return at most `most` places with a reason to go: where residents wait first, then late
    questions, open ones, tickets, the longest unvisited.
    """
    found = [(one, reasons(one, unvisited_after)) for one in places]
    due = [pair for pair in found if pair[1]]
    return sorted(due, key=lambda pair: _order(pair[0]))[:most]


def _order(one: Calling) -> tuple[int, int, int, int, int, str]:
    since = 10_000 if one.days_since is None else one.days_since
    return (-one.voices, -one.late, -one.asked, -one.tickets, -since, one.place_code)
