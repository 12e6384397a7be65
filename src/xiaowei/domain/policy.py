"""Home of a place's parameters: the policy of one district and year, with its version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from xiaowei.domain.errors import RuleBroken
from xiaowei.domain.portfolio import Weights

MEASURES = (
    "quantity",
    "parking_spaces",
    "projects",
    "sites_total",
    "townships",
    "villages",
    "estates",
    "communities",
    "villages_and_communities",
    "households",
)


CLOCKS = (
    "acceptance", "arrival", "butler_answer", "butler_idle", "collect_apply", "contractor_answer",
    "department_answer", "disburse", "district_answer", "emergency_papers", "escalation", "filing",
    "finance_answer", "opinion", "place_unvisited", "procure", "proposal_answer", "question_answer",
    "review", "settle", "stale_progress", "township_answer", "village_answer", "voice_answer", "works",
)  # fmt: skip
"""The steps for which a policy has to say how many working days they may take."""


@dataclass(frozen=True, slots=True)
class Part:
    """One figure in words: `text` holds `{value}`; a part whose figure is 0 is left out."""

    measure: str
    text: str
    display: str = "plain"


@dataclass(frozen=True, slots=True)
class Clause:
    """What a project type says of itself; the first part decides whether it speaks at all."""

    type: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class AsOfWords:
    """How the day is named; `{year}` is empty in the programme's own year."""

    month_end: str
    day: str
    year: str


@dataclass(frozen=True, slots=True)
class SilenceWords:
    """How silence is told: all silent, almost all (from a share of `almost_from`), fewer; of all
    completed sites, of those observed so far, or of none yet. `unheard` is said where there are no
    tickets at all.
    """

    almost_from: float
    all: str
    almost: str
    fewer: str
    completed: str
    partly: str
    unobserved: str
    unheard: str


@dataclass(frozen=True, slots=True)
class Joins:
    """What stands between parts of the paragraph."""

    part: str
    clause: str
    reach: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The wording of a programme's news paragraph."""

    as_of: AsOfWords
    opening: tuple[Part, ...]
    clauses: tuple[Clause, ...]
    reach_lead: str
    reach: tuple[Part, ...]
    households: Part
    silence: SilenceWords
    joins: Joins
    nothing: str


@dataclass(frozen=True, slots=True)
class RateRule:
    """Weights of the three rates in percent: contacted, solved, satisfied."""

    contacted: int
    solved: int
    satisfied: int


@dataclass(frozen=True, slots=True)
class ManagedRule:
    """When a township becomes 治理类 by default; an official list always overrides."""

    top_share: float
    monthly_tickets: int
    leave_months: int
    leave_solved: float


@dataclass(frozen=True, slots=True)
class PurchaseStep:
    """Up to which amount in fen a way of purchase may be used; None means without limit."""

    method: str
    up_to_fen: int | None


@dataclass(frozen=True)
class Policy:
    """The rules of one district from one year on; shares are 0..1, clocks working days.

    `departments` are those that may be asked for an opinion, code -> name. `clocks` knows the steps
    collect_apply, review, opinion, filing, disburse, procure, works, acceptance, settle,
    emergency_papers, stale_progress; of residents' voices voice_answer, proposal_answer,
    question_answer; of the channel arrival, escalation and village_answer, likewise
    for each desk; butler_idle, place_unvisited. `ticket_hours` are the limits of the four ticket
    grades in hours, `warranty_months` by project type. `notice_days` are calendar days of public
    notice before money is disbursed, 0 for none; `filing_number` is how filing numbers are made, of
    {number}, {prefix}, {year} and, counted per programme-year, {n}. `clock_stops`
    are the reasons for which a suspension that is allowed stops the clock of the works. From one
    address come at most `voices_per_day` voices of a kind; satisfaction is told from one answer per
    `households_per_answer` households on; `public_questions` opens questions to the township.
    A burst raises an alarm only if chance alone brought one like it in the district at most once in
    `alarm_interval_days`; 0 is every burst. `worth` is what one of each counts where a sum is weighed.
    """

    district: str
    year: int
    version: str
    valid_from: date
    valid_to: date | None
    programme_name: str
    number_prefix: str
    cap_fen: int
    tiny_cap_fen: int
    fast_days: int
    repeat_min: int
    repeat_months: int
    silence_min_days: int
    price_deviation: float
    mean_cap_fen: int | None
    other_fees_share: float
    hold_disbursement: bool
    proactive: bool
    opinion_silence_agrees: bool
    return_rounds: int
    four_eyes: bool
    departments: Mapping[str, str]
    split_days: int
    refund_years: int
    idle_days: int
    contractor_share: float
    burst_min_callers: int
    clocks: Mapping[str, int]
    ticket_hours: Mapping[str, int]
    check_days: tuple[int, ...]
    instalments: tuple[float, ...]
    purchase: tuple[PurchaseStep, ...]
    rates: RateRule
    managed: ManagedRule
    paragraph: Paragraph
    notice_days: int = 0
    unused_years: int = 2
    audit_from_fen: int = 10_000_000
    supplement_share: float = 0.10
    filing_number: str = "{number}-BA"
    warranty_months: Mapping[str, int] = field(default_factory=lambda: {"default": 12})
    clock_stops: tuple[str, ...] = ("weather", "heavy_pollution", "utility_works", "epidemic")
    voices_per_day: int = 20
    households_per_answer: int = 20
    public_questions: bool = False
    alarm_interval_days: int = 0
    worth: Weights = field(default_factory=Weights)

    @property
    def silence_almost(self) -> float:
        """The share of silent sites (0..1) from which "almost all" may be said."""
        return self.paragraph.silence.almost_from

    def is_tiny(self, amount_fen: int | None) -> bool:
        """Tell whether a project of that amount in fen is asked for fewer papers; unknown counts as 0."""
        return (amount_fen or 0) < self.tiny_cap_fen

    def clock(self, step: str) -> int:
        """Return the working days that `step` may take.

        :raises RuleBroken: `no_such_clock`
        """
        if step not in self.clocks:
            raise RuleBroken("no_such_clock", step=step, known=", ".join(self.clocks))
        return self.clocks[step]


class PolicyBook:
    """All policies; `default` serves the districts that have none of their own."""

    def __init__(self, default: Policy, policies: Iterable[Policy] = ()) -> None:
        self.default = default
        self.policies = tuple(policies)

    def of(self, district: str, year: int) -> Policy:
        """Return the policy of `district` (any number of digits) for the programme year `year`."""
        code = district.ljust(12, "0")
        own = [p for p in self.policies if p.district == code and _in_force(p, year)]
        found = max(own, key=lambda policy: policy.valid_from, default=self.default)
        return replace(found, district=code, year=year)

    def districts(self) -> tuple[str, ...]:
        """Return the codes of the districts that have policies of their own."""
        return tuple(sorted({policy.district for policy in self.policies}))


def _in_force(policy: Policy, year: int) -> bool:
    return policy.valid_from.year <= year <= (policy.valid_to or date.max).year
