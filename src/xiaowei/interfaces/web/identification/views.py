"""Home of a spot: its evidence, and one page from spot to application."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.regions.queries import name_of
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import NotAllowed, RuleBroken, XiaoweiError
from xiaowei.domain.identification import DRAFT_ROLES, FIELD_ROLES, Check
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.saying import said
from xiaowei.interfaces.web import choices
from xiaowei.interfaces.web.guard import (
    TICKET_READERS,
    home_places,
    open_to,
    posted_from,
)
from xiaowei.interfaces.web.identification import presenters
from xiaowei.interfaces.web.identification.closing import steps
from xiaowei.interfaces.web.identification.forms import (
    EMPTY_ROWS,
    DraftForm,
    LineRows,
    ReasonForm,
    SiteRows,
    StopGapForm,
    details,
    remark_on,
)
from xiaowei.interfaces.web.once import refuse
from xiaowei.interfaces.web.photos import PhotoForm, pair
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import scope_of
from xiaowei.interfaces.web.shown import language, words
from xiaowei.journey import spots as journey
from xiaowei.journey.desk import open_arrows
from xiaowei.journey.reach import reads_tickets
from xiaowei.journey.register import line as line_of
from xiaowei.stages.identification import operations, queries
from xiaowei.stages.selection.forming import is_light, policy_of, submission_checks
from xiaowei.stages.selection.hearing import remarks_of

SENDING = ("report", "prepare", "submit")


@open_to(*TICKET_READERS)
def spot_page(request: Request, number: str) -> HttpResponse:
    """Show one spot: who called when, why they belong together, what was done."""
    scope = scope_of(request)
    told = journey.spot(number, scope.as_of, language())
    _require_near(request.actor, told.row["town_code"], told.row["place_code"])
    page = {
        "spot": presenters.spot_page(told, scope.as_of),
        "may_apply": request.actor.holds(DRAFT_ROLES, told.row["town_code"]),
        "may_gap": request.actor.holds(FIELD_ROLES, told.row["town_code"]),
        "gap_form": StopGapForm(initial={"from_on": scope.as_of}),
        "steps": steps(request.actor, told.row["state"], told.row["town_code"]),
        "reason_form": ReasonForm(),
        "trail": presenters.trail(story(f"spot:{told.row['id']}")),
        "types": told.types,
    }
    return render(request, "identification/spot.html", page)


@open_to(*DRAFT_ROLES)
def apply(request: Request, number: str) -> HttpResponse:
    """Lead from the spot to a draft on one page: evidence left, the form right."""
    told = journey.spot(number, today(), language())
    _require_near(request.actor, told.row["town_code"], told.row["place_code"])
    kind = (
        request.POST.get("type_code")
        or request.GET.get("type")
        or (told.types[0][0] if told.types else "")
    )
    filled = queries.prefill(told.pk, today(), kind)
    start = {
        "name": filled.name,
        "type_code": filled.type_code,
        "households_claimed": filled.households,
        "reason": filled.reason,
    }
    forms = _forms(
        request,
        start,
        list(told.types) or choices.types(),
        presenters.sources(filled, told.row["total"]),
        filled.unit,
        filled.unit_price_fen,
    )
    if request.method == "POST" and _whole(forms):
        facts = details(*forms, filled.unit)
        minted = _minted(forms[0], told.pk, filled, facts, request.actor)
        if minted:
            messages.success(request, _("已存为草稿 %(n)s") % {"n": minted})
            return redirect("draft", minted)
    page = {
        "spot": presenters.spot_page(told, today()),
        **_page(forms, filled.type_code, filled.unit),
    }
    return render(request, "identification/apply.html", page, status=_status(forms[0]))


@open_to(*DRAFT_ROLES)
def draft(request: Request, number: str) -> HttpResponse:
    """Show a draft to be completed and sent: the same page, now with its number."""
    candidate = queries.candidate(number)
    line = line_of(number)
    if line is None or not reads_tickets(request.actor, line):
        raise NotAllowed(
            "page_not_yours", who=request.actor.name, roles=name_of(candidate.town_code)
        )
    kind = catalogue().type(candidate.type_code)
    price = kind.price.middle_fen if kind and kind.price else None
    forms = _forms(
        request,
        presenters.initial_of(candidate),
        choices.types(),
        {},
        candidate.unit,
        price,
        candidate,
    )
    if request.method == "POST" and _whole(forms) and _amended(forms, candidate, request.actor):
        messages.success(request, _("已保存"))
        return redirect("draft", number)
    told = journey.spot(str(candidate.spot_id), today(), language()) if candidate.spot_id else None
    page = {
        "spot": presenters.spot_page(told, today()) if told else None,
        "number": number,
        "locked": presenters.locked_because(candidate, line.application_state),
        "checks": presenters.check_rows(_checks(candidate)),
        "light": is_light(number),
        "remarks": remark_on(forms[0], remarks_of(number)),
        "tiny": policy_of(number).tiny_cap_fen,
        "sending": _sending(number, request.actor),
        "estimate": candidate.estimate_fen,
        "photo_form": PhotoForm(),
        "photos": pair(number),
        "consultations": presenters.talks(candidate),
        **_page(forms, candidate.type_code, candidate.unit),
    }
    return render(request, "identification/apply.html", page, status=_status(forms[0]))


@open_to(*FIELD_ROLES)
@posted_from("spot", "number")
def stop_gap(request: Request, number: str) -> HttpResponse:
    """Log an emergency measure; the spot stays open."""
    form = StopGapForm(request.POST)
    if form.is_valid():
        try:
            operations.log_stop_gap(
                spot_id=queries.spot_id_of(number),
                **form.cleaned_data,
                by=request.actor,
                on=today(),
                at=now(),
            )
            messages.success(request, _("记下了;应急处置不算解决,点位仍开着。"))
        except (RuleBroken, NotAllowed) as error:
            refuse(request, error)
    return redirect("spot", number)


def _forms(
    request: Request,
    start: dict[str, Any],
    types: list[tuple[str, str]],
    sources: dict[str, str],
    unit: str,
    price_fen: int | None,
    candidate: Any = None,
) -> tuple[DraftForm, Any, Any]:
    bound = request.POST if request.method == "POST" else None
    sites, lines = _known_rows(candidate)
    price = f"{price_fen / 100:g}" if price_fen else ""
    first_line = {"item": start["name"], "unit": unit, "price": price}
    return (
        DraftForm(bound, initial=start, types=types, sources=sources),
        SiteRows(bound, initial=[*sites, *[{}] * EMPTY_ROWS], prefix="sites"),
        LineRows(bound, initial=lines or [first_line], prefix="lines"),
    )


def _known_rows(candidate: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    if candidate is None:
        return [], []
    planned = candidate.planned_sites.order_by("sequence").values("name", "quantity")
    sites: list[dict[str, Any]] = [
        {"name": site["name"], "quantity": _short(site["quantity"])} for site in planned
    ]
    lines: list[dict[str, Any]] = [
        {
            "item": x.item,
            "unit": x.unit,
            "quantity": _short(x.quantity),
            "price": f"{x.unit_price_fen / 100:g}",
            "why": x.why,
        }
        for x in candidate.estimate_lines.order_by("sequence")
    ]
    return sites, lines


def _short(quantity: Decimal | None) -> str:
    return "" if quantity is None else f"{quantity.normalize():f}"


def _whole(forms: tuple[Any, ...]) -> bool:
    whole = [form.is_valid() for form in forms]
    return all(whole)


def _minted(form: DraftForm, spot_id: int, filled: Any, facts: dict[str, Any], by: Actor) -> str:
    try:
        candidate = operations.mint_candidate(
            town_code=filled.town_code,
            district_code=filled.district_code,
            year=today().year,
            place_ids=[filled.place_id],
            spot_id=spot_id,
            collected_on=today(),
            **facts,
            by=by,
            on=today(),
            at=now(),
        )
    except XiaoweiError as error:
        form.add_error(None, said(error, language()))
        return ""
    return candidate.number


def _amended(forms: tuple[Any, ...], candidate: Any, by: Actor) -> bool:
    draft_form, sites_form, lines_form = forms
    told = details(draft_form, sites_form, lines_form, candidate.unit)
    lines, sites = told.pop("lines"), told.pop("sites")
    try:
        operations.amend_candidate(
            number=candidate.number,
            changes=told,
            lines=lines,
            sites=sites,
            by=by,
            on=today(),
            at=now(),
        )
    except XiaoweiError as error:
        forms[0].add_error(None, said(error, language()))
        return False
    return True


def _checks(candidate: Any) -> list[Check]:
    """Return the checks of the foot: the draft's own, then what the round asks before it is sent."""
    own = queries.checks(candidate)
    if is_light(candidate.number):
        own = [check for check in own if check.code != "consulted"]
    return [*own, *submission_checks(candidate.number, today())]


def _sending(number: str, actor: Actor) -> list[dict[str, Any]]:
    """Return the steps that hand the draft on, as far as this person may take them now."""
    line = line_of(number, today())
    arrows = open_arrows(line) if line else []
    may = [a.action for a in arrows if line and actor.holds(a.roles, line.town_code)]
    return [{"code": c, "label": words(c, "action")} for c in may if c in SENDING]


def _page(forms: tuple[Any, ...], type_code: str, unit: str) -> dict[str, Any]:
    kind = catalogue().type(type_code)
    return {
        "form": forms[0],
        "sites": forms[1],
        "lines": forms[2],
        "unit": unit,
        "units": choices.units(unit),
        "band": kind.price if kind else None,
    }


def _status(form: DraftForm) -> int:
    return 409 if form.is_bound and form.errors else 200


def _require_near(actor: Actor, town_code: str, place_code: str) -> None:
    own = home_places(actor, TICKET_READERS)
    if not actor.holds(TICKET_READERS, town_code) or (place_code and own and place_code not in own):
        raise NotAllowed("page_not_yours", who=actor.name, roles=name_of(town_code))
