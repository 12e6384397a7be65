"""Home of the import pages: drop sheets, look before confirming, confirm, mend, undo."""

from __future__ import annotations

from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.errors import BadInput, RuleBroken, XiaoweiError
from xiaowei.domain.roles import SHEET_BRINGERS
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.receiving import keep_rejects, put_aside
from xiaowei.interfaces.saying import said
from xiaowei.interfaces.web.guard import home_region, open_to, posted_from
from xiaowei.interfaces.web.intake import tray, working
from xiaowei.interfaces.web.intake.presenters import KINDS, run_page, sheet_page, tray_rows
from xiaowei.interfaces.web.intake.preview import look, said_of
from xiaowei.interfaces.web.intake.reading import hand_in, read
from xiaowei.interfaces.web.intake.settled import (
    require_settled,
    say_absent,
    say_column,
    say_present,
)
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.sheets import as_file
from xiaowei.interfaces.web.shown import language
from xiaowei.procedures.undo_import import undo_import
from xiaowei.stages.identification.queries import spots, spots_holding
from xiaowei.stages.intake import queries
from xiaowei.stages.intake.permissions import (
    ANSWER_ROLES,
    may_answer,
    may_open_run,
    require_run,
)

RUNS_SHOWN, RUNS_READ = 8, 500


@open_to(*SHEET_BRINGERS)
def drop(request: Request) -> HttpResponse:
    """Show the drop area; what is dropped is previewed, nothing is stored."""
    if request.method == "POST":
        files = request.FILES.getlist("files")
        if not files:
            messages.warning(request, said(BadInput("no_file_given"), language()))
            return redirect("import")
        put = tray.put(files, request.actor.person_id)
        for one in put:
            _look(one, request.actor)
        return redirect("import-sheet", put[0].token)
    waiting = tray.all_held(request.actor.person_id)
    if waiting:
        return redirect("import-sheet", waiting[0].token)
    rows = {
        "tray": [],
        "runs": _runs(request.actor),
        "questions": _asked(request.actor),
    }
    return render(request, "intake/import.html", rows)


@open_to(*SHEET_BRINGERS)
def sheet(request: Request, token: str) -> HttpResponse:
    """Show one sheet in the tray, with its mapping, rows and counts; of one that is worked on, how far."""
    far = working.far(token)
    one = tray.known(token, request.actor.person_id)  # as whoever was at it left it
    if far is None and request.htmx:
        return HttpResponseClientRefresh()
    if one.run:
        return redirect("import-run", one.run)
    if far is None and one.taken:
        tray.give_back(one)
        return redirect("import-sheet", token)
    if far is None and one.preview is None:
        far = _look(one, request.actor)
    if far is not None:
        shown = {"one": one, "done": far[0], "total": far[1]}
        return render(request, "intake/working.html", shown)
    rows = {
        "tray": tray_rows(tray.all_held(request.actor.person_id), token),
        "one": {"token": token, "name": one.name, "kind": one.kind},
        "page": sheet_page(one),
        "runs": _runs(request.actor),
        "questions": _asked(request.actor),
    }
    return render(request, "intake/import.html", rows)


@open_to(*SHEET_BRINGERS)
@posted_from("import-sheet", "token")
def change(request: Request, token: str) -> HttpResponse:
    """Read the sheet anew: as another kind, with other columns, or with a mended cell."""
    one = tray.held(token, request.actor.person_id)
    if request.POST.get("kind") in KINDS:
        one.kind, one.mapping, one.mends, one.absent = request.POST["kind"], None, {}, []
    if "map" in request.POST:
        one.mapping = _mapping(request, one)
    _settle(request, one)
    if "mend_column" in request.POST:
        cells = one.mends.setdefault(request.POST.get("mend_row", ""), {})
        cells[request.POST["mend_column"]] = request.POST.get("mend_value", "")
    one.trouble = {}
    _look(one, request.actor)
    return redirect("import-sheet", token)


@open_to(*SHEET_BRINGERS)
@posted_from("import-sheet", "token")
def confirm(request: Request, token: str) -> HttpResponse:
    """Take what can be taken; the sheet leaves the tray, its bad rows stay as a file."""
    try:
        one = tray.held(token, request.actor.person_id)
        if working.is_large(one):
            working.begin(one, partial(_take_beside, token, request.actor))
            return redirect("import-sheet", token)
        with working.alone(one), tray.taking(token, request.actor.person_id) as one:
            one.run = _take(one, request.actor)
    except RuleBroken as error:
        if error.code != "columns_open":
            raise
        messages.warning(request, said(error, language()))
        return redirect("import-sheet", token)
    except BadInput as error:
        if error.code != "sheet_gone":
            raise
        return _already(request, token)
    return redirect("import-run", one.run)


@open_to(*SHEET_BRINGERS)
@posted_from("import-sheet", "token")
def discard(request: Request, token: str) -> HttpResponse:
    """Throw the sheet away; nothing was stored."""
    tray.drop(tray.held(token, request.actor.person_id))
    messages.success(request, _("已作废,什么都没存。"))
    return redirect("import")


@open_to(*SHEET_BRINGERS)
def rejects(request: Request, token: str) -> HttpResponse:
    """Hand out the rows that cannot be taken, as a sheet to mend and send back."""
    one = tray.held(token, request.actor.person_id)
    found = read(one)
    report = hand_in(one, found, request.actor, dry_run=True)
    path = put_aside(token, found.table, report.rejected, language())
    body = path.read_bytes()
    path.unlink()
    return as_file(body, f"{Path(one.name).stem}-" + _("问题行") + ".xlsx")


@open_to(*SHEET_BRINGERS)
def run(request: Request, number: str) -> HttpResponse:
    """Show what an import brought, and the next act."""
    found = _run(request, number)
    rows = {
        "run": found,
        **run_page(found),
        "spots": _spotted(request.actor, found),
        "waiting": tray_rows(tray.all_held(request.actor.person_id), ""),
        "has_rejects": _rejects(number).exists(),
        "questions": _asked(request.actor),
    }
    return render(request, "intake/run.html", rows)


@open_to(*SHEET_BRINGERS)
def run_rejects(request: Request, number: str) -> HttpResponse:
    """Hand out the rows an import did not take."""
    path = _rejects(_run(request, number).number)
    if not path.exists():
        raise BadInput("no_rejects_kept", run=number)
    return as_file(path.read_bytes(), f"{number}-" + _("问题行") + ".xlsx")


@open_to(*SHEET_BRINGERS)
@posted_from("import-run", "number")
def undo(request: Request, number: str) -> HttpResponse:
    """Take an import back as long as nothing was built on it."""
    _run(request, number)
    try:
        undo_import(run=number, by=request.actor, on=today(), at=now())
        messages.success(request, _("已整批撤回。"))
    except XiaoweiError as error:
        messages.warning(request, said(error, language()))
    return redirect("import-run", number)


def _spotted(by: Actor, run: Any) -> int:
    """Count the open spots in somebody's area that an import's tickets made or changed."""
    if run.kind != "tickets" or run.undone_at:
        return 0
    touched = spots_holding(queries.new_in(run.number))
    own = home_region(by, SHEET_BRINGERS) or None
    return sum(row["id"] in touched for row in spots(district=own, as_of=today())) if touched else 0


def _runs(by: Actor) -> list[Any]:
    """Return the last imports that somebody may open."""
    runs = (run for run in queries.runs(limit=RUNS_READ) if may_open_run(by, run))
    return list(islice(runs, RUNS_SHOWN))


def _asked(by: Actor) -> int:
    """Count the open questions that this person may answer."""
    asked = queries.questions(home_region(by, ANSWER_ROLES))
    return sum(may_answer(by, one["kind"], one["region_code"]) for one in asked)


def _take(one: tray.Held, by: Actor) -> str:
    found = read(one)
    require_settled(one, found)
    report = hand_in(one, found, by, dry_run=False)
    keep_rejects(found.table, report, False, language())
    return report.run


def _take_beside(token: str, by: Actor) -> None:
    """Take a sheet while nobody waits for the answer: what refuses it is kept beside it."""
    try:
        with tray.taking(token, by.person_id) as one:
            one.trouble = {}
            one.run = _take(one, by)
    except Exception as error:
        one = tray.held(token, by.person_id)
        one.trouble = said_of(one, error)
        tray.save(one)


def _look(one: tray.Held, by: Actor) -> tuple[int, int] | None:
    """Look a sheet over; a large one beside the request, of which is returned how far that is."""
    if not working.is_large(one):
        look(one, by)
        return None
    working.begin(one, partial(look, one, by))
    return 0, 0


def _already(request: Request, token: str) -> HttpResponse:
    """Lead who confirms once more to what the first confirmation made."""
    run = tray.known(token, request.actor.person_id).run
    if run:
        messages.info(request, _("这份表已经收过了。"))
        return redirect("import-run", run)
    messages.info(request, _("这份表正在收,收好后列在下面。"))
    return redirect("import")


def _settle(request: Request, one: tray.Held) -> None:
    """Take what was said of one field: its column, that the sheet has none, or that it does."""
    headers: list[str] = (one.preview or {}).get("headers", [])
    field, column = request.POST.get("field", ""), request.POST.get("column", "")
    known = field in (one.preview or {}).get("fields", [])
    if known and column.isdecimal() and int(column) < len(headers):
        say_column(one, field, headers[int(column)])
    say_absent(one, request.POST.get("absent", ""))
    if "present" in request.POST:
        say_present(one, request.POST["present"])


def _mapping(request: Request, one: tray.Held) -> dict[str, str]:
    headers: list[str] = (one.preview or {}).get("headers", [])
    fields: list[str] = (one.preview or {}).get("fields", [])
    mapping: dict[str, str] = {}
    for index, header in enumerate(headers):
        field = request.POST.get(f"map-{index}", "")
        if field in fields:
            same = sum(1 for name in mapping if name.split(".")[0] == field)
            mapping[f"{field}.{same + 1}" if same else field] = header
    unread = {f.split(".")[0] for f in (one.preview or {}).get("mapping", {})} - {
        f.split(".")[0] for f in mapping
    }
    return mapping | dict.fromkeys(unread, "")


def _rejects(name: str) -> Path:
    return Path(settings.HOME) / "rejects" / f"{name}.xlsx"


def _run(request: Request, number: str) -> Any:
    found = queries.run_with(number)
    if found is None:
        raise BadInput("not_found", what=_("导入"), number=number)
    require_run(request.actor, found)
    return found
