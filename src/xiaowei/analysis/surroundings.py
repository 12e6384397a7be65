"""Home of what the words around a place name tell: a whole name, a landmark, or part of a word."""

from __future__ import annotations

import re

_LEAD = re.compile(
    r"(?:^|[^\w]|反映|反应|咨询|投诉|表示|来电|举报|建议|感谢|求助|位于|坐落|住在|家住|关于|属于|我们|"
    r"区|县|市|镇|乡|街道|地区|办事处|[在住是的往向朝到至从由和与及或近距离对请给为经])$"
)
_GROWS = re.compile(r"[东西南北前后上下大小老新中]$")
_WHOLE = re.compile(
    r"(?:$|[^\w]|\d|小区|社区|村|家园|号|院|楼|栋|单元|区|期|内|里面|门|的|业主|居民|村民|物业|附近|"
    r"对面|旁|周边|路口|方向|[东西南北][侧边面门]|这边|那边|一带|全)"
)
_OTHER_THING = re.compile(
    r"(?:大街|街(?!道|上|边|坊)|路(?![面灯边口况上段旁坑肩牙两])|大桥|桥|站|地铁|公交|医院|小学|中学|"
    r"幼儿园|派出所|公园|市场|商场|超市|宾馆|酒店|加油站|收费站|村级公路|镇|乡|街道|地区)"
)
_STRONG_BEFORE = re.compile(
    r"(?:往|朝|通往|前往|开往|靠近|临近|毗邻|挨着|紧邻|近|距离?|离|途经|路过)$"
)
_STRONG_AFTER = re.compile(
    r"(?:小区|社区|村)?(?:方向|附近|对面|斜对面|旁|隔壁|周边|以[东西南北]|[东西南北][侧边面]?\d+(?:米|公里|里))"
)
_WEAK_BEFORE = re.compile(r"(?:[向到至去]|通向|回到)$")
_SENT = re.compile(r"(?:尽快|立即|马上|及时|派人|上门|有人|人员|部门)[去到]$")


def has_left_edge(text: str, start: int, towns: tuple[str, ...]) -> bool:
    """Tell whether a name may begin at `start`: after a blank, a lead-in word or a township."""
    if start == 0 or _LEAD.search(text, max(0, start - 4), start):
        return True
    return bool(towns) and text.endswith(towns, 0, start)


def has_right_edge(text: str, end: int) -> bool:
    """Tell whether a very short name is whole at `end`."""
    return bool(_WHOLE.match(text, end))


def has_kind_after(text: str, end: int) -> bool:
    """Tell whether village, estate or community follows at `end`."""
    return text.startswith(("小区", "社区", "村", "居委会"), end)


def is_other_thing(text: str, end: int) -> bool:
    """Tell whether what follows turns the name into a road, bridge, school or township."""
    return bool(_OTHER_THING.match(text, end))


def may_be_longer(text: str, start: int, towns: tuple[str, ...]) -> bool:
    """Tell whether a direction or size stands before the name as part of a longer, unknown name."""
    return bool(_GROWS.search(text, max(0, start - 1), start)) and has_left_edge(
        text, start - 1, towns
    )


def landmark(text: str, start: int, end: int) -> float:
    """Return 1 for a place itself, less for a place that only tells the way (.75, .5)."""
    if _STRONG_AFTER.match(text, end) or _STRONG_BEFORE.search(text, max(0, start - 3), start):
        return 0.5
    before = max(0, start - 4)
    if _WEAK_BEFORE.search(text, before, start) and not _SENT.search(text, before, start):
        return 0.75
    return 1.0
