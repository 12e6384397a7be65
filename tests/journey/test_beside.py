"""What waits beside the step under way: opinions, visits, flags, repairs; each for its own hands."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.keeping import undone
from tests.stages.delivery.test_emergency_works import WATER, file_ahead
from tests.walking import NUMBER, day, take
from xiaowei.journey.desk import tasks
from xiaowei.journey.emergencies import flags_of
from xiaowei.journey.reach import reads_project
from xiaowei.journey.register import line as line_of
from xiaowei.journey.spots import done_since
from xiaowei.journey.story import story
from xiaowei.stages.delivery.operations import finish_repair, open_repair
from xiaowei.stages.selection.operations import (
    ask_opinion,
    confirm_emergency,
    declare_emergency,
    give_opinion,
    judge_emergency,
)

pytestmark = pytest.mark.django_db
stand = walking.standing("submit")
WATER_OFFICE = town.person("水务 江", ("department", town.DISTRICT, "water"))
ANY_OFFICE = town.person("部门 郑", ("department", town.DISTRICT))
PLANNING = town.person("规划 梁", ("department", town.DISTRICT, "planning"))


def waiting(actor, on):
    return [task.action for task in tasks(actor, town.DISTRICT, on)]


def turns(on):
    return [(x["code"], x["desk"], x["state"]) for x in story(NUMBER, on)["clock"]["turns"]]


def reads(actor):
    line = line_of(NUMBER)
    return line is not None and reads_project(actor, line)


def walk(first, until, **said):
    names = list(walking.STEPS)
    for name in names[names.index(first) : names.index(until)]:
        if name not in walking.OPTIONAL:
            take(NUMBER, name, **said.get(name, {}))


def test_each_department_has_its_own_question_and_clock():
    walk("submit", "approve")
    assert not reads(WATER_OFFICE)
    for code in ("water", "finance"):
        ask_opinion(number=NUMBER, department=code, **town.acting(town.OFFICER, day(8, 5)))
    assert waiting(WATER_OFFICE, day(8, 5)) == ["give_opinion"] == waiting(ANY_OFFICE, day(8, 5))
    assert waiting(PLANNING, day(8, 5)) == []
    assert reads(WATER_OFFICE) and reads(ANY_OFFICE) and not reads(PLANNING)
    assert waiting(town.OFFICER, day(8, 5)) == []  # the departments have the ball
    assert turns(day(8, 10)) == [
        ("review", "district_office", "over"), ("opinion", "department", "over"),
        ("opinion", "department", "over"),
    ]  # fmt: skip
    task = tasks(WATER_OFFICE, town.DISTRICT, day(8, 8))[0]
    assert (task.row["step"].code, task.row["step"].state) == ("opinion", "near")
    for who, code in ((WATER_OFFICE, "water"), (ANY_OFFICE, "finance")):
        said = {"department": code, "answer": "agree"}
        give_opinion(number=NUMBER, **said, **town.acting(who, day(8, 9)))
    assert waiting(WATER_OFFICE, day(8, 9)) == []
    assert waiting(town.OFFICER, day(8, 9)) == ["approve"]
    assert waiting(WATER_OFFICE, day(8, 8)) == ["give_opinion"]


def test_a_visit_is_awaited_only_where_the_approval_needs_it():
    for asked, act in ((100_000, "approve"), (walking.ASKED, "visit_site")):
        with undone():
            walk(
                "submit",
                "visit_site",
                submit={"applied_fen": asked, "fund_lines": [("区级", asked)]},
            )
            assert waiting(town.OFFICER, day(8, 5)) == [act]


def test_the_flag_waits_for_another_person_and_later_for_the_district():
    declare_emergency(number=NUMBER, **WATER, **town.acting(town.CLERK, day(8, 2)))
    assert waiting(town.CLERK, day(8, 2)) == ["submit"]
    assert waiting(town.LEADER, day(8, 2)) == ["confirm_emergency"]
    assert ("confirm", "town", "open") in turns(day(8, 2))
    confirm_emergency(number=NUMBER, **town.acting(town.LEADER, day(8, 2)))
    assert "judge" not in [code for code, *_ in turns(day(8, 2))]
    take(NUMBER, "submit")
    assert ("judge", "district_office", "open") in turns(day(8, 4))
    assert waiting(town.OFFICER, day(8, 4)) == ["begin_review"]
    walk("begin_review", "file")
    assert waiting(town.HEAD, day(8, 5)) == ["file"]
    walk("file", "disburse")
    assert waiting(town.OFFICER, day(8, 5)) == ["judge_emergency"]
    judged = {"justified": True, "verdict": "确已停水"}
    judge_emergency(number=NUMBER, **judged, **town.acting(town.OFFICER, day(8, 5)))
    verdicts = {on: flags_of([NUMBER], day(8, on))[NUMBER]["verdict"] for on in (4, 5)}
    assert verdicts == {4: "", 5: "确已停水"}
    assert "judge" not in [code for code, *_ in turns(day(8, 5))]


def test_the_papers_of_an_emergency_have_a_clock_of_their_own():
    """Works began on Tuesday 2 August; the papers are due in 5 working days."""
    declare_emergency(number=NUMBER, **WATER, **town.acting(town.CLERK, day(8, 2)))
    confirm_emergency(number=NUMBER, **town.acting(town.LEADER, day(8, 2)))
    assert "order" in [code for code, *_ in turns(day(8, 2))]
    file_ahead()
    take(NUMBER, "order", on=day(8, 2))
    take(NUMBER, "start", on=day(8, 2))
    flags = {on: flags_of([NUMBER], day(8, on)).get(NUMBER) for on in (1, 3, 9, 10)}
    assert [flag and flag["left"] for flag in flags.values()] == [None, 4, 0, -1]
    assert turns(day(8, 3)) == [("papers", "town", "run"), ("works", "contractor", "run")]
    assert waiting(town.CLERK, day(8, 3)) == ["submit"]
    assert waiting(walking.BUILDER, day(8, 3)) == ["finish"]
    papers = story(NUMBER, day(8, 10))["clock"]["current"]
    assert (papers["code"], papers["state"], papers["due_on"]) == ("papers", "over", "2022-08-09")
    take(NUMBER, "submit", on=day(8, 9))
    steps = {step["code"]: step for step in story(NUMBER, day(8, 9))["clock"]["steps"]}
    assert (steps["papers"]["state"], steps["papers"]["day"]) == ("done", 5)
    seen = line_of(NUMBER, day(8, 3))
    assert seen is not None
    assert (seen.works_state, seen.application_state, seen.is_filed) == (
        "under_way", "town_review", False,
    )  # fmt: skip


def test_a_repair_brings_the_contractor_back_and_answers_the_spot():
    walk("submit", "check")
    assert waiting(walking.BUILDER, day(8, 24)) == []
    open_repair(number=NUMBER, what="路面又裂", **town.acting(town.CLERK, day(8, 25)))
    assert waiting(walking.BUILDER, day(8, 26)) == ["finish_repair"]
    assert turns(day(8, 26))[-1] == ("repair", "contractor", "open")
    assert done_since([NUMBER], day(8, 26)) == {NUMBER: None}
    finish_repair(number=NUMBER, **town.acting(walking.BUILDER, day(8, 29)))
    assert waiting(walking.BUILDER, day(8, 29)) == []
    assert done_since([NUMBER], day(8, 29)) == {NUMBER: day(8, 29)}
    assert story(NUMBER, day(8, 29))["repairs"][0]["done_on"] == "2022-08-29"
