"""Home of what seals and tally tell of the database: rows edited, rows gone or come, links to nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.apps import apps
from django.db.models import Exists, ForeignKey, OuterRef

from xiaowei.base.trail.sealed import Sealed, sealed_rows
from xiaowei.base.trail.tally import NOTHING, TABLE, Sums, standing, sums_of

NAMED = 20


@dataclass
class Disorder:
    """What does not fit, each named as somebody finds it: `table #key`."""

    edited: list[str] = field(default_factory=list)
    miscounted: list[str] = field(default_factory=list)
    unlinked: list[str] = field(default_factory=list)


def disorder(of: Collection[type[Sealed]] | None = None) -> Disorder:
    """Return what does not fit in some tables or all: seals, sums and links, worked out again."""
    models = sealed_models() if of is None else of
    tally, sound = standing()
    found = Disorder(miscounted=[] if sound else [TABLE])
    for model in models:
        table, held = model._meta.db_table, []
        for row in sealed_rows(model, model._default_manager.all()):
            held.append((row.key, row.seal))
            if row.seal != row.fitting and len(found.edited) < NAMED:
                found.edited.append(f"{table} #{row.key}")
        found.miscounted += _differing(table, sums_of(held), tally.get(table, NOTHING))
    found.unlinked += islice(_unlinked(models), NAMED)
    return found


def sealed_models() -> list[type[Sealed]]:
    """Return the models whose rows are sealed."""
    return [model for model in apps.get_models() if issubclass(model, Sealed)]


def _differing(table: str, there: Sums, told: Sums) -> Iterator[str]:
    """Yield a table that holds other rows than the tally tells; the one that is gone or come by its key."""
    if there.there == told.there:
        return
    more = there.rows - told.rows
    key = f" #{abs(there.keys - told.keys)}" if abs(more) == 1 else ""
    yield f"{table} {there.rows}/{told.rows}{key}"


def _unlinked(models: Iterable[type[Sealed]]) -> Iterator[str]:
    for model in models:
        for link in model._meta.concrete_fields:
            if isinstance(link, ForeignKey):
                target = link.related_model._default_manager.filter(pk=OuterRef(link.attname))
                rows = model._default_manager.filter(~Exists(target), **{f"{link.attname}__gt": 0})
                for key in rows.order_by("pk").values_list("pk", flat=True)[:NAMED]:
                    yield f"{model._meta.db_table} #{key}"
