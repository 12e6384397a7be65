"""Home of hints of where to look before anyone complains: a place, a topic, and what tells of it."""

from __future__ import annotations

from dataclasses import dataclass

from xiaowei.base.places.models import Place
from xiaowei.domain.wording import Note


@dataclass(frozen=True, slots=True)
class Hint:
    """A place and a topic to look at; `source` is how a project that comes of it was found."""

    place: Place
    topic_code: str
    source: str
    reasons: tuple[Note, ...]
