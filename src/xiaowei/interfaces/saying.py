"""Home of saying a refusal or a note at a door: in the reader's language, personal data masked."""

from __future__ import annotations

from xiaowei.analysis.masking import mask
from xiaowei.domain.wording import Sayable


def said(what: Sayable, language: str) -> str:
    """Say a refusal that may quote a cell; phone and ID numbers in it stay masked."""
    return masked(what.text(language))


def masked(text: str) -> str:
    """Return a text without phone and ID numbers."""
    return mask(text).text
