"""Rules of works that stand still, come back under warranty, or look like one job cut up."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from xiaowei.domain.delivery import Piece, cut_up, suspension_holds
from xiaowei.domain.instalments import warranty_end, warranty_months
from xiaowei.domain.workdays import most_of

DAY = date(2022, 8, 1)
MONTHS = {"default": 12, "roof": 60}


def piece(number, day=DAY, kind="road", who="修路队", places=(1,)):
    return Piece(number, kind, who, places, day)


def test_a_warranty_ends_on_the_same_day_months_later():
    assert warranty_end(date(2022, 8, 15), warranty_months(MONTHS, "road")) == date(2023, 8, 15)
    assert warranty_end(date(2020, 2, 29), warranty_months(MONTHS, "road")) == date(2021, 2, 28)
    assert warranty_end(date(2022, 12, 1), warranty_months(MONTHS, "roof")) == date(2027, 12, 1)
    assert warranty_end(None, warranty_months(MONTHS, "road")) is None


def test_one_job_cut_up_has_place_type_builder_and_days_in_common():
    one, two = piece("A"), piece("B", DAY + timedelta(90), places=(2, 1))
    assert cut_up([two, one], 90) == [("A", "B")]
    assert cut_up([one, piece("B", DAY + timedelta(91))], 90) == []
    for other in (
        piece("B", kind="roof"), piece("B", who="另一队"), piece("B", places=(3,)),
        piece("B", day=None),
    ):  # fmt: skip
        assert cut_up([one, other], 90) == []
    assert cut_up([piece("A", who=""), piece("B", who="")], 90) == []


def test_two_places_in_common_are_one_pair():
    assert cut_up([piece("A", places=(1, 2)), piece("B", places=(1, 2))], 90) == [("A", "B")]


def test_a_suspension_is_listed_explained_and_in_order():
    assert all(suspension_holds("weather", "", DAY, None, None).values())
    assert not suspension_holds("holiday", "", DAY, None, None)["suspension_listed"]
    assert not suspension_holds("other", " ", DAY, None, None)["suspension_explained"]
    early = suspension_holds("weather", "", DAY, DAY - timedelta(1), DAY + timedelta(1))
    assert not early["suspended_after_started"] and not early["ends_after_suspended"]


@given(st.lists(st.integers(0, 60), min_size=1, max_size=50), st.sampled_from([1, 50, 90, 100]))
def test_what_most_do_not_exceed_is_true_as_said(durations, percent):
    most = most_of(durations, percent)
    assert most in durations
    share = sum(one <= most for one in durations)
    assert share * 100 >= percent * len(durations)
    fewer = sum(one < most for one in durations)
    assert fewer * 100 < percent * len(durations)


def test_nothing_has_no_median():
    assert most_of([], 50) is None
    assert (most_of([4, 1, 3, 2], 50), most_of(range(1, 11), 90)) == (2, 9)
