"""Home of turning a pack's values into stored documents and back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Set
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from cattrs.preconf.json import make_converter

from xiaowei.base.trail.operations import digest_json

T = TypeVar("T")
# Sets are written sorted: their own order differs from process to process, and with it the digest.
_converter = make_converter(forbid_extra_keys=True, unstruct_collection_overrides={Set: sorted})
_converter.register_unstructure_hook(Decimal, str)
_converter.register_structure_hook(Decimal, lambda value, _: Decimal(value))


def body_of(value: object) -> Any:
    """Return a frozen dataclass as a JSON value."""
    return json.loads(json.dumps(_converter.unstructure(value), default=_plain))


def value_of(body: Any, cls: type[T]) -> T:
    """Return the frozen dataclass that a JSON value was made from."""
    return _converter.structure(body, cls)


def digest_of(body: Any) -> str:
    """Return the digest of a document's body."""
    return digest_json(body)


def leaves_of(body: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield a body's values by their paths: of listed things by code, of listed words one by one."""
    if not isinstance(body, dict | list):
        yield path, "" if body is None else str(body)
        return
    pairs = body.items() if isinstance(body, dict) else map(_key, range(len(body)), body)
    for key, value in pairs:
        yield from leaves_of(value, f"{path}.{key}".lstrip("."))


def _key(place: int, value: Any) -> tuple[object, Any]:
    """Name a listed value: a thing by its code, a word by itself, anything else by its place."""
    if isinstance(value, dict):
        return value.get("code", place), value
    return (value if isinstance(value, str) else place), value


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON form for {type(value).__name__}")
