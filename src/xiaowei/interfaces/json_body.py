"""Home of a JSON body as it comes to a door: read once, and refused where it cannot be kept."""

from __future__ import annotations

import json
from typing import Any


def fields_of(body: bytes) -> Any:
    """Return what a JSON body says.

    :raises ValueError: it is no JSON in UTF-8, nested beyond reason, or holds half a character
    """
    try:
        found = json.loads(body.decode("utf-8-sig"))
        json.dumps(found, ensure_ascii=False).encode()
    except RecursionError as deep:
        raise ValueError("nested too deeply") from deep
    return found
