"""Home of what one township sheet says against the rules or itself: its rows, and its totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from xiaowei.domain.errors import BadInput
from xiaowei.domain.money import fen, wan
from xiaowei.domain.regions import full
from xiaowei.domain.town_sheets import ERROR, WARNING, Entry, Finding, Known, TownSheet, in_wan

ROUNDED_YUAN = Decimal(50)
"""An amount in 万元 with two decimals may be half of its last digit off."""
ORDERS = (
    ("collected_on", "applied_on", "approved_on", "filed_on", "disbursed_on"),
    ("collected_on", "started_on", "finished_on", "accepted_on"),
    ("started_on", "in_use_on"),
)
"""Days that follow each other; works may begin before money comes, where it is urgent."""
DAYS = tuple(dict.fromkeys(name for order in ORDERS for name in order))
SPANS = (
    ("collected_on", "applied_on", "collect_apply"),
    ("applied_on", "approved_on", "review"),
    ("approved_on", "disbursed_on", "disburse"),
    ("finished_on", "accepted_on", "acceptance"),
)
"""What the default clocks measure between two days of a row."""
MONEY = ("applied_yuan", "approved_yuan", "disbursed_yuan", "settled_yuan")


def check_entry(entry: Entry, known: Known) -> Iterator[Finding]:
    """Yield what is wrong, or late, in one row."""
    for check in ROW_CHECKS:
        yield from check(entry, known)


def check_sheet(sheet: TownSheet) -> Iterator[Finding]:
    """Yield the rows that cannot be read, the totals that are not the sum of their rows, and what of
    the sheet was not read.
    """
    for warning in sheet.warnings:
        yield Finding(sheet.file, WARNING, warning, "")
    for fault in (fault for one in sheet.rejected for fault in one.faults):
        yield Finding(sheet.file, ERROR, fault.error, fault.value)
    for total in sheet.totals:
        if all(abs(total.stated - own) > ROUNDED_YUAN for own in total.sums):
            facts = {"value": in_wan(total.stated), "sum": in_wan(total.sums[-1])}
            error = BadInput("merge_total", row=total.row, column=total.column, **facts)
            yield Finding(sheet.file, ERROR, error, facts["value"], against=total)


def _check_town(entry: Entry, known: Known) -> Iterator[Finding]:
    row = entry.row
    if not entry.town_code:
        field = "town_code" if row.town_code else "town"
        yield entry.error("merge_town", field, row.town_code or row.town)
    elif row.town_code and row.town and known.regions.contradicts(entry.town_code, row.town):
        yield entry.error("code_not_of_town", "town_code", row.town_code, town=row.town)
    village = entry.line.village_code
    if village and entry.town_code:
        region = known.regions.get(village) if _is_code(village) else None
        towns = {town[:9] for town in (entry.town_code, *_today(entry.town_code, known))}
        if region is None or region.level != "community" or village[:9] not in towns:
            yield entry.error("merge_village", "village_code", village, town=row.town or "")


def _check_place(entry: Entry, known: Known) -> Iterator[Finding]:
    """Warn of a village or community that the list has under other townships only."""
    own, regions = entry.town_code, known.regions
    for name in entry.row.places if own else ():
        found = regions.communities_named(name, own[:6])
        towns = {regions.today(full(one.code[:9])) for one in found}
        if towns and regions.today(own) not in towns:
            known_as = (regions.get(town) for town in sorted(towns))
            named = "、".join(region.name for region in known_as if region)
            yield entry.warning("merge_elsewhere", "places", name, towns=named)


def _is_code(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == 12 and not text.startswith("00")


def _today(code: str, known: Known) -> set[str]:
    return {region.code for region in known.regions.successors(code)}


def _check_type(entry: Entry, known: Known) -> Iterator[Finding]:
    if not entry.type_code:
        types = "、".join(kind.name for kind in known.catalogue.types)
        field = "type" if entry.row.type else "name"
        yield entry.error("unknown_type", field, entry.row.type or entry.row.name, known=types)


def _check_unit(entry: Entry, known: Known) -> Iterator[Finding]:
    if entry.wrong_unit:
        facts = dict(entry.wrong_unit.facts)
        value, column = facts.pop("value"), entry.wrong_unit.column or ""
        yield entry.error(entry.wrong_unit.code, column, value, **facts)


def _check_cap(entry: Entry, known: Known) -> Iterator[Finding]:
    for field in ("applied_yuan", "approved_yuan"):
        amount = getattr(entry.row, field)
        if amount is not None and fen(amount) > entry.policy.cap_fen:
            cap = wan(entry.policy.cap_fen)
            yield entry.error("merge_over_cap", field, in_wan(amount), cap=cap)
            return


def _check_money(entry: Entry, known: Known) -> Iterator[Finding]:
    for higher, lower in pairwise(MONEY):
        most, amount = getattr(entry.row, higher), getattr(entry.row, lower)
        if most is not None and amount is not None and amount > most:
            facts = {"most": in_wan(most), "other": entry.sheet.headers.get(higher, higher)}
            yield entry.error("merge_more_than", lower, in_wan(amount), **facts)
    yield from _check_funds(entry)
    yield from _check_price(entry)


def _check_funds(entry: Entry) -> Iterator[Finding]:
    known = [getattr(entry.row, field) for field in MONEY[:3]]
    amounts = [amount for amount in known if amount is not None]
    parts = [amount for amount in entry.row.funds or () if amount is not None]
    if parts and amounts and not _is_one_of(sum(parts, Decimal(0)), amounts, ROUNDED_YUAN):
        field = next(f for f in MONEY if getattr(entry.row, f) is not None)
        shown = in_wan(getattr(entry.row, field))
        yield entry.error("merge_funds", field, shown, sum=in_wan(sum(parts, Decimal(0))))


def _check_price(entry: Entry) -> Iterator[Finding]:
    price, quantity = entry.line.unit_price_yuan, entry.line.row.quantity_planned
    if price is None or quantity is None or entry.amount is None:
        return
    amounts = [a for a in (entry.row.applied_yuan, entry.row.approved_yuan) if a is not None]
    rounded = ROUNDED_YUAN + quantity * Decimal("0.005")
    if not _is_one_of(price * quantity, amounts, rounded):
        field = "applied_yuan" if entry.row.applied_yuan is not None else "approved_yuan"
        facts = {"product": in_wan(price * quantity), "quantity": quantity, "price": price}
        yield entry.error("merge_price", field, in_wan(entry.amount), **facts)


def _is_one_of(amount: Decimal, others: Sequence[Decimal], off: Decimal) -> bool:
    return any(abs(amount - other) <= off for other in others)


def _check_days(entry: Entry, known: Known) -> Iterator[Finding]:
    for field in DAYS:
        day = getattr(entry.row, field)
        if day and day > known.today:
            yield entry.error("merge_future", field, day, today=known.today)
    told: set[str] = set()
    for order in ORDERS:
        dated = [(field, day) for field in order if (day := getattr(entry.row, field))]
        for (before, first), (after, second) in pairwise(dated):
            if second < first and after not in told:
                told.add(after)
                facts = {"other": entry.sheet.headers.get(before, before), "day": first}
                yield entry.error("merge_days", after, second, **facts)


def _check_clocks(entry: Entry, known: Known) -> Iterator[Finding]:
    for start, end, clock in SPANS:
        first, last = getattr(entry.row, start), getattr(entry.row, end)
        if first and last and last > known.calendar.due(first, entry.policy.clock(clock)):
            limit = entry.policy.clock(clock)
            yield entry.warning("merge_late", end, last, day=first, limit=limit)


def _check_round(entry: Entry, known: Known) -> Iterator[Finding]:
    said = entry.row.batch
    if known.round_name and said and said != known.round_name:
        yield entry.warning("merge_round", "batch", said, round=known.round_name)


ROW_CHECKS = (
    _check_town, _check_place, _check_type, _check_unit, _check_cap, _check_money, _check_days, _check_clocks,
    _check_round,
)  # fmt: skip
