"""Home of the files of a residents' vote: the sheet to type ballots into, the result, the ballots as .pb."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from xiaowei.domain.errors import BadInput
from xiaowei.domain.roles import PROJECT_READERS
from xiaowei.domain.voting import HOLDERS, VOTE_ENDED
from xiaowei.interfaces.web.guard import open_to
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.selection.vote_rows import ended, result_cells
from xiaowei.interfaces.web.selection.voting import readable
from xiaowei.interfaces.web.sheets import as_file, table_file
from xiaowei.interfaces.web.shown import words
from xiaowei.stages.selection import polling

BALLOTS, RESULT = "ballots", "result"


@open_to(*PROJECT_READERS)
def vote_file(request: Request, vote_id: int, part: str, form: str) -> HttpResponse:
    """Hand out the sheet for the ballots, the result, or the ballots with the result as .pb."""
    if part == RESULT and form != "pb":
        found = readable(request, vote_id)
        return table_file(_file_name(found, _("投票结果")), form, *result_cells(found))
    found = readable(request, vote_id, HOLDERS)
    if part == BALLOTS and form == "pb":
        return _pb(found)
    if part != BALLOTS:
        raise Http404
    # Reading and writing ballots loads numbers that no page needs.
    from xiaowei.connectors.ballot_sheet.entry import entry_headers

    headers = entry_headers([option.name for option in found.options.all()])
    return table_file(_file_name(found, _("录票表")), form, headers, [])


def _pb(found: Any) -> HttpResponse:
    """Hand the ballots out as a Pabulib file, which `xiaowei analyse vote` counts again.

    :raises BadInput: `vote_not_counted`
    """
    from xiaowei.connectors.ballot_sheet.poll import poll_of
    from xiaowei.connectors.pabulib.write import write

    count = found.counts.filter(standing=True).first()
    if count is None:
        raise BadInput("vote_not_counted")
    rows = polling.results_of(count)
    options = sorted((row.option for row in rows), key=lambda one: one.place)
    named = [(one.application.candidate.number, one.cost_fen, one.name) for one in options]
    meta = {"description": found.place, "date_begin": found.held_on.strftime("%d.%m.%Y")}
    if called_off := ended(found):
        meta["comment"] = called_off
    poll = poll_of(polling.ballots_of(count), named, found.budget_fen, found.kind, meta)
    winners = [row.option.application.candidate.number for row in rows if row.rank]
    rule = found.rule if found.completion == "none" else f"{found.rule}/{found.completion}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vote.pb"
        write(poll, winners, rule, path)
        return as_file(path.read_bytes(), f"{_file_name(found, _('选票'))}.pb", "text/plain")


def _file_name(found: Any, what: str) -> str:
    """Return the name of a file, which says so where the vote was called off."""
    if found.state == VOTE_ENDED:
        what = f"{words(VOTE_ENDED, 'state')}-{what}"
    return f"{what}-{found.held_on:%Y%m%d}-{found.pk}"
