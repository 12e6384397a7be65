"""Home of reading of what a synthetic district is made: `synthetic.yaml` of a pack."""

from __future__ import annotations

from xiaowei.connectors.packs.fetch import fetch
from xiaowei.connectors.packs.sections import Section, read
from xiaowei.domain.errors import BadInput
from xiaowei.domain.synthetic import Happening, NameParts, Script

FILE = "synthetic.yaml"
_TEXTS = (
    "addresses", "buildings", "without_place", "calls", "landmarks", "again", "tails", "traces",
)  # fmt: skip
_MONTHS = range(1, 13)


def load_script(pack: str = "default") -> Script:
    """Return what the pack says of a synthetic district.

    :raises BadInput: `pack_missing`, `pack_wrong`
    """
    file = fetch(pack).file(FILE)
    if file is None:
        raise BadInput("pack_missing", name=f"{pack}/{FILE}", known="default")
    top = read(file)
    names = top.section("names")
    kinds, singles = top.section("kinds"), top.section("singles")
    found = Script(
        district=names.text("district"),
        towns=_parts(names.section("towns")),
        villages=_parts(names.section("villages")),
        estates=_parts(names.section("estates")),
        factories=names.texts("factories"),
        roads=names.texts("roads"),
        kinds=tuple((name, kinds.whole(name)) for name in kinds.names()),
        singles={name: singles.texts(name) for name in singles.names()},
        plate=top.text("plate"),
        happenings=tuple(_happening(section) for section in top.sections("happenings")),
        **{name: top.texts(name) for name in _TEXTS},
    )
    names.done()
    top.done()
    return found


def _parts(section: Section) -> NameParts:
    found = NameParts(section.text("first"), section.text("second"), section.texts("kinds"))
    section.done()
    return found


def _happening(section: Section) -> Happening:
    found = Happening(
        topic=section.text("topic"),
        weight=section.some("weight"),
        lasts_hours=section.some("hours"),
        says=section.texts("says"),
        months=frozenset(_months(section)),
        by_building=section.choice("scope", ("place", "building")) == "building",
        outage=section.has("outage") and section.flag("outage"),
    )
    section.done()
    return found


def _months(section: Section) -> tuple[int, ...]:
    if not section.has("months"):
        return ()
    months = section.wholes("months")
    if not months or not set(months) <= set(_MONTHS):
        example = "[11, 12, 1]"
        raise section.refuse(
            "months", "wrong_kind", value=months, wanted=example, wanted_en=example
        )
    return months
