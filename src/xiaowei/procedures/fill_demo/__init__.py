"""Home of filling a demo beside its sheets: people, the open round step by step, drawings.

Every step goes through the rooms' own operations, taken by the right person on the step's own day.
One transaction a project; what is there already is left alone, so that a second run changes nothing
and a run after a kill completes the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.demo import DemoCall, DemoPicture, DemoProject, DemoScript, Drawings
from xiaowei.procedures.call_for_projects import call_for_projects
from xiaowei.procedures.fill_demo.allotting import allot_all
from xiaowei.procedures.fill_demo.drawing import draw
from xiaowei.procedures.fill_demo.people import Cast, appoint_all
from xiaowei.procedures.fill_demo.pictures import hang
from xiaowei.procedures.fill_demo.steps import FIRST, Play, take
from xiaowei.procedures.fill_demo.voting import vote_all
from xiaowei.stages.identification.queries import candidates_for

__all__ = ["allot_all", "draw", "fill_demo"]


def fill_demo(
    *, script: DemoScript, district_code: str, by: Actor, on: date, at: datetime
) -> dict[str, int]:
    """Fill a home with what a demo invents; return how many people, projects, votes and pictures are new.

    The sheets must have been taken in before.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `demo_place_unknown`, `demo_spot_missing` and what the operations refuse
    :raises RuleBroken: what the operations refuse
    """
    people = appoint_all(people=script.people, since=script.appointed_on, by=by, at=at)
    cast = Cast(script.people)
    play = Play(script.round, district_code, script.drawings, cast, on, at.tzinfo)
    _call(script.round.calls, play)
    projects = _play_all(script.round.projects, play)
    votes = vote_all(script.round.votes, play)
    pictures = _hang_all(script.pictures, script.drawings, by, on, at)
    return {"people": people, "projects": projects, "votes": votes, "pictures": pictures}


def _call(calls: Sequence[DemoCall], play: Play) -> None:
    for call in calls:
        call_for_projects(
            district_code=play.district_code,
            year=call.year,
            name=call.name,
            opens_on=call.opens_on,
            closes_on=call.closes_on,
            limits=call.limits,
            by=play.cast.actor(call.by, call.opens_on),
            on=call.opens_on,
            at=datetime.combine(call.opens_on, FIRST, play.zone),
        )


def _play_all(projects: Sequence[DemoProject], play: Play) -> int:
    keys = {play.key_of(project) for project in projects}
    known = {candidate.sheet_key for candidate in candidates_for((), keys)}
    missing = [project for project in projects if play.key_of(project) not in known]
    for project in missing:
        with transaction.atomic():
            take(project, play)
    return len(missing)


def _hang_all(
    pictures: Sequence[DemoPicture], drawings: Drawings, by: Actor, on: date, at: datetime
) -> int:
    known = {one.number: one for one in candidates_for({one.number for one in pictures}, ())}
    new = 0
    for picture in pictures:
        candidate = known.get(picture.number)
        if candidate is None:
            continue
        for moment, day in (("before", picture.before_on), ("after", picture.after_on)):
            new += hang(candidate, picture.scene, moment, day, drawings, by=by, on=on, at=at)
    return new
