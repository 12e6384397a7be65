"""Home of what the channel's tests stand on: the town with one project."""

from __future__ import annotations

import pytest


@pytest.fixture
def number(db):
    """Return the number of a project at 石门村."""
    from tests import asking, town

    town.set_up()
    town.settle_places()
    return asking.project()
