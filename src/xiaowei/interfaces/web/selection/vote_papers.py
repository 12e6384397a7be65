"""Home of the ballots of a residents' vote as they are printed, two or four a page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from xiaowei.base.regions.queries import name_of
from xiaowei.domain.voting import APPROVAL, CHOOSE_ONE, HOLDERS
from xiaowei.interfaces.web.guard import open_to
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.selection.vote_forms import PapersForm
from xiaowei.interfaces.web.selection.vote_rows import ended
from xiaowei.interfaces.web.selection.voting import readable


@open_to(*HOLDERS)
def vote_papers(request: Request, vote_id: int) -> HttpResponse:
    """Show the ballots to print: one page of unnumbered ones, or as many as are asked for, numbered."""
    found = readable(request, vote_id, HOLDERS)
    form = PapersForm(request.GET)
    each = PapersForm.FEWEST
    numbers: list[str] = []
    if form.is_valid():
        each = int(form.cleaned_data["each"] or each)
        numbers = _numbers(form.cleaned_data["n"])
    page: dict[str, Any] = {
        "form": form,
        "vote": found,
        "town": name_of(found.town_code),
        "ended": ended(found),
        "options": list(found.options.all()),
        "each": each,
        "numbers": numbers or [""] * each,
        "ticks": found.kind in (APPROVAL, CHOOSE_ONE),
    }
    status = 409 if form.errors else 200
    return render(request, "selection/vote_papers.html", page, status=status)


def _numbers(last: int | None) -> list[str]:
    """Return 1 to the last in as many digits as the last has, three at least."""
    width = max(3, len(str(last)))
    return [f"{number:0{width}}" for number in range(1, (last or 0) + 1)]
