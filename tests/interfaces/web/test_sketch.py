"""The sketch for paper: to scale, nothing outside its box, no name on another."""

from __future__ import annotations

from math import cos, radians

from hypothesis import given
from hypothesis import strategies as st

from xiaowei.interfaces.web.atlas.sketch import HEIGHT, METRES_PER_DEGREE, WIDTH, sketch

POINT = st.tuples(
    st.integers(0, 9999).map(lambda n: 116 + n / 10_000),
    st.integers(0, 9999).map(lambda n: 39.5 + n / 10_000),
)
NAMED = st.tuples(st.sampled_from(["东村", "西小营村", "荷塘小区北区", "新华街道第三社区"]), POINT)


def test_without_a_point_there_is_no_sketch():
    assert sketch([], [("石门村", (116.5, 40.0))]) is None


@given(st.lists(POINT, min_size=1, max_size=6), st.lists(NAMED, max_size=20))
def test_all_of_it_lies_in_its_box_and_no_name_on_another(own, around):
    drawn = sketch(own, around)
    assert drawn is not None
    dots = drawn["own"] + drawn["around"]
    assert len(drawn["own"]) == len(own)
    assert all(0 <= dot["x"] <= WIDTH and 0 <= dot["y"] <= HEIGHT for dot in dots)
    said = [(dot["under"], dot["from"], len(dot["name"])) for dot in drawn["around"] if dot["name"]]
    assert all(start >= 0 and start + 13 * long <= WIDTH + 13 for _, start, long in said)
    for at, (y, x, long) in enumerate(said):
        for other_y, other_x, other in said[at + 1 :]:
            apart = abs(y - other_y) >= 15 or x + 13 * long <= other_x + 2
            assert apart or other_x + 13 * other <= x + 2


def test_north_is_up_and_the_bar_is_to_scale():
    east = 500 / (METRES_PER_DEGREE * cos(radians(40)))
    drawn = sketch([(116.5, 40.0)], [("东", (116.5 + east, 40.0)), ("北", (116.5, 40.004))])
    assert drawn is not None
    (own,), around = drawn["own"], {dot["name"]: dot for dot in drawn["around"]}
    assert around["北"]["y"] < own["y"] < HEIGHT
    assert abs(around["东"]["y"] - own["y"]) <= 1
    units = (around["东"]["x"] - own["x"]) / 500
    bar = drawn["bar"]
    assert abs((bar["to"] - bar["x"]) / bar["metres"] - units) < 0.02 * units + 1 / bar["metres"]
