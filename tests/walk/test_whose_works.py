"""A contractor reaches the works of the own firm, and nothing of another's: in every act and question."""

from __future__ import annotations

import pytest

from tests import asking, town, walking
from tests.walking import NUMBER, day, take
from xiaowei.base.accounts.actors import actor_of
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.base.accounts.queries import in_office, without_firm
from xiaowei.base.messages.queries import inbox, thread
from xiaowei.domain.delivery import FLOW
from xiaowei.domain.errors import BadInput, NotAllowed
from xiaowei.domain.flow import Basis
from xiaowei.journey.desk import built_by, tasks
from xiaowei.journey.paying import plan
from xiaowei.journey.reach import builds, reads_project, reads_tickets
from xiaowei.journey.register import line
from xiaowei.procedures.appoint import give_role
from xiaowei.stages.delivery import operations as delivery

pytestmark = pytest.mark.django_db
stand = walking.standing("start")
OWN = walking.BUILDER
OTHER = town.person("别家 包", ("contractor", town.WHITESTONE, "别家施工队"))
ACTS = {
    "start": {}, "resume": {}, "finish": {}, "finish_repair": {}, "finish_site": {"site_sequence": 1},
    "measure": {"quantity": 1, "measured_on": day(8, 10)},
}  # fmt: skip


def refusal(by, action):
    with pytest.raises(NotAllowed) as found:
        getattr(delivery, action)(number=NUMBER, **ACTS[action], **town.acting(by, day(8, 10)))
    return found.value.code


def test_the_acts_tried_are_all_that_a_contractor_has():
    takers = {a.action for a in FLOW.arrows if "contractor" in a.takers(Basis.STRAIGHT)}
    assert takers == set(ACTS)


@pytest.mark.parametrize("action", sorted(ACTS))
def test_another_firm_is_refused_before_any_state_is_told(action):
    assert refusal(OTHER, action) == "not_permitted"


def test_the_own_firm_builds():
    for name in ("start", "measure", "finish_site", "finish"):
        take(NUMBER, name, by=OWN)
    assert line(NUMBER).works_state == "finished"


def test_who_builds_sees_the_works_and_not_the_papers():
    seen = line(NUMBER, day(8, 9))
    assert (builds(OWN, seen), builds(OTHER, seen)) == (True, False)
    assert not reads_project(OWN, seen) and not reads_tickets(OWN, seen)
    own, others = (built_by(who, town.DISTRICT, day(8, 9)) for who in (OWN, OTHER))
    assert ([row["number"] for row in own], others) == ([NUMBER], [])
    assert [task.action for task in tasks(OWN, town.DISTRICT, day(8, 9))] == ["start"]
    assert tasks(OTHER, town.DISTRICT, day(8, 9)) == []
    shares = [(due.condition, due.is_met) for due in plan(seen)]
    assert shares[0] == ("start", False) and len(shares) == 5


def test_reach_moves_with_the_order_the_same_day():
    delivery.correct(
        number=NUMBER, changes={"contractor": "别家施工队"}, **town.acting(town.OPERATOR, day(8, 9))
    )
    assert refusal(OWN, "start") == "not_permitted"
    delivery.start(number=NUMBER, **town.acting(OTHER, day(8, 10)))


def told(who):
    return [notice.kind for notice in inbox(who, 20)]


def test_questions_and_notices_reach_the_own_firm_only():
    assert (told(OWN), told(OTHER)) == (["told_order"], [])
    asking.ask(NUMBER, desk="contractor")
    assert (sorted(told(OWN)), told(OTHER)) == (["question_asked", "told_order"], [])
    assert len(thread(NUMBER, OWN, day(8, 31))) == 1
    assert thread(NUMBER, OTHER, day(8, 31)) == []


@pytest.mark.parametrize("firm", ["", "  "])
def test_nobody_is_a_contractor_without_a_firm(firm):
    with pytest.raises(BadInput) as found:
        give_role(
            username="nobody", role="contractor", region_code=town.WHITESTONE, place_code=firm,
            **town.acting(),
        )  # fmt: skip
    assert found.value.code == "firm_needed"


def test_who_was_appointed_without_a_firm_before_reaches_nothing():
    person = Person.objects.create(username="luo", display_name="罗")
    held = {"person": person, "role": "contractor", "region_code": town.WHITESTONE}
    Appointment.objects.create(**held, valid_from=day(1, 1))
    assert actor_of(person, day(8, 31)).held == ()
    assert person.pk not in [one.person_id for one in in_office(day(8, 31))]
    assert without_firm(day(8, 31)) == ["luo"]
    Appointment.objects.create(**held, place_code="白石修路队", valid_from=day(8, 1))
    assert [one.place_code for one in actor_of(person, day(8, 31)).held] == ["白石修路队"]
