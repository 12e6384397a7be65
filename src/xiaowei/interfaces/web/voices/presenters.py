"""Home of the plain rows of residents' voices at the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.calendars.queries import calendar
from xiaowei.base.regions.queries import name_of
from xiaowei.domain.flow import Basis
from xiaowei.domain.messages import answer_days
from xiaowei.domain.voices import DANGER, HEARERS, KINDS, OPEN, PROPOSAL
from xiaowei.interfaces.clock import today
from xiaowei.interfaces.web.choices import type_name
from xiaowei.interfaces.web.guard import may_open
from xiaowei.interfaces.web.shown import words
from xiaowei.stages.identification.voices import Voice, unanswered_count


def voice_rows(found: Iterable[Mapping[str, Any]], by: Actor) -> list[dict[str, Any]]:
    """Return voices as the desk shows them, each with the steps that somebody may take."""
    return [_row(one["voice"], one["photo"], by) for one in found]


def _row(voice: Voice, photo: int | None, by: Actor) -> dict[str, Any]:
    is_open = voice.state in OPEN
    project = voice.project or voice.candidate
    return {
        "number": voice.number,
        "kind": words(voice.kind, "voice"),
        "sort": sort_said(voice),
        "danger": voice.sort == DANGER,
        "place": voice.place.name,
        "town": name_of(voice.place.town_code),
        "project": project.number if project else "",
        "text": voice.text,
        "photo": reverse("photo", args=[photo]) if photo else "",
        "said_on": voice.said_on,
        "supported": getattr(voice, "supported", 0),
        "state": words(voice.state, "state"),
        "open": is_open,
        "clock": clock_of(voice) if is_open else None,
        "seen_on": voice.seen_on,
        "found": voice.found,
        "answer": voice.answer,
        "answerer": voice.answerer,
        "answered_on": voice.answered_on,
        "acts": _acts(voice, by) if is_open else (),
    }


def sort_said(voice: Voice) -> str:
    """Say what was tapped: a proposal's is a project type."""
    return type_name(voice.sort) if voice.kind == PROPOSAL else words(voice.sort, "voice_sort")


def residents_wait(actor: Actor, as_of: date) -> str:
    """Return how many residents wait for an answer of this person, in words; blank where none does."""
    if not may_open(actor, HEARERS) or not (waiting := unanswered_count(actor, as_of)):
        return ""
    return ngettext("%(n)s 条居民来声待答", "%(n)s 条居民来声待答", waiting) % {"n": waiting}


def clock_of(voice: Voice) -> dict[str, Any]:
    """Return the facts of the clock badge: the working day of how many, or how long it is over."""
    days, now = calendar(), today()
    over = answer_days(voice.due_on, now, days) if now > voice.due_on else 0
    gone = answer_days(voice.said_on, now, days)
    return {
        "code": KINDS[voice.kind].clock,
        "state": "over" if over else "near" if gone >= voice.limit_days - 1 else "run",
        "day": gone,
        "of": voice.limit_days,
        "due_on": voice.due_on,
        "over": over,
        "after_on": None,
    }


def _acts(voice: Voice, by: Actor) -> tuple[str, ...]:
    flow = KINDS[voice.kind].flow
    return tuple(
        dict.fromkeys(
            arrow.action
            for arrow in flow.actions(voice.state)
            if by.holds(arrow.takers(Basis.STRAIGHT), voice.place.town_code)
        )
    )
