"""Every step that any table has is told in words where a trail is printed."""

from __future__ import annotations

import importlib

import pytest

from xiaowei.domain.flow import Flow
from xiaowei.domain.wording import known_keys

ROOMS = {
    "identification": "identification", "selection": "selection", "funding": "funding",
    "envelopes": "funding", "delivery": "delivery", "messages": "messages",
    "voices": "identification",
}  # fmt: skip
"""The module of the tables, and the room in whose name their steps leave the trail."""


@pytest.mark.parametrize("module", sorted(ROOMS))
def test_every_step_has_words_in_a_trail(module: str) -> None:
    tables = vars(importlib.import_module(f"xiaowei.domain.{module}")).values()
    steps = {a.action for flow in tables if isinstance(flow, Flow) for a in flow.arrows}
    assert steps
    assert {f"event.{ROOMS[module]}.{step}" for step in steps} <= known_keys()
