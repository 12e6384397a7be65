"""Home of answering residents' voices: a look on site, then an answer; a proposal is taken up or not."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.analysis.masking import mask
from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import require_past
from xiaowei.base.messages.operations.notices import settle_notices
from xiaowei.base.trail.operations import record
from xiaowei.domain.errors import BadInput
from xiaowei.domain.flow import Arrow, Basis, weigh
from xiaowei.domain.voices import KINDS
from xiaowei.stages.identification.models import Voice
from xiaowei.stages.identification.operations.minting import mint_unasked


@transaction.atomic
def see_on_site(*, number: str, found: bool, by: Actor, on: date, at: datetime) -> Voice:
    """Note that somebody looked on site on the day `on`, and whether the trouble was `found` there.

    Who found nothing may look again; what a look bore out stays borne out, from that day on.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `seen_since_said`, `borne_out_stays`, `not_in_future`
    :raises BadInput: `no_such_voice`
    """
    require_past(at, on)
    voice, arrow = _arrow(number, "see_on_site", by)
    since = _last_day(voice)
    holds = {"seen_since_said": on >= since, "borne_out_stays": not voice.found}
    weigh(arrow, holds, said=since)
    voice.seen_on, voice.found = on, found
    return _step(voice, arrow, by, on, at)


@transaction.atomic
def answer_voice(*, number: str, text: str, by: Actor, on: date, at: datetime) -> Voice:
    """Answer a voice; whoever has the number reads it, a question's everybody.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `voice_answered`, `not_in_future`
    :raises BadInput: `no_such_voice`
    """
    return _close(number, "answer_voice", text, by, on, at)


@transaction.atomic
def decline_voice(*, number: str, text: str, by: Actor, on: date, at: datetime) -> Voice:
    """Decline a proposal with a reason that everybody may read, or a question with one for the asker.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `voice_answered`, `not_in_future`
    :raises BadInput: `no_such_voice`
    """
    return _close(number, "decline_voice", text, by, on, at)


@transaction.atomic
def accept_voice(*, number: str, text: str = "", by: Actor, on: date, at: datetime) -> Voice:
    """Take a proposal up: a candidate is minted of it, found by residents.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `not_in_future` and those of `mint_unasked`
    :raises BadInput: `no_such_voice`
    """
    require_past(at, on)
    voice, arrow = _arrow(number, "accept_voice", by)
    since = _last_day(voice)
    weigh(arrow, {"answered_since_said": on >= since}, said=since)
    supported = voice.supports.count()
    voice.candidate = mint_unasked(
        place_id=voice.place_id,
        type_code=voice.sort,
        lead_source="residents",
        reason=_reason(voice, supported),
        by=by,
        on=on,
        at=at,
    )
    _answered(voice, text, by, on)
    return _step(voice, arrow, by, on, at, project=voice.candidate.number, supported=supported)


def _last_day(voice: Voice) -> date:
    """Return the day before which nothing more can happen to a voice: it was said, or looked after, then."""
    return max(voice.said_on, voice.seen_on or voice.said_on)


def _reason(voice: Voice, supported: int) -> str:
    said = f",{supported}人支持" if supported else ""
    words = f":{voice.text}" if voice.text else ""
    return f"居民建议 {voice.number}{said}{words}"


def _close(number: str, action: str, text: str, by: Actor, on: date, at: datetime) -> Voice:
    require_past(at, on)
    voice, arrow = _arrow(number, action, by)
    since = _last_day(voice)
    weigh(
        arrow,
        {"voice_answered": bool(text.strip()), "answered_since_said": on >= since},
        said=since,
    )
    _answered(voice, text, by, on)
    return _step(voice, arrow, by, on, at)


def _answered(voice: Voice, text: str, by: Actor, on: date) -> None:
    voice.answer = mask(text.strip()).text
    voice.answered_on, voice.answerer = on, by.name[:60]


def _arrow(number: str, action: str, by: Actor) -> tuple[Voice, Arrow]:
    """Return a voice and the step's arrow; a place's own people act on what names the place."""
    known = Voice.objects.select_for_update().filter(number=number)
    voice = known.first()
    if voice is None:
        raise BadInput("no_such_voice", number=number)
    flow = KINDS[voice.kind].flow
    by.require_near(
        flow.takers(action, Basis.STRAIGHT), voice.place.town_code, voice.place_codes, action
    )
    return voice, flow.arrow(voice.state, action, number)


def _step(voice: Voice, arrow: Arrow, by: Actor, on: date, at: datetime, **facts: object) -> Voice:
    voice.state = arrow.target
    voice.save()
    settle_notices(f"voice:{voice.number}:", by, at)
    told = {"to": arrow.target, "found": voice.found, **facts}
    action = f"identification.{arrow.action}"
    record(subject=voice.number, action=action, by=by, on=on, at=at, facts=told)
    return voice
