"""Receiving one ticket at a time: the same ends as a sheet, at once, once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import town
from tests.procedures.test_receive_tickets import everything, mixed_rows
from xiaowei.analysis.bursts import BurstRule
from xiaowei.base.messages.models import Notice
from xiaowei.base.trail.models import Entry
from xiaowei.domain.errors import BadInput, NotAllowed
from xiaowei.domain.intake import NOT_OURS
from xiaowei.domain.sheets import SheetIn
from xiaowei.procedures.answer_question import answer_question
from xiaowei.procedures.receive_ticket import receive_ticket
from xiaowei.stages.identification.models import Alarm, Spot
from xiaowei.stages.intake.models import ImportRun, Ticket
from xiaowei.stages.intake.queries import questions

pytestmark = pytest.mark.django_db


def receive(row, **who):
    on = row.received_at.date() if row.received_at else town.TODAY
    told = town.acting(**{"on": on, **who})
    return receive_ticket(sheet=SheetIn([row], (), "", "live"), **told)


def test_tickets_one_by_one_come_to_the_same_spots_as_a_sheet(packs):
    town.settle_places()
    rows = sorted(mixed_rows(), key=lambda row: (row.received_at is None, row.received_at))
    town.bring(rows)
    by_sheet = everything()
    Ticket.objects.all().delete()
    Spot.objects.all().delete()
    for row in rows:
        receive(row)
    assert everything() == by_sheet


def test_it_is_told_at_once_what_became_of_a_ticket(packs):
    town.settle_places()
    phone = "13800001111"
    told = receive(town.ticket_row("R1", content=f"路面破损,电话{phone}"))
    assert told.outcome == "new"
    assert (told.ticket.place_code, told.ticket.topic_code) == ("V1", "road_damage")
    assert phone not in told.ticket.text
    assert told.masked
    assert told.spot is not None
    assert (told.spot.why, told.spot.tickets, told.spot.is_burst) == ("in_repeat", 1, False)
    assert not told.flags
    assert not told.asked


def test_one_ticket_flags_the_burst_and_the_township_is_told_once(packs):
    town.settle_places()
    told = [receive(row) for row in town.outage()]
    flags = [index for index, one in enumerate(told) if one.flags]
    assert flags == [4]  # the fifth caller: the policy's least
    assert [one.spot.is_burst for one in told] == [False] * 4 + [True] * 20
    alarm = Alarm.objects.get()
    assert alarm.spot.flagged_at == town.outage()[4].received_at
    assert 0 < alarm.spot.chance < 1 / BurstRule().tickets_a_false_flag
    notice = Notice.objects.get(kind="alarm_burst")
    assert (notice.desk, notice.region_code, notice.facts["calls"]) == (
        "township",
        town.RIVERVIEW,
        "5",
    )
    raised = Entry.objects.filter(action="identification.raise_alarm")
    assert [entry.subject for entry in raised] == [f"spot:{alarm.spot}"]


def test_a_burst_that_is_long_over_raises_no_alarm(packs):
    town.settle_places()
    town.bring(town.outage())
    assert Spot.objects.get().flagged_at
    assert not Alarm.objects.exists()
    assert not Notice.objects.filter(kind="alarm_burst").exists()


def test_the_same_number_again_is_the_same_ticket(packs):
    town.settle_places()
    row = town.ticket_row("R1")
    assert [receive(row).outcome for _ in range(2)] == ["new", "same"]
    changed = receive(replace(row, address="柳湾"))
    assert changed.outcome == "changed"
    assert changed.ticket.place_code == "V2"
    assert Ticket.objects.count() == 1
    assert Spot.objects.get().place.code == "V2"


def test_what_is_not_known_is_asked(packs):
    town.settle_places()
    told = receive(town.ticket_row("R5", address="无名胡同3号楼", content="东西", topics=("奇事",)))
    assert told.asked == ("place", "topic")
    assert told.spot is None


def test_what_was_answered_so_is_asked_no_more(packs):
    town.settle_places()
    row = town.ticket_row("R5", address="无名胡同3号楼", content="东西", topics=("奇事",))
    receive(row)
    for question in questions():
        answer_question(question_id=question["pk"], answer=NOT_OURS, **town.acting())
    assert receive(replace(row, content="还是那东西")).asked == ()
    later = receive(replace(row, number="R6"))
    assert (later.asked, later.warnings) == ((), ())
    praise = receive(replace(row, number="R7", kind="表扬", topics=("怪事",), address="无名路"))
    assert (praise.asked, praise.warnings) == ((), ())


def test_nothing_stays_of_a_ticket_that_is_refused(packs):
    town.settle_places()
    with pytest.raises(BadInput) as refused:
        receive(town.ticket_row("R" * 80))
    assert refused.value.code == "ticket_number_long"
    receive(town.outage()[0])
    with pytest.raises(BadInput) as refused:
        receive(replace(town.outage()[0], content="别的话"), by=town.CLERK)
    assert refused.value.code == "change_out_of_reach"
    with pytest.raises(NotAllowed):
        receive(town.ticket_row("R1"), by=town.FINANCE)
    assert (Ticket.objects.count(), ImportRun.objects.filter(kind="tickets").count()) == (1, 1)


def test_the_queries_of_a_ticket_do_not_grow_with_what_is_there(packs):
    town.settle_places()

    def queries(row) -> int:
        with CaptureQueriesContext(connection) as caught:
            receive(row)
        return len(caught)

    road = [town.ticket_row(f"R{n}", f"2022-05-{1 + n:02d} 08:30") for n in range(27)]
    for row in road[:3]:
        receive(row)
    few = queries(road[3])
    town.bring(road[4:25])
    town.bring(
        town.ticket_row(f"Q{n}", address=f"无名{n}号院", topics=(f"奇事{n}",), content="东西")
        for n in range(40)
    )
    assert queries(road[25]) == few
