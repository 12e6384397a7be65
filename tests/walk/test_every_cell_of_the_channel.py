"""Every (state × action × role) of questions, for each pair of desks, and of calls to a department."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests import asking, town, walking
from tests.walk.every_cell import Try, fixed, holder, walk, walk_whole
from tests.walking import NUMBER
from xiaowei.base.messages import operations as channel
from xiaowei.domain.messages import (
    CHANNEL_FLOW,
    DESKS,
    MAY_ASK,
    NEW,
    WHISTLE_FLOW,
    desks_of,
    may_ask,
)
from xiaowei.domain.roles import ROLES
from xiaowei.procedures.channel import ask_about, blow_whistle

pytestmark = pytest.mark.django_db
stand = walking.standing("submit")
PAIRS = [(asker, asked) for asker, desks in MAY_ASK.items() for asked in desks]
SAYING = {"text": "村民代表都同意了"}


def who_may_ask(desk: str) -> Callable[[str], str]:
    def code(role: str) -> str:
        own = desks_of((role,))
        if not set(own) & set(MAY_ASK):
            return "not_permitted"
        return "" if any(may_ask(one, desk) for one in own) else "may_ask"

    return code


def sitting_at(*desks: str) -> Callable[[str], str]:
    return lambda role: "" if set(desks) & set(desks_of((role,))) else "not_permitted"


def whose(desk: str) -> Callable[[str], str]:
    def code(role: str) -> str:
        own = desks_of((role,))
        return ("" if desk in own else "own_question") if own else "not_permitted"

    return code


def tries(asker: str, asked: str) -> dict[str, Try]:
    about = {"key": "question_id"}
    return {
        "ask": Try(
            lambda number, **who: ask_about(number=NUMBER, desk=asked, **SAYING, **who),
            expects=who_may_ask(asked),
            only_there=True,
        ),
        "read": Try(channel.mark_read, expects=sitting_at(asked), **about),
        "remark": Try(channel.remark, fixed(**SAYING), expects=sitting_at(asker, asked), **about),
        "reply": Try(channel.reply, fixed(**SAYING), expects=sitting_at(asked), **about),
        "withdraw": Try(channel.withdraw, expects=whose(asker), **about),
    }


def states(asker: str, asked: str) -> dict[str, Callable[[], Any]]:
    """Return how a question from one desk to another comes into each state."""
    one, other = (town.acting(holder(DESKS[desk][0])) for desk in (asker, asked))

    def question() -> int:
        return ask_about(number=NUMBER, desk=asked, **SAYING, **one).pk

    return {
        NEW: lambda: None,
        "open": question,
        "read": lambda: channel.mark_read(question_id=question(), **other).pk,
        "answered": lambda: channel.reply(question_id=question(), **SAYING, **other).pk,
        "withdrawn": lambda: channel.withdraw(question_id=question(), **one).pk,
    }


def test_questions(capsys: Any) -> None:
    found: Counter[str] = Counter()
    for pair in PAIRS:
        found += walk(CHANNEL_FLOW, states(*pair), tries(*pair))
    with capsys.disabled():
        print(f"\n{CHANNEL_FLOW.name}: {found.total()} cells, {dict(found)}")
    assert found.total() == len(PAIRS) * 5 * 5 * len(ROLES)
    assert found["allowed"] > len(PAIRS)


def called() -> int:
    return asking.whistle(NUMBER).pk


def after(name: str, **said: Any) -> int:
    return asking.act(name, town.CLERK, whistle_id=called(), **said).pk


def concluded() -> int:
    return asking.act("conclude", town.CLERK, whistle_id=after("arrive"), result="已处理").pk


def test_calls_to_a_department(capsys: Any) -> None:
    build = {
        "uncalled": lambda: None,
        "called": called,
        "arrived": lambda: after("arrive"),
        "called_off": lambda: after("call_off"),
        "concluded": concluded,
    }
    told = {"department": "区住建委", "what": "看管线"}
    about = {"key": "whistle_id"}
    acts = {
        "whistle": Try(
            lambda number, **who: blow_whistle(number=NUMBER, **told, **who), only_there=True
        ),
        "arrive": Try(channel.arrive, **about),
        "conclude": Try(channel.conclude, fixed(result="已处理"), **about),
        "call_off": Try(channel.call_off, **about),
    }
    walk_whole(WHISTLE_FLOW, build, acts, capsys)
