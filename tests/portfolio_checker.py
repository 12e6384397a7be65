"""Home of an independent check of a choice: plain rows and plain rules in, every broken rule out.

It shares no code with the product: sums are fractions of what the sheet says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

Rows = Sequence[Mapping[str, str]]
EACH = ("each", "每个", "*")


def number(told: object) -> Fraction:
    text = str(told).strip() or "0"
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def total(rows: Iterable[Mapping[str, str]], column: str) -> Fraction:
    return sum((number(row.get(column) or 0) for row in rows), Fraction(0))


def broken(
    rows: Rows,
    chosen: Sequence[str],
    budget: object,
    rules: Mapping[str, Any] | None = None,
    phase_of: Mapping[str, str] | None = None,
) -> list[str]:
    """Return every rule that a choice breaks, in words."""  # fmt: skip
    rules = rules or {}
    by_id = {row["id"]: row for row in rows}
    unknown = [name for name in chosen if name not in by_id]
    twice = [name for name, times in Counter(chosen).items() if times > 1]
    if unknown or twice:
        return [f"unknown {unknown}, twice {twice}"]
    taken = [by_id[name] for name in chosen]
    return [
        *_money(taken, number(budget), rules, phase_of or {}),
        *_ties(rows, taken),
        *(told for limit in rules.get("limits", ()) for told in _limit(rows, taken, limit, budget)),
    ]


def _money(
    taken: Rows, budget: Fraction, rules: Mapping[str, Any], phase_of: Mapping[str, str]
) -> Iterator[str]:
    kept = number(rules.get("reserve", 0)) + number(rules.get("reserve_share", 0)) * budget
    spendable = budget - kept
    if total(taken, "cost") > spendable:
        yield f"budget: {float(total(taken, 'cost'))} > {float(spendable)}"
    until, names = Fraction(0), set()
    for phase in rules.get("phases", ()):
        until += number(phase["share"])
        names.add(phase["name"])
        spent = total([row for row in taken if phase_of[row["id"]] in names], "cost")
        if spent > until * spendable:
            yield f"phase {phase['name']}: {float(spent)} > {float(until * spendable)}"


def _ties(rows: Rows, taken: Rows) -> Iterator[str]:
    of_group = Counter(row.get("group") or "" for row in taken)
    yield from (f"group {name}: {n}" for name, n in of_group.items() if name and n > 1)
    sizes = Counter(row.get("bundle") or "" for row in rows)
    for name, n in Counter(row.get("bundle") or "" for row in taken).items():
        if name and n != sizes[name]:
            yield f"bundle {name}: {n} of {sizes[name]}"


def _limit(rows: Rows, taken: Rows, limit: Mapping[str, Any], budget: object) -> Iterator[str]:
    field = next((name for name in ("township", "category") if name in limit), "")
    names = [str(limit[field])] if field else [""]
    if names[0] in EACH:
        names = sorted({row[field] for row in rows if row.get(field)})
    soft = "price" in limit
    for name in names:
        own = [row for row in taken if not field or row.get(field) == name]
        measures = {"": total(own, "cost"), "_share": total(own, "cost"),
                    "_count": Fraction(len(own)), "_crew": total(own, "crew")}  # fmt: skip
        for ending, found in measures.items():
            times = number(budget) if ending == "_share" else Fraction(1)
            least = 0 if soft else number(limit.get(f"least{ending}", 0)) * times
            if found < least:
                yield f"least{ending} of {name}: {float(found)}"
            if f"most{ending}" in limit and found > number(limit[f"most{ending}"]) * times:
                yield f"most{ending} of {name}: {float(found)}"


def worth(rows: Rows, chosen: Sequence[str], rules: Mapping[str, Any] | None = None) -> Fraction:
    """Return the value of a choice with its pairs."""
    by_id = {row["id"]: row for row in rows}
    pairs = (rules or {}).get("synergies", ())
    both = (number(pair["value"]) for pair in pairs if set(pair["pair"]) <= set(chosen))
    return total([by_id[name] for name in chosen], "value") + sum(both, Fraction(0))


def greedy(
    rows: Rows, budget: object, rules: Mapping[str, Any] | None = None, *, minima: bool = False
) -> list[str]:
    """Choose the usual way: by value per cost, whatever still fits every most; bundles whole.

    With `minima` what each least still lacks is filled first, in the same order.
    """
    packages: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        packages.setdefault(row.get("bundle") or f"\0{row['id']}", []).append(row)
    order = sorted(
        packages.values(),
        key=lambda own: (
            -total(own, "value") / (total(own, "cost") or Fraction(1, 100)),
            own[0]["id"],
        ),
    )
    caps = _Caps(rows, number(budget), rules or {})
    rounds = [True, False] if minima else [False]
    for only_lacking in rounds:
        for own in order:
            if not caps.has(own) and (not only_lacking or caps.lacks(own)) and caps.fits(own):
                caps.take(own)
    return [row["id"] for own in order if caps.has(own) for row in own]


class _Caps:
    """What is used and left of every most, as the usual way keeps it."""

    def __init__(self, rows: Rows, budget: Fraction, rules: Mapping[str, Any]) -> None:
        kept = number(rules.get("reserve", 0)) + number(rules.get("reserve_share", 0)) * budget
        self.taken: set[str] = set()
        self.limits: dict[tuple[str, str, str], list[Fraction | None]] = {
            ("", "", "cost"): [None, budget - kept]
        }
        self.used: Counter[tuple[str, str, str]] = Counter()
        for limit in rules.get("limits", ()):
            self._read(rows, budget, limit)
        for row in rows:
            if row.get("group"):
                self.limits["group", row["group"], "count"] = [None, Fraction(1)]

    def _read(self, rows: Rows, budget: Fraction, limit: Mapping[str, Any]) -> None:
        field = next((name for name in ("township", "category") if name in limit), "")
        names = [limit[field]] if field else [""]
        if names[0] in EACH:
            names = sorted({row[field] for row in rows if row.get(field)})
        for ending, measure in (
            ("", "cost"),
            ("_share", "cost"),
            ("_count", "count"),
            ("_crew", "crew"),
        ):
            for at, side in enumerate(("least", "most")):
                if side + ending in limit:
                    times = budget if ending == "_share" else 1
                    for name in names:
                        own = self.limits.setdefault((field, name, measure), [None, None])
                        bound = number(limit[side + ending]) * times
                        before = own[at]
                        own[at] = bound if before is None else (max, min)[at](before, bound)

    def keys(self, own: Rows) -> Iterator[tuple[tuple[str, str, str], Fraction]]:
        for row in own:
            for field in ("", "township", "category", "group"):
                name = row.get(field) or "" if field else ""
                if field and not name:
                    continue
                for measure, amount in (("cost", number(row["cost"])), ("count", Fraction(1)),
                                        ("crew", number(row.get("crew") or 0))):  # fmt: skip
                    if (field, name, measure) in self.limits:
                        yield (field, name, measure), amount

    def needs(self, own: Rows) -> Counter[tuple[str, str, str]]:
        found: Counter[tuple[str, str, str]] = Counter()
        for key, amount in self.keys(own):
            found[key] += amount  # type: ignore[assignment]
        return found

    def fits(self, own: Rows) -> bool:
        return all(
            (most := self.limits[key][1]) is None or self.used[key] + amount <= most
            for key, amount in self.needs(own).items()
        )

    def lacks(self, own: Rows) -> bool:
        return any(
            (least := self.limits[key][0]) is not None and self.used[key] < least
            for key, _ in self.keys(own)
        )

    def take(self, own: Rows) -> None:
        self.used.update(self.needs(own))
        self.taken.update(row["id"] for row in own)

    def has(self, own: Rows) -> bool:
        return own[0]["id"] in self.taken
