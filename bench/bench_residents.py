"""Home of the promise that fifty residents at once are answered, 95 of 100 within two seconds."""

from __future__ import annotations

from collections.abc import Iterator

from bench import Norm, residents

SHORT, SOON = 30.0, 2.0


def norms() -> Iterator[Norm]:
    """Let fifty residents walk about for half a minute; an error misses every promise."""
    met = residents.load(None, residents.RESIDENTS, SHORT)
    limit = 0.0 if met.errors else SOON
    claim = f"residents at once, {met.rate:.1f} requests/s, p95 (beside it: {residents.ELSEWHERE})"
    yield Norm(claim, "residents", residents.RESIDENTS, met.quantile(0.95), limit)
