"""Home of the choices offered in filters: townships, topics, project types."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.regions.queries import tree


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


def topic_name(code: str) -> str:
    """Return a topic's name, the code when it is unknown."""
    found = catalogue().topic(code) if code else None
    return found.name if found else code


def type_name(code: str) -> str:
    """Return a project type's name, the code when it is unknown."""
    found = catalogue().type(code)
    return found.name if found else code


def offer(form: forms.Form, name: str, options: list[tuple[str, Any]]) -> None:
    """Offer these options in a form's choice field."""
    cast(forms.ChoiceField, form.fields[name]).choices = options
