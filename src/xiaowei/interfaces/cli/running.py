"""Home of what commands share: Django when called, the operator as actor, arguments of every command."""

from __future__ import annotations

import argparse
import os
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import say
from xiaowei.domain.workdays import FIRST_YEAR, LAST_YEAR
from xiaowei.interfaces.cli.printing import Answer, language

if TYPE_CHECKING:
    from collections.abc import Callable

    from xiaowei.base.accounts.actors import Actor

WRITTEN = ("out", "save")
"""Arguments that name a file to be written."""


def command(
    commands: Any, name: str, run: Callable[[argparse.Namespace], Answer]
) -> argparse.ArgumentParser:
    """Add a command with its help and `--json`; return its parser for more arguments."""
    words = say(f"help.{name.replace(' ', '_')}", language())
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    parser.add_argument("--json", action="store_true", help=say("help.json", language()))
    parser.set_defaults(run=partial(_kept_apart, run))
    return parser


def _kept_apart(run: Callable[[argparse.Namespace], Answer], args: argparse.Namespace) -> Answer:
    """Run a command, unless it would write over a file that it reads.

    :raises BadInput: `output_is_input`
    """
    given = {name: path.resolve() for name, path in vars(args).items() if isinstance(path, Path)}
    read = {path for name, path in given.items() if name not in WRITTEN}
    for name in WRITTEN:
        if given.get(name) in read:
            raise BadInput("output_is_input", file=getattr(args, name))
    return run(args)


def option(parser: argparse._ActionsContainer, *names: str, key: str, **more: Any) -> None:
    """Add an argument whose help is looked up by `key`."""
    parser.add_argument(*names, help=say(f"help.{key}", language()), **more)


def new_file(name: str) -> Path:
    """Return the path of a file that is to be written.

    :raises BadInput: `no_such_folder`
    """
    path = Path(name)
    if not path.parent.is_dir():
        raise BadInput("no_such_folder", folder=path.parent)
    return path


def start_django() -> None:
    """Load Django for this home."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiaowei.config.settings")
    import django

    django.setup()


def operator() -> Actor:
    """Return the person at the command line, who must be set up first."""
    from xiaowei.base.accounts.operations import ensure_operator
    from xiaowei.interfaces.clock import now, today

    return ensure_operator(on=today(), at=now())


def is_set_up() -> bool:
    """Tell whether this home was ever set up; one that an older version left is refused.

    :raises BadInput: `home_behind`
    """
    from django.db import connection

    if "pack_document" not in connection.introspection.table_names():
        return False
    if waiting := _migrations_waiting():
        raise BadInput("home_behind", count=len(waiting))
    return True


def _migrations_waiting() -> set[tuple[str, str]]:
    # Names only: loading the migrations would cost every command more than its own work.
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    shipped = {
        (app.label, file.stem)
        for app in apps.get_app_configs()
        for file in Path(app.path, "migrations").glob("[0-9]*.py")
    }
    return shipped - set(MigrationRecorder(connection).applied_migrations())


def require_setup() -> None:
    """Refuse a home that was never set up, or not since an upgrade, naming the remedy.

    :raises BadInput: `home_not_ready`, `home_behind`
    """
    if not is_set_up():
        raise BadInput("home_not_ready")


def as_any_date(text: str) -> date:
    """Read `YYYY-MM-DD` of any year.

    :raises BadInput: `not_a_date`
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput("not_a_date", value=text) from None


def as_date(text: str) -> date:
    """Read `YYYY-MM-DD` of the programme's time.

    :raises BadInput: `not_a_date`, `day_out_of_range`
    """
    day = as_any_date(text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadInput("day_out_of_range", value=text, first=FIRST_YEAR, last=LAST_YEAR)
    return day
