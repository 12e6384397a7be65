"""Home of reading problem spots and candidates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from xiaowei.base.attachments.models import Attachment
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.parts import in_parts
from xiaowei.base.places.queries import district_of, outside
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import lying_in, tree
from xiaowei.base.remembering import remembered
from xiaowei.base.trail.queries import acted_on_since
from xiaowei.domain.errors import BadInput
from xiaowei.domain.identification import Check, Line, PriceCheck, check_price
from xiaowei.domain.wording import Note, say
from xiaowei.domain.zone import day_of
from xiaowei.stages.identification.explaining import explained
from xiaowei.stages.identification.models import (
    Candidate,
    CandidatePlace,
    Consultation,
    EstimateLine,
    Spot,
    SpotTicket,
    StopGap,
)
from xiaowei.stages.identification.prefilling import Prefill, prefill, unsaved
from xiaowei.stages.identification.pressing import (
    Head,
    Pressing,
    closed_spots,
    pressing_spots,
    spot_row,
    spots,
)
from xiaowei.stages.identification.spot_rows import Ends, SpotRow
from xiaowei.stages.intake.queries import TicketLine, ticket_rows

__all__ = [
    "Ends", "Head", "Prefill", "Pressing", "SpotRow", "closed_spots", "prefill", "pressing_spots",
    "spot_row", "spots", "unsaved",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Papers:
    """What stands beside a candidate: counts, `photos` of every moment; is a proactive reason written."""

    tickets: int
    reason: bool
    photos_before: int
    photos_after: int
    consultations: int
    photos: int = 0


_FROM_A_SPOT = Papers(tickets=1, reason=False, photos_before=0, photos_after=0, consultations=0)


@dataclass(frozen=True, slots=True)
class SpotStory:
    """A spot with all that is known of it on a day; months as (YYYY-MM, tickets)."""

    pk: int
    row: SpotRow
    tickets: tuple[tuple[TicketLine, str], ...]
    """(ticket, why it belongs here), newest first."""
    months: tuple[tuple[str, int], ...]
    stop_gaps: tuple[StopGap, ...]
    candidates: tuple[Candidate, ...]
    earlier: tuple[Candidate, ...]
    """Other candidates at the same place."""
    types: tuple[tuple[str, str], ...]
    """(code, name) of the project types that may cure the topic."""


def spot_id_of(number: str | int) -> int:
    """Return the id of a spot from its number, S000012 or 12.

    :raises BadInput: `not_found`
    """
    digits = str(number).strip().upper().removeprefix("S")
    if not digits.isdecimal():
        raise BadInput("not_found", what=Note("thing.spot"), number=number)
    return int(digits)


@remembered()
def spot(
    number: str | int, as_of: date, language: str = "zh", ends: Ends | None = None
) -> SpotStory:
    """Return the story of one spot as of a day; `ends` tells which projects are completed.

    :raises BadInput: `not_found`
    """
    pk = spot_id_of(number)
    row = spot_row(pk, as_of, language, ends)
    if row is None:
        raise BadInput("not_found", what=Note("thing.spot"), number=number)
    why = dict(SpotTicket.objects.filter(spot_id=pk).values_list("ticket__number", "why"))
    tickets = ticket_rows(numbers=list(why), until=as_of)
    days = (day_of(ticket.received_at) for ticket in tickets)
    months = Counter(day.strftime("%Y-%m") for day in days if day)
    own = Candidate.objects.filter(spot_id=pk).order_by("number")
    here = Candidate.objects.filter(place_links__place__code=row["place_code"])
    return SpotStory(
        pk=pk,
        row=row,
        tickets=tuple(zip(tickets, explained(tickets, why, row, language), strict=True)),
        months=tuple(sorted(months.items())),
        stop_gaps=tuple(StopGap.objects.filter(spot_id=pk, from_on__lte=as_of).order_by("from_on")),
        candidates=tuple(own),
        earlier=tuple(here.exclude(spot_id=pk).order_by("number").distinct()),
        types=tuple((t.code, t.name) for t in catalogue().types_for(row["topic_code"])),
    )


def spot_of_ticket(ticket_id: int, language: str = "zh") -> dict[str, Any] | None:
    """Return the spot a ticket belongs to, with why in a language, or None."""
    link = SpotTicket.objects.select_related("spot__place").filter(ticket_id=ticket_id).first()
    if link is None:
        return None
    return {
        "id": str(link.spot),
        "kind": link.spot.kind,
        "state": link.spot.state,
        "place": link.spot.place.name,
        "topic": catalogue().topic_name(link.spot.topic_code),
        "why": say(f"reason.{link.why}", language),
    }


def spots_holding(ticket_ids: Collection[int]) -> frozenset[str]:
    """Return the numbers of the spots, open or not, to which some tickets belong."""
    found: set[int] = set()
    for part in in_parts(list(ticket_ids)):
        links = SpotTicket.objects.filter(ticket_id__in=part)
        found.update(links.values_list("spot_id", flat=True))
    return frozenset(str(Spot(pk=pk)) for pk in found)


def built_on(ticket_ids: Collection[int], cause: str) -> list[str]:
    """Return what was built on tickets since `cause` brought them, in words: projects, stop-gaps, spots
    closed or set aside. What stood before and was not touched since rests on other tickets.
    """
    found: dict[str, str] = {}
    for part in in_parts(list(ticket_ids)):
        held = Spot.objects.filter(
            pk__in=SpotTicket.objects.filter(ticket_id__in=part).values("spot_id")
        )
        numbers = Candidate.objects.filter(spot__in=held).values_list("number", flat=True)
        found |= {number: number for number in numbers}
        found |= {str(one): f"spot:{one}" for one in held.exclude(state="open")}
        found |= {
            f"{g.spot} {g.what}": f"spot:{g.spot}" for g in StopGap.objects.filter(spot__in=held)
        }
    since = acted_on_since(cause, frozenset(found.values()))
    return sorted(said for said, subject in found.items() if subject in since)


def price_band(
    type_code: str, unit: str, unit_price_fen: int, district_code: str, year: int
) -> PriceCheck:
    """Compare a line's unit price in fen with the library's band for a project type.

    The band is per unit of the type; a line in another unit has none.
    """
    kind = catalogue().type(type_code)
    band = kind.price if kind and kind.unit == unit else None
    return check_price(unit_price_fen, band, policy_for(district_code, year).price_deviation)


def prices_to_explain(
    candidate: Candidate, lines: Iterable[Line | EstimateLine]
) -> list[tuple[Line | EstimateLine, PriceCheck]]:
    """Return the lines priced beyond the library's band without a reason, with their bands."""
    where = (candidate.district_code, candidate.year)
    checked = (
        (line, price_band(candidate.type_code, line.unit, line.unit_price_fen, *where))
        for line in lines
    )
    return [(line, price) for line, price in checked if price.needs_reason(line.why)]


def candidate(number: str, *, lock: bool = False) -> Candidate:
    """Return the candidate of that number, its row locked when asked.

    :raises BadInput: `not_found`
    """
    rows = Candidate.objects.select_for_update() if lock else Candidate.objects
    found = rows.filter(number=number).first()
    if found is None:
        raise BadInput("not_found", what=Note("thing.project"), number=number)
    return found


def district_codes(numbers: Collection[str], on: date) -> tuple[str, ...]:
    """Return the codes of the districts in which the townships of some projects lie on a day."""
    stands, towns = tree().standing, _towns()
    own = {towns[number] for number in numbers if number in towns}
    return tuple(sorted({district_of(stands(town, on)) for town in own}))


@remembered("identification.Candidate", most=2)
def _towns() -> dict[str, str]:
    return dict(Candidate.objects.values_list("number", "town_code"))


def candidates_for(numbers: Collection[str], sheet_keys: Collection[str] = ()) -> list[Candidate]:
    """Return the candidates with those numbers or sheet keys, places ready."""
    found: dict[int, Candidate] = {}
    for field, values in (("number", numbers), ("sheet_key", sheet_keys)):
        for part in in_parts(sorted(values)):
            rows = Candidate.objects.filter(**{f"{field}__in": part})
            found |= {one.pk: one for one in rows.prefetch_related("place_links")}
    return list(found.values())


def candidates_at(place_ids: Collection[int]) -> list[Candidate]:
    """Return the candidates that serve one of those places (primary keys), all places ready."""
    found: dict[int, Candidate] = {}
    for part in in_parts(sorted(place_ids)):
        links = CandidatePlace.objects.filter(place_id__in=part).values("candidate_id")
        rows = Candidate.objects.filter(pk__in=links).prefetch_related("place_links")
        found |= {one.pk: one for one in rows}
    return sorted(found.values(), key=lambda one: one.number)


def finished(region_code: str = "") -> list[Candidate]:
    """Return the drafts that selection may take up: typed, placed, estimated."""
    rows = Candidate.objects.filter(state="draft", estimate_fen__gt=0, place_links__isnull=False)
    if region_code:
        rows = rows.filter(lying_in("town_code", region_code))
    return list(rows.order_by("number").distinct())


def places_of_candidates(ids: Iterable[int]) -> list[tuple[int, int]]:
    """Return (candidate id, place id) in the order the township named the places."""
    return [
        pair
        for part in in_parts(sorted(set(ids)))
        for pair in CandidatePlace.objects.filter(candidate_id__in=part)
        .order_by("candidate_id", "sequence")
        .values_list("candidate_id", "place_id")
    ]


def place_codes(candidate: Candidate) -> Iterable[str]:
    """Return the codes of the candidate's places; nothing is read before somebody looks."""
    return candidate.place_links.values_list("place__code", flat=True)


def places_outside(candidate: Candidate) -> list[str]:
    """Return the names of the candidate's places outside its township, boundary changes followed."""
    links = candidate.place_links.select_related("place")
    return outside(candidate.town_code, [link.place for link in links])


def papers_of(candidate: Candidate) -> Papers:
    """Return what stands beside a candidate: tickets, reason, photos, consultations."""
    photos = Counter(
        Attachment.objects.filter(number=candidate.number).values_list("kind", flat=True)
    )
    return Papers(
        tickets=SpotTicket.objects.filter(spot_id__in=spots_of(candidate)).count(),
        reason=candidate.proactive and bool(candidate.reason.strip()),
        photos_before=photos["before"],
        photos_after=photos["after"],
        photos=photos.total(),
        consultations=Consultation.objects.filter(candidate=candidate).count(),
    )


def spots_of(candidate: Candidate) -> tuple[int, ...]:
    """Return the ids of the spots that a candidate answers, its own first."""
    own = (candidate.spot_id,) if candidate.spot_id else ()
    return (*own, *candidate.grounds.order_by("pk").values_list("spot_id", flat=True))


def checks(candidate: Candidate) -> list[Check]:
    """Return the list of checks of a draft, each ✓ or ✗; of one not stored yet, what it begins with."""
    policy = policy_for(candidate.district_code, candidate.year)
    estimate, stored = candidate.estimate_fen or 0, bool(candidate.pk)
    papers = papers_of(candidate) if stored else _FROM_A_SPOT
    usual = not stored or not prices_to_explain(candidate, candidate.estimate_lines.all())
    return [
        Check("places_named", not stored or candidate.place_links.exists()),
        Check("grounds_given", papers.tickets > 0 or papers.reason),
        Check("estimate_positive", estimate > 0),
        Check("estimate_within_cap", estimate <= policy.cap_fen, {"cap_fen": policy.cap_fen}),
        Check("prices_usual", usual),
        Check("photo_before", papers.photos_before > 0),
        Check("consulted", papers.consultations > 0),
        Check("maintainer_named", bool(candidate.maintainer)),
        Check("root_cause_named", bool(candidate.root_cause)),
    ]
