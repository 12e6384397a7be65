"""Home of the request as the pages see it: with the actor and what htmx says."""

from __future__ import annotations

from django.http import HttpRequest

from xiaowei.base.accounts.actors import Actor


class Request(HttpRequest):
    """A request that has passed the house's middleware."""

    actor: Actor
    htmx: bool
    refused: bool
    """The house refused what was sent; set by `once.refuse`."""
