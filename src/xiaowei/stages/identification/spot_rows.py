"""Home of a problem spot as a row: its counts with reasons, projects and stop-gaps beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict, TypeVar

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.regions.queries import tree
from xiaowei.domain.catalogue import Catalogue
from xiaowei.domain.identification import (
    BURST,
    REPEAT,
    Reason,
    answers,
    still_open,
    window,
)
from xiaowei.domain.policy import Policy
from xiaowei.domain.regions import RegionTree
from xiaowei.domain.zone import ZONE, day_of, end_of, start_of
from xiaowei.stages.identification.models import (
    Candidate,
    CandidatePlace,
    SpotTicket,
    StopGap,
)
from xiaowei.stages.intake.queries import topicless_at

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


@dataclass(frozen=True)
class _Beside:
    """What stands beside the counted spots, read once for all of them."""

    tickets: dict[int, list[tuple[str, str]]]
    """(number, topic code) of the tickets counted, oldest first."""
    projects: dict[int, list[str]]
    done: dict[int, list[str]]
    gaps: dict[int, list[str]]
    topicless: dict[int, int]
    regions: RegionTree
    day: date
    topics: Catalogue
    language: str


def rows_of(
    found: list[tuple[dict[str, Any], Policy]], day: date, language: str, ends: Ends | None
) -> list[SpotRow]:
    """Return counted spots, each under its district's policy, as rows on a day."""
    ids = [row["spot_id"] for row, _ in found]
    topics = catalogue()
    projects, done = _projects([row for row, _ in found], topics, day, ends)
    gaps = StopGap.objects.filter(spot_id__in=ids, from_on__lte=day).order_by("from_on")
    beside = _Beside(
        tickets=_tickets(found, day),
        projects=projects,
        done=done,
        topicless=_topicless(found, day),
        gaps=_grouped(gaps.values_list("spot_id", "what")),
        regions=tree(),
        day=day,
        topics=topics,
        language=language,
    )
    return [_row(row, policy, beside) for row, policy in found]


def number_of(spot_id: int) -> str:
    """Return a spot's number."""
    return f"S{spot_id:06d}"


def answering(
    rows: Collection[Mapping[str, Any]], day: date, ends: Ends | None
) -> dict[int, list[str]]:
    """Return the projects that answer counted spots on a day, by the spot's id."""
    return _projects(rows, catalogue(), day, ends)[0]


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


def _topicless(found: Collection[tuple[dict[str, Any], Policy]], day: date) -> dict[int, int]:
    """Return how many tickets at each spot's place tell no topic, within the policy's months."""
    moments: dict[int, list[datetime]] = {}
    for place, at in topicless_at({row["spot__place_id"] for row, _ in found}, day):
        moments.setdefault(place, []).append(at)
    return {
        row["spot_id"]: sum(
            at >= start_of(window(day, policy.repeat_months)[0])
            for at in moments.get(row["spot__place_id"], ())
        )
        for row, policy in found
    }


def _grouped(pairs: Iterable[tuple[int | None, T]]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = {}
    for key, value in pairs:
        if key is not None:
            found.setdefault(key, []).append(value)
    return found


def _row(row: Mapping[str, Any], policy: Policy, beside: _Beside) -> SpotRow:
    pk, topic_code = row["spot_id"], row["spot__topic_code"]
    town = beside.regions.standing(row["spot__place__town_code"], beside.day)
    known = beside.regions.get(town)
    projects, done = beside.projects.get(pk, []), beside.done.get(pk, [])
    gaps = beside.gaps.get(pk, [])
    tickets = beside.tickets.get(pk, [])
    reasons = [
        *_reasons(row, policy, gaps, _topics(tickets, beside.topics)),
        *_unheard(beside.topicless[pk]),
        *_answered(projects, done),
    ]
    return SpotRow(
        id=number_of(pk),
        kind=row["spot__kind"],
        state=row["spot__state"],
        place=row["spot__place__name"],
        place_code=row["spot__place__code"],
        town=known.name if known else town,
        town_code=town,
        topic=beside.topics.topic_name(topic_code),
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
    names = ((known.topic_name(code), n) for code, n in counts.most_common())
    return "、".join(f"{name}{n}" for name, n in names) if len(counts) > 1 else ""


def _came_back(row: Mapping[str, Any]) -> bool:
    closed = row["spot__resolved_on"]
    return closed is not None and still_open(closed, day_of(row["last"]))


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


def _unheard(topicless: int) -> Iterable[Reason]:
    if topicless:
        yield Reason("topicless", {"count": topicless})


def _answered(projects: list[str], done: list[str]) -> Iterable[Reason]:
    if done:
        yield Reason("done_before", {"numbers": "、".join(done)})
    yield Reason("projects", {"numbers": "、".join(projects)}) if projects else Reason("no_project")


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(ZONE).isoformat() if at else None
