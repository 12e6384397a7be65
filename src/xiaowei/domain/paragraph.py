"""Home of the news paragraph: a programme's figures in the words of its policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from xiaowei.domain.money import half_up, shown
from xiaowei.domain.policy import AsOfWords, Clause, Paragraph, Part, SilenceWords


@dataclass(frozen=True)
class Figures:
    """What a programme has done by a day; `quantities` by type code, everything else is a count.

    What nobody measured is None, and the paragraph doesn't speak of it.

    `sites_observed` are the completed sites watched long enough to be judged, `sites_silent` those
    of them without a complaint; `sites_not_judged` are those of which nobody could have heard.
    `tickets_until` is the day of the newest ticket, None where there are no tickets at all.
    """

    quantities: Mapping[str, Decimal | None] = field(default_factory=dict)
    parking_spaces: int | None = 0
    projects: int = 0
    sites_total: int = 0
    townships: int = 0
    villages: int = 0
    estates: int = 0
    communities: int = 0
    households: int = 0
    sites_completed: int = 0
    sites_observed: int = 0
    sites_silent: int = 0
    sites_not_judged: int = 0
    tickets_until: date | None = None

    @property
    def villages_and_communities(self) -> int:
        """The places of the lowest level of government, 村(社区), of either kind."""
        return self.villages + self.communities

    @property
    def silence_rate(self) -> float | None:
        """The share of silent among observed sites; None when none is observed."""
        return self.sites_silent / self.sites_observed if self.sites_observed else None

    @property
    def silence_reason(self) -> str | None:
        """Why there is no rate: no_sites, no_tickets, no_day_of_use or too_early; else None."""
        if self.sites_observed:
            return None
        if not self.sites_completed:
            return "no_sites"
        if not self.sites_not_judged:
            return "too_early"
        return "no_tickets" if self.tickets_until is None else "no_day_of_use"


def paragraph(figures: Figures, wording: Paragraph, as_of: date, programme_year: int) -> str:
    """Write the paragraph; whatever is 0 is left out, and there is no final full stop."""
    joins = wording.joins
    clauses = [_clause(clause, figures, joins.part) for clause in wording.clauses]
    done = [
        _parts(wording.opening, figures, joins.part),
        joins.clause.join(text for text in clauses if text),
        _reach(figures, wording),
        _parts((wording.households,), figures, ""),
    ]
    told = [text for text in done if text]
    silence = silence_words(figures, wording.silence)
    day = as_of_words(as_of, programme_year, wording.as_of)
    first = joins.part.join([day, *(told or ([] if silence else [wording.nothing]))])
    return _sentences(first, silence, joins.sentence if told else joins.part)


def as_of_words(as_of: date, programme_year: int, words: AsOfWords) -> str:
    """Name the day: by its month on the month's last day, with the year only if not the
    programme's.
    """
    year = "" if as_of.year == programme_year else words.year.format(year=as_of.year)
    last = (as_of + timedelta(1)).day == 1
    text = words.month_end if last else words.day
    return text.format(year=year, month=as_of.month, day=as_of.day)


def silence_words(figures: Figures, words: SilenceWords) -> str:
    """Tell how silent the completed sites are; nothing is claimed of sites not observed."""
    facts = {
        "sites": figures.sites_completed,
        "observed": figures.sites_observed,
        "silent": figures.sites_silent,
    }
    if not figures.sites_completed:
        return ""
    if figures.silence_reason == "no_tickets":
        return words.unheard.format_map(facts)
    return _silence_template(figures, words).format_map(facts) + silence_claim(figures, words)


def silence_claim(figures: Figures, words: SilenceWords) -> str:
    """Return the claim alone: all silent, almost all, or the rate; empty when none is observed."""
    if not figures.sites_observed:
        return ""
    silent, observed = figures.sites_silent, figures.sites_observed
    if silent == observed:
        return words.all
    if Decimal(silent) >= Decimal(repr(words.almost_from)) * observed:
        return words.almost
    rate = half_up(Decimal(silent) * 100 / observed, 2)
    return words.fewer.format(rate=shown(rate), silent=silent, observed=observed)


def _silence_template(figures: Figures, words: SilenceWords) -> str:
    """Return the subject: all completed sites, those observed, or those still too young."""
    if figures.sites_observed:
        whole = figures.sites_observed >= figures.sites_completed
        return words.completed if whole else words.partly
    return words.unobserved


def _sentences(first: str, second: str, join: str) -> str:
    return f"{first}{join}{second}" if second else first


def _clause(clause: Clause, figures: Figures, join: str) -> str:
    if not _value(clause.parts[0].measure, figures, clause.type):
        return ""
    return _parts(clause.parts, figures, join, clause.type)


def _reach(figures: Figures, wording: Paragraph) -> str:
    text = _parts(wording.reach, figures, wording.joins.reach)
    return wording.reach_lead + text if text else ""


def _parts(parts: tuple[Part, ...], figures: Figures, join: str, kind: str = "") -> str:
    told = ((part, _value(part.measure, figures, kind)) for part in parts)
    return join.join(
        part.text.format(value=shown(value, part.display)) for part, value in told if value
    )


def _value(measure: str, figures: Figures, kind: str) -> Decimal:
    if measure == "quantity":
        return figures.quantities.get(kind) or Decimal(0)
    return Decimal(getattr(figures, measure) or 0)
