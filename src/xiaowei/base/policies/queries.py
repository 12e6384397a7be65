"""Home of reading the documents in force, each read once per process and version."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any, TypeVar, cast

from xiaowei.base.policies.documents import body_of, digest_of, value_of
from xiaowei.base.policies.models import Document
from xiaowei.base.remembering import remembered
from xiaowei.base.steady import once
from xiaowei.domain.errors import BadInput
from xiaowei.domain.policy import Policy, PolicyBook

T = TypeVar("T")
DEFAULT = "default"
NAMED = ("kind", "name", "digest")


def document(kind: str, name: str, cls: type[T]) -> T:
    """Return the newest document of that kind and name as its domain value.

    :raises BadInput: `packs_missing`
    """
    pk, digest = _newest(kind, name)
    return cast(T, _value(pk, digest, cast(Hashable, cls)))


def policy_for(district_code: str, year: int) -> Policy:
    """Return the policy of a district for a programme year; the default where it has none."""
    return _book(_policy_stamp()).of(district_code, year)


def districts_with_policy() -> tuple[str, ...]:
    """Return the codes of the districts that have policies of their own."""
    return _book(_policy_stamp()).districts()


def differing(documents: Mapping[tuple[str, str], object]) -> list[str]:
    """Return the names of the documents whose newest version here is not the one given."""
    rows = Document.objects.exclude(kind="regions").order_by("pk")
    held = {(kind, name): digest for kind, name, digest in rows.values_list(*NAMED)}
    return sorted(
        f"{kind} {name}"
        for (kind, name), value in documents.items()
        if held.get((kind, name)) != digest_of(body_of(value))
    )


@once
@remembered("policies")
def _newest(kind: str, name: str) -> tuple[int, str]:
    rows = Document.objects.filter(kind=kind, name=name).order_by("-pk")
    newest = rows.values_list("pk", "digest").first()
    if newest is None:
        raise BadInput("packs_missing", kind=kind, name=name)
    return newest


@once
@remembered("policies")
def _policy_stamp() -> tuple[tuple[int, str], ...]:
    rows = Document.objects.filter(kind="policy").order_by("pk").values_list("name", "pk", "digest")
    newest = {name: (pk, digest) for name, pk, digest in rows}
    return tuple(sorted(newest.values()))


@lru_cache(maxsize=8)
def _book(stamp: tuple[tuple[int, str], ...]) -> PolicyBook:
    documents = Document.objects.filter(pk__in=[pk for pk, _ in stamp])
    rows = {d.name: value_of(d.body, Policy) for d in documents}
    if DEFAULT not in rows:
        raise BadInput("packs_missing", kind="policy", name=DEFAULT)
    return PolicyBook(rows.pop(DEFAULT), rows.values())


@lru_cache(maxsize=32)
def _value(pk: int, digest: str, cls: Any) -> Any:
    return value_of(Document.objects.get(pk=pk).body, cls)
