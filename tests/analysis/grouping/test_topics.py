"""Home of the tests of cleaned topics: words tell a topic only where they speak for it."""

from __future__ import annotations

import random

import polars as pl

from xiaowei.analysis.grouping.labels import Labelling
from xiaowei.analysis.grouping.topics import learn_topics
from xiaowei.connectors.packs.parse import load

SAYS = {
    "water": ("停水了没有水", "家里水龙头没水", "自来水停了一天"),
    "lamp": ("路灯不亮", "路灯坏了太黑", "晚上没有路灯"),
    "noise": ("施工噪声太大", "夜里噪声扰民", "半夜施工吵"),
}
OTHER = ("物业不作为", "物业服务质量差", "物业乱收费")


def sheet(rows: int = 3_000) -> tuple[pl.Series, pl.Series]:
    chance = random.Random(1)
    told = [
        (topic, f"{chance.randrange(90)}号院{chance.choice(SAYS[topic])},请处理")
        for topic in chance.choices(list(SAYS), k=rows)
    ]
    unknown = [(None, f"{n}号院{chance.choice(OTHER)},请处理") for n in range(200)]
    labels, texts = zip(*(told + unknown), strict=True)
    return pl.Series("label", labels, pl.String), pl.Series("content", texts, pl.String)


def test_words_that_speak_for_no_topic_tell_none() -> None:
    labels, texts = sheet()
    model = learn_topics(labels, texts)
    topic, rival = model.clean(labels, texts)
    unknown = labels.is_null().to_numpy()
    assert (topic[~unknown] >= 0).all()
    assert (topic[unknown] < 0).mean() > 0.95 and (rival[unknown & (topic < 0)] < 0).all()


def test_words_that_speak_for_one_topic_tell_it() -> None:
    labels, texts = sheet()
    model = learn_topics(labels, texts)
    known = labels.is_not_null().to_numpy()
    kept = model.codes(labels)
    found, _ = model.clean(pl.Series("label", [None] * len(labels), pl.String), texts)
    assert (found[known] == kept[known]).mean() > 0.98
    for row in (0, 7, 2_999):
        assert model.clean_one(None, texts[row])[0] == found[row]


def test_one_topic_alone_is_told_by_the_words_of_every_ticket() -> None:
    """So many that only some are looked at one by one; what nothing else teaches, their words tell."""
    texts = pl.Series("content", ["定海园一里停水了"] * 45_000)
    paths = pl.Series("topics", [None] * len(texts), pl.String)
    labelling = Labelling.of(paths, texts, load(("default",)).catalogue)
    assert labelling.labels(paths, texts).unique().to_list() == ["water_outage"]
