"""Home of the rooms' fixtures: the small town set up, its places known, an outage and a bad road."""

from __future__ import annotations

import pytest


@pytest.fixture
def settled(db):
    """Install the packs and take the places in."""
    from tests import town

    town.set_up()
    town.settle_places()


@pytest.fixture
def troubled(settled):
    """Bring an outage in the estate and three complaints of two people about the village road."""
    from tests import town

    road = [
        town.ticket_row("R1", "2022-05-10 08:30"),
        town.ticket_row("R2", "2022-06-11 10:00", caller="10000000002"),
        town.ticket_row("R3", "2022-07-12 11:30"),
    ]
    town.bring([*town.outage(), *road])
