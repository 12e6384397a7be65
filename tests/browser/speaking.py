"""Home of the ear for languages: what a page says that is neither its language nor anybody's own words."""

from __future__ import annotations

import re
import sqlite3
from functools import cached_property
from pathlib import Path

from playwright.sync_api import Page

import xiaowei

PACKS = Path(xiaowei.__file__).parent / "packs"
CHINESE = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff0-9]*")
ENGLISH = re.compile(r"[A-Za-z]{2,}")
UNITS = re.compile("万元|平方米|公里|千米|[米个盏套面处座株棵辆台]")
PAPERS = re.compile(
    r"\b(?:GPS|WGS84|GeoJSON|Atom|QR|PDF|CSV|XLSX?|WPS|GBK|Excel|Ctrl|Esc|km|EN|[A-Z]{1,2}-?\d[\dA-Z-]*|[a-z]+-\d{4}(?:\.\d+)?(?:\+[0-9a-f.]+)?"
    r"|[a-z]+\.[a-z_]+|(?=[a-f]*\d)[0-9a-f]{12})\b|https?://\S+|/[\w-]+/",
    re.I,
)
"""What is written in Latin letters in Chinese too: papers, numbers of records, versions."""
SAID = """() => {
  // A quotation is marked as such where it stands; other marks are set on the way out.
  const QUOTED = "[lang]:not(html, span, option, textarea, title, text, tspan, img)";
  const said = [];
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const at = words.currentNode.parentElement;
    const text = words.currentNode.data.trim();
    const unsaid = "script, noscript, style, textarea, [aria-hidden=true]";
    if (!text || at.closest(unsaid)) continue;
    said.push([text, at.closest(QUOTED) ? "quoted" : at.closest("[lang]").lang]);
  }
  for (const name of ["aria-label", "title", "placeholder", "alt", "label"])
    for (const at of document.querySelectorAll(`[${name}]`))
      said.push([at.getAttribute(name), at.closest("[lang]").lang]);
  said.push([document.title, ""]);
  return said;
}"""


class Ear:
    """Knows by heart what people wrote and what packs name; anything else must be translated."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def foreign(self, page: Page, language: str) -> list[str]:
        """Return what a page says in the other language without anybody having written it so."""
        find = self._chinese if language == "en" else self._english
        said = page.evaluate(SAID)
        quoted = {text for text, marked in said if marked == "quoted"}
        told = [(text, marked) for text, marked in said if marked != "quoted"]
        return [found for text, marked in told for found in find(text, marked, quoted)]

    def _chinese(self, text: str, marked: str, quoted: set[str]) -> list[str]:
        if text.removesuffix("…") in self.prose:
            return []
        runs = (run for run in CHINESE.findall(text) if not UNITS.fullmatch(run))
        own = [run for run in runs if run not in quoted and not self._written(run)]
        return [f"not in English: {run} in “{text[:60]}”" for run in own]

    def _english(self, text: str, marked: str, quoted: set[str]) -> list[str]:
        if marked == "en":
            return []
        own = [run for run in ENGLISH.findall(PAPERS.sub(" ", text)) if not self._written(run)]
        return [f"not in Chinese: {run} in “{text[:60]}”" for run in own]

    def _written(self, run: str) -> bool:
        return run in self.names or (len(run) > SHORT and run in self.prose)

    @cached_property
    def names(self) -> frozenset[str]:
        """Return each value and each word of what is stored."""
        return frozenset(re.split(r"[^\w\u3400-\u9fff]+", self.prose)) | frozenset(self.stored)

    @cached_property
    def prose(self) -> str:
        """Return all that is stored, one value a line."""
        return "\n".join(self.stored)

    @cached_property
    def stored(self) -> tuple[str, ...]:
        """Return the texts of the home's database and of the packs."""
        packs = (
            path.read_text("utf-8") for path in PACKS.rglob("*") if path.suffix in (".yaml", ".csv")
        )
        return (*packs, *_texts(self.home / "xiaowei.sqlite3"))


SHORT = 4
"""Longer pieces count as somebody's words wherever they stand in what is stored."""


def _texts(database: Path) -> list[str]:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as books:
        tables = [
            row[0] for row in books.execute("select name from sqlite_master where type='table'")
        ]
        found: set[str] = set()
        for table in tables:
            for row in books.execute(f'select * from "{table}"'):
                found.update(cell for cell in row if isinstance(cell, str))
    return sorted(found)
