"""Home of a programme's effect as plain rows: sentences, picture, counts, the list and its sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaowei.analysis.effects.judging import Finding
from xiaowei.analysis.effects.sentences import digits
from xiaowei.domain.regions import within
from xiaowei.interfaces.web.atlas.charts import Chart, Series, bars
from xiaowei.interfaces.web.choices import type_name
from xiaowei.interfaces.web.shown import language, listed, words
from xiaowei.journey.effect import Effect, Finished
from xiaowei.journey.proof import Proof

TONES = {"worked": "okc", "worse": "overc", "too_early": "q", "not_provable": "q"}
LOUD = ("worse", "no_change", "worked", "not_provable", "too_early")
"""Where to look first."""
SORTS: dict[str, Callable[[Finished], Any]] = {
    "verdict": lambda one: (one.relapse is None, LOUD.index(one.verdict), -_count(one, "before")),
    "used": lambda one: -(one.line.used_on.toordinal() if one.line.used_on else 0),
    "before": lambda one: -_count(one, "before"),
    "after": lambda one: -_count(one, "after"),
    "town": lambda one: (one.line.town_code, one.line.number),
}
FIRST = "verdict"
MANY = 100


def _count(one: Finished, name: str) -> int:
    return getattr(one.proof.finding, name) if one.proof else 0


def near(told: Effect, regions: Sequence[str]) -> list[Finished]:
    """Return the finished projects within some regions; a blank one holds all."""
    if "" in regions:
        return list(told.rows)
    return [one for one in told.rows if any(within(one.line.town_code, code) for code in regions)]


def chosen(rows: Sequence[Finished], asked: Mapping[str, str]) -> list[Finished]:
    """Return the projects of a verdict, a type, or those that ring again, sorted as asked."""
    verdict, kind = asked.get("verdict", ""), asked.get("type", "")
    rows = [
        one
        for one in rows
        if verdict in ("", one.verdict) or (verdict == "relapse" and one.relapse)
        if kind in ("", one.line.type_code)
    ]
    return sorted(rows, key=SORTS.get(asked.get("sort", ""), SORTS[FIRST]))


def page(told: Effect, own: Sequence[Finished], asked: Mapping[str, str]) -> dict[str, Any]:
    """Return what the page shows but its list; by name only what is one's own."""
    whole = told.chosen.whole
    return {
        "whole": verdict(whole),
        "says": [note.text(language()) for note in whole.sentences],
        "weeks": told.weeks,
        "lengths": [_length(told, weeks) for weeks in told.proofs],
        "finished": len(told.rows),
        "judged": sum(one.finding.expected is not None for one in told.chosen.projects.values()),
        "next_on": told.next_on,
        "early": told.counts["too_early"],
        "waiting": told.waiting,
        "peak": _peak(own, whole),
        "needed_from": told.needed_from,
        "heard": told.chosen.heard,
        "silence": told.silence,
        "silence_percent": _percent(told.silence.rate),
        "said": told.said,
        "good": _percent(told.said.good / told.said.answers if told.said.answers else None),
        "solved": _percent(told.said.solved / told.said.answers if told.said.answers else None),
        "chart": chart(told),
        "counts": [
            {
                "code": code,
                "label": words(code, "proof"),
                "n": sum(one.verdict == code for one in own),
            }
            for code in told.counts
        ],
        "types": [_kind(told, code, proof) for code, proof in told.chosen.types.items()],
        "again": [row(one, "") for one in own if one.relapse],
        "narrowed": len(own) < len(told.rows),
        "watched": told.watch.watched,
        "columns": _columns(asked),
        "verdict": asked.get("verdict", ""),
        "type": asked.get("type", ""),
    }


def verdict(proof: Proof) -> dict[str, Any]:
    """Return a verdict in words: how many more or less, how sure, how likely by chance."""
    effect, found = proof.effect, proof.finding
    less = effect.reduction if effect else None
    low, high = effect.interval if effect else (None, None)
    return {
        "code": proof.verdict,
        "label": words(proof.verdict, "proof"),
        "tone": TONES.get(proof.verdict, ""),
        "before": found.before if proof.seen.full else None,
        "in_part": proof.seen.full < proof.seen.sites,
        "after": found.after,
        "so_far": proof.seen.over < proof.seen.sites,
        "expected": _expected(found),
        "less": None if less is None else _percent(abs(less)),
        "fell": less is not None and less >= 0,
        "between": (_signed(low), _signed(high)) if effect else None,
        "p_value": chance(found.p_value),
        "reason": _reason(str(found.reason or ""), proof.weeks),
    }


def _reason(code: str, weeks: int) -> str:
    return words(code, "unproven", weeks=weeks)


def _peak(own: Sequence[Finished], whole: Proof) -> dict[str, Any] | None:
    """Return the project that had more than half of all complaints before, where it is one's own."""
    most = max(own, key=lambda one: _count(one, "before"), default=None)
    if most is None or 2 * _count(most, "before") <= whole.finding.before:
        return None
    return row(most, "") | {"share": _count(most, "before")}


def _length(told: Effect, weeks: int) -> dict[str, Any]:
    return verdict(told.proofs[weeks].whole) | {"weeks": weeks, "on": weeks == told.weeks}


def _kind(told: Effect, code: str, proof: Proof) -> dict[str, Any]:
    n = sum(one.line.type_code == code for one in told.rows)
    return verdict(proof) | {"type": code, "name": type_name(code), "n": n}


def row(one: Finished, carried: str) -> dict[str, Any]:
    """Return a finished project as the list shows it."""
    found = one.proof.finding if one.proof else None
    address = reverse("project", args=[one.line.number])
    return {
        "number": one.line.number,
        "url": f"{address}?{carried}#proof" if carried else f"{address}#proof",
        "name": one.line.name,
        "place": listed(one.places[:2]) or one.line.name,
        "more": max(len(one.places) - 2, 0),
        "town": one.town,
        "type": type_name(one.line.type_code),
        "used_on": one.line.used_on,
        "label": words(one.verdict, "proof"),
        "tone": TONES.get(one.verdict, ""),
        "before": found.before if found else None,
        "after": found.after if found else None,
        "expected": _expected(found) if found else None,
        "p_value": chance(found.p_value if found else None),
        "reason": _reason(one.reason, one.weeks),
        "told_on": one.told_on,
        "good": _good(one),
        "relapse": one.relapse,
    }


def cells(rows: Sequence[Finished]) -> tuple[list[str], list[list[Any]]]:
    """Return the headers and cells of the list as a sheet."""
    headers = [
        _("编号"), _("项目"), _("点位"), _("镇街"), _("类型"), _("投用"), _("之前,件"), _("本来会有,件"),
        _("之后,件"), _("偶然的可能性"), _("结论"), _("缺什么"), _("哪天可看"), _("满意,%"), _("又响起来"),
    ]  # fmt: skip
    return headers, [_cells(one) for one in rows]


def _cells(one: Finished) -> list[Any]:
    found = one.proof.finding if one.proof else None
    return [
        one.line.number, one.line.name, listed(one.places), one.town,
        type_name(one.line.type_code), one.line.used_on, *_numbers(found),
        words(one.verdict, "proof"), _reason(one.reason, one.weeks),
        one.told_on, _good(one), one.relapse.told_on if one.relapse else None,
    ]  # fmt: skip


def _numbers(found: Finding | None) -> list[float | None]:
    """Return counts before, expected and after, and the chance; blank where there is none."""
    if found is None:
        return [None] * 4
    expected = None if found.expected is None else round(found.expected, 1)
    chance = None if found.p_value is None else round(found.p_value, 4)
    return [found.before, expected, found.after, chance]


def chart(told: Effect) -> Chart | None:
    """Return complaints week by week around the day of use, against what would have come anyway."""
    drawn = told.chosen.picture
    if drawn is None:
        return None
    weeks, blank = told.weeks, [None] * told.weeks
    names = [*(f"-{n}" for n in range(weeks, 0, -1)), *(f"+{n}" for n in range(1, weeks + 1))]
    lines = ((_("本来会有"), drawn.anyway, "warn"), (_("多半不低于"), drawn.low, "trend"),
             (_("多半不高于"), drawn.high, "trend"))  # fmt: skip
    series = [
        Series(_("投用前"), [*drawn.before.tolist(), *blank], "bar-pale", stack="seen"),
        Series(_("投用后"), [*blank, *drawn.after.tolist()], "bar-fill", stack="seen"),
        *(
            Series(name, [*blank, *(round(one, 1) for one in values.tolist())], shade, line=True)
            for name, values, shade in lines
        ),
    ]
    label = _("做过工程的地方每周的诉求,按投用那天对齐")
    return bars("effect", label, names, series, head=_("距投用,周"), unit=_("件"))


def _columns(asked: Mapping[str, str]) -> list[dict[str, Any]]:
    on = asked.get("sort", "") if asked.get("sort", "") in SORTS else FIRST
    names = {"verdict": _("结论"), "used": _("投用"), "before": _("之前"), "after": _("之后")}
    return [{"code": code, "label": label, "on": code == on} for code, label in names.items()]


def _good(one: Finished) -> int | None:
    told = one.ratings
    return round(100 * dict(told.satisfied).get("good", 0) / told.answers) if told else None


def chance(p_value: float | None) -> str:
    """Say a chance; blank where there is none."""
    return "" if p_value is None else digits(p_value)


def _expected(found: Finding) -> str | None:
    """Say how many were expected, large numbers without a fraction."""
    if found.expected is None:
        return None
    return f"{found.expected:.{int(found.expected < MANY)}f}"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f}%"


def _signed(less: float | None) -> str:
    """Say a reduction as a change: less is minus."""
    return _("不限") if less is None else f"{-100 * less:+.0f}%".replace("-", "−")
