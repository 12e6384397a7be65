"""Home of making an upload safe to keep: is it a picture, when was it taken, drawn anew without more."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime

from PIL import Image, ImageOps

from xiaowei.domain.errors import BadInput

FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST_BYTES = 25 * 1024 * 1024
LARGEST_PIXELS = {"JPEG": 120_000_000, "PNG": 24_000_000, "WEBP": 24_000_000}
"""A JPEG is read at the size that is wanted; of the others every pixel is unpacked first."""
LONGEST_SIDE = 2000
QUALITY = 85
_EXIF, _TAKEN, _CHANGED = 0x8769, 36867, 306


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept: a JPEG that tells nothing but what it shows."""

    content: bytes
    taken_on: date | None


def redraw(content: bytes) -> Picture:
    """Draw an upload anew as a JPEG; only the day it was taken is kept of what it tells of itself.

    :raises BadInput: `not_a_picture`, `picture_too_large`
    """
    if len(content) > LARGEST_BYTES:
        raise BadInput("picture_too_large", megabytes=LARGEST_BYTES // 1024 // 1024)
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > LARGEST_PIXELS[opened.format or ""]:
                raise BadInput("picture_too_large", megabytes=LARGEST_BYTES // 1024 // 1024)
            taken_on = _taken_on(opened)
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return Picture(_jpeg(ImageOps.exif_transpose(opened)), taken_on)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise BadInput("not_a_picture", known=", ".join(FORMATS)) from error


def _taken_on(opened: Image.Image) -> date | None:
    known = opened.getexif()
    for said in (known.get_ifd(_EXIF).get(_TAKEN), known.get(_CHANGED)):
        try:
            return datetime.strptime(str(said)[:10], "%Y:%m:%d").date()  # noqa: DTZ007 a day, no moment
        except ValueError:
            continue
    return None


def _jpeg(picture: Image.Image) -> bytes:
    rgba = picture.convert("RGBA")
    page = Image.new("RGB", rgba.size, "white")
    page.paste(rgba, mask=rgba.getchannel("A"))
    out = io.BytesIO()
    page.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
