"""Home of the local engine: rows wait in files of a temporary folder, a part at a time is held.

A file is a row of Arrow streams, each with its length before it, so that more can be put behind.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

import polars as pl

from xiaowei.analysis.engines.protocol import Key, Part, Step

_LENGTH = 8


class LocalEngine:
    """Does the work here, one part after another; `folder` is a temporary one of the caller's."""

    at_hand = True

    def __init__(self, folder: Path, done: Callable[[int, int], None] | None = None) -> None:
        self._folder = folder
        self._done = done or (lambda *_: None)

    def keep(self, read: Callable[[Part], pl.DataFrame], parts: Sequence[Part]) -> LocalRows:
        """Read each part, and keep what it holds."""
        kept = LocalRows(self._folder)
        for number, frame in enumerate(self.bring(read, parts)):
            kept.add(number, frame)
        return kept

    def bring(
        self, read: Callable[[Part], pl.DataFrame], parts: Sequence[Part]
    ) -> Iterator[pl.DataFrame]:
        """Read each part, and yield what it holds."""
        for number, part in enumerate(parts):
            yield read(part)
            self._done(number + 1, len(parts))


class LocalRows:
    """Rows in parts, a file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = Path(tempfile.mkdtemp(dir=folder))

    def add(self, part: int, frame: pl.DataFrame) -> None:
        """Put rows behind those of a part."""
        if len(frame):
            with (self._folder / f"{part:06}").open("ab") as file:
                data = packed(frame)
                file.write(len(data).to_bytes(_LENGTH, "little"))
                file.write(data)

    def shuffle(self, key: Key, parts: int, step: Step) -> LocalRows:
        """Bring the rows of each part together, and keep what the step makes of it."""
        apart, made = LocalRows(self._folder), LocalRows(self._folder)
        for _, frame in self.bring():
            for part, rows in split(frame, key):
                apart.add(part, rows)
        for part, rows in apart.bring():
            made.add(part, step(rows))
        apart.drop()
        return made

    def bring(self, step: Step | None = None) -> Iterator[tuple[int, pl.DataFrame]]:
        """Yield each part that holds rows with its number, in order, or what a step makes of it."""
        for file in self._files():
            frame = pl.concat(list(_streams(file)))
            yield int(file.name), step(frame) if step else frame

    def drop(self) -> None:
        """Forget the rows."""
        for file in self._files():
            file.unlink()

    def _files(self) -> list[Path]:
        return sorted(path for path in self._folder.iterdir() if path.is_file())


def split(frame: pl.DataFrame, key: Key) -> Iterator[tuple[int, pl.DataFrame]]:
    """Yield the rows of a table by the part where they belong."""
    keyed = frame.with_columns(pl.Series("part", key(frame), dtype=pl.Int64))
    for (part,), rows in keyed.partition_by("part", as_dict=True, include_key=False).items():
        if part >= 0:
            yield int(part), rows


def packed(frame: pl.DataFrame) -> bytes:
    """Return a table as an Arrow stream."""
    data = BytesIO()
    frame.write_ipc_stream(data, compression="lz4")
    return data.getvalue()


def unpacked(data: bytes) -> pl.DataFrame:
    """Return the table of an Arrow stream."""
    return pl.read_ipc_stream(BytesIO(data))


def _streams(file: Path) -> Iterator[pl.DataFrame]:
    with file.open("rb") as data:
        while length := data.read(_LENGTH):
            yield unpacked(data.read(int.from_bytes(length, "little")))
