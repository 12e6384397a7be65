"""Home of the frame around every page: navigation, scope, language, who is signed in, the demo's day."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.messages.queries import unread_count
from xiaowei.base.regions.queries import name_of
from xiaowei.domain.roles import AUDIT, PHONE, SECURITY, SHEET_BRINGERS, SYSTEM
from xiaowei.domain.selection import DISTRICT, REPORT_ROLES
from xiaowei.domain.voices import HEARERS
from xiaowei.domain.voting import HOLDERS
from xiaowei.interfaces.clock import demo_day, today
from xiaowei.interfaces.web import guard, shown
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import scope_of

MOST_IN_BAR = 8
IN_BAR = ("home", "desk", "tickets", "spots", "projects", "money", "import")
"""Pages that stay in the bar when there are too many for it; the others are folded beside them."""


def frame(request: Request) -> dict[str, Any]:
    """Return what base.html needs; pages add their own rows."""
    actor = getattr(request, "actor", None)
    scope = scope_of(request)
    pages = navigation(request.path, actor, scope.carried)
    return {
        "frame": {
            "lang": "en" if shown.language() == "en" else "zh-CN",
            "theme": "dark" if request.COOKIES.get("theme") == "dark" else "light",
            "nav": [one for one in pages if not one["more"]],
            "more": [one for one in pages if one["more"]],
            "scope": scope,
            "demo_day": demo_day(),
            "today": today(),
            "who": who(actor) if actor else "",
            "here": request.get_full_path(),
            "unread": unread_count(actor) if actor and actor.held else 0,
            "front": guard.front_page(actor) if actor else "",
            "may_inbox": bool(actor and guard.may_open(actor, guard.INBOX_READERS)),
            "part": bool(getattr(request, "htmx", False)),
        }
    }


def navigation(path: str, actor: Actor | None, carried: str) -> list[dict[str, Any]]:
    """Return the pages this person may open, the current one marked."""
    entries: list[tuple[str, str, tuple[str, ...] | None]] = [
        (_("首页"), "home", None),
        (_("全市"), "city", guard.CITY_READERS),
        (_("等我办"), "desk", guard.AT_PROJECTS),
        (_("诉求"), "tickets", guard.TICKET_READERS),
        (_("点位"), "spots", guard.TICKET_READERS),
        (_("突发"), "alarms", guard.TICKET_READERS),
        (_("报项目"), "propose", REPORT_ROLES),
        (_("管家"), "butlers", guard.BUTLER_READERS),
        (_("来声"), "voices", HEARERS),
        (_("项目"), "projects", None),
        (_("批次"), "rounds", DISTRICT),
        (_("投票"), "votes", HOLDERS),
        (_("时限"), "pace", guard.PROJECT_READERS),
        (_("月报"), "months", guard.MONTH_READERS),
        (_("成效"), "effect", guard.EFFECT_READERS),
        (_("资金"), "money", guard.MONEY_READERS),
        (_("导入"), "import", SHEET_BRINGERS),
        (_("手机"), "phone", PHONE),
        (_("人员"), "people", (*SYSTEM, *SECURITY)),
        (_("区划"), "boundaries", SYSTEM),
        (_("规则"), "rules", guard.RULE_READERS),
        (_("留痕"), "trail", AUDIT),
        (_("方法"), "method", None),
    ]
    shown_entries = []
    for label, name, roles in entries:
        if roles is None or (actor and guard.may_open(actor, roles)):
            url = reverse(name)
            here = path == url if name == "home" else path.startswith(url)
            address = f"{url}?{carried}" if carried else url
            shown_entries.append({"name": name, "label": label, "url": address, "on": here})
    many = len(shown_entries) > MOST_IN_BAR
    return [one | {"more": many and one["name"] not in IN_BAR} for one in shown_entries]


def who(actor: Actor) -> str:
    """Say who is signed in: the name and the first role with its region."""
    if not actor.held:
        return actor.name
    held = actor.held[0]
    where = name_of(held.region_code) if held.region_code else ""
    role = shown.words(held.role, "role")
    return " · ".join(part for part in (actor.name, where, role) if part)
