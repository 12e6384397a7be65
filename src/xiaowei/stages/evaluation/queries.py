"""Home of reading effect: each finished site's silence on a day, recomputed, never frozen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.domain.evaluation import NO_JUDGEMENT, Silence, judge
from xiaowei.stages.delivery.queries import works_with_sites
from xiaowei.stages.evaluation.models import Outcome
from xiaowei.stages.identification.queries import places_of_candidates
from xiaowei.stages.identification.voices import Confirmed, confirmed
from xiaowei.stages.intake.queries import Complaint, complaints, last_day


@dataclass(frozen=True)
class SiteSilence:
    """One finished site on one day: whose, where, since when, and what was counted."""

    number: str
    site: int
    place_ids: tuple[int, ...]
    since: date | None
    silence: Silence
    tickets: tuple[str, ...]


def silences(works: Collection[int], as_of: date, min_days: int) -> list[SiteSilence]:
    """Judge every finished site of works (primary keys) on a day, in a few queries.

    Nothing is judged where the district has no tickets; a site needs a day of use. A resident's word
    that it is still broken counts like a complaint of its day once a look on site bore it out.
    """
    known = works_with_sites(works)
    places = _places_of(known)
    topics = {w.filing.application.candidate.type_code: None for w in known}
    groups = {code: topic_group(code) for code in topics}
    heard = _heard(places, groups.values(), as_of)
    districts = {w.filing.application.candidate.district_code for w in known}
    listened = {code: last_day(code, until=as_of) for code in districts}
    borne_out = _borne_out(known, as_of)
    return [
        _not_judged(w, site)
        if _since(w) is None
        else _one(w, site, places, groups, heard, listened, borne_out, as_of, min_days)
        for w in known
        for site in w.sites.all()
        if site.finished
    ]


def topic_group(type_code: str) -> frozenset[str]:
    """Return the codes of every topic that the project type may cure."""
    known = catalogue()
    return frozenset(t.code for t in known.topics if known.covers(type_code, t.code))


def outcomes(number: str) -> list[dict[str, Any]]:
    """Return the recorded checks of a project as plain rows, earliest first."""
    rows = (
        Outcome.objects.filter(works__filing__application__candidate__number=number)
        .order_by("checked_on")
        .values("checked_on", "since_on", "complaints_before", "complaints_after", "verdict")
    )
    return [dict(row) for row in rows]


def _places_of(works: Collection[Any]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = defaultdict(list)
    ids = [w.filing.application.candidate_id for w in works]
    for candidate_id, place_id in places_of_candidates(ids):
        found[candidate_id].append(place_id)
    return {candidate: tuple(places) for candidate, places in found.items()}


def _heard(
    places: dict[int, tuple[int, ...]], groups: Iterable[frozenset[str]], as_of: date
) -> dict[int, list[Complaint]]:
    wanted = {place for ids in places.values() for place in ids}
    heard: dict[int, list[Complaint]] = defaultdict(list)
    for complaint in complaints(wanted, frozenset().union(*groups), until=as_of):
        heard[complaint.place_id].append(complaint)
    return heard


def _borne_out(works: Collection[Any], as_of: date) -> dict[int, list[Confirmed]]:
    """Return by candidate what residents called still broken and a look on site bore out."""
    found: dict[int, list[Confirmed]] = defaultdict(list)
    for one in confirmed([w.filing.application.candidate_id for w in works], as_of):
        found[one.project_id].append(one)
    return found


def _since(works: Any) -> Any:
    return works.in_use_on or works.finished_on


def _not_judged(works: Any, site: Any) -> SiteSilence:
    number = works.filing.application.candidate.number
    return SiteSilence(number, site.sequence, (), _since(works), NO_JUDGEMENT, ())


def _one(
    works: Any,
    site: Any,
    places: dict[int, tuple[int, ...]],
    groups: dict[str, frozenset[str]],
    heard: dict[int, list[Complaint]],
    listened: dict[str, date | None],
    borne_out: dict[int, list[Confirmed]],
    as_of: date,
    min_days: int,
) -> SiteSilence:
    candidate = works.filing.application.candidate
    where = (site.place_id,) if site.place_id else places.get(candidate.pk, ())
    counted = [
        c for place in where for c in heard[place] if c.topic_code in groups[candidate.type_code]
    ]
    since: date = _since(works)
    spoken = [
        one
        for one in borne_out[candidate.pk]
        if one.said_on > since and set(one.place_ids) & {*where}
    ]
    silence = judge(
        since=since,
        received=[*(c.received_on for c in counted), *(one.said_on for one in spoken)],
        as_of=as_of,
        min_days=min_days,
        is_heard=listened[candidate.district_code] is not None,
    )
    after = (c.number for c in counted if c.received_on > since)
    numbers = (*after, *(one.number for one in spoken))
    return SiteSilence(candidate.number, site.sequence, where, since, silence, numbers)
