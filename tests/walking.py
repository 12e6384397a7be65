"""Home of walking one project of the small town through the house, each step by the right person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any

import pytest

from tests import town
from tests.keeping import contents, keep, undone
from tests.keeping import standing as stand
from xiaowei.base.accounts.actors import Actor
from xiaowei.base.attachments.operations import attach
from xiaowei.base.places.models import Place
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import XiaoweiError
from xiaowei.domain.flow import Basis
from xiaowei.domain.identification import Line
from xiaowei.domain.selection import TESTS
from xiaowei.procedures import told_the_firm
from xiaowei.stages.delivery import operations as delivery
from xiaowei.stages.delivery.queries import contractor_of
from xiaowei.stages.evaluation import operations as evaluation
from xiaowei.stages.funding import operations as funding
from xiaowei.stages.identification.models import Spot
from xiaowei.stages.identification.operations import consult, mint_candidate
from xiaowei.stages.identification.queries import candidate, place_codes
from xiaowei.stages.selection import operations as selection

ASKED, APPROVED, SETTLED = 1_500_000, 1_400_000, 1_350_000
"""15,000 / 14,000 / 13,500 yuan, in fen."""
FIRM = "白石修路队"
BUILDER = town.person("施工队 罗", ("contractor", town.WHITESTONE, FIRM))


@dataclass(frozen=True)
class Step:
    """One step: what is done, by whom, on which day, with what."""

    act: Callable[..., Any]
    by: Actor
    on: date
    said: dict[str, Any]


def day(month: int, number: int) -> date:
    """Return a day of the walk's year."""
    return date(2022, month, number)


def photo(number: str, kind: str, **who: Any) -> Any:
    """Attach a small picture."""
    from PIL import Image

    file = BytesIO()
    Image.new("RGB", (8, 8), "green" if kind == "after" else "brown").save(file, "PNG")
    said = {
        "region_code": town.WHITESTONE, "kind": kind, "content": file.getvalue(),
        "near": (*place_codes(candidate(number)), contractor_of(number)),
    }  # fmt: skip
    return attach(number=number, **said, **(town.acting(town.BUTLER) | who))


STEPS: dict[str, Step] = {
    "consult": Step(consult, town.SECRETARY, day(8, 1), {
        "held_on": day(8, 1), "parties": "村民代表", "decision": "同意修补"}),
    "photo_before": Step(photo, town.BUTLER, day(8, 1), {"kind": "before"}),
    "report": Step(selection.report, town.SECRETARY, day(8, 2), {}),
    "prepare": Step(selection.prepare, town.CLERK, day(8, 2), {}),
    "submit": Step(selection.submit, town.CLERK, day(8, 3), {
        "round_name": "第一批", "applied_fen": ASKED, "fund_lines": [("区级", ASKED)],
        "eligibility": TESTS, "again_reason": "另一段村道"}),
    "begin_review": Step(selection.begin_review, town.OFFICER, day(8, 4), {}),
    "visit_site": Step(selection.visit_site, town.OFFICER, day(8, 5), {
        "who": "区专项办两人", "finding": "路面冻裂,属实"}),
    "approve": Step(selection.approve, town.OFFICER, day(8, 5), {
        "approved_fen": APPROVED, "necessity": "三人反映", "plan": "可行", "investment": "合理",
        "cut_reason": "单价偏高"}),
    "file": Step(funding.file, town.HEAD, day(8, 5), {}),
    "disburse": Step(funding.disburse, town.FINANCE, day(8, 8), {
        "amount_fen": APPROVED, "document_no": "拨1"}),
    "order": Step(delivery.order, town.CLERK, day(8, 8), {"contractor": FIRM}),
    "start": Step(delivery.start, BUILDER, day(8, 9), {}),
    "pay": Step(told_the_firm.pay, town.CLERK, day(8, 9), {
        "amount_fen": 400_000, "condition": "start"}),
    "measure": Step(delivery.measure, town.BUTLER, day(8, 12), {
        "quantity": Decimal(100), "measured_on": day(8, 12)}),
    "finish_site": Step(delivery.finish_site, town.BUTLER, day(8, 12), {"site_sequence": 1}),
    "finish": Step(delivery.finish, BUILDER, day(8, 12), {"in_use_on": day(8, 12)}),
    "photo_after": Step(photo, town.BUTLER, day(8, 12), {"kind": "after"}),
    "accept": Step(delivery.accept, town.LEADER, day(8, 15), {"opinion": "村民满意"}),
    "settle": Step(funding.settle, town.FINANCE, day(8, 22), {"amount_fen": SETTLED}),
    "give_back": Step(funding.give_back, town.FINANCE, day(8, 23), {
        "amount_fen": APPROVED - SETTLED}),
    "check": Step(evaluation.check, town.OFFICER, date(2022, 10, 31), {
        "at": town.moment("2022-12-31 09:00")}),
}  # fmt: skip
OPTIONAL = {"pay"}
ASIDE: dict[str, Step] = {}
"""Steps off the straight path, put here by the tests that take them."""


NUMBER = "QC2022-001"


@cache
def kept(until: str) -> Any:
    """Return the town's state with one project that has taken every step before `until`."""
    with undone():
        town.set_up()
        town.settle_places()
        town.bring(
            [
                town.ticket_row("R1", "2022-05-10 08:30"),
                town.ticket_row("R2", "2022-06-11 10:00", caller="10000000002"),
                town.ticket_row("R3", "2022-07-12 11:30"),
                # the hotline goes on: without it nobody would have listened to the silence
                town.ticket_row(
                    "R4",
                    "2022-10-11 09:00",
                    kind="表扬",
                    town="望川街道",
                    address=town.EASTBRIDGE,
                    content="感谢维修师傅",
                ),
            ]
        )
        if until:
            assert walked(until) == NUMBER
        return keep()


def standing(until: str = "") -> Any:
    """Return a module's fixture: the town, with a project before the step `until`, or with none."""
    return stand(lambda: kept(until))


def refused(code: str, name: str, **said: Any) -> None:
    """Check that a step is refused with that code, and that nothing has changed."""
    before = contents(())
    with pytest.raises(XiaoweiError) as refusal:
        take(NUMBER, name, **said)
    assert refusal.value.code == code
    assert refusal.value.text("zh") != refusal.value.text("en")
    assert contents(()) == before


def left(action: str, number: str = NUMBER) -> dict[str, Any]:
    """Return the facts of the one trail entry of that action."""
    found = [entry for entry in story(number) if entry["action"] == action]
    assert len(found) == 1, [entry["action"] for entry in story(number)]
    facts: dict[str, Any] = found[0]["facts"]
    return facts


def mint(by: Actor = town.BUTLER, **more: Any) -> str:
    """Mint the village road's candidate from its spot; return its number."""
    place = Place.objects.get(code="V1")
    spot = Spot.objects.filter(kind="repeat").first()
    said = {"name": "石门村村道修补", "type_code": "road", "place_ids": [place.pk],
            "spot_id": spot and spot.pk, "quantity": Decimal(100), "unit": "米",
            "lines": [Line("村道修补", Decimal(100), "米", 15_000)], "collected_on": day(8, 1),
            "root_cause": "冻融破损", "maintainer": "石门村委会", "sites_planned": 1}  # fmt: skip
    where = {"town_code": town.WHITESTONE, "district_code": town.DISTRICT, "year": 2022}
    minted = mint_candidate(**(where | said | more), **town.acting(by, on=day(8, 1)))
    return str(minted.number)


def call(**said: Any) -> Any:
    """Let the district open the walk's round, on other days or by somebody else where given."""
    where = {"district_code": town.DISTRICT, "year": 2022, "name": "第一批"}
    days = {"opens_on": day(8, 1), "closes_on": day(8, 31)}
    return selection.open_round(**(where | days | town.acting(town.OFFICER, day(8, 1)) | said))


def take(number: str, name: str, **said: Any) -> Any:
    """Take one step, with other words, person (`by`) or day (`on`) where given."""
    step = STEPS.get(name) or ASIDE[name]
    who = {"by": step.by, "on": step.on, "at": town.NOW}
    return step.act(number=number, **(who | step.said | said))


def walked(until: str, *, without: tuple[str, ...] = (), **minted: Any) -> str:
    """Return the number of a project that has taken every step before `until`."""
    call()
    number = mint(**minted)
    for name in STEPS:
        if name == until:
            break
        if name not in OPTIONAL and name not in without:
            take(number, name)
    return number


def over(number: str, name: str, **said: Any) -> Any:
    """Take a step as a sheet taken over would."""
    return take(number, name, basis=Basis.TAKEN_OVER, by=town.OPERATOR, **said)
