"""Answering what unknown words mean: remembered, applied, refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import town
from xiaowei.base.catalogue.models import TopicAlias
from xiaowei.base.places.models import Alias
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken
from xiaowei.procedures.answer_question import answer_question, tell_topic
from xiaowei.procedures.undo_import import undo_import
from xiaowei.stages.identification.models import SpotTicket
from xiaowei.stages.intake.history import as_it_stood, changes_of
from xiaowei.stages.intake.models import Ticket
from xiaowei.stages.intake.queries import questions, ticket_rows, ticket_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(settled):
    """Two tickets at doors of one unknown place, one on an unknown topic."""
    town.bring(
        [
            town.ticket_row("R1", address="老粮站3号楼", content="路面破损"),
            town.ticket_row("R2", address="老粮站5号楼", content="路面破损"),
            town.ticket_row("R3", topics=("奇事", "怪事"), content="说不清"),
        ]
    )


def question(kind):
    return next(q for q in questions() if q["kind"] == kind)


def test_one_question_stands_for_all_doors_of_a_place(asked):
    found = question("place")
    assert (found["words"], found["town_code"], found["tickets"]) == ("老粮站", town.WHITESTONE, 2)


def test_an_answer_is_remembered_and_settles_the_waiting_tickets(asked):
    pk = question("place")["pk"]
    answer_question(question_id=pk, answer="V1", **town.acting(town.CLERK))
    assert {t.place.code for t in Ticket.objects.filter(number__in=("R1", "R2"))} == {"V1"}
    assert Alias.objects.filter(name="老粮站", place__code="V1").exists()
    assert SpotTicket.objects.filter(ticket__number="R1").exists()
    town.bring([town.ticket_row("R4", address="老粮站9号楼", content="路面破损")])
    assert Ticket.objects.get(number="R4").place.code == "V1"
    assert not [q for q in questions() if q["kind"] == "place"]


def test_a_topic_is_answered_once_for_all(asked):
    pk = question("topic")["pk"]
    answer_question(question_id=pk, answer="road_damage", **town.acting())
    assert TopicAlias.objects.get().name == "奇事->怪事"
    assert Ticket.objects.get(number="R3").topic_code == "road_damage"
    town.bring([town.ticket_row("R5", topics=("奇事", "怪事"), content="说不清")])
    assert Ticket.objects.get(number="R5").topic_code == "road_damage"


def test_none_of_ours_is_an_answer_too(asked):
    pk = question("place")["pk"]
    answer_question(question_id=pk, answer="-", **town.acting())
    town.bring([town.ticket_row("R4", address="老粮站9号楼", content="路面破损")])
    assert Ticket.objects.get(number="R4").place is None
    assert not [q for q in questions() if q["kind"] == "place"]


def test_an_answer_is_given_once_and_names_what_exists(asked):
    pk = question("place")["pk"]
    with pytest.raises(BadInput, match="NOPE"):
        answer_question(question_id=pk, answer="NOPE", **town.acting())
    answer_question(question_id=pk, answer="V1", **town.acting())
    with pytest.raises(RuleBroken) as refusal:
        answer_question(question_id=pk, answer="V2", **town.acting())
    assert refusal.value.code == "question_answered"
    with pytest.raises(BadInput):
        answer_question(question_id=0, answer="V2", **town.acting())


def test_another_township_is_refused(asked):
    with pytest.raises(NotAllowed):
        answer_question(
            question_id=question("place")["pk"], answer="V1", **town.acting(town.STRANGER)
        )


FAR_OFFICER = town.person("外区 安", ("district_office", "330106"))
UNNAMED = {"topics": (), "content": "说不清楚的一桩事"}


def test_one_ticket_is_told_its_topic_by_hand_and_keeps_it(settled):
    town.bring([town.ticket_row("R7", **UNNAMED)])
    assert Ticket.objects.get(number="R7").topic_code == ""
    tell_topic(number="R7", topic="road_damage", **town.acting())
    told = Ticket.objects.get(number="R7")
    assert (told.topic_code, told.topic_how) == ("road_damage", "answered")
    assert SpotTicket.objects.filter(ticket=told).exists()
    assert [(c["field"], c["new"]) for c in changes_of("R7")] == [("topic", "road_damage")]
    assert [e["action"] for e in story("ticket:R7")] == [
        "intake.tell_topic",
        "identification.regroup",
    ]
    town.bring([town.ticket_row("R7", **UNNAMED, address="白石村南口")])
    assert Ticket.objects.get(number="R7").topic_code == "road_damage"
    tell_topic(number="R7", topic="street_lamp", **town.acting())
    assert Ticket.objects.get(number="R7").topic_code == "street_lamp"
    assert [e["facts"]["answer"] for e in story("ticket:R7") if "answer" in e["facts"]] == [
        "road_damage",
        "street_lamp",
    ]


def test_what_was_said_to_be_none_of_ours_can_be_told_still(settled):
    from xiaowei.stages.intake.models import Question

    town.bring([town.ticket_row("R7", **UNNAMED)])
    asked = Question.objects.create(kind="topic", words="#R7", tickets=1)
    assert [q["region_code"] for q in questions(kind="topic")] == [town.WHITESTONE]
    answer_question(question_id=asked.pk, answer="-", **town.acting())
    tell_topic(number="R7", topic="road_damage", **town.acting())
    assert Ticket.objects.get(number="R7").topic_code == "road_damage"


def test_what_a_sheet_named_is_not_told_otherwise_ticket_by_ticket(asked):
    for number in ("R1", "R3"):
        with pytest.raises(RuleBroken) as raised:
            tell_topic(number=number, topic="road_damage", **town.acting())
        assert raised.value.code == "topic_named"


def test_telling_a_topic_is_the_districts_and_of_its_own_tickets(settled):
    town.bring([town.ticket_row("R7", **UNNAMED)])
    for who in (town.CLERK, FAR_OFFICER):
        with pytest.raises(NotAllowed):
            tell_topic(number="R7", topic="road_damage", **town.acting(who))
    for topic in ("-", "nothing"):
        with pytest.raises(BadInput) as raised:
            tell_topic(number="R7", topic=topic, **town.acting())
        assert raised.value.code == "no_such_topic"
    with pytest.raises(BadInput) as raised:
        tell_topic(number="R0", topic="road_damage", **town.acting())
    assert raised.value.code == "not_found"
    assert Ticket.objects.get(number="R7").topic_code == ""
    assert not questions(kind="topic")


def test_what_was_told_of_a_ticket_goes_with_it_and_once_is_enough(settled):
    run = town.bring([town.ticket_row("R7", **UNNAMED)]).run
    for _ in range(2):
        tell_topic(number="R7", topic="road_damage", **town.acting())
    assert [e["action"] for e in story("ticket:R7")].count("intake.tell_topic") == 1
    undo_import(run=run, **town.acting())
    town.bring([town.ticket_row("R7", **UNNAMED, caller="10000000009")])
    assert Ticket.objects.get(number="R7").topic_code == ""


def test_a_ticket_set_back_tells_no_topic_that_came_later(asked):
    pk = question("topic")["pk"]
    answer_question(question_id=pk, answer="road_damage", **town.acting())
    now = ticket_with("R3")
    assert (now.topic_code, now.topic_how) == ("road_damage", "answered")
    then = as_it_stood(now, town.TODAY - timedelta(days=1))
    assert (then.topic_code, then.topic_how, then.topic_model) == ("", "", "")


def test_tickets_without_a_time_come_last(settled):
    town.bring([town.ticket_row("R1", at=None), town.ticket_row("R2"), town.ticket_row("R3")])
    assert [row.number for row in ticket_rows()] == ["R2", "R3", "R1"]
    assert [row.number for row in ticket_rows(limit=1)] == ["R2"]
