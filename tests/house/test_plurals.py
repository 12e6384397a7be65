"""Home of the test that no text is said both alone and by number: only one of them would be found."""

from __future__ import annotations

import re
from pathlib import Path

import xiaowei.interfaces.web as web

BLOCK = re.compile(r"{% blocktranslate(?P<head>[^%]*)%}(?P<text>.*?){% endblocktranslate %}", re.S)


def test_no_text_stands_both_alone_and_by_number() -> None:
    alone, counted = set[str](), set[str]()
    for page in Path(web.__file__).parent.rglob("*.html"):
        for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
            text, *plural = re.split(r"{% plural %}", block["text"])
            (counted if plural else alone).add(re.sub(r"\s", "", text))
    assert counted and not alone & counted
