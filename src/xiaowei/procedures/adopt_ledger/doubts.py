"""Home of what a ledger leaves in doubt: words it doesn't explain, steps without a date."""

from __future__ import annotations

from collections.abc import Sequence

from xiaowei.domain.wording import Note
from xiaowei.procedures.adopt_ledger.facts import STARTED, Facts

FINISHED = ("已完工", "完工", "竣工", "已竣工", "已验收", "验收")
"""Words of a status that go further than works under way."""
EARLIER = (
    "完工待验收",
    "未开工",
    "酝酿",
    "征集",
    "申报",
    "审核",
    "审定",
    "备案",
    "拨付",
    "结算",
    "待",
)
"""Words that promise nothing beyond the dates."""
WORDS_SHOWN = 5


def doubtful(every: Sequence[Facts]) -> list[Note]:
    """Return what of the rows to be taken needs a second look, a line each or one for all."""
    return [*_status_further_than_dates(every), *_unknown_status(every), *_undated_steps(every)]


def _status_further_than_dates(every: Sequence[Facts]) -> list[Note]:
    return [
        Note("warning.not_accepted", row=facts.row.row, status=facts.row.status)
        for facts in every
        if facts.row.status in FINISHED and facts.row.accepted_on is None
    ]


def _unknown_status(every: Sequence[Facts]) -> list[Note]:
    said = [facts.row.status for facts in every if facts.row.status]
    unknown = [word for word in said if not _is_known(word)]
    if not unknown:
        return []
    words = "、".join(sorted(set(unknown))[:WORDS_SHOWN])
    return [Note("warning.unknown_status", words=words, count=len(unknown))]


def _is_known(status: str) -> bool:
    return status in FINISHED or status.startswith(STARTED) or any(w in status for w in EARLIER)


def _undated_steps(every: Sequence[Facts]) -> list[Note]:
    """Name the steps that amounts or later dates prove, but that the sheet gives no date for."""
    counts = {
        "approved": sum(1 for f in every if f.approved_fen is not None and not f.row.approved_on),
        "disbursed": sum(1 for f in every if f.disbursed_fen and not f.row.disbursed_on),
    }
    return [Note(f"warning.undated_{step}", count=n) for step, n in counts.items() if n]
