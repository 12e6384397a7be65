"""Home of saying a refusal or a note at a door: in the reader's language, personal data masked."""

from __future__ import annotations

from xiaowei.analysis.masking import mask
from xiaowei.domain.wording import Sayable


def said(what: Sayable, language: str) -> str:
    """Say a refusal that may quote a cell; phone and ID numbers in it stay masked."""
    return mask(what.text(language)).text
