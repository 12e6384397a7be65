"""Home of the forms at the entrance."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiaowei.interfaces.web.acting import DayField


class DayForm(forms.Form):
    """The day the demo shall live on."""

    day = DayField(label=_("换一天"))
