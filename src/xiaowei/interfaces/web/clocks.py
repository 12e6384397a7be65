"""Home of the clock badge: one mark per working day, today's is taller, words repeat it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from xiaowei.interfaces.web import shown

MARKS = 10


@dataclass(frozen=True)
class Badge:
    """A badge: its state, its marks (`on`, `td` today, `ex` overrun, empty), its words, its rule."""

    state: str
    marks: tuple[str, ...]
    words: str
    rule: str = ""


def badge_of(value: Any) -> Badge:
    """Return the badge of a clock: a mapping or object with state, day, limit, due_on and over.

    `day` counts the working days since the ball came, the day it came not among them: on day
    `limit` the step is due.
    """
    state = str(_of(value, "state") or "none")
    day, limit = _of(value, "day"), _of(value, "of", "limit", "n")
    if state == "ended":
        return Badge("none", (), _("不再计时"))
    if state == "closed":
        return Badge("done", (), _("办结"))
    if state == "done":
        return Badge("done", _filled(day, limit or day), _("用 %(days)s 天") % {"days": day})
    if state == "none" or day is None:
        return Badge("none", (), _("表中无日期"))
    if _of(value, "code") == "retention":
        return Badge("none", (), retained(value))
    if limit is None:
        return Badge("none", (), _("没有时限"))
    return Badge(state, _marks(state, day, limit), _words(value, state, day, limit), _rule())


def pressing(value: Any) -> str:
    """Return how a clock presses: `over`, `today` on its last day, `eve` on the working day before; else
    blank.
    """
    state, day = _of(value, "state"), _of(value, "day")
    if state != "near" or day is None:
        return "over" if state == "over" else ""
    return "today" if day >= _of(value, "of", "limit", "n") else "eve"


def retained(value: Any) -> str:
    """Say when a retention may be paid; blank of any other step."""
    if _of(value, "code") != "retention":
        return ""
    end = _of(value, "after_on")
    if end is None:
        return _("质保期满后,验收日期未知")
    return _("质保期满(%(day)s)后") % {"day": shown.full_day(end)}


def _rule() -> str:
    return _("只数工作日,从接到的次日数起;周末、节假日不计,调休上班计入。")


def _of(value: Any, *names: str) -> Any:
    for name in names:
        found = value.get(name) if isinstance(value, dict) else getattr(value, name, None)
        if found is not None:
            return found
    return None


def _words(value: Any, state: str, day: int, limit: int) -> str:
    """Say day and limit, and by when: one count, one unit."""
    facts = {"day": day, "limit": limit, "over": _of(value, "over") or max(day - limit, 1)}
    facts["due"] = shown.day(_of(value, "due_on"))
    if state == "over":
        return _("超 %(over)s 个工作日 / 限 %(limit)s 个,%(due)s前") % facts
    if state == "near":
        last, eve = (
            _("今天到期 / 限 %(limit)s 个工作日"),
            _("下个工作日到期 / 限 %(limit)s 个,%(due)s前"),
        )
        return (last if pressing(value) == "today" else eve) % facts
    told = _("第 %(day)s 个工作日 / 限 %(limit)s 个,%(due)s前")
    said = (told if day else _("刚接到 / 限 %(limit)s 个工作日,%(due)s前")) % facts
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
