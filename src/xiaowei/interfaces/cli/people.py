"""Home of `appoint`: giving a person a role over a region, the first act in a new home."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.regions import full
from xiaowei.domain.roles import ADMINISTRATORS, APPOINTED, CONTRACTOR
from xiaowei.domain.selection import DEPARTMENT
from xiaowei.domain.wording import Note, say
from xiaowei.interfaces.cli.printing import Answer, language
from xiaowei.interfaces.cli.running import command, operator, option, require_setup, start_django

SHORTEST_PASSWORD = 8
STAND_FOR = {
    "department": (DEPARTMENT, "department_is_a_departments"),
    "firm": (CONTRACTOR, "firm_is_a_contractors"),
}
"""The options that say whom somebody stands for, with whose they are."""


def register(commands: Any) -> None:
    """Add the command."""
    parser = command(commands, "appoint", appoint)
    option(parser, "username", key="appoint_user")
    option(parser, "--role", key="appoint_role", choices=APPOINTED, required=True)
    option(parser, "--region", key="appoint_region", metavar="CODE", default="")
    option(parser, "--place", key="appoint_place", metavar="CODE", action="append", default=[])
    option(parser, "--department", key="appoint_department", default="", metavar="CODE")
    option(parser, "--firm", key="appoint_firm", default="", metavar="NAME")
    option(parser, "--name", key="appoint_name", default="")
    option(parser, "--email", key="appoint_email", default="", metavar="ADDRESS")


def appoint(args: argparse.Namespace) -> Answer:
    """Appoint a person; a known person keeps the password and gains the role."""
    start_django()
    require_setup()
    from xiaowei.base.accounts.queries import is_known
    from xiaowei.base.regions.queries import name_of
    from xiaowei.interfaces.clock import now, today
    from xiaowei.procedures.appoint import appoint as give

    narrowed = _narrowed(args)
    if not args.region and args.role not in ADMINISTRATORS:
        raise BadInput("region_needed", role=Note(f"role.{args.role}"))
    region = full(args.region) if args.region else ""
    password = None if is_known(args.username) else _password()
    for place in args.place or [narrowed]:
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
    data = {"username": args.username, "role": args.role, "region": region, "places": args.place}
    data |= {one: said for one in STAND_FOR if (said := getattr(args, one))}
    role = say(f"role.{args.role}", language())
    name = args.name or args.username
    where = name_of(region) if region else say("where.anywhere", language())
    return Answer(data, say("note.appointed", language(), name=name, where=where, role=role))


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
