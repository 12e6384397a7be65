"""Home of the tests of waiting and staffing: the days of each arrow, and what more people had changed."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.eventlogs import log, moments, queueing, served
from xiaowei.analysis.eventlog import log_of
from xiaowei.analysis.staffing import people_at, what_if
from xiaowei.analysis.waiting import arrows
from xiaowei.domain.errors import BadInput

ROWS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.integers(0, 99)), min_size=1
)


@given(ROWS)
def test_arrows_are_what_a_walk_along_each_case_finds(rows: list[tuple[str, str, int]]) -> None:
    rows = list({(case, day): (case, step, day) for case, step, day in rows}.values())
    known = log([(case, step, float(day)) for case, step, day in rows])
    waits = defaultdict(list)
    walked = sorted(rows, key=lambda row: (row[0], row[2]))
    for (case, step, day), (other, target, later) in pairwise(walked):
        if case == other:
            waits[step, target].append(float(later - day))
    found = arrows(known)
    told = {
        (known.steps[source], known.steps[target]): (times, p50, p90, total)
        for source, target, times, p50, p90, total in zip(
            found.source, found.target, found.times, found.p50, found.p90, found.total, strict=True
        )
    }
    assert told.keys() == waits.keys()
    for arrow, days in waits.items():
        plain = (len(days), *np.percentile(days, (50, 90)), sum(days))
        assert told[arrow] == pytest.approx(plain)
    assert found.share.sum() == pytest.approx(1 if found.total.sum() else 0)


@pytest.mark.parametrize("people", [1, 3])
@pytest.mark.parametrize("more", [-1, 0, 1, 4])
def test_a_queue_with_other_people_ends_as_it_would_have(people: int, more: int) -> None:
    rows = queueing(1, people)
    known = log(rows)
    if people + more < 1:
        with pytest.raises(BadInput) as refused:
            what_if(known, known.at[known.last], known.steps.index("review"), people, more)
        assert refused.value.code == "staff_outside"
        return
    found = what_if(known, known.at[known.last], known.steps.index("review"), people, more)
    came = np.array([at for _, step, at in rows if step == "come"])
    left = np.array([at for _, step, at in rows if step == "review"])
    random = np.random.default_rng(1)
    random.uniform(0, 100, len(came))
    work = random.exponential(100 / len(came) * people * 0.95, len(came))
    then = np.array(served(came, work, people + more)) - came
    assert found.before == pytest.approx(np.percentile(left - came, (50, 90)), abs=1e-4)
    expected = np.minimum(then, np.inf)
    assert found.after == pytest.approx(np.percentile(expected, (50, 90)), abs=1e-4)


def test_who_left_before_anybody_was_free_never_queued() -> None:
    rows = [
        ("a", "come", 0.0), ("a", "review", 10.0), ("b", "come", 1.0), ("b", "review", 2.0),
        ("c", "come", 3.0), ("c", "review", 12.0),
    ]  # fmt: skip
    known = log(rows)
    found = what_if(known, known.at[known.last], 1, 1, 1)
    assert found.before == pytest.approx(np.percentile([10, 1, 9], (50, 90)))
    assert found.after == pytest.approx(np.percentile([10, 1, 2], (50, 90)))


def test_people_are_those_of_a_usual_week() -> None:
    steps = ["review"] * 5
    who = ["李", "王", "李", "", "王"]
    known = log_of(["a", "b", "c", "d", "e"], steps, moments([1.0, 2, 9, 10, 16]), people=who)
    assert people_at(known, 0) == 1
    assert people_at(log_of(["a"], ["review"], moments([1.0])), 0) == 0
