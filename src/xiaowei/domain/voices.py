"""Home of residents' voices: what is said at the public door without signing in, and its way to an answer.

A voice is a lead and never a ticket: it has a number of its own, by which whoever said it follows it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from xiaowei.domain.flow import Arrow, Flow, books
from xiaowei.domain.roles import OPERATOR, TOWN

BROKEN, PROPOSAL, QUESTION = "still_broken", "proposal", "question"
RECEIVED, SEEN = "received", "seen"
DANGER = "danger"
HEARERS = (OPERATOR, "district_office", *TOWN, "butler")
"""Who reads voices, of the area or place they hold."""
ON_SITE = (OPERATOR, *TOWN, "butler")
_TOWN = (OPERATOR, *TOWN)

BROKEN_FLOW = Flow(
    "still_broken",
    (
        Arrow(RECEIVED, "see_on_site", SEEN, ON_SITE, "回访: somebody goes and looks",
              books("seen_since_said")),
        Arrow(SEEN, "see_on_site", SEEN, ON_SITE, "looked again: found nothing before",
              books("seen_since_said", "borne_out_stays")),
        Arrow(SEEN, "answer_voice", "answered", ON_SITE, "answered after a look",
              books("voice_answered", "answered_since_said")),
    ),
)  # fmt: skip
PROPOSAL_FLOW = Flow(
    "proposal",
    (
        Arrow(RECEIVED, "accept_voice", "taken_up", _TOWN, "未诉先办: residents → candidate",
              books("answered_since_said")),
        Arrow(RECEIVED, "decline_voice", "declined", _TOWN, "a public reason",
              books("voice_answered", "answered_since_said")),
    ),
)  # fmt: skip
QUESTION_FLOW = Flow(
    "public_question",
    (
        Arrow(RECEIVED, "answer_voice", "answered", _TOWN, "shown with its answer",
              books("voice_answered", "answered_since_said")),
        Arrow(RECEIVED, "decline_voice", "declined", _TOWN, "not shown; the reason by number",
              books("voice_answered", "answered_since_said")),
    ),
)  # fmt: skip
"""A question is public once it is answered: the answer is the moderation."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of voice: how its numbers begin, what may be tapped, its way, its clock, who is told."""

    prefix: str
    sorts: tuple[str, ...]
    flow: Flow
    clock: str
    desks: tuple[str, ...]


KINDS: Mapping[str, Kind] = {
    BROKEN: Kind("HX", ("broken_again", "not_finished", "done_badly", DANGER, "otherwise"),
                 BROKEN_FLOW, "voice_answer", ("butler", "township")),
    PROPOSAL: Kind("JY", (), PROPOSAL_FLOW, "proposal_answer", ("township",)),
    QUESTION: Kind("WD", ("about_plan", "about_money", "about_works", "otherwise"),
                   QUESTION_FLOW, "question_answer", ("township",)),
}  # fmt: skip
"""A proposal's sorts are the project types of the catalogue."""
FLOWS = {kind: one.flow for kind, one in KINDS.items()}
OPEN = (RECEIVED, SEEN)
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without I, L and O, which look like digits."""
CHECK_LETTERS = 4
LONGEST_WORDS = 500


def voice_number(kind: str, on: date, n: int, letters: str) -> str:
    """Return the number of a day's nth voice, such as HX-0831-07-KMRT; the letters make it unguessable."""
    return f"{KINDS[kind].prefix}-{on:%m%d}-{n:02d}-{letters}"


_TYPED = re.compile(r"([A-Z]{2})(\d{4})(\d{2,})([A-Z]{4})")


def number_typed(text: str) -> str:
    """Return a number as it is stored from what was typed: small letters, any dashes or none are mended."""
    plain = normalize("NFKC", text).upper()
    if found := _TYPED.fullmatch(re.sub(r"[\s_—–-]+", "", plain)):
        return "-".join(found.groups())
    return "".join(plain.split())[:20]


def enough(answers: int, households: int | None, per: int) -> bool:
    """Tell whether so many answers say something: one of every `per` households, of a known number."""
    return bool(households) and answers > 0 and answers * per >= (households or 0)
