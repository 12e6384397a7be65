"""The forms handed out as workbooks: one's own area, of a round or of the year."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import unquote

import openpyxl
import pytest

from tests import town

pytestmark = pytest.mark.django_db
HERE = {"programme": f"{town.DISTRICT}:2022"}


def cells(answer):
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    return [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("form", ["application", "filing", "disbursement"])
def test_a_form_lists_ones_own_projects_only(as_, project, form):
    for who, seen in (("officer", True), ("finance", True), ("clerk", True), ("stranger", False)):
        answer = as_(who).get(f"/forms/{form}.xlsx", HERE)
        assert answer.status_code == 200
        assert any(project in row for row in cells(answer)) is seen, who


def test_a_form_of_a_round_is_named_after_it(as_, project):
    page = as_("officer").get("/rounds/")
    name = page.context["rows"][0]["name"]
    answer = as_("officer").get("/forms/filing.xlsx", HERE | {"round": name})
    assert name in unquote(answer["Content-Disposition"]).replace("第", "").replace("批", "") or (
        name in unquote(answer["Content-Disposition"])
    )
    assert "身边小工程" in cells(answer)[0][0]
    assert "/forms/filing.xlsx?programme=" in page.content.decode()
    assert as_("officer").get("/forms/filing.xlsx", HERE | {"round": "无"}).status_code == 422


def test_there_are_three_forms(as_, project):
    assert as_("officer").get("/forms/other.xlsx", HERE).status_code == 404
    page = as_("finance").get("/money/").content.decode()
    assert page.count("/forms/") == 3
