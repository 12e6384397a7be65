"""Home of the page from spot to application: evidence left, everything to be told right, sent at its foot."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import name_of
from xiaowei.domain.errors import NotAllowed, XiaoweiError
from xiaowei.domain.identification import DRAFT_ROLES, Check
from xiaowei.domain.selection import FLOW, NEW
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.saying import said
from xiaowei.interfaces.web import choices
from xiaowei.interfaces.web.guard import open_to
from xiaowei.interfaces.web.identification import presenters
from xiaowei.interfaces.web.identification.forms import (
    EMPTY_ROWS,
    DraftForm,
    LineRows,
    SiteRows,
    TalkForm,
    details,
    pictures,
    remark_on,
)
from xiaowei.interfaces.web.identification.views import require_near
from xiaowei.interfaces.web.photos import pair
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.selection.submitting import AskForm
from xiaowei.interfaces.web.shown import language, words
from xiaowei.journey import spots as journey
from xiaowei.journey.outlook import outlook
from xiaowei.journey.reach import reads_tickets
from xiaowei.journey.register import line as line_of
from xiaowei.procedures.apply import Draft, keep, send
from xiaowei.stages.identification import queries
from xiaowei.stages.selection.forming import (
    is_light,
    open_rounds,
    policy_of,
    submission_checks,
)
from xiaowei.stages.selection.hearing import remarks_of
from xiaowei.stages.selection.queries import state_of

SENDING = {
    "report": gettext_lazy("报镇街"),
    "prepare": gettext_lazy("送领导"),
    "submit": gettext_lazy("报送"),
}
"""How a draft is handed on: by a village, within the township, to the district."""
LOOKED = ("looked", "again_reason", "unchanged_reason")
ASKED = (*LOOKED, "applied", "round_name")
"""What was typed of the sending stays on the page while the draft is saved; the amounts follow the
estimate until a sending was tried.
"""


@dataclass(frozen=True)
class Page:
    """The forms of one application, stored or not yet."""

    candidate: Any
    place_ids: tuple[int, ...]
    form: DraftForm
    sites: Any
    lines: Any
    talk: TalkForm
    ask: AskForm

    @property
    def is_whole(self) -> bool:
        """Tell whether the draft can be kept; what is asked for is weighed when it is sent."""
        told = [one.is_valid() for one in (self.form, self.sites, self.lines, self.talk)]
        return all(told) and not self.form.errors

    def draft(self) -> Draft:
        """Return what is to be kept."""
        facts = details(self.form, self.sites, self.lines, self.candidate.unit)
        return Draft(facts, pictures(self.sites), self.talk.facts())


@open_to(*DRAFT_ROLES)
def apply(request: Request, number: str) -> HttpResponse:
    """Lead from the spot to a draft or an application on one page."""
    told = journey.spot(number, today(), language())
    require_near(request.actor, told.row["town_code"], told.row["place_code"])
    kind = (
        request.POST.get("type_code")
        or request.GET.get("type")
        or (told.types[0][0] if told.types else "")
    )
    filled = queries.prefill(told.pk, today(), kind)
    page = _page(
        request,
        queries.unsaved(filled, told.pk, today()),
        (filled.place_id,),
        list(told.types) or choices.types(),
        presenters.sources(filled, told.row["total"]),
        [{"name": told.row["place"]}],
    )
    if request.method == "POST" and page.is_whole:
        answer = _kept(request, page, spot_id=told.pk)
        if answer is not None:
            return answer
    shown = {
        "spot": presenters.spot_page(told, today()),
        "checks": presenters.check_rows(_checks(page)),
        **_shown(request, page, NEW),
    }
    return render(request, "identification/apply.html", shown, status=_status(page))


@open_to(*DRAFT_ROLES)
def draft(request: Request, number: str) -> HttpResponse:
    """Show a draft to be completed and sent: the same page, now with its number."""
    candidate = queries.candidate(number)
    line = line_of(number)
    if line is None or not reads_tickets(request.actor, line):
        raise NotAllowed(
            "page_not_yours", who=request.actor.name, roles=name_of(candidate.town_code)
        )
    sites = [
        {"name": site["name"], "quantity": _short(site["quantity"])}
        for site in candidate.planned_sites.order_by("sequence").values("name", "quantity")
    ]
    page = _page(request, candidate, (), choices.types(), {}, sites)
    if request.method == "POST" and page.is_whole:
        answer = _kept(request, page, number=number)
        if answer is not None:
            return answer
    told = journey.spot(str(candidate.spot_id), today(), language()) if candidate.spot_id else None
    shown = {
        "spot": presenters.spot_page(told, today()) if told else None,
        "number": number,
        "locked": presenters.locked_because(candidate, line.application_state),
        "checks": presenters.check_rows(_checks(page)),
        "light": is_light(number),
        "tiny": policy_of(number).tiny_cap_fen,
        "remarks": remark_on(page.form, remarks_of(number)),
        "estimate": candidate.estimate_fen,
        "photos": pair(number),
        "consultations": presenters.talks(candidate),
        **_shown(request, page, state_of(number)),
    }
    return render(request, "identification/apply.html", shown, status=_status(page))


def _page(
    request: Request,
    candidate: Any,
    place_ids: tuple[int, ...],
    types: list[tuple[str, str]],
    sources: dict[str, str],
    sites: list[dict[str, Any]],
) -> Page:
    bound = request.POST if request.method == "POST" else None
    kind = catalogue().type(candidate.type_code)
    price = f"{kind.price.middle_fen / 100:g}" if kind and kind.price else ""
    first_line = {"item": candidate.name, "unit": candidate.unit, "price": price}
    start = presenters.initial_of(candidate)
    asked = {name: value for name, value in request.GET.items() if name != "type"}
    return Page(
        candidate,
        place_ids,
        DraftForm(bound, initial=start, types=types, sources=sources),
        SiteRows(
            bound, request.FILES or None, initial=[*sites, *[{}] * EMPTY_ROWS], prefix="sites"
        ),
        LineRows(bound, initial=_known_lines(candidate) or [first_line], prefix="lines"),
        TalkForm(bound, number=candidate.number),
        AskForm(bound, draft=candidate, place_ids=place_ids, initial=_start(candidate) | asked),
    )


def _start(candidate: Any) -> dict[str, Any]:
    """Return what the sending starts with: the round that is open today."""
    mine = open_rounds(candidate, today())
    return {"round_name": mine[-1]} if mine else {}


def _known_lines(candidate: Any) -> list[dict[str, Any]]:
    if not candidate.pk:
        return []
    return [
        {
            "item": x.item,
            "unit": x.unit,
            "quantity": _short(x.quantity),
            "price": f"{x.unit_price_fen / 100:g}",
            "why": x.why,
        }
        for x in candidate.estimate_lines.order_by("sequence")
    ]


def _short(quantity: Decimal | None) -> str:
    return "" if quantity is None else f"{quantity.normalize():f}"


def _kept(
    request: Request, page: Page, *, number: str = "", spot_id: int = 0
) -> HttpResponse | None:
    """Keep the draft, send it on where that is asked; what could not be sent is kept all the same."""
    step = request.POST.get("do", "")
    by, on = request.actor, today()
    try:
        number = keep(page.draft(), number=number, spot_id=spot_id, by=by, on=on, at=now())
    except XiaoweiError as error:
        page.form.add_error(None, said(error, language()))
        return None
    faults = _unsent(request, page, number, step) if step in SENDING else []
    if step in SENDING and not faults:
        messages.success(request, _("已办:%(act)s") % {"act": words(step, "action")})
        return redirect("project", number)
    messages.success(request, _("已存为草稿 %(n)s") % {"n": number})
    for fault in faults:
        messages.warning(request, _("还没有报出去:%(why)s") % {"why": fault})
    carried = (*ASKED, "funds-") if faults else LOOKED
    typed = {k: v for k, v in request.POST.items() if k.startswith(carried)}
    asked = urlencode({k: v for k, v in typed.items() if v and not k.endswith("_FORMS")})
    return redirect(resolve_url("draft", number) + (f"?{asked}" if asked else ""))


def _unsent(request: Request, page: Page, number: str, step: str) -> list[str]:
    """Send a kept draft on; return what stood against it, nothing where it is sent."""
    asked: dict[str, Any] = {}
    if step == "submit":
        if not page.ask.is_valid():
            return [f"{_label(page.ask, name)} {error}"
                    for name, errors in page.ask.errors.items() for error in errors]  # fmt: skip
        asked = page.ask.facts_of(queries.candidate(number).estimate_fen)
    try:
        send(number=number, step=step, asked=asked, by=request.actor, on=today(), at=now())
    except XiaoweiError as error:
        return [said(error, language())]
    return []


def _label(form: AskForm, name: str) -> str:
    return str(form[name].label) if name in form.fields else ""


def _checks(page: Page) -> list[Check]:
    """Return the checks of the foot: the draft's own, then what the round asks before it is sent."""
    candidate = page.candidate
    own = queries.checks(candidate)
    if candidate.pk and is_light(candidate.number):
        own = [check for check in own if check.code != "consulted"]
    return [*own, *submission_checks(candidate, today(), page.place_ids)]


def _sending(actor: Actor, town_code: str, state: str) -> list[dict[str, Any]]:
    """Return the ways to hand the draft on, as far as this person may take them now."""
    may = [a.action for a in FLOW.actions(state) if actor.holds(a.roles, town_code)]
    if "prepare" in may:
        may.append("submit")
    return [{"code": code, "label": SENDING[code]} for code in may if code in SENDING]


def _shown(request: Request, page: Page, state: str) -> dict[str, Any]:
    candidate = page.candidate
    kind = catalogue().type(candidate.type_code)
    sending = _sending(request.actor, candidate.town_code, state)
    return {
        "form": page.form,
        "sites": page.sites,
        "lines": page.lines,
        "talk": page.talk,
        "ask": page.ask if any(one["code"] == "submit" for one in sending) else None,
        "unit": candidate.unit,
        "units": choices.units(candidate.unit),
        "band": kind.price if kind else None,
        "sending": sending,
        "cap": policy_for(candidate.district_code, candidate.year).cap_fen,
        "outlook": outlook(
            district_code=candidate.district_code, town_code=candidate.town_code,
            year=candidate.year, type_code=candidate.type_code, on=today(),
        ),
    }  # fmt: skip


def _status(page: Page) -> int:
    return 409 if page.form.is_bound and not page.is_whole else 200
