"""Proof: a finished project beside the places without works, as of a day; honest where nothing is proven."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tests.gold import DISTRICT, kept
from tests.keeping import put_back
from xiaowei.journey import proof
from xiaowei.journey.line import Line
from xiaowei.journey.survey import survey_of

AS_OF = date(2020, 8, 31)
pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(db: None) -> list[Line]:
    put_back(kept("places", "tickets", "projects"))
    return survey_of(DISTRICT, AS_OF).lines


@pytest.fixture
def built(lines: list[Line]) -> Line:
    return next(
        one for one in lines if one.is_completed and one.used_on and len(one.place_ids) == 1
    )


def heard(line: Line, after: float) -> list[tuple[int, int, str]]:
    """Return two years of complaints at 300 places; the project's has `after` a week once it is in use."""
    chance, used = np.random.default_rng(5), line.used_on or AS_OF
    begin = used - timedelta(weeks=78)
    rows = []
    for place in range(300):
        own = line.place_ids[0] if place == 0 else 100_000 + place
        for week in range(92):
            on = begin + timedelta(weeks=week)
            rate = after if place == 0 and on > used else (6.0 if place == 0 else 0.5 + place / 50)
            rows += [
                (on.toordinal() + int(d), own, "road")
                for d in chance.integers(0, 7, chance.poisson(rate))
            ]
    return sorted(rows)


def test_a_year_too_short_for_proof_says_so(lines: list[Line], built: Line) -> None:
    told = proof.proof_of(built, AS_OF)
    assert told is None or told.verdict in ("too_early", "not_provable")
    assert proof.proof_of(next(one for one in lines if not one.is_completed), AS_OF) is None


@pytest.mark.parametrize(
    ("after", "verdict"), [(0.5, "worked"), (6.0, "no_change"), (20.0, "worse")]
)
def test_a_project_is_held_against_places_without_works(
    built: Line, monkeypatch: pytest.MonkeyPatch, after: float, verdict: str
) -> None:
    topic = sorted(proof.topic_group(built.type_code))[0]
    told_of = [(day, place, topic) for day, place, _ in heard(built, after)]
    monkeypatch.setattr(proof, "heard_where", lambda *_: told_of)
    later = AS_OF + timedelta(weeks=20, days=round(after))
    # a day of its own: what was told of a day is remembered while the rows stay
    told = proof.proof_of(built, later)
    assert told is not None
    assert told.verdict == verdict
    assert len(told.sentences) == 5
    assert str(told.finding.after) in told.sentences[0].text()
