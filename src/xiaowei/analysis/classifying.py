"""Home of classifying by rules: what a ticket is about, before any labels are there to learn from.

The category names that the sheet gives decide; where they say nothing known, the problem words of
the catalogue are looked for in the text.
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
        """Return the topic code and how it was found: name, words, ambiguous or unknown.

        `names` are the sheet's category levels from the broadest on. A broad category is narrowed
        down by words of a topic within it.
        """
        named = self._catalogue.topic_named(*(name for name in names if name))
        code, how = self._by_words(text)
        if named is None:
            return code, how
        if code and any(above.code == named.code for above in self._catalogue.topics_above(code)):
            return code, "words"
        return named.code, "name"

    def _by_words(self, text: str) -> tuple[str | None, str]:
        scores = self._score(fold(text)) if text and self._owners else {}
        if not scores:
            return None, "unknown"
        best = max(scores.values())
        tied = {code for code, score in scores.items() if score == best}
        leaves = tied - {
            above.code for code in tied for above in self._catalogue.topics_above(code)
        }
        return (leaves.pop(), "words") if len(leaves) == 1 else (None, "ambiguous")

    def _score(self, text: str) -> dict[str, int]:
        """Add up the characters of the distinct words found, the longest where they overlap."""
        scores: dict[str, int] = defaultdict(int)
        for word in {word for _, word in self._automaton.iter_long(text)}:
            for code in self._owners[word]:
                scores[code] += len(word)
        return scores
