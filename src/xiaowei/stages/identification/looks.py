"""Home of reading who looked where: visits, sightings and candidates of some days, by place.

Nothing is marked twice: a lead was looked at where somebody went and wrote of that matter, photographed it,
or proposed what cures it before anyone called. A project that answers calls is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xiaowei.base.regions.queries import lying_in
from xiaowei.base.remembering import remembered
from xiaowei.domain.catalogue import Catalogue
from xiaowei.stages.identification.models import CandidatePlace, Sighting, Visit


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody was at a place on a day: `words` of what was seen, the topic or the project type where known;
    `found` tells whether something was taken up; words alone don't tell that there was nothing.
    """

    place_id: int
    on: date
    by: str
    words: str = ""
    topic_code: str = ""
    type_code: str = ""
    found: bool = True

    def is_about(self, known: Catalogue, topic_code: str) -> bool:
        """Tell whether a topic was looked at: it, what cures it, or words that name it."""
        if self.topic_code == topic_code or known.covers(self.type_code, topic_code):
            return True
        topic = known.topic(topic_code)
        names = (topic.name, *topic.aliases, *topic.words) if topic and self.words else ()
        return any(name in self.words for name in names)


@remembered("identification", "regions", "places")
def looks(region_code: str, since: date, until: date) -> dict[int, tuple[Look, ...]]:
    """Return who looked at the places of a region on some days, both included, the earliest first."""
    days = (since, until)
    visits = Visit.objects.filter(
        lying_in("place__town_code", region_code, until), visited_on__range=days
    ).values_list("place_id", "visited_on", "by_name", "seen", "spot__topic_code", "candidate_id")
    seen = Sighting.objects.filter(
        lying_in("place__town_code", region_code, until), seen_on__range=days
    ).values_list("place_id", "seen_on", "by_name", "topic_code")
    begun = CandidatePlace.objects.filter(
        lying_in("place__town_code", region_code, until),
        candidate__proactive=True,
        candidate__collected_on__range=days,
    ).values_list("place_id", "candidate__collected_on", "candidate__type_code")
    found = [
        *(Look(pk, on, by, words, topic or "", found=candidate is not None)
          for pk, on, by, words, topic, candidate in visits),
        *(Look(pk, on, by, topic_code=topic) for pk, on, by, topic in seen),
        *(Look(pk, on, "", type_code=kind) for pk, on, kind in begun if on is not None),
    ]  # fmt: skip
    by_place: dict[int, list[Look]] = {}
    for one in sorted(found, key=lambda look: (look.on, look.found)):
        by_place.setdefault(one.place_id, []).append(one)
    return {pk: tuple(own) for pk, own in by_place.items()}
