"""Home of the tests of background tickets: seeded, quiet, harmless, full of traces that are masked."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from xiaowei.analysis.generating.background import Ground, Spot, background, path_of, quiet_topics
from xiaowei.analysis.masking import mask
from xiaowei.connectors.demo_pack.fetch import fetch
from xiaowei.connectors.demo_pack.parse import parse
from xiaowei.connectors.packs import load

PACKS = load(["default", "example"])
PHRASES = parse(fetch()).phrases
TOPICS = quiet_topics(PACKS.catalogue, {"noise"})
GROUND = Ground(
    places=[
        Spot((f"石桥{n}村", f"石桥{n}队"), "白石镇", "990101100000") for n in "一二三四五六七八"
    ],
    topics=TOPICS,
    paths=[path_of(PACKS.catalogue, topic) for topic in TOPICS],
    first=date(2019, 3, 1),
    last=date(2020, 8, 30),
)


@pytest.fixture(scope="module")
def rows():
    return list(background(3000, GROUND, PHRASES))


def test_the_same_seed_says_the_same_and_more_go_on_where_fewer_end(rows):
    assert list(background(200, GROUND, PHRASES)) == rows[:200]
    assert list(background(200, GROUND, PHRASES, seed=2)) != rows[:200]


def test_no_topic_is_one_that_a_project_cures_or_somebody_called_about(rows):
    named = {PACKS.catalogue.topic_named(*row.topics) for row in rows}
    assert named <= set(TOPICS)
    for topic in TOPICS:
        assert topic.code != "noise"
        assert not PACKS.catalogue.types_for(topic.code)


def test_numbers_are_unique_and_days_lie_in_the_window(rows):
    assert len({row.number for row in rows}) == len(rows)
    assert all(GROUND.first <= row.received_at.date() <= GROUND.last for row in rows)


def test_chance_makes_no_burst(rows):
    times: dict[tuple, list] = {}
    for row in rows:
        place = re.search(r"石桥.", row.content)
        assert place
        times.setdefault((place[0], row.topics), []).append(row.received_at)
    for found in times.values():
        found.sort()
        for fifth, first in zip(found[4:], found, strict=False):
            assert fifth - first > timedelta(hours=24)


def test_while_there_is_room_nothing_is_a_repeat():
    room = len(GROUND.places) * len(TOPICS) * GROUND.alike
    matters = Counter(
        (re.search(r"石桥.", row.content)[0], row.topics)
        for row in background(room // 3, GROUND, PHRASES)
    )
    assert max(matters.values()) <= GROUND.alike


def test_no_phone_can_be_real_and_every_trace_is_masked(rows):
    assert all(row.caller is None or row.caller.startswith("100") for row in rows)
    kinds = Counter()
    for row in rows:
        masked = mask(row.content)
        kinds.update(masked.counts)
        assert not re.search(r"1[\d ]{10,}|\d{17}[\dX]", masked.text), masked.text
    assert {"phone", "id_card", "plate", "landline"} <= set(kinds)
