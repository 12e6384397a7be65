"""Home of saying a refusal or a note at a door: in the reader's language, personal data masked."""

from __future__ import annotations

import re
import sqlite3

from xiaowei.analysis.masking import LABELS, mask
from xiaowei.domain.errors import Busy, XiaoweiError
from xiaowei.domain.wording import Sayable

LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
CONTENDED = ("40001", "40P01", "55P03")
"""PostgreSQL: serialization failure, deadlock, lock not available."""


_GLUED = re.compile(
    r"(?<!\d)(?!(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d)(\d{1,8})1[3-9]\d{9}(?!\d)"
    r"|(?<!\d)1[3-9]\d{9}(\d{1,8})(?!\d)"
)
"""A mobile number right after or before other digits, as where a damaged sheet lost what parts its cells."""


def masked(text: str) -> str:
    """Return what may stand in a message or log: without phone and ID numbers, however they got there."""
    hidden = LABELS["phone"]
    return _GLUED.sub(lambda found: f"{found[1] or ''}{hidden}{found[2] or ''}", mask(text).text)


def said(what: Sayable, language: str) -> str:
    """Say a refusal that may quote a cell; phone and ID numbers in it stay masked."""
    return masked(what.text(language))


def refusal_of(error: Exception) -> XiaoweiError | None:
    """Return the refusal that an error comes to at a door; None for a bug."""
    if isinstance(error, XiaoweiError):
        return error
    cause = error.__cause__ or error
    locked = getattr(cause, "sqlite_errorcode", 0) & 0xFF in LOCKED
    contended = getattr(cause, "sqlstate", None) in CONTENDED
    return Busy("house_busy") if locked or contended else None
