"""Home of reading the wording of a programme's news paragraph."""

from __future__ import annotations

from xiaowei.connectors.packs.sections import Section
from xiaowei.domain.catalogue import Catalogue, ProjectType
from xiaowei.domain.money import DISPLAYS
from xiaowei.domain.policy import (
    MEASURES,
    AsOfWords,
    Clause,
    Joins,
    Paragraph,
    Part,
    SilenceWords,
)

_COUNTS = tuple(measure for measure in MEASURES if measure != "quantity")


def parse_paragraph(section: Section, catalogue: Catalogue) -> Paragraph:
    """Return the wording; a figure's display is its indicator's unless the wording says otherwise.

    :raises BadInput: `pack_wrong`
    """
    households = section.section("households")
    wording = Paragraph(
        as_of=_as_of(section.section("as_of")),
        opening=tuple(_part(row, None) for row in section.sections("opening")),
        clauses=tuple(_clause(row, catalogue) for row in section.sections("clauses")),
        reach_lead=section.text("reach_lead"),
        reach=tuple(_part(row, None) for row in section.sections("reach")),
        households=_part(households, None),
        silence=_silence(section.section("silence")),
        joins=_joins(section.section("joins")),
        nothing=section.text("nothing"),
    )
    section.done()
    return wording


def _clause(section: Section, catalogue: Catalogue) -> Clause:
    code = section.text("type")
    kind = catalogue.type(code)
    if kind is None:
        raise section.refuse("type", "not_known", value=code, where="types.yaml")
    first = Part("quantity", section.template("text", "value"), _display(section, kind, "quantity"))
    rest = tuple(_part(row, kind) for row in section.sections("then"))
    section.done()
    return Clause(code, (first, *rest))


def _part(section: Section, kind: ProjectType | None) -> Part:
    measure = section.choice("measure", _COUNTS)
    part = Part(measure, section.template("text", "value"), _display(section, kind, measure))
    section.done()
    return part


def _display(section: Section, kind: ProjectType | None, measure: str) -> str:
    indicator = kind.indicator(measure) if kind is not None else None
    return section.choice("display", DISPLAYS, indicator.display if indicator else "plain")


def _as_of(section: Section) -> AsOfWords:
    words = AsOfWords(
        section.template("month_end", "year", "month"),
        section.template("day", "year", "month", "day"),
        section.template("year", "year"),
    )
    section.done()
    return words


def _joins(section: Section) -> Joins:
    joins = Joins(*(section.text(key, "") for key in ("part", "clause", "reach", "sentence")))
    section.done()
    return joins


def _silence(section: Section) -> SilenceWords:
    told = ("sites", "observed", "silent")
    words = SilenceWords(
        almost_from=section.share("almost_from"),
        all=section.text("all"),
        almost=section.text("almost"),
        fewer=section.template("fewer", "rate", "silent", "observed"),
        completed=section.template("completed", *told),
        partly=section.template("partly", *told),
        unobserved=section.template("unobserved", *told),
        unheard=section.template("unheard", *told),
    )
    section.done()
    return words
