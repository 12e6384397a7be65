"""Home of classifying by rules: what a ticket is about, before any labels are there to learn from.

The category names that the sheet gives decide; where none is known, the problem words of the
catalogue are looked for in the category's own words, and only then in the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import ahocorasick

from xiaowei.analysis.text import fold
from xiaowei.domain.catalogue import Catalogue, Topic


class TopicRules:
    """The topics of a catalogue, ready to be recognised by name and by problem word."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._catalogue = Catalogue(version="", topics=tuple(topics), types=())
        self._owners: dict[str, set[str]] = defaultdict(set)
        for topic in self._catalogue.topics:
            for word in (topic.name, *topic.aliases, *topic.words):
                if len(folded := fold(word)) >= 2:
                    self._owners[folded].add(topic.code)
        self._automaton = ahocorasick.Automaton()
        for word in self._owners:
            self._automaton.add_word(word, word)
        if self._owners:
            self._automaton.make_automaton()

    def classify(self, names: Sequence[str], text: str = "") -> tuple[str | None, str]:
        """Return the topic code and how it was found: name, category, words, hint, ambiguous or unknown.

        `names` are the sheet's category levels from the broadest on. A broad category is narrowed
        down by words of a topic within it. A category that nobody knows outweighs the text by problem
        words of its own; without these one single word of the text is a hint, and no more.
        """
        known = [name for name in names if name]
        named = self._catalogue.topic_named(*known)
        code, how = self._by_words(text)
        told = named.code if named else self._by_words(" ".join(known))[0]
        if told is None:
            return code, "hint" if known and code and self._is_single(code, text) else how
        if code and any(above.code == told for above in self._catalogue.topics_above(code)):
            return code, "words"
        return told, "name" if named else "category"

    def _by_words(self, text: str) -> tuple[str | None, str]:
        scores = self._score(text) if text and self._owners else {}
        if not scores:
            return None, "unknown"
        best = max(scores.values())
        tied = {code for code, score in scores.items() if score == best}
        leaves = tied - {
            above.code for code in tied for above in self._catalogue.topics_above(code)
        }
        return (leaves.pop(), "words") if len(leaves) == 1 else (None, "ambiguous")

    def _is_single(self, code: str, text: str) -> bool:
        """Tell whether one word alone speaks for a topic or for what it is part of."""
        line = {code, *(above.code for above in self._catalogue.topics_above(code))}
        return sum(bool(self._owners[word] & line) for word in self._found(text)) == 1

    def _found(self, text: str) -> set[str]:
        return {word for _, word in self._automaton.iter_long(fold(text))}

    def _score(self, text: str) -> dict[str, int]:
        """Add up the characters of the distinct words found, the longest where they overlap."""
        scores: dict[str, int] = defaultdict(int)
        for word in self._found(text):
            for code in self._owners[word]:
                scores[code] += len(word)
        return scores
