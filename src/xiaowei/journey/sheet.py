"""Home of the ledger sheet as exported: Chinese headers, 万元, and it imports back as "same"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.places.models import Place
from xiaowei.base.steady import steady
from xiaowei.domain.errors import BadInput
from xiaowei.domain.forms import round_shown
from xiaowei.domain.money import exact_wan
from xiaowei.domain.regions import full, significant
from xiaowei.domain.rounds import round_key
from xiaowei.domain.sheets import LEDGER_COLUMNS
from xiaowei.journey.line import Line
from xiaowei.journey.reach import books_read
from xiaowei.journey.survey import Survey, survey_of
from xiaowei.stages.delivery.models import Site
from xiaowei.stages.selection.queries import rounds

KINDS = {"village": "村", "estate": "小区", "community": "社区"}


@steady()
def ledger_sheet(
    district: str,
    as_of: date,
    year: int | None = None,
    round_name: str = "",
    *,
    by: Actor | None = None,
) -> tuple[list[str], list[list[Any]]]:
    """Return (headers, rows) of the ledger on a day: one row a project that was applied for.

    Of a round in whichever words, or of all. What `by` may read of it; all of it where nobody is
    named, as at the command line.

    :raises BadInput: `no_such_round`
    :raises NotAllowed: `not_permitted`
    """
    survey = survey_of(district, as_of, year, books_read(by, district) if by else ())
    require_round(survey.district, round_name)
    lines = [line for line in in_round(survey.lines, round_name) if line.is_applied]
    columns = _columns(survey, _Known(lines, as_of))
    rows = [
        [serial, *(read(line) for _, read in columns)] for serial, line in enumerate(lines, start=1)
    ]
    return ["序号", *(header for header, _ in columns)], rows


def in_round(lines: Iterable[Line], name: str) -> list[Line]:
    """Return the projects of a round in whichever words; all where none is named."""
    return [line for line in lines if not name or round_key(line.round_name) == round_key(name)]


def require_round(district: str, name: str) -> None:
    """Refuse a round that the district never called or took over.

    :raises BadInput: `no_such_round`
    """
    known = [row["name"] for row in rounds(full(significant(district)[:6]))] if name else []
    if name and round_key(name) not in map(round_key, known):
        shown = "、".join(dict.fromkeys(map(round_shown, known))) or "—"
        raise BadInput("no_such_round", value=name, known=shown)


class KnownPlaces:
    """Places of the projects, read once."""

    def __init__(self, lines: list[Line]) -> None:
        ids = {place for line in lines for place in line.place_ids}
        self.places = {place.pk: place for place in Place.objects.in_bulk(list(ids)).values()}

    def names(self, line: Line) -> str:
        """Return a project's places in their order."""
        return ";".join(self.places[pk].name for pk in line.place_ids if pk in self.places)

    def kind(self, line: Line) -> str:
        """Return what its places are; blank where they differ."""
        kinds = {self.places[pk].kind for pk in line.place_ids if pk in self.places}
        return KINDS[kinds.pop()] if len(kinds) == 1 else ""


class _Known(KnownPlaces):
    """Their places, and the sites finished by a day."""

    def __init__(self, lines: list[Line], as_of: date) -> None:
        super().__init__(lines)
        self.done: dict[int, int] = {}
        works = [line.works_pk for line in lines if line.works_pk]
        done = Site.objects.filter(works_id__in=works, finished=True).exclude(finished_on__gt=as_of)
        for pk in done.values_list("works_id", flat=True):
            self.done[pk] = self.done.get(pk, 0) + 1


def _columns(survey: Survey, known: _Known) -> list[tuple[str, Callable[[Line], Any]]]:
    facts = _facts(survey, known)
    dated = {"进度": f"进度_{survey.as_of:%Y%m%d}"}
    own = [(dated.get(name, name), facts[name]) for name in LEDGER_COLUMNS]
    return [*own, *_quantities(survey)]


def _quantities(survey: Survey) -> list[tuple[str, Callable[[Line], Any]]]:
    """Return a column for each day something was measured, and the parking spaces of the last."""
    days = sorted(
        {day for days in survey.totals.values() for day in days}, key=lambda d: d or date.min
    )

    def on(day: date | None) -> Callable[[Line], Any]:
        return lambda line: survey.totals.get(line.number, {}).get(day, (None, None))[0]

    def spaces(line: Line) -> Any:
        measured = survey.measured.get(line.number)
        return measured.parking_spaces if measured else None

    columns = [(f"完成数量_{day:%Y%m%d}" if day else "完成数量", on(day)) for day in days]
    return [*columns, ("停车位", spaces)]


def _facts(survey: Survey, known: _Known) -> dict[str, Callable[[Line], Any]]:
    return {
        "项目编号": lambda x: x.number,
        "项目名称": lambda x: x.name,
        "镇街代码": lambda x: significant(x.town_code),
        "镇街": lambda x: survey.town_name(x.town_code),
        "点位类别": known.kind,
        "村(社区)/小区": known.names,
        "项目类型": lambda x: survey.type_name(x.type_code),
        "数量": lambda x: x.quantity,
        "单位": lambda x: x.unit,
        "点位总数": lambda x: x.sites_planned,
        "完工点位": lambda x: known.done.get(x.works_pk or 0, 0),
        "惠及户数": lambda x: x.households_claimed,
        "申报资金(万元)": lambda x: _wan(x.applied_fen),
        "审定资金(万元)": lambda x: _wan(x.approved_fen),
        "拨付资金(万元)": lambda x: _wan(x.disbursed_fen or None),
        "结算资金(万元)": lambda x: _wan(x.settled_fen),
        "资金来源": lambda x: x.fund_source,
        "批次": lambda x: x.round_name,
        "进度": _status,
        "是否未诉先办": lambda x: "是" if x.proactive else "否",
        "征集日期": lambda x: x.collected_on,
        "申报日期": lambda x: x.applied_on,
        "审定日期": lambda x: x.approved_on,
        "备案日期": lambda x: x.filed_on,
        "备案号": lambda x: x.filing_no,
        "拨付日期": lambda x: x.disbursed_on,
        "开工日期": lambda x: x.started_on,
        "完工日期": lambda x: x.finished_on,
        "投入使用日期": lambda x: x.in_use_on,
        "验收日期": lambda x: x.accepted_on,
        "施工单位": lambda x: x.contractor,
        "管护单位": lambda x: x.maintainer,
        "问题根源": lambda x: x.root_cause,
        "备注": lambda x: x.note,
    }


def _wan(fen: int | None) -> Decimal | None:
    return None if fen is None else exact_wan(fen)


def _status(line: Line) -> str:
    if line.is_ended:
        return "终止"
    if line.is_completed:
        return "已完工"
    if line.is_finished:
        return "完工待验收"
    if line.is_started:
        return "施工中"
    if line.is_filed:
        return "已拨付" if line.disbursed_fen else "已备案"
    return "已审定" if line.approved_fen else "已申报"
