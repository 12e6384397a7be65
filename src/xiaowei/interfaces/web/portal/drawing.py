"""Home of drawing a poster: A4 at 150 dots an inch, with the machine's own Chinese typeface."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFont, ImageOps

from xiaowei.domain.errors import BadInput

WIDTH, HEIGHT, EDGE, QR = 1240, 1754, 80, 480
INK, QUIET, BAR, LINE = "#18222F", "#465263", "#173655", "#DFE3E4"
FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts",
    "/System/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
WANTED = (
    "NotoSansCJK", "SourceHanSans", "NotoSansSC", "wqy-zenhei", "wqy-microhei", "msyh", "PingFang",
    "Hiragino Sans GB", "simhei", "DroidSansFallback",
)  # fmt: skip
"""Typefaces that know Chinese, the likeliest first, by how their files are called."""
FACES_IN_A_FILE = 12


@dataclass(frozen=True)
class Poster:
    """What a poster says; photos as (words, picture), facts as (label, value, unit)."""

    heading: str
    place: str
    type: str
    town: str
    facts: Sequence[tuple[str, str, str]]
    photos: Sequence[tuple[str, bytes]]
    invites: Sequence[str]
    address: str
    foot: str


def draw(poster: Poster) -> bytes:
    """Return the poster as a PNG.

    :raises BadInput: `no_font`
    """
    page = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(page)
    pen.rectangle((0, 0, WIDTH, 130), fill=BAR)
    pen.text((EDGE, 38), poster.heading, "white", font(48))
    y = 170
    for text, size in ((poster.place, 76), (poster.type, 60)):
        pen.text((EDGE, y), text, INK, _fitting(text, size))
        y += size + 26
    pen.text((EDGE, y + 12), poster.town, QUIET, font(32))
    y = _pictures(page, pen, poster.photos, y + 84)
    y = _facts(pen, poster.facts, y + 30)
    _invite(page, pen, poster, y + 40)
    pen.text((EDGE, HEIGHT - 70), poster.foot, QUIET, font(28))
    out = io.BytesIO()
    page.save(out, "PNG", dpi=(150, 150))
    return out.getvalue()


def font(size: int) -> ImageFont.FreeTypeFont:
    """Return the machine's Chinese typeface in a size.

    :raises BadInput: `no_font`
    """
    file, face = _found()
    return ImageFont.truetype(file, size, index=face)


@lru_cache(maxsize=1)
def _found() -> tuple[str, int]:
    files = [file for folder in FOLDERS for file in _files(Path(folder).expanduser())]
    for name in WANTED:
        for file in files:
            if file.name.startswith(name) and "Bold" not in file.name:
                return str(file), _simplified(file)
    raise BadInput("no_font")


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(
            p for p in folder.rglob("*") if p.suffix.lower() in (".ttc", ".ttf", ".otf")
        )


def _simplified(file: Path) -> int:
    """Return which face of a file writes simplified characters; the first where none says so."""
    for face in range(FACES_IN_A_FILE if file.suffix.lower() == ".ttc" else 0):
        try:
            name = ImageFont.truetype(str(file), 20, index=face).getname()[0] or ""
        except OSError:
            break
        if name.endswith(("SC", "GB", "YaHei")):
            return face
    return 0


def _fitting(text: str, size: int) -> ImageFont.FreeTypeFont:
    """Return the largest typeface in which a text fits between the edges."""
    while size > 28 and font(size).getlength(text) > WIDTH - 2 * EDGE:
        size -= 4
    return font(size)


def _pictures(
    page: Image.Image, pen: ImageDraw.ImageDraw, photos: Sequence[tuple[str, bytes]], y: int
) -> int:
    wide = (WIDTH - 2 * EDGE - 20) // 2
    tall = wide * 3 // 4
    for index, (words, content) in enumerate(photos[:2]):
        x = EDGE + index * (wide + 20)
        with Image.open(io.BytesIO(content)) as opened:
            page.paste(ImageOps.fit(opened.convert("RGB"), (wide, tall)), (x, y))
        pen.rectangle((x, y + tall - 52, x + wide, y + tall), fill=BAR)
        pen.text((x + 18, y + tall - 46), words, "white", font(30))
    return y + tall if photos else y


def _facts(pen: ImageDraw.ImageDraw, facts: Sequence[tuple[str, str, str]], y: int) -> int:
    step = (WIDTH - 2 * EDGE) // max(len(facts), 1)
    for index, (label, value, unit) in enumerate(facts):
        x = EDGE + index * step
        pen.text((x, y), label, QUIET, font(28))
        big = font(56)
        pen.text((x, y + 40), value, INK, big)
        pen.text((x + big.getlength(value) + 8, y + 70), unit, QUIET, font(26))
    pen.line((EDGE, y + 140, WIDTH - EDGE, y + 140), fill=LINE, width=2)
    return y + 140


def _invite(page: Image.Image, pen: ImageDraw.ImageDraw, poster: Poster, y: int) -> None:
    out = io.BytesIO()
    segno.make(poster.address, error="m").save(out, kind="png", scale=10, border=2)
    code = Image.open(out).convert("RGB").resize((QR, QR), Image.Resampling.NEAREST)
    page.paste(code, (EDGE, y))
    for index, words in enumerate(poster.invites):
        width = WIDTH - 2 * EDGE - QR - 40
        size = 40
        while size > 22 and font(size).getlength(words) > width:
            size -= 2
        pen.text((EDGE + QR + 40, y + 90 + index * 100), words, INK, font(size))
