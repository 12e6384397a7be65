"""Home of the pages of residents' votes: which were held, calling one, its sheet of ballots, its result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xiaowei.base.places.queries import district_of
from xiaowei.base.regions.queries import name_of
from xiaowei.domain.errors import BadInput, XiaoweiError
from xiaowei.domain.regions import full
from xiaowei.domain.roles import PROJECT_READERS
from xiaowei.domain.voting import HOLDERS, LIVE, VOTE_CALLED, VOTE_FLOW
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.saying import said
from xiaowei.interfaces.web import choices
from xiaowei.interfaces.web.acting import acting, taken
from xiaowei.interfaces.web.guard import home_region, not_yours, open_to, posted_from
from xiaowei.interfaces.web.once import refuse
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.selection import vote_rows
from xiaowei.interfaces.web.selection.vote_forms import EndForm, SheetForm, VoteForm
from xiaowei.interfaces.web.shown import language, words
from xiaowei.stages.selection import polling, queries
from xiaowei.stages.selection.operations import call_vote, end_vote

MOST_TOLD = 20
"""How many faults of a sheet are told at once."""


@open_to(*HOLDERS)
def votes(request: Request) -> HttpResponse:
    """Show the votes of one's township or district."""
    region = full(home_region(request.actor, HOLDERS))
    page = {"rows": vote_rows.list_rows(region), "where": name_of(region)}
    return render(request, "selection/votes.html", page)


@open_to(*HOLDERS)
def vote_call(request: Request) -> HttpResponse:
    """Show what a township may put to its residents in a round; call them to vote on it."""
    region = full(home_region(request.actor, HOLDERS))
    district = district_of(region)
    towns = [(region, name_of(region))] if region != district else choices.towns(region, today())
    rounds = sorted(
        queries.rounds(district), key=lambda row: (row["year"], row["opens_on"] or date.min)
    )[::-1]
    posted = request.method == "POST"
    own = [code for code, _name in towns]
    town = _asked(request, "town", own) or next(iter(own), "")
    known = [str(row["id"]) for row in rounds]
    wanted = [one] if (one := _asked(request, "round", known)) else known
    round_id, ready = _first_ready([int(one) for one in wanted], town)
    limit = polling.limit_in(round_id, town)
    form = VoteForm(
        request.POST if posted else None, ready=ready, limit=limit, initial=_first(limit, ready)
    )
    if posted and form.is_valid():
        made: list[Any] = []
        facts = {"round_id": round_id, "town_code": town, **form.facts(), **acting(request)}
        if taken(form, lambda: made.append(call_vote(**facts))):
            messages.success(request, _("已办:%(act)s") % {"act": words("call_vote", "action")})
            return redirect("vote", made[0].pk)
    page = {
        "form": form,
        "ready": ready,
        "towns": towns,
        "town": town,
        "rounds": rounds,
        "round": round_id,
    }
    return render(request, "selection/vote_call.html", page, status=409 if form.errors else 200)


@open_to(*PROJECT_READERS)
def vote(request: Request, vote_id: int) -> HttpResponse:
    """Show a vote: how it is held, what its ballots came to, and the sheets that were counted."""
    return _page(request, readable(request, vote_id))


@open_to(*HOLDERS)
@posted_from("vote", "vote_id")
def vote_count(request: Request, vote_id: int) -> HttpResponse:
    """Count the sheet of ballots that is handed in; what cannot be read is said by row and column."""
    # The method of counting is loaded when somebody counts.
    from xiaowei.connectors.ballot_sheet.entry import read_entry
    from xiaowei.connectors.tabular.fetch import fetch
    from xiaowei.stages.selection.operations.counting import count_vote

    found = readable(request, vote_id, HOLDERS)
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form)
    file = form.cleaned_data["file"]
    names = [option.name for option in found.options.all()]

    read: list[Any] = []

    def sheet() -> None:
        book = fetch(file.read(), file.name)
        read.append(read_entry(book, names, found.kind, found.most))

    if not taken(form, sheet):
        return _page(request, found, form)
    ballots, faults = read[0]
    told: dict[str, Any] = {"vote_id": vote_id, "ballots": ballots, "file_name": file.name}
    _blame(form, faults)
    if not taken(form, lambda: count_vote(**told, **acting(request))):
        return _page(request, found, form)
    messages.success(request, _("已办:%(act)s") % {"act": words("count_vote", "action")})
    return redirect("vote", vote_id)


@open_to(*HOLDERS)
@posted_from("vote", "vote_id")
def vote_end(request: Request, vote_id: int) -> HttpResponse:
    """Call a vote off."""
    readable(request, vote_id, HOLDERS)
    try:
        end_vote(
            vote_id=vote_id, reason=request.POST.get("reason", "")[:500], by=request.actor,
            on=today(), at=now(),
        )  # fmt: skip
    except XiaoweiError as error:
        refuse(request, error)
    else:
        messages.success(request, _("已办:%(act)s") % {"act": words("end_vote", "action")})
    return redirect("vote", vote_id)


@open_to(*PROJECT_READERS)
def vote_notice(request: Request, vote_id: int) -> HttpResponse:
    """Show the result as it is hung up in the village."""
    found = readable(request, vote_id)
    page = vote_rows.vote_page(found)
    if page["count"] is None:
        messages.warning(request, said(BadInput("vote_not_counted"), language()))
        return redirect("vote", vote_id)
    return render(request, "selection/vote_notice.html", page | {"today": today()})


def readable(request: Request, vote_id: int, roles: tuple[str, ...] = PROJECT_READERS) -> Any:
    """Return a vote of an area over which the reader holds one of `roles`.

    :raises BadInput: `not_found`
    :raises NotAllowed: `page_not_yours`
    """
    found = polling.vote(vote_id)
    if not request.actor.holds(roles, found.town_code):
        raise not_yours(request.actor, roles)
    return found


def _page(request: Request, found: Any, form: SheetForm | None = None) -> HttpResponse:
    mine = request.actor.holds(HOLDERS, found.town_code)
    decided = vote_rows.decided(found)
    page = vote_rows.vote_page(found) | {
        "form": form or SheetForm(),
        "end_form": EndForm(),
        "may": mine and found.state in LIVE and not decided,
        "may_end": _may_end(request, found, bool(decided)),
        "mine": mine,
    }
    wrong = bool(form and form.errors)
    return render(request, "selection/vote.html", page, status=409 if wrong else 200)


def _may_end(request: Request, found: Any, decided: bool) -> bool:
    """Tell whether this person may call the vote off as it stands."""
    if found.state not in LIVE or (decided and found.state != VOTE_CALLED):
        return False
    roles = VOTE_FLOW.arrow(found.state, "end_vote").roles
    return bool(request.actor.holds(roles, found.town_code))


def _blame(form: SheetForm, faults: Sequence[BadInput]) -> None:
    """Put what cannot be read in a sheet above its form, the first `MOST_TOLD` of them in words."""
    for fault in faults[:MOST_TOLD]:
        form.add_error(None, said(fault, language()))
    if len(faults) > MOST_TOLD:
        more = _("这里写了前 %(told)s 处,一共有 %(n)s 处。先改这些,再传一次看其余的。")
        form.add_error(None, more % {"told": MOST_TOLD, "n": len(faults)})


def _first_ready(rounds: list[int], town: str) -> tuple[int, list[dict[str, Any]]]:
    """Return the first round in which something may stand, with what may; else the first, with nothing."""
    for round_id in rounds:
        if ready := polling.standing_ready(round_id, town):
            return round_id, ready
    return next(iter(rounds), 0), []


def _asked(request: Request, name: str, known: list[str]) -> str:
    """Return what is asked for if it is one's own, blank if nothing is.

    :raises NotAllowed: `page_not_yours`, where something is posted for what is not
    """
    asked = (request.POST or request.GET).get(name, "")
    if request.method == "POST" and asked and asked not in known:
        raise not_yours(request.actor, HOLDERS)
    return asked if asked in known else ""


def _first(limit: int | None, ready: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the form starts with: all that may stand, for the limit if that is less than they ask."""
    first = {"numbers": [row["number"] for row in ready], "held_on": today()}
    if limit is None or limit >= sum(row["cost_fen"] for row in ready):
        return first
    return first | {"budget": f"{limit // 100}" if limit % 100 == 0 else f"{limit / 100:.2f}"}
