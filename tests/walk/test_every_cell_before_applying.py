"""Every (state × action × role) of imports, questions of words, spots and candidates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests import town, walking
from tests.walk.every_cell import ABSENT, Try, fixed, walk_whole
from xiaowei.base.places.models import Place
from xiaowei.domain.flow import Basis
from xiaowei.domain.identification import CANDIDATE_FLOW, SPOT_FLOW
from xiaowei.domain.intake import QUESTION_FLOW, RUN_FLOW
from xiaowei.procedures.answer_question import answer_question
from xiaowei.stages.identification import operations as drafts
from xiaowei.stages.identification.models import Candidate, Spot
from xiaowei.stages.intake.operations import undo_run
from xiaowei.stages.intake.queries import questions

pytestmark = pytest.mark.django_db
stand = walking.standing()
CLERK, ALL = town.acting(town.CLERK), town.acting(town.OPERATOR)
WHY = {"reason": "重复反映"}


def brought() -> str:
    """Return the number of an import of the township's own."""
    row = town.ticket_row("R8", "2022-08-20 10:00", content="路面破损")
    return str(town.bring([row], by=town.CLERK).run)


def undone_import() -> str:
    run = brought()
    undo_run(run=run, built_upon=(), **CLERK)
    return run


def test_imports(capsys: Any) -> None:
    twice = frozenset({"import_already_undone", "not_permitted"})
    tries = {"undo": Try(undo_run, fixed(built_upon=()), key="run", absent=twice)}
    walk_whole(RUN_FLOW, {"taken": brought, "undone": undone_import}, tries, capsys)


@pytest.mark.parametrize(
    ("kind", "answer", "said"),
    [
        ("place", "V1", {"address": "老粮站3号楼", "content": "路面破损"}),
        ("topic", "-", {"topics": ("奇事", "怪事"), "content": "说不清"}),
    ],
)
def test_questions(kind: str, answer: str, said: dict[str, Any], capsys: Any) -> None:
    def asked() -> int:
        town.bring([town.ticket_row("R8", "2022-08-20 10:00", **said)])
        return int(next(q["pk"] for q in questions() if q["kind"] == kind))

    def answered() -> int:
        pk = asked()
        answer_question(question_id=pk, answer=answer, **ALL)
        return pk

    action = f"answer_{kind}"
    own = replace(
        QUESTION_FLOW, arrows=tuple(a for a in QUESTION_FLOW.arrows if a.action == action)
    )
    once = frozenset({"question_answered", "not_permitted"})
    tries = {action: Try(answer_question, fixed(answer=answer), key="question_id", absent=once)}
    walk_whole(own, {"open": asked, "answered": answered}, tries, capsys)


def spot() -> int:
    return Spot.objects.get(kind="repeat").pk


def spot_after(act: Any, **said: Any) -> int:
    act(spot_id=spot(), **said, **CLERK)
    return spot()


SPOTS = {
    "open": spot,
    "resolved": lambda: spot_after(drafts.resolve_spot, evidence={"check": "无新增诉求"}),
    "dismissed": lambda: spot_after(drafts.dismiss_spot, **WHY),
}
AT_SPOT = {
    "mint": Try(drafts.mint_from_spot, fixed(type_code="road"), key="spot_id"),
    "log_stop_gap": Try(
        drafts.log_stop_gap, fixed(what="设围挡", from_on=town.TODAY), key="spot_id"
    ),
    "resolve": Try(drafts.resolve_spot, fixed(evidence={"check": "无新增诉求"}), key="spot_id"),
    "dismiss": Try(drafts.dismiss_spot, fixed(**WHY), key="spot_id"),
    "reopen": Try(drafts.reopen_spot, fixed(**WHY), key="spot_id"),
    "merge_spots": Try(
        drafts.merge_spots, lambda _: {"other_id": next_door(), **WHY}, key="spot_id"
    ),
    "split_spot": Try(drafts.split_spot, fixed(tickets=["R1"], **WHY), key="spot_id"),
}


def next_door() -> int:
    """Return another spot of the township."""
    here = Spot.objects.filter(kind="repeat", place__name=town.WILLOWS)
    if not here:
        town.bring([town.ticket_row("R9", "2022-08-20 10:00", address=town.WILLOWS)])
    return here.get().pk


def test_spots(capsys: Any) -> None:
    walk_whole(SPOT_FLOW, SPOTS, AT_SPOT, capsys)


def draft() -> str:
    return walking.mint(by=town.CLERK)


def handed_on() -> str:
    number = draft()
    drafts.hand_on(number=number, **CLERK)
    return number


def dropped() -> str:
    number = draft()
    drafts.drop(number=number, **WHY, **CLERK)
    return number


def another(number: str) -> dict[str, Any]:
    """Return another draft of the township to take over."""
    other = Candidate.objects.exclude(number=number).first()
    return {"others": [other.number if other else draft()]}


def of_a_sheet(number: str) -> None:
    Candidate.objects.filter(number=number).update(basis="taken_over")


def unexplained(number: str) -> None:
    Candidate.objects.filter(number=number).update(root_cause="")


def mint(number: str, **who: Any) -> Any:
    """Mint the road's candidate under a number that a sheet gives."""
    where = {"town_code": town.WHITESTONE, "district_code": town.DISTRICT, "year": 2022}
    places = [Place.objects.get(code="V1").pk]
    said = {"name": "村道修补", "type_code": "road", "place_ids": places}
    return drafts.mint_candidate(number=number, **where, **said, **who)


CANDIDATES = {
    "lead": lambda: "QC2022-900",
    "draft": draft,
    "handed_on": handed_on,
    "dropped": dropped,
}
DRAFTING = {
    "mint": Try(mint, absent=ABSENT | {"number_taken", "not_permitted"}),
    "amend": Try(drafts.amend_candidate, fixed(changes={"name": "村道"})),
    "consult": Try(
        drafts.consult, fixed(held_on=date(2022, 8, 1), parties="村民代表", decision="同意")
    ),
    "fill_in": Try(drafts.fill_in, fixed(root_cause="路基沉降"), unexplained),
    "hand_on": Try(drafts.hand_on),
    "take_back": Try(drafts.take_back, fixed(**WHY)),
    "absorb": Try(drafts.absorb, another, another),
    "drop": Try(drafts.drop, fixed(**WHY)),
    "correct": Try(
        drafts.amend_candidate,
        fixed(changes={"name": "村道"}, basis=Basis.TAKEN_OVER),
        of_a_sheet,
        taken_over=True,
        only_there=True,
    ),
}


def test_candidates(capsys: Any) -> None:
    walking.call()
    walk_whole(CANDIDATE_FLOW, CANDIDATES, DRAFTING, capsys)
