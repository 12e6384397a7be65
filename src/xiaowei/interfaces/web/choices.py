"""Home of the choices that forms offer: townships, topics, project types, words written before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, cast

from django import forms

from xiaowei.analysis.text import fold
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.regions.queries import tree
from xiaowei.domain.units import units_like


def towns(district: str, on: date) -> list[tuple[str, str]]:
    """Return the townships of a district on a day."""
    return [(r.code, r.name) for r in tree().children(district, on)] if district else []


def topics() -> list[tuple[str, str]]:
    """Return the topics, each below its group."""
    known = catalogue()
    parents = {topic.code: topic.name for topic in known.topics}
    return [
        (t.code, f"{parents[t.parent]} / {t.name}" if t.parent in parents else t.name)
        for t in known.topics
    ]


def types() -> list[tuple[str, str]]:
    """Return the project types."""
    return [(kind.code, kind.name) for kind in catalogue().types]


def measured_types() -> list[tuple[str, str]]:
    """Return the project types, each with the unit in which it is measured."""
    return [(kind.code, f"{kind.name}({kind.unit})") for kind in catalogue().types]


def units(own: str) -> list[str]:
    """Return the units that the project types are measured in, those that fit `own` first."""
    return list(dict.fromkeys((*units_like(own), *(kind.unit for kind in catalogue().types))))


def topic_name(code: str) -> str:
    """Return a topic's name, the code when it is unknown."""
    return catalogue().topic_name(code)


def type_name(code: str) -> str:
    """Return a project type's name, the code when it is unknown."""
    found = catalogue().type(code)
    return found.name if found else code


def offer(form: forms.Form, name: str, options: list[tuple[Any, Any]]) -> None:
    """Offer these options in a form's choice field."""
    cast(forms.ChoiceField, form.fields[name]).choices = options


class Suggested(forms.CharField):
    """A text that was mostly written before: the known ones are offered, a new one may be typed."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})
    known: Sequence[str] = ()

    def __init__(self, *, alike: Callable[[str], object] = fold, **named: Any) -> None:
        super().__init__(**named)
        self.alike = alike

    def clean(self, value: Any) -> str:
        """Return what was typed, the way it was first written where both read alike."""
        typed: str = super().clean(value)
        return next((one for one in self.known if self.alike(one) == self.alike(typed)), typed)


def suggest(
    form: forms.Form, name: str, known: Sequence[str], *, likely: str | None = None
) -> None:
    """Offer what was written before in a text field, the `likely` one filled in: the first one, or
    none where it is blank.
    """
    field = cast(Suggested, form.fields[name])
    field.known = known
    field.widget.attrs["list"] = f"known-{name}"
    form.initial[name] = form.initial.get(name) or (
        next(iter(known), "") if likely is None else likely
    )
