"""Home of the alerts on money: idle, paid too early, begun without money, one contractor everywhere.

Rules of thumb (domain 4); their thresholds are the policy's. An alert says "look", it refuses nothing.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Max

from xiaowei.base.parts import in_parts
from xiaowei.domain.funding import CORRECTED, NOTED, balance_fen
from xiaowei.domain.money import yuan
from xiaowei.journey.carrying import retention_fen
from xiaowei.journey.line import Line
from xiaowei.journey.survey import Survey
from xiaowei.stages.funding.models import LedgerLine

FEWEST = 3
"""Projects with a contractor that a township needs before a share says anything."""


def alerts(survey: Survey, lines: list[Line]) -> list[dict[str, Any]]:
    """Return what somebody should look at, as plain rows: code, subject, amount in yuan, measure."""
    live = [line for line in lines if not line.is_ended]
    early = [
        _told("paid_without_start", x.number, x.paid_fen or 0, None)
        for x in live
        if x.paid_fen and not x.is_started
    ]
    bare = [
        _told("started_without_money", x.number, x.filed_fen or 0, None)
        for x in live
        if x.is_prefinanced
    ]
    return [*early, *bare, *_idle(survey, lines), *_shares(survey, live)]


def _idle(survey: Survey, lines: list[Line]) -> list[dict[str, Any]]:
    """Return money that lies with a township longer than the policy allows; unknown is no alert."""
    held = [(line, _lying(survey, line)) for line in lines]
    last = _last_moves([line.pk for line, fen in held if fen], survey.as_of)
    found = []
    for line, fen in held:
        since = last.get(line.pk) or line.disbursed_on
        if fen and since and (survey.as_of - since).days > survey.policy_of(line).idle_days:
            found.append(_told("idle_money", line.number, fen, (survey.as_of - since).days))
    return found


def _lying(survey: Survey, line: Line) -> int:
    balance = balance_fen(line.disbursed_fen, line.paid_fen, line.back_fen)
    return 0 if balance is None else max(balance - retention_fen(survey, line), 0)


def _last_moves(keys: list[int], as_of: date) -> dict[int, date]:
    found: dict[int, date] = {}
    for part in in_parts(keys):
        rows = LedgerLine.objects.filter(
            filing__application__candidate_id__in=part,
            kind__in=("disbursed", "paid"),
            on__lte=as_of,
        )
        rows = rows.exclude(note__in=(NOTED, CORRECTED)).order_by()
        found |= dict(rows.values_list("filing__application__candidate_id").annotate(Max("on")))
    return found


def _shares(survey: Survey, lines: list[Line]) -> list[dict[str, Any]]:
    """Return contractors that hold more of a township's filed money than the policy's share."""
    towns: dict[str, list[Line]] = {}
    for line in lines:
        if line.contractor:
            towns.setdefault(line.town_code, []).append(line)
    found = []
    for town, held in sorted(towns.items()):
        total = sum(line.filed_fen or 0 for line in held)
        for contractor in sorted({line.contractor for line in held}):
            own = sum(line.filed_fen or 0 for line in held if line.contractor == contractor)
            if len(held) >= FEWEST and own > total * survey.policy_of(held[0]).contractor_share:
                subject = f"{survey.town_name(town)} · {contractor}"
                share = round(100 * own / total)
                found.append(_told("contractor_share", subject, own, share))
    return found


def _told(code: str, subject: str, fen: int, measure: int | None) -> dict[str, Any]:
    return {"code": code, "subject": subject, "amount": yuan(fen), "measure": measure}
