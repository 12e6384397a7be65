"""Home of the one small town that the tests live in: invented district, places, people, words.

Everything here is invented; the district's policy and regions come from the example pack.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from xiaowei.base.accounts.actors import Actor, Held
from xiaowei.connectors.packs.parse import Packs, load
from xiaowei.domain.sheets import PlaceRow, SheetIn, TicketRow

BEIJING = ZoneInfo("Asia/Shanghai")
DISTRICT = "990101000000"
WHITESTONE, MAPLE, RIVERVIEW = "990101100000", "990101101000", "990101001000"
"""白石镇, 枫林镇, 望川街道."""
ELSEWHERE = "990102000000"
"""Another district, whose programme has not begun."""
TODAY = date(2022, 8, 31)
NOW = datetime(2022, 8, 31, 9, 0, tzinfo=BEIJING)
STONEGATE, WILLOWS, LOTUS, EASTBRIDGE = "石门村", "柳湾村", "荷塘月色小区", "东桥社区"


def person(name: str, *roles: tuple[str, str] | tuple[str, str, str]) -> Actor:
    """Return somebody who holds the given (role, region[, place code])."""
    return Actor(
        person_id=crc32(name.encode()), name=name, held=tuple(Held(*role) for role in roles)
    )


OPERATOR = person("操作员", ("operator", ""))
OFFICER = person("区专项办 韩", ("district_office", DISTRICT))
HEAD = person("区专项办 关", ("district_office", DISTRICT))
"""The second person of the district: who approves does not file."""
FINANCE = person("财政 钱", ("finance", DISTRICT))
CLERK = person("白石镇 孟", ("town_clerk", WHITESTONE))
LEADER = person("白石镇 陶", ("town_leader", WHITESTONE))
BUTLER = person("管家 石", ("butler", WHITESTONE, "V1"))
SECRETARY = person("石门村 柏", ("village_secretary", WHITESTONE, "V1"))
STRANGER = person("枫林镇 邱", ("town_clerk", MAPLE))
AUDITOR = person("审计 严", ("audit_admin", ""))


@cache
def packs(*names: str) -> Packs:
    """Return the packs of that name, read once."""
    return load(list(names or ("default", "example")))


def set_up(*names: str) -> None:
    """Install the packs: catalogue, calendar, policies, regions."""
    from xiaowei.base.policies.operations import install

    loaded = packs(*names)
    policies = {("policy", "default"): loaded.policies.default} | {
        ("policy", f"{p.district}:{p.valid_from}"): p for p in loaded.policies.policies
    }
    documents = {("catalogue", "catalogue"): loaded.catalogue}
    install(
        documents={**documents, ("calendar", "calendar"): loaded.calendar, **policies},
        regions=loaded.regions.regions,
        **acting(),
    )


def acting(by: Actor = OPERATOR, on: date = TODAY, at: datetime = NOW) -> dict[str, Any]:
    """Return the three that every operation asks for: by, on, at."""
    return {"by": by, "on": on, "at": at}


def place_row(
    row: int, code: str | None, name: str, town_code: str | None, **more: Any
) -> PlaceRow:
    """Return a row of a place sheet."""
    return PlaceRow(row=row, code=code, name=name, town_code=town_code, **more)


def place_rows() -> list[PlaceRow]:
    """Return the town's places: two villages, an estate with a nickname, a community."""
    return [
        place_row(2, "V1", STONEGATE, WHITESTONE, kind="村", households=210),
        place_row(3, "V2", WILLOWS, WHITESTONE, kind="村", households=95),
        place_row(4, "E1", LOTUS, RIVERVIEW, kind="小区", households=640, aliases=("荷塘小区",)),
        place_row(5, "C1", EASTBRIDGE, RIVERVIEW, kind="社区", households=1800),
    ]


def moment(text: str) -> datetime:
    """Return "2022-05-01 08:30" as a moment in Beijing."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def ticket_row(number: str, at: str | None = "2022-05-10 08:30", **more: Any) -> TicketRow:
    """Return a row of a ticket sheet: a broken road in 石门村 unless told otherwise."""
    said: dict[str, Any] = dict.fromkeys(TicketRow.__slots__)
    said |= {"row": int("".join(filter(str.isdigit, number)) or 0) + 1, "number": number}
    said |= {"received_at": moment(at) if at else None, "kind": "投诉", "extra": {}}
    said |= {"topics": ("道路交通", "道路破损"), "town": "白石镇", "address": STONEGATE}
    said |= {"content": f"{STONEGATE}路面破损,希望修补", "caller": "10000000001"}
    return TicketRow(**(said | more))


def outage(first: int = 100, tickets: int = 24, callers: int = 20) -> list[TicketRow]:
    """Return a burst: the water of 荷塘月色小区 is cut, `tickets` calls within a day."""
    begin = moment("2022-04-12 06:30")
    rows = []
    for index in range(tickets):
        phone = f"1000000{5000 + index % callers}"
        row = ticket_row(
            f"T{first + index}",
            topics=("供水", "停水"),
            town="望川街道",
            address="荷塘小区" if index % 3 else LOTUS,
            content=f"小区突然停水,联系电话{phone},请尽快解决",
            caller=phone,
            received_at=begin + timedelta(minutes=40 * index),
        )
        rows.append(row)
    return rows


def settle_places(rows: Iterable[PlaceRow] | None = None, **who: Any) -> Any:
    """Take the town's places in; return the report."""
    from xiaowei.procedures.adopt_places import adopt_places

    sheet = SheetIn(list(rows or place_rows()), (), "places.csv", "p")
    return adopt_places(sheet=sheet, **acting(**who))


def bring(rows: Iterable[TicketRow], dry_run: bool = False, **who: Any) -> Any:
    """Take tickets in; return the report."""
    from xiaowei.procedures.receive_tickets import receive_tickets

    sheet = SheetIn(list(rows), (), "tickets.csv", "t")
    return receive_tickets(sheet=sheet, dry_run=dry_run, **acting(**who))
