"""Home of the forms for works that stand still, come back or end: suspension, repair, stop."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from xiaowei.domain.delivery import SUSPENSIONS
from xiaowei.interfaces.web.acting import ActForm, DayField
from xiaowei.interfaces.web.choices import offer
from xiaowei.interfaces.web.shown import words


class SuspendForm(ActForm):
    """Why the works stand still, and until when it is thought."""

    reason = forms.ChoiceField(label=_("暂停原因"))
    note = forms.CharField(
        label=_("说明(选“其他”必填)"), required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    planned_to = DayField(label=_("预计到哪天(可不填)"), required=False)

    about: ClassVar = {
        "suspension_listed": "reason", "suspension_explained": "note",
        "ends_after_suspended": "planned_to",
    }  # fmt: skip

    def __init__(self, *args: Any, number: str = "", **named: Any) -> None:
        super().__init__(*args, number=number, **named)
        offer(self, "reason", [(code, words(code, "suspension")) for code in SUSPENSIONS])


class DecideForm(ActForm):
    """Whether a suspension is allowed."""

    allowed = forms.TypedChoiceField(
        label=_("是否同意暂停"), choices=[("yes", _("同意")), ("no", _("不同意"))],
        coerce=lambda told: told == "yes",
    )  # fmt: skip
    verdict = forms.CharField(label=_("理由(不同意必填)"), required=False, max_length=500)

    about: ClassVar = {"refusal_explained": "verdict"}


class RepairForm(ActForm):
    """What has failed within the warranty, and the tickets that say so."""

    what = forms.CharField(
        label=_("哪里坏了、要修什么"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    ticket_numbers = forms.CharField(label=_("工单编号(可不填)"), required=False, max_length=500)
    told_on = DayField(label=_("哪天通知施工单位(同日不填)"), required=False)

    about: ClassVar = {"repair_said": "what"}

    def facts(self) -> dict[str, Any]:
        """Return the operation's facts, the tickets as a list."""
        told = super().facts()
        numbers = re.split(r"[\s,,、;;]+", told["ticket_numbers"].strip())
        return told | {"ticket_numbers": [one for one in numbers if one]}


class StopForm(ActForm):
    """Why the works end."""

    reason = forms.CharField(label=_("停止原因"), max_length=500)
    sure = _("我确定停止施工:已完成的数量和照片保留,不能再复工")
