"""Home of what must stay: numbers, places and words of a hotline text that are nobody's own."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.analysis.planting.numbers import PLATE_LETTERS, SPOKEN, WIDE, WORDS, digits

Make = Callable[[Random], str]


def _day(dice: Random) -> tuple[int, int, int]:
    return dice.randrange(2015, 2027), dice.randrange(1, 13), dice.randrange(1, 29)


def _compact(dice: Random) -> str:
    return "{}{:02d}{:02d}".format(*_day(dice))


def _dashed(dice: Random) -> str:
    return "{}-{:02d}-{:02d}".format(*_day(dice))


def _clock(dice: Random) -> str:
    return f"{dice.randrange(10, 24)}:{dice.randrange(10, 60)}"


def _house(dice: Random) -> str:
    return f"{dice.randrange(1, 30)}-{dice.randrange(1, 9)}-{dice.randrange(101, 2999)}"


PUBLIC = WORDS["public"]
VILLAGES = WORDS["villages"]
NOBODY = WORDS["nobody"]

CALM: dict[str, Make] = {
    "project": lambda d: f"项目编号TZ{d.randrange(2019, 2027)}-{d.randrange(1000):03d}",
    "project of digits": lambda d: f"项目编号{_compact(d)}{digits(d, 4)}",
    "ticket": lambda d: f"工单号GD{_compact(d)}{digits(d, d.randrange(3, 7))}",
    "ticket of digits": lambda d: f"工单{_compact(d)}{digits(d, d.randrange(3, 7))}",
    "ticket of moment": lambda d: (
        f"工单编号{_compact(d)}{d.randrange(8, 20):02d}{d.randrange(60):02d}{digits(d, 4)}"
    ),
    "amount": lambda d: f"{d.randrange(1, 10 ** d.randrange(3, 10))}元",
    "amount big": lambda d: f"补偿款1{d.randrange(10**9, 10**10)}元",
    "amount cents": lambda d: f"￥{d.randrange(10**8)}.{d.randrange(100):02d}",
    "amount wan": lambda d: f"{d.randrange(10**5)}.{d.randrange(100):02d}万元",
    "thousands": lambda d: (
        f"{d.randrange(1, 999)},{d.randrange(1000):03d},{d.randrange(1000):03d}元"
    ),
    "date": lambda d: "{}年{}月{}日".format(*_day(d)),
    "date dashed": _dashed,
    "date dotted": lambda d: "{}.{}.{}".format(*_day(d)),
    "date compact": _compact,
    "date spoken": lambda d: f"{str(d.randrange(2015, 2027)).translate(SPOKEN)}年五月一日",
    "dates": lambda d: "-".join(_dashed(d).replace("-", ".") for _ in range(2)),
    "dates slash": lambda d: f"{_dashed(d)} 至 {_dashed(d)}".replace("-", "/"),
    "moment": lambda d: f"{_dashed(d)} {_clock(d)}:{d.randrange(10, 60)}",
    "clock": lambda d: (
        f"{d.randrange(24)}:{d.randrange(60):02d}至{d.randrange(24)}:{d.randrange(60):02d}"
    ),
    "years": lambda d: "、".join(str(y) for y in range(2018, 2018 + d.randrange(3, 6))) + "年",
    "house": lambda d: f"{_house(d)}室",
    "house wide": lambda d: _house(d).translate(WIDE),
    "house whole": lambda d: (
        f"通惠南路{d.randrange(1, 999)}号院{d.randrange(1, 30)}号楼"
        f"{d.randrange(1, 9)}单元{d.randrange(101, 1999)}"
    ),
    "houses": lambda d: (
        "、".join(str(d.randrange(1, 40)) for _ in range(d.randrange(4, 9))) + "号楼"
    ),
    "houses spoken": lambda d: "、".join("一二三四五六七八九"[: d.randrange(4, 10)]) + "号楼",
    "rooms": lambda d: (
        "、".join(str(d.randrange(101, 2000)) for _ in range(d.randrange(3, 7))) + "室"
    ),
    "bus": lambda d: (
        f"{d.choice(['公交', '快速公交', '乘'])}{d.randrange(1, 999)}路、{d.randrange(1, 999)}路"
    ),
    "document": lambda d: f"京发〔{d.randrange(2010, 2027)}〕{d.randrange(1, 200)}号",
    "document square": lambda d: f"通政办发[{d.randrange(2010, 2027)}]{d.randrange(1, 200)}号",
    "area": lambda d: f"{d.randrange(1, 99999)}平方米",
    "area exact": lambda d: f"{d.randrange(1, 9999)}.{d.randrange(100):02d}㎡",
    "quantity": lambda d: f"{d.randrange(1, 10**6)}{d.choice('株户人个吨盏辆米')}",
    "metre": lambda d: f"水表号{digits(d, d.randrange(8, 13))}",
    "electric": lambda d: f"电表户号{digits(d, 10)}",
    "consumer": lambda d: f"燃气户号:{digits(d, d.randrange(8, 12))}",
    "public": lambda d: (
        d.choice(["拨打", "致电", "电话", "热线", "联系电话", ""]) + d.choice(PUBLIC)
    ),
    "place": lambda d: f"坐标116.{digits(d, 6)},39.{digits(d, 6)}",
    "region": lambda d: f"区划代码110112{digits(d, 6)}",
    "order": lambda d: f"订单号{digits(d, d.randrange(10, 16))}",
    "lamp": lambda d: f"灯杆编号{d.choice(PLATE_LETTERS)}{digits(d, d.randrange(4, 9))}",
    "code": lambda d: f"设备{d.choice(PLATE_LETTERS)}{d.choice(PLATE_LETTERS)}-{digits(d, 5)}",
    "stake": lambda d: f"桩号K{d.randrange(100)}+{digits(d, 3)}",
    "road": lambda d: f"{d.choice('GSXY')}{digits(d, 3)}线",
    "standard": lambda d: f"GB {digits(d, 5)}-{d.randrange(1990, 2027)}",
    "ratio": lambda d: f"{d.randrange(100)}.{digits(d, d.randrange(1, 5))}%",
    "credit code": lambda d: f"9111011{d.randrange(10)}MA{digits(d, 7)}{d.choice(PLATE_LETTERS)}",
    "village": lambda d: (
        d.choice(["居住在", "市民居住", "位于", "家住", "途经"]) + d.choice(VILLAGES)
    ),
    "village after label": lambda d: (
        d.choice(["本人住", "居民区在", "村民委员会设在", "业主委员会在"]) + d.choice(VILLAGES)
    ),
    "nobody": lambda d: d.choice(NOBODY).format(y=d.randrange(2015, 2027), v=d.choice(VILLAGES)),
    "app": lambda d: d.choice(WORDS["apps"]),
    "car": lambda d: d.choice(WORDS["cars"]),
    "spoken room": lambda d: (
        f"{d.choice('一二三四五六七八九')}号楼{d.choice('一二三四')}单元{d.choice('一二三四五六')}零{d.choice('一二三')}"
    ),
    "spoken number": lambda d: f"{d.choice(['三五', '七八', '一两', '四五'])}个人",
    "all of them": lambda d: "一、{}二、{}三、{}".format(
        *(d.choice(["路灯不亮;", "下水道堵塞;", "垃圾没人清;"]) for _ in range(3))
    ),
}
