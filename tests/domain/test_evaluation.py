"""Home of the tests of the rules of effect: silence is counted, never produced."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from xiaowei.domain.evaluation import Silence, Verdict, judge, observed_days, rate

USED = date(2020, 7, 1)


def judged(*days, as_of=USED + timedelta(60), min_days=30, is_heard=True):
    return judge(
        since=USED,
        received=[USED + timedelta(n) for n in days],
        as_of=as_of,
        min_days=min_days,
        is_heard=is_heard,
    )


def test_each_verdict():
    assert judged(-5).verdict is Verdict.STOPPED
    assert judged().verdict is Verdict.NEVER_COMPLAINED
    assert judged(-5, 3).verdict is Verdict.COMES_BACK
    assert judged(-5, as_of=USED + timedelta(29)).verdict is Verdict.TOO_EARLY
    assert judged(-5, as_of=USED + timedelta(30)).verdict is Verdict.STOPPED


def test_the_day_of_use_itself_does_not_count():
    assert judged(0) == Silence(Verdict.NEVER_COMPLAINED, 0, 0)


def test_a_complaint_after_the_day_asked_for_is_not_known_yet():
    assert judged(-1, 61).after == 0
    assert judged(-1, 60).verdict is Verdict.COMES_BACK


def test_a_complaint_counts_even_when_it_is_early():
    assert judged(1, as_of=USED + timedelta(2)).verdict is Verdict.COMES_BACK


def test_silence_is_not_claimed_where_nobody_listened():
    assert judged(is_heard=False).verdict is Verdict.NOT_JUDGED
    assert judged(is_heard=False, as_of=USED).verdict is Verdict.TOO_EARLY


def test_the_day_of_use_is_too_early_whatever_the_policy_says():
    first, next_one = (judged(-5, as_of=USED + timedelta(n), min_days=0) for n in (0, 1))
    assert (first.verdict, first.before, first.observed) == (Verdict.TOO_EARLY, 1, False)
    assert (next_one.verdict, next_one.observed) == (Verdict.STOPPED, True)


def test_the_observed_days_never_run_backwards():
    assert observed_days(USED, USED) is observed_days(USED, USED - timedelta(1)) is None
    assert observed_days(None, USED) is None
    next_one = USED + timedelta(1)
    assert observed_days(USED, next_one) == (next_one, next_one)


def test_the_rate_leaves_the_young_out():
    early = judged(as_of=USED)
    assert not early.observed
    assert rate([judged(-1), judged(), judged(2), early]) == (2, 3)
    assert rate([]) == (0, 0)


@given(st.lists(st.integers(-90, 90), max_size=12), st.integers(0, 90), st.integers(0, 60))
def test_before_and_after_never_overlap(days, age, least):
    found = judged(*days, as_of=USED + timedelta(age), min_days=least)
    assert found.before == sum(n < 0 for n in days)
    assert found.after == sum(0 < n <= age for n in days)
    assert found.silent == (found.observed and not found.after)
    assert found.verdict is not Verdict.STOPPED or age > 0
