"""A large ticket sheet, told with parts of a few rows: left off, taken up, taken back, brought twice."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from tests import homes, town
from tests.procedures.test_receive_tickets import everything, mixed_rows
from xiaowei.base.trail.queries import broken_links
from xiaowei.domain.errors import RuleBroken
from xiaowei.domain.sheets import SheetIn
from xiaowei.procedures import receive_tickets as receiving
from xiaowei.procedures.undo_import import undo_import
from xiaowei.stages.identification.models import Spot, SpotTicket
from xiaowei.stages.intake.models import ImportRun, SealedText, Ticket
from xiaowei.stages.intake.operations import importing
from xiaowei.stages.intake.queries import unfinished_runs


@pytest.fixture
def few(monkeypatch):
    """Let parts be of seven rows, and every sheet above ten be large."""
    monkeypatch.setattr(importing, "PART", 7)
    monkeypatch.setattr(importing, "IN_ONE", 10)
    monkeypatch.setattr(importing, "BATCH", 3)


class Stopped(BaseException):
    """The process is gone."""


def stop_after(monkeypatch, parts):
    """Stop before the part after so many; return how to go on."""
    real, left = importing._store_part, iter(range(parts))

    def store(**named):
        if next(left, None) is None:
            raise Stopped
        real(**named)

    monkeypatch.setattr(importing, "_store_part", store)
    return lambda: monkeypatch.setattr(importing, "_store_part", real)


def refused(report):
    return [(one.row, one.column, one.value, one.error.code) for one in report.rejected]


def counted(report):
    return report.read, report.new, report.changed, report.same, len(report.rejected)


@pytest.mark.django_db
def test_parts_come_to_what_one_transaction_comes_to(few, monkeypatch):
    town.set_up()
    town.settle_places()
    rows = mixed_rows()
    doubled = [*rows, replace(rows[2], row=900), replace(rows[3], row=901, content="另一件事")]
    found = town.bring(doubled)
    parts, told = everything(), [str(note) for note in found.warnings]
    assert found.read == len(doubled)
    assert ImportRun.objects.get(number=found.run).under_way is None
    undo_import(run=found.run, **town.acting())
    monkeypatch.setattr(importing, "IN_ONE", 1000)
    whole = town.bring(doubled)
    assert (counted(found), refused(found)) == (counted(whole), refused(whole))
    assert (parts, told) == (everything(), [str(note) for note in whole.warnings])


@pytest.mark.django_db
@pytest.mark.parametrize("parts", [0, 1, 3])
def test_what_was_left_off_goes_on_where_it_stopped(few, monkeypatch, parts):
    town.set_up()
    town.settle_places()
    rows = mixed_rows()
    go_on = stop_after(monkeypatch, parts)
    with pytest.raises(Stopped):
        town.bring(rows)
    (left,) = unfinished_runs()
    assert (left.new, left.progress["done"], left.progress["total"]) == (
        7 * parts, 7 * parts, len(rows),
    )  # fmt: skip
    assert Ticket.objects.count() == SealedText.objects.count() == 7 * parts
    assert not Spot.objects.exists()
    go_on()
    found = town.bring(rows)
    assert found.run == left.number
    assert counted(found) == (len(rows), len(rows), 0, 0, 0)
    assert (ImportRun.objects.count(), unfinished_runs()) == (2, [])  # the places came first
    taken = everything()
    again = town.bring(rows)
    assert counted(again) == (len(rows), 0, 0, len(rows), 0)
    assert taken == everything()
    assert not broken_links()


@pytest.mark.django_db
def test_what_was_left_off_while_grouping_is_grouped_again(few, monkeypatch):
    town.set_up()
    town.settle_places()
    real = receiving.regroup
    monkeypatch.setattr(receiving, "regroup", lambda **named: (_ for _ in ()).throw(Stopped))
    with pytest.raises(Stopped):
        town.bring(mixed_rows())
    monkeypatch.setattr(receiving, "regroup", real)
    town.bring(mixed_rows())
    assert SpotTicket.objects.count() > 20


@pytest.mark.django_db
def test_what_was_left_off_can_be_taken_back(few, monkeypatch):
    town.set_up()
    town.settle_places()
    stop_after(monkeypatch, 2)
    with pytest.raises(Stopped):
        town.bring(mixed_rows())
    (left,) = unfinished_runs()
    undo_import(run=left.number, **town.acting())
    assert not unfinished_runs()
    assert not Ticket.objects.exists()


@pytest.mark.django_db
def test_a_file_read_otherwise_is_an_import_of_its_own_and_closes_what_was_left_off(
    few, monkeypatch
):
    town.set_up()
    town.settle_places()
    go_on = stop_after(monkeypatch, 2)
    with pytest.raises(Stopped):
        town.bring(mixed_rows())
    go_on()
    sheet = SheetIn(mixed_rows(), (), "tickets.csv", "t", columns="other")
    found = receiving.receive_tickets(sheet=sheet, **town.acting())
    assert counted(found) == (len(mixed_rows()), len(mixed_rows()) - 14, 0, 14, 0)
    assert not unfinished_runs()


@pytest.mark.django_db
def test_of_two_that_go_on_with_one_import_the_later_ends_it(few, monkeypatch):
    town.set_up()
    town.settle_places()
    rows, real = mixed_rows(), importing._store_part
    overtaken = iter([False, True])

    def store(**named):
        if next(overtaken, False):
            monkeypatch.setattr(importing, "_store_part", real)
            town.bring(rows)
        real(**named)

    monkeypatch.setattr(importing, "_store_part", store)
    with pytest.raises(RuleBroken, match="接着收"):
        town.bring(rows)
    assert Ticket.objects.count() == len(rows)
    assert not unfinished_runs()


@pytest.mark.django_db
def test_a_dry_run_of_a_large_sheet_stores_nothing(few):
    town.set_up()
    town.settle_places()
    before = ImportRun.objects.count()
    tried = town.bring(mixed_rows(), dry_run=True)
    assert (ImportRun.objects.count(), Ticket.objects.count()) == (before, 0)
    found = town.bring(mixed_rows())
    assert counted(tried) == counted(found)


DIES = """
import os, signal, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "xiaowei.config.settings"
import django
django.setup()
from xiaowei.stages.intake.operations import importing, saving
from xiaowei.interfaces.cli.main import main
importing.PART, importing.IN_ONE, left = 40, 50, [int(sys.argv[1])]
insert = saving.insert
def dying(*args):
    insert(*args)
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
saving.insert = dying
sys.argv = ["xiaowei", "import", "tickets", sys.argv[2], "--json"]
sys.exit(main())
"""


@pytest.mark.database
@pytest.mark.long
def test_kill_minus_nine_loses_the_part_it_met_and_nothing_else(tmp_path):
    sheet = tmp_path / "tickets.csv"
    lines = [f"K{n},2022-06-{n % 28 + 1:02d} 10:00,投诉,石门村路面破损{n}" for n in range(130)]
    sheet.write_text("工单编号,来电时间,诉求类型,诉求内容\n" + "\n".join(lines), encoding="utf-8")
    with homes.home() as home:

        def bring(dying_at):
            line = [sys.executable, "-c", DIES, str(dying_at), str(sheet)]
            return subprocess.run(line, env=home, capture_output=True, check=False)

        for calls, done in ((2, 40), (3, 120), (1, 120)):
            died = bring(calls)
            assert died.returncode == -signal.SIGKILL, died.stderr.decode()
            rows = homes.rows_of(home)
            assert rows["ticket"] == rows["ticket_sealed_text"] == done
            assert rows["import_run"] == 1
        assert "imports_unfinished" in homes.run(home, "check", "--json")[1]
        ended = bring(0)
        assert ended.returncode == 0, ended.stderr.decode()
        assert '"new": 130' in ended.stdout.decode()
        assert homes.rows_of(home)["import_run"] == 1
        assert "imports_unfinished" not in homes.run(home, "check", "--json")[1]
