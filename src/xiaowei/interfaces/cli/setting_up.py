"""Home of `setup`, `demo`, `serve` and `check`: making a home, filling it, serving it, looking after it."""

from __future__ import annotations

import argparse
import os
import ssl
import sys
from pathlib import Path
from typing import Any, NoReturn

from xiaowei import __version__
from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.printing import Answer, language, table
from xiaowei.interfaces.cli.running import command, operator, option, require_setup, start_django


def register(commands: Any) -> None:
    """Add the commands."""
    command(commands, "setup", setup)
    parser = command(commands, "demo", demo)
    option(parser, "--port", key="port", type=int, default=8000)
    option(parser, "--no-serve", key="no_serve", action="store_true")
    option(parser, "--tickets", key="demo_tickets", type=int, default=0, metavar="N")
    parser = command(commands, "serve", serve)
    option(parser, "--port", key="port", type=int, default=8000)
    option(parser, "--host", key="host", default="127.0.0.1")
    option(parser, "--workers", key="workers", type=int, default=2)
    option(parser, "--tls", key="tls", nargs=2, metavar=("CERT", "KEY"), type=Path)
    command(commands, "check", check)


def setup(args: argparse.Namespace) -> Answer:
    """Make or upgrade the home and load the packs; a second run changes nothing."""
    start_django()
    from xiaowei.interfaces.chosen_packs import chosen

    data = _set_up(chosen())
    return Answer(
        data, say("note.set_up", language(), **data | {"packs": "、".join(data["packs"])})
    )


def demo(args: argparse.Namespace) -> Answer:
    """Fill a fresh home with the article's programme and serve it on loopback."""
    start_django()
    from xiaowei.interfaces.clock import demo_day, move_demo_day

    if demo_day() is None:
        _refuse_a_home_in_use()
    data = _set_up(["demo"])
    from xiaowei.connectors.packs.parse import load
    from xiaowei.interfaces.cli.demo_home import fill

    demo_pack = load(("demo",)).demo
    if demo_pack is None:
        raise BadInput("no_demo_pack")
    if demo_day() is None:
        move_demo_day(demo_pack.as_of)
    fill(demo_pack, background=args.tickets)
    if not args.no_serve:
        _go_on_serving(args.port)
    return Answer(data, say("note.demo_ready", language(), home=data["home"]))


def serve(args: argparse.Namespace) -> Answer:
    """Serve the web until interrupted; with a certificate, cookies travel over TLS only."""
    if args.tls:
        _require_pair(*args.tls)
        os.environ["XIAOWEI_HTTPS"] = "1"
        os.environ.setdefault("XIAOWEI_BEHIND_PROXY", "0")  # its own TLS: nothing stands in between
    start_django()
    require_setup()
    return _serve(args.host, args.port, args.workers, args.tls)


def check(args: argparse.Namespace) -> Answer:
    """Tell the operator what to mend; exit 4 when something is broken."""
    start_django()
    from xiaowei.interfaces.cli.findings import findings

    found = findings(language())
    is_ok = all(one["level"] != "error" for one in found)
    rows = [(one["level"], one["message"], one["hint"]) for one in found]
    heads = [say(f"column.{name}", language()) for name in ("level", "message", "hint")]
    text = table(heads, rows) if rows else say("note.all_well", language())
    return Answer({"ok": is_ok, "findings": found}, text, 0 if is_ok else 4)


def _set_up(packs: list[str]) -> dict[str, Any]:
    start_django()
    from django.conf import settings
    from django.core.management import call_command

    from xiaowei.base.policies.operations import install
    from xiaowei.connectors.packs.parse import load
    from xiaowei.interfaces.chosen_packs import documents_of
    from xiaowei.interfaces.clock import now, today

    call_command("migrate", verbosity=0)
    loaded = load(packs)
    install(
        documents=documents_of(loaded),
        regions=loaded.regions.regions,
        by=operator(),
        on=today(),
        at=now(),
    )
    database = settings.DATABASES["default"]
    return {
        "home": str(settings.HOME),
        "database": f"{str(database['ENGINE']).rpartition('.')[2]} {database['NAME']}",
        "version": __version__,
        "packs": list(loaded.names),
    }


def _refuse_a_home_in_use() -> None:
    """Refuse to fill a home that somebody works in.

    :raises BadInput: `home_in_use`
    """
    from django.conf import settings
    from django.db import connection

    from xiaowei.stages.intake.queries import runs

    if "import_run" in connection.introspection.table_names() and runs(limit=1):
        raise BadInput("home_in_use", home=settings.HOME)


def _require_pair(cert: Path, key: Path) -> None:
    """Refuse a certificate and key that no server could use, before it starts to listen.

    :raises BadInput: `tls_file_missing`, `tls_pair_wrong`
    """
    for file in (cert, key):
        if not file.is_file():
            raise BadInput("tls_file_missing", file=file)
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(cert, key, password="")
    except (ssl.SSLError, OSError, ValueError) as error:
        raise BadInput("tls_pair_wrong", cert=cert, secret=key, why=error) from error


def _go_on_serving(port: int) -> NoReturn:
    """Become a server: its workers are forks, and must be of a process that has not used its libraries
    yet; threads and locks of what filled the home would be dead in them (polars waits for its own for ever).
    """
    words = ["serve", "--port", str(port), "--workers", "1"]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "xiaowei.interfaces.cli.main", *words])  # noqa: S606


def _serve(host: str, port: int, workers: int, tls: tuple[Path, Path] | None) -> Answer:
    from granian import Granian
    from granian.constants import Interfaces

    os.environ["XIAOWEI_FIRST_LOOK"] = "1"
    scheme = "https" if tls else "http"
    print(say("note.serving", language(), url=f"{scheme}://{host}:{port}/"), flush=True)
    server = Granian(
        "xiaowei.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        log_enabled=False,
        ssl_cert=tls[0] if tls else None,
        ssl_key=tls[1] if tls else None,
    )
    server.serve()
    return Answer({"served": True}, say("note.stopped", language()))
