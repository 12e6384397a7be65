"""Home of the tests of recalls: who says that it was reported before, and who does not."""

from __future__ import annotations

import pytest

from xiaowei.analysis.recalls import recalls


@pytest.mark.parametrize(
    "text",
    [
        "市民再次反映小区停水",
        "居民多次来电反映路灯不亮",
        "上次投诉后没人来",
        "此前已反映过,至今未解决",
        "反映了好几次,没人管",
        "第三次致电,路还是没修",
        "仍未得到解决",
        "已经投诉过两次",
    ],
)
def test_it_was_reported_before(text: str) -> None:
    assert recalls(text)


@pytest.mark.parametrize(
    "text",
    [
        "市民反映小区停水",
        "来电反映路灯不亮,请修一下",
        "一直停电",
        "希望尽快解决",
        "",
        "多次停水,影响生活",
    ],
)
def test_nothing_says_so(text: str) -> None:
    assert not recalls(text)
