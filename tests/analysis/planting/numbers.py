"""Home of planted numbers: phones, identities, cards, plates, accounts, and how people write them."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from random import Random

WORDS = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
DIGITS = "0123456789"
SPOKEN = str.maketrans(DIGITS, "零一二三四五六七八九")
YAO = str.maketrans(DIGITS, "〇幺二三四五六七八九")
FORMAL = str.maketrans(DIGITS, "零壹贰叁肆伍陆柒捌玖")
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
PREFIXES = WORDS["prefixes"]
AREAS = WORDS["areas"]
REGIONS = WORDS["regions"]
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
SMALL = "abcdefghijklmnopqrstuvwxyz"
GROUPS = {
    "phone": ((3, 4, 4), (3, 4, 4), (4, 4, 3), (3, 8), (7, 4)),
    "id_card": ((6, 8, 4), (6, 4, 4, 4), (6, 4, 2, 2, 4), (3, 3, 4, 4, 4), (14, 4)),
    "id_old": ((6, 6, 3), (6, 9)),
    "card_16": ((4, 4, 4, 4),),
    "card_19": ((4, 4, 4, 4, 3),),
    "landline": ((4, 4),),
}


def phone(dice: Random) -> str:
    return dice.choice(PREFIXES) + digits(dice, 8)


def digits(dice: Random, count: int) -> str:
    return "".join(dice.choice(DIGITS) for _ in range(count))


def identity(dice: Random) -> str:
    body = dice.choice(REGIONS) + f"{_birthday(dice):%Y%m%d}" + digits(dice, 3)
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11]


def old_identity(dice: Random) -> str:
    return dice.choice(REGIONS) + f"{_birthday(dice):%y%m%d}" + digits(dice, 3)


def _birthday(dice: Random) -> date:
    return date(1930, 1, 1) + timedelta(dice.randrange(365 * 75))


def card(dice: Random, length: int) -> str:
    body = dice.choice(["62", "62", "62", "4", "5"] if length == 16 else ["62"])
    body += digits(dice, length - 1 - len(body))
    doubled = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body))]
    return body + str(-sum(n // 10 + n % 10 for n in doubled) % 10)


def local(dice: Random, length: int) -> str:
    return dice.choice("2345678") + digits(dice, length - 1)


def plate(dice: Random) -> str:
    head = dice.choice("京京京京津冀" + PROVINCES) + dice.choice(PLATE_LETTERS)
    shape = dice.randrange(6)
    if shape < 2:
        return head + digits(dice, 5)
    if shape == 2:
        return head + dice.choice("DF") + digits(dice, 5)
    if shape == 3:
        return head + dice.choice("DF") + dice.choice(PLATE_LETTERS) + digits(dice, 4)
    mixed = [dice.choice(PLATE_LETTERS + DIGITS) for _ in range(5)]
    mixed[dice.randrange(5)] = dice.choice(DIGITS)
    return head + "".join(mixed)


def plate_written(dice: Random, number: str) -> tuple[str, str]:
    head, tail = number[:2], number[2:]
    forms = {
        "plain": number,
        "dot": f"{head}·{tail}",
        "dash": f"{head}-{tail}",
        "blank": f"{head} {tail}",
        "blank ahead": f"{head[0]} {head[1]}{tail}",
        "wide": number.translate(WIDE),
        "small": number.lower(),
    }
    return _one_of(dice, forms)


def email(dice: Random) -> tuple[str, str]:
    name = _handle(dice, "._") if dice.random() < 0.7 else digits(dice, 9)
    place = dice.choice(["163.com", "qq.com", "126.com", "sina.com.cn", "bjtu.edu.cn", "gmail.com"])
    whole = f"{name}@{place}"
    return _one_of(dice, {"plain": whole, "wide": whole.translate(WIDE), "at": f"{name}@{place}"})


def account(dice: Random) -> tuple[str, str, str]:
    """Return what stands ahead, the account itself and the form."""
    heads = {
        "wechat": [
            "微信号:",
            "微信:",
            "微信",
            "微信号是",
            "加微信 ",
            "VX:",
            "wx:",
            "WeChat: ",
            "微信号",
        ],
        "qq": ["QQ:", "QQ号", "QQ", "qq号是", "扣扣", "QQ号码:", "加QQ ", "Q Q:"],
    }
    kind = dice.choice(list(heads))
    own = "wxid_" + digits(dice, 8) if dice.random() < 0.1 else _handle(dice, "_-")
    found = (
        own if kind == "wechat" else dice.choice("123456789") + digits(dice, dice.randrange(5, 10))
    )
    return dice.choice(heads[kind]), found, kind


def _handle(dice: Random, joints: str) -> str:
    first = "".join(dice.choice(SMALL) for _ in range(dice.randrange(3, 9)))
    return first + dice.choice(["", *joints]) + digits(dice, dice.randrange(3, 5))


def _one_of(dice: Random, forms: dict[str, str]) -> tuple[str, str]:
    form = dice.choice(list(forms))
    return forms[form], form


def written(dice: Random, number: str, groups: tuple[int, ...]) -> tuple[str, str]:
    """Return `number` as somebody may write it, and the name of that form."""
    parts = _cut(number, groups)
    spoken = dice.choice([SPOKEN, SPOKEN, YAO, FORMAL])
    forms = {
        "plain": number,
        "wide": number.translate(WIDE),
        "wide dashed": "-".join(parts).translate(WIDE),
        "spaced": " ".join(parts),
        "dashed": "-".join(parts),
        "dotted": ".".join(parts),
        "one by one": dice.choice([" ", "-"]).join(number),
        "spoken": number.translate(spoken),
        "spoken, parted": "、".join(number.translate(spoken)),
        "spoken, blanks": " ".join(number.translate(spoken)),
        "spoken groups": dice.choice(["、", " ", "-", ","]).join(parts).translate(spoken),
        "half spoken": "".join(parts[:-1]) + parts[-1].translate(spoken),
        "digits parted": "、".join(number),
    }
    return _one_of(dice, forms)


def _cut(number: str, groups: tuple[int, ...]) -> list[str]:
    parts, at = [], 0
    for size in groups:
        parts.append(number[at : at + size])
        at += size
    return [*parts, number[at:]] if at < len(number) else parts


def landline(dice: Random) -> tuple[str, str]:
    area = dice.choice(AREAS)
    number = local(dice, 8 if len(area) == 3 or dice.random() < 0.3 else 7)
    extension = digits(dice, dice.randrange(3, 5))
    forms = {
        "plain": area + number,
        "dashed": f"{area}-{number}",
        "spaced": f"{area} {number}",
        "bracketed": f"({area}){number}",
        "bracketed wide": f"({area}){number}".translate(WIDE),
        "wide": f"{area}-{number}".translate(WIDE),
        "cut": f"{area}-{number[:-4]}-{number[-4:]}",
        "cut by blanks": f"{area} {number[:-4]} {number[-4:]}",
        "extension": f"{area}-{number}转{extension}",
        "extension dashed": f"{area}-{number}-{extension}",
        "extension named": f"{area}-{number}转分机{extension}",
        "extension, word": f"{area}-{number}分机{extension}",
        "spoken": (area + number).translate(SPOKEN),
        "spoken, parted": "、".join((area + number).translate(YAO)),
        "abroad": f"+86-{area[1:]}-{number}",
    }
    return _one_of(dice, forms)
