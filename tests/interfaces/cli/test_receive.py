"""`receive`: one ticket as JSON or as headers with values; told at once, taken once."""

from __future__ import annotations

import json

import pytest

from tests import gold

pytestmark = pytest.mark.django_db
stand = gold.standing("places")


def test_one_ticket_is_taken_once_and_tells_what_became_of_it(asked, tmp_path):
    path = tmp_path / "one.json"
    fields = {
        "工单编号": "L1",
        "来电时间": "2020-08-30 09:12",
        "诉求内容": "停水了,电话13912345678",
    }
    path.write_text(json.dumps(fields, ensure_ascii=False), encoding="utf-8")
    told = asked("receive", path)
    assert (told["number"], told["outcome"], told["topic_code"]) == ("L1", "new", "water_outage")
    assert "13912345678" not in told["text"]
    assert asked("receive", path)["outcome"] == "same"
    changed = asked("receive", path, "--set", "诉求内容=还是停水")
    assert changed["outcome"] == "changed"


def test_a_text_longer_than_a_sheet_may_hold_is_refused(xiaowei):
    told = ("--set", "工单编号=L2", "--set", f"诉求内容={'水' * 33_000}")
    ran = xiaowei("receive", *told)
    assert (ran.code, ran.printed) == (3, "") and "诉求内容" in ran.logged
