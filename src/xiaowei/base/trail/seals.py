"""Home of seals and marks: what a row says as one keyed digest, and what stands for the row in the tally."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.conf import settings
from django.db import models

Plain = Callable[[Any], Any]
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def seal_of(said: Sequence[Any]) -> str:
    """Return the digest of plain values, keyed by the home's secret, as hex."""
    return hmac.digest(_key(settings.SECRET_KEY), _encode(said).encode(), "sha256").hex()


def mark_of(key: int, seal: str) -> int:
    """Return the number that stands for a row under its key in the tally's sum."""
    digest = hmac.digest(_key(settings.SECRET_KEY), f"{key} {seal}".encode(), "sha256")
    return int.from_bytes(digest, "big")


@lru_cache(maxsize=2)
def _key(secret: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"xiaowei seal of rows")
    return derive.derive(secret.encode())


@lru_cache(maxsize=256)
def plain_fields(model: type[models.Model]) -> tuple[tuple[str, type, Plain], ...]:
    """Return what is sealed, as (name, type that is told as it is, how others are told).

    All fields but the seal, keys that the database gives, and what the model leaves out.
    """
    left_out = {"seal", *(getattr(apps.get_model(model._meta.label), "unsealed", ()))}
    return tuple(
        (field.attname, _kind(field), _plain(field))
        for field in sorted(model._meta.concrete_fields, key=lambda one: one.attname)
        if field.name not in left_out and not isinstance(field, models.AutoField)
    )


def plain_of(model: type[models.Model], values: Iterable[Any]) -> list[Any]:
    """Return a row's values of the sealed fields in the form in which they are sealed."""
    return [
        value if value is None or value.__class__ is kind else tell(value)
        for (_, kind, tell), value in zip(plain_fields(model), values, strict=True)
    ]


def _kind(field: models.Field[Any, Any]) -> type:
    """Return the type that a field's values have where they need no telling."""
    if isinstance(field, models.ForeignKey):
        return _kind(field.target_field)
    return next((kind for of, kind in AS_THEY_ARE if isinstance(field, of)), models.Field)


AS_THEY_ARE: tuple[tuple[type[models.Field[Any, Any]], type], ...] = (
    (models.CharField, str),
    (models.TextField, str),
    (models.BooleanField, bool),
    (models.FloatField, float),
    (models.IntegerField, int),
)


def _plain(field: models.Field[Any, Any]) -> Plain:
    """Return how a field's value is told: as the database gives it back, in a form that JSON knows."""
    places = getattr(field, "decimal_places", None)

    def tell(value: Any) -> Any:
        if value is None:
            return None
        if isinstance(field, models.JSONField):
            return json.loads(json.dumps(value, default=str))
        if isinstance(field, models.BinaryField):
            return value if isinstance(value, str) else bytes(value).hex()
        value = field.to_python(value)
        if isinstance(value, Decimal):
            return f"{value:.{places}f}"
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat()
        return value if isinstance(value, bool | int | float | str) else str(value)

    return tell
