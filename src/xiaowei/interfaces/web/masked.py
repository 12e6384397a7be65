"""Home of forms whose words everybody may come to read."""

from __future__ import annotations

from typing import Any

from django import forms

from xiaowei.analysis.masking import mask


class Masked(forms.Form):
    """A form whose words everybody may come to read: phone and identity numbers are masked at the door."""

    def clean(self) -> dict[str, Any]:
        """Return what was typed, masked."""
        told = super().clean() or {}
        words = {name: mask(said).text for name, said in told.items() if isinstance(said, str)}
        return {**told, **words}
