"""Home of the first steps: what each role comes for most, as buttons on top of the home page."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.roles import AUDIT, CONTRACTOR, SECURITY, SYSTEM, TOWN
from xiaowei.domain.selection import DISTRICT, REPORT_ROLES
from xiaowei.domain.voices import HEARERS
from xiaowei.interfaces.web.guard import CITY_READERS, may_open
from xiaowei.interfaces.web.voices.presenters import residents_wait


def first_steps(actor: Actor, as_of: date) -> list[dict[str, str]]:
    """Return the steps a person most often comes for: residents who wait, then the usual one."""
    waiting = residents_wait(actor, as_of)
    steps = (
        (waiting, "voices", HEARERS if waiting else ()),
        (_("今天要去的地方"), "butlers", ("butler",)),
        (_("我村的事"), "phone", ("village_secretary",)),
        (_("我的工程"), "phone", CONTRACTOR),
        (_("各区对比"), "city", CITY_READERS),
        (_("合并镇街的表"), "merge", DISTRICT),
        (_("导入工单和台账"), "import", (*DISTRICT, *TOWN)),
        (_("报一个项目"), "propose", REPORT_ROLES),
        (_("对账"), "money", ("finance",)),
        (_("账号和任命"), "people", (*SYSTEM, *SECURITY)),
        (_("查留痕"), "trail", AUDIT),
    )
    return [
        {"label": label, "url": reverse(route)}
        for label, route, roles in steps
        if may_open(actor, roles)
    ]
