"""Home of the list of problem spots, most pressing first, as it stood on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict, TypeVar

from django.db.models import Count, Max, Min, Q, QuerySet

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.queries import district_of, districts
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import tree
from xiaowei.domain.catalogue import Catalogue
from xiaowei.domain.errors import BadInput
from xiaowei.domain.identification import (
    BURST,
    REPEAT,
    SPOT_KINDS,
    Reason,
    answers,
    pressing,
    window,
)
from xiaowei.domain.intake import ZONE, day_of
from xiaowei.domain.policy import Policy
from xiaowei.domain.regions import RegionTree, full, significant
from xiaowei.stages.identification.models import (
    Candidate,
    CandidatePlace,
    Spot,
    SpotTicket,
    StopGap,
)
from xiaowei.stages.intake.queries import end_of, last_day, start_of

T = TypeVar("T")
Ends = Callable[[Collection[str], date], Mapping[str, date | None]]
"""(project numbers, day) -> for each project known on that day, since when it is completed and in use;
None until then. Later rooms know it; where nobody says it, every project counts as under way."""


class SpotRow(TypedDict):
    """A problem spot as doors show it; moments are ISO texts in the house's zone.

    `tickets` and `callers` count the burst, or a repeat's tickets within the policy's window;
    `total` counts all up to the day. A ticket without a caller counts as one person. `projects`
    answer the spot; `done_before` were completed before its newest ticket came.
    """

    id: str
    kind: str
    state: str
    place: str
    place_code: str
    town: str
    town_code: str
    topic: str
    topic_code: str
    tickets: int
    callers: int
    unknown_callers: int
    total: int
    first_at: str | None
    last_at: str | None
    flagged_at: str | None
    ticket_nos: list[str]
    reasons: list[str]
    projects: list[str]
    done_before: list[str]
    stop_gaps: list[str]


def spots(
    district: str | None = None,
    as_of: date | None = None,
    kind: str | None = None,
    limit: int | None = None,
    language: str = "zh",
    ends: Ends | None = None,
) -> list[SpotRow]:
    """Return open problem spots as of a day: bursts by callers, then repeats by callers.

    `district` may be any region; without one, all districts that have places. Without a day, the
    day of the newest ticket. A repeat needs the policy's least tickets within its months.

    :raises BadInput: `no_such_spot_kind`, `bad_region_code`
    """
    if kind is not None and kind not in SPOT_KINDS:
        raise BadInput("no_such_spot_kind", kind=kind, known=", ".join(SPOT_KINDS))
    region = full(district) if district else ""
    day = as_of or last_day(region)
    if day is None:
        return []
    found = [
        (row, policy)
        for area, policy in _areas(region, day)
        for row in _found(area, day, kind, policy)
        if _open_on(row, day)
    ]
    found.sort(key=lambda pair: _order(pair[0]))
    return _rows(found[:limit], day, language, ends)


def closed_spots(
    region_code: str, as_of: date, language: str = "zh", ends: Ends | None = None
) -> list[SpotRow]:
    """Return the spots of a region that are set aside or resolved now, those called last first.

    `region_code` is a district or a part of one.
    """
    links = SpotTicket.objects.filter(
        spot__place__town_code__startswith=significant(region_code),
        spot__state__in=("dismissed", "resolved"),
    )
    policy = policy_for(district_of(region_code), as_of.year)
    found = sorted(
        _counted(links, as_of, policy), key=lambda row: row["last"] or start_of(date.min)
    )
    return _rows([(row, policy) for row in reversed(found)], as_of, language, ends)


def spot_row(
    spot_id: int, as_of: date, language: str = "zh", ends: Ends | None = None
) -> SpotRow | None:
    """Return one spot as of a day, open or not, few tickets or many."""
    place = Spot.objects.filter(pk=spot_id).values_list("place__town_code", flat=True).first()
    if place is None:
        return None
    policy = policy_for(district_of(place), as_of.year)
    rows = _counted(SpotTicket.objects.filter(spot_id=spot_id), as_of, policy)
    return next(iter(_rows([(row, policy) for row in rows], as_of, language, ends)), None)


def _areas(region: str, day: date) -> Iterable[tuple[str, Policy]]:
    for area in [region] if district_of(region) else districts():
        if not region or significant(area).startswith(significant(region)):
            yield area, policy_for(district_of(area), day.year)


def _found(area: str, day: date, kind: str | None, policy: Policy) -> Iterable[dict[str, Any]]:
    links = SpotTicket.objects.filter(spot__place__town_code__startswith=significant(area)).exclude(
        spot__state="dismissed"
    )
    links = links.filter(Q(spot__state="open") | Q(spot__resolved_on__gt=day))
    if kind:
        links = links.filter(spot__kind=kind)
    flagged = Q(spot__kind=BURST, spot__flagged_at__lt=end_of(day))
    repeated = Q(spot__kind=REPEAT, tickets__gte=policy.repeat_min)
    return _counted(links, day, policy).filter(flagged | repeated)


def _counted(links: QuerySet[SpotTicket], day: date, policy: Policy) -> QuerySet[SpotTicket, Any]:
    inside = Q(spot__kind=BURST) | Q(
        ticket__received_at__gte=start_of(window(day, policy.repeat_months)[0])
    )
    return (
        links.filter(ticket__received_at__lt=end_of(day))
        .order_by()
        .values(
            "spot_id",
            "spot__kind",
            "spot__state",
            "spot__topic_code",
            "spot__flagged_at",
            "spot__resolved_on",
            "spot__place__name",
            "spot__place__code",
            "spot__place__town_code",
        )
        .annotate(
            tickets=Count("pk", filter=inside),
            known=Count(
                "ticket__caller_hash", distinct=True, filter=inside & ~Q(ticket__caller_hash="")
            ),
            unknown=Count("pk", filter=inside & Q(ticket__caller_hash="")),
            total=Count("pk"),
            first=Min("ticket__received_at", filter=inside),
            last=Max("ticket__received_at", filter=inside),
        )
    )


def _open_on(row: Mapping[str, Any], day: date) -> bool:
    """Tell whether a spot that was closed once was open on the day."""
    closed: date | None = row["spot__resolved_on"]
    if closed is None or closed > day:
        return True
    last = day_of(row["last"])
    return last is not None and last > closed


def _order(row: Mapping[str, Any]) -> tuple[object, ...]:
    callers = row["known"] + row["unknown"]
    return (*pressing(row["spot__kind"], callers, row["tickets"], row["last"]), row["spot_id"])


@dataclass(frozen=True)
class _Beside:
    """What stands beside the counted spots, read once for all of them."""

    tickets: dict[int, list[tuple[str, str]]]
    """(number, topic code) of the tickets counted, oldest first."""
    projects: dict[int, list[str]]
    done: dict[int, list[str]]
    gaps: dict[int, list[str]]
    regions: RegionTree
    topics: Catalogue
    language: str


def _rows(
    found: list[tuple[dict[str, Any], Policy]], day: date, language: str, ends: Ends | None
) -> list[SpotRow]:
    ids = [row["spot_id"] for row, _ in found]
    topics = catalogue()
    projects, done = _projects([row for row, _ in found], topics, day, ends)
    gaps = StopGap.objects.filter(spot_id__in=ids, from_on__lte=day).order_by("from_on")
    beside = _Beside(
        tickets=_tickets(found, day),
        projects=projects,
        done=done,
        gaps=_grouped(gaps.values_list("spot_id", "what")),
        regions=tree(),
        topics=topics,
        language=language,
    )
    return [_row(row, policy, beside) for row, policy in found]


def _projects(
    rows: Collection[Mapping[str, Any]], topics: Catalogue, day: date, ends: Ends | None
) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Return the projects that answer each spot on a day, and those done before it was called again."""
    pairs = _curing(rows, topics)
    numbers = {number for _, number in pairs}
    done = ends(numbers, day) if ends else dict.fromkeys(numbers)
    last = {row["spot_id"]: day_of(row["last"]) for row in rows}
    known = [(spot, number) for spot, number in pairs if number in done]
    answering = {pair for pair in known if answers(done[pair[1]], last[pair[0]])}
    return (
        _grouped(pair for pair in known if pair in answering),
        _grouped(pair for pair in known if pair not in answering),
    )


def _curing(rows: Collection[Mapping[str, Any]], topics: Catalogue) -> list[tuple[int, str]]:
    """Return (spot id, number) of the projects minted from spots, or curing their topic there."""
    ids, places = [row["spot_id"] for row in rows], {row["spot__place__code"] for row in rows}
    minted = Candidate.objects.filter(spot_id__in=ids).values_list("spot_id", "number")
    own = ((spot, number) for spot, number in minted if spot is not None)
    here: dict[str, list[tuple[str, str]]] = {}
    links = CandidatePlace.objects.filter(place__code__in=places)
    for place, number, type_code in links.values_list(
        "place__code", "candidate__number", "candidate__type_code"
    ):
        here.setdefault(place, []).append((number, type_code))
    cures = (
        (row["spot_id"], number)
        for row in rows
        for number, type_code in here.get(row["spot__place__code"], ())
        if topics.covers(type_code, row["spot__topic_code"])
    )
    return sorted({*own, *cures})


def _tickets(
    found: Collection[tuple[dict[str, Any], Policy]], day: date
) -> dict[int, list[tuple[str, str]]]:
    since = {
        row["spot_id"]: start_of(window(day, policy.repeat_months)[0])
        for row, policy in found
        if row["spot__kind"] == REPEAT
    }
    links = SpotTicket.objects.filter(
        spot_id__in=[row["spot_id"] for row, _ in found], ticket__received_at__lt=end_of(day)
    ).order_by("ticket__received_at", "ticket__number")
    return _grouped(
        (spot, (number, topic))
        for spot, number, topic, at in links.values_list(
            "spot_id", "ticket__number", "ticket__topic_code", "ticket__received_at"
        )
        if spot not in since or (at is not None and at >= since[spot])
    )


def _grouped(pairs: Iterable[tuple[int | None, T]]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = {}
    for key, value in pairs:
        if key is not None:
            found.setdefault(key, []).append(value)
    return found


def _row(row: Mapping[str, Any], policy: Policy, beside: _Beside) -> SpotRow:
    pk, topic_code = row["spot_id"], row["spot__topic_code"]
    town = beside.regions.get(row["spot__place__town_code"])
    topic = beside.topics.topic(topic_code)
    projects, done = beside.projects.get(pk, []), beside.done.get(pk, [])
    gaps = beside.gaps.get(pk, [])
    tickets = beside.tickets.get(pk, [])
    reasons = [
        *_reasons(row, policy, gaps, _topics(tickets, beside.topics)),
        *_answered(projects, done),
    ]
    return SpotRow(
        id=f"S{pk:06d}",
        kind=row["spot__kind"],
        state=row["spot__state"],
        place=row["spot__place__name"],
        place_code=row["spot__place__code"],
        town=town.name if town else row["spot__place__town_code"],
        town_code=row["spot__place__town_code"],
        topic=topic.name if topic else topic_code,
        topic_code=topic_code,
        tickets=row["tickets"],
        callers=row["known"] + row["unknown"],
        unknown_callers=row["unknown"],
        total=row["total"],
        first_at=_moment(row["first"]),
        last_at=_moment(row["last"]),
        flagged_at=_moment(row["spot__flagged_at"]),
        ticket_nos=[number for number, _ in tickets],
        reasons=[reason.text(beside.language) for reason in reasons],
        projects=projects,
        done_before=done,
        stop_gaps=gaps,
    )


def _topics(tickets: Iterable[tuple[str, str]], known: Catalogue) -> str:
    """Say how many tickets name which topic; blank where all name the same."""
    counts = Counter(topic for _, topic in tickets)
    names = ((topic.name if (topic := known.topic(code)) else code, n)
             for code, n in counts.most_common())  # fmt: skip
    return "、".join(f"{name}{n}" for name, n in names) if len(counts) > 1 else ""


def _came_back(row: Mapping[str, Any]) -> bool:
    closed, last = row["spot__resolved_on"], day_of(row["last"])
    return closed is not None and last is not None and last > closed


def _reasons(
    row: Mapping[str, Any], policy: Policy, gaps: list[str], topics: str
) -> Iterable[Reason]:
    counts = {"tickets": row["tickets"], "callers": row["known"] + row["unknown"]}
    if row["spot__kind"] == BURST:
        span = row["last"] - row["first"]
        yield Reason("burst", counts | {"hours": max(1, -(-int(span.total_seconds()) // 3600))})
    else:
        limits = {"months": policy.repeat_months, "least": policy.repeat_min}
        yield Reason("repeat", counts | limits)
    if topics:
        yield Reason("several_topics", {"topics": topics})
    if row["total"] > row["tickets"]:
        yield Reason("history", {"total": row["total"]})
    if row["unknown"]:
        yield Reason("unknown_callers", {"count": row["unknown"]})
    if _came_back(row):
        yield Reason("back_again", {"on": row["spot__resolved_on"]})
    if gaps:
        yield Reason("stop_gap", {"what": "、".join(gaps)})


def _answered(projects: list[str], done: list[str]) -> Iterable[Reason]:
    if done:
        yield Reason("done_before", {"numbers": "、".join(done)})
    yield Reason("projects", {"numbers": "、".join(projects)}) if projects else Reason("no_project")


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(ZONE).isoformat() if at else None
