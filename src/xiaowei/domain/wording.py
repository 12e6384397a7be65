"""Home of the house's words: every stored code and refusal, said in Chinese or English.

The words are data: `words/*.toml`, one table per key with `zh` and `en`. Keys are dotted, such as
`error.over_cap`, `state.submitted`, `role.town_clerk`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

LANGUAGES = ("zh", "en")


class Sayable(Protocol):
    """A refusal or a note: something with words in both languages."""

    def text(self, language: str = "zh") -> str:
        """Say it in `zh` or `en`."""


class Note:
    """Something worth knowing, by its key and the facts of it; said when a reader is there."""

    def __init__(self, key: str, **facts: object) -> None:
        self.key = key
        self.facts = facts

    def text(self, language: str = "zh") -> str:
        """Say it in `zh` or `en`."""
        return say(self.key, language, **self.facts)

    def __str__(self) -> str:
        return self.text()


def say(key: str, language: str = "zh", **facts: object) -> str:
    """Return the words for `key` with `facts` filled in; an unknown key is said as itself.

    A fact that is a note, such as a state's or a role's, is said in the same language.
    """
    words = _words().get(key)
    if words is None:
        return key if not facts else f"{key} {facts}"
    language = "en" if language.startswith("en") else "zh"
    told = {name: _told(value, language) for name, value in facts.items()}
    return words[language].format_map(_Facts(told))


def _told(fact: object, language: str) -> object:
    """Say a fact that is itself a note, or several; anything else stands as it is."""
    if isinstance(fact, Note):
        return fact.text(language)
    if fact == ():
        return "–"
    if isinstance(fact, tuple):
        return ("、" if language == "zh" else ", ").join(str(_told(one, language)) for one in fact)
    return fact


def known_keys() -> frozenset[str]:
    """Return every key that has words."""
    return frozenset(_words())


class _Facts(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "…"


@cache
def _words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for file in sorted(files(__package__).joinpath("words").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            _flatten(tomllib.loads(file.read_text(encoding="utf-8")), "", found)
    return found


def _flatten(table: dict[str, Any], prefix: str, into: dict[str, dict[str, str]]) -> None:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if "zh" in value:
            into[key] = value
        else:
            _flatten(value, f"{key}.", into)
