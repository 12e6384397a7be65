"""Home of attaching photos to a project: drawn anew, stored once by digest, noted on the trail."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import require_past
from xiaowei.base.attachments.models import KINDS, Attachment
from xiaowei.base.attachments.pictures import redraw
from xiaowei.base.attachments.queries import folder
from xiaowei.base.trail.operations import record
from xiaowei.domain.errors import BadInput
from xiaowei.domain.flow import in_order
from xiaowei.domain.zone import day_of

ATTACH_ROLES = (
    "operator",
    "district_office",
    "town_clerk",
    "town_leader",
    "butler",
    "village_secretary",
    "contractor",
)


@transaction.atomic
def attach(
    *,
    number: str,
    region_code: str,
    near: Iterable[str],
    kind: str,
    content: bytes,
    caption: str = "",
    credit: str = "",
    taken_on: date | None = None,
    illustrative: bool = False,
    by: Actor,
    on: date,
    at: datetime,
) -> Attachment:
    """Attach a photo to a project of `region_code`; the same one twice is one.

    `near` are the project's place codes and the firm that builds, which a role may be narrowed to.
    `kind` is before, during, after or paper; an `illustrative` picture is a drawing, no proof.
    Without `taken_on` the day stands that the picture itself tells, unless its clock ran ahead.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_future`
    :raises BadInput: `not_a_picture`, `picture_too_large`, `no_such_picture_kind`
    """
    by.require_near(ATTACH_ROLES, region_code, near, "attach")
    return keep_photo(
        number=number, kind=kind, content=content, caption=caption, credit=credit,
        taken_on=taken_on, illustrative=illustrative, by=by, on=on, at=at,
    )  # fmt: skip


@transaction.atomic
def keep_photo(
    *,
    number: str,
    kind: str,
    content: bytes,
    caption: str = "",
    credit: str = "",
    taken_on: date | None = None,
    illustrative: bool = False,
    by: Actor,
    on: date,
    at: datetime,
) -> Attachment:
    """Keep a photo that came with an act which was itself allowed; the same one twice is one.

    A file that was lost or altered since is whole again once its photo is sent again.

    :raises RuleBroken: `not_in_future`
    :raises BadInput: `not_a_picture`, `picture_too_large`, `no_such_picture_kind`
    """
    require_past(at, taken_on)
    if kind not in KINDS:
        raise BadInput("no_such_picture_kind", value=kind, known=", ".join(KINDS))
    picture = redraw(content)
    digest = hashlib.sha256(picture.content).hexdigest()
    file = _store(digest, picture.content)
    known = Attachment.objects.filter(number=number, kind=kind, digest=digest).first()
    if known is not None:
        return known
    found = Attachment.objects.create(
        number=number,
        kind=kind,
        caption=caption[:120],
        credit=credit[:120],
        taken_on=taken_on or _believed(picture.taken_on, day_of(at)),
        file=file,
        digest=digest,
        illustrative=illustrative,
    )
    facts = {"kind": kind, "digest": digest, "taken_on": found.taken_on, "drawing": illustrative}
    record(subject=number, action="attachments.attach", by=by, on=on, at=at, facts=facts)
    return found


def _believed(told: date | None, today: date | None) -> date | None:
    return told if in_order(told, today) else None


def _store(digest: str, content: bytes) -> str:
    """Put the picture into the home, readable by its owner only; return its name there."""
    name = f"{digest[:2]}/{digest}.jpg"
    place = folder() / name
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, draft = tempfile.mkstemp(dir=place.parent)  # mode 0600
    with os.fdopen(handle, "wb") as out:
        out.write(content)
    os.replace(draft, place)
    return name
