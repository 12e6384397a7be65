"""Home of trail entries said in words: what they are about, what was done, and each fact of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from xiaowei.analysis.masking import mask
from xiaowei.base.regions.queries import name_of
from xiaowei.domain.wording import known_keys
from xiaowei.interfaces.web.choices import type_name
from xiaowei.interfaces.web.shown import full_day, listed, quantity, words, yuan

MONEY = frozenset((
    "amount", "applied", "approved", "approved_fen", "estimate_fen", "amount_fen", "settled_fen",
    "applied_fen", "disbursed_fen", "sum", "rest", "difference", "returned", "given_back",
))  # fmt: skip
REGIONS = frozenset(["region_code", "town_code", "district_code", "old_code", "new_code"])
GROUPS = {
    "to": ("state",),
    "basis": ("basis", "designation_basis"),
    "not_in_sheet": ("paper",),
    "condition": ("condition",),
    "role": ("role",),
    "desk": ("role", "desk"),
    "kind": ("photo", "source_kind", "role", "emergency"),
    "code": ("end_code", "rejection"),
    "what": ("change_what",),
    "answer": ("opinion",),
    "verdict": ("verdict",),
    "items": ("returnable",),
    "given": ("field",),
}
"""The groups of words that a fact's codes belong to."""
DIGESTS = frozenset(("digest", "file_digest"))
DIGEST_SHOWN = 12
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def entry_row(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry as a row of the page and of the file."""
    about, _sign, rest = entry["subject"].partition(":")
    return {
        **entry,
        "about": f"{words(about, 'subject')} {rest}".strip() if rest else words(about, "subject"),
        "label": label(entry["action"]),
        "told": told(entry["facts"]),
    }


def label(code: str) -> str:
    """Say what was done: in the words of what came of it, or else of the action."""
    said = words(code, "event")
    return said if said != code else words(code.partition(".")[2], "action")


def codes_said(text: str) -> tuple[str, ...]:
    """Return the actions, by their last part, whose words hold `text`."""
    keys = [key for key in known_keys() if key.startswith(("event.", "action."))]
    groups = ((key, key.partition(".")[0]) for key in keys)
    return tuple(
        sorted(
            {
                key.rpartition(".")[2]
                for key, group in groups
                if text in words(key.partition(".")[2], group)
            }
        )
    )


def told(facts: Mapping[str, Any]) -> list[str]:
    """Say the facts of an entry, each by its name; what is not known is left out."""
    said = ((name, _value(name, value)) for name, value in facts.items())
    return [f"{words(name, 'fact')}: {text}" for name, text in said if text]


def _value(name: str, value: Any) -> str:
    """Say one value: nothing for what is empty, several one after the other."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, Mapping):
        return listed(f"{words(key, 'fact')} {_value(key, one)}" for key, one in value.items())
    if name == "limits":
        return listed(
            f"{name_of(town)} {most or '—'} / {_amount(fen)}" for town, most, fen in value
        )
    if isinstance(value, Sequence) and not isinstance(value, str):
        return listed(_value(name, one) or "—" for one in value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return _amount(value) if name in MONEY else _plain(name, str(value))


def _amount(value: Any) -> str:
    """Say an amount: a whole number is fen, a text yuan."""
    return _("%(yuan)s 元") % {"yuan": yuan(value) if isinstance(value, int) else quantity(value)}


def _plain(name: str, text: str) -> str:
    if DAY.fullmatch(text):
        return full_day(text)
    if name in REGIONS:
        return name_of(text)
    if name == "type":
        return type_name(text)
    if name in DIGESTS:
        return text[:DIGEST_SHOWN]
    found = (words(text, group) for group in GROUPS.get(name, ()))
    return next((said for said in found if said != text), mask(text).text)
