"""Home of the forms as filled in: what a township applies for, what is filed, what was disbursed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.parts import in_parts
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import name_of
from xiaowei.base.steady import steady
from xiaowei.domain import forms
from xiaowei.domain.forms import Cell, Form, FormColumn, round_shown, title_of
from xiaowei.domain.money import exact_wan
from xiaowei.domain.regions import full, significant
from xiaowei.journey.line import Line
from xiaowei.journey.reach import books_read
from xiaowei.journey.sheet import KnownPlaces, in_round, require_round
from xiaowei.journey.survey import Survey, survey_of
from xiaowei.stages.funding.models import LedgerLine

Read = Callable[[Line], Cell]
BELONGS: dict[str, Callable[[Line], bool]] = {
    forms.APPLICATION: lambda line: line.is_applied,
    forms.FILING: lambda line: line.is_funded,
    forms.DISBURSEMENT: lambda line: line.disbursed_fen > 0,
}
"""Which projects stand in a form."""


@dataclass
class Paid:
    """How a project's money was disbursed: from which sources, by which documents."""

    sources: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


@steady()
def filled_form(
    form: str,
    district: str,
    as_of: date,
    year: int | None = None,
    round_name: str = "",
    *,
    by: Actor | None = None,
) -> Form:
    """Return one of the three forms on a day: of a round in whichever words, or of a whole year.

    What `by` may read of it; all of it where nobody is named, as at the command line. Without a year
    it is the last one that has such projects.

    :raises BadInput: `no_such_round`, `bad_region_code`, `unknown_region`
    :raises NotAllowed: `not_permitted`
    """
    survey = survey_of(district, as_of, year, books_read(by, district) if by else ())
    require_round(survey.district, round_name)
    lines = in_round(survey.lines, round_name)
    years = {line.year for line in lines if BELONGS[form](line)}
    of_year = max(years, default=survey.programme_year)
    chosen = [line for line in lines if BELONGS[form](line) and line.year == of_year]
    chosen.sort(key=lambda line: (line.town_code, line.number))
    columns = _COLUMNS[form]
    facts = _facts(survey, KnownPlaces(chosen), _paid(chosen, as_of))
    rows = tuple(
        (serial, *(facts[one.header](line) for one in columns[1:]))
        for serial, line in enumerate(chosen, start=1)
    )
    return Form(*_named(form, survey, of_year, chosen, round_name), columns, rows)


def _named(
    form: str, survey: Survey, year: int, lines: list[Line], round_name: str
) -> tuple[str, str]:
    """Return the title and the line under it; the round is named when all is of one."""
    found = {line.round_name for line in lines}
    one = found.pop() if round_name and len(found) == 1 else round_name
    district = full(significant(survey.district)[:6])
    programme = policy_for(district, year).programme_name
    title = title_of(form, name_of(survey.district), programme, year, one)
    day = survey.as_of
    return title, f"截至{day.year}年{day.month}月{day.day}日"


def _paid(lines: list[Line], as_of: date) -> dict[str, Paid]:
    """Return how each project's money was disbursed up to a day, by number."""
    sources: dict[str, list[str]] = defaultdict(list)
    documents: dict[str, list[str]] = defaultdict(list)
    number = "filing__application__candidate__number"
    for part in in_parts([line.number for line in lines]):
        moved = LedgerLine.objects.filter(kind="disbursed", **{f"{number}__in": part})
        rows = moved.exclude(on__gt=as_of).order_by("pk")
        for own, source, document in rows.values_list(number, "source", "document_no"):
            sources[own].append(source)
            documents[own].append(document)
    return {
        own: Paid(*(tuple(dict.fromkeys(filter(None, some[own]))) for some in (sources, documents)))
        for own in sources
    }


def _facts(survey: Survey, known: KnownPlaces, paid: dict[str, Paid]) -> dict[str, Read]:
    none = Paid()
    return {
        "项目编号": lambda x: x.number,
        "项目名称": lambda x: x.name,
        "镇街": lambda x: survey.town_name(x.town_code),
        "收款镇街": lambda x: survey.town_name(x.town_code),
        "村(社区)/小区": lambda x: known.names(x).replace(";", "、"),
        "项目类型": lambda x: survey.type_name(x.type_code),
        "数量": lambda x: x.quantity,
        "单位": lambda x: x.unit,
        "点位总数": lambda x: x.sites_planned,
        "惠及户数": lambda x: x.households_claimed,
        "是否未诉先办": lambda x: "是" if x.proactive else "否",
        "申报资金": lambda x: _wan(x.applied_fen),
        "审定资金": lambda x: _wan(x.approved_fen),
        "拨付资金": lambda x: _wan(x.disbursed_fen),
        "资金来源": lambda x: x.fund_source,
        "拨款来源": lambda x: "、".join(paid.get(x.number, none).sources) or x.fund_source,
        "拨款单号": lambda x: "、".join(paid.get(x.number, none).documents),
        "批次": lambda x: round_shown(x.round_name),
        "征集日期": lambda x: x.collected_on,
        "申报日期": lambda x: x.applied_on,
        "审定日期": lambda x: x.approved_on,
        "备案日期": lambda x: x.filed_on,
        "备案号": lambda x: x.filing_no,
        "拨付日期": lambda x: x.disbursed_on,
        "管护单位": lambda x: x.maintainer,
        "备注": lambda x: x.note,
    }


def _wan(fen: int | None) -> Cell:
    return None if fen is None else exact_wan(fen)


def _columns(*told: tuple[str, str, int] | tuple[str, str, int, str]) -> tuple[FormColumn, ...]:
    return (FormColumn("序号", forms.SERIAL, 6), *(FormColumn(*one) for one in told))


NUMBER = ("项目编号", forms.WORD, 14)
NAME = ("项目名称", forms.TEXT, 34)
TOWN = ("镇街", forms.WORD, 15)
PLACES = ("村(社区)/小区", forms.TEXT, 24)
TYPE = ("项目类型", forms.WORD, 20)
SIZE = (("数量", forms.QUANTITY, 11, "建设任务"), ("单位", forms.WORD, 8, "建设任务"))
APPLIED = ("申报资金", forms.WAN, 12, "资金")
APPROVED = ("审定资金", forms.WAN, 12, "资金")
SOURCE = ("资金来源", forms.WORD, 20, "资金")
ROUND = ("批次", forms.WORD, 9)
NOTE = ("备注", forms.TEXT, 18)
_COLUMNS = {
    forms.APPLICATION: _columns(
        NUMBER, NAME, TOWN, PLACES, TYPE, *SIZE, ("点位总数", forms.COUNT, 9),
        ("惠及户数", forms.COUNT, 9), ("是否未诉先办", forms.WORD, 13), APPLIED, SOURCE, ROUND,
        ("征集日期", forms.DAY, 12, "时间"), ("申报日期", forms.DAY, 12, "时间"), NOTE,
    ),
    forms.FILING: _columns(
        NUMBER, NAME, TOWN, PLACES, TYPE, *SIZE, APPLIED, APPROVED, SOURCE, ROUND,
        ("备案号", forms.WORD, 20), ("审定日期", forms.DAY, 12, "时间"),
        ("备案日期", forms.DAY, 12, "时间"), ("管护单位", forms.TEXT, 18), NOTE,
    ),
    forms.DISBURSEMENT: _columns(
        NUMBER, NAME, ("收款镇街", forms.WORD, 15), PLACES, TYPE, ("备案号", forms.WORD, 20),
        APPROVED, ("拨付资金", forms.WAN, 12, "资金"), ("拨款来源", forms.WORD, 20, "资金"),
        ("拨款单号", forms.WORD, 18), ("备案日期", forms.DAY, 12, "时间"),
        ("拨付日期", forms.DAY, 12, "时间"), ROUND, NOTE,
    ),
}  # fmt: skip
