"""The order of the three sheets does not matter: places, tickets and projects give one end state."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests import gold
from tests.keeping import contents, undone
from xiaowei.journey.briefing import briefing
from xiaowei.stages.identification.queries import spots

pytestmark = [pytest.mark.django_db, pytest.mark.long]
stand = gold.standing()
PROJECTS = tuple(row for row in gold.rows("projects") if row.number[-1] == "6" or row.row < 6)


def end(order):
    with undone():
        for kind in order:
            report = gold.take_in(kind, PROJECTS if kind == "projects" else None)
            assert not report.rejected
        first = [(s["kind"], s["tickets"]) for s in spots(gold.DISTRICT, gold.DAY)[:3]]
        return contents(), briefing(gold.DISTRICT, gold.DAY), first


@pytest.fixture(scope="module")
def usual(stand, django_db_blocker):
    with django_db_blocker.unblock():
        return end(gold.KINDS)


@pytest.mark.parametrize("order", list(permutations(gold.KINDS))[1:], ids=" ".join)
def test_any_order_gives_the_same_end_state(usual, order):
    told, figures, first = end(order)
    differing = {
        name: sorted(set(told[name]) ^ set(usual[0][name]))[:4]
        for name in told
        if told[name] != usual[0][name]
    }
    assert differing == {}
    assert figures == usual[1]
    assert first == usual[2]
