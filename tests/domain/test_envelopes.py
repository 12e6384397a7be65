"""Home of the tests of envelopes: words become kinds, draws never exceed what is left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaowei.domain.envelopes import (
    BUDGET,
    KINDS,
    Pot,
    draw,
    give_back,
    is_split,
    kind_of,
    kinds_of,
    needs,
    spread,
)
from xiaowei.domain.wording import known_keys

TOWN, OTHER = "990101100000", "990101101000"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("市级", "city"), ("市级疏整促引导资金", "city"), ("市级治理类街乡镇专项资金", "city"),
        ("市疏整促引导资金", "city"), ("区级", "district"), ("区财政", "district"),
        ("通州区财政局", "district"), ("中央专项", "central"), ("镇街自筹", "town"),
        ("镇级", "town"), ("街道自筹", "town"), ("村集体", "village"), ("社区公益金", "village"),
        ("专项维修资金", "repair_fund"), ("物业公司", "owner"), ("产权单位", "owner"),
        ("居民自筹", "owner"), ("社会捐助", "society"), ("企业赞助", "society"), ("自筹", "other"),
        ("其他", "other"), ("市级+区级", None), ("", None), ("区级、市级", None),
        ("引导资金", None), ("财政专项资金", None), ("政府投资", None), ("市区两级", None),
        ("市区级资金", None),
    ],
)  # fmt: skip
def test_words_name_a_kind(words, kind):
    assert kind_of(words) == kind


def test_every_kind_has_words():
    assert {f"source_kind.{kind}" for kind in KINDS} <= known_keys()
    assert set(BUDGET) < set(KINDS)
    assert kinds_of("市级+区级+市级") == ("city", "district")


def test_lines_are_filled_in_order():
    lines = (("市级", 60), ("区级", 40))
    assert spread(lines, 100) == lines
    assert spread(lines, 70) == (("市级", 60), ("区级", 10))
    assert needs((*spread(lines, 70), ("区财政", 5))) == {"city": 60, "district": 15}
    assert is_split(lines) and not is_split(()) and not is_split((("市级+区级", 1),))


POTS = st.lists(
    st.builds(
        Pot,
        st.integers(1, 99),
        st.sampled_from(("city", "district", "town")),
        st.sampled_from(("", TOWN, OTHER)),
        st.booleans(),
        st.integers(0, 1000),
    ),
    unique_by=lambda pot: pot.key,
    max_size=8,
)
WANTED = st.dictionaries(st.sampled_from(KINDS), st.integers(1, 2000), max_size=4)


@given(WANTED, POTS, st.booleans())
def test_a_draw_is_whole_and_within_what_is_open(wanted, pots, managed):
    found = draw(wanted, pots, TOWN, managed=managed)
    known = {pot.key: pot for pot in pots}
    if found.code:
        assert pots and found.kind in wanted
        assert found.code != "within_envelope" or found.left_fen < found.amount_fen
        return
    drawn: dict[str, int] = {}
    for key, amount in found.parts:
        pot = known[key]
        assert pot.is_open_to(TOWN, managed) and 0 < amount <= pot.left_fen
        drawn[pot.kind] = drawn.get(pot.kind, 0) + amount
    assert all(drawn[kind] == wanted[kind] for kind in drawn)
    unguarded = set(wanted) - set(drawn)
    assert not pots or not unguarded & set(BUDGET)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 100)), max_size=5), st.integers(0, 600))
def test_what_goes_back_was_drawn_before(taken, amount):
    back = give_back(taken, amount)
    assert sum(fen for _, fen in back) == min(amount, sum(fen for _, fen in taken))
    assert all(fen > 0 for _, fen in back)
