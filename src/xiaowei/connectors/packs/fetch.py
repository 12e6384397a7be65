"""Home of finding a pack's files: in the installed package, or in a folder of the operator's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from xiaowei.domain.errors import BadInput


@dataclass(frozen=True)
class PackFile:
    """One text file of a pack, with the name to show in messages."""

    name: str
    text: str


@dataclass(frozen=True)
class PackFolder:
    """The files of one pack."""

    name: str
    root: Traversable

    def file(self, path: str) -> PackFile | None:
        """Return the file at `path`, or None where the pack has none.

        :raises BadInput: `pack_not_text`
        """
        entry = self.entry(path)
        if not entry.is_file():
            return None
        shown = f"{self.name}/{path}"
        try:
            return PackFile(shown, entry.read_text(encoding="utf-8-sig"))
        except UnicodeDecodeError as error:
            raise BadInput("pack_not_text", file=shown, byte=error.start) from error

    def files(self, folder: str, ending: str) -> tuple[PackFile, ...]:
        """Return the files of a sub-folder with that ending, by name."""
        place = self.entry(folder)
        names = sorted(entry.name for entry in place.iterdir()) if place.is_dir() else []
        found = (self.file(f"{folder}/{name}") for name in names if name.endswith(ending))
        return tuple(file for file in found if file is not None)

    def entry(self, path: str) -> Traversable:
        """Return the place of `path` in the pack, whether or not it exists."""
        return self.root.joinpath(*path.split("/"))


def fetch(name: str, folders: Iterable[Path] = ()) -> PackFolder:
    """Return the pack `name`: a path, a pack in one of `folders`, or one in the package.

    :raises BadInput: `pack_missing`
    """
    own = Path(name)
    places: list[Traversable] = [folder / name for folder in folders]
    if own.is_absolute() or len(own.parts) > 1:
        places.insert(0, own)
    else:
        places.append(_packaged().joinpath(name))
    for place in places:
        if place.joinpath("pack.yaml").is_file():
            return PackFolder(own.name, place)
    raise BadInput("pack_missing", name=name, known=", ".join(shipped()))


def shipped() -> tuple[str, ...]:
    """Return the names of the packs in the package."""
    return tuple(sorted(p.name for p in _packaged().iterdir() if p.joinpath("pack.yaml").is_file()))


def standard() -> tuple[str, ...]:
    """Return the names of the packs that a home gets where nothing else is said."""
    return tuple(_packaged().joinpath("standard.txt").read_text(encoding="utf-8").split())


def _packaged() -> Traversable:
    return files("xiaowei").joinpath("packs")
