"""Home of packs beside each other: a code of a project type means the same in all of them.

A pack may give a type of the packs that it stands on another name or unit. Beside a pack that does not
stand on it, the same code would count the other district's projects in a unit that is not theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xiaowei.connectors.packs.sections import Section
from xiaowei.domain.catalogue import ProjectType


@dataclass(frozen=True)
class Said:
    """What a pack says of a type, and where."""

    pack: str
    kind: ProjectType
    section: Section


def require_one_meaning(told: Sequence[Said], below: Mapping[str, frozenset[str]]) -> None:
    """Refuse a code that two packs beside each other read differently; `below` is what each stands on.

    :raises BadInput: `pack_wrong`
    """
    under = frozenset().union(*(packs - {name} for name, packs in below.items()))
    known: dict[str, tuple[str, Said]] = {}
    for name in (one for one in below if one not in under):
        read = {one.kind.code: one for one in told if one.pack in below[name]}
        for code, one in read.items():
            other, first = known.setdefault(code, (name, one))
            if _meaning(first.kind) != _meaning(one.kind):
                # Where one of them only takes it over from below, the one that renames it is at fault.
                at, pack, beside = (one, name, other) if one.pack == name else (first, other, name)
                against = first if at is one else one
                raise at.section.refuse(
                    "code", "two_meanings", value=code, pack=pack, beside=beside,
                    name=at.kind.name, unit=at.kind.unit,
                    other_name=against.kind.name, other_unit=against.kind.unit,
                )  # fmt: skip


def _meaning(kind: ProjectType) -> tuple[str, str]:
    return kind.name, kind.unit
