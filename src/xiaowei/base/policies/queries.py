"""Home of reading the documents in force, each read once per process and version."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar, cast

from xiaowei.base.policies.documents import body_of, digest_of, leaves_of, value_of
from xiaowei.base.policies.models import Document
from xiaowei.base.remembering import remembered
from xiaowei.base.steady import once
from xiaowei.domain.errors import BadInput
from xiaowei.domain.policy import Policy, PolicyBook

T = TypeVar("T")
DEFAULT = "default"


@dataclass(frozen=True)
class Difference:
    """A value of a document as it is in force and as it would be; blank where there is none."""

    kind: str
    name: str
    path: str
    old: str
    new: str


@dataclass(frozen=True)
class _Unlike:
    kind: str
    name: str
    held: Mapping[str, str]
    given: Mapping[str, str]


def document(kind: str, name: str, cls: type[T]) -> T:
    """Return the newest document of that kind and name as its domain value.

    :raises BadInput: `packs_missing`
    """
    pk, digest = _newest(kind, name)
    return cast(T, _value(pk, digest, cast(Hashable, cls)))


def policy_for(district_code: str, year: int) -> Policy:
    """Return the policy of a district for a programme year; the default where it has none."""
    return _book(_policy_stamp()).of(district_code, year)


def in_force() -> list[Document]:
    """Return the newest version of every document, policies last."""
    newest = {(one.kind, one.name): one for one in Document.objects.order_by("pk").defer("body")}
    return sorted(newest.values(), key=lambda one: (one.kind == "policy", one.kind, one.name))


def differing(documents: Mapping[tuple[str, str], object]) -> list[str]:
    """Return the names of the documents whose newest version here is not the one given."""
    return [f"{one.kind} {one.name}" for one in _unlike(documents)]


def differences(documents: Mapping[tuple[str, str], object]) -> list[Difference]:
    """Return every value that installing the documents given would change, in their order."""
    return [
        Difference(one.kind, one.name, path, one.held.get(path, ""), one.given.get(path, ""))
        for one in _unlike(documents)
        for path in {**one.held, **one.given}
        if one.held.get(path) != one.given.get(path)
    ]


def _unlike(documents: Mapping[tuple[str, str], object]) -> Iterator[_Unlike]:
    held = {(one.kind, one.name): one for one in in_force()}
    for (kind, name), value in sorted(documents.items(), key=lambda item: item[0]):
        body, old = body_of(value), held.get((kind, name))
        if old is None or old.digest != digest_of(body):
            yield _Unlike(
                kind, name, dict(leaves_of(old.body if old else {})), dict(leaves_of(body))
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
