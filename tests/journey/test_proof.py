"""Proof: finished projects beside the places without works, as of a day; honest where nothing is proven."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.gold import DISTRICT, kept
from tests.keeping import put_back
from tests.planted import RATE, plant, planted
from xiaowei.journey.effect import effect_of
from xiaowei.journey.line import Line
from xiaowei.journey.proof import LENGTHS, finished, programme_proof, proof_of
from xiaowei.journey.survey import survey_of

AS_OF = date(2020, 8, 31)
LATER = date(2021, 6, 30)
BEGIN = date(2018, 3, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(db: None) -> list[Line]:
    put_back(kept("places", "tickets", "projects"))
    return finished(DISTRICT, 2020, LATER)


@pytest.fixture
def single(lines: list[Line]) -> Line:
    return next(one for one in lines if len(one.place_ids) == 1)


def test_a_year_too_short_for_proof_says_so_and_what_is_missing(lines: list[Line]) -> None:
    told = effect_of(DISTRICT, 2020, AS_OF)
    assert len(told.rows) == 42
    assert {row.verdict for row in told.rows} == {"not_provable"}
    assert told.chosen.whole.verdict == "not_provable"
    first = min(line.used_on for line in lines if line.used_on)
    assert told.needed_from == first - timedelta(weeks=39)
    assert told.chosen.picture is None
    assert (told.silence.silent, told.silence.observed) == (41, 42), "a count stands beside it"
    over = sum(row.line.used_on <= date(2020, 5, 27) for row in told.rows if row.line.used_on)
    assert told.chosen.whole.seen.over == over == 5
    assert told.waiting == 42 - over, "waiting alone won't tell: too little is recorded before"
    said = told.chosen.whole.sentences[0].text()
    assert "其中 118 件都是某一处的,投用后至今有 1 件(42 个里只有 5 个满 13 周)" in said
    assert "three whole windows of 13 weeks" in told.chosen.whole.sentences[1].text("en")
    longer = told.proofs[26].whole
    assert longer.seen.full == longer.seen.over == 0
    assert "工单往前不满 26 周" in longer.sentences[0].text()
    unfinished = next(one for one in survey_of(DISTRICT, AS_OF).lines if not one.is_completed)
    assert proof_of(unfinished, AS_OF) is None


@pytest.mark.parametrize(
    ("after", "verdict"), [(0.2, "worked"), (RATE, "no_change"), (7.0, "worse")]
)
def test_a_project_is_held_against_places_without_works(
    lines: list[Line], single: Line, monkeypatch: pytest.MonkeyPatch, after: float, verdict: str
) -> None:
    rows = planted(lines, BEGIN, LATER, lambda line, _: after if line == single else RATE)
    plant(monkeypatch, rows)
    told = proof_of(single, LATER)
    assert told is not None
    assert told.verdict == verdict
    assert len(told.sentences) == 5
    assert str(told.finding.after) in told.sentences[0].text()


def test_a_programme_that_worked_is_found_by_each_length(
    lines: list[Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, planted(lines, BEGIN, LATER, lambda *_: 0.4 * RATE))
    for weeks in LENGTHS:
        told = programme_proof(DISTRICT, 2020, LATER, weeks)
        assert told.whole.verdict == "worked"
        assert told.whole.effect is not None
        low, high = told.whole.effect.interval
        assert low is not None and low < 0.6 < high
    told = programme_proof(DISTRICT, 2020, LATER)
    assert set(told.projects) == {line.number for line in lines}
    roads = [line.number for line in lines if line.type_code == "road"]
    assert told.types["road"].finding.before == sum(
        told.projects[number].finding.before for number in roads
    )
    assert told.picture is not None
    assert told.picture.after.sum() == told.whole.finding.after
    assert told.picture.anyway.sum() == pytest.approx(told.whole.finding.expected)
    assert (told.picture.low <= told.picture.anyway).all()


def test_nothing_done_is_not_claimed(lines: list[Line], monkeypatch: pytest.MonkeyPatch) -> None:
    claimed, sites = 0, []
    for seed in range(6):
        plant(monkeypatch, planted(lines, BEGIN, LATER, lambda *_: RATE, seed))
        told = effect_of(DISTRICT, 2020, LATER)
        claimed += told.chosen.whole.verdict in ("worked", "worse")
        sites.append(told.counts["worked"] / len(told.rows))
    assert claimed <= 1
    assert sum(sites) / len(sites) <= 0.08


def test_too_early_says_from_when_on(lines: list[Line], monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, planted(lines, BEGIN, LATER, lambda *_: 0.2))
    told = effect_of(DISTRICT, 2020, AS_OF)
    early = [row for row in told.rows if row.verdict == "too_early"]
    assert early and told.counts["worked"], "some finished in spring, some in summer"
    assert {row.reason for row in early} == {"window_open"}
    assert told.next_on is not None
    assert all(row.told_on and row.told_on >= told.next_on > AS_OF for row in early)
    judged = [row for row in told.rows if row.proof and row.proof.finding.expected is not None]
    assert told.chosen.whole.finding.after == sum(
        row.proof.finding.after for row in judged if row.proof
    )
