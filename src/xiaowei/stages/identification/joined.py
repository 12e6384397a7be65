"""Home of the spot that a ticket joined: why, with how many others, and whether it is a burst now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from xiaowei.domain.identification import BURST
from xiaowei.stages.identification.models import SpotTicket


@dataclass(frozen=True, slots=True)
class Joined:
    """A ticket's spot; `tickets` and `callers` are all of them, one unknown caller counts as one.

    `why` is the code of the reason for which the ticket belongs there.
    """

    pk: int
    id: str
    kind: str
    state: str
    place_code: str
    town_code: str
    topic_code: str
    why: str
    tickets: int
    callers: int
    flagged_at: datetime | None

    @property
    def is_burst(self) -> bool:
        """Tell whether the spot is a burst."""
        return self.kind == BURST


def joined_by(ticket_id: int) -> Joined | None:
    """Return the spot that a ticket joined, or None."""
    link = SpotTicket.objects.select_related("spot__place").filter(ticket_id=ticket_id).first()
    if link is None:
        return None
    spot, caller = link.spot, "ticket__caller_hash"
    counts = SpotTicket.objects.filter(spot=spot).aggregate(
        tickets=Count("pk"),
        known=Count(caller, distinct=True, filter=~Q(**{caller: ""})),
        unknown=Count("pk", filter=Q(**{caller: ""})),
    )
    return Joined(
        pk=spot.pk,
        id=str(spot),
        kind=spot.kind,
        state=spot.state,
        place_code=spot.place.code,
        town_code=spot.place.town_code,
        topic_code=spot.topic_code,
        why=link.why,
        tickets=counts["tickets"],
        callers=counts["known"] + counts["unknown"],
        flagged_at=spot.flagged_at,
    )
