"""Home of `designate` and `undesignate`: townships under city supervision 治理类, from when to when."""

from __future__ import annotations

import argparse
from typing import Any

from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.printing import Answer, language
from xiaowei.interfaces.cli.running import (
    as_date,
    command,
    operator,
    option,
    require_setup,
    start_django,
)


def register(commands: Any) -> None:
    """Add the commands."""
    parser = command(commands, "designate", designate)
    option(parser, "town", key="designate_town", metavar="CODE")
    option(parser, "--from", key="designate_from", dest="first", metavar="DAY", required=True)
    option(parser, "--to", key="designate_to", dest="last", metavar="DAY")
    bases = ("official", "rule")
    option(parser, "--basis", key="designate_basis", choices=bases, default="")
    option(parser, "--note", key="designate_note", default="")
    parser = command(commands, "undesignate", undesignate)
    option(parser, "town", key="designate_town", metavar="CODE")
    option(parser, "--last", key="undesignate_last", metavar="DAY", required=True)


def designate(args: argparse.Namespace) -> Answer:
    """Put a township on the list."""
    start_django()
    require_setup()
    from xiaowei.base.regions.operations import designate as put

    last = as_date(args.last) if args.last else None
    days = {"valid_from": as_date(args.first), "valid_to": last}
    said: dict[str, Any] = {**days, "basis": args.basis, "note": args.note}
    return _told(put(town_code=args.town, **said, **_acting()))


def undesignate(args: argparse.Namespace) -> Answer:
    """Take a township off the list."""
    start_django()
    require_setup()
    from xiaowei.base.regions.operations import undesignate as take_off

    return _told(take_off(town_code=args.town, last_on=as_date(args.last), **_acting()))


def _acting() -> dict[str, Any]:
    from xiaowei.interfaces.clock import now, today

    return {"by": operator(), "on": today(), "at": now()}


def _told(found: Any) -> Answer:
    from xiaowei.base.regions.queries import name_of

    last = found.valid_to and found.valid_to.isoformat()
    data = {
        "town": found.town_code, "valid_from": found.valid_from.isoformat(), "valid_to": last,
        "basis": found.basis, "note": found.note,
    }  # fmt: skip
    said = {"town": name_of(found.town_code), "first": data["valid_from"], "last": last or "–"}
    return Answer(data, say("note.designated", language(), **said))
