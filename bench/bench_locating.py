"""Home of the claim that places are found in tickets without walking through every name."""

from __future__ import annotations

import random

from bench import Comparison, seconds
from xiaowei.analysis.locating import Gazetteer, GazetteerEntry

PLACES, TICKETS = 2_000, 10_000
SYLLABLES = "安宝长春德丰福广海和华嘉金康乐丽明宁平清荣瑞盛泰天文祥新兴雅永玉园月云泽"


def compare() -> Comparison:
    """Locate each ticket, and look for every name in each ticket."""
    draw = random.Random(7)
    names = sorted({"".join(draw.choices(SYLLABLES, k=3)) + "小区" for _ in range(PLACES)})
    entries = [
        GazetteerEntry(f"P{number:05}", name, "estate", f"T{number % 20:02}", f"第{number % 20}镇")
        for number, name in enumerate(names)
    ]
    addresses = [f"{draw.choice(names)}{draw.randint(1, 30)}号楼" for _ in range(TICKETS)]
    gazetteer = Gazetteer(entries)
    return Comparison(
        claim="places found by the index of names, beside a look at every name",
        work="tickets",
        n=TICKETS,
        ours=seconds(lambda: [gazetteer.locate(address=address) for address in addresses]),
        plain=seconds(lambda: [[n for n in names if n in a] for a in addresses], times=1),
    )
