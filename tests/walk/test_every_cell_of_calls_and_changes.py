"""Every (state × action × role) of rounds, envelopes, changes of a filing, butlers' posts."""

from __future__ import annotations

from typing import Any

import pytest

from tests import polled, town, walking
from tests.walk.every_cell import Try, fixed, walk_whole
from tests.walking import APPROVED, NUMBER, day
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.base.places.butlering import assign_butler, release_butler
from xiaowei.domain.butlers import POST_FLOW
from xiaowei.domain.changes import ASKED, CHANGE_FLOW, UNASKED
from xiaowei.domain.envelopes import ENVELOPE_FLOW, OPENED, UNOPENED
from xiaowei.domain.flow import Basis
from xiaowei.domain.selection import CALLED, ROUND_FLOW, UNCALLED
from xiaowei.domain.voting import NO_VOTE, VOTE_CALLED, VOTE_COUNTED, VOTE_ENDED, VOTE_FLOW
from xiaowei.stages.funding import operations as funding
from xiaowei.stages.selection.models import Round
from xiaowei.stages.selection.operations import call_vote, end_vote, open_round
from xiaowei.stages.selection.operations.counting import count_vote

pytestmark = pytest.mark.django_db
stand = walking.standing("disburse")
CLERK, OFFICER = town.acting(town.CLERK), town.acting(town.OFFICER)
DAYS = {"opens_on": day(9, 1), "closes_on": day(9, 30)}
ROUND = {"district_code": town.DISTRICT, "year": 2022, **DAYS}
NOTED = {"town_code": town.WHITESTONE, "basis": Basis.TAKEN_OVER}
POT = {"year": 2022, "kind": "district", "amount_fen": APPROVED, "document_no": "3号"}
LESS = {"what": "amount", "amount_fen": APPROVED - 200_000, "reason": "少修一段"}
NO = {"answer": "不合适"}


def test_rounds(capsys: Any) -> None:
    tries = {
        "open_round": Try(open_round, fixed(**ROUND), key="name"),
        "note_round": Try(open_round, fixed(**ROUND, **NOTED), key="name", taken_over=True),
    }
    walk_whole(ROUND_FLOW, {UNCALLED: lambda: "第二批", CALLED: lambda: "第一批"}, tries, capsys)


def test_votes(capsys: Any) -> None:
    numbers = polled.works()

    def called() -> int:
        return int(polled.called(numbers).pk)

    def counted() -> int:
        return int(polled.counted(polled.Vote.objects.get(pk=called())).vote_id)

    def ended() -> int:
        return int(end_vote(vote_id=called(), reason="改期", **CLERK).pk)

    usual = {
        "round_id": Round.objects.earliest("pk").pk, "town_code": town.WHITESTONE,
        "numbers": numbers, "kind": "approval", "most": None, "budget_fen": polled.SUM,
        "method": "mes", "held_on": day(9, 10), "place": "村委会",
    }  # fmt: skip
    tries = {
        "call_vote": Try(call_vote, fixed(**usual), key="invited", only_there=True),
        "count_vote": Try(
            count_vote, fixed(ballots=polled.cast([((2, 1),)]), file_name=""), key="vote_id"
        ),
        "end_vote": Try(end_vote, fixed(reason="改期"), key="vote_id"),
    }
    states = {NO_VOTE: lambda: 0, VOTE_CALLED: called, VOTE_COUNTED: counted, VOTE_ENDED: ended}
    walk_whole(VOTE_FLOW, states, tries, capsys)


def test_envelopes(capsys: Any) -> None:
    def opened() -> str:
        funding.allot(district_code=town.DISTRICT, **POT, **OFFICER)
        return town.DISTRICT

    tries = {"allot": Try(funding.allot, fixed(**POT), key="district_code")}
    walk_whole(ENVELOPE_FLOW, {UNOPENED: lambda: town.DISTRICT, OPENED: opened}, tries, capsys)


def asked() -> str:
    funding.ask_change(number=NUMBER, **LESS, **CLERK)
    return NUMBER


def agreed() -> str:
    funding.agree_change(number=asked(), **OFFICER)
    return NUMBER


def refused() -> str:
    funding.refuse_change(number=asked(), **NO, **OFFICER)
    return NUMBER


def test_changes(capsys: Any) -> None:
    build = {UNASKED: lambda: NUMBER, ASKED: asked, "agreed": agreed, "refused": refused}
    tries = {
        "ask_change": Try(funding.ask_change, fixed(**LESS), only_there=True),
        "agree_change": Try(funding.agree_change),
        "refuse_change": Try(funding.refuse_change, fixed(**NO)),
    }
    walk_whole(CHANGE_FLOW, build, tries, capsys)


def butler(name: str) -> str:
    """Return the user name of somebody who is butler in the township."""
    person, new = Person.objects.get_or_create(username=name)
    if new:
        held = {"role": "butler", "region_code": town.WHITESTONE, "valid_from": day(6, 1)}
        Appointment.objects.create(person=person, **held)
    return name


def held() -> str:
    assign_butler(place_code="V1", username=butler("shi"), **CLERK)
    return "V1"


def test_posts(capsys: Any) -> None:
    tries = {
        "assign_butler": Try(
            assign_butler, lambda _: {"username": butler("lan")}, key="place_code"
        ),
        "release_butler": Try(release_butler, key="place_code"),
    }
    walk_whole(POST_FLOW, {"vacant": lambda: "V1", "held": held}, tries, capsys)
