"""Home of the real polls: known winners in order of funding, and every rule on every poll."""

from __future__ import annotations

import json

import pytest

from tests.analysis.voting.conftest import POLLS, poll_of, vote_of
from xiaowei.analysis.voting.greedy import fits, is_exhaustive
from xiaowei.analysis.voting.tally import tally
from xiaowei.domain.voting import COMPLETIONS, RULES

EXPECTED = sorted(POLLS.glob("expected/*.json"))
ALL = sorted(POLLS.glob("*.pb"))
LARGE_BYTES = 130_000
"""Raising shares on larger polls takes seconds each: bench/bench_voting.py."""
MISSING = "the real polls are not beside this checkout (../shared/data/pabulib)"


@pytest.mark.skipif(not EXPECTED, reason=MISSING)
@pytest.mark.parametrize("file", EXPECTED, ids=lambda file: file.stem[:40])
def test_known_winners_in_order(file):
    known = json.loads(file.read_text("utf-8"))
    vote = vote_of(poll_of(known["instance"]))
    for name, winners in known["rules"].items():
        method, measure, *completion = name.split("_")
        found = tally(vote, f"{method}_{measure}", (completion or ["none"])[0])
        assert [vote.projects[project] for project in found.winners] == winners, name


@pytest.mark.skipif(not ALL, reason=MISSING)
@pytest.mark.parametrize("file", ALL, ids=lambda file: file.stem[:40])
def test_every_rule_on_every_poll(file):
    vote = vote_of(poll_of(file.name))
    for rule in RULES:
        for completion in COMPLETIONS:
            if completion.startswith("add1") and file.stat().st_size > LARGE_BYTES:
                continue
            found = tally(vote, rule, completion)
            assert fits(vote, found.winners)
            assert len(set(found.winners)) == len(found.winners)
            if rule.startswith("greedy") or completion in {"add1u", "greedy"}:
                assert is_exhaustive(vote, found.winners)
            assert rule.startswith("greedy") or not found.violations
