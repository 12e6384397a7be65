"""Home of recalls: a ticket's own words that the matter was reported before and is not settled.

Residents say so whatever the sheet's columns tell: 再次反映, 多次来电无果, 上次投诉后仍未解决.
"""

from __future__ import annotations

import re

_SAID = "(?:反映|反应|来电|致电|投诉|拨打|打电话|举报|报修|催办|诉求)"
_AGAIN = re.compile(
    rf"(?:再次|再度|又一次|第[二三四五六七八九十\d]+次|多次|反复|屡次|数次|几次|不止一次){_SAID}"
    rf"|(?:此前|之前|以前|曾经|曾|上次|先前|前期)(?:已|也|就|多次|曾)*(?:经)?{_SAID}"
    rf"|已经?(?:多次|反复|再次)?{_SAID}(?:过|了?(?:多|好几|几|\d+|[二三四五六七八九十])次)"
    rf"|{_SAID}(?:了|过)?(?:很多|好多|好几|多|无数|\d+|[二三四五六七八九十])次"
    r"|(?:至今|仍然?|一直|还是|依然)(?:没有|没|未)(?:得到)?(?:解决|处理|修|人管|答复|回复)"
)


def recalls(text: str) -> bool:
    """Tell whether a ticket says that the matter was reported before."""
    return bool(_AGAIN.search(text))
