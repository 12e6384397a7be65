"""Home of drawing a demo's scenes: shapes laid on each other at twice the size, stamped, as a PNG."""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image, ImageDraw

from xiaowei.domain.demo import Drawings, Shape

SCALE = 2
MARGIN, PAD = 28, 14
INK, PAPER = "#b3261e", "#ffffff"


def draw(drawings: Drawings, scene: str, moment: str) -> bytes:
    """Return the drawing of a scene before, during or after the works as a PNG with its stamp."""
    size = (drawings.width * SCALE, drawings.height * SCALE)
    page = Image.new("RGB", size, PAPER)
    pen = ImageDraw.Draw(page)
    for shape in drawings.shapes[scene, moment]:
        for numbers in _repeated(shape):
            _put(pen, shape, [number * SCALE for number in numbers])
    page = page.resize((drawings.width, drawings.height), Image.Resampling.LANCZOS)
    _stamp(page, drawings.stamp)
    out = io.BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


def _repeated(shape: Shape) -> Iterator[list[float]]:
    """Yield the shape's numbers once for every column and row."""
    for row in range(shape.rows):
        for column in range(shape.columns):
            shift = (column * shape.dx, row * shape.dy)
            moved = len(shape.numbers) if shape.kind == "poly" else 4 if shape.kind == "line" else 2
            yield [
                number + (shift[i % 2] if i < moved else 0)
                for i, number in enumerate(shape.numbers)
            ]


def _put(pen: ImageDraw.ImageDraw, shape: Shape, numbers: list[float]) -> None:
    if shape.kind == "poly":
        pen.polygon(numbers, fill=shape.colour)
    elif shape.kind == "line":
        pen.line(numbers[:4], fill=shape.colour, width=round(numbers[4]))
    else:
        x, y, width, height = numbers
        box = (x, y, x + width, y + height)
        (pen.rectangle if shape.kind == "rect" else pen.ellipse)(box, fill=shape.colour)


def _stamp(page: Image.Image, stamp: bytes) -> None:
    """Press the stamp into the middle of the upper edge, where a page that crops keeps it."""
    with Image.open(io.BytesIO(stamp)) as opened:
        mask = opened.convert("L")
    width, top = mask.width + 2 * PAD, MARGIN
    left, bottom = (page.width - width) // 2, top + mask.height + 2 * PAD
    right = left + width
    pen = ImageDraw.Draw(page)
    pen.rounded_rectangle((left, top, right, bottom), radius=12, fill=PAPER, outline=INK, width=5)
    page.paste(Image.new("RGB", mask.size, INK), (left + PAD, top + PAD), mask)
