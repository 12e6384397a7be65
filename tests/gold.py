"""Home of the demo's programme in tests: its three sheets, taken in once per process and put back.

The sheets are the demo pack's; nothing outside the package is needed.
"""

from __future__ import annotations

import csv
from datetime import date, datetime
from functools import cache
from importlib.resources import as_file
from typing import Any
from zoneinfo import ZoneInfo

from tests import town
from xiaowei.connectors.hotline_sheet.parse import parse as parse_tickets
from xiaowei.connectors.ledger_sheet.parse import parse as parse_projects
from xiaowei.connectors.place_sheet.parse import parse as parse_places
from xiaowei.connectors.tabular.kinds import FOLDERS
from xiaowei.connectors.tabular.reading import read_kind
from xiaowei.domain.sheets import SheetIn

PARSE = {"places": parse_places, "tickets": parse_tickets, "projects": parse_projects}
KINDS = tuple(PARSE)
DISTRICT = "110112"
DAY = date(2020, 8, 31)
NOW = datetime(2020, 8, 31, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def acting(by: Any = town.OPERATOR) -> dict[str, Any]:
    """Return by, on and at on the demo's day."""
    return {"by": by, "on": DAY, "at": NOW}


@cache
def cells(kind: str) -> tuple[dict[str, str], ...]:
    """Return a sheet's rows as plain text cells by header, read without the house's readers."""
    with as_file(sheet(kind)) as path, path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def rows(kind: str) -> tuple[Any, ...]:
    """Return a sheet's rows as the house reads them."""
    with as_file(sheet(kind)) as path:
        return read(path, kind).rows


def read(path: Any, kind: str) -> Any:
    """Return what the house reads from any sheet."""
    return PARSE[kind](read_kind(path, FOLDERS[kind]))


def take_in(kind: str, some: Any = None, rejected: Any = (), **more: Any) -> Any:
    """Take rows in, the demo's own by default; return the report."""
    from xiaowei.procedures.adopt_ledger import adopt_ledger
    from xiaowei.procedures.adopt_places import adopt_places
    from xiaowei.procedures.receive_tickets import receive_tickets

    procedure = {
        "places": adopt_places,
        "tickets": receive_tickets,
        "projects": adopt_ledger,
    }[kind]
    taken = list(rows(kind) if some is None else some)
    sheet = SheetIn(taken, rejected, f"{kind}.csv", kind)
    return procedure(sheet=sheet, **(acting() | more))


@cache
def kept(*kinds: str) -> Any:
    """Return the state with the demo's packs and these sheets taken in, in this order."""
    from tests.keeping import keep, undone

    with undone():
        town.set_up("demo")
        for kind in kinds:
            take_in(kind)
        return keep()


def sheet(kind: str) -> Any:
    demo = town.packs("demo").demo
    assert demo is not None
    return demo.files[kind]


def standing(*kinds: str) -> Any:
    """Return a module's fixture: the demo's packs and these sheets stand under each test."""
    from tests.keeping import standing as stand

    return stand(lambda: kept(*kinds))
