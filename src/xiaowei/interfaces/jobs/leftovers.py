"""Home of what a kill leaves behind: files that were being handed in."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings

ABANDONED_SECONDS = 3600


def drop_leftovers() -> int:
    """Throw away files that were being handed in when a server was killed; return how many.

    One that lies there for an hour is nobody's any more; it may hold what no page would keep.
    """
    dropped = 0
    for file in Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*"):
        with suppress(FileNotFoundError):
            if time.time() - file.stat().st_mtime > ABANDONED_SECONDS:
                file.unlink()
                dropped += 1
    return dropped
