"""Home of the tests of the channel's rules: who may ask whom, what is said when of lateness."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaowei.connectors.packs import load
from xiaowei.domain.messages import (
    DESKS,
    MAY_ASK,
    UP,
    answer_days,
    desks_of,
    may_ask,
    middle,
    notice_text,
    rungs,
    share,
)
from xiaowei.domain.roles import ROLES
from xiaowei.domain.wording import known_keys

DAYS = load(["default"]).calendar
FRIDAY, MONDAY, TUESDAY, THURSDAY = (date(2022, 8, n) for n in (5, 8, 9, 11))


def test_desks_are_known_roles_and_every_asked_desk_is_overseen() -> None:
    assert {role for roles in DESKS.values() for role in roles} <= set(ROLES)
    asked = {desk for desks in MAY_ASK.values() for desk in desks}
    assert asked <= set(UP)
    assert {f"desk.{desk}" for desk in DESKS} <= known_keys()
    assert all(not may_ask(desk, desk) for desk in DESKS)
    assert desks_of(["town_leader"]) == ("township", "leader")


def test_every_desk_that_is_asked_has_a_clock() -> None:
    clocks = load(["default"]).policies.default.clocks
    assert {f"{desk}_answer" for desks in MAY_ASK.values() for desk in desks} <= set(clocks)


def test_a_question_of_friday_climbs_from_monday_on() -> None:
    said = rungs("village", FRIDAY, MONDAY, 2, DAYS)
    assert [(one.kind, one.level, one.desk, one.from_on) for one in said] == [
        ("remind", 0, "village", MONDAY),
        ("over", 0, "village", TUESDAY),
        ("over", 1, "township", TUESDAY),
        ("over", 2, "district", THURSDAY),
    ]
    assert not said[0].is_due(TUESDAY)
    assert said[3].is_due(THURSDAY)


@given(
    begun=st.dates(date(2020, 1, 1), date(2025, 12, 1)),
    limit=st.integers(1, 30),
    every=st.integers(1, 10),
    desk=st.sampled_from(sorted(UP)),
)
def test_reminders_come_before_lateness_and_levels_in_order(begun, limit, every, desk) -> None:
    due = DAYS.due(begun, limit)
    remind, late, *up = rungs(desk, begun, due, every, DAYS)
    assert begun < remind.from_on <= due < late.from_on
    assert DAYS.is_workday(remind.from_on)
    starts = [one.from_on for one in up]
    assert starts == sorted(starts)
    assert up[0].from_on == late.from_on
    assert answer_days(begun, due, DAYS) == limit


@pytest.mark.parametrize(
    ("answered", "days"),
    [(FRIDAY, 0), (FRIDAY + timedelta(1), 0), (MONDAY, 1), (TUESDAY, 2)],
)
def test_an_answer_counts_the_working_days_after_the_question(answered, days) -> None:
    assert answer_days(FRIDAY, answered, DAYS) == days


def test_of_nothing_there_is_no_middle_and_no_share() -> None:
    assert (middle([]), middle([1, 2]), share(0, 0), share(1, 2)) == (None, 1.5, None, 0.5)


def test_codes_in_a_notice_are_said_in_words() -> None:
    said = notice_text("question_over", {"desk": "village", "name": "甲", "due_on": MONDAY}, "en")
    assert said.startswith("The village or community has not answered")
