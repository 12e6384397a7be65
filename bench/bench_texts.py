"""Home of the promises of masking, locating and bursts, on an invented district."""

from __future__ import annotations

import random

from bench import Norm, seconds, town
from xiaowei.analysis.bursts import bursts
from xiaowei.analysis.locating import Gazetteer
from xiaowei.analysis.masking import mask

TICKETS = 100_000
TEXTS = 20_000


def norms() -> list[Norm]:
    """Time how long short texts and tickets take."""
    chance = random.Random(0)
    places = town.places(chance)
    towns = {place.code: place.town for place in places}
    tickets = town.tickets(chance, places, TICKETS)
    some = tickets[:TEXTS]
    gazetteer = Gazetteer(places)
    texts = [ticket.text for ticket in some]

    def locate() -> object:
        return [gazetteer.locate(content=t.text, town=towns[t.place or ""]) for t in some]

    return [
        Norm(
            "50,000 texts masked a second",
            "texts",
            TEXTS,
            seconds(lambda: [mask(text) for text in texts]),
            0.4,
        ),
        Norm("10,000 tickets located a second", "tickets", TEXTS, seconds(locate), 2.0),
        Norm(
            "100,000 tickets watched in 2 s",
            "tickets",
            TICKETS,
            seconds(lambda: bursts(tickets)),
            2.0,
        ),
    ]
