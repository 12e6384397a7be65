"""Home of planted texts: pieces of carrier that must stay around pieces that must go."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from tests.analysis.planting.calm import CALM
from tests.analysis.planting.numbers import (
    GROUPS,
    WORDS,
    account,
    card,
    email,
    identity,
    landline,
    local,
    old_identity,
    phone,
    plate,
    plate_written,
    written,
)
from tests.analysis.planting.people import called, owner
from xiaowei.analysis.masking import mask

KINDS = {
    "phone": 30, "landline": 10, "id_card": 12, "id_old": 3, "card_16": 4, "card_19": 5, "plate": 10,
    "name": 18,
    "owner": 4, "email": 4, "account": 7, "local": 4,
}  # fmt: skip
AHEAD = WORDS["ahead"]
AFTER = WORDS["after_number"]
OPENINGS = WORDS["openings"]
CLOSINGS = WORDS["closings"]
JOINTS = WORDS["joints"]


@dataclass(frozen=True, slots=True)
class Piece:
    """What must go: its kind, its form and the words themselves."""

    kind: str
    form: str
    words: str


@dataclass(slots=True)
class Tally:
    """How many pieces were planted and which were left, how many texts were touched elsewhere."""

    planted: Counter[tuple[str, str]] = field(default_factory=Counter)
    left: dict[tuple[str, str], list[tuple[str, str, str]]] = field(default_factory=dict)
    texts: int = 0
    touched: list[tuple[str, str]] = field(default_factory=list)

    def recall(self, kind: str = "") -> float:
        planted = sum(n for (k, _), n in self.planted.items() if kind in ("", k))
        left = sum(len(found) for (k, _), found in self.left.items() if kind in ("", k))
        return 1 - left / planted

    def false_rate(self) -> float:
        return len(self.touched) / self.texts


def texts(seed: int, count: int) -> Iterator[list[str | Piece]]:
    """Yield `count` texts as carriers and pieces by turns; two in five hold nothing personal."""
    dice = Random(seed)
    for _ in range(count):
        parts: list[str | Piece] = [_opening(dice)]
        for turn in range(dice.choice([0, 0, 1, 1, 2])):
            if turn:
                parts.append(dice.choice(JOINTS))
            parts += _planted(dice)
        calm = [CALM[dice.choice(list(CALM))](dice) for _ in range(dice.choice([1, 1, 2]))]
        parts += [dice.choice(JOINTS[:6]), ",".join(calm), dice.choice(CLOSINGS)]
        yield _melted(parts)


def _opening(dice: Random) -> str:
    return dice.choice(OPENINGS).format(
        v=dice.choice(["村口", "小区东门", "张家湾镇", "幸福里社区"])
    )


def _planted(dice: Random) -> list[str | Piece]:
    kind = dice.choices(list(KINDS), list(KINDS.values()))[0]
    if kind == "name":
        ahead, found, after, form = called(dice)
        return [ahead, Piece(kind, form, found), after]
    if kind == "owner":
        between = dice.choice([" ", ",", ":", "电话", ",电话", "(", " 手机号:"])
        ahead = dice.choice(["联系", "请找", ",", "负责人", "。", "老板", "转告"])
        return [
            ahead,
            Piece(kind, "before a phone", owner(dice)),
            between,
            Piece("phone", "owned", phone(dice)),
            "。",
        ]
    if kind == "account":
        ahead, found, form = account(dice)
        return [ahead, Piece(kind, form, found), dice.choice([",", "。", "加我", "", " "])]
    found, form = _number(dice, kind)
    return [dice.choice(AHEAD[kind]), Piece(kind, form, found), dice.choice(AFTER)]


def _number(dice: Random, kind: str) -> tuple[str, str]:
    if kind == "landline":
        return landline(dice)
    if kind == "plate":
        return plate_written(dice, plate(dice))
    if kind == "email":
        return email(dice)
    if kind == "local":
        number = local(dice, 8)
        return dice.choice([(number, "plain"), (f"{number[:4]}-{number[4:]}", "dashed")])
    makes = {"phone": phone, "id_card": identity, "id_old": old_identity}
    number = makes[kind](dice) if kind in makes else card(dice, int(kind[-2:]))
    found, form = written(dice, number, dice.choice(GROUPS[kind]))
    if kind == "phone" and dice.random() < 0.08:
        return dice.choice(["+86", "+86 ", "86", "+86-"]) + number, "abroad"
    return found, form


def _melted(parts: list[str | Piece]) -> list[str | Piece]:
    """Join carriers that follow each other; a digit never touches a digit of a piece."""
    melted: list[str | Piece] = []
    for part in parts:
        if isinstance(part, str) and melted and isinstance(melted[-1], str):
            melted[-1] += part
        else:
            melted.append(part)
    return melted


def tally(seed: int, count: int) -> Tally:
    """Mask `count` planted texts and count what was left and what was touched elsewhere."""
    told = Tally()
    for parts in texts(seed, count):
        told.texts += 1
        pieces = [part for part in parts if isinstance(part, Piece)]
        told.planted.update((piece.kind, piece.form) for piece in pieces)
        whole = "".join(part if isinstance(part, str) else part.words for part in parts)
        masked = mask(whole).text
        if not _exact(parts).fullmatch(masked):
            _judge(told, parts, pieces, whole, masked)
    return told


def _exact(parts: list[str | Piece]) -> re.Pattern[str]:
    label = r"\[[^\[\]]{2,4}\]"
    return re.compile("".join(re.escape(p) if isinstance(p, str) else label for p in parts))


def _judge(
    told: Tally, parts: list[str | Piece], pieces: list[Piece], whole: str, masked: str
) -> None:
    """Set each piece that stands in the masked text down as left, else the text as touched."""
    carriers = "".join(part if isinstance(part, str) else "\n" for part in parts)
    left = [piece for piece in pieces if _stands(piece, masked, carriers)]
    for piece in left:
        told.left.setdefault((piece.kind, piece.form), []).append((piece.words, whole, masked))
    if not left:
        told.touched.append((whole, masked))


def _stands(piece: Piece, masked: str, carriers: str) -> bool:
    """Tell whether a part of the piece that says something is still to be read."""
    least = 2 if piece.kind == "name" else 4
    return any(
        piece.words[at : at + least] in masked and piece.words[at : at + least] not in carriers
        for at in range(max(1, len(piece.words) - least + 1))
    )
