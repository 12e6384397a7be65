"""Home of the checks of coordinates: shifted as the maps shift them, and back within a metre."""

from math import cos, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as some

from xiaowei.analysis.coordinates import from_true, to_true
from xiaowei.domain.coordinates import SYSTEMS, TRUE

METRES_PER_DEGREE = 111_320.0
points = some.tuples(some.floats(73.5, 135.0), some.floats(18.0, 53.5))
shifted = sorted(set(SYSTEMS) - TRUE)


def apart(one, two):
    east = (one[0] - two[0]) * METRES_PER_DEGREE * cos(radians(one[1]))
    return hypot(east, (one[1] - two[1]) * METRES_PER_DEGREE)


@given(points, some.sampled_from(SYSTEMS))
def test_back_and_forth_is_within_a_centimetre(point, system):
    assert apart(to_true(*from_true(*point, system), system), point) < 0.01


@given(points, some.sampled_from(shifted))
def test_a_shift_is_worth_turning_back(point, system):
    assert 50 < apart(from_true(*point, system), point) < 2_500


# The square's flagpole, as Amap and Baidu give it and as GPS does (published by all three).
@pytest.mark.parametrize(
    ("system", "seen"), [("gcj02", (116.397428, 39.90923)), ("bd09", (116.403847, 39.915526))]
)
def test_a_known_landmark(system, seen):
    assert apart(to_true(*seen, system), (116.391184, 39.907827)) < 10


def test_true_systems_are_left_alone():
    assert to_true(116.65, 39.9, "cgcs2000") == (116.65, 39.9) == to_true(116.65, 39.9, "wgs84")
