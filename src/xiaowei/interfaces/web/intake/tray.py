"""Home of the tray: sheets handed in and not yet confirmed, each in a folder only its bringer sees.

Who confirms takes the sheet out of the tray first, so of several confirmations one gets it.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from xiaowei.analysis.masking import mask
from xiaowei.domain.errors import BadInput

TRAY, TAKEN, MERGING = "tray", "taken", "merging"
"""Waiting to be confirmed, being or having been taken in, lying side by side to be merged."""
KEPT_SECONDS = 2 * 24 * 3600
LONGEST_NAME = 160


@dataclass
class Held:
    """A sheet in the tray: whose, what it is called, how to read it, and what the preview found."""

    token: str
    person_id: int
    name: str
    digest: str = ""
    kind: str = ""
    mapping: dict[str, str] | None = None
    absent: list[str] = field(default_factory=list)
    """Essential fields that its bringer says the sheet does not have."""
    mends: dict[str, dict[str, str]] = field(default_factory=dict)
    preview: dict[str, Any] | None = None
    taken: bool = False
    """Out of the tray: being taken in, or taken in as `run`."""
    run: str = ""
    trouble: dict[str, str] = field(default_factory=dict)
    """Why it could not be taken in, in each language."""
    where: str = TRAY

    @property
    def folder(self) -> Path:
        """Where the sheet and its notes lie."""
        return _folder(self.token, TAKEN if self.taken else self.where)

    @property
    def path(self) -> Path:
        """Where the sheet lies."""
        return self.folder / "sheet"


def put(files: Iterable[UploadedFile[bytes]], person_id: int, where: str = TRAY) -> list[Held]:
    """Lay uploaded sheets into the tray; what was left there for two days is thrown away."""
    _sweep()
    return [_put(file, person_id, where) for file in files]


def held(token: str, person_id: int, where: str = TRAY) -> Held:
    """Return a sheet of this person's.

    :raises BadInput: `sheet_gone`
    """
    return _own(_folder(token, where), person_id)


def all_held(person_id: int, where: str = TRAY) -> list[Held]:
    """Return this person's sheets, in the order they were handed in."""
    found = []
    for folder in sorted(_root(where).glob("*")):
        with suppress(BadInput):
            found.append(_own(folder, person_id))
    return found


@contextmanager
def taking(token: str, person_id: int) -> Iterator[Held]:
    """Take a sheet out of the tray; it goes back in when the block fails.

    :raises BadInput: `sheet_gone`, also for each but the first of several who take it at once
    """
    one = held(token, person_id)
    _root(TAKEN).mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        one.folder.rename(_folder(token, TAKEN))
    except OSError as trouble:
        raise BadInput("sheet_gone") from trouble
    one.taken = True
    try:
        yield one
    except BaseException:
        one.folder.rename(_folder(token, TRAY))
        raise
    one.path.unlink()
    one.preview = None
    save(one)


def known(token: str, person_id: int) -> Held:
    """Return a sheet of this person's that is in the tray, is being taken in, or was, as its `run`.

    :raises BadInput: `sheet_gone`
    """
    one = _own(folder_of(token), person_id)
    one.taken = folder_of(token) == _folder(token, TAKEN)
    return one


def folder_of(token: str) -> Path:
    """Return where a sheet lies, in the tray or out of it."""
    taken = _folder(token, TAKEN)
    return taken if taken.exists() else _folder(token, TRAY)


def give_back(one: Held) -> None:
    """Lay a sheet that was not taken in to its end back into the tray."""
    with suppress(OSError):
        _folder(one.token, TAKEN).rename(_folder(one.token, TRAY))


def save(one: Held) -> None:
    """Write down how a sheet is to be read and what its preview found.

    :raises BadInput: `sheet_gone`
    """
    try:
        _write(one.folder / "held.json", [json.dumps(vars(one), ensure_ascii=False).encode()])
    except FileNotFoundError as trouble:
        raise BadInput("sheet_gone") from trouble


def notes_of(person_id: int) -> dict[str, Any]:
    """Return what this person noted beside the sheets that are being merged; empty where nothing."""
    with suppress(OSError, ValueError):
        found: dict[str, Any] = json.loads(_notes(person_id).read_text(encoding="utf-8"))
        return found
    return {}


def note(person_id: int, notes: dict[str, Any]) -> None:
    """Write down what was noted; it goes with the sheets after two days."""
    path = _notes(person_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(path, [json.dumps(notes, ensure_ascii=False).encode()])


def _notes(person_id: int) -> Path:
    return _root(MERGING) / f"notes-{person_id}" / "notes.json"


def drop(one: Held) -> None:
    """Throw a sheet away."""
    shutil.rmtree(one.folder, ignore_errors=True)


def _own(folder: Path, person_id: int) -> Held:
    try:
        found = Held(**json.loads((folder / "held.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        found = None
    if found is None or found.person_id != person_id:
        raise BadInput("sheet_gone")
    return found


def _put(file: UploadedFile[bytes], person_id: int, where: str) -> Held:
    token = f"{time.time_ns():020d}-{secrets.token_hex(8)}"
    name = mask(Path(file.name or "sheet").name).text[-LONGEST_NAME:]
    _folder(token, where).mkdir(mode=0o700, parents=True)
    one = Held(token, person_id, name, where=where)
    _write(one.path, file.chunks())
    with one.path.open("rb") as body:
        one.digest = hashlib.file_digest(body, "sha256").hexdigest()
    save(one)
    return one


def _folder(token: str, where: str) -> Path:
    if not token.replace("-", "").isalnum():
        raise BadInput("sheet_gone")
    return _root(where) / token


def _root(where: str) -> Path:
    return Path(settings.HOME) / "uploads" / where


def _write(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file at once, so that who reads meanwhile finds the old one or the new one."""
    draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.writelines(parts)
    draft.replace(path)


def _sweep() -> None:
    for folder in (f for where in (TRAY, TAKEN, MERGING) for f in _root(where).glob("*")):
        if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
