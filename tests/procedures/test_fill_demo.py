"""Home of the tests of filling a demo: nothing in the figures moves, every state is there, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import as_file
from typing import Any

import pytest
from django.db import connection, transaction

from tests import town
from xiaowei.base.accounts.actors import actor_of
from xiaowei.base.accounts.models import Person
from xiaowei.base.attachments.models import Attachment
from xiaowei.base.attachments.queries import path_of
from xiaowei.base.trail.queries import broken_links, story
from xiaowei.connectors.demo_pack.fetch import fetch
from xiaowei.connectors.demo_pack.parse import parse
from xiaowei.connectors.packs.parse import Demo
from xiaowei.interfaces.cli import demo_home
from xiaowei.interfaces.cli.running import operator
from xiaowei.interfaces.receiving import Sheet, receive
from xiaowei.journey.briefing import briefing
from xiaowei.journey.desk import next_act
from xiaowei.journey.ledger import ledger
from xiaowei.journey.projects import Wish, project_rows
from xiaowei.journey.register import register
from xiaowei.procedures import fill_demo as filling
from xiaowei.stages.funding.queries import envelopes
from xiaowei.stages.identification.queries import spots
from xiaowei.stages.intake.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.usefixtures("filled")]


@dataclass
class Filled:
    """What was seen on the way: the sheets alone, and the counts after each later run."""

    demo: Demo
    briefing: dict[str, Any]
    spots: list[str]
    counts: list[dict[str, int]]


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: Any) -> Iterator[Filled]:
    """Take the sheets in, break off in the middle of the open round, fill, fill again."""
    demo = town.packs("demo").demo
    assert demo is not None
    patch = pytest.MonkeyPatch()
    patch.setenv("XIAOWEI_TODAY", demo.as_of.isoformat())
    with django_db_blocker.unblock(), transaction.atomic():
        town.set_up("demo")
        _take_sheets(demo)
        seen = Filled(demo, _briefing(demo), _spots(demo), [])
        _break_off(demo)
        for _ in range(2):
            demo_home.fill(demo)
            seen.counts.append(_counts())
        yield seen
        transaction.set_rollback(True)
    patch.undo()


def _take_sheets(demo: Demo) -> None:
    for kind in ("places", "tickets", "projects"):
        with as_file(demo.files[kind]) as path:
            receive(Sheet(path, demo.files[kind].name, kind), by=operator())


def _break_off(demo: Demo) -> None:
    """Die in the middle of the eleventh project."""
    with pytest.MonkeyPatch.context() as patch:
        begun: list[str] = []

        def dying(project: Any, play: Any) -> str:
            begun.append(project.key)
            number = filling.steps.take(project, play)
            if len(begun) > 10:
                raise KeyboardInterrupt
            return number

        patch.setattr(filling, "take", dying)
        with pytest.raises(KeyboardInterrupt):
            demo_home.fill(demo)
    assert project_rows(demo.district, demo.as_of, Wish(), demo.year + 1).total == 10


def _briefing(demo: Demo) -> dict[str, Any]:
    """Return every figure; the day of the newest ticket is none, it grows with the tickets."""
    told = briefing(demo.district, demo.as_of)
    del told["tickets_until"]
    return told


def _spots(demo: Demo) -> list[str]:
    return [row["id"] for row in spots(demo.district, demo.as_of)]


def _counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
        return found


def _states(demo: Demo) -> Counter[str]:
    rows = project_rows(demo.district, demo.as_of, Wish(), demo.year + 1).rows
    return Counter(row["state"] for row in rows)


def test_the_briefing_is_that_of_the_sheets_alone(filled: Filled) -> None:
    assert _briefing(filled.demo) == filled.briefing


def test_every_earlier_state_is_there(filled: Filled) -> None:
    states = _states(filled.demo)
    assert sum(states.values()) == len(parse(fetch()).round.projects)
    assert set(states) == {
        "new", "reported", "town_review", "submitted", "returned", "rejected", "in_review", "approved",
        "filed", "disbursed", "ordered", "under_way", "finished",
    }  # fmt: skip


def test_some_clocks_are_near_and_one_has_run_over(filled: Filled) -> None:
    rows = project_rows(filled.demo.district, filled.demo.as_of, Wish(), filled.demo.year + 1).rows
    clocks = Counter(row["step"].state for row in rows if row["step"])
    assert clocks["over"] == 1
    assert clocks["near"] >= 3


def test_a_second_run_changes_nothing(filled: Filled) -> None:
    assert filled.counts[0] == filled.counts[1]


def test_the_trail_holds_and_each_step_has_its_own_person(filled: Filled) -> None:
    assert broken_links() == []
    rows = project_rows(filled.demo.district, filled.demo.as_of, Wish(state="finished"), 2021).rows
    by = {entry["action"]: entry["by_name"] for entry in story(rows[0]["number"])}
    assert len({by["selection.submit"], by["selection.approve"], by["funding.disburse"]}) == 3


def test_the_morning_outage_is_open_and_stands_behind_the_first(filled: Filled) -> None:
    found = spots(filled.demo.district, filled.demo.as_of)
    assert (found[0]["tickets"], found[0]["callers"]) == (118, 96)
    outage = found[1]
    assert (outage["kind"], outage["state"]) == ("burst", "open")
    assert outage["first_at"].startswith(f"{filled.demo.as_of}T06:40")
    assert outage["callers"] < outage["tickets"]
    own = set(filled.spots)
    assert [row["id"] for row in found if row["id"] in own] == filled.spots


def test_the_people_can_sign_in_with_the_published_passwords(filled: Filled) -> None:
    for person in parse(fetch()).people:
        assert Person.objects.get(username=person.username).check_password(person.password)


def test_pictures_are_drawings_and_say_so(filled: Filled) -> None:
    photos = list(Attachment.objects.all())
    assert photos
    assert all(photo.illustrative and photo.credit and path_of(photo).is_file() for photo in photos)
    script = parse(fetch())
    pairs = Counter(photo.number for photo in photos)
    assert all(pairs[picture.number] == 2 for picture in script.pictures)


def test_no_phone_is_left_in_the_open(filled: Filled) -> None:
    assert not Ticket.objects.filter(text__regex=r"100[0-9]{8}").exists()


def test_background_moves_no_figure_and_no_spot(filled: Filled) -> None:
    before = _spots(filled.demo)
    with transaction.atomic():
        demo_home.fill(filled.demo, background=400)
        assert Ticket.objects.filter(number__startswith="YS").count() == 400
        assert not Ticket.objects.filter(number__startswith="YS", topic_code="").exists()
        counts = _counts()
        demo_home.fill(filled.demo, background=400)
        assert _counts() == counts
        assert _briefing(filled.demo) == filled.briefing
        assert _spots(filled.demo) == before
        transaction.set_rollback(True)


def test_the_open_rounds_filings_draw_on_the_envelopes(filled: Filled) -> None:
    """Both years have envelopes; a second run allots nothing more."""
    (row,) = envelopes(filled.demo.district, filled.demo.year + 1, filled.demo.as_of)
    assert 0 < row["drawn_fen"] < row["allotted_fen"]
    asked = [x for x in parse(fetch()).round.allotments if x.year == filled.demo.year]
    found = envelopes(filled.demo.district, filled.demo.year, filled.demo.as_of)
    assert {x["kind"]: x["allotted_fen"] for x in found} == {x.kind: x.amount_fen for x in asked}


def test_the_city_reads_the_districts_books_and_changes_nothing(filled: Filled) -> None:
    city = actor_of(Person.objects.get(username="city"), filled.demo.as_of)
    told = ledger(filled.demo.district, filled.demo.as_of, filled.demo.year, by=city)
    assert told["filed"] == "30755700.00"
    lines = register(filled.demo.district, as_of=filled.demo.as_of, ahead=True)
    assert not [act for line in lines if (act := next_act(city, line))]
