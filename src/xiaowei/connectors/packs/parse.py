"""Home of putting packs together: the packs named, those they require, and the policies of all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path

from xiaowei.connectors.packs.calendars import parse_calendars
from xiaowei.connectors.packs.catalogue import Shelf
from xiaowei.connectors.packs.fetch import PackFile, PackFolder, fetch
from xiaowei.connectors.packs.meanings import require_one_meaning
from xiaowei.connectors.packs.policies import parse_policies
from xiaowei.connectors.packs.regions import parse_regions
from xiaowei.connectors.packs.sections import Section, read, wrong
from xiaowei.domain.catalogue import Catalogue
from xiaowei.domain.errors import BadInput
from xiaowei.domain.policy import PolicyBook
from xiaowei.domain.regions import Region, RegionTree
from xiaowei.domain.workdays import Calendar

_DEMO_FILES = ("places", "projects", "tickets")


@dataclass(frozen=True)
class PackInfo:
    """What a pack says of itself."""

    name: str
    title: str
    version: str


@dataclass(frozen=True)
class Demo:
    """A programme to try the software with; `files` by kind: places, projects, tickets."""

    district: str
    year: int
    as_of: date
    files: Mapping[str, Traversable]


@dataclass(frozen=True)
class Packs:
    """All that the loaded packs bring; `calendar` is that of the last pack that names one."""

    infos: tuple[PackInfo, ...]
    regions: RegionTree
    calendar: Calendar
    calendars: Mapping[str, Calendar]
    catalogue: Catalogue
    policies: PolicyBook
    demo: Demo | None

    @property
    def names(self) -> tuple[str, ...]:
        """The packs' names, in the order in which they were laid on each other."""
        return tuple(info.name for info in self.infos)

    @property
    def version(self) -> str:
        """The packs' names and versions in one line."""
        return self.catalogue.version


@dataclass(frozen=True)
class _Opened:
    folder: PackFolder
    top: Section
    info: PackInfo
    below: frozenset[str]
    """The folders of the packs that it stands on, and its own."""


def load(names: Sequence[str], folders: Iterable[Path] = ()) -> Packs:
    """Return the packs `names` with those they require, each laid on those before it.

    :raises BadInput: `pack_missing`, `pack_wrong`, `pack_not_text`, `packs_in_a_circle`
    """
    places, opened = tuple(folders), dict[str, _Opened]()
    for name in names:
        _open(name, places, opened, ())
    packs = list(opened.values())
    shelf, regions, calendars = Shelf(), list[Region](), dict[str, Calendar]()
    for pack in packs:
        shelf.take(pack.folder)
        regions.extend(parse_regions(pack.folder))
        calendars |= parse_calendars(pack.folder)
    require_one_meaning(shelf.told, {pack.folder.name: pack.below for pack in packs})
    infos = tuple(pack.info for pack in packs)
    catalogue = shelf.catalogue("+".join(f"{info.name}-{info.version}" for info in infos))
    result = Packs(
        infos=infos,
        regions=RegionTree(regions),
        calendar=_calendar(packs, calendars),
        calendars=calendars,
        catalogue=catalogue,
        policies=_policies(packs, catalogue),
        demo=_demo(packs),
    )
    for pack in packs:
        pack.top.done()
    return result


def _open(
    name: str, places: tuple[Path, ...], opened: dict[str, _Opened], path: tuple[str, ...]
) -> _Opened:
    if name in path:
        raise BadInput("packs_in_a_circle", circle=" → ".join((*path, name)))
    folder = fetch(name, places)
    file = folder.file("pack.yaml")
    if file is None:
        raise BadInput("pack_missing", name=name, known="")
    top = read(file)
    on = [_open(one, places, opened, (*path, name)) for one in top.texts("requires")]
    below = frozenset({folder.name}).union(*(one.below for one in on))
    info = PackInfo(top.text("name"), top.text("title"), top.text("version"))
    return opened.setdefault(info.name, _Opened(folder, top, info, below))


def _calendar(packs: Sequence[_Opened], calendars: Mapping[str, Calendar]) -> Calendar:
    naming = [pack.top for pack in packs if pack.top.has("calendar")]
    for top in reversed(naming):
        code = top.text("calendar")
        if code not in calendars:
            raise top.refuse("calendar", "not_known", value=code, where="calendars/")
        return calendars[code]
    raise wrong("pack.yaml", 1, "missing_key", missing="calendar")


def _policies(packs: Sequence[_Opened], catalogue: Catalogue) -> PolicyBook:
    default: PackFile | None = None
    for pack in packs:
        default = pack.folder.file("policy.yaml") or default
    if default is None:
        raise wrong("policy.yaml", 1, "no_policy")
    districts = [pack.folder.files("policies", ".yaml") for pack in packs]
    return parse_policies(default, districts, catalogue)


def _demo(packs: Sequence[_Opened]) -> Demo | None:
    found: Demo | None = None
    for pack in packs:
        if pack.top.has("demo"):
            section = pack.top.section("demo")
            files = {kind: _demo_file(pack.folder, section, kind) for kind in _DEMO_FILES}
            found = Demo(
                section.region("district"), section.whole("year"), section.day("as_of"), files
            )
            section.done()
    return found


def _demo_file(folder: PackFolder, section: Section, kind: str) -> Traversable:
    name = section.text(kind)
    entry = folder.entry(name)
    if not entry.is_file():
        raise section.refuse(kind, "no_file", value=name)
    return entry
