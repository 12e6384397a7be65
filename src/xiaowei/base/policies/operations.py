"""Home of installing packs: each document once per version, older versions kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.policies.documents import body_of, digest_of
from xiaowei.base.policies.models import Document
from xiaowei.base.regions.operations import replace_regions
from xiaowei.base.trail.operations import record
from xiaowei.domain.policy import Policy
from xiaowei.domain.regions import Region as RegionValue
from xiaowei.domain.roles import SYSTEM


@transaction.atomic
def install(
    *,
    documents: Mapping[tuple[str, str], object],
    regions: Iterable[RegionValue],
    by: Actor,
    on: date,
    at: datetime,
) -> list[str]:
    """Install the packs' values under (kind, name); return what was new, nothing on a second run.

    :raises NotAllowed: `not_permitted`
    """
    by.require(SYSTEM, "", "install_packs")
    new = [f"{kind} {name}" for (kind, name), value in documents.items() if _put(kind, name, value)]
    if _put_regions(list(regions)):
        new.append("regions")
    if new:
        record(subject="packs", action="policies.install", by=by, on=on, at=at, facts={"new": new})
    return new


def _put(kind: str, name: str, value: object) -> bool:
    body = body_of(value)
    digest = digest_of(body)
    latest = Document.objects.filter(kind=kind, name=name).order_by("-pk").first()
    if latest and latest.digest == digest:
        return False
    dated = value if isinstance(value, Policy) else None
    Document.objects.create(
        kind=kind,
        name=name,
        version=_version(value, digest, latest),
        valid_from=dated.valid_from if dated else None,
        valid_to=dated.valid_to if dated else None,
        body=body,
        digest=digest,
    )
    return True


def _version(value: object, digest: str, latest: Document | None) -> str:
    """Return a version no earlier document has: the pack's own, the digest, and the key it follows."""
    after = f".{latest.pk}" if latest else ""
    return f"{getattr(value, 'version', '')}+{digest[:8]}{after}".lstrip("+")


def _put_regions(regions: list[RegionValue]) -> bool:
    digest = digest_of([body_of(region) for region in regions])
    latest = Document.objects.filter(kind="regions").order_by("-pk").first()
    if latest and latest.digest == digest:
        return False
    replace_regions(regions)
    Document.objects.create(
        kind="regions",
        name="regions",
        version=_version(None, digest, latest),
        body={"rows": len(regions)},
        digest=digest,
    )
    return True
