"""Home of the forms by which applications become one, or one becomes several."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from xiaowei.domain.identification import Line
from xiaowei.domain.money import yuan
from xiaowei.interfaces.web.acting import ActForm
from xiaowei.interfaces.web.choices import offer
from xiaowei.interfaces.web.grids import RowForm, YuanCell, grid
from xiaowei.interfaces.web.shown import wan
from xiaowei.stages.selection.forming import dividing, joinable_with, policy_of

PARTS = 2


class MergeForm(ActForm):
    """Which others become one with this project, and why."""

    part = "selection/merge.html"
    beside = ("others",)
    others = forms.MultipleChoiceField(label=_("并入哪几个"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label=_("为什么合并"), required=False, max_length=200)

    about: ClassVar = dict.fromkeys(("joinable", "joined_within_cap"), "others")

    def __init__(self, *args: Any, number: str = "", **named: Any) -> None:
        super().__init__(*args, number=number, **named)
        found = joinable_with(number)
        offer(self, "others", [
            (one["number"], _named(one))
            for one in found
        ])  # fmt: skip
        self.own_fen, self.cap_fen = dividing(number)["estimate_fen"], policy_of(number).cap_fen
        self.sums = " ".join(f"{one['number']}:{one['estimate_fen']}" for one in found)


def _named(one: dict[str, Any]) -> str:
    return f"{one['number']} {one['name']} · {wan(one['estimate_fen'])} {_('万元')}"


class PartForm(RowForm):
    """A priced line of one part, at one of the project's places."""

    part = forms.IntegerField(label=_("第几份"), min_value=1, max_value=20, required=False)
    place = forms.TypedChoiceField(label=_("地点"), coerce=int, required=False)
    item = forms.CharField(label=_("分项"), required=False, max_length=80)
    quantity = forms.DecimalField(
        label=_("数量"), required=False, min_value=0, max_digits=14, decimal_places=3
    )
    price = YuanCell(label=_("单价 元"))


class SplitForm(ActForm):
    """The parts: each with its place and priced lines, which together are the whole."""

    part = "selection/split.html"
    sure = _("我确定拆分:原申报到此为止,各份另编号、分别报送")
    reason = forms.CharField(label=_("为什么拆分"), max_length=200)
    about: ClassVar = {"reason_said": "reason"}

    def __init__(self, *args: Any, number: str = "", **named: Any) -> None:
        super().__init__(*args, number=number, **named)
        self.told = told = dividing(number)
        places = told["places"]
        lines = told["lines"] or [{"item": told["name"], "price_fen": 0}]
        first = [
            {"part": nth + 1, "place": places[min(nth, len(places) - 1)][0] if places else "",
             "item": one["item"], "price": yuan(one["price_fen"]).removesuffix(".00")}
            for nth in range(max(PARTS, len(places)))
            for one in lines
        ]  # fmt: skip
        self.grids["parts"] = grid(PartForm, self.data if self.is_bound else None, "parts", first)
        for row in self.grids["parts"]:
            offer(row, "place", places)

    def facts(self) -> dict[str, Any]:
        """Return the operation's facts: each part with its places, lines and quantity."""
        rows = [row.cleaned_data for row in self.grids["parts"]]
        filled = [row for row in rows if row.get("quantity") and row.get("price")]
        numbers = sorted({row["part"] or 1 for row in filled})
        parts = [self._part(n, [r for r in filled if (r["part"] or 1) == n]) for n in numbers]
        return {"parts": parts, "reason": self.cleaned_data["reason"]}

    def _part(self, nth: int, rows: list[dict[str, Any]]) -> dict[str, Any]:
        told = self.told
        why = {one["item"]: one["why"] for one in told["lines"]}
        lines = [
            Line(r["item"] or told["name"], r["quantity"], told["unit"], r["price"],
                 why.get(r["item"], ""))
            for r in rows
        ]  # fmt: skip
        return {
            "name": f"{told['name']}({nth})",
            "place_ids": list(dict.fromkeys(r["place"] for r in rows if r["place"])),
            "quantity": sum((line.quantity for line in lines), Decimal(0)),
            "lines": lines,
        }
