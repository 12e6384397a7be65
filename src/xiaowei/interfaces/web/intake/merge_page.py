"""Home of the plain rows behind the merge page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from xiaowei.domain.conflicts import BOTH, FIRST, SECOND, Conflict
from xiaowei.domain.town_sheets import ERROR, Entry, Finding, Funded, Total, in_wan
from xiaowei.interfaces.merging import finding_shown
from xiaowei.interfaces.saying import masked, said
from xiaowei.interfaces.web.intake.bench import Bench
from xiaowei.interfaces.web.pictures import shares
from xiaowei.interfaces.web.shown import full_day, language, quantity, words

MOST_SHOWN = 200
FIELDS = (
    "number", "quantity_planned", "applied_yuan", "approved_yuan", "fund_source", "collected_on",
    "content", "note",
)  # fmt: skip


def merge_page(bench: Bench, rounds: Sequence[str]) -> dict[str, Any]:
    """Return the sheets, the counts that add up, the findings, and the conflicts."""
    page: dict[str, Any] = {
        "sheets": _sheets(bench),
        "round": bench.round_name,
        "rounds": [name for name in dict.fromkeys(rounds) if name != bench.round_name],
        "unread": [said(refusal, language()) for refusal in bench.unread.values()],
        "ready": bench.is_ready,
    }
    found = bench.settled
    if found is None:
        return page
    errors = [one for one in found.merged.findings if one.level == ERROR]
    shown = {id(one.finding) for one in found.open}
    warnings = [one for one in found.merged.findings if one.level != ERROR and id(one) not in shown]
    counts = _counts(bench)
    own = [one for one in errors if id(one) not in shown]
    return page | {
        "own_errors": [_finding(one, bench, False) for one in own[:MOST_SHOWN]],
        "own_count": len(own),
        "in_conflict": len(errors) - len(own),
        "alike": _alike(found.open),
        "counts": counts,
        "picture": shares({"new": counts["merged"], "same": counts["left"],
                           "rejected": counts["wrong"]}),
        "errors": [_finding(one, bench, id(one) in shown) for one in errors[:MOST_SHOWN]],
        "warnings": [_finding(one, bench, False) for one in warnings[:MOST_SHOWN]],
        "warning_count": len(warnings),
        "warning_kinds": _kinds(warnings),
        "open": [_conflict(one, bench) for one in found.open],
        "decided": [_conflict(one, bench) for one in found.decided],
    }  # fmt: skip


def _counts(bench: Bench) -> dict[str, int]:
    """Return how many rows were read, merged, left out by choice, and held back as wrong."""
    assert bench.settled is not None  # noqa: S101
    found = bench.settled
    unreadable = sum(len(sheet.rejected) for sheet in bench.read)
    return {
        "read": sum(len(sheet.lines) for sheet in bench.read) + unreadable,
        "merged": len(found.merged.good),
        "left": len(found.left_out),
        "wrong": len(found.merged.bad) + unreadable,
    }


def _kinds(findings: Iterable[Finding]) -> list[tuple[str, int]]:
    return Counter(_kind(one) for one in findings).most_common()


def _sheets(bench: Bench) -> list[dict[str, Any]]:
    findings = bench.settled.merged.findings if bench.settled else ()
    wrong = Counter(one.file for one in findings if one.level == ERROR)
    rows = {sheet.file: len(sheet.lines) + len(sheet.rejected) for sheet in bench.read}
    return [
        {
            "token": one.token,
            "name": name,
            "rows": rows.get(name),
            "mended": sum(len(cells) for cells in one.mends.values()),
            **_standing(name in bench.unread, wrong[name]),
        }
        for name, one in bench.sheets.items()
    ]


def _standing(unread: bool, wrong: int) -> dict[str, str]:
    if unread:
        return {"state": _("读不了"), "tone": "warnc"}
    if wrong:
        return {"state": _("%(n)s 处错误") % {"n": wrong}, "tone": "warnc"}
    return {"state": _("没有错误"), "tone": "okc"}


def _finding(one: Finding, bench: Bench, is_open: bool) -> dict[str, Any]:
    """Return a finding with the cell to mend, where it is one of the sheet's own."""
    sheet = bench.sheets.get(one.file)
    headers = next((s.headers.values() for s in bench.read if s.file == one.file), ())
    readable = masked(one.value) == one.value
    return finding_shown(one, language()) | {
        "token": sheet.token if sheet else "",
        "kind": _kind(one),
        "raw": one.value if readable else "",
        "mend": bool(sheet and one.error.row and one.error.column in headers),
        "conflict": is_open,
    }


def _kind(one: Finding) -> str:
    kind = words(one.error.code, "finding")
    return _("读不懂的值") if kind == one.error.code else kind


def _alike(conflicts: Sequence[Conflict]) -> list[dict[str, Any]]:
    """Return the kinds of conflicts of which there are several, to be settled in one go."""
    groups: dict[str, list[Conflict]] = {}
    for one in conflicts:
        groups.setdefault(one.finding.error.code, []).append(one)
    return [
        {
            "code": code,
            "kind": _kind(found[0].finding),
            "n": len(found),
            "options": [(option, _option(found[0], option)) for option in found[0].options],
        }
        for code, found in groups.items()
        if len(found) > 1
    ]


def _conflict(one: Conflict, bench: Bench) -> dict[str, Any]:
    """Return a conflict's two sides with what differs marked, and what may be chosen."""
    first, second = _side(one.first), _side(one.second or one.first, rows=one.second is None)
    others = dict(second["facts"])
    for side, beside in ((first, others), (second, dict(first["facts"]))):
        side["facts"] = [
            (label, value, label in beside and beside[label] != value)
            for label, value in side["facts"]
        ]
    chosen, told = one.choice, _finding(one.finding, bench, True)
    return {
        "key": one.key,
        "kind": _kind(one.finding),
        "wrong": told["message"],
        "remedy": told["remedy"],
        "mend": told,
        "sides": [("A", first), ("B", second)],
        "options": [(code, _option(one, code)) for code in one.options],
        "keep": chosen.keep if chosen else "",
        "reason": chosen.reason if chosen else "",
        "chosen": _option(one, chosen.keep) if chosen else "",
    }


def _option(one: Conflict, code: str) -> str:
    if one.finding.error.code == "merge_total":
        return _("以各行为准 (B)")
    if one.finding.error.code == "merge_funded":
        return {FIRST: _("不再安排,只留 A"), BOTH: _("仍要安排")}[code]
    return {FIRST: _("只要 A"), SECOND: _("只要 B"), BOTH: _("都要")}[code]


def _side(side: Entry | Funded | Total, *, rows: bool = False) -> dict[str, Any]:
    if isinstance(side, Entry):
        return _entry_side(side)
    if isinstance(side, Funded):
        facts = [
            (words("number", "sheet_column"), side.number),
            (words("disbursed_on", "sheet_column"), full_day(side.on)),
        ]
        return {"where": _("本机的记录"), "name": side.place, "facts": facts}
    amount = side.sums[-1] if rows else side.stated
    name = _("各行相加") if rows else _("合计行写的")
    where = side.column if rows else _("第%(row)s行") % {"row": side.row}
    return {"where": where, "name": name, "facts": [(_("万元"), in_wan(amount))]}


def _entry_side(entry: Entry) -> dict[str, Any]:
    row = entry.row
    facts = [(words(name, "sheet_column"), _value(entry, name)) for name in FIELDS]
    where = _("%(file)s 第%(row)s行") % {"file": entry.sheet.file, "row": row.row}
    return {
        "where": where,
        "name": masked(row.name),
        "facts": [(label, value) for label, value in facts if value],
    }


def _value(entry: Entry, name: str) -> str:
    value = getattr(entry.row, name)
    if value is None or value == "":
        return ""
    if name.endswith("_yuan"):
        return _("%(wan)s 万元") % {"wan": in_wan(value)}
    if name == "quantity_planned":
        return f"{quantity(value)} {entry.row.unit or ''}".strip()
    return full_day(value) if name.endswith("_on") else masked(str(value))
