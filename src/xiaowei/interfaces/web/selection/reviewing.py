"""Home of the forms of a verdict: approving line by line, sending back item by item."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from xiaowei.domain.money import yuan
from xiaowei.domain.selection import RETURNABLE
from xiaowei.interfaces.web.acting import ActForm, YuanField
from xiaowei.interfaces.web.grids import RowForm, YuanCell, grid
from xiaowei.interfaces.web.shown import words
from xiaowei.journey.pots import beside_of
from xiaowei.stages.selection.forming import weighing


class CutForm(RowForm):
    """What is taken off a line of the estimate, in yuan, and why."""

    item = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    cut = YuanCell(label=_("核减 元"))
    why = forms.CharField(label=_("为什么核减"), required=False, max_length=200)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["cut"].widget.attrs["data-cut"] = ""


class ShareForm(RowForm):
    """What is approved of one source, in yuan."""

    source = forms.CharField(widget=forms.HiddenInput, max_length=200)
    amount = YuanCell(label=_("审定 元"))


class ApproveForm(ActForm):
    """The cuts, the amount that is left, what of it each source pays, the three questions."""

    part = "selection/approve.html"
    beside = ("approved", "cut_reason")
    approved = YuanField(label=_("审定金额(元)"), required=False)
    cut_reason = forms.CharField(
        label=_("核减理由(不逐项核减时写)"), max_length=200, required=False
    )
    necessity = forms.CharField(label=_("必要性"), max_length=200)
    plan = forms.CharField(label=_("方案"), max_length=200)
    investment = forms.CharField(label=_("投资"), max_length=200)
    conditions = forms.CharField(
        label=_("附条件"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000, required=False
    )

    about: ClassVar = {
        "approved_something": "approved",
        "approved_within_applied": "approved",
        "three_questions": "necessity",
        "cut_explained": "cut_reason",
    }

    def __init__(self, *args: Any, number: str = "", **named: Any) -> None:
        super().__init__(*args, number=number, **named)
        told = weighing(number)
        self.told, self.beside_pots = told, beside_of(number)
        data = self.data if self.is_bound else None
        lines = [{"item": one["item"]} for one in told["lines"]]
        shares = [
            {"source": source, "amount": yuan(amount).removesuffix(".00")}
            for source, amount in (told["funds"] if len(told["funds"]) > 1 else ())
        ]
        self.grids["cuts"] = grid(CutForm, data, "cuts", lines)
        self.grids["shares"] = grid(ShareForm, data, "shares", shares)
        self.fields["approved"].widget.attrs["data-left-of"] = yuan(told["applied_fen"] or 0)

    @property
    def blanks(self) -> list[str]:
        """What filing will ask for and nobody has told yet, in words."""
        return [words(one, "returnable") for one in self.told["blanks"]]

    @property
    def priced(self) -> list[tuple[Any, Any]]:
        """The lines of the estimate, each with its row of the cuts."""
        return list(zip(self.told["lines"], self.grids["cuts"], strict=False))

    def cuts(self) -> list[tuple[str, int, str]]:
        """Return (item, fen taken off, why) of every line that is cut."""
        rows = (row.cleaned_data for row in self.grids["cuts"])
        return [(r["item"], r["cut"], r.get("why") or "") for r in rows if r.get("cut")]

    def clean(self) -> dict[str, Any]:
        """Work the amount out from the cuts; one that was typed has to be the same."""
        told = super().clean() or {}
        typed, asked = told.get("approved"), self.told["applied_fen"]
        cuts = self.cuts() if self.grids["cuts"].is_valid() else []
        left = (asked or 0) - sum(cut for _item, cut, _why in cuts)
        if cuts and typed is not None and typed != left:
            self.add_error("approved", _("申报减去逐项核减是 %(left)s 元") % {"left": yuan(left)})
        if cuts:
            told["approved"] = left
        elif typed is None and "approved" not in self.errors:
            self.add_error("approved", _("请写审定金额,或逐项核减"))
        if any(not why.strip() for _item, _cut, why in cuts):
            self.add_error(None, _("逐项核减,每项都要写为什么"))
        return told

    def facts(self) -> dict[str, Any]:
        """Return the operation's facts, amounts in fen."""
        told = super().facts()
        rows = (row.cleaned_data for row in self.grids["shares"])
        shares = [(row["source"], row.get("amount") or 0) for row in rows if row.get("source")]
        return {
            "approved_fen": told.pop("approved"),
            "cuts": self.cuts(),
            "lines": shares or None,
            **told,
        }


class ItemForm(RowForm):
    """What has to be mended about one field or paper; blank where nothing."""

    field = forms.ChoiceField(widget=forms.HiddenInput, choices=[(one, one) for one in RETURNABLE])
    text = forms.CharField(label=_("要补正什么"), required=False, max_length=200)

    @property
    def label(self) -> str:
        """What it is about, in words."""
        return words(self["field"].value(), "returnable")


class SendBackForm(ActForm):
    """What has to be corrected, item by item, and a word on the whole."""

    part = "selection/send_back.html"
    about: ClassVar = {"reason_said": "reason"}
    sure = _("我确定退回:申请回到镇街补正,重新报送之前不再审核")
    reason = forms.CharField(
        label=_("总的说明"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        first = [{"field": one} for one in RETURNABLE]
        self.grids["items"] = grid(ItemForm, self.data if self.is_bound else None, "items", first)
        for row in self.grids["items"]:
            row.fields["text"].widget.attrs["aria-label"] = row.label

    def facts(self) -> dict[str, Any]:
        """Return the operation's facts: the reason, and (field, what to mend) of each item."""
        rows = (row.cleaned_data for row in self.grids["items"])
        items = [(row["field"], row["text"]) for row in rows if row.get("text")]
        return {"reason": self.cleaned_data["reason"], "items": items}
