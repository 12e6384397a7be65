"""Home of reading photos: which a project has, and where their files stand."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings

from xiaowei.base.attachments.models import Attachment
from xiaowei.base.remembering import remembered
from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import Note


@remembered("attachments")
def photos_of(number: str) -> list[Attachment]:
    """Return a project's photos: before, during, after, within each the newest first."""
    order = {"before": 0, "during": 1, "after": 2}
    found = Attachment.objects.filter(number=number, kind__in=order).order_by("-taken_on", "-pk")
    return sorted(found, key=lambda photo: order[photo.kind])


def photo_with(pk: int) -> Attachment:
    """Return the attachment with that key.

    :raises BadInput: `not_found`
    """
    found = Attachment.objects.filter(pk=pk).first()
    if found is None:
        raise BadInput("not_found", what=Note("thing.photo"), number=pk)
    return found


def altered() -> list[str]:
    """Return the photos whose file is gone, or is not the one that was stored."""
    rows = Attachment.objects.order_by("pk").iterator()
    return [f"{one.number} {one.kind} #{one.pk}" for one in rows if not _is_whole(one)]


def _is_whole(photo: Attachment) -> bool:
    try:
        with path_of(photo).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == photo.digest
    except OSError:
        return False


def path_of(photo: Attachment) -> Path:
    """Return where the file of an attachment stands."""
    return folder() / photo.file


def folder() -> Path:
    """Return the folder of the home that holds the pictures."""
    return Path(settings.HOME) / "attachments"
