"""Home of the timer: the night's reminders once a day, the outbox every minute."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from xiaowei.base.accounts.operations import ensure_operator
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.jobs.followers import write_to_followers
from xiaowei.interfaces.jobs.leftovers import drop_leftovers
from xiaowei.interfaces.jobs.outbox import channels, send_waiting
from xiaowei.journey.lateness import waiting_steps
from xiaowei.journey.relapses import tellings
from xiaowei.procedures.nightly import Night, nightly


def run_night(on: date) -> Night:
    """Tell what is nearly due, what is late and what rings again on a day; clear what a kill left."""
    drop_leftovers()
    by = ensure_operator(on=on, at=now())
    return nightly(steps=waiting_steps(on), tellings=tellings(on), by=by, on=on, at=now())


def run_once() -> dict[str, Any]:
    """Do the night's reminders and send what waits; a second time there is nothing left to do."""
    day = today()
    night = run_night(day)
    by = ensure_operator(on=day, at=now())
    sent = send_waiting(channels(), by=by, on=day, clock=now)
    written = write_to_followers(channels(), news=True, by=by, on=day, clock=now)
    return {**asdict(night), **asdict(sent), "written": written}


def run_for_ever(
    every_seconds: float, tell: Callable[[dict[str, Any]], None], rounds: int | None = None
) -> None:
    """Send what waits again and again; remind once on each new day. `rounds` ends it, for tests."""
    reminded: date | None = None
    while rounds is None or rounds > 0:
        day = today()
        is_new = day != reminded
        if is_new:
            run_night(day)
            reminded = day
        by = ensure_operator(on=day, at=now())
        sent = send_waiting(channels(), by=by, on=day, clock=now)
        write_to_followers(channels(), news=is_new, by=by, on=day, clock=now)
        if sent.sent or sent.failed:
            tell(asdict(sent))
        rounds = None if rounds is None else rounds - 1
        if rounds != 0:
            time.sleep(every_seconds)
