"""Home of the forms of the channel: a question, what is said under it, a call to a department."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiaowei.interfaces.web.choices import offer
from xiaowei.interfaces.web.shown import words

LONGEST = 2000


class AskForm(forms.Form):
    """Whom to ask, and what."""

    desk = forms.ChoiceField(label=_("问谁"))
    addressee = forms.CharField(
        label=_("哪个部门"),
        required=False,
        max_length=60,
        help_text=_("问区有关部门时写"),
        widget=forms.TextInput(attrs={"data-when": "desk:department"}),
    )
    text = forms.CharField(
        label=_("问什么"), widget=forms.Textarea(attrs={"rows": 2}), max_length=LONGEST
    )

    def __init__(self, *args: Any, desks: tuple[str, ...], **named: Any) -> None:
        super().__init__(*args, **{"auto_id": "ask_%s", **named})
        offer(self, "desk", [(desk, words(desk, "desk")) for desk in desks])
        if "department" not in desks:
            del self.fields["addressee"]


class TextForm(forms.Form):
    """What is said under a question."""

    text = forms.CharField(max_length=LONGEST)


class WhistleForm(forms.Form):
    """Which department is called, and for what."""

    department = forms.CharField(label=_("叫哪个部门"), max_length=60)
    what = forms.CharField(
        label=_("来办什么"), widget=forms.Textarea(attrs={"rows": 2}), max_length=LONGEST
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **{"auto_id": "whistle_%s", **named})


class ResultForm(forms.Form):
    """What came of a call."""

    result = forms.CharField(max_length=LONGEST)
