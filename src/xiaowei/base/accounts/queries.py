"""Home of reading who is known here."""

from __future__ import annotations

from xiaowei.base.accounts.models import Person


def is_known(username: str) -> bool:
    """Tell whether somebody of that user name exists."""
    return Person.objects.filter(username=username).exists()
