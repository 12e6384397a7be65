"""Warranty repairs: within the warranty, by the same contractor, without new money; acceptance stays."""

from __future__ import annotations

from datetime import date

import pytest

from tests import town, walking
from tests.walking import NUMBER, day, left
from xiaowei.domain.errors import NotAllowed, RuleBroken
from xiaowei.stages.delivery.operations import finish_repair, open_repair
from xiaowei.stages.delivery.queries import repairs, warranty_to, works
from xiaowei.stages.funding.queries import lines

pytestmark = pytest.mark.django_db
stand = walking.standing("settle")
CALLED, MENDED = day(8, 20), day(8, 22)
LATER = town.moment("2024-01-31 09:00")


def call_back(what="路面又裂", on=CALLED, by=town.CLERK, at=town.NOW, **said):
    return open_repair(number=NUMBER, what=what, **said, **town.acting(by, on, at))


def mend(on=MENDED, by=walking.BUILDER):
    return finish_repair(number=NUMBER, **town.acting(by, on))


def refusal(act, **said):
    with pytest.raises(RuleBroken) as found:
        act(**said)
    assert found.value.text("zh") != found.value.text("en")
    return found.value.code


def test_the_contractor_comes_back_and_the_acceptance_stays():
    money = lines(NUMBER)
    opened = call_back(ticket_numbers=["R9"])
    assert (opened.told_on, opened.done_on) == (day(8, 20), None)
    assert mend().done_on == day(8, 22)
    found = works(NUMBER)
    assert (found.state, found.accepted_on) == ("accepted", day(8, 15))
    assert lines(NUMBER) == money
    assert repairs(NUMBER)[0]["ticket_numbers"] == ["R9"]
    assert left("delivery.open_repair")["tickets"] == ["R9"]
    assert refusal(call_back, on=day(8, 21)) == "repair_after_repaired"
    assert call_back(on=day(8, 25)).sequence == 2


def test_the_warranty_ends_a_year_after_acceptance():
    assert warranty_to(works(NUMBER)) == date(2023, 8, 15)
    call_back(on=date(2023, 8, 15), at=LATER)
    mend_late = {"number": NUMBER, **town.acting(walking.BUILDER, date(2023, 8, 16), LATER)}
    finish_repair(**mend_late)
    assert refusal(call_back, on=date(2023, 8, 16), at=LATER) == "under_warranty"


def test_what_must_hold():
    assert refusal(call_back, what=" ") == "repair_said"
    assert refusal(call_back, on=day(8, 14)) == "repair_after_accepted"
    assert refusal(call_back, told_on=day(8, 14)) == "repair_after_accepted"
    assert refusal(mend) == "repair_open"
    call_back()
    assert refusal(call_back) == "repair_closed"
    assert refusal(mend, on=day(8, 19)) == "repaired_after_opened"
    assert refusal(call_back, told_on=date(2022, 9, 30)) == "not_in_future"


def test_others_do_not():
    for who in (town.STRANGER, town.OFFICER, walking.BUILDER):
        with pytest.raises(NotAllowed):
            call_back(by=who)
    call_back()
    for who in (town.STRANGER, town.BUTLER):
        with pytest.raises(NotAllowed):
            mend(by=who)
