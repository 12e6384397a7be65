"""Every (state × action × role) of applications: allowed cells work, all others are refused rightly."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests import town, walking
from tests.walk.every_cell import Try, walk_whole
from tests.walking import day, take
from xiaowei.base.places.models import Place
from xiaowei.domain.identification import Line
from xiaowei.domain.selection import CLOSED, FLOW, NEW
from xiaowei.stages.selection import operations as selection
from xiaowei.stages.selection.models import Application

pytestmark = pytest.mark.django_db
stand = walking.standing()
OTHER_CLERK = town.person("白石镇 齐", ("town_clerk", town.WHITESTONE))
OFFICER, CLERK = town.acting(town.OFFICER), town.acting(town.CLERK)
STEPS = ("consult", "photo_before", "report", "prepare", "submit", "begin_review")
UNTIL = {NEW: 2, "reported": 3, "town_review": 4, "submitted": 5, "in_review": 6}
LINE = Line("村道修补", Decimal(50), "米", 15_000)


def places() -> list[int]:
    return [Place.objects.get(code=code).pk for code in ("V1", "V2")]


def build(state: str) -> str:
    """Return the number of a project with two places that stands in that state."""
    walking.call()
    number = walking.mint(by=town.CLERK, place_ids=places())
    for name in STEPS[: UNTIL.get(state, 6)]:
        take(number, name, **({"by": town.CLERK} if name == "consult" else {}))
        if name == "prepare":
            declared = {
                "kind": "water_cut",
                "reason": "停水",
                **town.acting(OTHER_CLERK, day(8, 2)),
            }
            selection.declare_emergency(number=number, **declared)
    END.get(state, lambda number: None)(number)
    return number


def approve(number: str) -> None:
    take(number, "visit_site")
    take(number, "approve")


def be_merged(number: str) -> None:
    """Bring a second project into the same state and merge this one into it."""
    selection.merge(number=twin(number), others=[number], **OFFICER)


def split(number: str) -> None:
    selection.send_back(number=number, reason="拆分", **OFFICER)
    selection.split(number=number, parts=parts(), reason="分两次", **CLERK)


END: dict[str, Any] = {
    "returned": lambda n: selection.send_back(number=n, reason="补照片", **OFFICER),
    "approved": approve,
    "rejected": lambda n: selection.reject(number=n, code="no_demand", reason="无", **OFFICER),
    "withdrawn": lambda n: selection.withdraw(number=n, reason="不做了", **CLERK),
    "merged": be_merged,
    "split": split,
}


def state_of(number: str) -> str:
    found = Application.objects.filter(candidate__number=number).first()
    return found.state if found else NEW


def twin(number: str) -> str:
    """Return another project in the state that this one stands in."""
    return build(state_of(number))


def parts() -> list[Any]:
    return [{"name": f"第{pk}段", "place_ids": [pk], "lines": [LINE]} for pk in places()]


def merging(number: str) -> dict[str, Any]:
    found = Application.objects.filter(state=state_of(number)).exclude(candidate__number=number)
    others = found.values_list("candidate__number", flat=True)
    return {"others": list(others)}


def plain(name: str) -> Try:
    step = walking.STEPS[name]
    return Try(step.act, lambda _: {**step.said})


AMOUNT = 1_200_000
TRIES = {
    "report": plain("report"),
    "prepare": plain("prepare"),
    "submit": Try(
        selection.submit,
        lambda _: walking.STEPS["submit"].said | {"unchanged_reason": "照片早已交齐"},
    ),
    "begin_review": plain("begin_review"),
    "visit_site": plain("visit_site"),
    "approve": Try(
        selection.approve,
        lambda _: walking.STEPS["approve"].said,
        lambda number: take(number, "visit_site"),
    ),
    "send_back": Try(selection.send_back, lambda _: {"reason": "补照片"}),
    "reject": Try(selection.reject, lambda _: {"code": "no_demand", "reason": "无诉求"}),
    "withdraw": Try(selection.withdraw, lambda _: {"reason": "不做了"}),
    "declare_emergency": Try(
        selection.declare_emergency, lambda _: {"kind": "water_cut", "reason": "停水"}
    ),
    "confirm_emergency": Try(selection.confirm_emergency),
    "judge_emergency": Try(
        selection.judge_emergency, lambda _: {"justified": True, "verdict": "属实"}
    ),
    "ask_opinion": Try(selection.ask_opinion, lambda _: {"department": "planning"}),
    "give_opinion": Try(
        selection.give_opinion,
        lambda _: {"department": "water", "answer": "agree"},
        lambda number: selection.ask_opinion(number=number, department="water", **OFFICER),
    ),
    "note_opinion": Try(
        selection.note_opinion,
        lambda _: {"department": "water", "answer": "not_needed", "text": "函复〔2022〕3号"},
        lambda number: selection.ask_opinion(number=number, department="water", **OFFICER),
    ),
    "merge": Try(selection.merge, merging, twin),
    "split": Try(selection.split, lambda _: {"parts": parts(), "reason": "分两次"}),
    "correct": Try(
        selection.correct, lambda _: {"changes": {"fund_source": "市级"}}, taken_over=True
    ),
    "correct_verdict": Try(
        selection.correct, lambda _: {"changes": {"approved_fen": AMOUNT}}, taken_over=True
    ),
}


def test_every_cell(capsys: Any) -> None:
    states = dict.fromkeys((*UNTIL, "returned", "approved", *CLOSED))
    builds = {state: lambda state=state: build(state) for state in states}
    walk_whole(FLOW, builds, TRIES, capsys, suffered=("be_merged", "be_ended"))
