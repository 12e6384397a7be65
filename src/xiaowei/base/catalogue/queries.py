"""Home of the catalogue in force, with the topic names people have answered for."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from xiaowei.base.catalogue.models import TopicAlias
from xiaowei.base.policies.queries import document
from xiaowei.base.remembering import remembered
from xiaowei.base.steady import once
from xiaowei.domain.catalogue import Catalogue


def catalogue() -> Catalogue:
    """Return the topics and project types in force, learned topic names included."""
    return _with(document("catalogue", "catalogue", Catalogue), _learned())


@once
@remembered("catalogue")
def mapped_names() -> frozenset[str]:
    """Return the names that a mapping table of another topic tree brought."""
    return frozenset(TopicAlias.objects.filter(source="table").values_list("name", flat=True))


@once
@remembered("catalogue")
def _learned() -> tuple[tuple[str, str], ...]:
    return tuple(TopicAlias.objects.order_by("name").values_list("name", "topic_code"))


class _ById:
    """Compares by identity, so that a large frozen value can key a cache cheaply."""

    def __init__(self, value: Catalogue) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and self.value is other.value


def _with(base: Catalogue, learned: tuple[tuple[str, str], ...]) -> Catalogue:
    return _cached(_ById(base), learned) if learned else base


@lru_cache(maxsize=8)
def _cached(base: _ById, learned: tuple[tuple[str, str], ...]) -> Catalogue:
    names: dict[str, list[str]] = {}
    for name, code in learned:
        names.setdefault(code, []).append(name)
    topics = tuple(
        replace(topic, aliases=(*topic.aliases, *names.get(topic.code, ())))
        for topic in base.value.topics
    )
    return replace(base.value, topics=topics)
