"""Relapses: finished projects that ring again are found, flagged and told once; steady ones are not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests import town
from tests.gold import DISTRICT, kept
from tests.keeping import put_back
from tests.planted import plant, planted
from xiaowei.base.messages.models import Notice
from xiaowei.journey.line import Line
from xiaowei.journey.proof import WEEKS, finished
from xiaowei.journey.relapses import relapse_of, tellings, watch_of
from xiaowei.journey.survey import survey_of
from xiaowei.journey.watch import watched
from xiaowei.procedures.nightly import nightly

BEGIN, LATER = date(2020, 1, 1), date(2021, 5, 31)
pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(db: None) -> list[Line]:
    put_back(kept("places", "tickets", "projects"))
    return finished(DISTRICT, 2020, LATER)


@pytest.fixture
def again(lines: list[Line], monkeypatch: pytest.MonkeyPatch) -> Line:
    """Let all be quiet after their works but one, which rings again from the 20th week of use on."""
    chosen = next(one for one in lines if len(one.place_ids) == 1)
    rows = planted(
        lines, BEGIN, LATER, lambda line, week: 4.0 if line == chosen and week >= 20 else 0.1
    )
    plant(monkeypatch, rows)
    return chosen


def test_who_rings_again_is_found_soon_and_nobody_else(again: Line, lines: list[Line]) -> None:
    told = watch_of(DISTRICT, LATER, 2020)
    assert told.watched == len(lines)
    assert [one.number for one in told.relapses] == [again.number]
    found = relapse_of(again, LATER)
    assert found is not None and again.used_on is not None
    assert (
        again.used_on + timedelta(weeks=20) < found.told_on <= again.used_on + timedelta(weeks=25)
    )
    assert found.since >= 3
    before = found.told_on - timedelta(days=1)
    assert relapse_of(again, before) is None, "the evidence did not suffice the day before"


def test_who_is_in_use_for_a_quarter_only_is_not_watched_yet(again: Line) -> None:
    assert again.used_on is not None
    early = again.used_on + timedelta(weeks=WEEKS, days=3)
    assert again.number not in {one.number for one in watch_of(DISTRICT, early).relapses}


def test_steady_complaints_are_no_relapse(
    lines: list[Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for seed in range(4):
        plant(monkeypatch, planted(lines, BEGIN, LATER, lambda *_: 1.0, seed))
        found.append(len(watch_of(DISTRICT, LATER).relapses))
    assert sum(found) <= 0.05 * 4 * len(lines)


def test_it_stands_among_what_somebody_should_look_at(again: Line) -> None:
    rows = watched(survey_of(DISTRICT, LATER, 2020))
    assert [row["numbers"] for row in rows if row["code"] == "relapse"] == [[again.number]]


def test_a_relapse_is_told_once_to_township_and_district(again: Line) -> None:
    nights = [
        nightly(
            steps=(), tellings=tellings(on), by=town.OPERATOR, on=on,
            at=town.NOW + timedelta(days=(on - town.TODAY).days),
        )
        for on in (LATER, LATER, LATER + timedelta(days=1), LATER + timedelta(weeks=8))
    ]  # fmt: skip
    assert [one.told for one in nights] == [2, 0, 0, 0]
    told = Notice.objects.filter(kind="relapse")
    assert set(told.values_list("desk", "region_code", "subject")) == {
        ("township", again.town_code, again.number),
        ("district", again.district_code, again.number),
    }
