"""Home of the alarm page's rows: the open bursts of an area, how each stands, what is done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from xiaowei.base.places.queries import district_of
from xiaowei.domain.alarms import NEW, STATES, emergency_of, is_going_on, is_rare, state_of
from xiaowei.domain.policy import Policy
from xiaowei.domain.zone import day_of
from xiaowei.stages.identification.alarms import Call, Seen, calls_of, intervals, seen_by
from xiaowei.stages.identification.queries import Pressing, SpotRow

NEWEST, MOST = "newest", "callers"
ORDERS = (NEWEST, MOST)
Counted = tuple[dict[str, Any], Policy]


@dataclass(frozen=True)
class Alarm:
    """One burst: its spot, how it stands, who took note, its calls, how rarely chance brings one like it.

    `at_call` is the call at which it was flagged, counted from 1; `emergency` the kind of emergency
    it is taken for, blank where its topic tells none.
    """

    spot: SpotRow
    state: str
    seen: Seen | None
    calls: tuple[Call, ...]
    at_call: int
    interval_days: float | None
    emergency: str


@dataclass(frozen=True)
class Standing:
    """The bursts of an area with how each stands on the day, in the order asked for."""

    bursts: Pressing
    states: dict[int, str]

    def counts(self) -> dict[str, int]:
        """Return how many stand how."""
        found = list(self.states.values())
        return {state: found.count(state) for state in STATES}

    def only(self, state: str) -> Standing:
        """Return those that stand so; all where blank."""
        kept = [pair for pair in self.bursts.found if state in ("", self.states[_pk(pair)])]
        states = {_pk(pair): self.states[_pk(pair)] for pair in kept}
        return Standing(replace(self.bursts, found=tuple(kept)), states)

    def rows(self, language: str, limit: int, offset: int = 0) -> list[Alarm]:
        """Return some of them with all that the page tells."""
        found = self.bursts.found[offset : offset + limit]
        ids, day = [_pk(pair) for pair in found], self.bursts.day
        calls, seen, rare = calls_of(ids, day), seen_by(ids, day), _intervals(found)
        spots = replace(self.bursts, found=found).rows(language)
        return [
            Alarm(
                spot=spot,
                state=self.states[pk],
                seen=seen.get(pk),
                calls=tuple(calls.get(pk, ())),
                at_call=_flagged_at_call(row, calls.get(pk, [])),
                interval_days=rare.get(pk),
                emergency=emergency_of(row["spot__topic_code"]),
            )
            for pk, spot, (row, _) in zip(ids, spots, found, strict=True)
        ]


def standing(bursts: Pressing, order: str = NEWEST) -> Standing:
    """Return how the alarms among open bursts stand: those that go on first, unseen before seen.

    `order` is `newest` or `callers`. What chance brings more often than the policy's
    `alarm_interval_days` is no alarm.
    """
    day = bursts.day
    days = _intervals(bursts.found) if any(p.alarm_interval_days for _, p in bursts.found) else {}
    kept = [pair for pair in bursts.found if _is_alarm(pair, days)]
    seen = seen_by([_pk(pair) for pair in kept], day)
    states = {_pk(pair): _state(pair, day, _pk(pair) in seen) for pair in kept}
    kept.sort(key=_newest if order == NEWEST else _callers)
    kept.sort(key=lambda pair: STATES.index(states[_pk(pair)]))
    return Standing(replace(bursts, found=tuple(kept)), states)


def unseen(bursts: Pressing) -> int:
    """Count the alarms that go on and that nobody took note of."""
    going = [pair for pair in bursts.found if is_going_on(day_of(pair[0]["last"]), bursts.day)]
    states = standing(replace(bursts, found=tuple(going))).states if going else {}
    return sum(state == NEW for state in states.values())


def _is_alarm(pair: Counted, days: Mapping[int, float]) -> bool:
    least = pair[1].alarm_interval_days
    return not least or is_rare(days.get(_pk(pair)), least)


def _intervals(found: tuple[Counted, ...]) -> dict[int, float]:
    by_district: dict[str, list[tuple[int, Any, Any]]] = {}
    for row, _ in found:
        flag = (row["spot_id"], row["spot__flagged_at"], row["spot__chance"])
        by_district.setdefault(district_of(row["spot__place__town_code"]), []).append(flag)
    return {
        pk: days
        for district, flags in by_district.items()
        for pk, days in intervals(district, flags).items()
    }


def _state(pair: Counted, day: date, is_seen: bool) -> str:
    return state_of(day_of(pair[0]["last"]), day, is_seen=is_seen)


def _flagged_at_call(row: dict[str, Any], calls: list[Call]) -> int:
    flagged_at = row["spot__flagged_at"]
    return sum(call.at <= flagged_at for call in calls) if flagged_at else 0


def _pk(pair: Counted) -> int:
    pk: int = pair[0]["spot_id"]
    return pk


def _newest(pair: Counted) -> float:
    last = pair[0]["last"]
    return -last.timestamp() if last else 0.0


def _callers(pair: Counted) -> tuple[int, float]:
    return -(pair[0]["known"] + pair[0]["unknown"]), _newest(pair)
