"""Home of reading who is known here."""

from __future__ import annotations

from collections.abc import Mapping

from xiaowei.base.accounts.models import Person


def anybody_signs_in() -> bool:
    """Tell whether anybody has a password to sign in with."""
    return any(person.has_usable_password() for person in Person.objects.iterator())


def who_uses(passwords: Mapping[str, str]) -> list[str]:
    """Return the user names whose password is the one given for them."""
    known = Person.objects.filter(username__in=passwords, is_active=True).order_by("username")
    return [one.username for one in known if one.check_password(passwords[one.username])]


def is_known(username: str) -> bool:
    """Tell whether somebody of that user name exists."""
    return Person.objects.filter(username=username).exists()
