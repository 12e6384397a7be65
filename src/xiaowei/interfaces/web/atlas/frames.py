"""Home of the place of a map on a page: where its data is, what is not on it, the townships as tiles."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.translation import gettext as _

LEVELS = 4
"""Shades of a tile beyond none; the number stands in it in any case."""


def map_frame(
    url: str, located: int, total: int, keys: Iterable[tuple[int, str]]
) -> dict[str, Any]:
    """Return what components/map.html needs; `keys` say what the colours of the points mean."""
    return {
        "url": url,
        "located": located,
        "missing": total - located,
        "keys": list(keys),
        "tiles": settings.TILES,
        "credit": settings.TILES_CREDIT,
        "worker": static("maplibre-gl-csp-worker.js"),
        "locale": json.dumps(_locale()),
    }


def tile_grid(
    asked: QueryDict, by: str, names: Mapping[str, str], counts: Iterable[tuple[str, bool]]
) -> dict[str, Any]:
    """Return one tile a township or place that is named or counted, each narrowing the page to it.

    `by` is the page's own filter, town or place; each count is (code, whether it is still open).
    """
    told = list(counts)
    every, still = Counter(code for code, _ in told), Counter(code for code, on in told if on)
    most, chosen = max(every.values(), default=0), asked.get(by, "")
    rows = [
        {
            "name": names.get(code, code),
            "n": every[code],
            "open": still[code],
            "level": -(-every[code] * LEVELS // most) if most else 0,
            "on": code == chosen,
            "url": _narrowed(asked, by, "" if code == chosen else code),
        }
        for code in dict.fromkeys([*names, *sorted(every)])
    ]
    return {"by": by, "rows": rows}


def _narrowed(asked: QueryDict, by: str, code: str) -> str:
    left = asked.copy()
    for name in (by, "page"):
        left.pop(name, None)
    if code:
        left[by] = code
    return f"?{left.urlencode()}"


def _locale() -> dict[str, str]:
    return {
        "Map.Title": _("地图"),
        "NavigationControl.ZoomIn": _("放大"),
        "NavigationControl.ZoomOut": _("缩小"),
        "Popup.Close": _("关闭"),
        "ScrollZoomBlocker.WindowsMessage": "",
    }
