"""Home of `appoint` and `appointments`: who holds which role over which region, from when to when."""

from __future__ import annotations

import argparse
import getpass
import sys
from dataclasses import asdict
from datetime import date
from typing import Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.regions import significant
from xiaowei.domain.roles import ADMINISTRATORS, APPOINTED, CONTRACTOR
from xiaowei.domain.selection import DEPARTMENT
from xiaowei.domain.wording import Note, say
from xiaowei.interfaces.cli.printing import Answer, language, table
from xiaowei.interfaces.cli.running import (
    as_date,
    command,
    operator,
    option,
    require_setup,
    start_django,
)

SHORTEST_PASSWORD = 8
OFFICE_COLUMNS = ("username", "name", "role", "where", "from", "to")
STAND_FOR = {
    "department": (DEPARTMENT, "department_is_a_departments"),
    "firm": (CONTRACTOR, "firm_is_a_contractors"),
}
"""The options that say whom somebody stands for, with whose they are."""


def register(commands: Any) -> None:
    """Add the commands."""
    parser = command(commands, "appoint", appoint)
    option(parser, "username", key="appoint_user")
    option(parser, "--role", key="appoint_role", choices=APPOINTED, required=True)
    option(parser, "--region", key="appoint_region", metavar="CODE", default="")
    option(parser, "--place", key="appoint_place", metavar="CODE", action="append", default=[])
    option(parser, "--department", key="appoint_department", default="", metavar="CODE")
    option(parser, "--firm", key="appoint_firm", default="", metavar="NAME")
    option(parser, "--name", key="appoint_name", default="")
    option(parser, "--email", key="appoint_email", default="", metavar="ADDRESS")
    option(parser, "--until", key="appoint_until", default="", metavar="DAY")
    command(commands, "appointments", appointments)


def appoint(args: argparse.Namespace) -> Answer:
    """Appoint a person, or end what they hold; a known person keeps the password and gains the role."""
    start_django()
    require_setup()
    from xiaowei.base.regions.queries import known_region

    narrowed = _narrowed(args)
    if not args.region and args.role not in ADMINISTRATORS:
        raise BadInput("region_needed", role=Note(f"role.{args.role}"))
    region = known_region(args.region) if args.region else ""
    day = (_end if args.until else _give)(args, region, args.place or [narrowed])
    data = {"username": args.username, "role": args.role, "region": region, "places": args.place}
    data |= {one: said for one in STAND_FOR if (said := getattr(args, one))}
    data |= {"until" if args.until else "from": day.isoformat()}
    where = _where(region, ", ".join(args.place or [narrowed]))
    said = {"name": args.name or args.username, "where": where, "role": Note(f"role.{args.role}")}
    key = "note.appointment_ends" if args.until else "note.appointed"
    return Answer(data, say(key, language(), **said, day=day))


def _give(args: argparse.Namespace, region: str, places: list[str]) -> date:
    """Appoint from today on; return since when it is held."""
    from xiaowei.base.accounts.queries import is_known, offices
    from xiaowei.interfaces.clock import now, today
    from xiaowei.procedures.appoint import appoint as give

    password = None if is_known(args.username) else _password()
    for place in places:
        give(
            username=args.username,
            display_name=args.name or args.username,
            password=password,
            role=args.role,
            region_code=region,
            place_code=place,
            email=args.email,
            by=operator(),
            on=today(),
            at=now(),
        )
    held = (args.username, args.role, region)
    return max(
        one.valid_from
        for one in offices(today())
        if (one.username, one.role, one.region_code) == held
    )


def _end(args: argparse.Namespace, region: str, places: list[str]) -> date:
    """End what is held; return the last day."""
    from xiaowei.interfaces.clock import now
    from xiaowei.procedures.appoint import end_role

    day = as_date(args.until)
    for place in places:
        end_role(
            username=args.username, role=args.role, region_code=region, place_code=place,
            by=operator(), on=day, at=now(),
        )  # fmt: skip
    return day


def appointments(args: argparse.Namespace) -> Answer:
    """List who holds what today, and from when to when."""
    start_django()
    require_setup()
    from xiaowei.base.accounts.queries import offices
    from xiaowei.interfaces.clock import today

    found = offices(today())
    rows = [
        (
            one.username,
            one.name,
            say(f"role.{one.role}", language()),
            _where(one.region_code, one.place_code),
            one.valid_from,
            one.valid_to,
        )
        for one in found
    ]
    headers = [say(f"column.office_{name}", language()) for name in OFFICE_COLUMNS]
    return Answer([asdict(one) for one in found], table(headers, rows))


def _where(region: str, place: str = "") -> str:
    """Say a region by its name and code, and what narrows it."""
    from xiaowei.base.regions.queries import name_of

    named = (
        f"{name_of(region)} {significant(region)}" if region else say("where.anywhere", language())
    )
    return f"{named} · {place}" if place else named


def _narrowed(args: argparse.Namespace) -> str:
    """Return the department or firm that somebody stands for, blank where there is none.

    :raises BadInput: `department_is_a_departments`, `firm_is_a_contractors`
    """
    for one, (roles, refusal) in STAND_FOR.items():
        if said := getattr(args, one):
            if args.role not in roles or args.place:
                raise BadInput(refusal)
            return str(said)
    return ""


def _password() -> str:
    """Read a new person's password.

    :raises BadInput: `password_too_short`
    """
    given = (
        getpass.getpass(say("note.password", language()))
        if sys.stdin.isatty()
        else sys.stdin.readline().rstrip("\n")
    )
    if len(given) < SHORTEST_PASSWORD:
        raise BadInput("password_too_short", least=SHORTEST_PASSWORD)
    return given
