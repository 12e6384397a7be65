"""Home of sealed records: each row carries a keyed digest of itself, and its table a place in the tally.

The trail is chained and tells what was done; the seal tells that a row is still what was written, the
tally that no row went, came or changed its key. Whatever the house writes passes here: one row, many,
a part of a row, what a deletion takes along. A row that did not fit before stays unfitting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, ClassVar, TypeVar

from django.apps.registry import Apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models.deletion import Collector

from xiaowei.base.parts import in_parts
from xiaowei.base.trail.seals import plain_fields, plain_of, seal_of
from xiaowei.base.trail.tally import TABLE, note, sums_of

M = TypeVar("M", bound=models.Model)


class SealedRows(models.QuerySet[M]):
    """Rows that are sealed and counted whichever way they are written."""

    def update(self, **values: Any) -> int:
        """Update as ever; the rows are sealed anew where a sealed field was among the values."""
        setting = _setting(self.model, values)
        if setting == {}:
            return super().update(**values)
        with transaction.atomic(savepoint=False):
            write = Write(self.model, list(self.order_by().values_list("pk", flat=True)))
            changed = super().update(**values)
            # Fewer where somebody else was faster; then the rows themselves tell.
            write.close(setting if changed == len(write.before) else None)
        return changed

    def bulk_create(self, objs: Iterable[M], *args: Any, **named: Any) -> list[M]:
        """Create as ever, each row with its seal."""
        rows = list(objs)
        put_seals(rows)
        if named.pop("ignore_conflicts", False):
            return [row for row in rows if _is_new(row)]
        with transaction.atomic(savepoint=False):
            if named.get("update_conflicts"):
                named["update_fields"] = [*named["update_fields"], "seal"]
                write = Write(self.model, [row.pk for row in rows])
                made = super().bulk_create(rows, *args, **named)
                write.close()
            else:
                made = super().bulk_create(rows, *args, **named)
                came(made)
        return made

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete as ever, and whatever goes along."""
        with transaction.atomic(savepoint=False):
            going = Collector(using=self.db, origin=self)
            going.collect(self.all())
            writes = [Write(*touched) for touched in _touched(going)]
            gone = going.delete()
            for write in writes:
                write.close()
        return gone


class Sealed(models.Model):
    """A record whose row carries the digest of its fields, keyed by the home's secret."""

    seal = models.CharField(max_length=64, default="", editable=False)
    objects = SealedRows.as_manager()
    unsealed: ClassVar[tuple[str, ...]] = ()
    """Fields that are left out, each for a reason that stands beside it."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **named: Any) -> None:
        """Save as ever; what is written is sealed, and a part of the row with what stands beside it."""
        with transaction.atomic(savepoint=False):
            if self._state.adding and (self.pk is None or named.get("force_insert")):
                put_seals([self])
                super().save(*args, **named)
                came([self])
            else:
                self._write_again(*args, **named)

    def _write_again(self, *args: Any, **named: Any) -> None:
        only, write = named.get("update_fields"), Write(type(self), [self.pk])
        names = [field.attname for field in self._meta.concrete_fields if _is_among(field, only)]
        setting = _setting(type(self), {name: getattr(self, name) for name in names})
        for row in write.before:
            self.seal = write.due(row, setting) if setting is not None else row.seal
        if only is not None:
            named["update_fields"] = [*only, "seal"]
        if not write.before:
            put_seals([self])
        super().save(*args, **named)
        write.close(setting if write.before else None, written=True)

    def delete(self, *args: Any, **named: Any) -> tuple[int, dict[str, int]]:
        """Delete as ever, counted as rows are."""
        return type(self)._default_manager.filter(pk=self.pk).delete()


@dataclass(frozen=True)
class Row:
    """A row's key, the seal that it carries, and its sealed values."""

    model: type[models.Model]
    key: Any
    seal: str
    values: list[Any]

    @property
    def fitting(self) -> str:
        """Return the seal that fits the row."""
        return seal_of([self.model._meta.db_table, *self.values])


class Write:
    """Rows of one model before and after a write, locked; those that fitted or are new will fit."""

    def __init__(self, model: type[models.Model], keys: Iterable[Any]) -> None:
        self.model = model
        self.keys = sorted(set(keys)) if issubclass(model, Sealed) else []
        self.before = list(self._read(lock=True))

    def due(self, row: Row, setting: Mapping[str, Any] | None = None) -> str:
        """Return the seal that is due to a row from before; one that did not fit stays as it was."""
        if not setting or row.seal != row.fitting:
            return row.seal
        names = [name for name, _, _ in plain_fields(self.model)]
        told = dict(zip(names, row.values, strict=True)) | dict(setting)
        values = plain_of(self.model, (told[name] for name in names))
        return Row(self.model, row.key, "", values).fitting

    def close(self, setting: Mapping[str, Any] | None = None, *, written: bool = False) -> None:
        """Seal and count what has been written: by what rows were set to, or by the rows themselves."""
        if setting is None:
            due, seals = self._reread()
        else:
            due = {row.key: self.due(row, setting) for row in self.before}
            seals = {} if written else due
        write_seals(self.model, seals.items())
        if due or self.before:
            gone = sums_of((row.key, row.seal) for row in self.before)
            note(self.model._meta.db_table, sums_of(due.items()) - gone)

    def _reread(self) -> tuple[dict[Any, str], dict[Any, str]]:
        """Return the seals due to the rows that are there now, all of them and those to be written."""
        unfit = {row.key: row.seal for row in self.before if row.seal != row.fitting}
        after = list(self._read())
        due = {row.key: unfit.get(row.key, row.fitting) for row in after}
        return due, {row.key: due[row.key] for row in after if due[row.key] != row.seal}

    def _read(self, lock: bool = False) -> Iterator[Row]:
        for part in in_parts(self.keys):
            found = self.model._default_manager.filter(pk__in=part)
            yield from sealed_rows(
                self.model, found.select_for_update(no_key=True) if lock else found
            )


def put_seals(rows: Iterable[models.Model]) -> None:
    """Put its seal on each record of one model, before it is written."""
    for row in rows:
        if isinstance(row, Sealed):
            model = type(row)
            read = attrgetter(*(name for name, _, _ in plain_fields(model)), "pk")
            row.seal = seal_of([row._meta.db_table, *plain_of(model, read(row)[:-1])])


def came(rows: Iterable[models.Model]) -> None:
    """Count new rows of one model that were written with their seals and keys."""
    told = [(row._meta.db_table, row.pk, str(row.seal)) for row in rows if isinstance(row, Sealed)]
    if told:
        note(told[0][0], sums_of((key, seal) for _, key, seal in told))


def write_seals(model: type[models.Model], seals: Iterable[tuple[Any, str]]) -> None:
    """Write seals into rows by their keys, past the counting."""
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    statement = f"UPDATE {table} SET seal = %s WHERE {key} = %s"  # noqa: S608
    values = [(seal, key) for key, seal in seals]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)


def sealed_rows(model: type[models.Model], rows: models.QuerySet[Any]) -> Iterator[Row]:
    """Yield rows by key."""
    names = [name for name, _, _ in plain_fields(model)]
    read = rows.order_by("pk").values_list("pk", "seal", *names)
    for key, seal, *values in read.iterator(2000):
        yield Row(model, key, seal, plain_of(model, values))


def seal_all(registry: Apps, app: str) -> None:
    """Seal and count anew the rows of an app as a migration leaves them; its last act."""
    for model in registry.get_app_config(app).get_models():
        if any(field.name == "seal" for field in model._meta.fields):
            rows = sealed_rows(model, model._default_manager.all())
            write_seals(model, [(row.key, row.fitting) for row in rows if row.seal != row.fitting])
            count_anew(model)


def count_anew(model: type[models.Model]) -> None:
    """Count a table as it stands, once there is a tally."""
    if TABLE in connection.introspection.table_names():
        rows = model._default_manager.order_by("pk").values_list("pk", "seal")
        note(model._meta.db_table, sums_of(rows.iterator(2000)), anew=True)


def _setting(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what the sealed fields among `values` are set to; None where only the database can tell."""
    names = {name for name, _, _ in plain_fields(model)}
    fields = {
        name: field for field in model._meta.concrete_fields for name in (field.name, field.attname)
    }
    said = {fields[name].attname: value for name, value in values.items()}
    told = {name: value for name, value in said.items() if name in names}
    if any(hasattr(value, "resolve_expression") for value in told.values()):
        return None
    return {
        name: value.pk if isinstance(value, models.Model) else value for name, value in told.items()
    }


def _is_among(field: models.Field[Any, Any], names: Iterable[str] | None) -> bool:
    return names is None or field.name in names or field.attname in names


def _is_new(row: models.Model) -> bool:
    """Tell whether a row could be inserted, none like it being there."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _touched(going: Collector) -> Iterator[tuple[type[models.Model], list[Any]]]:
    """Yield the models of a deletion and the keys of the rows that go or lose a link."""
    for model, rows in going.data.items():
        yield model, [row.pk for row in rows]
    for found in going.fast_deletes:
        yield found.model, list(found.order_by().values_list("pk", flat=True))
    for (field, _), groups in going.field_updates.items():
        yield field.model, [row.pk for group in groups for row in group]  # type: ignore[attr-defined]
