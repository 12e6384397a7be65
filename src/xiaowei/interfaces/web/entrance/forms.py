"""Home of the forms at the entrance."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class DayForm(forms.Form):
    """The day the demo shall live on."""

    day = forms.DateField(label=_("换一天"))
