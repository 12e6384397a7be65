"""Receiving tickets, told with the demo's programme and with the small town."""

from __future__ import annotations

import itertools
from dataclasses import replace
from importlib.resources import as_file

import pytest
from django.db import connection, transaction

from tests import town
from xiaowei.base.regions.queries import name_of
from xiaowei.base.trail.models import Entry
from xiaowei.connectors.hotline_sheet.parse import parse as parse_tickets
from xiaowei.connectors.place_sheet.parse import parse as parse_places
from xiaowei.connectors.tabular.kinds import FOLDERS
from xiaowei.connectors.tabular.reading import read_kind
from xiaowei.domain.errors import NotAllowed
from xiaowei.domain.sheets import SheetIn
from xiaowei.procedures.receive_tickets import receive_tickets
from xiaowei.stages.identification.queries import spots
from xiaowei.stages.intake.models import ImportRun, Ticket, TicketChange
from xiaowei.stages.intake.operations import look_at_raw

pytestmark = pytest.mark.django_db

PARSE = {"tickets": parse_tickets, "places": parse_places}


def demo_rows(kind: str):
    demo = town.packs("demo").demo
    assert demo is not None
    with as_file(demo.files[kind]) as path:
        return PARSE[kind](read_kind(path, FOLDERS[kind])).rows


def test_the_demo_outage_is_one_burst_and_the_most_pressing_spot():
    town.set_up("demo")
    town.settle_places(demo_rows("places"))
    rows = demo_rows("tickets")
    report = town.bring(rows)
    assert (report.read, report.new, report.rejected) == (len(rows), len(rows), ())
    found = spots(as_of=town.packs("demo").demo.as_of)
    first = found[0]
    assert (first["kind"], first["tickets"], first["callers"]) == ("burst", 118, 96)
    assert [row["kind"] for row in found].count("burst") == 1


def everything():
    """Return what the house knows in the end, whatever the numbers of its records."""
    from xiaowei.stages.identification.models import Spot, SpotTicket
    from xiaowei.stages.intake.models import Question

    members: dict[int, set[str]] = {}
    for spot, number in SpotTicket.objects.values_list("spot_id", "ticket__number"):
        members.setdefault(spot, set()).add(number)
    tickets = Ticket.objects.values_list(
        "number", "kind", "place__code", "place_how", "town_code", "topic_code", "place_words"
    )
    return (
        set(tickets),
        {
            (s.kind, s.place.code, s.topic_code, s.flagged_at, frozenset(members[s.pk]))
            for s in Spot.objects.select_related("place")
        },
        set(Question.objects.values_list("kind", "words", "town_code", "tickets")),
    )


def mixed_rows():
    return [
        *town.outage(),
        town.ticket_row("R1"),
        town.ticket_row("R2", "2022-06-11 10:00", address="石门", content="石门路面破损"),
        town.ticket_row("R3", "2022-06-12 10:00", kind="表扬"),
        town.ticket_row("R4", None),
        town.ticket_row("R5", address="无名胡同3号楼", content="路面破损"),
        town.ticket_row("R6", topics=("奇事", "怪事"), content="说不清"),
    ]


def test_the_order_and_split_of_imports_do_not_matter(packs):
    rows = mixed_rows()
    parts = [rows[::2], rows[1::2]]
    ends = []
    for order in itertools.permutations(("places", 0, 1)):
        sid = transaction.savepoint()
        for step in order:
            town.settle_places() if step == "places" else town.bring(parts[step])
        ends.append(everything())
        transaction.savepoint_rollback(sid)
    assert all(end == ends[0] for end in ends)
    assert len(ends[0][1]) == 2


def test_the_same_sheet_again_changes_nothing(packs):
    town.settle_places()
    town.bring(mixed_rows())
    before = everything()
    again = town.bring(mixed_rows())
    assert (again.new, again.changed, again.same) == (0, 0, len(mixed_rows()))
    assert everything() == before
    assert not TicketChange.objects.exists()


def test_a_dry_run_tells_all_and_leaves_nothing(packs):
    report = town.bring(mixed_rows(), dry_run=True)
    assert report.new == len(mixed_rows())
    assert not Ticket.objects.exists()
    assert not ImportRun.objects.exists()
    assert not Entry.objects.filter(subject__startswith="import:").exists()


def test_a_newer_sheet_changes_what_differs_and_keeps_what_was(packs):
    town.settle_places()
    town.bring([town.ticket_row("R1", status="办理中"), town.ticket_row("R2")])
    report = town.bring([town.ticket_row("R1", status="已办结"), town.ticket_row("R2")])
    assert (report.changed, report.same) == (1, 1)
    assert [(c.number, c.field, c.old, c.new) for c in report.changes] == [
        ("R1", "status", "办理中", "已办结")
    ]
    assert Ticket.objects.get(number="R1").status == "已办结"
    assert TicketChange.objects.get(field="status").old == "办理中"


def test_of_a_double_number_the_later_row_is_taken_every_time(packs):
    rows = [town.ticket_row("R1", row=2), town.ticket_row("R1", row=3, content="另一件事")]
    twin = town.ticket_row("R2", row=4)
    for _ in range(2):
        report = town.bring([*rows, twin, replace(twin, row=5)])
        assert report.read == 4 == report.new + report.changed + report.same + 1
        assert [(r.row, r.error.code) for r in report.rejected] == [(2, "double_number")]
    assert Ticket.objects.get(number="R1").text == "另一件事"
    assert not TicketChange.objects.exists()


def test_nothing_personal_is_stored_in_the_open(packs):
    phone = "13800001111"
    town.bring(
        [
            town.ticket_row(
                "R1",
                content=f"联系电话{phone}",
                title=f"致电{phone}",
                address=f"石门村 {phone}",
                caller=phone,
                extra={"备用电话": phone},
            )
        ]
    )
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert all(phone not in str(row) for row in cursor.fetchall()), table


def test_a_number_that_is_somebodys_own_is_stood_in_for_and_still_known_again(packs):
    phone = "13800001111"
    row = town.ticket_row(phone, caller=None, row=2)
    town.bring([row])
    assert town.bring([row]).same == 1
    report = town.bring([replace(row, status="已办结")])
    assert (report.changed, report.rejected) == (1, ())
    number = Ticket.objects.get().number
    assert number.startswith("P-")
    assert phone not in number
    words = look_at_raw(number=number, reason="核对编号", **town.acting(town.CLERK))
    assert phone in words


def test_a_file_name_is_kept_without_phone_numbers(packs):
    receive_tickets(
        sheet=SheetIn([town.ticket_row("R1")], (), "13800001111的投诉.xlsx", "t"),
        **town.acting(),
    )
    assert ImportRun.objects.get().file_name == "[手机号]的投诉.xlsx"
    assert "13800001111" not in str(list(Entry.objects.values_list("facts")))


def test_new_tickets_of_another_area_go_to_that_area(packs):
    town.settle_places()
    report = town.bring([town.ticket_row("R1"), *town.outage()], by=town.CLERK)
    assert (report.read, report.new, report.rejected) == (25, 25, ())
    told = [note.text() for note in report.warnings if note.key == "warning.elsewhere"]
    assert told == ["24件属于望川街道,已归到当地;不在您的管辖范围,您看不到。"]
    assert set(Ticket.objects.exclude(number="R1").values_list("town_code", flat=True)) == {
        town.RIVERVIEW
    }
    assert [spot["kind"] for spot in spots(town.RIVERVIEW, town.TODAY)] == ["burst"]
    assert not spots(town.WHITESTONE, town.TODAY)


def test_the_area_is_named_as_widely_as_it_lies_apart(packs):
    there = name_of(town.DISTRICT)
    rows = [replace(row, district=there) for row in (town.ticket_row("R1"), *town.outage())]
    report = town.bring(rows, by=town.person("外区 乔", ("district_office", town.ELSEWHERE)))
    text = next(n.text() for n in report.warnings if n.key == "warning.elsewhere")
    assert text.startswith(f"25件属于{there},")


def test_a_known_ticket_of_another_area_is_not_changed_and_nothing_of_it_is_told(packs):
    town.settle_places()
    town.bring(town.outage(tickets=2))
    first, second = town.outage(tickets=2)
    claimed = replace(second, town="白石镇", content="别的话", address=None)
    report = town.bring([first, claimed], by=town.CLERK)
    assert (report.same, report.changed) == (1, 0)
    assert [r.error.code for r in report.rejected] == ["change_out_of_reach"]
    assert report.changes == ()
    said = report.rejected[0].error.text()
    assert "望川" not in said
    assert "停水" not in said
    assert Ticket.objects.get(number=second.number).town_words == "望川街道"


def test_a_sheet_without_township_belongs_to_the_clerk_who_brings_it(packs):
    town.bring([town.ticket_row("R1", town=None, address="某处")], by=town.CLERK)
    assert Ticket.objects.get().town_code == town.WHITESTONE


def test_whoever_may_not_import_is_refused(packs):
    with pytest.raises(NotAllowed):
        town.bring([town.ticket_row("R1")], by=town.FINANCE)
