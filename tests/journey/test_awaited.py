"""An approval is awaited exactly when the operation would take it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import town, walking
from tests.walking import NUMBER, day, refused, take
from xiaowei.base.policies.queries import policy_for
from xiaowei.journey import desk
from xiaowei.stages.selection.operations import ask_opinion, reviewing

pytestmark = pytest.mark.django_db
stand = walking.standing("submit")
TINY = 900_000
FRIDAY = day(8, 5)
SMALL = {"applied_fen": TINY, "fund_lines": [("区级", TINY)]}


def awaited(on=FRIDAY):
    return [task.action for task in desk.tasks(town.OFFICER, town.DISTRICT, on)]


def asked(**said):
    take(NUMBER, "submit", **said)
    take(NUMBER, "begin_review")
    ask_opinion(number=NUMBER, department="housing", **town.acting(town.OFFICER, day(8, 5)))


def test_a_tiny_one_waits_for_nobody():
    asked(**SMALL)
    assert awaited() == ["approve"]
    take(NUMBER, "approve", approved_fen=TINY, cut_reason="")


def test_a_full_one_waits_for_visit_and_opinion():
    asked()
    assert awaited() == ["visit_site"]
    take(NUMBER, "visit_site")
    assert awaited() == []
    refused("opinions_in", "approve")


def test_silence_agrees_after_the_due_day_and_not_before(monkeypatch):
    def silent(*key):
        return replace(policy_for(*key), opinion_silence_agrees=True)

    for module in (desk, reviewing):
        monkeypatch.setattr(module, "policy_for", silent)
    asked()
    take(NUMBER, "visit_site")
    assert awaited(day(8, 9)) == []
    refused("opinions_in", "approve", on=day(8, 9))
    assert awaited(day(8, 10)) == ["approve"]
    take(NUMBER, "approve", on=day(8, 10))
