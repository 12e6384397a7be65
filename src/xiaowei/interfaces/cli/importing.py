"""Home of `import` and `watch`: sheets from files and from a drop folder."""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from xiaowei.domain.errors import BadInput, Busy
from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.printing import Answer, Bar, language
from xiaowei.interfaces.cli.running import (
    command,
    operator,
    option,
    require_setup,
    start_django,
)
from xiaowei.interfaces.saying import masked, refusal_of, said

KINDS = ("places", "tickets", "projects")
SHEETS = (".csv", ".xls", ".xlsx")
SETTLED_SECONDS = 2.0
BAD_INPUT = 3
"""The exit code where not a single row could be taken."""


def register(commands: Any) -> None:
    """Add the commands."""
    parser = command(commands, "import", import_sheet)
    option(parser, "kind", key="import_kind", choices=KINDS)
    option(parser, "file", key="import_file", type=Path)
    option(parser, "--mapping", key="import_mapping", metavar="NAME")
    option(parser, "--dry-run", key="dry_run", action="store_true")
    parser = command(commands, "watch", watch)
    option(parser, "folder", key="watch_folder", type=Path, metavar="DIR")
    option(parser, "--once", key="watch_once", action="store_true")


def import_sheet(args: argparse.Namespace) -> Answer:
    """Take one sheet in."""
    start_django()
    require_setup()
    from xiaowei.base.progress import shown_by

    with nullcontext() if args.json else shown_by(Bar()):
        return _answer(_receive(args.file, args.kind, args.mapping, args.dry_run))


def watch(args: argparse.Namespace) -> Answer:
    """Take each finished sheet of a folder in once, its result beside it."""
    start_django()
    require_setup()
    if not args.folder.is_dir():
        raise BadInput("no_such_folder", folder=args.folder)
    taken: list[dict[str, Any]] = []
    while True:
        taken += [_take(file) for file in _waiting(args.folder)]
        if args.once:
            lines = "\n".join(f"{row['file']}: {row['result']}" for row in taken)
            return Answer({"taken": taken}, lines or say("note.nothing_waiting", language()))
        time.sleep(SETTLED_SECONDS)


def _receive(file: Path, kind: str, mapping: str | None, dry_run: bool) -> Any:
    from xiaowei.interfaces.receiving import Sheet, receive

    if not file.is_file():
        raise BadInput("no_such_file", file=file)
    sheet = Sheet(file, file.name, kind)
    return receive(sheet, by=operator(), mapping_name=mapping, dry_run=dry_run, language=language())


def _answer(received: Any) -> Answer:
    report = received.report
    data = {
        "read": report.read,
        "new": report.new,
        "changed": report.changed,
        "same": report.same,
        "rejected": len(report.rejected),
        "rejects_file": str(received.rejects_file) if received.rejects_file else None,
        "warnings": [said(note, language()) for note in report.warnings],
        "masked": dict(report.masked),
        "run": report.run,
    }
    text = say("note.import_done", language(), **data)
    if received.rejects_file:
        faults = [fault for one in report.rejected[:10] for fault in one.faults]
        first = [f"  {said(fault.error, language())}" for fault in faults]
        words = say("note.rejects_file", language(), file=received.rejects_file)
        text = "\n".join([text, *first, words])
    notes = [say("note.warning", language(), text=line) for line in data["warnings"][:20]]
    nothing = report.read == len(report.rejected)
    if nothing:
        notes.append(say("note.nothing_taken", language()))
    return Answer(data, "\n".join([text, *notes]), exit_code=BAD_INPUT if nothing else 0)


def _waiting(folder: Path) -> list[Path]:
    """Return the sheets that nobody is writing any more and that were not taken yet."""
    before = time.time() - SETTLED_SECONDS
    return [
        file
        for file in sorted(folder.iterdir())
        if file.suffix.lower() in SHEETS
        and not file.name.startswith(("~$", "."))
        and file.stat().st_mtime <= before
        and not _result_of(file).exists()
    ]


def _take(file: Path) -> dict[str, Any]:
    from xiaowei.interfaces.receiving import guess

    try:
        answer = _answer(_receive(file, guess(file), None, dry_run=False))
        result = answer.text
    except Exception as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        result = said(refusal, language())
        if isinstance(refusal, Busy):  # nothing was stored: the file waits for the next look
            return {"file": file.name, "result": result}
    _result_of(file).write_text(result + "\n", encoding="utf-8")
    print(masked(f"{file.name}: {result}"), file=sys.stderr)
    return {"file": file.name, "result": result}


def _result_of(file: Path) -> Path:
    """Return where a file's result goes: named by name and content, so that new content is taken."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
    return file.with_name(f"{file.name}.{digest}.result.txt")
