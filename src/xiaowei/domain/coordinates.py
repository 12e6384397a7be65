"""Home of coordinates: the systems that maps and phones use, by every name, and where a point may lie."""

from __future__ import annotations

import unicodedata

from xiaowei.domain.errors import BadInput

WGS84, CGCS2000, GCJ02, BD09 = SYSTEMS = ("wgs84", "cgcs2000", "gcj02", "bd09")
"""What GPS gives; the national system, within centimetres of it; Amap's and Tencent's; Baidu's."""
TRUE = frozenset({WGS84, CGCS2000})
"""Kept as they are; the others are shifted on purpose, by up to a kilometre."""
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271
"""The box within which the shifted systems are defined; no site of ours lies outside."""
_NAMES = {
    WGS84: ("wgs84", "wgs", "gps", "4326", "epsg4326", "世界大地坐标系", "原始坐标"),
    CGCS2000: ("cgcs2000", "2000", "国家2000", "大地2000", "天地图", "4490", "epsg4490", "国家大地坐标系"),
    GCJ02: ("gcj02", "gcj", "国测局", "火星", "火星坐标系", "高德", "腾讯", "高德地图", "腾讯地图", "微信"),
    BD09: ("bd09", "bd09ll", "bd", "百度", "百度地图", "百度坐标系"),
}  # fmt: skip
_KNOWN = {name: system for system, names in _NAMES.items() for name in names}
_PASSED_OVER = str.maketrans("", "", " -_:()")


def system_named(word: str) -> str:
    """Return the code of the system that a word names: GCJ-02, 高德, 百度坐标.

    :raises BadInput: `no_such_coordinate_system`
    """
    plain = unicodedata.normalize("NFKC", word).lower().translate(_PASSED_OVER)
    for name in (plain, plain.removesuffix("坐标系"), plain.removesuffix("坐标")):
        if name in _KNOWN:
            return _KNOWN[name]
    raise BadInput("no_such_coordinate_system", value=word, known=", ".join(SYSTEMS))


def require_point(lon: float | None, lat: float | None) -> None:
    """Refuse half a point, and one that lies where nothing of ours can; no point at all is fine.

    :raises BadInput: `half_a_point`, `point_outside`
    """
    if lon is None and lat is None:
        return
    if lon is None or lat is None:
        column, value = ("lat", lon) if lat is None else ("lon", lat)
        raise BadInput("half_a_point", column=column, value=f"{value:g}")
    if not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH):
        raise BadInput("point_outside", column="lon", value=f"{lon:g}, {lat:g}")
