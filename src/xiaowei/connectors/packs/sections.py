"""Home of reading checked YAML: every refusal names the file, the line and the remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from math import inf
from string import Formatter
from typing import Any, TypeVar

import yaml

from xiaowei.connectors.packs.fetch import PackFile
from xiaowei.domain.errors import BadInput
from xiaowei.domain.money import fen_from_wan
from xiaowei.domain.portfolio import PARTS, Weights
from xiaowei.domain.regions import full
from xiaowei.domain.wording import say

T = TypeVar("T")
Path = tuple[str | int, ...]
MOST_NUMBER = 10**12
"""No number of a file is larger; a larger one is a slip."""
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def wrong(file: str, line: int, problem: str, **facts: object) -> BadInput:
    """Return the refusal for `problem` at a line of a pack's file, in both languages."""
    what, remedy = f"pack.{problem}.what", f"pack.{problem}.remedy"
    return BadInput(
        "pack_wrong",
        file=file,
        line=line,
        what=say(what, "zh", **facts),
        what_en=say(what, "en", **facts),
        remedy=say(remedy, "zh", **facts),
        remedy_en=say(remedy, "en", **facts),
    )


def bad_cell(file: str, line: int, column: str, value: str, kind: str) -> BadInput:
    """Return the refusal for a cell of a pack's CSV that is not of that kind."""
    wanted, wanted_en = say(f"pack.kind.{kind}", "zh"), say(f"pack.kind.{kind}", "en")
    return wrong(
        file, line, "bad_cell", column=column, value=value, wanted=wanted, wanted_en=wanted_en
    )


def read(file: PackFile, fallback: Section | None = None) -> Section:
    """Return the top section of a YAML file; what it leaves out is taken from `fallback`.

    :raises BadInput: `pack_wrong`
    """
    try:
        value = _loaded(file.text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        cause = getattr(error, "problem", None) or "?"
        raise wrong(file.name, mark.line + 1 if mark else 1, "not_yaml", cause=cause) from error
    except ValueError as error:  # a date that no calendar has
        raise wrong(file.name, 1, "not_yaml", cause=error) from error
    if not isinstance(value, dict):
        raise wrong(file.name, 1, "not_a_table")
    return Section(file, value, (), fallback)


class Section:
    """A table of a YAML file: getters check values, `done` refuses what nobody asked for."""

    def __init__(
        self, file: PackFile, value: dict[str, Any], path: Path, fallback: Section | None = None
    ) -> None:
        self.file = file
        self._value = value
        self._path = path
        self._fallback = fallback
        self._asked: set[str] = set()

    def has(self, key: str) -> bool:
        """Tell whether the section, or what it falls back on, knows `key`."""
        self._asked.add(key)
        known = self._value.get(key) is not None
        return known or (self._fallback is not None and self._fallback.has(key))

    def refuse(self, key: str | None, problem: str, **facts: object) -> BadInput:
        """Return a refusal that points at `key`, or at the section itself."""
        owner = self._owner(key) if key is not None and self.has(key) else self
        path = owner._path if key is None else (*owner._path, key)
        return wrong(owner.file.name, line_of(owner.file.text, path), problem, field=key, **facts)

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; numbers in quotes or not are taken as written."""
        if default is not None and not self.has(key):
            return default
        return self._take(key, "text", lambda v: v if isinstance(v, str) and v.strip() else None)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty where it is left out."""
        if not self.has(key):
            return ()
        return tuple(self._take(key, "texts", lambda v: v if _all(v, str) else None))

    def whole(self, key: str) -> int:
        """Return a whole number from 0 on."""
        return self._take(key, "whole", lambda v: int(v) if _is_whole(v) else None)

    def some(self, key: str) -> int:
        """Return a whole number from 1 on."""
        return self._take(key, "some", lambda v: int(v) if _is_whole(v) and v > 0 else None)

    def wholes(self, key: str) -> tuple[int, ...]:
        """Return a list of whole numbers from 0 on."""
        fits = self._take(key, "wholes", lambda v: v if _list_of(v, _is_whole) else None)
        return tuple(fits)

    def share(self, key: str) -> float:
        """Return a share 0..1."""
        return self._take(key, "share", lambda v: float(v) if _is_share(v) else None)

    def shares(self, key: str) -> tuple[float, ...]:
        """Return a list of shares 0..1."""
        return tuple(self._take(key, "shares", lambda v: v if _list_of(v, _is_share) else None))

    def flag(self, key: str) -> bool:
        """Return true or false."""
        return self._take(key, "flag", lambda v: v if isinstance(v, bool) else None)

    def day(self, key: str) -> date:
        """Return a date."""
        return self._take(key, "day", lambda v: v if type(v) is date else None)

    def maybe_day(self, key: str) -> date | None:
        """Return a date, or None where it is left out."""
        return self.day(key) if self.has(key) else None

    def wan(self, key: str) -> int:
        """Return an amount given in 万元 as fen."""
        return self._take(key, "amount", _amount)

    def maybe_wan(self, key: str) -> int | None:
        """Return an amount given in 万元 as fen, or None where it is left out."""
        return self.wan(key) if self.has(key) else None

    def pair(self, key: str) -> tuple[float, float]:
        """Return two numbers, the lower first."""
        low, high = self._take(key, "pair", lambda v: v if _is_pair(v) else None)
        return low, high

    def region(self, key: str) -> str:
        """Return a region's code with 12 digits."""
        return self._take(key, "region", _region)

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """Return one of the allowed words."""
        word = self.text(key, default)
        if word not in allowed:
            raise self.refuse(key, "not_allowed", value=word, allowed=", ".join(allowed))
        return word

    def template(self, key: str, *names: str) -> str:
        """Return a text whose `{…}` are all among `names`."""
        text = self.text(key)
        try:
            used = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        except ValueError as error:
            raise self.refuse(key, "bad_template", value=text, allowed=_braced(names)) from error
        if used - set(names):
            raise self.refuse(key, "bad_template", value=text, allowed=_braced(names))
        return text

    def section(self, key: str) -> Section:
        """Return a table inside; it falls back on the same table of the fallback."""
        self._asked.add(key)
        behind = self._fallback
        below = behind.section(key) if behind is not None and behind.has(key) else None
        if self._value.get(key) is None and below is not None:
            return below
        table = self._take(key, "table", lambda v: v if isinstance(v, dict) else None)
        return Section(self.file, table, (*self._path, key), below)

    def sections(self, key: str) -> tuple[Section, ...]:
        """Return the tables of a list, empty where it is left out."""
        if not self.has(key):
            return ()
        rows = self._take(key, "tables", lambda v: v if _all(v, dict) else None)
        owner = self._owner(key)
        path = (*owner._path, key)
        return tuple(Section(owner.file, row, (*path, i)) for i, row in enumerate(rows))

    def names(self) -> tuple[str, ...]:
        """Return all keys, those of the fallback first."""
        behind = self._fallback.names() if self._fallback is not None else ()
        return tuple(dict.fromkeys((*behind, *map(str, self._value))))

    def done(self) -> None:
        """Refuse keys that nobody asked for: they are misspelt or in the wrong place."""
        for key in self._value:
            if key not in self._asked:
                near = get_close_matches(str(key), sorted(self._asked), 1)
                known = near or sorted(self._asked)
                raise self.refuse(str(key), "unknown_key", known=", ".join(known))

    def _take(self, key: str, kind: str, fits: Callable[[Any], T | None]) -> T:
        if not self.has(key):
            raise self.refuse(None, "missing_key", missing=key)
        value = self._owner(key)._value[key]
        found = fits(value)
        if found is None:
            wanted, wanted_en = say(f"pack.kind.{kind}", "zh"), say(f"pack.kind.{kind}", "en")
            raise self.refuse(key, "wrong_kind", value=value, wanted=wanted, wanted_en=wanted_en)
        return found

    def _owner(self, key: str) -> Section:
        if self._value.get(key) is None and self._fallback is not None and self._fallback.has(key):
            return self._fallback._owner(key)
        return self


def number_of(section: Section, key: str) -> Decimal:
    """Return a number from 0 on exactly as it was written; 5% is 0.05.

    :raises BadInput: `pack_wrong`
    """
    return section._take(key, "number", _number)


def worth_of(section: Section) -> Weights:
    """Return what one of each part of a project's worth counts; a part not told counts as ever.

    :raises BadInput: `pack_wrong`
    """
    found = Weights(**{name: number_of(section, name) for name in PARTS if section.has(name)})
    section.done()
    return found


def line_of(text: str, path: Path) -> int:
    """Return the line (from 1) of the deepest node on `path` in a YAML text."""
    node = yaml.compose(text, _Loader)
    line = 1
    for step in path:
        below = dict(_children(node)).get(step)
        if below is None:
            return line
        line, node = below
    return line


def _loaded(text: str) -> object:
    loader = _Loader(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def _children(node: Any) -> Iterator[tuple[str | int, tuple[int, Any]]]:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield name.value, (name.start_mark.line + 1, value)
    if isinstance(node, yaml.SequenceNode):
        for i, value in enumerate(node.value):
            yield i, (value.start_mark.line + 1, value)


def _all(value: object, kind: type) -> bool:
    return _list_of(value, lambda item: isinstance(item, kind))


def _list_of(value: object, fits: Callable[[object], bool]) -> bool:
    return isinstance(value, list) and all(fits(item) for item in value)


def _is_whole(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_share(value: object) -> bool:
    return type(value) in (int, float) and 0 <= float(str(value)) <= 1


def _is_pair(value: object) -> bool:
    numbers = _list_of(value, lambda item: type(item) in (int, float))
    return (
        numbers and isinstance(value, list) and len(value) == 2 and 0 <= value[0] <= value[1] < inf
    )


def _amount(value: object) -> int | None:
    try:
        return fen_from_wan(str(value)) if type(value) in (int, float, str) else None
    except BadInput:
        return None


def _number(value: object) -> Decimal | None:
    if type(value) not in (int, float, str):
        return None
    try:
        number = Decimal(str(value).strip().removesuffix("%"))
    except InvalidOperation:
        return None
    number = number / 100 if str(value).strip().endswith("%") else number
    return number if number.is_finite() and 0 <= number <= MOST_NUMBER else None


def _region(value: object) -> str | None:
    try:
        return full(value) if isinstance(value, str) else None
    except BadInput:
        return None


def _braced(names: tuple[str, ...]) -> str:
    return " ".join(f"{{{name}}}" for name in names)
