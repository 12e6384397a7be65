"""Home of the home: where the embedded database, uploads and keys of this installation stand."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def home_folder() -> Path:
    """Return the home: `XIAOWEI_HOME`, else `var/` in a checkout, else the user's data folder."""
    named = os.environ.get("XIAOWEI_HOME")
    if named:
        return Path(named).expanduser().resolve()
    checkout = Path(__file__).resolve().parents[3]
    if (checkout / "pyproject.toml").exists():
        return checkout / "var"
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "xiaowei"


def ensure_home() -> Path:
    """Make the home and its folders when they are missing; return it."""
    home = home_folder()
    for name in ("", "uploads", "rejects", "attachments", "logs"):
        folder = home / name
        if not folder.exists():
            folder.mkdir(parents=True, mode=0o700)
    return home


def secret_key() -> str:
    """Return the home's secret: `XIAOWEI_SECRET_KEY`, else the key file in the home (mode 0600)."""
    given = os.environ.get("XIAOWEI_SECRET_KEY")
    if given:
        return given
    file = ensure_home() / "secret.key"
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secrets.token_urlsafe(48))
    return file.read_text(encoding="ascii").strip()
