"""Home of a home's packs as documents: those that XIAOWEI_PACKS names, else a demo's or the standard ones."""

from __future__ import annotations

import os

from xiaowei.connectors.packs.fetch import standard
from xiaowei.connectors.packs.parse import Packs, load
from xiaowei.interfaces.clock import demo_day


def chosen() -> list[str]:
    """Return the names of the packs that this home is to have."""
    named = [name.strip() for name in os.environ.get("XIAOWEI_PACKS", "").split(",")]
    return [name for name in named if name] or (["demo"] if demo_day() else list(standard()))


def packs_here() -> Packs:
    """Read the packs of this home as they lie on the disk.

    :raises BadInput: `pack_missing`, `pack_wrong`, `pack_not_text`, `packs_in_a_circle`
    """
    return load(chosen())


def documents_of(packs: Packs) -> dict[tuple[str, str], object]:
    """Return the packs' values under the (kind, name) by which they are installed."""
    policies = {("policy", f"{p.district}:{p.valid_from}"): p for p in packs.policies.policies}
    return {
        ("catalogue", "catalogue"): packs.catalogue,
        ("calendar", "calendar"): packs.calendar,
        ("policy", "default"): packs.policies.default,
        **policies,
    }
