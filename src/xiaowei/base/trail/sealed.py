"""Home of sealed records: each row carries a keyed digest of itself, so that an edit past the house shows.

The trail is chained and tells what was done; the seal tells that a row is still what was written. A row
that did not fit before the house writes it again stays unfitting. A row deleted leaves no seal.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar, TypeVar

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.apps.registry import Apps
from django.conf import settings
from django.db import models

from xiaowei.base.parts import in_parts

M = TypeVar("M", bound=models.Model)
Plain = Callable[[Any], Any]


class SealedRows(models.QuerySet[M]):
    """Rows that are sealed whichever way they are written."""

    def update(self, **values: Any) -> int:
        """Update as ever, and seal the rows anew where a sealed field was among the values."""
        named = {name.removesuffix("_id") for name in values}
        if named <= {"seal", *getattr(self.model, "unsealed", ())}:
            return super().update(**values)
        sound = _sound(self.model, list(self.values_list("pk", flat=True)))
        changed = super().update(**values)
        reseal(self.model, sound)
        return changed

    def bulk_create(self, objs: Iterable[M], *args: Any, **named: Any) -> list[M]:
        """Create as ever, each row with its seal."""
        rows = list(objs)
        put_seals(rows)
        if named.get("update_fields"):
            named["update_fields"] = [*named["update_fields"], "seal"]
        return super().bulk_create(rows, *args, **named)


class Sealed(models.Model):
    """A record whose row carries the digest of its fields, keyed by the home's secret."""

    seal = models.CharField(max_length=64, default="", editable=False)
    objects = SealedRows.as_manager()
    unsealed: ClassVar[tuple[str, ...]] = ()
    """Fields that the house works out again from the others."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **named: Any) -> None:
        """Save as ever; what is written is sealed, a part of the row from the row itself."""
        sound = self._state.adding or bool(_sound(type(self), [self.pk]))
        partly = named.get("update_fields") is not None
        if sound and not partly:
            put_seals([self])
        super().save(*args, **named)
        if sound and partly:
            reseal(type(self), [self.pk])


def put_seals(rows: Iterable[models.Model]) -> None:
    """Put its seal on each record that carries one, before it is written."""
    for row in rows:
        if isinstance(row, Sealed):
            plain = _plain_fields(type(row))
            row.seal = _seal(row._meta.db_table, [of(getattr(row, name)) for name, of in plain])


def _sound(model: type[models.Model], keys: Collection[Any]) -> list[Any]:
    """Return those of the keys whose rows fit their seals."""
    return [
        key
        for part in in_parts(list(keys))
        for key, seal, fitting in _sealed(model, model._default_manager.filter(pk__in=part))
        if seal == fitting
    ]


def reseal(model: type[models.Model], keys: Collection[Any]) -> None:
    """Seal rows by what the database holds."""
    for part in in_parts(list(keys)):
        for key, seal, fitting in _sealed(model, model._default_manager.filter(pk__in=part)):
            if seal != fitting:
                model._default_manager.filter(pk=key).update(seal=fitting)


def seal_all(registry: Apps, app: str) -> None:
    """Seal the rows that an earlier version wrote without; for migrations."""
    for model in registry.get_app_config(app).get_models():
        if any(field.name == "seal" for field in model._meta.fields):
            reseal(model, list(model._default_manager.values_list("pk", flat=True)))


def broken_seals(limit: int = 20) -> list[str]:
    """Return the rows that are not what the house has written, as `table #key`."""
    broken: list[str] = []
    for model in apps.get_models():
        if issubclass(model, Sealed):
            for key, seal, fitting in _sealed(model, model._default_manager.all()):
                if seal != fitting:
                    broken.append(f"{model._meta.db_table} #{key}")
                if len(broken) >= limit:
                    return broken
    return broken


def _sealed(
    model: type[models.Model], rows: models.QuerySet[Any]
) -> Iterator[tuple[Any, str, str]]:
    """Yield (key, the seal that the row carries, the seal that fits it)."""
    plain = _plain_fields(model)
    read = rows.order_by().values_list("pk", "seal", *(name for name, _ in plain))
    for key, seal, *values in read.iterator(2000):
        found = [of(value) for (_, of), value in zip(plain, values, strict=True)]
        yield key, seal, _seal(model._meta.db_table, found)


@lru_cache(maxsize=256)
def _plain_fields(model: type[models.Model]) -> tuple[tuple[str, Plain], ...]:
    """Return what is sealed: all fields but the seal, keys that the database gives, and derived ones."""
    left_out = {"seal", *(getattr(apps.get_model(model._meta.label), "unsealed", ()))}
    return tuple(
        (field.attname, _plain(field))
        for field in sorted(model._meta.concrete_fields, key=lambda one: one.attname)
        if field.name not in left_out and not isinstance(field, models.AutoField)
    )


def _plain(field: models.Field[Any, Any]) -> Plain:
    """Return how a field's value is told: as the database gives it back, in a form that JSON knows."""
    places = getattr(field, "decimal_places", None)

    def tell(value: Any) -> Any:
        if value is None:
            return None
        if isinstance(field, models.JSONField):
            return json.loads(json.dumps(value, default=str))
        value = field.to_python(value)
        if isinstance(value, Decimal):
            return f"{value:.{places}f}"
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat()
        return value if isinstance(value, bool | int | float | str) else str(value)

    return tell


def _seal(table: str, values: list[Any]) -> str:
    text = json.dumps([table, *values], ensure_ascii=False, sort_keys=True)
    return hmac.digest(_key(settings.SECRET_KEY), text.encode(), "sha256").hex()


@lru_cache(maxsize=2)
def _key(secret: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"xiaowei seal of rows")
    return derive.derive(secret.encode())
