"""Tickets received at the same moment: one number once, and every caller counts towards a burst."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connection

from tests import town
from tests.procedures.test_receive_ticket import receive
from tests.stages.funding.test_two_at_once import shared
from xiaowei.base.trail.counting import disorder
from xiaowei.stages.identification.models import Spot, SpotTicket
from xiaowei.stages.intake.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _known():
    town.set_up()
    town.settle_places()


def at_once(tmp_path, rows):
    """Receive the rows at one moment, each in its own thread; return the outcomes and what is there."""
    barrier, outcomes, errors, found = Barrier(len(rows)), [], [], {}
    with shared(tmp_path) as meet:

        def work(row):
            meet()
            barrier.wait()
            try:
                outcomes.append(receive(row).outcome)
            except Exception as error:
                errors.append(error)
            finally:
                connection.close()

        def look():
            meet()
            found["tickets"] = Ticket.objects.count()
            found["links"] = SpotTicket.objects.count()
            found["spots"] = sorted(Spot.objects.values_list("kind", flat=True))
            found["disorder"] = disorder()
            connection.close()

        for threads in ([Thread(target=work, args=(row,)) for row in rows], [Thread(target=look)]):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    assert not errors
    return sorted(outcomes), found


def test_one_number_twice_at_once_is_one_ticket(tmp_path):
    outcomes, found = at_once(tmp_path, [town.ticket_row("R1")] * 2)
    assert outcomes == ["new", "same"]
    assert (found["tickets"], found["links"], found["spots"]) == (1, 1, ["repeat"])
    assert not any(vars(found["disorder"]).values())


def test_callers_at_one_moment_are_one_burst(tmp_path):
    outcomes, found = at_once(tmp_path, town.outage(tickets=6))
    assert outcomes == ["new"] * 6
    assert (found["tickets"], found["links"], found["spots"]) == (6, 6, ["burst"])
    assert not any(vars(found["disorder"]).values())
