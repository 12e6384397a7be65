"""Home of keeping a state of the database: taken down once, put back fast, compared without its keys."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from xiaowei.base.trail import tally

Kept = dict[str, tuple[list[str], list[tuple[Any, ...]]]]
HISTORY = {"trail_entry", "import_run", "ticket_change", "person", "appointment", "tally"}
"""Tables that tell how a state came about: they differ with the order of the imports."""


def own_models() -> list[type[models.Model]]:
    """Return the house's own models."""
    return [m for m in apps.get_models() if m.__module__.startswith("xiaowei")]


def keep() -> Kept:
    """Return every row of the house's own tables."""
    kept: Kept = {}
    with connection.cursor() as cursor:
        for model in own_models():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            columns = [column.name if hasattr(column, "name") else column[0]
                       for column in cursor.description]  # fmt: skip
            kept[model._meta.db_table] = (columns, cursor.fetchall())
    # What is kept was not committed, so that nothing of it is in the tally yet.
    kept[tally.TABLE] = (kept[tally.TABLE][0], [tally.row_of(*tally.standing())])
    return kept


def put_back(kept: Kept) -> None:
    """Insert the rows into empty tables; the migrations left a tally of these."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {tally.TABLE}")
        for name, (columns, rows) in kept.items():
            if not rows:
                continue
            marks = ", ".join(["%s"] * len(columns))
            names = ", ".join(map(quote, columns))
            cursor.executemany(f"INSERT INTO {quote(name)} ({names}) VALUES ({marks})", rows)


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever the block does to the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def standing(state: Callable[[], Kept]) -> Any:
    """Return a fixture for a module: `state` is put back once and stands under each of its tests."""

    @pytest.fixture(scope="module", autouse=True)
    def stand(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
        with django_db_blocker.unblock():
            kept = state()
            outer = transaction.atomic()
            outer.__enter__()
            put_back(kept)
        yield
        with django_db_blocker.unblock():
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)

    return stand


def contents(leaving_out: Iterable[str] = HISTORY) -> dict[str, list[str]]:
    """Return each table's rows as sorted texts; keys are replaced by what they stand for."""
    told: dict[tuple[type[models.Model], Any], str] = {}
    known = {model: {row.pk: row for row in model.objects.all()} for model in own_models()}

    def tell(model: type[models.Model], pk: Any) -> str:
        if (model, pk) not in told:
            told[model, pk] = json.dumps(
                _said(known[model][pk], tell), ensure_ascii=False, default=str
            )
        return told[model, pk]

    left_out = set(leaving_out)
    return {
        model._meta.db_table: sorted(tell(model, pk) for pk in rows)
        for model, rows in known.items()
        if model._meta.db_table not in left_out
    }


OWN_KEYS = {("place", "code"), ("ticket_sealed_text", "ciphertext")}
"""A place that a ledger names first gets a code of its own; sealing differs each time."""
SEAL = "seal"
"""Covers the keys that the database gives."""


def _said(row: models.Model, tell: Any) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(field, models.ForeignKey):
            if field.related_model._meta.db_table not in HISTORY:
                said[field.name] = None if value is None else tell(field.related_model, value)
        elif (
            field.name != SEAL
            and not field.primary_key
            and (row._meta.db_table, field.name) not in OWN_KEYS
        ):
            said[field.name] = value
    return said
