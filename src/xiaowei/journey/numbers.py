"""Home of finding a number as people write it: blanks, full width and case don't matter."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches

from django.db.models import Model

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import say
from xiaowei.stages.identification.models import Candidate
from xiaowei.stages.intake.models import Ticket

KINDS: dict[str, type[Model]] = {"project": Candidate, "ticket": Ticket}
MOST_SHOWN = 5
LIKE = 0.75
"""From this likeness (0..1) on a number is worth showing."""
MOST_READ = 500


def numbered(said: str) -> tuple[str, str] | None:
    """Return ("project" or "ticket", its number) where one is meant; None for other words.

    A number holds a digit: words without one are not looked for among all tickets.
    """
    wanted = plain(said)
    if not any(letter.isdigit() for letter in wanted):
        return None
    for exactness in ("number", "number__iexact"):
        for kind, model in KINDS.items():
            found = _numbers(model, **{exactness: wanted})
            if len(found) == 1:
                return kind, found[0]
    return None


def number_meant(said: str, language: str = "zh") -> str:
    """Return the number of the project or ticket that is meant.

    :raises BadInput: `unknown_number`
    """
    meant = numbered(said)
    if meant:
        return meant[1]
    known = "、".join(_near(plain(said)))
    near = say("near_numbers", language, known=known) if known else ""
    raise BadInput("unknown_number", number=said, near=near)


def plain(said: str) -> str:
    """Return a number without blanks, its full-width letters and digits narrowed."""
    return "".join(unicodedata.normalize("NFKC", said).split())


def _near(wanted: str) -> list[str]:
    start = wanted[: max(3, len(wanted) - 4)]
    pool = {
        number for model in KINDS.values() for number in _numbers(model, number__istartswith=start)
    } | set(_numbers(Candidate, number__iendswith=wanted[-3:]))
    by_case = {number.upper(): number for number in sorted(pool)}
    near = get_close_matches(wanted.upper(), by_case, MOST_SHOWN, LIKE)
    return [by_case[number] for number in near]


def _numbers(model: type[Model], **wanted: str) -> list[str]:
    rows = model._default_manager.filter(**wanted).order_by("number")
    return list(rows.values_list("number", flat=True)[:MOST_READ])
