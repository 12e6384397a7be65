"""Home of one visitor of the portal: a kept connection, cookies, and the ways that lead on."""

from __future__ import annotations

import http.client
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlencode, urlsplit

PATIENCE = 30
SEARCHES = ("路灯", "停车", "台湖", "小区", "村", "停水", "车棚", "公园")
SENT_AS = "application/x-www-form-urlencoded"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
BROUGHT = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"')


@dataclass(frozen=True)
class Visit:
    """One request: what for, how long it took, and what was wrong with the answer."""

    way: str
    seconds: float
    error: str = ""


@dataclass(frozen=True)
class Known:
    """What the public lists name: projects, places and figures."""

    projects: list[str]
    places: list[str]
    figures: list[str]

    @classmethod
    def read(cls, address: str) -> Known:
        """Read the lists as a visitor does."""
        with Visitor(address, 0, cls([], [], []), random.Random(0)) as visitor:
            return cls(
                visitor.named("/projects/", r'href="/projects/([A-Z0-9-]+)/'),
                visitor.named("/places/", r'href="/places/([\w-]+)/"'),
                visitor.named("/", r'href="/figures/([\w:]+)/'),
            )


class Visitor:
    """One resident with a connection, an address and cookies of his own."""

    def __init__(self, address: str, number: int, known: Known, chance: random.Random) -> None:
        """Knock at the address."""
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
        self._from = f"10.0.{number // 250}.{number % 250 + 1}"
        self._cookies: dict[str, str] = {}
        self._known, self._chance = known, chance
        self._ways: dict[str, Callable[[], str]] = {
            "front": lambda: "/",
            "search": lambda: f"/search/?q={quote(chance.choice(SEARCHES))}",
            "story": lambda: f"/projects/{chance.choice(known.projects)}/?face=public",
            "place": lambda: f"/places/{chance.choice(known.places)}/",
            "figure": lambda: f"/figures/{quote(chance.choice(known.figures))}/",
            "projects": lambda: f"/projects/?page={chance.randint(1, 3)}",
            "waiting": lambda: "/waiting/",
            "years": lambda: "/years/",
            "feed": lambda: f"/places/{chance.choice(known.places)}/feed.atom",
            "form": lambda: f"/projects/{chance.choice(known.projects)}/still-broken/",
        }

    def __enter__(self) -> Self:
        """Begin the visit."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Hang up."""
        self._connection.close()

    def named(self, path: str, pattern: str) -> list[str]:
        """Return what a page names, each once."""
        return list(dict.fromkeys(re.findall(pattern, self._ask("GET", path)[1])))

    def arrive(self) -> list[Visit]:
        """Open the front page and fetch what it brings."""
        first, text = self._met("front", "/")
        return [first, *(self._met("asset", path)[0] for path in BROUGHT.findall(text))]

    def take(self, way: str) -> list[Visit]:
        """Go one way; a report opens its form, sends it, and reads the page of its number."""
        if way != "report":
            return [self._met(way, self._ways[way]())[0]]
        path = self._ways["form"]()
        opened, text = self._met("form", path)
        if opened.error:
            return [opened]
        fields = dict(HIDDEN.findall(text)) | {"sort": "not_finished", "text": "还有一处没修"}
        sent, led_to = self._met("report", path, fields)
        return [opened, sent] + ([self._met("answer", led_to)[0]] if led_to else [])

    def _met(self, way: str, path: str, fields: dict[str, str] | None = None) -> tuple[Visit, str]:
        """Return one visit and what it brought: the page, or where a form led."""
        began = time.perf_counter()
        expected = 302 if fields else 200
        try:
            status, brought = self._ask("POST" if fields else "GET", path, fields)
            error = "" if status == expected else str(status)
        except (OSError, http.client.HTTPException) as failure:
            self._connection.close()
            brought, error = "", type(failure).__name__
        return Visit(way, time.perf_counter() - began, error), "" if error else brought

    def _ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        headers = {"X-Forwarded-For": self._from, "X-Forwarded-Proto": "http"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if fields:
            headers["Content-Type"] = SENT_AS
        self._connection.request(method, path, urlencode(fields or {}) or None, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for line in answer.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        return answer.status, answer.headers.get("Location", "") or text
