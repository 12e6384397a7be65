"""Home of a home's packs: those that XIAOWEI_PACKS names, else the standard ones, as documents."""

from __future__ import annotations

import os

from xiaowei.connectors.packs.fetch import standard
from xiaowei.connectors.packs.parse import Packs


def chosen() -> list[str]:
    """Return the names of the packs that this home is to have."""
    named = [name.strip() for name in os.environ.get("XIAOWEI_PACKS", "").split(",")]
    return [name for name in named if name] or list(standard())


def documents_of(packs: Packs) -> dict[tuple[str, str], object]:
    """Return the packs' values under the (kind, name) by which they are installed."""
    policies = {("policy", f"{p.district}:{p.valid_from}"): p for p in packs.policies.policies}
    return {
        ("catalogue", "catalogue"): packs.catalogue,
        ("calendar", "calendar"): packs.calendar,
        ("policy", "default"): packs.policies.default,
        **policies,
    }
