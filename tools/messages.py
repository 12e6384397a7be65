"""Home of the translations' book-keeping: what the pages say in Chinese, and what lacks English.

`python -m tools.messages` brings the English catalogue up to date (new texts stand empty at the
place they belong to, texts no longer said go away); `--check` only names what is wrong.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from tools.sources import ROOT, SOURCE, modules, texts

CATALOGUE = SOURCE / "interfaces/web/locale/en/LC_MESSAGES/django.po"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}

# Fixed, so that a catalogue changes only where its texts do.
HEADER = rb"""# Home of the English of the pages; `make messages` keeps it.
msgid ""
msgstr ""
"Language: en\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""

Key = tuple[str | None, str]


@dataclass
class Said:
    """One text that is shown: its plural if it has one, and where it stands."""

    plural: str | None = None
    places: list[tuple[str, int]] = field(default_factory=list)


def said() -> dict[Key, Said]:
    """Collect every text marked for translation, keyed by (context, text)."""
    found: dict[Key, Said] = {}
    for module in modules():
        _collect(module.text, module.place, found)
    for path in texts(".html", ".txt"):
        place = path.relative_to(ROOT).as_posix()
        _collect(templatize(path.read_text("utf-8"), origin=place), place, found)
    return found


def catalogue() -> Catalog:
    """Read the English catalogue; an absent one is empty."""
    if not CATALOGUE.exists():
        return Catalog(locale="en")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en", domain="django")


def untranslated() -> list[str]:
    """Name every text that has no English, with its first place."""
    known = {
        (m.context, _first(m.id))
        for m in catalogue()
        if m.id and not m.fuzzy and all(_every(m.string))
    }
    return [
        f"{text.places[0][0]}:{text.places[0][1]} {key[1]!r}"
        for key, text in said().items()
        if key not in known
    ]


def unused() -> list[str]:
    """Name every text of the catalogue that nothing says."""
    now = said()
    return [_first(m.id) for m in catalogue() if m.id and (m.context, _first(m.id)) not in now]


def update() -> int:
    """Write the catalogue anew, keeping its English; return how many texts lack it."""
    old, new = catalogue(), Catalog(locale="en")
    for (context, text), entry in sorted(said().items(), key=lambda item: item[1].places[0]):
        known = old.get(text, context)
        empty = ("", "") if entry.plural else ""
        has_both = known is not None and bool(known.pluralizable) == bool(entry.plural)
        new.add(
            (text, entry.plural) if entry.plural else text,
            known.string if known is not None and has_both and not known.fuzzy else empty,
            locations=[(place, 0) for place, _ in entry.places],
            context=context,
        )
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        file.write(HEADER)
        write_po(file, new, omit_header=True, include_lineno=False, width=96)
    return len(untranslated())


def main(arguments: list[str]) -> int:
    """Update the catalogue, or check it."""
    if "--check" not in arguments:
        print(f"{CATALOGUE.relative_to(ROOT)}: {update()} texts lack English")
        return 0
    lacking, stale = untranslated(), unused()
    for line in lacking:
        print(f"no English: {line}")
    for text in stale:
        print(f"no longer said: {text!r} (make messages removes it)")
    return int(bool(lacking or stale))


def _collect(text: str, place: str, into: dict[Key, Said]) -> None:
    source = BytesIO(re.sub(r"(?m)^[ \t]+", "", text).encode())  # read as Python: no indents
    for line, called, message, _ in extract_python(source, KEYWORDS, [], {"encoding": "utf-8"}):
        name, words = str(called), [word for word in _every(message) if word]
        if not words:
            continue
        context = words.pop(0) if "pgettext" in name else None
        entry = into.setdefault((context, words[0]), Said())
        entry.places.append((place, line))
        if name.startswith("n") and len(words) > 1:
            entry.plural = words[1]


def _every(message: object) -> tuple[str, ...]:
    return tuple(message) if isinstance(message, tuple | list) else (str(message or ""),)


def _first(message: str | list[str] | tuple[str, ...]) -> str:
    return message if isinstance(message, str) else message[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
