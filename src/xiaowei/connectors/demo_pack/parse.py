"""Home of reading a demo's script: people, open round and background, checked with file and line."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal, InvalidOperation

from xiaowei.connectors.demo_pack.drawings import parse_drawings, parse_pictures
from xiaowei.connectors.demo_pack.fetch import DemoFiles
from xiaowei.connectors.packs.sections import Section, read
from xiaowei.domain.demo import (
    MOMENTS,
    STEPS,
    DemoAllotment,
    DemoCall,
    DemoPerson,
    DemoProject,
    DemoRound,
    DemoScript,
    DemoStep,
    DemoVote,
    Phrases,
)
from xiaowei.domain.envelopes import KINDS
from xiaowei.domain.regions import full
from xiaowei.domain.selection import RETURNABLE

NEEDS = {
    "consult": "says",
    "send_back": "says",
    "reject": "codes",
    "declare_emergency": "codes",
    "ask_opinion": "codes",
    "give_opinion": "codes",
    "disburse": "says",
    "order": "says",
    "measure": "quantity",
}
"""What a step can't do without."""


def parse(files: DemoFiles) -> DemoScript:
    """Return the script of a demo.

    :raises BadInput: `pack_wrong`
    """
    top = read(files.texts["people.yaml"])
    people = tuple(_person(section) for section in top.sections("people"))
    appointed_on = top.day("appointed_on")
    top.done()
    drawn = read(files.texts["pictures.yaml"])
    drawings = parse_drawings(drawn, files.stamp)
    pictures = parse_pictures(drawn, drawings)
    drawn.done()
    return DemoScript(
        appointed_on=appointed_on,
        people=people,
        round=_round(read(files.texts["open_round.yaml"]), {one.username for one in people}),
        pictures=pictures,
        drawings=drawings,
        phrases=_phrases(read(files.texts["background.yaml"])),
    )


def _person(section: Section) -> DemoPerson:
    person = DemoPerson(
        username=section.text("username"),
        display_name=section.text("name"),
        password=section.text("password"),
        role=section.text("role"),
        region_code=section.region("region") if section.has("region") else "",
        places=section.texts("places"),
        department=section.text("department", ""),
        firm=section.text("firm", ""),
    )
    section.done()
    return person


def _round(top: Section, people: Collection[str]) -> DemoRound:
    answers = top.section("answers")
    found = DemoRound(
        calls=tuple(_call(section, people) for section in top.sections("calls")),
        allotments=tuple(_allotment(section) for section in top.sections("envelopes")),
        year=top.whole("year"),
        name=top.text("name"),
        fund_source=top.text("fund_source"),
        note=top.text("note"),
        answers=(answers.text("necessity"), answers.text("plan"), answers.text("investment")),
        projects=tuple(_project(section, people) for section in top.sections("projects")),
        votes=tuple(_vote(section, people) for section in top.sections("votes")),
    )
    answers.done()
    top.done()
    keys = [project.key for project in found.projects]
    if len(keys) != len(set(keys)):
        twice = next(key for key in keys if keys.count(key) > 1)
        raise top.refuse("projects", "twice", value=twice)
    strange = sorted({key for vote in found.votes for key in vote.projects} - set(keys))
    if strange:
        raise top.refuse("votes", "not_known", value=strange[0], where="projects")
    return found


def _call(section: Section, people: Collection[str]) -> DemoCall:
    call = DemoCall(
        year=section.whole("year"),
        name=section.text("name"),
        opens_on=section.day("opens_on"),
        closes_on=section.day("closes_on"),
        by=_known(section, people),
        limits=tuple(_limit(one) for one in section.sections("limits")),
    )
    section.done()
    return call


def _allotment(section: Section) -> DemoAllotment:
    found = DemoAllotment(
        year=section.whole("year"),
        kind=section.choice("kind", KINDS),
        amount_fen=section.wan("amount_wan"),
        document_no=section.text("document_no"),
        on=section.day("day"),
        managed_only=section.has("managed_only") and section.flag("managed_only"),
    )
    section.done()
    return found


def _limit(section: Section) -> tuple[str, int, int | None]:
    found = (
        full(section.region("town")),
        section.whole("projects"),
        section.maybe_wan("amount_wan"),
    )
    section.done()
    return found


def _project(section: Section, people: Collection[str]) -> DemoProject:
    project = DemoProject(
        key=section.text("key"),
        town_code=full(section.region("town")),
        place=section.text("place"),
        type_code=section.text("type"),
        quantity=_decimal(section, "quantity"),
        grounds=section.text("grounds", ""),
        reason=section.text("reason", ""),
        sites=section.texts("sites"),
        collected_on=section.maybe_day("collected_on"),
        root_cause=section.text("cause", ""),
        maintainer=section.text("maintainer", ""),
        trigger=section.text("trigger", ""),
        parties=section.text("parties", ""),
        steps=tuple(_step(one, people) for one in section.sections("steps")),
    )
    section.done()
    if not project.steps or project.steps[0].do != "mint":
        raise section.refuse("steps", "not_allowed", value="-", allowed="mint")
    return project


def _vote(section: Section, people: Collection[str]) -> DemoVote:
    found = DemoVote(
        town_code=full(section.region("town")),
        projects=section.texts("projects"),
        by=_known(section, people),
        called_on=section.day("called_on"),
        held_on=section.day("held_on"),
        place=section.text("place"),
        invited=section.whole("invited"),
        budget_fen=section.wan("amount_wan"),
        ballots=tuple(_ballots(one) for one in section.sections("ballots")),
        blank=section.whole("blank"),
        invalid=section.whole("invalid"),
    )
    section.done()
    return found


def _ballots(section: Section) -> tuple[int, tuple[int, ...]]:
    found = (section.whole("times"), section.wholes("ticked"))
    section.done()
    return found


def _known(section: Section, people: Collection[str]) -> str:
    by = section.text("by")
    if by not in people:
        raise section.refuse("by", "not_known", value=by, where="people.yaml")
    return by


def _step(section: Section, people: Collection[str]) -> DemoStep:
    do, by = section.choice("do", STEPS), _known(section, people)
    if do == "picture":
        section.choice("says", MOMENTS)
    elif do in NEEDS and not section.has(NEEDS[do]):
        raise section.refuse(None, "missing_key", missing=NEEDS[do])
    step = DemoStep(
        do=do,
        by=by,
        on=section.day("day"),
        says=section.text("says", ""),
        amount_fen=section.maybe_wan("amount_wan"),
        quantity=_decimal(section, "quantity"),
        site=section.whole("site") if section.has("site") else None,
        codes=section.texts("codes"),
        items=tuple(_item(one) for one in section.sections("items")),
    )
    section.done()
    return step


def _item(section: Section) -> tuple[str, str]:
    found = (section.choice("about", RETURNABLE), section.text("says"))
    section.done()
    return found


def _phrases(top: Section) -> Phrases:
    kinds = top.section("kinds")
    found = Phrases(
        kinds=tuple((name, kinds.whole(name)) for name in kinds.names()),
        deadline=top.text("deadline"),
        calls=top.texts("calls"),
        tails=top.texts("tails"),
        traces=top.texts("traces"),
        addresses=top.texts("addresses"),
        plate=top.text("plate"),
    )
    top.done()
    return found


def _decimal(section: Section, key: str) -> Decimal | None:
    if not section.has(key):
        return None
    said = section.text(key)
    try:
        return Decimal(said)
    except InvalidOperation as error:
        raise section.refuse(
            key, "wrong_kind", value=said, wanted="数字", wanted_en="a number in quotes"
        ) from error
