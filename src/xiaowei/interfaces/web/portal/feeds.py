"""Home of the feeds: what happened at a place, for whoever follows it with a reader."""

from __future__ import annotations

from datetime import datetime, time

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xiaowei.interfaces.web.choices import type_name
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import scope_of
from xiaowei.interfaces.web.shown import full_day, language, words
from xiaowei.journey.happenings import happenings


@require_safe
def place_feed(request: Request, code: str) -> HttpResponse:
    """Tell what happened at a place as an Atom feed: steps of its projects, nothing of anybody."""
    place, found = happenings(code, scope_of(request).as_of)
    here = request.build_absolute_uri(reverse("place", args=[code]))
    feed = Atom1Feed(
        title=_("%(place)s 小微项目") % {"place": place.name},
        link=here,
        description="",
        language="en" if language() == "en" else "zh-CN",
        feed_url=request.build_absolute_uri(),
    )
    for one in found:
        link = request.build_absolute_uri(reverse("project", args=[one.number]))
        told = {
            "type": type_name(one.type_code),
            "step": words(one.step, "step"),
            "on": full_day(one.on),
        }
        feed.add_item(
            title=_("%(type)s:%(step)s") % told,
            link=f"{link}?face=public",
            description=_("%(on)s %(type)s 走完了“%(step)s”这一步。") % told,
            unique_id=f"{link}#{one.step}",
            updateddate=timezone.make_aware(datetime.combine(one.on, time())),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
