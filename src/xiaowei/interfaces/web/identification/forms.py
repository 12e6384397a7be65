"""Home of the forms of identification: the draft of a project, its sites, its estimate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from xiaowei.domain.identification import FILLABLE, LEAD_SOURCES, Line, Option
from xiaowei.domain.units import convert, standard_unit
from xiaowei.interfaces.web.acting import OWN, ActForm, DayField, YuanField
from xiaowei.interfaces.web.choices import offer
from xiaowei.interfaces.web.grids import RowForm, YuanCell
from xiaowei.interfaces.web.masked import Masked
from xiaowei.interfaces.web.shown import words
from xiaowei.stages.identification.queries import candidate as candidate_of

EMPTY_ROWS = 3
OPTION_ROWS = (1, 2, 3)
OPTION_PARTS = ("name", "what", "cost_fen", "days", "maintainer")
MOST_ROWS = 400
MOST_HOUSEHOLDS = 1_000_000


class DraftForm(Masked):
    """What is said of a project; whatever the spot already tells is filled in with its source."""

    name = forms.CharField(label=_("项目名称"), max_length=200)
    type_code = forms.ChoiceField(label=_("类型"))
    households_claimed = forms.IntegerField(
        label=_("惠及户数"), required=False, min_value=0, max_value=MOST_HOUSEHOLDS
    )
    root_cause = forms.CharField(label=_("根源"), required=False, max_length=200)
    maintainer = forms.CharField(label=_("管护单位"), required=False, max_length=120)
    maintainer_trigger = forms.CharField(label=_("什么时候找它"), required=False, max_length=120)
    reason = forms.CharField(
        label=_("事由"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )

    def __init__(
        self,
        *args: Any,
        types: list[tuple[str, str]],
        sources: dict[str, str] | None = None,
        **named: Any,
    ) -> None:
        super().__init__(*args, **named)
        offer(self, "type_code", types)
        for name, source in (sources or {}).items():
            self.fields[name].help_text = _("来源 %(source)s") % {"source": source}
            self.fields[name].widget.attrs["class"] = "pre"


class ProposalForm(Masked):
    """What a village or township proposes before anyone calls: five fields, one of them open."""

    place_id = forms.TypedChoiceField(label=_("在哪儿"), coerce=int)
    type_code = forms.ChoiceField(label=_("要做什么"))
    lead_source = forms.ChoiceField(label=_("怎么发现的"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("看到了什么,为什么现在办"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
    quantity = forms.DecimalField(
        label=_("大约多少"),
        required=False,
        min_value=Decimal("0.001"),
        max_digits=14,
        decimal_places=3,
        help_text=_("说不准就空着,镇街去量"),
    )

    def __init__(
        self,
        *args: Any,
        places: list[tuple[Any, Any]],
        types: list[tuple[str, str]],
        **named: Any,
    ) -> None:
        super().__init__(*args, **named)
        choose: tuple[Any, Any] = ("", _("请选"))
        offer(self, "place_id", list(places) if len(places) == 1 else [choose, *places])
        offer(self, "type_code", [choose, *types])
        offer(self, "lead_source", [(code, words(code, "lead_source")) for code in LEAD_SOURCES])


class ReasonForm(forms.Form):
    """Why a spot is set aside, or opened again."""

    reason = forms.CharField(
        label=_("理由"), widget=forms.Textarea(attrs={"rows": 2}), min_length=2, max_length=200
    )


class SiteForm(RowForm):
    """A planned site and its share of the quantity."""

    name = forms.CharField(label=_("位置"), required=False, max_length=120)
    quantity = forms.DecimalField(
        label=_("数量"), required=False, min_value=0, max_digits=14, decimal_places=3
    )
    photo = forms.FileField(
        label=_("照片"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"})
    )


class LineForm(RowForm):
    """A line of the estimate; the price in yuan, the unit any, that of the type where left blank."""

    item = forms.CharField(label=_("分项"), required=False, max_length=80)
    unit = forms.CharField(
        label=_("单位"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"list": "known-units", "autocomplete": "off"}),
    )
    quantity = forms.DecimalField(
        label=_("数量"), required=False, min_value=0, max_digits=14, decimal_places=3
    )
    price = YuanCell(label=_("单价 元"))
    why = forms.CharField(label=_("为什么"), required=False, max_length=200)


def remark_on(form: forms.Form, remarks: Mapping[str, str]) -> dict[str, str]:
    """Put what a return says beside the fields it speaks of; return it all, by field or paper."""
    for name, text in remarks.items():
        if name in form.fields:
            form.fields[name].remark = text  # type: ignore[attr-defined]
    return dict(remarks)


SiteRows = forms.formset_factory(SiteForm, extra=0, max_num=MOST_ROWS)
LineRows = forms.formset_factory(LineForm, extra=0, max_num=40)


def details(
    draft: DraftForm,
    sites: Any,
    lines: Any,
    unit: str,
    *,
    places: Mapping[str, int | None],
    known: Decimal | None,
) -> dict[str, Any]:
    """Return what the operations take: plain details, estimate lines, sites, and their sums.

    A first line that leaves its quantity open is of the whole. Sites keep their `places` by name.
    """
    told = dict(draft.cleaned_data)
    planned = [s for s in (f.cleaned_data for f in sites) if _is_said(s)]
    rows = [dict(f.cleaned_data) for f in lines]
    whole = _whole(planned, rows, unit, known)
    first = rows[0] if rows else {}
    if first.get("price") and not first.get("quantity") and _unit(first, unit) == unit:
        first["quantity"] = whole
    priced = [
        Line(
            r.get("item") or told["name"],
            r["quantity"],
            _unit(r, unit),
            r["price"],
            r.get("why") or "",
        )
        for r in rows
        if r.get("quantity") and r.get("price")
    ]
    return {
        **told,
        "unit": unit,
        "quantity": whole,
        "sites_planned": max(len(planned), 1),
        "estimate_fen": sum(line.amount_fen for line in priced) or None,
        "lines": priced,
        "sites": [
            {"name": name, "quantity": s.get("quantity"), "place_id": places.get(name)}
            for name, s in _named(planned)
        ],
    }


def pictures(sites: Any) -> list[tuple[str, bytes]]:
    """Return (what it shows, its content) of the photos put beside the sites."""
    planned = [s for s in (f.cleaned_data for f in sites) if _is_said(s)]
    return [(name, site["photo"].read()) for name, site in _named(planned) if site.get("photo")]


def _named(planned: Sequence[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Return the sites with their names; one without is called by its number."""
    return [(site.get("name") or f"{i}", site) for i, site in enumerate(planned, start=1)]


def _whole(
    planned: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]],
    unit: str,
    known: Decimal | None,
) -> Decimal | None:
    """Return the quantity in the type's unit: that of the sites where each says its share, else of the
    first line that can be told in it, else the one that is known, else of the sites that say theirs.
    """
    shares = [s["quantity"] for s in planned if s.get("quantity") is not None]
    told = sum(shares, Decimal(0)) if shares else None
    if told is not None and len(shares) == len(planned):
        return told
    priced = [r for r in rows if r.get("quantity") and r.get("price")]
    by_lines = (convert(r["quantity"], _unit(r, unit), unit) for r in priced)
    return next(filter(None, by_lines), told if known is None else known)


def _is_said(site: Mapping[str, Any]) -> bool:
    """Tell whether anything is written in a row of the sites."""
    return bool(site.get("quantity") or site.get("photo") or site.get("name"))


def _unit(row: Mapping[str, Any], wanted: str) -> str:
    """Return a line's unit by its standard word; the type's own stays as the type writes it."""
    said = row.get("unit") or wanted
    return wanted if standard_unit(said) == standard_unit(wanted) else standard_unit(said)


class FillInForm(Masked, ActForm):
    """What was left blank of root cause and maintainer; the rest stands as it was told."""

    root_cause = forms.CharField(label=_("问题根源"), required=False, max_length=200)
    maintainer = forms.CharField(label=_("管护单位"), required=False, max_length=120)
    maintainer_trigger = forms.CharField(label=_("什么时候找它"), required=False, max_length=120)

    about: ClassVar = {"something_filled": "root_cause"}

    def __init__(self, *args: Any, number: str = "", **named: Any) -> None:
        super().__init__(*args, number=number, **named)
        told = candidate_of(number)
        for name in FILLABLE:
            # What is typed in an older copy of the form is refused, not dropped.
            if getattr(told, name) and not self.data.get(name):
                del self.fields[name]


class ConsultForm(Masked, ActForm):
    """Who met, when, what was agreed, and up to three options side by side."""

    held_on = DayField(label=_("哪天谈的"))
    parties = forms.CharField(label=_("与谁"), max_length=200)
    decision = forms.CharField(
        label=_("商定什么"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )

    about: ClassVar = {"option_named": "option1_name", "one_option_chosen": "chosen"}

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for row in OPTION_ROWS:
            self.fields[f"option{row}_name"] = forms.CharField(
                label=_("方案"), required=False, max_length=60
            )
            self.fields[f"option{row}_what"] = forms.CharField(
                label=_("做什么"), required=False, max_length=200
            )
            self.fields[f"option{row}_cost_fen"] = YuanField(
                label=_("要多少钱(元)"), required=False
            )
            self.fields[f"option{row}_days"] = forms.IntegerField(
                label=_("几天"), required=False, min_value=0, max_value=9999
            )
            self.fields[f"option{row}_maintainer"] = forms.CharField(
                label=_("谁管护"), required=False, max_length=120
            )
        for row in OPTION_ROWS:
            for part in OPTION_PARTS:
                field = self.fields[f"option{row}_{part}"]
                field.widget.attrs["aria-label"] = f"{field.label} {row}"
                field.help_text = ""
        picks = [("", _("还没定")), *((str(row), str(row)) for row in OPTION_ROWS)]
        self.fields["chosen"] = forms.ChoiceField(
            label=_("商定第几个方案"), required=False, choices=picks
        )
        self.order_fields([*(name for name in self.fields if name not in OWN), *OWN])

    @property
    def plain(self) -> list[Any]:
        """Return the fields that stand outside the options."""
        return [field for field in self if not self._in_options(field.name)]

    @property
    def options(self) -> list[list[Any]]:
        """Return the fields of each option."""
        return [[self[f"option{row}_{part}"] for part in OPTION_PARTS] for row in OPTION_ROWS]

    def facts(self) -> dict[str, Any]:
        """Return the operation's facts: an option counts where anything is written of it."""
        told = super().facts()
        chosen = told.pop("chosen")
        rows = [
            {part: told.pop(f"option{row}_{part}") for part in OPTION_PARTS} for row in OPTION_ROWS
        ]
        told["options"] = [
            Option(**row, chosen=str(number) == chosen)
            for number, row in zip(OPTION_ROWS, rows, strict=True)
            if any(row.values())
        ]
        return told

    def _in_options(self, name: str) -> bool:
        return name.startswith("option") or name == "chosen"


class TalkForm(ConsultForm):
    """A consultation on the page of the application: written as a whole or left out."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        del self.fields["on"]
        for name in ("held_on", "parties", "decision"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """Ask for the day, the parties and what was agreed once anything of a talk is written."""
        told = super().clean() or {}
        if self._is_begun():
            for name in ("held_on", "parties", "decision"):
                if name not in self.errors and not told.get(name):
                    self.add_error(name, _("写了协商,这一格也要填"))
        return told

    def facts(self) -> dict[str, Any]:
        """Return the operation's facts, none where nothing is written."""
        return super().facts() if self._is_begun() else {}

    def _is_begun(self) -> bool:
        """Tell whether anything of a talk is written; a mark beside an empty option is nothing."""
        return any(said for name, said in self.cleaned_data.items() if name != "chosen")


class StopGapForm(forms.Form):
    """An emergency measure; it never closes the problem."""

    what = forms.CharField(label=_("做了什么"), max_length=120)
    from_on = DayField(label=_("从"))
    to_on = DayField(label=_("到"), required=False)
