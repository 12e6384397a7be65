"""Every (state × action × role) of filings and works: allowed cells work, all others are refused rightly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests import town, walking
from tests.walk.every_cell import Try, fixed, walk, walk_whole
from tests.walking import APPROVED, SETTLED, day, take
from xiaowei.domain import delivery as works_rules
from xiaowei.domain import funding as money_rules
from xiaowei.domain.flow import Flow
from xiaowei.stages.delivery import operations as delivery
from xiaowei.stages.delivery.models import Works
from xiaowei.stages.funding import operations as funding
from xiaowei.stages.funding.models import Filing, LedgerLine
from xiaowei.stages.selection import operations as selection

pytestmark = pytest.mark.django_db
stand = walking.standing()
CLERK, LEADER = town.acting(town.CLERK), town.acting(town.LEADER)
OFFICER, FINANCE = town.acting(town.OFFICER), town.acting(town.FINANCE)
ORDER = [name for name in walking.STEPS if name not in walking.OPTIONAL]
WATER = {"kind": "water_cut", "reason": "停水"}
WHY = {"reason": "权属有争议"}
LITTLE = 100


def walked(until: str, *, ahead: bool = False) -> str:
    """Return the number of a confirmed emergency's project before a step of the way."""
    walking.call()
    number = walking.mint()
    for name in ORDER[: ORDER.index(until)]:
        take(number, name)
        if name == "prepare":
            flagged = {who: town.acting(who, day(8, 2)) for who in (town.CLERK, town.LEADER)}
            selection.declare_emergency(number=number, **WATER, **flagged[town.CLERK])
            selection.confirm_emergency(number=number, **flagged[town.LEADER])
            if ahead:
                funding.file_ahead(number=number, **flagged[town.LEADER])
    return number


def then(until: str, act: Callable[..., Any], **said: Any) -> str:
    """Return the number of a project that took one step more, aside of the way."""
    number = walked(until)
    act(number=number, **said)
    return number


def ended(number: str) -> None:
    Filing.objects.filter(application__candidate__number=number).update(
        state="terminated", ended_on=day(8, 20)
    )


def met(*conditions: str) -> Callable[[str], Any]:
    """Return what notes that conditions of payment are met."""
    return lambda number: Filing.objects.update(released=dict.fromkeys(conditions))


def paid(amount_fen: int | None) -> Callable[[str], Any]:
    """Return what sees to it that so much is paid; None is unknown."""
    return lambda number: Filing.objects.filter(disbursed_fen__gt=0).update(paid_fen=amount_fen)


def partly(number: str) -> None:
    """Leave a little of the money to be disbursed."""
    for state, whole in (("disbursed", APPROVED), ("settled", SETTLED)):
        if Filing.objects.filter(state=state).update(disbursed_fen=whole - LITTLE):
            LedgerLine.objects.filter(kind="disbursed").update(amount_fen=whole - LITTLE)


def rest(number: str) -> dict[str, Any]:
    found = Filing.objects.filter(application__candidate__number=number).first()
    whole = money_rules.whole_fen(APPROVED, found.settled_fen if found else None)
    return {"amount_fen": whole - (found.disbursed_fen if found else 0) or LITTLE}


def envelope(number: str) -> None:
    where = {"district_code": town.DISTRICT, "year": 2022, "kind": "district"}
    funding.allot(**where, amount_fen=APPROVED, document_no="3号", **OFFICER)


FILINGS: dict[str, Callable[[], str]] = {
    money_rules.UNFILED: lambda: walked("file"),
    "ahead": lambda: walked("file", ahead=True),
    "filed": lambda: walked("disburse"),
    "disbursed": lambda: walked("order"),
    "settled": lambda: walked("give_back"),
    "given_back": lambda: then("give_back", funding.give_back, amount_fen=LITTLE, **FINANCE),
    "withdrawn": lambda: then("disburse", funding.withdraw_filing, **WHY, **OFFICER),
    "terminated": lambda: then("order", funding.terminate, reason_code="dispute", **WHY, **OFFICER),
}
MONEY = {
    "file_ahead": Try(funding.file_ahead),
    "file": Try(funding.file),
    "charge": Try(funding.charge, ready=envelope),
    "disburse": Try(funding.disburse, rest, partly),
    "pay": Try(
        funding.pay, fixed(amount_fen=LITTLE, condition="start"), met("start", "acceptance")
    ),
    "note_paid": Try(funding.note_paid, fixed(amount_fen=LITTLE), paid(None)),
    "refund": Try(funding.refund, fixed(amount_fen=LITTLE, **WHY), paid(LITTLE)),
    "settle": Try(funding.settle, fixed(amount_fen=APPROVED), met("start", "acceptance")),
    "give_back": Try(funding.give_back, fixed(amount_fen=LITTLE)),
    "withdraw_filing": Try(funding.withdraw_filing, fixed(**WHY)),
    "terminate": Try(funding.terminate, fixed(reason_code="dispute", **WHY), met("start")),
    "claw_back": Try(funding.claw_back, fixed(amount_fen=LITTLE, **WHY)),
    "correct": Try(funding.correct, fixed(changes={"filing_no": "备-9"}), taken_over=True),
}


def stopped() -> str:
    number = walked("measure")
    ended(number)
    delivery.stop(number=number, **WHY, **CLERK)
    return number


def finishable(number: str) -> None:
    for name in ("measure", "finish_site"):
        take(number, name)


def after(number: str) -> None:
    walking.photo(number, "after")


def undecided(number: str) -> None:
    """See to it that a suspension waits for the district."""
    works = Works.objects.get(filing__application__candidate__number=number)
    if not works.suspensions.exists():
        said = {"reason": "weather", "from_on": day(8, 10), "resumed_on": day(8, 11)}
        works.suspensions.create(sequence=1, **said)


def repaired(number: str) -> None:
    delivery.open_repair(number=number, what="又裂了", **CLERK)


WORKS: dict[str, Callable[[], str]] = {
    works_rules.UNORDERED: lambda: walked("order"),
    "ordered": lambda: walked("start"),
    "under_way": lambda: walked("measure"),
    "suspended": lambda: then("measure", delivery.suspend, reason="weather", **CLERK),
    "finished": lambda: walked("accept"),
    "accepted": lambda: walked("settle"),
    "stopped": stopped,
}
BUILDING = {
    "order": Try(delivery.order, fixed(contractor="修路队")),
    "start": Try(delivery.start),
    "measure": Try(
        delivery.measure, fixed(quantity=Decimal(100), measured_on=town.TODAY, reason="漏量")
    ),
    "finish_site": Try(delivery.finish_site, fixed(site_sequence=1)),
    "finish": Try(delivery.finish, fixed(in_use_on=town.TODAY), finishable),
    "accept": Try(delivery.accept, fixed(opinion="满意"), after),
    "fail_acceptance": Try(delivery.fail_acceptance, fixed(defects="有坑")),
    "suspend": Try(delivery.suspend, fixed(reason="weather")),
    "decide_suspension": Try(delivery.decide_suspension, fixed(allowed=True), undecided),
    "resume": Try(delivery.resume),
    "open_repair": Try(delivery.open_repair, fixed(what="又裂了")),
    "finish_repair": Try(delivery.finish_repair, ready=repaired),
    "stop": Try(delivery.stop, fixed(**WHY), ended),
    "correct": Try(delivery.correct, fixed(changes={"contractor": "另一家"}), taken_over=True),
}


def ending(one: Try) -> Try:
    """Return the same try, the project ended once all else stands ready."""

    def ready(number: str) -> None:
        one.ready(number)
        ended(number)

    return replace(one, ready=ready)


def test_works_of_an_ended_project_only_stop(capsys: Any) -> None:
    onward = works_rules.BUILDING
    tries = {arrow.action: ending(BUILDING[arrow.action]) for arrow in onward.arrows}
    found = walk(onward, WORKS, tries, refusing="not_ended")
    with capsys.disabled():
        print(f"\nworks of an ended project: {found.total()} cells, {dict(found)}")
    assert set(found) == {"absent", "not permitted", "not ended"}


@pytest.mark.parametrize(
    ("flow", "build", "tries"),
    [(money_rules.FLOW, FILINGS, MONEY), (works_rules.FLOW, WORKS, BUILDING)],
    ids=["filing", "works"],
)
def test_every_cell(
    flow: Flow, build: dict[str, Callable[[], str]], tries: dict[str, Try], capsys: Any
) -> None:
    walk_whole(flow, build, tries, capsys)
