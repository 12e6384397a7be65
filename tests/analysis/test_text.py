"""Home of the tests of making texts comparable."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xiaowei.analysis.text import arabic, fold, gist, narrow


@given(st.text())
def test_narrow_and_arabic_keep_every_place(text: str) -> None:
    assert len(narrow(text)) == len(text)
    assert len(arabic(text)) == len(text)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


def test_fold() -> None:
    assert fold("定海园一里 Ａ座") == "定海园1里a座"
    assert fold("滨河路二十三号院") == "滨河路23号院"
    assert fold("滨河路十号院") == fold("滨河路10号院")


def test_gist_passes_over_numbers_and_punctuation() -> None:
    assert gist("没水!电话10000000001") == gist("没水,电话 10000000002。")
