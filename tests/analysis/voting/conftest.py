"""Home of what the tests of votes stand on: real polls, if they are beside this checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from xiaowei.analysis.voting.election import Election, election
from xiaowei.connectors.pabulib.fetch import fetch
from xiaowei.connectors.pabulib.parse import parse
from xiaowei.connectors.pabulib.poll import Poll

POLLS = Path(__file__).parents[4] / "shared" / "data" / "pabulib"


@cache
def poll_of(name: str) -> Poll:
    """Return a real poll."""
    if not POLLS.is_dir():
        pytest.skip("the real polls are not beside this checkout (../shared/data/pabulib)")
    return parse(fetch(POLLS / name))


def vote_of(poll: Poll) -> Election:
    """Return a poll as the rules take it."""
    options = [(option.id, option.cost) for option in poll.options]
    return election(options, poll.budget, poll.begins, poll.choices, poll.points)
