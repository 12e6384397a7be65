"""Home of the words of usage: argparse speaks English; here a parser says its own words as asked."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any, NoReturn

from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.printing import language

REFUSALS = {
    "required": r"the following arguments are required: (?P<name>.+)",
    "unknown": r"unrecognized arguments: (?P<name>.+)",
    "choice": r"argument (?P<name>.+): invalid choice: (?P<value>.+) \(choose from (?P<known>.+)\)",
    "value": r"argument (?P<name>.+): invalid .+ value: (?P<value>.+)",
    "missing": r"argument (?P<name>.+): expected .+",
    "beside": r"argument (?P<name>.+): not allowed with argument (?P<value>.+)",
    "one_of": r"one of the arguments (?P<name>.+) is required",
}
"""How argparse writes each refusal; what is none of these stands as it is."""


class Parser(argparse.ArgumentParser):
    """A parser that says its headings and refusals in the language asked for; commands inherit it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"formatter_class": _Formatter, **more, "add_help": False})
        self._positionals.title = say("usage.positionals", language())
        self._optionals.title = say("usage.options", language())
        self.add_argument("-h", "--help", action="help", help=say("usage.help", language()))

    def error(self, message: str) -> NoReturn:
        """Refuse what was typed in words, below how it is written."""
        self.print_usage(sys.stderr)
        told = say("usage.error", language(), prog=self.prog, message=refusal(message))
        self.exit(2, f"{told}\n")


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Head the usage in the language asked for; a subcommand's own name has a blank prefix."""
        told = say("usage.usage", language()) if prefix is None else prefix
        super().add_usage(usage, actions, groups, told)


def refusal(message: str) -> str:
    """Return a refusal of argparse in the language asked for."""
    for key, pattern in REFUSALS.items():
        if found := re.fullmatch(pattern, message, re.S):
            return say(f"usage.{key}", language(), **found.groupdict())
    return message
