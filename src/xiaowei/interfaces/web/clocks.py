"""Home of the clock badge: one mark per working day, today's is taller, words repeat it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

MARKS = 10


@dataclass(frozen=True)
class Badge:
    """A badge: its state, its marks (`on`, `td` today, `ex` overrun, empty) and its words."""

    state: str
    marks: tuple[str, ...]
    words: str


def badge_of(value: Any) -> Badge:
    """Return the badge of a clock: a mapping or object with state, day and limit."""
    state = str(_of(value, "state") or "none")
    day, limit = _of(value, "day"), _of(value, "of", "limit", "n")
    if state == "closed":
        return Badge("done", (), _("办结"))
    if state == "none" or day is None:
        return Badge("none", (), _("表中无日期"))
    if state == "done":
        return Badge("done", _filled(day, limit or day), _("用 %(days)s 天") % {"days": day})
    if limit is None:
        return Badge("none", (), _("没有时限"))
    return Badge(state, _marks(state, day, limit), _words(state, day, limit))


def _of(value: Any, *names: str) -> Any:
    for name in names:
        found = value.get(name) if isinstance(value, dict) else getattr(value, name, None)
        if found is not None:
            return found
    return None


def _words(state: str, day: int, limit: int) -> str:
    if state == "over":
        return _("超 %(days)s 天") % {"days": max(day - limit, 1)}
    if state == "near" and day >= limit:
        return _("今日到期")
    said = _("第%(day)s/%(limit)s天") % {"day": day, "limit": limit}
    return " · ".join((said, _("暂停"))) if state == "pause" else said


def _marks(state: str, day: int, limit: int) -> tuple[str, ...]:
    if state == "over":
        return ("on",) * min(limit, MARKS) + ("ex",)
    if limit > MARKS:
        # Beyond ten days the ten marks are tenths.
        full = min(MARKS, day * MARKS // limit)
        return ("on",) * full + ("",) * (MARKS - full)
    before = max(min(day, limit) - 1, 0)
    today = ("td",) if day else ()
    return (*("on",) * before, *today, *("",) * (limit - before - len(today)))


def _filled(day: int, limit: int) -> tuple[str, ...]:
    if max(day, limit) > MARKS:
        return ("on",) * min(MARKS, max(1, day * MARKS // max(day, limit)))
    return ("on",) * min(day, limit) + ("",) * max(limit - day, 0)
