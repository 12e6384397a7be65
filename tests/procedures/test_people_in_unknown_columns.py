"""Home of the tests that a column about people, which nobody asked for, leaves no name in the books."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from importlib import import_module

from django.apps import apps

from tests import gold, town
from xiaowei.procedures.adopt_ledger.masking import masked_all
from xiaowei.stages.intake.models import SealedText, Ticket, TicketChange
from xiaowei.stages.intake.operations import look_at_raw

NAMES = ("王小明", "李桂兰", "欧阳修远")


def test_a_ticket_keeps_the_name_sealed_only(db):
    town.set_up()
    town.settle_places()
    rows = [town.ticket_row(f"R{n}", extra={"打电话的": who, "来源": "热线"}) for n, who in
            enumerate(NAMES)]  # fmt: skip
    report = town.bring(rows)
    assert set(map(json.dumps, Ticket.objects.values_list("extra", flat=True))) == {
        json.dumps({"来源": "热线"})
    }
    assert report.masked["withheld"] == 3
    assert "王小明" in look_at_raw(number="R0", reason="联系来电人核实", **town.acting(town.CLERK))
    assert town.bring(rows).same == 3


def test_what_an_earlier_version_kept_is_taken_out(db):
    town.set_up()
    town.settle_places()
    town.bring([town.ticket_row(f"R{n}") for n in range(3)])
    for number, who in enumerate(NAMES):
        Ticket.objects.filter(number=f"R{number}").update(extra={"诉求者": who, "来源": "热线"})
    ticket = Ticket.objects.get(number="R1")
    old = json.dumps({"诉求者": "赵四", "来源": "热线"})
    TicketChange.objects.create(ticket=ticket, field="extra", old=old, new="", at=town.NOW)
    step = import_module("xiaowei.stages.intake.migrations.0003_no_people_in_extra")
    step.clear(apps, None)
    assert Ticket.objects.get(number="R2").extra == {"来源": "热线"}
    assert json.loads(TicketChange.objects.get(field="extra").old) == {"来源": "热线"}
    assert SealedText.objects.count() == 3


def test_a_project_sheet_keeps_none():
    row = replace(gold.rows("projects")[0], extra={"联系人": "王小明", "施工图号": "T-1"})
    assert masked_all([row, replace(row, collected_on=date(2020, 3, 1))])[0].extra == {
        "施工图号": "T-1"
    }
