"""Home of the tests of words: both languages, the same facts, nothing said twice."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import Note, known_keys, say

FACT = re.compile(r"\{(\w*)[^}]*\}")


def words():
    folder = files("xiaowei.domain").joinpath("words")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        yield file.name, tomllib.loads(file.read_text(encoding="utf-8"))


def entries(table, prefix=""):
    for name, value in table.items():
        if "zh" in value:
            yield f"{prefix}{name}", value
        else:
            yield from entries(value, f"{prefix}{name}.")


ENTRIES = [(key, value) for _, table in words() for key, value in entries(table)]


def facts(text):
    """Return the facts a text names; some are themselves words, said in each language."""
    return {name.removesuffix("_en") for name in FACT.findall(text)}


def test_there_are_words_and_no_key_is_defined_twice():
    keys = [key for key, _ in ENTRIES]
    assert len(keys) == len(set(keys)) > 200
    assert set(keys) == known_keys()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_key_is_said(language):
    assert all(value[language].strip() for _, value in ENTRIES)


def test_both_languages_tell_the_same_facts():
    differing = {key for key, value in ENTRIES if facts(value["zh"]) != facts(value["en"])}
    assert differing == set()


def test_facts_are_filled_in_and_a_missing_one_is_a_gap():
    assert "QC-1" in say("error.application_approved", "en", number="QC-1")
    assert "…" in say("error.application_approved", "en")


def test_an_unknown_key_is_said_as_itself():
    assert say("no.such.key") == "no.such.key"
    assert say("no.such.key", "en", x=1).startswith("no.such.key")


def test_a_regional_english_is_english():
    assert say("error.reason_said", "en-GB") == say("error.reason_said", "en")


def test_a_fact_that_is_a_word_is_said_in_the_readers_language():
    refusal = BadInput("not_found", what=Note("thing.spot"), number="S1")
    assert refusal.text("zh").startswith("没有找到问题点位 S1")
    assert refusal.text("en").startswith("No problem spot S1")
    roles = (Note("role.finance"), Note("role.butler"))
    assert say("error.page_not_yours", "en", who="A", roles=roles).count(
        "district finance, service butler"
    )
