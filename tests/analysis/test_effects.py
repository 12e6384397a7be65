"""Home of the tests of effects: what is claimed when nothing was done, and when something was."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.rules_of_thumb import NAIVE
from xiaowei.analysis.effects.comparison import compare, ranks
from xiaowei.analysis.effects.expectation import learn
from xiaowei.analysis.effects.field import Field, Lesson
from xiaowei.analysis.effects.judging import Finding, Outcome, Reason, Seen, Verdict, judge
from xiaowei.analysis.effects.record import Record, Round, Span, record_of, round_at
from xiaowei.analysis.effects.sentences import explain, volume
from xiaowei.analysis.effects.staggered import Work, judge_each

FIRST = date(2019, 1, 1).toordinal()
WEEKS = 13


def counts(seed: int, places: int = 400, weeks: int = 120, mean: float = 0.5) -> Record:
    """Draw a town: places of their own levels (gamma), a season, a trend, weekly extra spread."""
    chance = np.random.default_rng(seed)
    level = chance.gamma(1.5, mean / 1.5, places)
    week = np.arange(weeks)
    season = (1 + 0.4 * np.sin(2 * np.pi * week / 52)) * 1.003**week
    rate = level[:, None] * season * chance.gamma(2.0, 0.5, (places, weeks))
    seen = chance.poisson(rate)
    place, at = np.nonzero(seen)
    times = seen[place, at]
    place, at = np.repeat(place, times), np.repeat(at, times)
    day = FIRST + 7 * at + chance.integers(0, 7, len(at))
    return Record(day.astype(np.int64), place.astype(np.int64), places)


def worst(record: Record, day: int, size: int, weeks: int = WEEKS) -> list[int]:
    """Return the places with the most complaints in the window before, as a programme would choose."""
    before = record.count(day - 7 * weeks, 7 * weeks)
    return np.argsort(-before, kind="stable")[:size].tolist()


def halved(record: Record, sites: list[int], day: int, keep: float = 0.5) -> Record:
    chance = np.random.default_rng(1)
    gone = np.isin(record.place, sites) & (record.day > day)
    gone &= chance.random(len(record.day)) >= keep
    return Record(record.day[~gone], record.place[~gone], record.places)


def verdicts(outcome: Outcome) -> list[Verdict]:
    return [one.verdict for one in outcome.sites]


def test_nothing_done_is_rarely_claimed_while_rules_of_thumb_claim_most() -> None:
    ours, worse, thumb, programme = [], [], [], []
    for seed in range(12):
        record, day = counts(seed), FIRST + 7 * 90
        sites = worst(record, day, 30)
        outcome = judge(record, sites, day, WEEKS)
        found = verdicts(outcome)
        ours.append(found.count(Verdict.WORKED) / 30)
        worse.append(found.count(Verdict.WORSE) / 30)
        programme.append(outcome.whole.p_value is not None and outcome.whole.p_value <= 0.05)
        now = round_at(record, FIRST, day, day + 1, 7 * WEEKS)
        thumb.append(NAIVE["any drop"](now, np.array(sites)).mean())
    assert np.mean(ours) <= 0.06
    assert np.mean(worse) <= 0.06
    assert np.mean(programme) <= 0.1
    assert np.mean(thumb) > 0.6


def test_half_the_complaints_gone_is_proved_for_the_programme() -> None:
    for seed in range(5):
        record, day = counts(seed), FIRST + 7 * 90
        sites = worst(record, day, 40)
        outcome = judge(halved(record, sites, day), sites, day, WEEKS)
        assert outcome.effect
        low, high = outcome.effect.interval
        assert outcome.whole.verdict is Verdict.WORKED
        assert low is not None and 0 < low <= outcome.effect.reduction <= high <= 1


def test_twice_as_many_is_worse() -> None:
    record, day = counts(3), FIRST + 7 * 90
    sites = worst(record, day, 40)
    again = np.isin(record.place, sites) & (record.day > day)
    more = Record(
        np.append(record.day, np.repeat(record.day[again], 2)),
        np.append(record.place, np.repeat(record.place[again], 2)),
        record.places,
    )
    outcome = judge(more, sites, day, WEEKS)
    assert outcome.whole.verdict is Verdict.WORSE
    assert verdicts(outcome).count(Verdict.WORSE) > 10


def test_the_interval_leaves_out_nothing_exactly_where_p_is_small() -> None:
    for seed in range(6):
        record, day = counts(seed, mean=0.3), FIRST + 7 * 90
        sites = worst(record, day, 25)
        for keep in (1.0, 0.8, 0.6):
            outcome = judge(halved(record, sites, day, keep), sites, day, WEEKS)
            assert outcome.effect
            low, high = outcome.effect.interval
            excluded = (low is not None and low > 0) or high < 0
            assert excluded == (outcome.effect.p_value <= 0.05)


def test_the_day_of_use_counts_neither_before_nor_after() -> None:
    day = FIRST + 7 * 90
    record = counts(1)
    extra = Record(
        np.append(record.day, [day] * 50), np.append(record.place, [7] * 50), record.places
    )
    before, after = judge(record, [7], day, WEEKS).sites[0], judge(extra, [7], day, WEEKS).sites[0]
    assert (before.before, before.after) == (after.before, after.after)
    assert before.before == record.count(day - 7 * WEEKS, 7 * WEEKS)[7]
    assert before.after == record.count(day + 1, 7 * WEEKS)[7]


@pytest.mark.parametrize(
    ("week", "weeks", "reason", "verdict"),
    [
        (30, 13, Reason.SHORT_HISTORY, Verdict.NOT_PROVABLE),
        (110, 13, Reason.WINDOW_OPEN, Verdict.TOO_EARLY),
        (500, 13, Reason.WINDOW_OPEN, Verdict.TOO_EARLY),
        (-5, 13, Reason.SHORT_HISTORY, Verdict.NOT_PROVABLE),
        (90, 60, Reason.SHORT_HISTORY, Verdict.NOT_PROVABLE),
    ],
)
def test_what_cant_be_told_is_said(week: int, weeks: int, reason: Reason, verdict: Verdict) -> None:
    record = counts(1)
    outcome = judge(record, [1, 2, None], FIRST + 7 * week, weeks)
    assert [one.reason for one in outcome.sites] == [reason, reason, Reason.NEVER_SEEN]
    assert verdicts(outcome)[:2] == [verdict, verdict]
    assert outcome.whole.verdict is verdict
    assert outcome.effect is None and outcome.whole.p_value is None


def test_a_window_that_ends_with_the_record_is_over() -> None:
    record = counts(1)
    last = int(record.day.max())
    assert judge(record, [1], last - 7 * WEEKS + 1, WEEKS).sites[0].reason not in (
        Reason.WINDOW_OPEN,
        Reason.SHORT_HISTORY,
    )


def test_stray_rows_make_no_history_and_no_future() -> None:
    record = counts(1)
    stray = Record(
        np.append(record.day, [FIRST - 4000, FIRST - 300, FIRST + 4000]),
        np.append(record.place, [0, 0, 0]),
        record.places,
    )
    assert judge(stray, [1], FIRST + 7 * 30, WEEKS).whole.reason is Reason.SHORT_HISTORY
    assert judge(stray, [1], FIRST + 7 * 115, WEEKS).whole.reason is Reason.WINDOW_OPEN


def test_places_of_hardly_any_complaints_do_not_hide_what_large_ones_show() -> None:
    record, day = counts(6, places=45, mean=6), FIRST + 7 * 90
    sites = worst(record, day, 8)
    few = np.arange(45, 51)
    rare = Record(
        np.append(record.day, day - 3 - 60 * np.arange(6)), np.append(record.place, few), 51
    )
    outcome = judge(halved(rare, sites, day), sites, day, WEEKS)
    assert outcome.whole.verdict is Verdict.WORKED
    assert verdicts(outcome).count(Verdict.WORKED) >= 4


def test_all_treated_leaves_nothing_to_compare_with() -> None:
    record = counts(1, places=60)
    outcome = judge(record, list(range(60)), FIRST + 7 * 90, WEEKS)
    assert outcome.untreated == 0
    assert {one.reason for one in outcome.sites} == {Reason.FEW_UNTREATED}


def test_where_works_are_everywhere_nothing_teaches_and_that_is_said() -> None:
    record, day = counts(1, places=60), FIRST + 7 * 90
    span = Span(int(record.day.min()), int(record.day.max()), 0)
    works = [(place, day - 7, day) for place in range(60)]
    field = Field(record, span, works)
    told = field.lesson(day, WEEKS)
    assert compare(told, np.array([0])) is None
    judged = judge_each([Work(field, day, (place,)) for place in range(3)], WEEKS)
    assert {one.reason for one in judged.findings} == {Reason.FEW_UNTREATED}


def test_few_complaints_prove_nothing_even_where_they_stop() -> None:
    record, day = counts(2, mean=0.02), FIRST + 7 * 90
    sites = worst(record, day, 3)
    outcome = judge(halved(record, sites, day, 0.0), sites, day, WEEKS)
    assert set(verdicts(outcome)) == {Verdict.NOT_PROVABLE}
    assert {one.reason for one in outcome.sites} == {Reason.FEW_COUNTS}


def test_neither_order_nor_names_of_others_nor_a_double_listing_matter() -> None:
    record, day = counts(4, places=120), FIRST + 7 * 90
    sites = worst(record, day, 10)
    once = judge(record, sites, day, WEEKS)
    mixed = np.random.default_rng(0).permutation(len(record.day))
    again = judge(
        Record(record.day[mixed], record.place[mixed], record.places), sites[::-1], day, WEEKS
    )
    assert again.sites == once.sites[::-1]
    assert again.whole == once.whole
    assert judge(record, [*sites, sites[0]], day, WEEKS).sites == (*once.sites, once.sites[0])


def test_a_record_numbers_places_by_their_names() -> None:
    record, index = record_of([3, 1, 2], ["b", "a", "b"])
    assert index == {"a": 0, "b": 1}
    assert record.count(1, 3).tolist() == [1, 2]


def test_what_history_taught_never_falls_as_counts_rise() -> None:
    record = counts(5)
    taught = learn(round_at(record, FIRST, FIRST + 7 * 80, FIRST + 7 * 80, 7 * WEEKS))
    told = taught.of(np.arange(200.0), np.full(200, 3.0))
    assert (np.diff(told) >= 0).all()
    assert told[30] < 30


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.integers(0, 9), min_size=12, max_size=40),
    st.lists(st.integers(0, 9), min_size=40, max_size=40),
    st.integers(1, 2**20),
)
def test_chances_are_chances_whatever_the_counts(
    some: list[int], more: list[int], big: int
) -> None:
    after = np.array(some, float)
    size = len(after)
    before, earlier = np.array(more[:size], float), np.array(more[::-1][:size], float)
    before[0] = big
    known = np.ones(size, np.bool_)
    now = Round(after, before, earlier, earlier[::-1].copy(), known, known)
    taught = learn(now)
    lesson = Lesson(now, taught, taught.of(now.before, now.earlier))
    compared = compare(lesson, np.array([0, 1]))
    assert compared is not None and np.isfinite(lesson.told).all()
    for chance in ranks(compared, 0.3):
        assert ((chance > 0) & (chance <= 1)).all()


def test_five_sentences_explain_each_verdict() -> None:
    record, day = counts(1), FIRST + 7 * 90
    sites = worst(record, day, 20)
    for outcome in (
        judge(record, [*sites, None], day, WEEKS),
        judge(halved(record, sites, day, 0.2), sites, day, WEEKS),
        judge(record, sites, FIRST, WEEKS),
    ):
        for one in (*outcome.sites, outcome.whole):
            for language in ("zh", "en"):
                together = outcome.effect if one is outcome.whole else None
                told = explain(one, together, volume(900, 800), WEEKS, 0.05, outcome.seen)
                said = [note.text(language) for note in told]
                assert len(said) == 5
                assert not any("…" in text or "effect." in text for text in said)


def test_an_open_window_is_told_as_so_far_and_what_rises_does_not_fall() -> None:
    record, day = counts(1), FIRST + 7 * 110
    outcome = judge(record, worst(record, day, 20), day, WEEKS)
    assert outcome.seen.over == 0
    first = explain(outcome.whole, None, volume(9, 8), WEEKS, 0.05, outcome.seen)[0].text()
    assert f"投用后至今有 {outcome.whole.after} 件(还没满 {WEEKS} 周)" in first
    seen = Seen(sites=20, over=20, full=20, most=1)
    for expected, said in ((60.1, "比之前的 47 件还多"), (40.0, "自己会回落")):
        found = Finding(Verdict.NO_CHANGE, 47, 50, expected, 0.5)
        told = [one.text() for one in explain(found, None, volume(9, 8), WEEKS, 0.05, seen)]
        assert said in told[1]
        assert f"投用后 {WEEKS} 周有 50 件。" in told[0]
        assert ("自己会回落" in told[1]) is (expected < 47)
