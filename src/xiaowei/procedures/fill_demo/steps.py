"""Home of playing an invented project: each step is one call into a room, by its own person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.queries import place_with
from xiaowei.domain.demo import DemoProject, DemoRound, DemoStep, Drawings
from xiaowei.domain.errors import BadInput
from xiaowei.domain.identification import Line
from xiaowei.domain.selection import TESTS
from xiaowei.procedures.fill_demo.people import Cast, place_code
from xiaowei.procedures.fill_demo.pictures import hang
from xiaowei.stages.delivery import operations as delivery
from xiaowei.stages.funding import operations as funding
from xiaowei.stages.funding.queries import filing
from xiaowei.stages.identification import operations as identification
from xiaowei.stages.identification.queries import candidate, spot_id_of, spots
from xiaowei.stages.selection import operations as selection

FIRST, APART = time(9, 5), timedelta(minutes=11)


@dataclass
class Play:
    """What all projects of the open round share."""

    round: DemoRound
    district_code: str
    drawings: Drawings
    cast: Cast
    day: date
    zone: tzinfo | None
    _spots: dict[tuple[str, str], int] = field(default_factory=dict)

    def key_of(self, project: DemoProject) -> str:
        """Return the key by which a project is known again."""
        return f"demo:{project.key}"

    def spot(self, place: str, topic: str) -> int:
        """Return the problem spot of a place and topic.

        :raises BadInput: `demo_spot_missing`
        """
        if not self._spots:
            found = spots(self.district_code, self.day)
            self._spots = {(s["place_code"], s["topic_code"]): spot_id_of(s["id"]) for s in found}
        if (place, topic) not in self._spots:
            raise BadInput("demo_spot_missing", place=place, topic=topic)
        return self._spots[place, topic]


@dataclass(frozen=True)
class Turn:
    """One step about to be taken: on which number, and by whom, on which day, at which moment."""

    number: str
    project: DemoProject
    step: DemoStep
    play: Play
    acting: dict[str, Any]


def take(project: DemoProject, play: Play) -> str:
    """Take every step of a project; return its number.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `demo_place_unknown`, `demo_spot_missing`
    """
    number = ""
    for index, step in enumerate(project.steps):
        at = datetime.combine(step.on, FIRST, play.zone) + index * APART
        acting = {"by": play.cast.actor(step.by, step.on), "on": step.on, "at": at}
        found = STEPS[step.do](Turn(number, project, step, play, acting))
        number = number or found.number
    return number


def _mint(turn: Turn) -> Any:
    project, play = turn.project, turn.play
    kind = catalogue().type(project.type_code)
    place = place_with(place_code(project.place, project.town_code))
    if kind is None or place is None:
        raise BadInput("demo_place_unknown", value=f"{project.place} {project.type_code}")
    details: dict[str, Any] = {}
    if project.quantity is not None and kind.price is not None:
        price = kind.price.middle_fen
        details["lines"] = (Line(kind.name, project.quantity, kind.unit, price),)
    if project.grounds:
        details["spot_id"] = play.spot(place.code, project.grounds)
    return identification.mint_candidate(
        name=f"{place.name}{kind.name}项目",
        town_code=project.town_code,
        district_code=play.district_code,
        year=play.round.year,
        type_code=kind.code,
        place_ids=(place.pk,),
        quantity=project.quantity,
        unit=kind.unit,
        proactive=not project.grounds,
        reason=project.reason,
        sites=[{"name": name, "place_id": place.pk} for name in project.sites],
        sites_planned=max(1, len(project.sites)),
        households_claimed=place.households,
        collected_on=project.collected_on,
        root_cause=project.root_cause,
        maintainer=project.maintainer,
        maintainer_trigger=project.trigger,
        note=play.round.note,
        sheet_key=play.key_of(project),
        **details,
        **turn.acting,
    )


def _picture(turn: Turn) -> None:
    hang(
        candidate(turn.number),
        turn.project.type_code,
        turn.step.says,
        turn.step.on,
        turn.play.drawings,
        **turn.acting,
    )


def _consult(turn: Turn) -> None:
    identification.consult(
        number=turn.number,
        held_on=turn.step.on,
        parties=turn.project.parties,
        decision=turn.step.says,
        **turn.acting,
    )


def _submit(turn: Turn) -> None:
    amount = turn.step.amount_fen or candidate(turn.number).estimate_fen or 0
    selection.submit(
        number=turn.number,
        round_name=turn.play.round.name,
        applied_fen=amount,
        fund_lines=((turn.play.round.fund_source, amount),),
        eligibility=TESTS,
        **turn.acting,
    )


def _approve(turn: Turn) -> None:
    necessity, plan, investment = turn.play.round.answers
    asked = candidate(turn.number).estimate_fen or 0
    selection.approve(
        number=turn.number,
        approved_fen=turn.step.amount_fen or asked,
        necessity=necessity,
        plan=plan,
        investment=investment,
        cut_reason=turn.step.says,
        **turn.acting,
    )


def _visit(turn: Turn) -> None:
    who = turn.acting["by"].name
    selection.visit_site(number=turn.number, who=who, finding=turn.step.says, **turn.acting)


def _send_back(turn: Turn) -> None:
    step = turn.step
    selection.send_back(number=turn.number, reason=step.says, items=step.items, **turn.acting)


def _reject(turn: Turn) -> None:
    (code,) = turn.step.codes
    selection.reject(number=turn.number, code=code, reason=turn.step.says, **turn.acting)


def _declare(turn: Turn) -> None:
    (kind,) = turn.step.codes
    selection.declare_emergency(number=turn.number, kind=kind, reason=turn.step.says, **turn.acting)


def _ask(turn: Turn) -> None:
    selection.ask_opinions(
        number=turn.number, departments=turn.step.codes, question=turn.step.says, **turn.acting
    )


def _answer(turn: Turn) -> None:
    department, answer = turn.step.codes
    selection.give_opinion(
        number=turn.number,
        department=department,
        answer=answer,
        text=turn.step.says,
        **turn.acting,
    )


def _disburse(turn: Turn) -> None:
    funding.disburse(
        number=turn.number,
        amount_fen=filing(turn.number).approved_fen,
        document_no=turn.step.says,
        **turn.acting,
    )


def _measure(turn: Turn) -> None:
    delivery.measure(
        number=turn.number,
        quantity=turn.step.quantity or Decimal(0),
        measured_on=turn.step.on,
        site_sequence=turn.step.site,
        **turn.acting,
    )


def _plain(operation: Callable[..., Any]) -> Callable[[Turn], Any]:
    """Return a step that needs nothing but the number."""
    return lambda turn: operation(number=turn.number, **turn.acting)


STEPS: dict[str, Callable[[Turn], Any]] = {
    "mint": _mint,
    "picture": _picture,
    "consult": _consult,
    "report": _plain(selection.report),
    "prepare": _plain(selection.prepare),
    "submit": _submit,
    "begin_review": _plain(selection.begin_review),
    "send_back": _send_back,
    "reject": _reject,
    "declare_emergency": _declare,
    "confirm_emergency": _plain(selection.confirm_emergency),
    "ask_opinion": _ask,
    "give_opinion": _answer,
    "visit_site": _visit,
    "approve": _approve,
    "file": _plain(funding.file),
    "disburse": _disburse,
    "order": lambda turn: delivery.order(
        number=turn.number, contractor=turn.step.says, **turn.acting
    ),
    "start": _plain(delivery.start),
    "measure": _measure,
    "finish_site": lambda turn: delivery.finish_site(
        number=turn.number, site_sequence=turn.step.site or 1, **turn.acting
    ),
    "finish": lambda turn: delivery.finish(
        number=turn.number, in_use_on=turn.step.on, **turn.acting
    ),
}
"""Each step's one call."""
