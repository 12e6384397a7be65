"""Home of the rows that sheets hand in: one complaint, one project, one place, or one row refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Generic, TypeVar

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import Sayable

RowT = TypeVar("RowT")
LEDGER_COLUMNS = (
    "项目编号", "项目名称", "镇街代码", "镇街", "点位类别", "村(社区)/小区", "项目类型", "数量", "单位",
    "点位总数", "完工点位", "惠及户数", "申报资金(万元)", "审定资金(万元)", "拨付资金(万元)",
    "结算资金(万元)", "资金来源", "批次", "进度", "是否未诉先办", "征集日期", "申报日期", "审定日期",
    "备案日期", "备案号", "拨付日期", "开工日期", "完工日期", "投入使用日期", "验收日期", "施工单位",
    "管护单位", "问题根源", "备注",
)  # fmt: skip
"""The district's own order of a ledger's columns, as written; 序号 stands before, quantities after."""

Funds = tuple[Decimal | None, Decimal | None, Decimal | None]

FIELD_OF = {
    "approved_within_applied": "approved_yuan",
    "approved_something": "approved_yuan",
    "amount_asked": "applied_yuan",
    "disbursed_within_approved": "disbursed_yuan",
    "disbursed_in_full": "disbursed_yuan",
    "settled_within_approved": "settled_yuan",
    "applied_after_collected": "applied_on",
    "approved_after_applied": "approved_on",
    "filed_after_approved": "filed_on",
    "disbursed_after_filed": "disbursed_on",
    "started_after_filed": "started_on",
    "finished_after_started": "finished_on",
    "accepted_after_finished": "accepted_on",
    "not_less": "measured",
    "measured_plausible": "measured",
    "unknown_town": "town",
    "town_in_district": "town_code",
    "no_such_town": "town",
    "row_out_of_reach": "town",
    "change_out_of_reach": "number",
    "unknown_type": "type",
    "no_such_place": "places",
    "no_place": "places",
    "no_such_place_kind": "kind",
    "number_taken": "number",
    "double_project": "number",
    "more_sites_done": "sites_done",
    "started_without_amount": "approved_yuan",
    "double_number": "number",
}
"""Which column a rule of the house speaks of when its refusal names none of theirs."""


STEP = "\x1f"
"""Between the levels of a category path that is kept as one text."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be taken: its column, its value, and why."""

    column: str | None
    value: str
    error: BadInput


@dataclass(frozen=True)
class Rejected:
    """A row that was not taken: where, which value, why, and its cells as text to mend."""

    row: int
    column: str | None
    value: str
    error: BadInput
    cells: tuple[str, ...]
    also: tuple[Fault, ...] = ()
    """What else is wrong in the row, cell by cell, so that it is mended once."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Return everything that is wrong in the row, in the order of its columns."""
        return (Fault(self.column, self.value, self.error), *self.also)


@dataclass(frozen=True)
class SheetIn(Generic[RowT]):
    """A sheet handed into the house: its rows, those that can't be read, and which file it was."""

    rows: Sequence[RowT]
    rejected: Sequence[Rejected]
    file_name: str
    file_digest: str
    warnings: Sequence[Sayable] = ()
    fingerprint: str = ""
    """Names the set of its headers."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Field -> header where somebody chose them: remembered for sheets with those headers."""
    columns: str = ""
    """Names how its columns are read, whoever chose them."""


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One ticket; a thing the sheet doesn't say is None, moments are in Asia/Shanghai."""

    row: int
    number: str
    """Their number; "X-" and 16 hex digits of the row's content where the sheet has none."""
    received_at: datetime | None
    caller: str | None
    """What identifies the caller: phone or account, else name; None where withheld."""
    kind: str | None
    topics: tuple[str, ...]
    """Their category, broadest level first."""
    district: str | None
    town: str | None
    """Township; the handling unit (承办单位) stands in where that is a township."""
    community: str | None
    estate: str | None
    address: str | None
    title: str | None
    content: str
    """Empty only where a title or an address is there."""
    handler: str | None
    deadline: str | None
    """Their words: 7天, 24小时, or a moment."""
    limit_hours: int | None
    """The deadline when it is a span: 7天 -> 168."""
    due_at: datetime | None
    """The deadline when it is a moment."""
    status: str | None
    result: str | None
    closed_at: datetime | None
    solved: bool | None
    """解决 True; 部分解决, 未解决 False; else None."""
    satisfied: bool | None
    """满意, 基本满意 True; 不满意 False; else None."""
    excluded: bool | None
    excluded_reason: str | None
    lon: float | None
    lat: float | None
    extra: Mapping[str, str]
    """Columns nobody asked for: header -> text."""
    crs: str | None = None
    """The system of lon and lat: wgs84, cgcs2000, gcj02, bd09."""
    repeat: bool | None = None
    """是否重复: the same person on the same closed matter without new facts."""
    contacted: bool | None = None
    """是否联系(响应): whether the caller was contacted in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """One place; a thing the sheet doesn't say is None."""

    row: int
    code: str | None = None
    kind: str | None = None
    """Their word: 村, 小区, 社区."""
    town_code: str | None = None
    """2 to 12 digits as they stand in the sheet."""
    town: str | None = None
    name: str
    aliases: tuple[str, ...] = ()
    households: int | None = None
    community: str | None = None
    community_code: str | None = None
    lon: float | None = None
    lat: float | None = None
    crs: str | None = None
    """The system of lon and lat: wgs84, cgcs2000, gcj02, bd09."""
    note: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    """Columns nobody asked for: header -> text."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One project; a thing the sheet doesn't say is None, amounts are in yuan."""

    row: int
    number: str | None
    serial: str | None
    name: str
    town_code: str | None
    """2 to 12 digits as they stand in the sheet."""
    town: str | None
    place_kind: str | None
    places: tuple[str, ...]
    type: str | None
    klass: str | None
    content: str | None
    quantity_planned: Decimal | None
    unit: str | None
    measured: tuple[tuple[date | None, Decimal], ...]
    """(as-of date in the header, quantity), earliest first."""
    parking_spaces: int | None
    sites_total: int | None
    sites_done: int | None
    households: int | None
    applied_yuan: Decimal | None
    approved_yuan: Decimal | None
    disbursed_yuan: Decimal | None
    settled_yuan: Decimal | None
    fund_source: str | None
    funds: Funds | None
    """(city, district, other) in yuan; None where the sheet has no split."""
    batch: str | None
    """第二批, 2 -> "2"."""
    status: str | None
    status_on: date | None
    proactive: bool | None
    collected_on: date | None
    applied_on: date | None
    approved_on: date | None
    filed_on: date | None
    disbursed_on: date | None
    started_on: date | None
    finished_on: date | None
    in_use_on: date | None
    accepted_on: date | None
    filing_no: str | None
    contractor: str | None
    maintainer: str | None
    root_cause: str | None
    lon: float | None
    lat: float | None
    note: str | None
    extra: Mapping[str, str]
    """Columns nobody asked for: header -> text."""
    described: tuple[tuple[Decimal, str], ...] = ()
    """Every quantity and unit in the description, where no column gives the quantity."""
    measured_unit: str | None = None
    """The unit that columns of done quantities say for themselves; else they have the row's."""
    unit_field: str = "quantity_planned"
    """The column that says the unit."""
    crs: str | None = None
    """The system of lon and lat: wgs84, cgcs2000, gcj02, bd09."""
