"""Home of the tests of mapping tables: what another topic tree's names mean, taken in as a sheet."""

from __future__ import annotations

import pytest

from tests import town
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import NotAllowed
from xiaowei.interfaces.cli.main import main
from xiaowei.procedures.map_topics import map_topics
from xiaowei.stages.intake.models import Question, Ticket

pytestmark = pytest.mark.django_db


def test_a_table_tells_what_their_names_mean(packs, tmp_path, capsys, monkeypatch) -> None:
    town.set_up()
    town.settle_places()
    strange = {"topics": ("奇事", "怪事"), "content": "说不清"}
    town.bring([town.ticket_row("R1", **strange)])
    assert Question.objects.filter(kind="topic", answer="").exists()
    rows = [(2, "奇事->怪事", "道路破损"), (3, "别的", "没有的主题"), (4, "", "道路破损")]
    found = map_topics(rows=rows, **town.acting())
    assert (found.new, found.changed, found.same, len(found.rejected)) == (1, 0, 0, 2)
    ticket = Ticket.objects.get(number="R1")
    assert (ticket.topic_code, ticket.topic_how) == ("road_damage", "mapped")
    assert not Question.objects.filter(kind="topic", answer="").exists()
    again = map_topics(rows=[(2, "奇事->怪事", "water_outage")], **town.acting())
    assert (again.changed, Ticket.objects.get(number="R1").topic_code) == (1, "water_outage")
    assert map_topics(rows=[(2, "奇事->怪事", "water_outage")], **town.acting()).same == 1
    with pytest.raises(NotAllowed):
        map_topics(rows=rows, **town.acting(town.CLERK))
    sheet = tmp_path / "a.csv"
    sheet.write_text("对方分类,主题\n怪事二,停水\n", encoding="utf-8")
    assert main(["map-topics", str(sheet), "--json"]) == 0
    assert '"new": 1' in capsys.readouterr().out
    assert story("topics")[0]["action"] == "intake.resettle"
