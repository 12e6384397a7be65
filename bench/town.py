"""Home of the benches' invented district: its places, and tickets about them."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from xiaowei.analysis.locating import GazetteerEntry
from xiaowei.analysis.matters import LinkTicket

_FIRST = "青石柳枫槐桃杏松柏竹荷莲菊兰梅云霞雨雪霜"
_SECOND = "河湾桥泉坡岭峰湖塘溪洲渡林田园"
_SIDES = ("上", "下", "东", "西", "")
TOPICS = ("道路破损", "停水", "路灯", "停车管理", "房屋漏水", "噪声扰民", "积水", "绿化缺失")
_TALK = (
    "市民反映{place}{topic}问题,要求解决。来电{phone}",
    "{place}{topic}好几天了,联系电话{phone},请尽快处理",
    "反映{place}附近{topic},姓名:王小明,多次反映没人管",
)


def places(chance: random.Random, towns: int = 20, each: int = 40) -> list[GazetteerEntry]:
    """Return `towns` × `each` places with different names."""
    names = [f"{s}{a}{b}" for s in _SIDES for a in _FIRST for b in _SECOND]
    chance.shuffle(names)
    made = []
    for number, name in enumerate(names[: towns * each]):
        kind = "村" if number % 3 else "小区"
        town = number // each
        code = f"9901{town:02}{town + 100}"
        made.append(GazetteerEntry(f"P{number}", name + kind, kind, code, f"{_FIRST[town]}阳镇"))
    return made


def tickets(chance: random.Random, where: list[GazetteerEntry], n: int) -> list[LinkTicket]:
    """Return `n` tickets over a year; `place` is the place's code."""
    start = datetime(2021, 1, 1, tzinfo=UTC)
    made = []
    for number in range(n):
        place, topic = chance.choice(where), chance.choice(TOPICS)
        phone = f"1{chance.randrange(10**10):010}"
        text = chance.choice(_TALK).format(place=place.name, topic=topic, phone=phone)
        at = start + timedelta(minutes=chance.randrange(365 * 1440))
        made.append(LinkTicket(f"T{number}", place.code, topic, phone, at, text))
    return made
