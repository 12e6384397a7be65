"""Home of reading a demo's drawings: lines of shapes such as `rect 0 0 20 10 #aabbcc *3x2 30 15`."""

from __future__ import annotations

import re

from xiaowei.connectors.packs.sections import Section
from xiaowei.domain.demo import MOMENTS, SHAPES, DemoPicture, Drawings, Shape

_LINE = re.compile(
    r"(?P<kind>[a-z]+) (?P<numbers>-?[\d.]+(?: -?[\d.]+)*) (?P<colour>#[0-9a-f]{6})"
    r"(?: \*(?P<columns>\d+)x(?P<rows>\d+) (?P<dx>-?[\d.]+) (?P<dy>-?[\d.]+))?"
)
_LEAST_CORNERS = 3


def parse_drawings(top: Section, stamp: bytes) -> Drawings:
    """Return the drawings of a demo, each scene laid on its backdrop.

    :raises BadInput: `pack_wrong`
    """
    width, height = _size(top)
    moments = top.section("moments")
    backdrops = top.section("backdrops")
    behind = {name: _shapes(backdrops, name) for name in backdrops.names()}
    titles: dict[str, str] = {}
    shapes: dict[tuple[str, str], tuple[Shape, ...]] = {}
    scenes = top.section("scenes")
    for name in scenes.names():
        scene = scenes.section(name)
        titles[name] = scene.text("title")
        backdrop = behind[scene.choice("backdrop", tuple(behind))]
        for moment in MOMENTS:
            shapes[name, moment] = backdrop + _shapes(scene, moment)
        scene.done()
    found = Drawings(
        width=width,
        height=height,
        credit=top.text("credit"),
        titles=titles,
        moments={moment: moments.text(moment) for moment in MOMENTS},
        shapes=shapes,
        stamp=stamp,
    )
    moments.done()
    return found


def parse_pictures(top: Section, drawings: Drawings) -> tuple[DemoPicture, ...]:
    """Return which projects of the sheets get a pair of drawings.

    :raises BadInput: `pack_wrong`
    """
    found: list[DemoPicture] = []
    for section in top.sections("projects"):
        found.append(
            DemoPicture(
                number=section.text("number"),
                scene=section.choice("scene", tuple(drawings.titles)),
                before_on=section.day("before"),
                after_on=section.day("after"),
            )
        )
        section.done()
    return tuple(found)


def _size(top: Section) -> tuple[int, int]:
    size = top.wholes("size")
    if len(size) != len(("width", "height")) or not all(size):
        example = "[960, 640]"
        raise top.refuse("size", "wrong_kind", value=size, wanted=example, wanted_en=example)
    return size[0], size[1]


def _shapes(section: Section, key: str) -> tuple[Shape, ...]:
    return tuple(_shape(section, key, line) for line in section.texts(key))


def _shape(section: Section, key: str, line: str) -> Shape:
    match = _LINE.fullmatch(line)
    if match is None or not _fits(match["kind"], len(match["numbers"].split())):
        example = "rect 0 0 20 10 #aabbcc *3x2 30 15"
        raise section.refuse(key, "wrong_kind", value=line, wanted=example, wanted_en=example)
    return Shape(
        kind=match["kind"],
        numbers=tuple(float(number) for number in match["numbers"].split()),
        colour=match["colour"],
        columns=int(match["columns"] or 1),
        rows=int(match["rows"] or 1),
        dx=float(match["dx"] or 0),
        dy=float(match["dy"] or 0),
    )


def _fits(kind: str, count: int) -> bool:
    """Tell whether a shape has its numbers; a polygon has any even number from three corners on."""
    if kind == "poly":
        return count >= 2 * _LEAST_CORNERS and count % 2 == 0
    return SHAPES.get(kind) == count
