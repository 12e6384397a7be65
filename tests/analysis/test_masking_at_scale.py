"""Home of the measure of masking: planted texts by thousands, recall by kind and false masks."""

from __future__ import annotations

import pytest

from tests.analysis.planting.texts import KINDS, Tally, tally

TEXTS, SEED = 10_000, 20_260


@pytest.fixture(scope="module")
def told() -> Tally:
    return tally(SEED, TEXTS)


def test_personal_data_goes_in_whatever_form_it_stands(told: Tally) -> None:
    assert told.recall() >= 0.995, _some(told)


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_is_left_behind(told: Tally, kind: str) -> None:
    assert told.recall(kind) >= 0.99, _some(told)


def test_nothing_else_is_touched(told: Tally) -> None:
    assert told.false_rate() <= 0.001, told.touched[:5]


def test_the_tally_sees_what_is_left_and_what_is_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.analysis.planting import texts
    from xiaowei.analysis.masking import Masked

    monkeypatch.setattr(texts, "mask", lambda text: Masked(text, {}))
    assert tally(1, 200).recall() == 0
    monkeypatch.setattr(texts, "mask", lambda text: Masked("", {}))
    assert tally(1, 200).false_rate() == 1


def _some(told: Tally) -> list[tuple[str, str, str]]:
    return [found[0] for found in told.left.values()][:5]
