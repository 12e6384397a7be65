"""Home of project numbers: prefix, year, and a sequence that no two writers share."""

from __future__ import annotations

import re

from django.db import transaction

from xiaowei.stages.identification.models import Candidate, NumberSeries


@transaction.atomic
def next_number(prefix: str, year: int) -> str:
    """Return the next free number, such as XX2020-001; the series' row is locked until commit."""
    head = f"{prefix}{year}-"
    series = NumberSeries.objects.select_for_update().filter(prefix=head).first()
    if series is None:
        # A second writer who comes here at once waits on the unique prefix, then finds the row.
        NumberSeries.objects.get_or_create(prefix=head, defaults={"last": _highest(head)})
        series = NumberSeries.objects.select_for_update().get(prefix=head)
    last = series.last + 1
    while Candidate.objects.filter(number=f"{head}{last:03d}").exists():
        last += 1
    series.last = last
    series.save(update_fields=["last"])
    return f"{head}{last:03d}"


def _highest(head: str) -> int:
    given = Candidate.objects.filter(number__startswith=head).values_list("number", flat=True)
    tails = (re.fullmatch(r"\d+", number[len(head) :]) for number in given)
    return max((int(tail.group()) for tail in tails if tail), default=0)
