"""Home of the procedures' fixture: the small town's packs."""

from __future__ import annotations

import pytest


@pytest.fixture
def packs(db):
    """Install the packs; no place is known yet."""
    from tests import town

    town.set_up()
