"""Whatever is done in whatever order, the books of a small programme balance after every step.

The machine takes allowed and forbidden steps alike; a forbidden one is refused and changes nothing.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import accumulate, count
from time import perf_counter

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests import town, walking
from tests.keeping import put_back, undone
from tests.stages.funding.test_sixteen_at_once import BEFORE
from xiaowei.base.steady import steady
from xiaowei.domain.errors import XiaoweiError
from xiaowei.stages.funding import operations as funding
from xiaowei.stages.funding.models import Envelope, EnvelopeLine, Filing, LedgerLine
from xiaowei.stages.selection.models import Application

pytestmark = [pytest.mark.django_db, pytest.mark.long]

RUNS, STEPS = 72, 220
"""Programmes played and steps in each: more than 10,000 steps in all, how many hangs on the constants that
Hypothesis gathers from the code."""
PROJECTS = 3
SOURCES = (("市级", 600_000), ("区级", 500_000), ("村集体", 100_000))
WHOLE = sum(amount for _, amount in SOURCES)
CAP = 20_000_000
CONDITIONS = ("start", "progress", "acceptance", "settlement", "retention")
AMOUNT = st.one_of(
    st.sampled_from((1, 99_999, 360_000, 600_000, 840_000, WHOLE)), st.integers(-5, WHOLE + 5)
)
WHICH = st.integers(0, PROJECTS - 1)
SAID = {
    "submit": {"applied_fen": WHOLE, "fund_lines": list(SOURCES), "fund_source": "市级+区级"},
    "approve": {"approved_fen": WHOLE, "lines": list(SOURCES), "cut_reason": ""},
}
numbers: list[str] = []
tally = {"steps": 0, "done": 0, "refused": 0}


@pytest.fixture
def programme(db):
    """Set the small programme up once: three approved projects of three sources each."""
    put_back(walking.kept("consult"))
    numbers[:] = [walking.NUMBER, *(walking.mint() for _ in range(PROJECTS - 1))]
    for number in numbers:
        for name in BEFORE:
            walking.take(number, name, **SAID.get(name, {}))


class Money(RuleBasedStateMachine):
    """A clerk who tries everything."""

    def __init__(self):
        super().__init__()
        self.hold = undone()
        self.hold.__enter__()
        self.days, self.changed = count(), True

    def teardown(self):
        self.hold.__exit__(None, None, None)

    def do(self, operation, by, **said):
        """Take a step; a refusal is an answer too, and whatever it did is undone."""
        tally["steps"] += 1
        # Now and then a step is dated some days back.
        day = next(self.days)
        on = date(2022, 8, 6) + timedelta(days=day - (7 if day % 5 == 4 else 0))
        at = town.moment("2030-01-01 09:00")
        try:
            with transaction.atomic():
                operation(by=by, on=on, at=at, **said)
            tally["done"] += 1
            self.changed = True
        except XiaoweiError:
            tally["refused"] += 1
            # What was refused has left nothing: looked at now and then, not each time.
            self.changed = tally["refused"] % 10 == 0

    @initialize(begun=st.integers(0, PROJECTS))
    def begin(self, begun):
        """Let most programmes begin with money and with projects filed: nothing moves without."""
        for kind in ("city", "district") if begun else ():
            self.allot(kind, 3 * WHOLE, kind == "city")
        for which in range(begun):
            self.file(which)

    @rule(kind=st.sampled_from(("city", "district")), amount=AMOUNT, mine=st.booleans())
    def allot(self, kind, amount, mine):
        where = {"district_code": town.DISTRICT, "year": 2022, "kind": kind}
        where |= {"town_code": town.WHITESTONE if mine else ""}
        said = {"amount_fen": amount, "document_no": "3号", "reason": "调减"}
        self.do(funding.allot, town.OFFICER, **where, **said)

    @rule(which=WHICH)
    def file(self, which):
        self.do(funding.file, town.HEAD, number=numbers[which])

    @rule(which=WHICH)
    def charge(self, which):
        self.do(funding.charge, town.OFFICER, number=numbers[which])

    @rule(which=WHICH, amount=AMOUNT, whole=st.booleans())
    def disburse(self, which, amount, whole):
        filing = self.of(which)
        fen = filing.approved_fen - filing.disbursed_fen if whole and filing else amount
        self.do(funding.disburse, town.FINANCE, number=numbers[which], amount_fen=fen)

    @rule(which=WHICH, condition=st.sampled_from(CONDITIONS))
    def release(self, which, condition):
        self.do(funding.release, town.CLERK, number=numbers[which], condition=condition)

    @rule(which=WHICH)
    def hold_again(self, which):
        self.do(funding.withdraw, town.CLERK, number=numbers[which], condition="progress")

    @rule(which=WHICH, amount=AMOUNT, condition=st.sampled_from(CONDITIONS))
    def pay(self, which, amount, condition):
        said = {"amount_fen": amount, "condition": condition}
        self.do(funding.pay, town.CLERK, number=numbers[which], **said)

    @rule(which=WHICH, amount=AMOUNT)
    def refund(self, which, amount):
        said = {"amount_fen": amount, "reason": "多付"}
        self.do(funding.refund, town.CLERK, number=numbers[which], **said)

    @rule(which=WHICH, amount=AMOUNT)
    def note_paid(self, which, amount):
        self.do(funding.note_paid, town.CLERK, number=numbers[which], amount_fen=amount)

    @rule(which=WHICH, amount=AMOUNT)
    def settle(self, which, amount):
        self.do(funding.settle, town.FINANCE, number=numbers[which], amount_fen=amount)

    @rule(which=WHICH, amount=AMOUNT)
    def give_back(self, which, amount):
        self.do(funding.give_back, town.FINANCE, number=numbers[which], amount_fen=amount)

    @rule(which=WHICH, amount=AMOUNT)
    def ask(self, which, amount):
        said = {"what": "amount", "amount_fen": amount, "reason": "量变"}
        self.do(funding.ask_change, town.CLERK, number=numbers[which], **said)

    @rule(which=WHICH, agree=st.booleans())
    def answer(self, which, agree):
        operation = funding.agree_change if agree else funding.refuse_change
        self.do(operation, town.OFFICER, number=numbers[which], answer="已核")

    @rule(which=WHICH, amount=AMOUNT)
    def claw_back(self, which, amount):
        said = {"amount_fen": amount, "reason": "收回"}
        self.do(funding.claw_back, town.FINANCE, number=numbers[which], **said)

    @rule(which=WHICH, withdrawn=st.booleans(), seldom=st.integers(0, 4))
    def end(self, which, withdrawn, seldom):
        if seldom:
            return
        operation = funding.withdraw_filing if withdrawn else funding.terminate
        said = {"reason": "停"} | ({} if withdrawn else {"reason_code": "dispute"})
        self.do(operation, town.OFFICER, number=numbers[which], **said)

    def of(self, which):
        return Filing.objects.filter(application__candidate__number=numbers[which]).first()

    @invariant()
    def the_books_balance(self):
        if self.changed:
            self.every_sum_is_that_of_its_lines()
            self.no_sum_runs_ahead_of_another()
            self.no_day_is_below()
            self.an_envelope_holds_what_its_filings_drew()
            self.the_sources_add_up_to_the_whole()

    def every_sum_is_that_of_its_lines(self):
        lines = _sums(LedgerLine, "filing_id", "kind")
        for filing in Filing.objects.all():
            own = {kind: fen for (key, kind), fen in lines.items() if key == filing.pk}
            assert own.get("filed", 0) == filing.approved_fen
            assert own.get("disbursed", 0) == filing.disbursed_fen
            assert own.get("paid", 0) == filing.paid_fen
            assert own.get("settled", 0) == (filing.settled_fen or 0)
            assert own.get("returned", 0) == filing.returned_fen
            assert own.get("clawed_back", 0) == -filing.clawed_fen

    def no_sum_runs_ahead_of_another(self):
        for filing in Filing.objects.select_related("application"):
            paid, back = filing.paid_fen, filing.returned_fen + filing.clawed_fen
            assert 0 <= paid <= filing.disbursed_fen <= filing.approved_fen
            assert filing.approved_fen <= filing.application.approved_fen <= CAP
            assert filing.disbursed_fen - paid - back >= 0
            assert filing.settled_fen is None or paid <= filing.settled_fen <= filing.approved_fen

    def no_day_is_below(self):
        for filing in Filing.objects.all():
            left, lies = Counter(), Counter()
            for kind, fen, on in filing.lines.values_list("kind", "amount_fen", "on"):
                left[on] += {"filed": fen, "disbursed": -fen}.get(kind, 0)
                lies[on] += {"disbursed": fen, "paid": -fen, "returned": -fen}.get(kind, 0)
                lies[on] += fen if kind == "clawed_back" else 0
            for moves in (left, lies):
                assert all(sum_ >= 0 for sum_ in accumulate(moves[day] for day in sorted(moves)))
        for envelope in Envelope.objects.all():
            moves = Counter()
            for kind, fen, on in envelope.lines.values_list("kind", "amount_fen", "on"):
                moves[on] += fen if kind == "allotted" else -fen
            assert all(sum_ >= 0 for sum_ in accumulate(moves[day] for day in sorted(moves)))

    def an_envelope_holds_what_its_filings_drew(self):
        lines = _sums(EnvelopeLine, "envelope_id", "kind")
        for envelope in Envelope.objects.all():
            assert lines.get((envelope.pk, "allotted"), 0) == envelope.allotted_fen
            assert lines.get((envelope.pk, "drawn"), 0) == envelope.drawn_fen
            assert 0 <= envelope.drawn_fen <= envelope.allotted_fen
        drawn = _sums(EnvelopeLine, "filing_id", "envelope__kind", kind="drawn")
        for filing in Filing.objects.all():
            own = {kind: fen for (key, kind), fen in drawn.items() if key == filing.pk}
            if own:
                ended = filing.state in ("withdrawn", "terminated")
                keep_fen = filing.disbursed_fen if ended else filing.approved_fen
                assert {k: v for k, v in own.items() if v} == _by_kind(keep_fen)

    def the_sources_add_up_to_the_whole(self):
        for application in Application.objects.prefetch_related("fund_lines"):
            parts = [line.approved_fen for line in application.fund_lines.all()]
            assert sum(parts) == application.approved_fen == WHOLE


def _sums(model, *keys, **where):
    rows = model.objects.filter(**where).order_by().values_list(*keys)
    return {tuple(row[:-1]): row[-1] for row in rows.annotate(sum=Sum("amount_fen"))}


def _by_kind(amount_fen):
    """Fill the sources in their order; the village needs no envelope."""
    city = min(amount_fen, SOURCES[0][1])
    district = min(amount_fen - city, SOURCES[1][1])
    return {k: v for k, v in (("city", city), ("district", district)) if v}


def test_the_books_balance_in_any_order(programme):
    begun = perf_counter()
    played = settings(
        max_examples=RUNS,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    with steady():
        run_state_machine_as_test(Money, settings=played)
    seconds = perf_counter() - begun
    print(f"{connection.vendor}: {tally} in {seconds:.0f} s")
    assert tally["steps"] >= 10_000
    assert tally["done"] > 1_500
