"""Home of the request as the pages see it: with the actor and what htmx says."""

from __future__ import annotations

from django.http import HttpRequest

from xiaowei.base.accounts.actors import Actor

LONGEST_KEY = 18


class Request(HttpRequest):
    """A request that has passed the house's middleware."""

    actor: Actor
    htmx: bool
    refused: bool
    """The house refused what was sent; set by `once.refuse`."""


def key_posted(request: HttpRequest, name: str) -> int:
    """Return the primary key that was posted; 0, which nothing has, where it is none."""
    said = request.POST.get(name, "")
    return int(said) if said.isdecimal() and len(said) <= LONGEST_KEY else 0
