"""Home of the tray: sheets handed in and not yet confirmed, each in a folder only its bringer sees."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from xiaowei.domain.errors import BadInput

KEPT_SECONDS = 2 * 24 * 3600
LONGEST_NAME = 160


@dataclass
class Held:
    """A sheet in the tray: whose, what it is called, how to read it, and what the preview found."""

    token: str
    person_id: int
    name: str
    digest: str
    kind: str = ""
    mapping: dict[str, str] | None = None
    mends: dict[str, dict[str, str]] = field(default_factory=dict)
    preview: dict[str, Any] | None = None

    @property
    def path(self) -> Path:
        """Where the sheet lies."""
        return _folder(self.token) / "sheet"


def put(files: Iterable[UploadedFile[bytes]], person_id: int) -> list[Held]:
    """Lay uploaded sheets into the tray; what was left there for two days is thrown away."""
    _sweep()
    return [_put(file, person_id) for file in files]


def held(token: str, person_id: int) -> Held:
    """Return a sheet of this person's.

    :raises BadInput: `sheet_gone`
    """
    try:
        found = Held(**json.loads((_folder(token) / "held.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        found = None
    if found is None or found.person_id != person_id:
        raise BadInput("sheet_gone")
    return found


def all_held(person_id: int) -> list[Held]:
    """Return this person's sheets, in the order they were handed in."""
    found = []
    for file in sorted(_root().glob("*/held.json"), key=lambda f: f.parent.name):
        one = Held(**json.loads(file.read_text(encoding="utf-8")))
        if one.person_id == person_id:
            found.append(one)
    return found


def save(one: Held) -> None:
    """Write down how a sheet is to be read and what its preview found."""
    _write(_folder(one.token) / "held.json", json.dumps(vars(one), ensure_ascii=False).encode())


def drop(one: Held) -> None:
    """Throw a sheet away."""
    shutil.rmtree(_folder(one.token), ignore_errors=True)


def _put(file: UploadedFile[bytes], person_id: int) -> Held:
    body = file.read()
    token = f"{time.time_ns():020d}-{secrets.token_hex(8)}"
    name = Path(file.name or "sheet").name[-LONGEST_NAME:]
    _folder(token).mkdir(mode=0o700, parents=True)
    one = Held(token, person_id, name, hashlib.sha256(body).hexdigest())
    _write(one.path, body)
    save(one)
    return one


def _folder(token: str) -> Path:
    if not token.replace("-", "").isalnum():
        raise BadInput("sheet_gone")
    return _root() / token


def _root() -> Path:
    return Path(settings.HOME) / "uploads" / "tray"


def _write(path: Path, body: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(body)


def _sweep() -> None:
    for folder in _root().glob("*"):
        if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
