"""Home of the rules of the three-level channel: who may ask whom, by when, what goes up the levels.

Source: article line 26, 区、镇、村(社区)三级快速沟通渠道.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from xiaowei.domain.flow import Arrow, Flow, books
from xiaowei.domain.wording import Note, say
from xiaowei.domain.workdays import Calendar

DESKS: Mapping[str, tuple[str, ...]] = {
    "village": ("village_secretary",),
    "butler": ("butler",),
    "township": ("town_clerk", "town_leader"),
    "leader": ("town_leader",),
    "contractor": ("contractor",),
    "district": ("district_office",),
    "department": ("department",),
    "finance": ("finance",),
    "city": ("city_office",),
}
"""Who sits at a desk; what is asked of a desk is asked of whoever holds one of its roles there."""
LOCAL = ("village", "butler", "township", "leader", "contractor")
"""Desks that sit over a township or less; the others sit over a district."""
NARROW = ("village", "butler", "contractor")
"""Desks that answer for single places, or for one firm's works."""
OVERSEERS = ("township", "district", "department", "finance", "city")
"""Desks that read a project's whole thread; the others read what they take part in."""
MAY_ASK: Mapping[str, tuple[str, ...]] = {
    "village": ("township", "butler"),
    "butler": ("township", "village", "contractor"),
    "contractor": ("township", "butler"),
    "township": ("village", "butler", "contractor", "district", "department", "finance"),
    "district": ("township", "village", "butler", "department", "finance"),
    "department": ("district", "township"),
    "finance": ("district", "township"),
    "city": ("district",),
}
"""Who may ask whom: up and down the levels; a village is not asked over its township's head by
departments (the Regulation's article 17: no work beyond a community's duty list)."""
UP: Mapping[str, tuple[str, ...]] = {
    "village": ("township", "district"),
    "butler": ("township", "district"),
    "contractor": ("township", "district"),
    "township": ("leader", "district", "city"),
    "district": ("city",),
    "department": ("district", "city"),
    "finance": ("district", "city"),
}
"""To whom lateness is told, level by level."""
STEP_DESKS = {"town": "township", "district_office": "district", "finance": "finance",
              "contractor": "contractor"}  # fmt: skip
"""The desk that a step of the nine waits for."""

TOLD: Mapping[str, tuple[str, ...]] = {
    "selection.submit": ("district",),
    "selection.send_back": ("township",),
    "selection.approve": ("township",),
    "selection.reject": ("township",),
    "funding.file": ("township", "finance"),
    "funding.disburse": ("township",),
    "funding.pay": ("contractor",),
    "funding.withdraw_filing": ("contractor",),
    "funding.terminate": ("contractor",),
    "delivery.order": ("contractor",),
    "delivery.decide_suspension": ("contractor",),
    "delivery.accept": ("contractor",),
    "delivery.fail_acceptance": ("contractor",),
    "delivery.open_repair": ("contractor",),
    "delivery.stop": ("contractor",),
}
"""Which desks a step is told to; its words are those of the notice `told_…`. Of the contractors, it
is the firm that builds: nobody where works are not ordered, or from no firm by name."""

CAUGHT_UP = timedelta(days=7)
"""How long a missed night is made up for; an older backlog is not told all at once."""
NEW = "unasked"
OPEN_STATES = ("open", "read")
ASKERS = tuple(dict.fromkeys(role for desk in MAY_ASK for role in DESKS[desk]))
_ASKED = tuple(
    dict.fromkeys(role for desks in MAY_ASK.values() for desk in desks for role in DESKS[desk])
)
_BOTH = tuple(dict.fromkeys((*ASKERS, *_ASKED)))
CHANNEL_FLOW = Flow(
    "channel",
    (
        Arrow(NEW, "ask", "open", ASKERS, "article line 26", books("may_ask", "words_given")),
        Arrow("open", "read", "read", _ASKED, "receipt: who read it when"),
        *(
            Arrow(state, "read", state, _ASKED, "read again: the first receipt stands")
            for state in ("read", "answered", "withdrawn")
        ),
        *(
            arrow
            for state in OPEN_STATES
            for arrow in (
                Arrow(state, "remark", state, _BOTH, "several remarks", books("words_given")),
                Arrow(state, "reply", "answered", _ASKED, "one answer closes",
                      books("words_given")),
                Arrow(state, "withdraw", "withdrawn", ASKERS, "by who asked",
                      books("own_question")),
            )
        ),
    ),
)  # fmt: skip
"""A question's way; that it is overdue is read from its day, not stored."""

CALLERS = DESKS["township"]
CALLED = DESKS["department"]
WHISTLE_FLOW = Flow(
    "whistle",
    (
        Arrow("uncalled", "whistle", "called", CALLERS, "吹哨: the township calls",
              books("department_named", "words_given")),
        Arrow("called", "arrive", "arrived", (*CALLED, *CALLERS), "报到: the department comes",
              books("arrived_after_call")),
        Arrow("called", "call_off", "called_off", CALLERS, "by who called"),
        Arrow("arrived", "conclude", "concluded", (*CALLED, *CALLERS), "what came of it",
              books("words_given")),
    ),
)  # fmt: skip
"""吹哨报到: a township calls a department to one matter; that it is late is read from its day."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What a message is about: a project number and where it lies, its places by code, who builds."""

    number: str
    name: str
    district_code: str
    town_code: str
    place_codes: tuple[str, ...]
    contractor: str = ""

    def narrowed(self, desk: str) -> tuple[str, ...]:
        """Return what `desk` is narrowed to in this matter: its places, or the firm that builds."""
        if desk == "contractor":
            return (self.contractor,) if self.contractor else ()
        return self.place_codes if desk in NARROW else ()

    def has(self, desk: str) -> bool:
        """Tell whether somebody can sit at `desk` in this matter: a firm's only where one builds."""
        return desk != "contractor" or bool(self.contractor)

    def region_of(self, desk: str) -> str:
        """Return the code of the region for which `desk` answers in this matter."""
        return self.town_code if desk in LOCAL else self.district_code


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits at a desk for its day: a `question`, a `step` or a `whistle`, by key."""

    key: str
    kind: str
    matter: Matter
    desk: str
    begun_on: date
    due_on: date
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Telling:
    """Something that some desks are to be told of once, by key; nothing waits for an answer."""

    key: str
    kind: str
    matter: Matter
    desks: tuple[str, ...]
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Rung:
    """One message on lateness: `remind` or `over`, to which desk, said from one day to another."""

    kind: str
    level: int
    desk: str
    from_on: date
    until_on: date | None = None

    def is_due(self, on: date) -> bool:
        """Tell whether it is to be said on a day; what was missed for over a week is not."""
        if not self.from_on <= on < self.from_on + CAUGHT_UP:
            return False
        return self.until_on is None or on <= self.until_on


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice on its way out of the house; the same `key` is the same letter."""

    key: str
    to: str
    name: str
    subject: str
    body: str


def desks_of(roles: Iterable[str]) -> tuple[str, ...]:
    """Return the desks at which somebody with these roles sits."""
    held = frozenset(roles)
    return tuple(desk for desk, at_it in DESKS.items() if held & set(at_it))


def may_ask(asker: str, asked: str) -> bool:
    """Tell whether one desk may ask another."""
    return asked in MAY_ASK.get(asker, ())


def rungs(desk: str, begun_on: date, due_on: date, every: int, days: Calendar) -> tuple[Rung, ...]:
    """Return what is said, when, to whom, while something that waits at `desk` is not done.

    A reminder on the working day before `due_on` (never on the day it began), then, the first
    working day after, its own desk and the level above; each further level `every` working days
    later.
    """
    remind_on = max(_eve(due_on, days), days.due(begun_on, 1))
    first = days.due(due_on, 1)
    up = (
        Rung("over", level, above, days.due(due_on, 1 + (level - 1) * every))
        for level, above in enumerate(UP.get(desk, ()), 1)
    )
    return (Rung("remind", 0, desk, remind_on, due_on), Rung("over", 0, desk, first), *up)


def answer_days(asked_on: date, answered_on: date, days: Calendar) -> int:
    """Return the working days after the day of the question up to the answer; 0 on the same day.

    Counted as the deadline is: within 1 is answered by the next working day.

    :raises BadInput: `days_backwards`
    """
    if answered_on == asked_on:
        return 0
    return days.days(asked_on + timedelta(1), answered_on)


def middle(days: Iterable[int]) -> float | None:
    """Return the median of working days; None of none."""
    found = list(days)
    return float(median(found)) if found else None


def share(part: int, whole: int) -> float | None:
    """Return `part` of `whole` as 0..1; None of nothing."""
    return part / whole if whole else None


def notice_text(kind: str, facts: Mapping[str, object], language: str = "zh") -> str:
    """Return the words of a notice in `zh` or `en`; codes among its facts are said in words."""
    groups = {"desk": "desk", "asker": "desk", "step": "step"}
    told = {
        name: Note(f"{groups[name]}.{value}") if name in groups else value
        for name, value in facts.items()
    }
    return say(f"notice.{kind}", language, **told)


def letter_of(
    key: str,
    kind: str,
    facts: Mapping[str, object],
    subject: str,
    to: str,
    name: str,
    language: str = "zh",
) -> Letter:
    """Return a notice as a letter to one person; it holds no word of what was asked or answered."""
    says = notice_text(kind, facts, language)
    body = say("notice.letter_body", language, says=says, subject=subject)
    return Letter(key, to, name, says, body)


def state_on(steps: Iterable[tuple[str, date | None]], as_of: date) -> str:
    """Return the last state entered up to a day, of (state, day) in the order of the lifecycle."""
    return [state for state, on in steps if on is not None and on <= as_of][-1]


def _eve(day: date, days: Calendar) -> date:
    before = day - timedelta(1)
    while not days.is_workday(before):
        before -= timedelta(1)
    return before
