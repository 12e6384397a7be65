"""Home of filling a demo's home: the pack's sheets, its people, its open round, and background."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from importlib.resources import as_file
from importlib.resources.abc import Traversable

from xiaowei.analysis.generating.background import Ground, Spot, background, path_of, quiet_topics
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.queries import places_within
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import name_of
from xiaowei.connectors.demo_pack.fetch import fetch
from xiaowei.connectors.demo_pack.parse import parse
from xiaowei.connectors.packs.parse import Demo
from xiaowei.domain.demo import Phrases
from xiaowei.domain.sheets import SheetIn, TicketRow
from xiaowei.interfaces.cli.running import operator
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.receiving import Sheet, read_sheet, receive
from xiaowei.procedures.fill_demo import allot_all, fill_demo
from xiaowei.procedures.receive_tickets import receive_tickets
from xiaowei.stages.intake.queries import runs

SHEETS = ("places", "tickets", "projects")
BACKGROUND_DAYS = 548
"""18 months before the demo's day."""


def fill(demo: Demo, background: int = 0) -> None:
    """Fill the home with a demo; what is there already is left alone, what is missing is added."""
    files = fetch()
    script = parse(files)
    allot_all(script=script, district_code=demo.district, by=operator(), zone=now().tzinfo)
    known = {run.file_digest for run in runs(limit=10**6)}
    for kind in SHEETS:
        _receive(demo.files[kind], kind, known)
    _receive(files.tickets, "tickets", known)
    at = datetime.combine(demo.as_of, now().timetz())
    fill_demo(script=script, district_code=demo.district, by=operator(), on=demo.as_of, at=at)
    if background:
        heard = _heard(demo.files["tickets"], files.tickets)
        _receive_background(background, demo, script.phrases, heard, known)


def _receive(file: Traversable, kind: str, known: set[str]) -> None:
    with as_file(file) as path:
        sheet = Sheet(path, file.name, kind)
        if sheet.digest not in known:
            receive(sheet, by=operator())


def _heard(*files: Traversable) -> set[str]:
    """Return the codes of the topics that the demo's own tickets speak of."""
    topics: set[str] = set()
    for file in files:
        with as_file(file) as path:
            _, parsed = read_sheet(Sheet(path, file.name, "tickets"))
        for names in {row.topics for row in parsed.rows}:
            topic = catalogue().topic_named(*names)
            topics |= {topic.code} if topic else set()
    return topics


def _receive_background(
    count: int, demo: Demo, phrases: Phrases, heard: Iterable[str], known: set[str]
) -> None:
    name = f"background-{count}"
    digest = hashlib.sha256(name.encode()).hexdigest()
    if digest in known:
        return
    receive_tickets(
        sheet=SheetIn(list(_background(count, demo, phrases, set(heard))), (), name, digest),
        by=operator(),
        on=today(),
        at=now(),
    )


def _background(count: int, demo: Demo, phrases: Phrases, heard: set[str]) -> Iterable[TicketRow]:
    last: date = demo.as_of - timedelta(days=1)
    topics = quiet_topics(catalogue(), heard)
    ground = Ground(
        places=[
            Spot(
                names=(place.name, *(alias.name for alias in place.aliases.all())),
                town=name_of(place.town_code),
                town_code=place.town_code,
            )
            for place in places_within(demo.district)
        ],
        topics=topics,
        paths=[path_of(catalogue(), topic) for topic in topics],
        first=last - timedelta(days=BACKGROUND_DAYS),
        last=last,
        alike=policy_for(demo.district, demo.year).repeat_min - 1,
    )
    return background(count, ground, phrases)
