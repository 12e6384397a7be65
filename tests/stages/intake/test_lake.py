"""The lake: months of masked tickets as Parquet, made of the database and never the only copy."""

from __future__ import annotations

import shutil

import polars as pl
import pytest

from tests import town
from xiaowei.connectors.hotline_sheet.columnar import read_columns
from xiaowei.connectors.hotline_sheet.lake import TEXTS
from xiaowei.connectors.hotline_sheet.parts import open_parts
from xiaowei.procedures.undo_import import undo_import
from xiaowei.stages.intake import lake
from xiaowei.stages.intake.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HOME = tmp_path


def rows():
    said = "石门村路面破损,我是李某,手机13912345678"
    return [
        town.ticket_row("L1", "2022-05-31 23:59", content=said, caller="13912345678"),
        town.ticket_row("L2", "2022-06-01 00:00"),
        town.ticket_row("L3", "2022-06-30 23:59"),
        town.ticket_row("L4", None),
    ]


def standing():
    return {one.month: (one.rows, one.fits) for one in lake.months()}


@pytest.fixture
def brought(django_capture_on_commit_callbacks):
    town.set_up()
    town.settle_places()
    with django_capture_on_commit_callbacks(execute=True):
        return town.bring(rows())


def test_an_import_writes_the_months_it_touched(brought):
    assert standing() == {"2022-05": (1, True), "2022-06": (2, True), "none": (1, True)}


def test_it_holds_no_phone_and_no_raw_words(brought):
    months = list(lake.lake().rglob("*.parquet"))
    assert len(months) == 3
    for file in months:
        body = file.read_bytes()
        assert b"13912345678" not in body
        assert b"13912345678" not in str(pl.read_parquet(file).to_dicts()).encode()
        assert (file.stat().st_mode & 0o077) == 0 or file.parent.stat().st_mode & 0o077 == 0


def test_it_is_read_as_the_columns_of_a_sheet(brought):
    found = read_columns(lake.lake()).frame
    assert found.columns == [*TEXTS, "topics", "at"]
    by_number = {row["number"]: row for row in found.to_dicts()}
    assert by_number["L2"]["at"] == 1654041600
    assert by_number["L2"]["topics"] == "道路交通\x1f道路破损"
    assert by_number["L4"]["at"] is None
    source = open_parts(lake.lake())
    assert [source.read(part).select(found.columns).rows() for part in source.parts] == [
        found[:1].rows(), found[1:3].rows(), found[3:].rows()
    ]  # fmt: skip


def test_what_moves_in_the_database_shows_until_it_is_made_anew(brought):
    Ticket.objects.filter(number="L2").update(status="已办结")
    assert standing()["2022-06"] == (2, False)
    assert lake.write_months() == ["2022-06"]
    assert all(fits for _, fits in standing().values())


def test_deleting_it_loses_nothing(brought):
    before = standing()
    shutil.rmtree(lake.lake())
    assert not any(fits for _, fits in standing().values())
    lake.rebuild()
    assert standing() == before


def test_a_torn_file_is_told_and_mended(brought):
    file = lake.lake() / "month=2022-06" / lake.FILE
    file.write_bytes(file.read_bytes()[:50])
    assert standing()["2022-06"][1] is False
    lake.rebuild()
    assert standing()["2022-06"] == (2, True)


def test_a_stop_while_writing_leaves_the_old_month(brought, monkeypatch):
    before = (lake.lake() / "month=2022-06" / lake.FILE).read_bytes()
    Ticket.objects.filter(number="L2").update(status="已办结")

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(lake.os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        lake.rebuild()
    kept = sorted(lake.lake().joinpath("month=2022-06").iterdir())
    assert [file.name for file in kept] == [lake.FILE]
    assert kept[0].read_bytes() == before


def test_an_import_taken_back_leaves_the_lake(brought, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        undo_import(run=brought.run, **town.acting())
    assert standing() == {}
    assert not list(lake.lake().rglob("*.parquet"))
