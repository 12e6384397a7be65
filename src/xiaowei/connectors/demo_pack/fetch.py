"""Home of finding a demo's files in its pack: who takes part, the open round, tickets, drawings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from xiaowei.connectors.packs.fetch import PackFile
from xiaowei.connectors.packs.fetch import fetch as fetch_pack
from xiaowei.connectors.packs.sections import wrong

TEXTS = ("people.yaml", "open_round.yaml", "background.yaml", "pictures.yaml")
TICKETS, STAMP = "open_tickets.csv", "stamp.png"


@dataclass(frozen=True)
class DemoFiles:
    """The raw files of a demo: texts by name, a sheet of tickets, the stamp's bytes."""

    texts: dict[str, PackFile]
    tickets: Traversable
    stamp: bytes


def fetch(name: str = "demo", folders: Iterable[Path] = ()) -> DemoFiles:
    """Return the files of the demo pack `name`.

    :raises BadInput: `pack_missing`, `pack_not_text`, `pack_wrong`
    """
    folder = fetch_pack(name, folders)
    texts: dict[str, PackFile] = {}
    for path in TEXTS:
        file = folder.file(path)
        if file is None:
            raise wrong(f"{folder.name}/pack.yaml", 1, "no_file", value=path)
        texts[path] = file
    for path in (TICKETS, STAMP):
        if not folder.entry(path).is_file():
            raise wrong(f"{folder.name}/pack.yaml", 1, "no_file", value=path)
    return DemoFiles(texts, folder.entry(TICKETS), folder.entry(STAMP).read_bytes())
