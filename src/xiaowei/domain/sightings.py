"""Home of the rules of sightings 发现: what somebody outside photographed; a lead, never a ticket."""

from __future__ import annotations

import re
from decimal import Decimal

from xiaowei.domain.catalogue import Catalogue, Picture, ProjectType
from xiaowei.domain.errors import BadInput

SIGHTERS = ("butler", "village_secretary")
LARGEST = Decimal(1_000_000)
_KEY = re.compile(r"[0-9A-Za-z:_-]{8,60}")


def require_key(key: str) -> None:
    """Refuse what no phone gives a row of its own.

    :raises BadInput: `bad_client_key`
    """
    if not _KEY.fullmatch(key):
        raise BadInput("bad_client_key", value=key[:60])


def require_quantity(quantity: Decimal | None) -> None:
    """Refuse a size that is no size: nothing, or more than any place has; unknown is fine.

    :raises BadInput: `bad_size`
    """
    if quantity is not None and not 0 < quantity <= LARGEST:
        raise BadInput("bad_size", value=quantity, most=LARGEST)


def picture_named(catalogue: Catalogue, code: str) -> Picture:
    """Return the picture with that code.

    :raises BadInput: `no_such_picture`
    """
    found = next((known for known in catalogue.pictures if known.code == code), None)
    if found is None:
        known = ", ".join(one.code for one in catalogue.pictures)
        raise BadInput("no_such_picture", value=code, known=known)
    return found


def cure_of(catalogue: Catalogue, picture: Picture) -> ProjectType | None:
    """Return the project type that cures what a picture shows, the first in the packs' order."""
    return next(iter(catalogue.types_for(picture.topic)), None)


def picture_said(catalogue: Catalogue, code: str) -> str:
    """Return the name of a picture, its code where the packs know it no more."""
    return next((known.name for known in catalogue.pictures if known.code == code), code)
