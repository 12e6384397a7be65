"""Home of grids: rows of a form that may be pasted from a sheet and that grow by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from xiaowei.domain.errors import BadInput
from xiaowei.domain.money import fen_as_said
from xiaowei.interfaces.saying import said
from xiaowei.interfaces.web.masked import Masked
from xiaowei.interfaces.web.shown import language


class RowForm(Masked):
    """A row of a grid: each cell is called by its column and row."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        row = str(self.prefix).rpartition("-")[2]
        for field in self.fields.values():
            number = int(row) + 1 if row.isdecimal() else ""
            if not field.widget.is_hidden:
                field.widget.attrs["aria-label"] = f"{field.label} {number}"


class YuanCell(forms.CharField):
    """An amount typed into a cell in yuan, or in 万元 where it says so, in fen; None where empty."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**{"max_length": 20, "required": False, **named})
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        try:
            return fen_as_said(typed) if typed else None
        except BadInput as error:
            raise forms.ValidationError(said(error, language())) from error


class WanCell(YuanCell):
    """An amount in 万元 typed into a cell, handed on in fen; None where it is empty."""

    def clean(self, value: Any) -> Any:
        typed = forms.CharField.clean(self, value)
        try:
            return fen_as_said(typed, in_wan=True) if typed else None
        except BadInput as error:
            raise forms.ValidationError(said(error, language())) from error


def grid(
    row: type[forms.Form],
    data: Mapping[str, Any] | None,
    prefix: str,
    initial: Sequence[Mapping[str, Any]] = (),
    most: int = 200,
) -> Any:
    """Return the rows of a grid; a form sent without its grid has none."""
    rows = forms.formset_factory(row, extra=0, max_num=most)
    if data is not None and f"{prefix}-TOTAL_FORMS" not in data:
        data = {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    # a row sent as it was first shown counts as well
    whole = {"empty_permitted": False}
    return rows(data, initial=list(initial), prefix=prefix, form_kwargs=whole)
