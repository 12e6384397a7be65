"""Home of locating: which known place a ticket is about.

The address outranks the community field, and that the content. In one text the first place
outranks later ones, and a landmark (附近, 往…方向) counts half. Where a name is not known as it
stands, nicknames (characters of the full name) and slips (by sound, shape, one character) are tried
among the places of the township.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xiaowei.analysis.nameindex import GazetteerEntry, Guess, Hit, NameIndex
from xiaowei.analysis.placenames import address_heads, content_heads, is_shaped, stem
from xiaowei.analysis.text import fold
from xiaowei.analysis.townships import town_stem

__all__ = ["Candidate", "Gazetteer", "GazetteerEntry", "Located", "Weights"]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each kind of evidence counts; a place is told from `accept` on.

    A wrong township alone leaves a full name acceptable, a slip or nickname not; two doubts
    together never do.
    """

    address: float = 1.0
    community: float = 0.95
    content: float = 0.9
    name: float = 1.0
    alias: float = 0.98
    short: float = 0.96
    later: float = 0.92
    other_town: float = 0.78
    no_edge: float = 0.75
    no_edge_elsewhere: float = 0.6
    bare_in_talk: float = 0.65
    guess_elsewhere: float = 0.65
    guess_anywhere: float = 0.9
    shared_name: float = 0.5
    unknown_place_before: float = 0.8
    accept: float = 0.6
    settled: float = 0.75


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a ticket may be about, with a score 0..1 and the reason."""

    code: str
    name: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Located:
    """The place of a ticket, or None with candidates when it can't be told.

    `how` is code, name, alias, short, nickname or typo; ambiguous or unknown without a place.
    """

    code: str | None
    score: float
    how: str
    candidates: tuple[Candidate, ...] = ()


class Gazetteer:
    """The known places, ready to be found in addresses and texts."""

    def __init__(self, entries: Iterable[GazetteerEntry], weights: Weights | None = None) -> None:
        self.entries = tuple(entries)
        self.weights = weights or Weights()
        self._index = NameIndex(self.entries)
        self._codes = {fold(entry.code): i for i, entry in enumerate(self.entries) if entry.code}
        self._towns = [_town_key(entry) for entry in self.entries]
        self._in_town: dict[str, list[int]] = defaultdict(list)
        self._town_names: dict[str, str] = {}
        for number, entry in enumerate(self.entries):
            self._in_town[self._towns[number]].append(number)
            self._town_names.setdefault(town_stem(entry.town), self._towns[number])
        self._guessed: dict[tuple[tuple[str, ...], str | None], list[Guess]] = {}

    def locate(
        self,
        address: str = "",
        content: str = "",
        community: str = "",
        town_code: str = "",
        town: str = "",
    ) -> Located:
        """Tell which place a ticket is about from its fields as they stand in the sheet."""
        fields = (fold(address), fold(community), fold(content))
        known = self._code_in(fields[:2])
        if known is not None:
            return self._answer({known: (1.0, "code")})
        here = self._town(town_code, town, fields)
        scores: dict[int, tuple[float, str]] = {}
        factor = 1.0
        for text, weight, is_talk in self._weighted(fields):
            found = list(self._read(text, here, is_talk=is_talk)) or self._guess(
                text, here, is_talk=is_talk
            )
            for number, score, how in found:
                _raise(scores, number, score * weight * factor, how)
            if self._is_settled(scores) or (found and not is_talk and _all_shared(found)):
                break
            if not found and is_shaped(address_heads(text, self._index.towns)[0]):
                factor = self.weights.unknown_place_before
        return self._answer(scores)

    def _weighted(self, fields: tuple[str, str, str]) -> Iterator[tuple[str, float, bool]]:
        address, community, content = fields
        if address:
            yield address, self.weights.address, False
        if community:
            yield community, self.weights.community, False
        if content:
            yield content, self.weights.content, True

    def _read(self, text: str, here: str | None, *, is_talk: bool) -> Iterator[Guess]:
        """Yield the places named in `text` with a score and how they are named."""
        place = 1.0
        for hit in self._index.find(text, is_talk=is_talk):
            owners = self._nearest(hit.owners, here)
            shared = len(owners) > 1
            for number, how in owners:
                named = self.weights.shared_name if shared else getattr(self.weights, how)
                away = self._elsewhere(number, here, hit, bare=is_talk and how == "short")
                yield number, named * hit.doubt * place * away, "ambiguous" if shared else how
            if not hit.landmark:
                place = self.weights.later * place

    def _elsewhere(self, number: int, here: str | None, hit: Hit, *, bare: bool) -> float:
        """Weigh a name by its township: one that is short or runs on needs to be in it."""
        at_home = here == self._towns[number]
        factor = self.weights.other_town if self._is_away(number, here) else 1.0
        if bare and not at_home:
            factor *= self.weights.bare_in_talk
        if not hit.edge:
            factor *= self.weights.no_edge if at_home else self.weights.no_edge_elsewhere
        return factor

    def _nearest(
        self, owners: tuple[tuple[int, str], ...], here: str | None
    ) -> tuple[tuple[int, str], ...]:
        """Keep the owners of a name in the township, or else all; a full name before a short."""
        if len(owners) == 1:
            return owners
        inside = tuple(one for one in owners if here is None or self._towns[one[0]] == here)
        kept = inside or owners
        return tuple(one for one in kept if one[1] != "short") or kept

    def _guess(self, text: str, here: str | None, *, is_talk: bool) -> list[Guess]:
        """Return places of which the head of `text` may be a nickname or a misspelling."""
        heads = content_heads(text) if is_talk else address_heads(text, self._index.towns)
        key = (tuple(heads), here)
        if key not in self._guessed:
            self._guessed[key] = self._weigh(self._likely(heads, is_talk=is_talk), here)
        return self._guessed[key]

    def _likely(self, heads: list[str], *, is_talk: bool) -> Iterator[Guess]:
        for place, head in enumerate(heads):
            run_on = is_talk and place > 0
            for typed in {head, stem(head)}:
                yield from self._index.misspelt(typed, by_sound_only=run_on)
            if len(head) >= (4 if run_on else 2):
                yield from self._index.abbreviated(stem(head))

    def _weigh(self, guesses: Iterable[Guess], here: str | None) -> list[Guess]:
        """Keep the best guess per place; away from the township, or shared, it counts less."""
        scores: dict[int, tuple[float, str]] = {}
        for number, score, how in guesses:
            away = 1.0 if here is not None else self.weights.guess_anywhere
            if self._is_away(number, here):
                away = self.weights.guess_elsewhere
            _raise(scores, number, score * away, how)
        best = max((score for score, _ in scores.values()), default=0.0)
        rivals = sum(score >= best - 0.04 for score, _ in scores.values())
        share = self.weights.shared_name if rivals > 1 else 1.0
        return [(number, score * share, how) for number, (score, how) in scores.items()]

    def _answer(self, scores: dict[int, tuple[float, str]]) -> Located:
        ranked = sorted(scores.items(), key=lambda item: (-item[1][0], item[0]))
        candidates = tuple(
            Candidate(self.entries[i].code, self.entries[i].name, round(score, 4), how)
            for i, (score, how) in ranked[:5]
        )
        if not candidates:
            return Located(None, 0.0, "unknown")
        best = candidates[0]
        if best.score >= self.weights.accept:
            return Located(best.code, best.score, best.why, candidates)
        tied = len(candidates) > 1 and candidates[1].score > best.score - 0.02
        return Located(None, best.score, "ambiguous" if tied else "unknown", candidates)

    def _is_settled(self, scores: dict[int, tuple[float, str]]) -> bool:
        return any(score >= self.weights.settled for score, _ in scores.values())

    def _is_away(self, number: int, here: str | None) -> bool:
        return here is not None and self._towns[number] not in (here, "")

    def _code_in(self, texts: Iterable[str]) -> int | None:
        return next((self._codes[text] for text in texts if text in self._codes), None)

    def _town(self, code: str, name: str, fields: tuple[str, str, str]) -> str | None:
        """Return the key of the township by its code, its name, or its name in the texts."""
        if code and (key := _code_key(code)) in self._in_town:
            return key
        if name and (key := self._town_names.get(town_stem(name), "")):
            return key
        for text in (fold(name), fields[0], fields[2]):
            found = self._index.towns.find(text)
            if found:
                return self._town_names[found]
        return None


def _raise(scores: dict[int, tuple[float, str]], number: int, score: float, how: str) -> None:
    if score > scores.get(number, (0.0, ""))[0]:
        scores[number] = (score, how)


def _all_shared(found: list[Guess]) -> bool:
    return all(how == "ambiguous" for _, _, how in found)


def _town_key(entry: GazetteerEntry) -> str:
    return _code_key(entry.town_code) if entry.town_code else town_stem(entry.town)


def _code_key(code: str) -> str:
    """Return the nine digits of a township's code, of whatever length it is written."""
    return code.strip().ljust(9, "0")[:9]
