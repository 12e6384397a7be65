"""Home of the mark of language: what stands in Chinese on a page that speaks English is said to be so."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from xiaowei.interfaces.web.shown import language

CHINESE = r"[\u3400-\u9fff\uf900-\ufaff]"
RUN = re.compile(rf"{CHINESE}(?:[^A-Za-z&]*(?:{CHINESE}|[\u3001-\u3011\uff01-\uff1f]))?")
TAG = re.compile(r"""(<(?:[^<>"']|"[^"]*"|'[^']*')*>)""")
ITSELF = re.compile(r"<(option|textarea|title|text|tspan)\b")
"""Elements whose text takes no element within: they carry the mark themselves."""
PICTURE = re.compile(rf'<img\b[^>]*\balt="[^"]*{CHINESE}')
LEFT = re.compile(r"<(script|style)\b|<[^>]*\blang=")
MARK = ' lang="zh-CN"'


class MarkingMiddleware:
    """Marks the Chinese on English pages, so that it is read aloud and set in type as Chinese."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and _is_english_page(response):
            response.content = marked(response.content.decode()).encode()
        return response


def marked(html: str) -> str:
    """Return a page with `lang` on each run of Chinese; what is marked already is left."""
    parts = TAG.split(html)
    # texts stand at even places, the tags between them at odd ones
    for i in range(0, len(parts), 2):
        before = parts[i - 1] if i else ""
        if not before.isascii() and PICTURE.match(before):
            parts[i - 1] = _with_mark(before)
        if parts[i].isascii() or not re.search(CHINESE, parts[i]) or LEFT.match(before):
            continue
        if ITSELF.match(before):
            parts[i - 1] = _with_mark(before)
        else:
            parts[i] = _spans(parts[i])
    return "".join(parts)


def _is_english_page(response: HttpResponse) -> bool:
    return language() == "en" and response.get("Content-Type", "").startswith("text/html")


def _with_mark(tag: str) -> str:
    return tag if "lang=" in tag else re.sub(r"\s*/?>$", f"{MARK}>", tag)


def _spans(text: str) -> str:
    """Wrap each run; words of both languages stay one piece, as they were before."""
    spans = RUN.sub(lambda run: f"<span{MARK}>{run[0]}</span>", text)
    return spans if RUN.fullmatch(text.strip()) else f"<span>{spans}</span>"
