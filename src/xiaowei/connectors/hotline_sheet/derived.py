"""Home of what columns tell only after a rule: a ticket's number, who called, from which township.

The rules are those of rows read one by one; each is asked once of each value that needs it.
"""

from __future__ import annotations

import polars as pl

from xiaowei.connectors.hotline_sheet.words import handling_town, identity
from xiaowei.connectors.tabular.values import as_ticket_number
from xiaowei.domain.errors import BadInput
from xiaowei.domain.intake import BY_PHONE, caller_of

RULED = ("caller_name", "handler")
"""The columns that are read only for what others tell."""
_PLAIN = r"^\w[\w-]*$"
"""A number that every reader takes as it stands."""
_MOBILE = pl.col("caller").str.contains(r"^1\d{10}$").fill_null(value=False)


def derived(read: pl.DataFrame, *, handler_is_town: bool) -> pl.DataFrame:
    """Return columns with `number`, `caller` and `town` as rows would tell them.

    `read` has the texts of a ticket and those of `RULED`. `lost` marks the rows whose number a spreadsheet
    has made illegible.
    """
    return _numbered(_called(_handled(read) if handler_is_town else read))


def _handled(read: pl.DataFrame) -> pl.DataFrame:
    towns = {handler: handling_town(handler) for handler in read["handler"].unique().drop_nulls()}
    return read.with_columns(town=pl.col("handler").replace_strict(towns, return_dtype=pl.String))


def _called(read: pl.DataFrame) -> pl.DataFrame:
    """Put in `caller` what tells callers apart: a mobile number does by itself, the rest is asked for."""
    keys = ["caller", "caller_name", "town"]
    nobody = pl.all_horizontal(pl.col(keys[:2]).is_null())
    asked = read.filter(~_MOBILE & ~nobody).select(keys).unique()
    told = [caller_of(identity(_number(phone), name), town) for phone, name, town in asked.rows()]
    asked = asked.with_columns(told=pl.Series(told, dtype=pl.String))
    found = read.join(asked, on=keys, how="left", nulls_equal=True, maintain_order="left")
    mobile = pl.format(f"{BY_PHONE}{{}}", "caller")
    return found.with_columns(caller=pl.when(_MOBILE).then(mobile).otherwise("told"))


def _numbered(read: pl.DataFrame) -> pl.DataFrame:
    """Put a legible number in `number`, or none; `lost` where a spreadsheet has made it illegible."""
    odd = read.filter(~pl.col("number").str.contains(_PLAIN))["number"].unique()
    told = {shown: _number(shown) for shown in odd}
    lost = [shown for shown, number in told.items() if number is None]
    return read.with_columns(
        pl.col("number").replace(told), lost=pl.col("number").is_in(lost).fill_null(value=False)
    )


def _number(cell: str | None) -> str | None:
    try:
        return as_ticket_number(cell)
    except BadInput:
        return None
