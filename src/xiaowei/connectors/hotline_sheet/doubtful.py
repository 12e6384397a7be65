"""Home of settling doubtful headers: whether 类别 is a ticket's kind or its topic, its values tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from xiaowei.connectors.hotline_sheet.words import split_topics
from xiaowei.connectors.tabular.columns import Bound, Match, load
from xiaowei.connectors.tabular.headers import read_header
from xiaowei.connectors.tabular.rows import Table
from xiaowei.connectors.tabular.values import text
from xiaowei.domain.catalogue import Catalogue

LOOKED_AT = 500
"""So many values are enough to tell what a column holds."""
KIND, TOPIC = "kind", "topic_path"
LEVELS = ("topic_1", "topic_2", "topic_3", "topic_4")


def settle(match: Match, table: Table, mapping: Mapping[str, str], catalogue: Catalogue) -> Match:
    """Bind the columns of kind and topic by what stands in them; what `mapping` says stays.

    A column that holds mostly kinds is the kind, mostly topics the topic; of neither a doubtful
    header is left to be mapped by hand, any other stays what it is called.
    """
    for bound in [b for b in match.bound if b.field in (KIND, TOPIC) and b.field not in mapping]:
        field = _field_of(bound, _values(table, bound.index), catalogue)
        if field != bound.field:
            match = _moved(match, bound, field, mapping)
    return match


def _field_of(bound: Bound, values: Sequence[str], catalogue: Catalogue) -> str | None:
    if not values or _share(values, lambda value: catalogue.ticket_kind(value) is not None):
        return KIND if values else bound.field
    if _share(values, lambda value: _is_topic(value, catalogue)):
        return TOPIC
    doubtful = load("hotline_sheet").doubtful
    return None if doubtful.intersection(read_header(bound.header).names) else bound.field


def _moved(match: Match, bound: Bound, field: str | None, mapping: Mapping[str, str]) -> Match:
    """Bind a column to another field; where that has a column or is barred it goes free."""
    others = tuple(one for one in match.bound if one is not bound)
    taken = {one.field for one in others} | set(mapping)
    if field == TOPIC and not taken.isdisjoint(LEVELS):
        field = None
    if field is None or field in taken:
        spare = sorted([*match.unmapped, (bound.index, bound.header)])
        return Match(others, tuple(spare))
    bound = replace(bound, field=field)
    return Match(tuple(sorted((*others, bound), key=lambda one: one.index)), match.unmapped)


def _is_topic(value: str, catalogue: Catalogue) -> bool:
    levels = split_topics(value)
    return len(levels) > 1 or catalogue.topic_named(*levels) is not None


def _share(values: Sequence[str], test: Callable[[str], bool]) -> bool:
    return sum(map(test, values)) * 2 >= len(values)


def _values(table: Table, index: int) -> list[str]:
    shown = (text(row.cells[index]).strip() for row in table.rows)
    return list(islice(filter(None, shown), LOOKED_AT))
