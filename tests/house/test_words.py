"""Home of the rules on words: every refusal is said in both languages, with facts it is given."""

import ast
import string
import tomllib
from collections import Counter
from collections.abc import Iterator

import pytest

from tools.sources import SOURCE, called_name, first_text, modules
from xiaowei.domain.wording import known_keys

REFUSALS = {"RuleBroken", "BadInput", "NotAllowed", "SourceDown", "XiaoweiError"}
GUARDS = {"books", "papers", "heavy"}
PLACES = {"row", "column"}


def _keys(table: dict, prefix: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    for name, value in table.items():
        if "zh" in value:
            yield prefix + name, value
        else:
            yield from _keys(value, f"{prefix}{name}.")


SAID = [
    (key, words, file.name)
    for file in sorted((SOURCE / "domain/words").glob("*.toml"))
    for key, words in _keys(tomllib.loads(file.read_text("utf-8")))
]
WORDS = {key: words for key, words, _ in SAID}
RAISED = [
    (module.place, call, code)
    for module in modules()
    for call in module.calls()
    if called_name(call) in REFUSALS and (code := first_text(call))
]
GUARDED = [
    (module.place, argument.value)
    for module in modules()
    for call in module.calls()
    if called_name(call) in GUARDS
    for argument in call.args
    if isinstance(argument, ast.Constant)
]


def test_nothing_is_said_twice() -> None:
    times = Counter(key for key, _, _ in SAID)
    twice = [f"{key} in {file}" for key, _, file in SAID if times[key] > 1]
    assert not twice, "\n".join(twice)


def test_every_refusal_has_words() -> None:
    known = known_keys()
    said = [(place, code) for place, _, code in RAISED] + GUARDED
    silent = {f"{place}: error.{code}" for place, code in said if f"error.{code}" not in known}
    assert not silent, "\n".join(sorted(silent))


@pytest.mark.parametrize("key", sorted(WORDS))
def test_words_stand_in_both_languages_with_the_same_facts(key: str) -> None:
    words = WORDS[key]
    assert set(words) == {"zh", "en"}
    assert words["zh"].strip()
    assert words["en"].strip()
    in_english = {name.removesuffix("_en") for name in _facts(words["en"])}
    assert _facts(words["zh"]) == in_english


def test_a_refusal_is_given_the_facts_its_words_name() -> None:
    wrong = []
    for place, call, code in RAISED:
        given = {keyword.arg for keyword in call.keywords}
        if None in given or f"error.{code}" not in WORDS:
            continue
        lacking = _facts(WORDS[f"error.{code}"]["zh"]) - given - PLACES
        if lacking:
            wrong.append(f"{place}:{call.lineno} {code} is not given {sorted(lacking)}")
    assert not wrong, "\n".join(wrong)


def test_no_words_without_a_use() -> None:
    literals = {
        node.value
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    refusals = {key for key in WORDS if key.startswith("error.")}
    unused = {key for key in refusals if not {key, key.removeprefix("error.")} & literals}
    assert not unused, f"nobody raises {sorted(unused)}"


def _facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
