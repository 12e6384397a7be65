"""Home of hints as plain rows, and of marking that somebody looked: it is a visit that names the matter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.regions.queries import name_of
from xiaowei.domain.butlers import VISITORS
from xiaowei.domain.errors import RuleBroken, XiaoweiError
from xiaowei.domain.wording import say
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.web.choices import offer, topics
from xiaowei.interfaces.web.guard import open_to, posted_from
from xiaowei.interfaces.web.once import refuse
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.shown import language
from xiaowei.journey.hints import Hint
from xiaowei.journey.looked import Looks
from xiaowei.stages.identification.operations import log_visit

BACK = ("ahead", "butlers")
"""The pages from which somebody marks."""


class LookForm(forms.Form):
    """Where somebody looked, for what, and what was seen; nothing said is nothing found."""

    place_id = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    topic = forms.ChoiceField()
    seen = forms.CharField(required=False, max_length=1900)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "topic", topics())

    def facts(self) -> dict[str, Any]:
        """Return what the visit log takes: the words name the matter, so that the look is found again."""
        told, topic = self.cleaned_data, catalogue().topic(self.cleaned_data["topic"])
        name, words = topic.name if topic else "", told["seen"].strip()
        seen = say("lead.seen" if words else "lead.nothing", "zh", topic=name, words=words)
        return {"place_id": told["place_id"], "seen": seen}


@open_to(*VISITORS)
@posted_from("ahead")
def look(request: Request) -> HttpResponse:
    """Log that somebody looked at a lead."""
    form = LookForm(request.POST)
    back = request.POST.get("back", "")
    where = redirect(back if back in BACK else BACK[0])
    if not form.is_valid():
        refuse(request, RuleBroken("visit_said"))
        return where
    try:
        log_visit(**form.facts(), by=request.actor, on=today(), at=now())
        messages.success(request, _("记下了:去看过。"))
    except XiaoweiError as error:
        refuse(request, error)
    return where


def hint_rows(hints: Iterable[Hint], looked: Looks) -> list[dict[str, Any]]:
    """Return hints with what to do about each, and who looked already."""
    return [
        hint_row(one.place.pk, one.place.code, one.topic_code, one.source, looked)
        | {
            "place": one.place.name,
            "town": name_of(one.place.town_code),
            "reasons": [note.text(language()) for note in one.reasons],
        }
        for one in hints
    ]


def hint_row(
    place_id: int, place_code: str, topic_code: str, source: str, looked: Looks
) -> dict[str, Any]:
    """Return what a row says of a place and topic beside its reasons."""
    seen = looked.at(place_id, topic_code)
    asked = {"place": place_code, "topic": topic_code, "source": source}
    return {
        "place_id": place_id,
        "place_code": place_code,
        "topic_code": topic_code,
        "topic": catalogue().topic_name(topic_code),
        "source": source,
        "propose": f"{reverse('propose')}?{urlencode(asked)}",
        "seen": seen,
    }
