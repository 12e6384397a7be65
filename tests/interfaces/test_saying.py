"""Home of the tests of what may stand in a message."""

import pytest

from xiaowei.interfaces.saying import masked


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("来电时间:「2021-05-01 08:04613800138000」", "来电时间:「2021-05-01 08:046[手机号]」"),
        ("138001380002021", "[手机号]2021"),
        ("13800138000", "[手机号]"),
        ("20200413000012345", "20200413000012345"),
        ("SY202100000001", "SY202100000001"),
    ],
)
def test_a_number_glued_to_others_is_hidden_and_a_ticket_number_stays(told, shown):
    assert masked(told) == shown
