"""Sealed and counted rows: what the house writes fits, whatever is done past it is named."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from tests import town, walking
from tests.keeping import own_models, undone
from xiaowei.base.trail.counting import Disorder, disorder, sealed_models
from xiaowei.base.trail.models import Entry, SentForm, Tally
from xiaowei.base.trail.sealed import seal_all
from xiaowei.interfaces.cli.findings import findings
from xiaowei.stages.funding.models import Filing, LedgerLine
from xiaowei.stages.funding.queries import unequal_sums
from xiaowei.stages.identification.models import EstimateLine, StopGap
from xiaowei.stages.intake.models import Ticket
from xiaowei.stages.selection.models import FundLine

pytestmark = pytest.mark.django_db
stand = walking.standing("check")
EXEMPT = {SentForm, Tally}
"""Tokens of forms, thrown away after two days; the tally, which carries its own digest."""
quote = connection.ops.quote_name


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def filled(model):
    """Give the model's first row, the walk's or one made for the occasion, and take it back."""
    with undone():
        yield first_row(model)


def first_row(model):
    """Return the first row of a model; make one that the database takes where there is none."""
    found = model._default_manager.order_by("pk").first()
    if found is None:
        said = {
            field.name: first_row(field.related_model)
            if isinstance(field, models.ForeignKey)
            else sample(field)
            for field in model._meta.concrete_fields
            if not (field.primary_key or field.null or field.has_default() or field.blank)
        }
        found = model(**said | SAID.get(model._meta.db_table, {}))
        found.save(force_insert=True)
    return found


SAID = {
    "notice": {"desk": "village", "region_code": town.WHITESTONE},
    "channel_question": {"desk": "village"},
    "boundary_change": {"old_code": town.WHITESTONE, "new_code": town.MAPLE},
    "designation": {"basis": "official"},
    "emergency": {"kind": "danger_to_life"},
    "filing_version": {"n": 2, "state": "asked"},
    "envelope": {"kind": "district"},
    "envelope_line": {"kind": "allotted"},
    "suspension": {"reason": "weather"},
    "voice": {"kind": "proposal"},
    "vote": {"kind": "approval", "rule": "mes_cost", "completion": "add1u", "state": "vote_called"},
    "vote_count": {"cast": 3},
    "vote_result": {"reason": "no_support"},
    "place_follower": {"address": b"x", "language": "en"},
}
"""What the database asks of a row beyond the kinds of its columns."""


def sample(field):
    """Return a value that a field takes."""
    if isinstance(field, models.DateTimeField):
        return town.NOW
    if isinstance(field, models.DateField):
        return town.NOW.date()
    if isinstance(field, models.CharField | models.TextField):
        return field.choices[0][0] if field.choices else "x"
    return {} if isinstance(field, models.JSONField) else 1


def test_a_whole_loop_leaves_everything_fitting():
    walking.take(walking.NUMBER, "check")
    assert disorder() == Disorder()
    assert unequal_sums() == []


def test_every_table_is_sealed_but_the_exempt():
    assert set(own_models()) - set(sealed_models()) == EXEMPT


@pytest.mark.parametrize("model", sealed_models(), ids=lambda model: model._meta.db_table)
def test_one_changed_cell_is_named(model):
    with filled(model) as row:
        fields = [
            f for f in model._meta.concrete_fields
            if not f.primary_key and f.name not in model.unsealed
        ]  # fmt: skip
        named = {field.name: found for field in fields if (found := named_after(row, field))}
    assert named
    expected = [f"{model._meta.db_table} #{row.pk}"]
    assert {name: found.edited for name, found in named.items()} == dict.fromkeys(named, expected)


def named_after(row, field):
    """Return what is named after an edit past the house; None where the database refuses it."""
    table, column = quote(row._meta.db_table), quote(field.column)
    where = f"WHERE {quote(row._meta.pk.column)} = %s"
    try:
        with undone():
            sql(f"UPDATE {table} SET {column} = {edited(field)} {where}", row.pk)
            return disorder([type(row)])
    except DatabaseError:
        return None


def edited(field):
    """Return the SQL of another value of a field."""
    column = quote(field.column)
    if isinstance(field, models.JSONField):
        return "'[\"edited\"]'"
    if isinstance(field, models.BooleanField):
        return f"NOT coalesce({column}, FALSE)"
    if isinstance(field, models.DateTimeField):
        return "'2001-02-03 04:05:06+00'" if connection.vendor == "postgresql" else "'2001-02-03'"
    if isinstance(field, models.DateField):
        return "'2001-02-03'"
    if isinstance(field, models.BinaryField):
        return "decode('00', 'hex')" if connection.vendor == "postgresql" else "x'00'"
    if isinstance(field, models.CharField | models.TextField):
        return f"'z' || substr({column}, 2)"
    return f"coalesce({column}, 0) + 1"


@pytest.mark.parametrize("model", sealed_models(), ids=lambda model: model._meta.db_table)
def test_one_row_deleted_or_under_another_key_is_named(model):
    table = model._meta.db_table
    with filled(model) as row:
        key, rows = quote(model._meta.pk.column), model._default_manager.count()
        with undone():
            sql(f"DELETE FROM {quote(table)} WHERE {key} = %s", row.pk)
            assert f"{table} {rows - 1}/{rows} #{row.pk}" in disorder([model]).miscounted
        with undone():
            sql(f"UPDATE {quote(table)} SET {key} = 987654 WHERE {key} = %s", row.pk)
            found = disorder([model])
        assert any(one.startswith(f"{table} ") for one in found.miscounted + found.edited)


def test_check_names_what_was_edited_deleted_and_left_dangling():
    with undone():
        sql("UPDATE filing SET paid_fen = 1")
        sql("DELETE FROM ticket WHERE number = 'R1'")
        told = {one["id"]: one["message"] for one in findings("zh")}
    assert "filing #" in told["seals"] and "filing #" in told["sums"]
    assert "ticket 3/4 #" in told["tally"]
    assert "spot_ticket #" in told["links"]


@pytest.mark.parametrize("what", ["the last entry", "a subject", "all of it"])
def test_the_trail_is_not_shortened_unseen(what):
    last = Entry.objects.filter(subject=walking.NUMBER).order_by("-sequence").first()
    where = {"the last entry": "id = %s", "a subject": "subject = %s", "all of it": "id > %s"}
    value = {"the last entry": last.pk, "a subject": last.subject, "all of it": 0}
    with undone():
        before = Entry.objects.count()
        sql(f"DELETE FROM trail_entry WHERE {where[what]}", value[what])
        assert any(
            one.startswith(f"trail_entry {Entry.objects.count()}/{before}")
            for one in disorder().miscounted
        )


def test_a_row_copied_or_made_up_is_named():
    columns = [
        c for c in map(quote, (f.column for f in StopGap._meta.concrete_fields)) if c != '"id"'
    ]
    with undone():
        StopGap.objects.create(spot_id=Filing.objects.get().application.candidate.spot_id,
                               what="围挡", from_on=town.NOW.date())  # fmt: skip
        listed = ", ".join(columns)
        sql(f"INSERT INTO stop_gap ({listed}) SELECT {listed} FROM stop_gap")
        assert [one.split(" #")[0] for one in disorder().miscounted] == ["stop_gap 2/1"]


def test_the_tally_edited_or_lost_is_named():
    for act in ("UPDATE tally SET body = replace(body, '1', '2')", "UPDATE tally SET digest = 'x'"):
        with undone():
            sql(act)
            assert "tally" in disorder().miscounted
    with undone():
        sql("DELETE FROM tally")
        FundLine.objects.update(source="市级")
        lacking = {one.split(" ")[0] for one in disorder().miscounted}
    assert {"ticket", "trail_entry", "filing", "fund_line"} <= lacking


def test_rows_written_in_bulk_and_in_part_are_sealed_too():
    FundLine.objects.update(source="市级")
    line = FundLine.objects.get()
    line.source = "区级"
    line.save(update_fields=["source"])
    Ticket.objects.bulk_update(Ticket.objects.all(), ["title"])
    assert disorder() == Disorder()


def test_what_is_taken_back_or_refused_does_not_count():
    line = FundLine.objects.get()
    with undone():
        line.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        FundLine(application_id=line.application_id, source=line.source, amount_fen=1).save()
    same = FundLine(application_id=line.application_id, source=line.source, amount_fen=1)
    assert FundLine.objects.bulk_create([same], ignore_conflicts=True) == []
    assert disorder() == Disorder()


def test_a_deletion_counts_what_goes_along():
    candidate = Filing.objects.get().application.candidate
    with undone():
        estimate = EstimateLine.objects.create(
            candidate=candidate, sequence=9, item="砖", quantity=1, unit="块",
            unit_price_fen=1, amount_fen=1,
        )  # fmt: skip
        Ticket.objects.filter(number="R4").delete()
        candidate.estimate_lines.all().delete()
        assert not EstimateLine.objects.filter(pk=estimate.pk).exists()
        assert disorder() == Disorder()


def test_the_house_writing_on_does_not_make_an_edit_good():
    with undone():
        sql("UPDATE filing SET paid_fen = 1")
        sql("UPDATE ticket SET title = 'x' WHERE number = 'R1'")
        found = Filing.objects.get()
        found.save(update_fields=["state"])
        Filing.objects.update(state=found.state)
        found.save()
        tickets = list(Ticket.objects.filter(number="R1"))
        Ticket.objects.bulk_create(
            tickets, update_conflicts=True, unique_fields=["id"], update_fields=["title"]
        )
        assert len(disorder().edited) == 2


def test_sums_that_are_not_those_of_the_lines_are_named():
    with undone():
        line = LedgerLine.objects.filter(kind="disbursed").get()
        line.amount_fen -= 1
        line.save()
        assert unequal_sums() == [f"filing #{line.filing_id}"]


def test_a_home_from_before_is_sealed_and_counted_by_its_migrations():
    with undone():
        for model in sealed_models():
            sql(f"UPDATE {quote(model._meta.db_table)} SET seal = ''")
        sql("DELETE FROM tally")
        for app in {model._meta.app_label for model in sealed_models()}:
            seal_all(apps, app)
        assert disorder() == Disorder()
