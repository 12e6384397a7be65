"""Home of the form that sends an application: what is asked for, from whom, and what it is tested by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from xiaowei.analysis.text import fold
from xiaowei.domain.money import yuan
from xiaowei.domain.rounds import round_key
from xiaowei.domain.selection import CO_FUNDS, EXCLUSIONS, TESTS
from xiaowei.domain.wording import say
from xiaowei.interfaces.web.acting import ActForm, YuanField
from xiaowei.interfaces.web.choices import Suggested, suggest
from xiaowei.interfaces.web.grids import RowForm, YuanCell, grid
from xiaowei.interfaces.web.shown import words
from xiaowei.stages.identification.queries import candidate
from xiaowei.stages.selection.forming import sending
from xiaowei.stages.selection.hearing import remarks_of

FUND_ROWS = 2


class FundForm(RowForm):
    """A source of money and its amount in yuan."""

    source = forms.CharField(
        label=_("资金来源"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"list": "known-funds", "autocomplete": "off"}),
    )
    amount = YuanCell(label=_("金额 元"))


class SubmitForm(ActForm):
    """What is asked for, of whom, in which round; the four tests and what the fund does not pay for."""

    part = "selection/submit.html"
    beside = ("looked", "again_reason", "unchanged_reason", "applied", "round_name", "on")
    applied = YuanField(label=_("申报金额(元)"))
    round_name = Suggested(label=_("批次"), max_length=40, alike=round_key)
    looked = forms.BooleanField(label=_("逐条看过:四项都符合,下面的情形一项也没有"), required=False)
    again_reason = forms.CharField(label=_("为什么再报"), required=False, max_length=200)

    unchanged_reason = forms.CharField(
        label=_("没有改的,写明为什么不改"), required=False, max_length=200
    )

    about: ClassVar = {
        "corrected_or_explained": "unchanged_reason",
        **dict.fromkeys(("amount_asked", "amount_known", "within_cap"), "applied"),
        "within_round_limit": "applied",
        "round_open": "round_name",
        "eligible": "looked",
        "funded_before_explained": "again_reason",
    }

    def __init__(self, *args: Any, number: str = "", **named: Any) -> None:
        super().__init__(*args, number=number, **named)
        told = self.start(number)
        self.told, self.remarks = told, remarks_of(number) if number else {}
        self.tests = [words(one, "test") for one in TESTS]
        self.exclusions = [words(one, "exclusion") for one in EXCLUSIONS]
        suggest(self, "round_name", told["rounds"])
        self.initial.setdefault("again_reason", told["again_reason"])
        if not told["before"]:
            del self.fields["again_reason"]
        if not self.remarks:
            del self.fields["unchanged_reason"]
        self.grids["funds"] = grid(
            FundForm, self.data if self.is_bound else None, "funds", self._first_funds(), most=12
        )

    def start(self, number: str) -> dict[str, Any]:
        """Return what the form starts with."""
        return sending(candidate(number))

    @property
    def known_funds(self) -> list[str]:
        """The sources that were written before, then those that may stand beside them."""
        beside = (say(f"cofund.{one}", "zh") for one in CO_FUNDS)
        return list(dict.fromkeys((*self.told["sources"], *beside)))

    def _first_funds(self) -> list[dict[str, str]]:
        typed = [{"source": self.initial.get(f"funds-{i}-source", ""),
                  "amount": self.initial.get(f"funds-{i}-amount", "")} for i in range(FUND_ROWS)]  # fmt: skip
        rows = [one for one in typed if any(one.values())]
        rows = rows or [
            {"source": s, "amount": yuan(a).removesuffix(".00")} for s, a in self.told["funds"]
        ]
        usual = next(iter(self.told["sources"]), "")
        rows = rows or [{"source": usual, "amount": self.initial.get("applied", "")}]
        return [*rows, *[{}] * (FUND_ROWS - len(rows))]

    def _lines(self) -> list[tuple[str, int]]:
        rows = (row.cleaned_data for row in self.grids["funds"])
        known = {fold(one): one for one in reversed(self.known_funds)}
        return [
            (known.get(fold(row["source"]), row["source"].strip()), row.get("amount") or 0)
            for row in rows
            if row.get("source") or row.get("amount")
        ]

    def facts(self) -> dict[str, Any]:
        """Return the operation's facts, amounts in fen."""
        told = self.cleaned_data
        return {
            "applied_fen": told["applied"],
            "round_name": told["round_name"],
            "fund_lines": self._lines(),
            "eligibility": TESTS if told["looked"] else (),
            "again_reason": told.get("again_reason", ""),
            "unchanged_reason": told.get("unchanged_reason", ""),
        }


class AskForm(SubmitForm):
    """The same on the page of the application: what is left open follows the estimate."""

    def __init__(self, *args: Any, draft: Any, place_ids: Sequence[int] = (), **named: Any) -> None:
        self.draft, self.place_ids = draft, place_ids
        super().__init__(*args, number=draft.number, **named)
        del self.fields["on"]
        self.fields["applied"].required = False

    def start(self, number: str) -> dict[str, Any]:
        """Return what the form starts with."""
        return sending(self.draft, self.place_ids)

    def facts_of(self, estimate_fen: int | None) -> dict[str, Any]:
        """Return the operation's facts; the amount asked for is the estimate where none is written,
        and the one source pays it all.
        """
        told = self.facts()
        told["applied_fen"] = told["applied_fen"] or estimate_fen
        lines = told["fund_lines"]
        if len(lines) == 1 and not lines[0][1]:
            told["fund_lines"] = [(lines[0][0], told["applied_fen"] or 0)]
        return told
