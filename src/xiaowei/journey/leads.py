"""Home of early leads 未诉先办: where a month is likely to bring complaints, before anyone complains.

`analysis.forecasting` tells each place and topic of a district a chance from its own past, its
surroundings and the season. Only what is likelier than not is a lead, and none is an answer. Every month
that is over is told again from what was known before it: so each lead is scored, and the score shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from xiaowei.analysis.forecasting import Told, counts_of, forecast
from xiaowei.analysis.monthly import Monthly, month_of, month_text, monthly_of
from xiaowei.analysis.negbinomial import quantile
from xiaowei.analysis.reasons import reasons
from xiaowei.analysis.scoring import leads, score, together
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.queries import every_place
from xiaowei.base.remembering import remembered
from xiaowei.domain.errors import BadInput
from xiaowei.domain.months import first_of
from xiaowei.domain.wording import Note
from xiaowei.stages.intake.volumes import heard_where

LIKELY, SHARE = 0.5, 0.05
"""A lead is likelier than not, and among so many of the likeliest."""
LEAST_TESTED = 6
"""With fewer months on which such leads were tried nothing is told: chances would not be worth their name."""
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Lead:
    """A place and a topic, the chance of a complaint in the month, and what it rests on."""

    place_id: int
    place_code: str
    place: str
    town_code: str
    topic_code: str
    topic: str
    chance: float
    low: int
    high: int
    reasons: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A lead of a month that is over, told from what was known before it, and whether a complaint came."""

    month: date
    place_id: int
    topic_code: str
    followed: bool


@dataclass(frozen=True, slots=True)
class Leads:
    """The leads of a month, and how such leads did before; shares are 0 to 1.

    `followed` of `named` had a complaint in the `tested` months before; of the likeliest `hit` had one, of
    those that the last month named `hit_last`.
    """

    month: date
    rows: tuple[Lead, ...]
    tested: int
    named: int
    followed: int
    hit: float
    hit_last: float
    before: tuple[Named, ...] = ()


@remembered("intake", "regions", "places", "catalogue")
def leads_of(district: str, month: date, as_of: date) -> Leads | None:
    """Return the leads of a month as known on a day; None where the record tells too little."""
    over = first_of(as_of + timedelta(days=1)).toordinal()
    heard = [one for one in heard_where(district, as_of) if one[0] < over]
    if not heard:
        return None
    days = np.array([day for day, _, _ in heard], np.int64) - _EPOCH.toordinal()
    places = [str(place) for _, place, _ in heard]
    try:
        data = monthly_of(days.astype("datetime64[D]"), places, [topic for *_, topic in heard])
        told = forecast(data, month_of(f"{month:%Y-%m}"))
    except BadInput:
        return None
    scored = [score(data, one, SHARE, LIKELY) for one in told[:-1]]
    if len(scored) < LEAST_TESTED:
        return None
    whole, rows = together(scored), tuple(_rows(data, told[-1]))
    before = tuple(named for one in told[:-1] for named in _named(data, one))
    return Leads(
        month, rows, len(scored), round(whole.leads), round(whole.followed), whole.hit,
        whole.hit_last, before,
    )  # fmt: skip


def _named(data: Monthly, told: Told) -> list[Named]:
    """Return the leads of a month that is over."""
    some = leads(told, SHARE, LIKELY)
    month, units = date.fromisoformat(f"{month_text(told.month)}-01"), told.unit[some]
    came = counts_of(data, told)[some] > 0
    return [
        Named(month, int(data.places[data.place[unit]]), data.topics[data.topic[unit]], bool(one))
        for unit, one in zip(units.tolist(), came.tolist(), strict=True)
    ]


def _rows(data: Monthly, told: Told) -> list[Lead]:
    """Return what is likely, the likeliest first."""
    some = leads(told, SHARE, LIKELY)
    low, high = (quantile(q, told.shape[some], told.mean[some]) for q in (0.05, 0.95))
    places, known, rests_on = every_place(), catalogue(), reasons(data, told, some)
    found = []
    for at, unit in enumerate(some.tolist()):
        place = places[int(data.places[data.place[told.unit[unit]]])]
        code = data.topics[data.topic[told.unit[unit]]]
        found.append(
            Lead(
                place_id=place.pk,
                place_code=place.code,
                place=place.name,
                town_code=place.town_code,
                topic_code=code,
                topic=known.topic_name(code),
                chance=float(told.chance[unit]),
                low=int(low[at]),
                high=int(high[at]),
                reasons=tuple(rests_on[at]),
            )
        )
    return found
