"""Home of `receive`: one ticket, as a live feed hands it in."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.printing import Answer, language
from xiaowei.interfaces.cli.running import (
    command,
    operator,
    option,
    require_setup,
    start_django,
)
from xiaowei.interfaces.json_body import fields_of


def register(commands: Any) -> None:
    """Add the command."""
    parser = command(commands, "receive", receive)
    option(parser, "file", key="receive_file", nargs="?", type=Path, metavar="FILE")
    option(parser, "--set", key="receive_set", action="append", default=[], metavar="HEADER=VALUE")


def receive(args: argparse.Namespace) -> Answer:
    """Take one ticket in and tell what became of it."""
    fields = _fields(args)
    start_django()
    require_setup()
    from xiaowei.interfaces.receiving_one import receive_one, told

    by = operator()
    data = told(receive_one(fields, by=by), language(), by)
    return Answer(data, _lines(data))


def _fields(args: argparse.Namespace) -> Any:
    if args.set and args.file is None:
        return dict(_pair(text) for text in args.set)
    if args.file is not None and not args.file.is_file():
        raise BadInput("no_such_file", file=args.file)
    body = args.file.read_bytes() if args.file else sys.stdin.buffer.read()
    try:
        fields = fields_of(body)
    except ValueError:
        raise BadInput("live_ticket_empty") from None
    return {**fields, **dict(map(_pair, args.set))} if isinstance(fields, dict) else fields


def _pair(text: str) -> tuple[str, str]:
    header, _, value = text.partition("=")
    return header, value


def _lines(data: dict[str, Any]) -> str:
    words, spot = language(), data["spot"]
    facts = data | {"outcome": say(f"received.{data['outcome']}", words)}
    lines = [say("note.received", words, **{k: v or "–" for k, v in facts.items()})]
    if data["asked"]:
        asked = tuple(say(f"thing.{what}", words) for what in data["asked"])
        lines.append(say("note.received_asked", words, asked=asked))
    if spot:
        kind = say(f"spot_kind.{spot['kind']}", words)
        lines.append(say("note.received_spot", words, **{**spot, "kind": kind}))
    if data["flags"]:
        lines.append(say("note.received_flags", words, callers=spot["callers"]))
    lines += [say("note.warning", words, text=line) for line in data["warnings"]]
    return "\n".join(lines)
