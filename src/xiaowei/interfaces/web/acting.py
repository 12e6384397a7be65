"""Home of acting on a project: a form, one call into the house, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.errors import BadInput, XiaoweiError
from xiaowei.domain.money import fen_from_wan
from xiaowei.domain.workdays import FIRST_YEAR, LAST_YEAR
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.saying import said
from xiaowei.interfaces.web.shown import language


class WanField(forms.CharField):
    """An amount typed in 万元, handed on in fen."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**{"max_length": 20, **named})
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return fen_from_wan(typed)
        except BadInput as error:
            raise forms.ValidationError(said(error, language())) from error


class DayField(forms.DateField):
    """A day picked in the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        first, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
        self.validators = [*self.validators, MinValueValidator(first), MaxValueValidator(last)]


class ActForm(forms.Form):
    """The day on which it happened; each act adds its own fields."""

    on = DayField(label=_("日期"))

    def __init__(self, *args: Any, number: str = "", **named: Any) -> None:
        super().__init__(*args, **named)
        self.number = number
        self.initial.setdefault("on", today())
        self.order_fields([*(name for name in self.fields if name != "on"), "on"])

    def facts(self) -> dict[str, Any]:
        """Return what the operation takes besides number, by, on and at."""
        return {name: value for name, value in self.cleaned_data.items() if name != "on"}


@dataclass(frozen=True)
class Act:
    """A step on a project: its form and the operation it calls."""

    code: str
    form: type[ActForm]
    call: Callable[..., object]


def take(act: Act, form: ActForm, by: Actor) -> bool:
    """Call the house when the form is whole; a refusal becomes the form's error."""
    if not form.is_valid():
        return False
    on: date = form.cleaned_data["on"]
    try:
        act.call(number=form.number, by=by, on=on, at=now(), **form.facts())
    except XiaoweiError as error:
        form.add_error(None, said(error, language()))
        return False
    return True
