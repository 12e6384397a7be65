"""Home of the promise that a large district's pages take less than a second (SQLite, one process)."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import Norm, seconds
from tests import changping
from tools import scratch

WORK = f"projects at {changping.SITES:,} sites"


def norms() -> Iterator[Norm]:
    """Adopt 424 projects in a home of their own, then read them as the pages do."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(scratch.environment(folder))
        sheet = changping.write(Path(folder) / "ledger.csv")
        _command("setup")
        yield _norm("a ledger adopted", lambda: _command("import", "projects", sheet), 60, times=1)
        yield _norm("the same ledger again", lambda: _command("import", "projects", sheet), 2)
        for claim, view in _views().items():
            yield _norm(claim, view, 1)


def _norm(claim: str, work: Callable[[], object], limit: float, times: int = 3) -> Norm:
    return Norm(claim, WORK, changping.PROJECTS, seconds(work, times), limit)


def _command(*words: object) -> None:
    from xiaowei.interfaces.cli.main import main

    with contextlib.redirect_stdout(io.StringIO()):
        code = main([*map(str, words), "--json"])
    if code:
        raise SystemExit(code)


def _views() -> dict[str, Callable[[], object]]:
    from xiaowei.journey.briefing import briefing
    from xiaowei.journey.ledger import ledger
    from xiaowei.journey.projects import Wish, project_rows
    from xiaowei.journey.survey import Survey
    from xiaowei.journey.townships import township_rows

    where = (changping.DISTRICT, changping.DAY)
    return {
        "briefing": lambda: briefing(*where),
        "a page of the list": lambda: project_rows(*where, Wish(limit=50)),
        "the whole list, sorted": lambda: project_rows(*where, Wish(sort="-approved")),
        "the list filtered": lambda: project_rows(*where, Wish(search="庄", type="road")),
        "ledger": lambda: ledger(*where),
        "townships": lambda: township_rows(Survey(*where)),
    }
