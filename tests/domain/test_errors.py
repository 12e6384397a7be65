"""Home of the tests of refusals: a code, facts, and words that name the place first."""

from __future__ import annotations

import pytest

from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken, SourceDown, XiaoweiError


@pytest.mark.parametrize("kind", [RuleBroken, BadInput, NotAllowed, SourceDown])
def test_each_is_a_refusal_with_code_and_facts(kind):
    refusal = kind("within_cap", applied="60.00", cap="50.00")
    assert isinstance(refusal, XiaoweiError)
    assert (refusal.code, refusal.facts) == ("within_cap", {"applied": "60.00", "cap": "50.00"})
    assert "60.00" in str(refusal) and "50.00" in refusal.text("en")
    assert str(refusal) == refusal.text("zh")


def test_bad_input_names_its_row_and_column():
    refusal = BadInput("unknown_town", row=7, column="镇街", value="无此镇")
    assert refusal.text("zh").startswith("第7行")
    assert "镇街" in refusal.text("zh") and "无此镇" in refusal.text("zh")
    assert "7" in refusal.text("en") and refusal.text("en") != refusal.text("zh")


def test_without_a_place_only_the_words_stand():
    assert BadInput("reason_said").text() == RuleBroken("reason_said").text()


def test_a_code_without_words_is_said_as_itself():
    assert str(XiaoweiError("never_coined")) == "error.never_coined"
    assert "x=1" in str(XiaoweiError("never_coined", x=1)).replace("'", "").replace(": ", "=")
