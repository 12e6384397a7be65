"""Home of taking in a mapping table of another topic tree, and of telling the tickets' topics anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.catalogue import operations as catalogue
from xiaowei.base.catalogue.operations import Mapped
from xiaowei.procedures.resettle import resettle


@transaction.atomic
def map_topics(
    *, rows: Sequence[tuple[int, str, str]], by: Actor, on: date, at: datetime
) -> Mapped:
    """Take in (row, their name or path, our topic by code or name), and settle every ticket anew.

    :raises NotAllowed: `not_permitted`
    """
    found = catalogue.map_topics(rows=rows, by=by, on=on, at=at)
    if found.new or found.changed:
        resettle(cause="topics", by=by, on=on, at=at)
    return found
