"""Home of a city in tests and benches: what a home holds, copied over four districts and two years.

A copy is a programme of its own: other numbers and places, townships of its district, a year earlier
where it is an odd one, twice as many sites. Rows go through the house's bulk insert, so that seals,
the tally and the trail's chains hold.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Max

from xiaowei.base.bulk import insert_many
from xiaowei.base.regions.queries import tree
from xiaowei.base.trail.operations import digest_of
from xiaowei.stages.intake.sealing import seal, unseal

COPIED = (
    "places.Place", "places.Alias", "places.ButlerPost", "intake.Ticket", "intake.SealedText",
    "identification.Spot", "identification.SpotTicket", "identification.Candidate",
    "identification.CandidatePlace", "identification.PlannedSite", "identification.EstimateLine",
    "identification.Consultation", "selection.Programme", "selection.Round",
    "selection.RoundLimit", "selection.Application", "selection.FundLine", "selection.Submission",
    "selection.Return", "selection.Emergency", "selection.Opinion", "selection.Visit",
    "selection.Review", "funding.Filing", "funding.LedgerLine", "funding.Envelope",
    "funding.EnvelopeLine", "delivery.Works", "delivery.Site", "delivery.Measurement",
    "delivery.Suspension", "evaluation.Outcome", "attachments.Attachment", "channel.Notice",
    "channel.Question", "trail.Entry",
)  # fmt: skip
"""What is copied, each after what it links to."""
ONCE: dict[str, tuple[str, ...]] = {
    "selection.Programme": ("district_code", "year"),
    "selection.Round": ("programme_id", "name"),
    "selection.RoundLimit": ("round_id", "town_code"),
    "funding.Envelope": ("district_code", "year", "kind", "town_code", "managed_only"),
}
"""What a district has once, by what: copies that meet in it share it."""
REGIONS = ("district_code", "town_code", "region_code")
TAGS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
YEAR = timedelta(days=364)
"""A year that keeps the days of the week."""
ASKED_EVERY = 8
"""One project in so many has a question open in its thread."""


def fill(copies: int, home: str, others: tuple[str, ...]) -> None:
    """Copy the programme of the district `home` so many times, over itself and the other districts."""
    template = {label: _rows(label) for label in COPIED}
    districts = (home, *others)
    for n in range(copies):
        with transaction.atomic():
            Copy(template, n, home, districts[n % len(districts)]).write()


class Copy:
    """One copy: which key has become which, by model."""

    def __init__(self, template: dict[str, Any], n: int, home: str, district: str) -> None:
        self.template, self.tag, self.chance = (
            template,
            TAGS[n // 24] + TAGS[n % 24],
            random.Random(n),
        )
        self.back = YEAR * (n % 2)
        self.home, self.district = home, district
        self.towns = dict(zip(_towns(home), _towns(district), strict=False))
        self.keys: dict[str, dict[Any, Any]] = {}
        self.merged: dict[Any, int] = {}

    def write(self) -> None:
        """Write the copy's rows, model by model."""
        self.numbers = {row.number for row in self.template["identification.Candidate"]}
        for label in COPIED:
            self.keys[label] = {}
            rows = [(old, self._changed(label, old)) for old in self.template[label]]
            new = [(old, row) for old, row in rows if not self._shared(label, old, row)]
            made = [row for _, row in new] + list(self._more(label, new))
            if made:
                insert_many(made)
            self.keys[label] |= {old.pk: row.pk for old, row in new}
            self._link(label, new)

    def _changed(self, label: str, old: models.Model) -> Any:
        row = type(old)()
        for field in old._meta.concrete_fields:
            value = getattr(old, field.attname)
            if not field.primary_key or isinstance(field, models.ForeignKey):
                setattr(row, field.attname, self._value(field, value))
        if special := SPECIAL.get(label):
            special(self, old, row)
        return row

    def _value(self, field: Any, value: Any) -> Any:
        if value in (None, ""):
            return value
        if isinstance(field, models.ForeignKey):
            target = field.related_model._meta.label
            if field.related_model is field.model:
                return None
            return self.keys[target][value] if target in self.keys else value
        if isinstance(value, date | datetime):
            return value - self.back
        if field.name in REGIONS:
            return self.region(value)
        return self.number(value) if field.name in ("number", "subject") else value

    def region(self, code: str) -> str:
        """Return the code that stands for a region in the copy's district."""
        return self.district if code == self.home else self.towns.get(code, code)

    def number(self, number: str) -> str:
        """Return the number of a project of the copy."""
        return self.tag + number[2:] if number in self.numbers else number

    def _shared(self, label: str, old: Any, row: Any) -> bool:
        """Tell whether the district has one already; what the copy adds to it is added."""
        if label not in ONCE:
            return False
        own = {name: getattr(row, name) for name in ONCE[label]}
        there = type(row).objects.filter(**own).first()
        if there is None:
            return False
        self.keys[label][old.pk] = there.pk
        if label == "funding.Envelope":
            self.merged[there.pk] = there.lines.aggregate(last=Max("sequence"))["last"]
            type(row).objects.filter(pk=there.pk).update(
                allotted_fen=F("allotted_fen") + row.allotted_fen,
                drawn_fen=F("drawn_fen") + row.drawn_fen,
            )
        return True

    def _link(self, label: str, new: list[tuple[Any, Any]]) -> None:
        """Link rows to others of their own table, now that these have keys."""
        own = (
            [f for f in new[0][0]._meta.concrete_fields if f.related_model is f.model]
            if new
            else ()
        )
        for field in own:
            for old, row in new:
                if (to := getattr(old, field.attname)) is not None:
                    same = type(row).objects.filter(pk=row.pk)
                    same.update(**{field.attname: self.keys[label][to]})

    def _more(self, label: str, new: list[tuple[Any, Any]]) -> Iterator[Any]:
        """Yield what a copy has more of: a second site beside each, questions in the threads."""
        if label == "delivery.Site":
            for old, row in new:
                twin = self._changed(label, old)
                row.sequence, twin.sequence = 2 * old.sequence - 1, 2 * old.sequence
                yield twin
        if label == "channel.Question":
            for row in type_of("identification.Candidate").objects.filter(
                number__in=sorted(map(self.number, self.numbers))[::ASKED_EVERY]
            ):
                yield self._question(row)

    def _question(self, row: Any) -> Any:
        on = date(2020, 8, 27) - self.back
        return type_of("channel.Question")(
            number=row.number, name=row.name, district_code=row.district_code,
            town_code=row.town_code, asker_desk="district", asker_id=1, asker_name="区发改委",
            desk="township", text="户数是怎么数的?", asked_on=on,
            asked_at=datetime.fromisoformat(f"{on}T09:00:00+08:00"),
            due_on=on + timedelta(days=5), limit_days=3,
        )  # fmt: skip

    def place(self, old: Any, row: Any) -> None:
        """Give a place its own code and name, and two of three a point."""
        row.code, row.name = f"{old.code}{self.tag}", f"{old.name}{self.tag}"
        if self.chance.random() < 2 / 3:
            row.longitude = 116.4 + self.chance.uniform(-0.4, 0.4)
            row.latitude = 39.9 + self.chance.uniform(-0.3, 0.3)

    def ticket(self, old: Any, row: Any) -> None:
        """Give a ticket its own number."""
        row.number = f"{self.tag}{old.number}"

    def sealed_text(self, old: Any, row: Any) -> None:
        """Seal a ticket's raw words under its own number."""
        number = old.ticket.number
        row.ciphertext = seal(f"{self.tag}{number}", unseal(number, old.ciphertext))

    def candidate(self, old: Any, row: Any) -> None:
        """Plan two sites for each."""
        row.sites_planned, row.year = old.sites_planned * 2, self.year(old)

    def dated(self, old: Any, row: Any) -> None:
        """Take a programme-year back."""
        row.year = self.year(old)

    def year(self, old: Any) -> int:
        """Return the programme-year that stands for a row's in the copy."""
        return int(old.year) - (1 if self.back else 0)

    def filing(self, old: Any, row: Any) -> None:
        """Give a filing its own number."""
        row.filing_no = f"{self.tag}{old.filing_no}" if old.filing_no else ""

    def line(self, old: Any, row: Any) -> None:
        """Count a movement on behind those that the envelope has."""
        row.sequence += self.merged.get(row.envelope_id, 0)

    def notice(self, old: Any, row: Any) -> None:
        """Give a notice its own key; those to places of the copy keep to them."""
        row.key = f"{self.tag}:{old.key}"
        codes = {place.code for place in self.template["places.Place"]}
        row.place_code = (
            f"{old.place_code}{self.tag}" if old.place_code in codes else old.place_code
        )

    def entry(self, old: Any, row: Any) -> None:
        """Chain an entry to the one before it on the copy's subject."""
        chain = self.keys.setdefault("chain", {})
        row.previous_digest = chain.get(row.subject, "")
        row.digest = chain[row.subject] = digest_of(row)


SPECIAL: dict[str, Callable[[Copy, Any, Any], None]] = {
    "places.Place": Copy.place,
    "intake.Ticket": Copy.ticket,
    "intake.SealedText": Copy.sealed_text,
    "identification.Candidate": Copy.candidate,
    "selection.Programme": Copy.dated,
    "funding.Envelope": Copy.dated,
    "funding.Filing": Copy.filing,
    "funding.EnvelopeLine": Copy.line,
    "channel.Notice": Copy.notice,
    "trail.Entry": Copy.entry,
}


def type_of(label: str) -> Any:
    """Return a model by its label."""
    return apps.get_model(label)


def _rows(label: str) -> list[Any]:
    rows = type_of(label).objects.order_by("pk")
    if label == "intake.SealedText":
        return list(rows.select_related("ticket"))
    if label == "trail.Entry":
        numbers = type_of("identification.Candidate").objects.values("number")
        return list(rows.filter(subject__in=numbers).order_by("subject", "sequence"))
    return list(rows)


def _towns(district: str) -> list[str]:
    """Return the codes of a district's townships today, in order."""
    found = (r for r in tree().regions if r.level == "township" and r.valid_to is None)
    return sorted(r.code for r in found if r.code.startswith(district[:6]))
