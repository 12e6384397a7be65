"""Home of the plain rows of the rules in force: policies in words, project types, a calendar year."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from xiaowei.base.policies.models import Document
from xiaowei.base.policies.queries import DEFAULT, Difference
from xiaowei.base.regions.queries import name_of
from xiaowei.domain.catalogue import Catalogue, ProjectType
from xiaowei.domain.months import first_of
from xiaowei.domain.policy import Policy, PurchaseStep
from xiaowei.domain.workdays import Calendar
from xiaowei.interfaces.web.choices import type_name
from xiaowei.interfaces.web.shown import full_day, listed, month_name, wan, words, yuan

GROUPS = {
    "money": (
        "cap_fen", "tiny_cap_fen", "mean_cap_fen", "other_fees_share", "price_deviation",
        "supplement_share", "contractor_share", "instalments", "audit_from_fen", "purchase",
        "notice_days", "hold_disbursement", "refund_years", "unused_years", "split_days",
    ),
    "clocks": ("clocks",),
    "ticket_hours": ("ticket_hours",),
    "review": (
        "four_eyes", "return_rounds", "opinion_silence_agrees", "proactive", "departments",
        "clock_stops", "filing_number", "idle_days", "fast_days", "worth",
    ),
    "proof": (
        "silence_min_days", "check_days", "warranty_months", "repeat_min", "repeat_months",
        "burst_min_callers", "alarm_interval_days", "rates", "managed",
    ),
    "residents": ("voices_per_day", "households_per_answer", "public_questions"),
}  # fmt: skip
"""What a policy decides, in the order of the page; its name, validity and wording stand elsewhere."""
ONE_BY_ONE = {"clocks": "clock", "ticket_hours": "ticket_grade", "worth": "worth_part"}
"""The values that are rows of their own, with the group of words that names each."""
SHOWN_CHANGES = 200
SATURDAY = 5


def document_row(one: Document) -> dict[str, Any]:
    """Return a document in force as a row."""
    return {
        "kind": words(one.kind, "rule_kind"),
        "code": one.kind,
        "name": one.name,
        "title": policy_title(one.name) if one.kind == "policy" else "",
        "version": one.version,
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
    }


def policy_title(name: str) -> str:
    """Say whose policy it is, and from when."""
    if name == DEFAULT:
        return _("没有另行规定的区,都按这一份")
    code, _sign, begun = name.partition(":")
    return _("%(where)s,自 %(day)s 起") % {"where": name_of(code), "day": full_day(begun)}


def policy_groups(own: Policy, default: Policy) -> list[dict[str, Any]]:
    """Return a policy's values in words, group by group, each with what holds elsewhere."""
    found = []
    for group, names in GROUPS.items():
        theirs = dict(_told(default, names))
        rows = [
            {"label": label, "value": value, "elsewhere": theirs.get(label, "")}
            for label, value in _told(own, names)
        ]
        found.append({"title": words(group, "rule_group"), "rows": rows})
    return found


def change_rows(found: Sequence[Difference]) -> list[dict[str, str]]:
    """Return the first of the values that the packs would change."""
    return [
        {
            "what": words(one.kind, "rule_kind"),
            "name": policy_title(one.name) if one.kind == "policy" else "",
            "path": _path_said(one.path),
            "old": one.old or "—",
            "new": one.new or "—",
        }
        for one in found[:SHOWN_CHANGES]
    ]


def type_rows(known: Catalogue) -> list[dict[str, Any]]:
    """Return the project types with what each measures, cures and usually costs."""
    names = {topic.code: topic.name for topic in known.topics}
    return [
        {
            "name": one.name,
            "klass": one.klass_name,
            "unit": one.unit,
            "price": _price(one),
            "illustrative": bool(one.price and one.price.illustrative),
            "topics": listed(sorted(names.get(code, code) for code in one.topics)),
            "indicators": listed(
                f"{x.name}({x.unit})" for x in one.indicators if x.code != "quantity"
            ),
        }
        for one in known.types
    ]


def calendar_page(known: Calendar, asked: str, day: date) -> dict[str, Any]:
    """Return a year's months as weeks of days; a year not asked for well is this one."""
    years = range(known.first.year, known.confirmed_to.year + 1)
    year = int(asked) if asked in map(str, years) else day.year
    return {
        "year": year,
        "years": years,
        "total": known.days(date(year, 1, 1), date(year, 12, 31)),
        "confirmed": known.confirmed(date(year, 12, 31)),
        "confirmed_to": known.confirmed_to,
        "months": [_month(known, year, number) for number in range(1, 13)],
        "week": (_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日")),
    }


def calendar_cells(known: Calendar) -> Iterator[tuple[date, str]]:
    """Yield the days that differ from Monday to Friday."""
    for day in sorted(known.off | known.on):
        yield day, _("调休上班") if day in known.on else _("放假")


def _month(known: Calendar, year: int, number: int) -> dict[str, Any]:
    weeks = Weeks().monthdatescalendar(year, number)
    first = date(year, number, 1)
    last = first_of(first, 1) - timedelta(1)
    return {
        "name": month_name(number),
        "total": known.days(first, last),
        "weeks": [[_day(known, day) if day.month == number else None for day in w] for w in weeks],
    }


def _day(known: Calendar, day: date) -> dict[str, Any]:
    if day in known.on:
        return {"n": day.day, "css": "on", "mark": _("班"), "said": _("调休上班")}
    if day in known.off and day.weekday() < SATURDAY:
        return {"n": day.day, "css": "off", "mark": _("休"), "said": _("放假")}
    return {"n": day.day, "css": "we" if day.weekday() >= SATURDAY else ""}


def _told(policy: Policy, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        value = getattr(policy, name)
        if name in ONE_BY_ONE:
            yield from ((words(code, ONE_BY_ONE[name]), str(n)) for code, n in _items(value))
        else:
            yield words(name, "rule"), _said(name, value)


def _items(rule: Any) -> Iterator[tuple[str, Any]]:
    """Yield the parts of a rule: of a mapping, or of a record by their names."""
    yield from rule.items() if isinstance(rule, Mapping) else asdict(rule).items()


def _said(name: str, value: Any) -> str:
    """Say a value of a policy by what it is."""
    if value is None or isinstance(value, bool):
        return {None: _("不限"), True: _("是"), False: _("否")}[value]
    if name.endswith("_fen"):
        return _("%(wan)s 万元") % {"wan": wan(value)}
    if isinstance(value, float):
        return f"{value * 100:g}%"
    if isinstance(value, Mapping):
        return listed(_pair(name, code, one) for code, one in value.items())
    if isinstance(value, tuple):
        return listed(_one_of(name, one) for one in value)
    return str(value) if isinstance(value, str | int) else _parts(value)


def _pair(name: str, code: str, value: Any) -> str:
    if name == "warranty_months":
        known = _("其他") if code == "default" else type_name(code)
        return f"{known} {value}"
    return str(value)


def _one_of(name: str, value: Any) -> str:
    if isinstance(value, PurchaseStep):
        limit = "" if value.up_to_fen is None else f" ≤ {_said('_fen', value.up_to_fen)}"
        return f"{words(value.method, 'purchase')}{limit}"
    return words(value, "suspension") if isinstance(value, str) else _said(name, value)


def _parts(rule: Any) -> str:
    return listed(_said("", getattr(rule, name)) for name in rule.__slots__)


def _price(one: ProjectType) -> str:
    if one.price is None:
        return ""
    return f"{yuan(one.price.low_fen)}–{yuan(one.price.high_fen)}"


def _path_said(path: str) -> str:
    """Say which value a path names: a rule or a clock by its words, anything else as it is written."""
    head, _dot, rest = path.partition(".")
    group = ONE_BY_ONE.get(head)
    if group and rest:
        return words(rest, group)
    return " ".join(filter(None, (words(head, "rule"), rest)))
