"""Home of what the doors on event sheets share: the rows read, none from after today, those refused told."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import say
from xiaowei.domain.zone import ZONE
from xiaowei.interfaces.cli.printing import language

if TYPE_CHECKING:
    from xiaowei.connectors.event_sheet.parse import EventSheet

_TOLD = 20


def read(
    file: Path, time: str, columns: Mapping[str, str], blank: frozenset[str] = frozenset()
) -> EventSheet:
    """Return the events of a sheet.

    :raises BadInput: `event_in_future`, and what the sheet's reader refuses
    """
    import numpy as np

    from xiaowei.connectors.event_sheet.fetch import fetch
    from xiaowei.connectors.event_sheet.parse import parse

    sheet = parse(fetch(file, [time, *columns.values()]), time, columns, blank)
    late = np.flatnonzero(sheet.at >= np.datetime64(today(), "us") + np.timedelta64(1, "D"))
    if late.size:
        at = int(late[0])
        shown = str(sheet.at[at].astype("datetime64[m]")).replace("T", " ")
        facts = {"row": int(sheet.rows[at]), "column": time, "value": shown, "today": today()}
        raise BadInput("event_in_future", **facts)  # type: ignore[arg-type]
    return sheet


def today() -> date:
    """Return the day it is, or the one that `XIAOWEI_TODAY` names."""
    named = os.environ.get("XIAOWEI_TODAY")
    return date.fromisoformat(named) if named else datetime.now(ZONE).date()


def refused(sheet: EventSheet) -> dict[str, Any]:
    """Return how many rows could not be read, and what is wrong with the first of them."""
    from xiaowei.interfaces.saying import said

    told = [
        {"row": one.row, "column": one.column, "message": said(one, language())}
        for one in sheet.refused[:_TOLD]
    ]
    return {"rejected": len(sheet.refused), "rejects": told}


def refused_line(data: Mapping[str, Any]) -> list[str]:
    """Return the line that tells of rows refused, if there were any."""
    if not data["rejected"]:
        return []
    first = data["rejects"][0]["message"]
    return [say("told.pace_rejected", language(), count=data["rejected"], first=first)]
