"""Home of asking in the small town: one project at 石门村, and the acts of its channel by name."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests import town, walking
from xiaowei.base.accounts.actors import Actor
from xiaowei.base.messages import operations
from xiaowei.base.messages.models import Question
from xiaowei.procedures.channel import ask_about, blow_whistle

FRIDAY, MONDAY, TUESDAY = date(2022, 8, 5), date(2022, 8, 8), date(2022, 8, 9)
DEPARTMENT = town.person("区住建委 卢", ("department", town.DISTRICT))
OTHER_SECRETARY = town.person("柳湾村 何", ("village_secretary", town.WHITESTONE, "V2"))
CITY = town.person("市专项办 宋", ("city_office", "990000000000"))


def project() -> str:
    """Call for projects and mint the village road; return its number."""
    walking.call()
    return walking.mint()


def ask(number: str, by: Actor = town.CLERK, on: date = FRIDAY, **said: Any) -> Question:
    """Ask the village on a Friday, or whatever is said."""
    told = {"desk": "village", "text": "村民代表都同意了吗?"}
    return ask_about(number=number, **(told | said), by=by, on=on, at=town.NOW)


def act(name: str, by: Actor, on: date = MONDAY, **said: Any) -> Any:
    """Take an act of the channel."""
    return getattr(operations, name)(**said, by=by, on=on, at=town.NOW)


def reply(question: Question, by: Actor = town.SECRETARY, on: date = MONDAY) -> Question:
    """Answer a question."""
    return act("reply", by, on, question_id=question.pk, text="都同意了")


def whistle(number: str, by: Actor = town.CLERK, on: date = FRIDAY, **said: Any) -> Any:
    """Call a department on a Friday, or whatever is said."""
    told = {"department": "区住建委", "what": "看一看地下管线"}
    return blow_whistle(number=number, **(told | said), by=by, on=on, at=town.NOW)
