"""Home of reading residents' ratings: counts of a project, told only where enough people answered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from xiaowei.domain.evaluation import SATISFIED
from xiaowei.domain.voices import enough
from xiaowei.stages.evaluation.models import Rating


@dataclass(frozen=True, slots=True)
class Ratings:
    """How many devices answered, by satisfaction in its order, and how many say that it is solved."""

    answers: int
    satisfied: tuple[tuple[str, int], ...]
    solved: int


def ratings_of(number: str, as_of: date, households: int, per: int) -> Ratings | None:
    """Return a project's ratings up to a day, the last of each device; None where fewer than one per `per`
    households answered.
    """
    rows = Rating.objects.filter(
        works__filing__application__candidate__number=number, on__lte=as_of
    ).order_by("on", "pk")
    told = rows.values_list("device", "satisfied", "solved")
    found = list({device: (satisfied, solved) for device, satisfied, solved in told}.values())
    if not enough(len(found), households, per):
        return None
    counts = Counter(satisfied for satisfied, _ in found)
    by_word = tuple((code, counts[code]) for code in SATISFIED)
    return Ratings(len(found), by_word, sum(solved for _, solved in found))
