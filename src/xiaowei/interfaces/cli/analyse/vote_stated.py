"""Home of what a file of ballots says of its own count, and whether that is what was counted now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.voting import COMPLETIONS, RULES
from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.printing import language

if TYPE_CHECKING:
    from xiaowei.connectors.pabulib.poll import Poll


def rule_of(poll: Poll, rule: str | None, completion: str | None) -> tuple[str, Any]:
    """Return the rule and the completion to count by: what is asked for, else what the file tells.

    :raises BadInput: `vote_rule_missing`
    """
    if rule:
        return rule, completion or "none"
    told = _told(poll)
    if told is None:
        raise BadInput("vote_rule_missing", value=poll.meta.get("rule", ""), known=" ".join(RULES))
    return told[0], completion or told[1]


def stated_of(
    poll: Poll, counted_by: tuple[str, str], winners: Sequence[str]
) -> dict[str, Any] | None:
    """Return the file's rule and winners with whether they are those counted now; None if it has neither.

    What can't be compared, since the file lacks it or names a rule unknown here, is None.
    """
    rule, told = poll.meta.get("rule", ""), _told(poll)
    marked = any("selected" in option.told for option in poll.options)
    selected = [
        option.id for option in poll.options if option.told.get("selected", "").strip() == "1"
    ]
    if not (rule or marked):
        return None
    return {
        "rule": rule or None,
        "winners": selected if marked else None,
        "same_rule": None if told is None else told == counted_by,
        "same_winners": set(selected) == set(winners) if marked else None,
    }


def notes_on(
    stated: Mapping[str, Any] | None, counted_by: str, winners: Sequence[str]
) -> list[str]:
    """Return in words where the file and the count differ."""
    if stated is None:
        return []
    words, notes = language(), []
    if stated["same_rule"] is False:
        notes.append(say("told.vote_rule_differs", words, stated=stated["rule"], rule=counted_by))
    if stated["same_winners"] is False:
        more = [one for one in winners if one not in stated["winners"]]
        fewer = [one for one in stated["winners"] if one not in winners]
        named = {"more": _listed(more), "fewer": _listed(fewer)}
        notes.append(say("told.vote_winners_differ", words, **named))
    if stated["same_winners"] and stated["same_rule"] is not False:
        notes.append(say("told.vote_winners_same", words))
    return notes


def _told(poll: Poll) -> tuple[str, str] | None:
    """Return the rule and completion that the file names, None where it names none that is known."""
    rule, _, completion = poll.meta.get("rule", "").partition("/")
    completion = completion or "none"
    return (rule, completion) if rule in RULES and completion in COMPLETIONS else None


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(ids) or "—"
