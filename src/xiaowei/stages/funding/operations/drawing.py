"""Home of drawing: what a filing takes out of its envelopes, and what it puts back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Min, Sum

from xiaowei.base.regions.queries import is_managed, name_of
from xiaowei.domain.envelopes import (
    Draws,
    Lines,
    Pot,
    draw,
    give_back,
    is_split,
    least_left,
    needs,
    spread,
)
from xiaowei.domain.money import yuan
from xiaowei.domain.wording import Note
from xiaowei.stages.funding.models import Envelope, EnvelopeLine, Filing
from xiaowei.stages.selection.queries import approved_lines_of


@dataclass(frozen=True)
class Drawing:
    """What a step does to the envelopes, before it is done: drawn and put back (key, fen)."""

    envelopes: dict[int, Envelope]
    draws: Draws
    back: tuple[tuple[int, int], ...] = ()
    is_split: bool = True

    @property
    def holds(self) -> dict[str, bool]:
        """Return each guard of drawing with whether it holds."""
        return {**self.draws.holds(), "source_split": self.is_split}

    @property
    def facts(self) -> dict[str, Any]:
        """Return what the refusal of a draw says."""
        return {
            "kind": Note(f"source_kind.{self.draws.kind or 'other'}"),
            "wanted": yuan(self.draws.amount_fen),
            "left": yuan(self.draws.left_fen),
        }


def first_drawing(
    application: Any, amount_fen: int, on: date | None, since: date | None = None
) -> Drawing:
    """Return what a filing of an application would draw of each source, its envelopes locked.

    `on` tells whether the township is 治理类; from `since` on, where it is given, the envelopes have to
    hold it on every day.
    """
    candidate = application.candidate
    envelopes = locked(candidate.district_code, candidate.year)
    lines = sources_of(application)
    if not is_split(lines):
        return Drawing(envelopes, Draws(), is_split=not envelopes)
    wanted = needs(spread(lines, amount_fen))
    return Drawing(envelopes, _drawn(candidate, wanted, envelopes, on, since))


def next_drawing(
    filing: Filing, keep_fen: int, on: date | None, since: date | None = None
) -> Drawing:
    """Return what brings a filing's draws to `keep_fen`; nothing where it has drawn nothing."""
    candidate = filing.application.candidate
    envelopes = locked(candidate.district_code, candidate.year)
    drawn = draws_of(filing)
    if not drawn:
        return Drawing(envelopes, Draws())
    kept = needs(spread(sources_of(filing.application), keep_fen))
    more: dict[str, int] = {}
    back: list[tuple[int, int]] = []
    for kind in dict.fromkeys([*kept, *(envelopes[key].kind for key, _ in drawn)]):
        taken = [(key, fen) for key, fen in drawn if envelopes[key].kind == kind]
        difference = kept.get(kind, 0) - sum(fen for _, fen in taken)
        if difference > 0:
            more[kind] = difference
        back.extend(give_back(taken, max(-difference, 0)))
    return Drawing(envelopes, _drawn(candidate, more, envelopes, on, since), tuple(back))


def carry_out(drawing: Drawing, filing: Filing, on: date | None) -> None:
    """Draw and put back as planned: a line each, and the envelope's sum with it."""
    for key, amount in (*drawing.draws.parts, *((key, -fen) for key, fen in drawing.back)):
        envelope = drawing.envelopes[key]
        envelope.drawn_fen += amount
        envelope.save(update_fields=["drawn_fen"])
        append_line(envelope, "drawn", amount, on, filing=filing)


def append_line(
    envelope: Envelope, kind: str, amount_fen: int, on: date | None, **said: Any
) -> None:
    """Append a movement to an envelope, in fen."""
    last = EnvelopeLine.objects.filter(envelope=envelope).aggregate(last=Max("sequence"))["last"]
    EnvelopeLine.objects.create(
        envelope=envelope,
        sequence=(last or 0) + 1,
        kind=kind,
        amount_fen=amount_fen,
        on=on,
        **said,
    )


def draws_of(filing: Filing) -> list[tuple[int, int]]:
    """Return what a filing holds of which envelope (key, fen), in the order it was drawn."""
    rows = EnvelopeLine.objects.filter(filing=filing, kind="drawn").order_by()
    sums = rows.values_list("envelope_id").annotate(fen=Sum("amount_fen"), first=Min("pk"))
    return [(key, fen) for key, fen, _ in sorted(sums, key=lambda row: row[2]) if fen]


def sources_of(application: Any) -> Lines:
    """Return (source, fen) approved of each source; one line where the application has but one."""
    lines = approved_lines_of(application)
    if lines:
        return lines
    source = application.fund_source
    return ((source, application.approved_fen or 0),) if source else ()


def town_fact(application: Any) -> str:
    """Return the township's name for a refusal."""
    return name_of(application.candidate.town_code)


def locked(district_code: str, year: int) -> dict[int, Envelope]:
    """Return a programme-year's envelopes by key, locked in one order so that nobody waits in a ring."""
    rows: Iterable[Envelope] = (
        Envelope.objects.select_for_update()
        .filter(district_code=district_code, year=year)
        .order_by("pk")
    )
    return {row.pk: row for row in rows}


def pots_of(envelopes: Iterable[Envelope], since: date | None = None) -> list[Pot]:
    """Return envelopes as they are chosen from, with what is left of each; the least on any day from
    `since` on, where it is given.
    """
    held = list(envelopes)
    least = left_since(held, since) if since else {}
    return [
        Pot(
            e.pk,
            e.kind,
            e.town_code,
            e.managed_only,
            least.get(e.pk, e.allotted_fen - e.drawn_fen),
        )
        for e in held
    ]


def left_since(envelopes: Sequence[Envelope], since: date) -> dict[int, int]:
    """Return the least that is left of each envelope on any day from `since` on, in fen, by key."""
    moves: dict[int, list[tuple[date | None, int]]] = {one.pk: [] for one in envelopes}
    rows = EnvelopeLine.objects.filter(envelope__in=envelopes).order_by()
    summed = rows.values_list("envelope_id", "on", "kind").annotate(fen=Sum("amount_fen"))
    for key, on, kind, fen in summed:
        moves[key].append((on, fen if kind == "allotted" else -fen))
    return {key: least_left(own, since) for key, own in moves.items()}


def _drawn(
    candidate: Any,
    wanted: dict[str, int],
    envelopes: dict[int, Envelope],
    on: date | None,
    since: date | None,
) -> Draws:
    pots = pots_of(envelopes.values(), since)
    managed = on is not None and is_managed(candidate.town_code, on)
    return draw(wanted, pots, candidate.town_code, managed=managed)
