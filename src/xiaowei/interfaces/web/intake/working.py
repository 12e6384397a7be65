"""Home of long work on a sheet: a large one is looked at and taken beside the request that asked for it.

Who is at a sheet holds the lock of a file beside it, which the system lets go of however the process
ends; in the file stands how far it is. The page asks again and again, of any process.
"""

from __future__ import annotations

import fcntl
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import IO

from django.db import connections
from django.utils import translation

from xiaowei.base.progress import shown_by
from xiaowei.domain.errors import BadInput, XiaoweiError
from xiaowei.interfaces.web.intake import tray
from xiaowei.interfaces.web.intake.tray import Held

LARGE_BYTES = 2 << 20
"""A sheet of so many bytes has some ten thousand rows: more than who asked should wait for."""
TOLD_EVERY = 0.5
"""Seconds."""
LOOKS = 5
"""Who only looks has the lock for a moment."""
MOVES = 3
"""A sheet moves out of the tray, and back where that fails: it may have moved while it was looked for."""
log = logging.getLogger(__name__)


def is_large(one: Held) -> bool:
    """Tell whether a sheet is worked on beside the request.

    :raises BadInput: `sheet_gone`, where somebody has just taken it
    """
    try:
        return one.path.stat().st_size > LARGE_BYTES
    except FileNotFoundError:
        raise BadInput("sheet_gone") from None


def begin(one: Held, work: Callable[[], object]) -> None:
    """Start work on a sheet; where somebody is at it, that goes on alone."""
    if file := _hold(one):
        told = (file, work, translation.get_language())
        Thread(target=_work, args=told, name=f"sheet {one.token}").start()


@contextmanager
def alone(one: Held) -> Iterator[None]:
    """Work on a sheet within the request.

    :raises BadInput: `sheet_gone` where somebody is at it
    """
    file = _hold(one)
    if file is None:
        raise BadInput("sheet_gone")
    with file:
        yield


def far(token: str) -> tuple[int, int] | None:
    """Return how many rows are done, of how many (0 while the sheet is read); None if nobody is at it."""
    for _ in range(MOVES):
        with suppress(FileNotFoundError), _path(token).open() as file:
            if _lock(file, fcntl.LOCK_SH):
                return None
            done, _, total = file.read().partition(" ")
            return int(done or 0), int(total or 0)
    return None


def _work(file: IO[str], work: Callable[[], object], language: str) -> None:
    last = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > TOLD_EVERY:
            last = time.monotonic()
            file.truncate(0)
            file.write(f"{done} {total}")
            file.flush()

    with file, shown_by(tell), translation.override(language):
        try:
            work()
        except XiaoweiError as error:  # such as a sheet that was thrown away meanwhile
            log.info("work on a sheet ended: %s", error.code)
        except Exception:
            log.exception("work on a sheet stopped")
        finally:
            connections.close_all()


def _hold(one: Held) -> IO[str] | None:
    """Return the locked file beside a sheet, None where another has it."""
    file = _path(one.token).open("a+")
    for _ in range(LOOKS):
        if _lock(file, fcntl.LOCK_EX):
            file.truncate(0)
            return file
        time.sleep(0.01)
    file.close()
    return None


def _lock(file: IO[str], how: int) -> bool:
    """Take a lock, until the file is closed; tell whether it was free."""
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _path(token: str) -> Path:
    return tray.folder_of(token) / "working"
