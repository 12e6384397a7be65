"""Home of the page from spot to application: evidence left, everything to be told right, sent at its foot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import name_of
from xiaowei.base.trail.operations import digest_json
from xiaowei.base.trail.queries import story
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
from xiaowei.interfaces.web.shown import language, moment, words
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
CARRIED = "of a sending"
SITE = ("name", "quantity", "place_id")
ASKED = (*LOOKED, "applied", "round_name")
"""What was typed of the sending stays on the page while the draft is saved; the amounts follow the
estimate until a sending was tried.
"""


@dataclass(frozen=True)
class Page:
    """The forms of one application, stored or not yet."""

    candidate: Any
    place_ids: tuple[int, ...]
    places: Mapping[str, int | None]
    """The places of the sites that are stored, by their names."""
    seen: str
    """The digest of what is stored as the page shows it; blank before anything is."""
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
        unit, known = self.candidate.unit, self.candidate.quantity
        facts = details(self.form, self.sites, self.lines, unit, places=self.places, known=known)
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
    if not kind:
        named = {"spot": presenters.spot_page(told, today()), "types": choices.types()}
        return render(request, "identification/choose_type.html", named)
    filled = queries.prefill(told.pk, today(), kind)
    page = _page(
        request,
        queries.unsaved(filled, told.pk, today()),
        (filled.place_id,),
        list(told.types) or choices.types(),
        presenters.sources(filled, told.row["total"]),
        [{"name": told.row["place"]}],
    )
    if request.method == "POST" and _is_current(request, page) and page.is_whole:
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
    page = _page(request, candidate, (), choices.types(), {}, _known_sites(candidate))
    if request.method == "POST" and _is_current(request, page) and page.is_whole:
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
    lines, start = _known_lines(candidate), presenters.initial_of(candidate)
    seen = digest_json([str(one) for one in (start, sites, lines)]) if candidate.pk else ""
    kind = catalogue().type(request.POST.get("type_code", candidate.type_code))
    if kind and kind.code != candidate.type_code:
        candidate.type_code, candidate.unit = kind.code, kind.unit
    price = _yuan(kind.price.middle_fen) if kind and kind.price else ""
    first_line = {"item": candidate.name, "unit": candidate.unit, "price": price}
    rows = [{k: v for k, v in site.items() if k != "place_id"} for site in sites]
    return Page(
        candidate,
        place_ids,
        {site["name"]: site.get("place_id") for site in sites},
        seen,
        DraftForm(bound, initial=start, types=types, sources=sources),
        SiteRows(bound, request.FILES or None, initial=[*rows, *[{}] * EMPTY_ROWS], prefix="sites"),
        LineRows(bound, initial=lines or [first_line], prefix="lines"),
        TalkForm(bound, number=candidate.number),
        AskForm(
            bound,
            draft=candidate,
            place_ids=place_ids,
            initial=_start(candidate) | _carried(request, candidate),
        ),
    )


def _is_current(request: Request, page: Page) -> bool:
    """Tell whether what was written was written to what is stored, and in the unit of the type chosen.

    What was not is shown again beside what is there now; sent once more it counts.
    """
    unit, errors = request.POST.get("unit", ""), len(page.form.errors)
    if unit and unit != page.candidate.unit:
        told = {"new": page.candidate.unit, "old": unit}
        why = (
            _("这一类按%(new)s计,页上的数量是按%(old)s填的。请核对数量、单位和单价,再存一次") % told
        )
        page.form.add_error("type_code", why)
    if request.POST.get("seen", page.seen) != page.seen:
        last = story(page.candidate.number)[-1]
        told = {"who": last["by_name"], "when": moment(last["at"])}
        why = (
            _("您打开之后,%(who)s在 %(when)s 改过这份草稿。请另开一页看新的,再存一次就以这一页为准")
            % told
        )
        page.form.add_error(None, why)
    return len(page.form.errors) == errors


def _carry(request: Request, number: str, faults: list[str]) -> None:
    """Keep for the next look at the page what was typed of a sending, all of it once it was tried."""
    kept = (*ASKED, "funds-") if faults else LOOKED
    typed = {name: said for name, said in request.POST.items() if name.startswith(kept) and said}
    told = {name: said for name, said in typed.items() if not name.endswith("_FORMS")}
    request.session[CARRIED] = {number: told}


def _carried(request: Request, candidate: Any) -> dict[str, Any]:
    if request.method == "POST" or not candidate.pk:
        return {}
    found: dict[str, Any] = request.session.pop(CARRIED, {}).get(candidate.number, {})
    return found


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
            "price": _yuan(x.unit_price_fen),
            "why": x.why,
        }
        for x in candidate.estimate_lines.order_by("sequence")
    ]


def _known_sites(candidate: Any) -> list[dict[str, Any]]:
    """Return the sites that are stored; a quantity that none of them shares stands at the only one."""
    found = [
        site | {"quantity": _short(site["quantity"])}
        for site in candidate.planned_sites.order_by("sequence").values(*SITE)
    ]
    if candidate.quantity is not None and len(found) <= 1 and not any(s["quantity"] for s in found):
        first = found[0] if found else {"name": candidate.name, "place_id": None}
        return [first | {"quantity": _short(candidate.quantity)}]
    return found


def _yuan(fen: int) -> str:
    """Return an amount as it is typed: in yuan, to the fen, without marks."""
    return _short(Decimal(fen) / 100)


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
    _carry(request, number, faults)
    return redirect("draft", number)


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
        "seen": page.seen,
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
