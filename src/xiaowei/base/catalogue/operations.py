"""Home of what another system's topic names mean here, taken in from a mapping table."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.catalogue.models import TopicAlias
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.trail.operations import record
from xiaowei.domain.errors import BadInput
from xiaowei.domain.roles import SYSTEM
from xiaowei.domain.sheets import Rejected

_LONGEST = 200


@dataclass(frozen=True)
class Mapped:
    """What came of a mapping table: read = new + changed + same + rejected."""

    new: int
    changed: int
    same: int
    rejected: tuple[Rejected, ...]


@transaction.atomic
def map_topics(
    *, rows: Sequence[tuple[int, str, str]], by: Actor, on: date, at: datetime
) -> Mapped:
    """Take in (row, their name or path, our topic by code or name); the last row of a name counts.

    A name means one topic: a later table or answer takes its place.

    :raises NotAllowed: `not_permitted`
    """
    by.require(SYSTEM, "", "map_topics")
    topics = catalogue()
    wanted: dict[str, str] = {}
    rejected: list[Rejected] = []
    for row, name, ours in rows:
        known = topics.topic(ours) or topics.topic_named(ours)
        if known is None or not 0 < len(name) <= _LONGEST:
            error = BadInput("no_such_topic", row=row, value=ours if name else name)
            rejected.append(Rejected(row, "", ours, error, (name, ours)))
        else:
            wanted[name] = known.code
    held = dict(TopicAlias.objects.filter(name__in=list(wanted)).values_list("name", "topic_code"))
    fresh = [
        TopicAlias(name=name, topic_code=code, source="table")
        for name, code in wanted.items()
        if name not in held
    ]
    TopicAlias.objects.bulk_create(fresh)
    moved = {name: code for name, code in wanted.items() if held.get(name, code) != code}
    for name, code in moved.items():
        TopicAlias.objects.filter(name=name).update(topic_code=code, source="table")
    said = "\n".join(f"{name}\t{code}" for name, code in sorted(wanted.items()))
    digest = hashlib.sha256(said.encode()).hexdigest()
    same = len(rows) - len(rejected) - len(fresh) - len(moved)
    facts = {
        "new": len(fresh), "changed": len(moved), "same": same, "rejected": len(rejected),
        "digest": digest,
    }  # fmt: skip
    subject = f"topics:{digest[:12]}"
    record(subject=subject, action="catalogue.map_topics", by=by, on=on, at=at, facts=facts)
    return Mapped(len(fresh), len(moved), same, tuple(rejected))
