"""Home of the rules on templates: no queries, no inline scripts, every word translated."""

import re
from pathlib import Path

import pytest

from tools.sources import SOURCE, texts

TEMPLATES = list(texts(".html"))
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", re.I)
INLINE_STYLE = re.compile(r"<style\b|\sstyle=", re.I)
HANDLER = re.compile(r"\son[a-z]+=|hx-on[:=-]|javascript:", re.I)
QUERY = re.compile(r"\.objects\b|_set\b|\.(all|filter|exclude|select_related)\b")
TAG = re.compile(r"{[%{](.*?)[%}]}", re.S)
COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.S)
TRANSLATED = re.compile(r"{%\s*blocktrans(late)?\b.*?{%\s*endblocktrans(late)?\s*%}", re.S)
CHINESE = re.compile(r"[\u3400-\u9fff]+")
# The name of a language is written in that language; a mark is a drawing.
SPOKEN_AS_ITSELF = {"中文", "微"}


@pytest.fixture(params=TEMPLATES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def page(request: pytest.FixtureRequest) -> str:
    path: Path = request.param
    return COMMENT.sub("", path.read_text("utf-8"))


def test_no_inline_script_or_style(page: str) -> None:
    for pattern in (INLINE_SCRIPT, INLINE_STYLE, HANDLER):
        assert not pattern.search(page), pattern.search(page)


def test_no_query(page: str) -> None:
    asked = [tag for tag in TAG.findall(page) if QUERY.search(tag)]
    assert not asked


def test_no_chinese_outside_a_translation(page: str) -> None:
    bare = CHINESE.findall(TAG.sub("", TRANSLATED.sub("", page)))
    assert not set(bare) - SPOKEN_AS_ITSELF
