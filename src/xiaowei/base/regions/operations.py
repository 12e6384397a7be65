"""Home of replacing the region tree by a newer list."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from xiaowei.base.regions.models import Region
from xiaowei.domain.regions import Region as RegionValue


@transaction.atomic
def replace_regions(regions: Iterable[RegionValue]) -> None:
    """Replace every region by those of a list; other records hold codes, never rows, so none is lost."""
    Region.objects.all().delete()
    Region.objects.bulk_create(
        [
            Region(
                code=region.code,
                name=region.name,
                level=region.level,
                valid_from=region.valid_from,
                valid_to=region.valid_to,
                successors=list(region.successors),
                aliases=list(region.aliases),
            )
            for region in regions
        ],
        batch_size=500,
    )
