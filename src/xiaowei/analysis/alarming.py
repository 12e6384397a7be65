"""Home of the alarm level: how rare something must be for one false alarm in so many tickets.

Method: peaks over a threshold with an exponential tail (Pickands 1975; Coles 2001, chapter 4). Kept are
the highest scores of what turned out to be ordinary. The level is the score that so few of the ordinary
exceed: a high one that was exceeded often enough to count, and beyond it the mean excess. What a stream
has not told yet is presumed.
"""

from __future__ import annotations

import heapq
import math

NOTABLE = 3.0
"""Scores below stand for what nobody would be alarmed by."""
PRESUMED_TICKETS, PRESUMED_PEAKS, PRESUMED_EXCESS = 1000, 20, 1.0
"""A stream is presumed to be one of which so many tickets had so many notable peaks, higher by so much."""
KEPT, LOOKED_AT = 1000, 100
SETTLED = 100
"""After so many tickets the level is worked out anew."""


class AlarmLevel:
    """Learns from ordinary scores how high one must be; depends on what came before only.

    One that is `frozen` learns nothing and stays at what is presumed: for streams that are looked at one
    by one, each too short to tell what is ordinary.
    """

    def __init__(self, tickets_a_false_alarm: float, *, frozen: bool = False) -> None:
        self._share, self._frozen = 1 / tickets_a_false_alarm, frozen
        self._tickets = 0
        self._peaks: list[float] = []
        self._base = self._mean = self._rate = 0.0
        self.score = self._level()

    def count(self) -> None:
        """Take in that one more ticket came."""
        if self._frozen:
            return
        self._tickets += 1
        if self._tickets % SETTLED == 0:
            self.score = self._level()

    def learn(self, score: float) -> None:
        """Take in the highest score of something that was ordinary."""
        if self._frozen or score <= NOTABLE:
            return
        if len(self._peaks) < KEPT:
            heapq.heappush(self._peaks, score)
        elif score > self._peaks[0]:
            heapq.heapreplace(self._peaks, score)

    def chance(self, score: float) -> float:
        """Return in which share of the tickets the ordinary reaches such a score."""
        return self._rate * math.exp((self._base - max(score, NOTABLE)) / self._mean)

    def _level(self) -> float:
        allowed = self._share * (self._tickets + PRESUMED_TICKETS)
        peaks = heapq.nlargest(max(LOOKED_AT, int(2 * allowed)), self._peaks)
        base = peaks[-1] if len(peaks) >= LOOKED_AT else NOTABLE
        presumed = PRESUMED_PEAKS * math.exp((NOTABLE - base) / PRESUMED_EXCESS)
        excess = sum(peaks) - base * len(peaks) + presumed * PRESUMED_EXCESS
        count = len(peaks) + presumed
        self._base, self._mean = base, excess / count
        self._rate = count / (self._tickets + PRESUMED_TICKETS)
        return max(NOTABLE, base + self._mean * math.log(count / allowed))
