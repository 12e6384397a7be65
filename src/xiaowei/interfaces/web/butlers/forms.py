"""Home of the forms of butlers: a visit, and who is butler of a place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiaowei.interfaces.web.choices import offer


class VisitForm(forms.Form):
    """Where somebody was and what was seen; what it belongs to, and a photo, may be left out."""

    place_id = forms.TypedChoiceField(label=_("去了哪儿"), coerce=int)
    seen = forms.CharField(
        label=_("看到什么"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )
    about = forms.ChoiceField(label=_("和哪件事有关"), required=False)
    photo = forms.FileField(
        label=_("照片"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )

    def __init__(
        self,
        *args: Any,
        places: list[tuple[Any, Any]],
        abouts: list[tuple[str, str]],
        **named: Any,
    ) -> None:
        super().__init__(*args, **{"auto_id": "visit_%s", **named})
        offer(self, "place_id", places)
        offer(self, "about", [("", _("不写")), *abouts])

    def facts(self) -> dict[str, Any]:
        """Return what the operation takes."""
        told = dict(self.cleaned_data)
        spot, photo = told.pop("about"), told.pop("photo")
        return {
            **told,
            "spot_id": int(spot) if spot else None,
            "photo": photo.read() if photo else None,
        }


class AssignForm(forms.Form):
    """Which place gets which butler."""

    place_code = forms.ChoiceField(label=_("地点"))
    username = forms.ChoiceField(label=_("服务管家"))

    def __init__(
        self,
        *args: Any,
        places: list[tuple[str, str]],
        people: list[tuple[str, str]],
        **named: Any,
    ) -> None:
        super().__init__(*args, **{"auto_id": "assign_%s", **named})
        offer(self, "place_code", places)
        offer(self, "username", people)
