"""Home of the merge page: township sheets side by side, what is wrong, what to choose, hand over."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.domain.roles import SHEET_BRINGERS
from xiaowei.interfaces.saying import said
from xiaowei.interfaces.web.guard import home_region, open_to, posted_from
from xiaowei.interfaces.web.intake import bench, tray
from xiaowei.interfaces.web.intake.merge_page import merge_page
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.sheets import as_file
from xiaowei.interfaces.web.shown import language
from xiaowei.stages.selection import queries


@open_to(*SHEET_BRINGERS)
def merge(request: Request) -> HttpResponse:
    """Show what comes of merging the sheets on the bench; take more of them."""
    person = request.actor.person_id
    if request.method == "POST":
        files = request.FILES.getlist("files")
        if files:
            bench.lay(files, person)
        else:
            messages.warning(request, said(BadInput("no_file_given"), language()))
        return redirect("merge")
    district = home_region(request.actor, SHEET_BRINGERS)[:6].ljust(12, "0")
    rounds = [row["name"] for row in queries.rounds(district)]
    return render(request, "intake/merge.html", merge_page(bench.bench(person), rounds))


@open_to(*SHEET_BRINGERS)
@posted_from("merge")
def say(request: Request) -> HttpResponse:
    """Say which round it is, choose a side of a conflict or of all of a kind, or clear the bench."""
    told, person = request.POST, request.actor.person_id
    if "round" in told:
        bench.name_round(person, told["round"])
    if "conflict" in told or "kind" in told:
        keys = (
            bench.open_of(bench.bench(person), told["kind"])
            if "kind" in told
            else [told["conflict"]]
        )
        try:
            bench.choose(person, keys, told.get("keep", ""), told.get("reason", ""))
        except BadInput as refusal:
            messages.warning(request, said(refusal, language()))
    if "clear" in told:
        bench.clear(person)
        messages.success(request, _("已全部撤下,什么都没存。"))
    return redirect("merge")


@open_to(*SHEET_BRINGERS)
@posted_from("merge")
def change(request: Request, token: str) -> HttpResponse:
    """Mend a cell of one sheet, put another file in its place, or take it off the bench."""
    person = request.actor.person_id
    one = tray.held(token, person, tray.MERGING)
    if "mend_column" in request.POST:
        row, column = request.POST.get("mend_row", ""), request.POST["mend_column"]
        bench.mend(token, person, row, column, request.POST.get("mend_value", ""))
    elif file := request.FILES.get("file"):
        bench.put_in_place(token, file, person)
    elif "drop" in request.POST:
        tray.drop(one)
    return redirect("merge")


@open_to(*SHEET_BRINGERS)
def merge_file(request: Request) -> HttpResponse:
    """Hand out the summary in the district's columns, with the rows to mend and the choices."""
    found = bench.bench(request.actor.person_id)
    return as_file(bench.summary(found, whole=True), f"{found.title}.xlsx")


@open_to(*SHEET_BRINGERS)
@posted_from("merge")
def hand_over(request: Request) -> HttpResponse:
    """Hand the summary to the ordinary import, which shows what it would do before it does it."""
    try:
        one = bench.hand_over(bench.bench(request.actor.person_id))
    except RuleBroken as refusal:
        messages.warning(request, said(refusal, language()))
        return redirect("merge")
    return redirect("import-sheet", one.token)
