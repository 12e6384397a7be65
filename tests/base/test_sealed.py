"""Sealed rows: whatever the house writes fits its seal, whatever is edited past it is named."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models

from tests import walking
from tests.keeping import undone
from xiaowei.base.trail.sealed import Sealed, broken_seals
from xiaowei.interfaces.cli.findings import findings
from xiaowei.stages.funding.models import Filing
from xiaowei.stages.selection.models import FundLine

pytestmark = pytest.mark.django_db
stand = walking.standing("check")
SEALED = [model for model in apps.get_models() if issubclass(model, Sealed)]


def test_a_whole_loop_leaves_every_seal_fitting():
    walking.take(walking.NUMBER, "check")
    assert broken_seals() == []


def edited(model: type[models.Model], field: models.Field) -> None:
    """Change one cell behind the house's back, as somebody with the database would."""
    quote = connection.ops.quote_name
    table, column = quote(model._meta.db_table), quote(field.column)
    old = f"CAST({column} AS text)" if connection.vendor == "postgresql" else column
    key = model._default_manager.values_list("pk", flat=True).first()
    where = f"WHERE {quote(model._meta.pk.column)} = %s"
    with connection.cursor() as cursor:
        if isinstance(field, models.CharField | models.TextField):
            cursor.execute(f"UPDATE {table} SET {column} = {old} || 'x' {where}", [key])
        else:
            cursor.execute(f"UPDATE {table} SET {column} = {column} + 1 {where}", [key])


@pytest.mark.parametrize("model", SEALED, ids=lambda model: model._meta.db_table)
def test_one_changed_cell_is_named(model):
    walking.take(walking.NUMBER, "check")
    if not model._default_manager.exists():
        pytest.skip("the walk leaves no such row")
    left_out = {"seal", *model.unsealed}
    kinds = models.CharField | models.TextField | models.IntegerField | models.DecimalField
    fields = [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, kinds) and not field.primary_key and field.name not in left_out
    ]
    named = [found for field in fields if (found := _named_after(model, field)) is not None]
    assert named
    assert all(len(one) == 1 and one[0].startswith(f"{model._meta.db_table} #") for one in named)


def _named_after(model, field):
    """Return the rows named after an edit; None where nothing is to edit, or the database refuses."""
    if model._default_manager.values_list(field.attname, flat=True).first() is None:
        return None
    try:
        with undone():
            edited(model, field)
            return broken_seals()
    except DatabaseError:
        return None


def test_check_names_the_row():
    with undone():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE filing SET paid_fen = 1")
        (seals,) = [one for one in findings("zh") if one["id"] == "seals"]
        assert "filing #" in seals["message"]


def test_rows_written_in_bulk_and_in_part_are_sealed_too():
    FundLine.objects.update(source="市级")
    line = FundLine.objects.get()
    line.source = "区级"
    line.save(update_fields=["source"])
    assert broken_seals() == []


def test_the_house_writing_on_does_not_make_an_edit_good():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE filing SET paid_fen = 1")
    found = Filing.objects.get()
    found.save(update_fields=["state"])
    Filing.objects.update(state=found.state)
    found.save()
    assert len(broken_seals()) == 1
