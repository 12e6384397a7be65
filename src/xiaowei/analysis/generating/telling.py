"""Home of how events are told over the phone: in whose words, with which slips and what blurted out."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from xiaowei.analysis.generating.events import Event
from xiaowei.analysis.generating.ground import GroundPlace
from xiaowei.domain.synthetic import Happening, Script

WIDE = str.maketrans("0123456789", "".join(chr(0xFF10 + digit) for digit in range(10)))
SURNAMES = "张王李赵刘陈杨黄"
SLIPS = {
    "苑": "院", "园": "圆", "华": "花", "荣": "蓉", "锦": "金", "康": "糠", "庄": "装", "雅": "牙",
    "福": "富", "景": "井", "源": "元", "滨": "宾", "悦": "月", "堡": "保", "屯": "吨", "阳": "杨",
}  # fmt: skip
"""How a name is misheard."""


@dataclass(frozen=True, slots=True)
class Slips:
    """How often each thing goes wrong on the way from the caller to the sheet."""

    wrong_category: float = 0.06
    no_category: float = 0.02
    no_community: float = 0.06
    wrong_town: float = 0.02
    no_address: float = 0.08
    alias: float = 0.12
    short: float = 0.12
    misheard: float = 0.03
    landmark: float = 0.04
    no_building: float = 0.2
    again: float = 0.08
    trace: float = 0.4
    no_point: float = 0.5


@dataclass(frozen=True, slots=True)
class Told:
    """One ticket as it stands in the sheet; `planted` are the personal data in its words."""

    kind: str
    topic: str | None
    town: str
    community: str
    address: str
    content: str
    point: tuple[float, float] | None
    planted: tuple[tuple[str, str], ...]


class Teller:
    """Tells the calls of one district."""

    def __init__(
        self,
        script: Script,
        places: Sequence[GroundPlace],
        siblings: dict[str, Sequence[str]],
        chance: random.Random,
        slips: Slips | None = None,
    ) -> None:
        self.script, self.places, self.chance = script, places, chance
        self.siblings = siblings
        self.slips = slips or Slips()
        self.topics = [one.topic for one in script.happenings]
        self.kinds = [name for name, _ in script.kinds]
        self.often = [often for _, often in script.kinds]
        self.endings = sorted({*script.estates.kinds, *script.villages.kinds}, key=len)[::-1]

    def tell(self, event: Event, caller: str) -> Told:
        """Return one call about an event by the caller of that phone."""
        script, chance, slips = self.script, self.chance, self.slips
        place = self.places[event.place]
        happening = script.happenings[event.happening]
        name = self._name(place)
        building = self._building(event)
        kind = self._kind(event)
        words = {
            "place": name, "building": building, "word": chance.choice(happening.says),
            "town": place.town, "district": script.district, "road": chance.choice(script.roads),
            "n": chance.randrange(1, 10), "m": chance.randrange(1, 7),
            "other": chance.choice(self.places).name,
        }  # fmt: skip
        content = chance.choice(self._forms(event, kind)).format(**words)
        if chance.random() < slips.again:
            content = chance.choice(script.again).format(**words) + content
        trace, planted = self._trace(caller, place.town_code)
        hidden = chance.random() < slips.no_address
        address = chance.choice(script.without_place if hidden else script.addresses)
        return Told(
            kind=kind,
            topic=self._topic(happening),
            town=self._town(place),
            community="" if chance.random() < slips.no_community else place.community,
            address=address.format(**words),
            content=content + trace + chance.choice(script.tails),
            point=self._point(place),
            planted=planted,
        )

    def _kind(self, event: Event) -> str:
        if event.single:
            return self.chance.choice(tuple(self.script.singles))
        return self.chance.choices(self.kinds, self.often)[0]

    def _forms(self, event: Event, kind: str) -> tuple[str, ...]:
        if event.single:
            return self.script.singles[kind]
        by_the_way = self.chance.random() < self.slips.landmark
        return self.script.landmarks if by_the_way else self.script.calls

    def _name(self, place: GroundPlace) -> str:
        chance, slips = self.chance, self.slips
        draw = chance.random()
        if draw < slips.alias and place.aliases:
            return chance.choice(place.aliases)
        draw -= slips.alias
        if 0 <= draw < slips.short:
            ending = next((one for one in self.endings if place.name.endswith(one)), "")
            short = place.name.removesuffix(ending)
            return short if len(short) > 1 else place.name
        draw -= slips.short
        if 0 <= draw < slips.misheard:
            wrong = [char for char in place.name if char in SLIPS]
            if wrong:
                return place.name.replace(wrong[0], SLIPS[wrong[0]], 1)
        return place.name

    def _building(self, event: Event) -> str:
        chance = self.chance
        if chance.random() < self.slips.no_building:
            return ""
        number = event.building or chance.randrange(1, 25)
        return chance.choice(self.script.buildings).format(
            b=number, m=chance.randrange(1, 7), n=chance.randrange(1, 10)
        )

    def _topic(self, happening: Happening) -> str | None:
        draw = self.chance.random()
        if draw < self.slips.no_category:
            return None
        if draw < self.slips.no_category + self.slips.wrong_category:
            near = self.siblings.get(happening.topic, ())
            return self.chance.choice(near if near and self.chance.random() < 0.6 else self.topics)
        return happening.topic

    def _town(self, place: GroundPlace) -> str:
        wrong = self.chance.random() < self.slips.wrong_town
        return self.chance.choice(self.places).town if wrong else place.town

    def _point(self, place: GroundPlace) -> tuple[float, float] | None:
        chance = self.chance
        if chance.random() < self.slips.no_point:
            return None
        return (
            round(place.lon + chance.gauss(0, 0.0006), 6),
            round(place.lat + chance.gauss(0, 0.0006), 6),
        )

    def _trace(self, caller: str, town_code: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Return personal data as people blurt it out, and which they are."""
        if self.chance.random() > self.slips.trace:
            return "", ()
        form = self.chance.choice(self.script.traces)
        words = traces(caller, self.script.plate, town_code, self.chance)
        planted = tuple((name, said) for name, said in words.items() if f"{{{name}}}" in form)
        return form.format(**words), planted


def traces(phone: str, plate: str, town_code: str, chance: random.Random) -> dict[str, str]:
    """Return the personal data that a form may hold, by the name of its field."""
    return {
        "phone": phone,
        "phone_spaced": f"{phone[:3]} {phone[3:7]} {phone[7:]}",
        "phone_wide": phone.translate(WIDE),
        "plate": f"{plate}{chance.choice('ABCDEFGH')}{chance.randrange(10**4):04d}",
        "identity": identity(chance, town_code),
        "landline": f"{chance.randrange(10**7):07d}",
        "surname": chance.choice(SURNAMES),
    }


def identity(chance: random.Random, town_code: str) -> str:
    """Return an identity number that checks out, of somebody born in 1900 (GB 11643)."""
    stem = f"{town_code[:6]}1900{chance.randrange(1, 13):02d}{chance.randrange(1, 29):02d}"
    stem += f"{chance.randrange(1000):03d}"
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(stem))
    return stem + "10X98765432"[total % 11]
