"""Home of the planted test of masking: numbers made here in many forms must go, others must stay.

The forms are written out by hand and share no pattern with what they test.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from xiaowei.analysis.masking import mask

PLANTED = 400
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
SPOKEN = str.maketrans("0123456789", "零一二三四五六七八九")
OTHER = str.maketrans("0123456789", "〇幺二三四五六七八九")
Make = Callable[[random.Random], str]


def phone(dice: random.Random) -> str:
    return f"1{dice.choice('3456789')}{dice.randrange(10**9):09d}"


def day(dice: random.Random, first: int, last: int) -> str:
    span = (date(last, 12, 31) - date(first, 1, 1)).days
    return f"{date(first, 1, 1) + timedelta(dice.randrange(span)):%Y%m%d}"


def check_digit(body: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11]


def by_district(dice: random.Random) -> str:
    """Return district, day and serial; one in eleven is a child's identity number that checks out."""
    body = dice.choice(["110112", "310115", "620102", "441900"])
    body += day(dice, 2019, 2025) + f"{dice.randrange(1000):03d}"
    return body + next(c for c in "0123456789" if c != check_digit(body))


def identity(dice: random.Random, right: bool) -> str:
    body = dice.choice(["110112", "130184", "410225", "230183", "512926"])
    body += day(dice, 1935, 2007) + f"{dice.randrange(1000):03d}"
    last = check_digit(body)
    return body + (last if right else dice.choice([c for c in "0123456789" if c != last]))


def card(dice: random.Random, length: int) -> str:
    body = "62" + f"{dice.randrange(10 ** (length - 3)):0{length - 3}d}"
    doubled = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body))]
    return body + str(-sum(n // 10 + n % 10 for n in doubled) % 10)


def landline(dice: random.Random) -> tuple[str, str]:
    return dice.choice(["010", "021", "0316"]), f"{dice.randrange(2, 9)}{dice.randrange(10**7):07d}"


def cut(number: str, by: str, *sizes: int) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return by.join([*parts, number[at:]])


GONE: dict[str, Make] = {
    "phone": phone,
    "phone dashed": lambda d: cut(phone(d), "-", 3, 4),
    "phone spaced": lambda d: cut(phone(d), " ", 3, 4),
    "phone two parts": lambda d: cut(phone(d), " ", 3),
    "phone dotted": lambda d: cut(phone(d), ".", 3, 4),
    "phone wide": lambda d: phone(d).translate(WIDE),
    "phone wide dashed": lambda d: cut(phone(d), "-", 3, 4).translate(WIDE),
    "phone spoken": lambda d: phone(d).translate(SPOKEN),
    "phone spoken otherwise": lambda d: phone(d).translate(OTHER),
    "phone spoken spaced": lambda d: cut(phone(d).translate(SPOKEN), " ", 3, 4),
    "phone half spoken": lambda d: (p := phone(d))[:7] + p[7:].translate(SPOKEN),
    "phone abroad": lambda d: "+86 " + phone(d),
    "phone abroad glued": lambda d: "86" + phone(d),
    "phone bracketed": lambda d: "(" + (p := phone(d))[:3] + ")" + p[3:7] + "-" + p[7:],
    "phone one by one": lambda d: " ".join(phone(d)),
    "id": lambda d: identity(d, True),
    "id misspelt": lambda d: identity(d, False),
    "id spaced": lambda d: cut(identity(d, False), " ", 6, 8),
    "id dashed": lambda d: cut(identity(d, True), "-", 6, 8),
    "id wide": lambda d: identity(d, True).translate(WIDE),
    "id spoken": lambda d: identity(d, False).translate(SPOKEN),
    "card 19": lambda d: card(d, 19),
    "card 16": lambda d: card(d, 16),
    "card in fours": lambda d: cut(card(d, 19), " ", 4, 4, 4, 4),
    "card dashed": lambda d: cut(card(d, 16), "-", 4, 4, 4),
    "card in two": lambda d: cut(card(d, 19), " ", 6),
    "landline": lambda d: "".join(landline(d)),
    "landline dashed": lambda d: "-".join(landline(d)),
    "landline spaced": lambda d: " ".join(landline(d)),
    "landline bracketed": lambda d: "({}){}".format(*landline(d)),
    "landline wide": lambda d: "-".join(landline(d)).translate(WIDE),
    "landline spoken": lambda d: "".join(landline(d)).translate(SPOKEN),
}
AROUND = ("{}", "市民反映停水,{},请回电", "联系方式:{}。", "门口漏水({})已三天", "{}找王师傅")
BESIDE = (
    "表{}终版.xlsx",
    "a{}b.xlsx",
    "工单{}",
    "工单号{}",
    "项目{}-1",
    "QC{}",
    "诉求_{}_副本.csv",
)
CALM: dict[str, Make] = {
    "ticket by day": lambda d: f"GD{day(d, 2019, 2025)}{d.randrange(10**6):06d}",
    "ticket by second": lambda d: f"{day(d, 2019, 2025)}{d.randrange(24):02d}"
    f"{d.randrange(60):02d}{d.randrange(60):02d}{d.randrange(10**5):05d}",
    "ticket by day, 18": lambda d: f"{day(d, 2019, 2025)}{d.randrange(10**10):010d}",
    "ticket by district": by_district,
    "ticket of 2019 after letters": lambda d: f"GD{day(d, 2015, 2019)[2:]}{d.randrange(10**5):05d}",
    "project": lambda d: f"TZ{d.randrange(2019, 2026)}-{d.randrange(1000):03d}",
    "filing": lambda d: f"通小微备〔{d.randrange(2019, 2026)}〕{d.randrange(100)}号",
    "amount": lambda d: f"{d.randrange(10**9)}.{d.randrange(100):02d}元",
    "amount in wan": lambda d: f"{d.randrange(10**4)}.{d.randrange(100):02d}万元",
    "thousands": lambda d: f"{d.randrange(1, 999)},{d.randrange(1000):03d},{d.randrange(1000):03d}元",
    "area": lambda d: f"{d.randrange(1, 99999)}平方米",
    "day": lambda d: day(d, 2019, 2025),
    "moment": lambda d: f"2022-0{d.randrange(1, 10)}-1{d.randrange(10)} 1{d.randrange(10)}:30:00",
    "house": lambda d: f"通惠南路{d.randrange(1, 999)}号院{d.randrange(1, 30)}号楼"
    f"{d.randrange(1, 9)}单元{d.randrange(101, 1999)}",
    "place": lambda d: f"116.{d.randrange(10**6):06d},39.{d.randrange(10**6):06d}",
    "region": lambda d: f"110112{d.randrange(1000):03d}{d.randrange(1000):03d}",
    "order": lambda d: f"订单号{phone(d)}",
    "hotline": lambda d: f"12345热线第{d.randrange(10**6)}号",
}  # fmt: skip


@pytest.mark.parametrize("form", GONE)
def test_what_was_planted_goes(form: str) -> None:
    dice = random.Random(form)
    left = []
    for turn in range(PLANTED):
        number = GONE[form](dice)
        text = mask(AROUND[turn % len(AROUND)].format(number)).text
        if sum(c.isdigit() for c in text) > 2 or any(c in text for c in "零二四五六七八九〇幺"):
            left.append((number, text))
    assert left == []


@pytest.mark.parametrize("around", BESIDE)
def test_phones_beside_letters_go_but_for_those_that_begin_like_a_day(around: str) -> None:
    dice = random.Random(around)
    left = []
    for _turn in range(PLANTED):
        number = phone(dice)
        dated = 1 <= int(number[2:4]) <= 12 and 1 <= int(number[4:6]) <= 31
        if number in mask(around.format(number)).text and not dated:
            left.append(number)
    assert left == []


@pytest.mark.parametrize("form", CALM)
def test_what_only_looks_alike_stays(form: str) -> None:
    dice = random.Random(form)
    touched = []
    for turn in range(PLANTED):
        text = AROUND[turn % 4].format(CALM[form](dice))
        if mask(text).text != text:
            touched.append((text, mask(text).text))
    assert touched == []
