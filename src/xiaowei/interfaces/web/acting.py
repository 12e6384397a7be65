"""Home of acting on a project: a form, one call into the house, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.errors import BadInput, XiaoweiError
from xiaowei.domain.money import fen_as_said
from xiaowei.domain.workdays import FIRST_YEAR, LAST_YEAR
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.saying import said
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.shown import language

OWN = ("on", "sure")
"""The last fields of a form: the day, and that one is sure; neither is a fact of the step."""


def acting(request: Request) -> dict[str, Any]:
    """Return who acts, on which day and when, as operations take it."""
    return {"by": request.actor, "on": today(), "at": now()}


class YuanField(forms.CharField):
    """An amount typed in yuan, or in 万元 where it says so, handed on in fen.

    The page says the same in 万元 beside it.
    """

    def __init__(self, **named: Any) -> None:
        told = _("按元填;写明万元也收,如 1.35万元")
        super().__init__(**{"max_length": 20, "help_text": told, **named})
        attrs = {"inputmode": "decimal", "autocomplete": "off", "data-yuan": _("万元")}
        self.widget.attrs.update(attrs)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return fen_as_said(typed)
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

    on = DayField(label=_("哪天办的"))

    about: ClassVar[Mapping[str, str]] = {}
    """Which field a refusal speaks of, by its code."""
    sure: ClassVar[Any] = ""
    """What has to be ticked before a step that is hard to undo."""
    part: ClassVar[str] = ""
    """The template that lays the fields out, where they are not simply one after the other."""
    beside: ClassVar[tuple[str, ...]] = ()
    """Fields that the part lays out itself."""

    def __init__(self, *args: Any, number: str = "", by: Actor | None = None, **named: Any) -> None:
        super().__init__(*args, **named)
        self.number, self.by = number, by
        self.grids: dict[str, Any] = {}
        self.initial.setdefault("on", today())
        if self.sure:
            self.fields["sure"] = forms.BooleanField(label=self.sure)
        self.order_fields([*(name for name in self.fields if name not in OWN), *OWN])

    def is_valid(self) -> bool:
        """Tell whether the form and the rows of its grids are whole."""
        whole = [super().is_valid(), *(grid.is_valid() for grid in self.grids.values())]
        return all(whole)

    @property
    def plain(self) -> list[forms.BoundField]:
        """Return the fields that are laid out one after the other."""
        return [self[name] for name in self.fields if name not in self.beside]

    def facts(self) -> dict[str, Any]:
        """Return what the operation takes besides number, by, on and at."""
        return {name: value for name, value in self.cleaned_data.items() if name not in OWN}

    def blame(self, error: XiaoweiError) -> None:
        """Put a refusal beside the field that it speaks of, else above the form."""
        of_the_day = error.code == "not_in_future" or "_after_" in error.code
        field = self.about.get(error.code, "on" if of_the_day else None)
        self.add_error(field if field in self.fields else None, said(error, language()))


@dataclass(frozen=True)
class Act:
    """A step on a project: its form and the operation it calls."""

    code: str
    form: type[ActForm]
    call: Callable[..., object]


def taken(form: forms.Form, call: Callable[[], object]) -> bool:
    """Call the house when the form is whole; a refusal becomes the form's error."""
    if not form.is_valid():
        return False
    try:
        call()
    except XiaoweiError as error:
        form.add_error(None, said(error, language()))
        return False
    return True


def take(act: Act, form: ActForm, by: Actor) -> bool:
    """Call the house when the form is whole; a refusal becomes the form's error."""
    if not form.is_valid():
        return False
    on: date = form.cleaned_data["on"]
    try:
        act.call(number=form.number, by=by, on=on, at=now(), **form.facts())
    except XiaoweiError as error:
        form.blame(error)
        return False
    return True
