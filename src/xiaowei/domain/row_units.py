"""Home of a ledger row's quantities in the unit of its project type."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from xiaowei.domain.errors import BadInput
from xiaowei.domain.sheets import LedgerRow
from xiaowei.domain.units import can_convert, convert, units_like


def in_unit(row: LedgerRow, wanted: str) -> LedgerRow:
    """Return the row with its quantities in the unit `wanted`; one without a unit has that one.

    Of several quantities in its description the first that can be told in `wanted` counts.

    :raises BadInput: `unit_differs`
    """
    planned, said = _planned(row, wanted)
    done = row.measured_unit or said or wanted
    quantity = None if planned is None else _told(planned, said or wanted, wanted, row)
    measured = tuple((on, _told(q, done, wanted, row, "measured")) for on, q in row.measured)
    return replace(
        row, quantity_planned=quantity, measured=measured, unit=wanted, measured_unit=wanted
    )


def _planned(row: LedgerRow, wanted: str) -> tuple[Decimal | None, str | None]:
    """Return the quantity planned and its unit; a unit without any quantity says nothing."""
    if not row.described:
        return row.quantity_planned, row.unit
    fitting = (one for one in row.described if can_convert(one[1], wanted))
    return next(fitting, row.described[0])


def _told(quantity: Decimal, said: str, wanted: str, row: LedgerRow, field: str = "") -> Decimal:
    told = convert(quantity, said, wanted)
    if told is None:
        apart = field == "measured" and row.measured_unit is not None
        column = field if apart else "content" if row.described else row.unit_field
        value = said if column == "unit" else f"{quantity:f}{said}"
        known = "、".join(units_like(wanted))
        raise BadInput(
            "unit_differs", row=row.row, column=column, value=value, unit=wanted, known=known
        )
    return told
