"""Home of reading residents' ratings: counts of a project, told only where enough people answered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from xiaowei.base.parts import in_parts
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
    found = _counted({device: answer for device, *answer in told}.values())
    return found if enough(found.answers, households, per) else None


def ratings_in(works: Collection[int], as_of: date) -> dict[int, Ratings]:
    """Return the ratings of works (primary keys) up to a day, the last of each device, in a few queries."""
    last: dict[int, dict[str, list[Any]]] = defaultdict(dict)
    for part in in_parts(sorted(works)):
        rows = Rating.objects.filter(works_id__in=part, on__lte=as_of).order_by("on", "pk")
        for pk, device, *answer in rows.values_list("works_id", "device", "satisfied", "solved"):
            last[pk][device] = answer
    return {pk: _counted(answers.values()) for pk, answers in last.items()}


def _counted(answers: Iterable[list[Any]]) -> Ratings:
    found = list(answers)
    counts = Counter(satisfied for satisfied, _ in found)
    by_word = tuple((code, counts[code]) for code in SATISFIED)
    return Ratings(len(found), by_word, sum(solved for _, solved in found))
