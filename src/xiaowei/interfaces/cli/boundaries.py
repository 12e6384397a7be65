"""Home of `change-boundary`: another township takes the place of one, or has some of its places."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from xiaowei.domain.regions import full
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
    """Add the command."""
    parser = command(commands, "change-boundary", change)
    option(parser, "old", key="boundary_old", metavar="OLD")
    option(parser, "new", key="boundary_new", metavar="NEW")
    option(parser, "--name", key="boundary_name", default="")
    option(parser, "--place", key="boundary_place", metavar="CODE", action="append", default=[])
    option(parser, "--on", key="boundary_on", metavar="D", required=True)
    option(parser, "--document", key="boundary_document", metavar="NO", required=True)


def change(args: argparse.Namespace) -> Answer:
    """Note the change of a whole township, or of some of its places."""
    start_django()
    require_setup()
    from xiaowei.base.regions.queries import name_of
    from xiaowei.interfaces.clock import now, today
    from xiaowei.procedures.change_boundary import change_boundary

    moved = change_boundary(
        old_code=args.old,
        new_code=args.new,
        new_name=args.name,
        effective_on=as_date(args.on),
        document_no=args.document,
        places=args.place,
        by=operator(),
        on=today(),
        at=now(),
    )
    old, new, name = full(args.old), full(args.new), name_of(full(args.new))
    data = {"old": old, "new": new, "name": name, "on": args.on, **asdict(moved)}
    told = {"old": old, "new": f"{name} {new}", "on": args.on, "places": moved.places}
    told |= {"projects": len(moved.projects), "staying": "、".join(moved.staying) or "-"}
    which = "places_moved" if args.place else "boundary_changed"
    return Answer(data, say(f"note.{which}", language(), **told))
