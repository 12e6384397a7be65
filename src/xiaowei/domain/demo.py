"""Home of a demo's script: who takes part, what is invented beside the sheets, how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

STEPS = (
    "mint",
    "picture",
    "consult",
    "report",
    "prepare",
    "submit",
    "declare_emergency",
    "confirm_emergency",
    "begin_review",
    "ask_opinion",
    "give_opinion",
    "visit_site",
    "send_back",
    "reject",
    "approve",
    "file",
    "disburse",
    "order",
    "start",
    "measure",
    "finish_site",
    "finish",
)
"""What a step of an invented project may do; each is the operation of that name."""
MOMENTS = ("before", "during", "after")
SHAPES = {"rect": 4, "oval": 4, "line": 5, "poly": 0}
"""What a drawing is made of, with its count of numbers: x y width height; a line's ends and width;
a polygon's corners."""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to sign in as; `places` are the names of the places that narrow the appointment,
    `department` is the one that they speak for, `firm` the contractor that they stand for.
    """

    username: str
    display_name: str
    password: str
    role: str
    region_code: str
    places: tuple[str, ...]
    department: str = ""
    firm: str = ""


@dataclass(frozen=True, slots=True)
class DemoStep:
    """A step on a day by one of the people; what it says, counts or pays depends on the step.

    `codes` are a reason, a kind or departments; `items` are (field, what has to be mended).
    """

    do: str
    by: str
    on: date
    says: str
    amount_fen: int | None
    quantity: Decimal | None
    site: int | None
    codes: tuple[str, ...] = ()
    items: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DemoProject:
    """An invented project; `grounds` is the topic of the spot it answers, blank for none."""

    key: str
    town_code: str
    place: str
    type_code: str
    quantity: Decimal | None
    grounds: str
    reason: str
    sites: tuple[str, ...]
    collected_on: date | None
    root_cause: str
    maintainer: str
    trigger: str
    parties: str
    steps: tuple[DemoStep, ...]


@dataclass(frozen=True, slots=True)
class DemoCall:
    """A round that one of the people calls for projects, the day it opens.

    `limits` are (township code, most projects, most fen).
    """

    year: int
    name: str
    opens_on: date
    closes_on: date
    by: str
    limits: tuple[tuple[str, int, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class DemoAllotment:
    """Money allotted to an envelope of a programme-year by document."""

    year: int
    kind: str
    amount_fen: int
    document_no: str
    on: date
    managed_only: bool = False


@dataclass(frozen=True, slots=True)
class DemoVote:
    """A residents' vote on projects of the open round, by their keys in their places on the ballot.

    `ballots` are (how many, places ticked) of those alike; the blank and invalid ones come behind them.
    """

    town_code: str
    projects: tuple[str, ...]
    by: str
    called_on: date
    held_on: date
    place: str
    invited: int
    budget_fen: int
    ballots: tuple[tuple[int, tuple[int, ...]], ...]
    blank: int
    invalid: int


@dataclass(frozen=True, slots=True)
class DemoRound:
    """The open round with what all its projects share; `answers` are those of the review."""

    calls: tuple[DemoCall, ...]
    allotments: tuple[DemoAllotment, ...]

    year: int
    name: str
    fund_source: str
    note: str
    answers: tuple[str, str, str]
    projects: tuple[DemoProject, ...]
    votes: tuple[DemoVote, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoPicture:
    """A project of the sheets that gets drawings, with the days they are dated."""

    number: str
    scene: str
    before_on: date
    after_on: date


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape, drawn `columns` × `rows` times, `dx` and `dy` apart."""

    kind: str
    numbers: tuple[float, ...]
    colour: str
    columns: int = 1
    rows: int = 1
    dx: float = 0
    dy: float = 0


@dataclass(frozen=True, slots=True)
class Drawings:
    """The drawings: a size, a title by scene, the shapes by (scene, moment), the stamp as a PNG."""

    width: int
    height: int
    credit: str
    titles: Mapping[str, str]
    moments: Mapping[str, str]
    shapes: Mapping[tuple[str, str], tuple[Shape, ...]]
    stamp: bytes


@dataclass(frozen=True, slots=True)
class Phrases:
    """Of what background tickets are made; words in braces are filled in.

    `kinds` are (word, weight). `calls` hold {place} and {word}; `tails` end a ticket; `traces` hold
    {phone}, {plate} or {identity}: personal data as people blurt it out. `plate` begins a number plate.
    """

    kinds: tuple[tuple[str, int], ...]
    deadline: str
    calls: tuple[str, ...]
    tails: tuple[str, ...]
    traces: tuple[str, ...]
    addresses: tuple[str, ...]
    plate: str


@dataclass(frozen=True, slots=True)
class DemoScript:
    """Everything that is invented beside a demo's sheets."""

    appointed_on: date
    people: tuple[DemoPerson, ...]
    round: DemoRound
    pictures: tuple[DemoPicture, ...]
    drawings: Drawings
    phrases: Phrases
