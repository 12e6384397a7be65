"""Home of the tests of the rules' pages: what holds is said in words, and a pack is loaded as it was read."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from django.test import Client

from tests import town
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.trail.queries import story
from xiaowei.connectors.packs.fetch import fetch
from xiaowei.domain.policy import Policy
from xiaowei.interfaces.web.rules.presenters import GROUPS

Door = Callable[..., Client]
ELSEWHERE = {
    "district", "year", "version", "valid_from", "valid_to", "programme_name", "number_prefix",
    "paragraph",
}  # fmt: skip
"""What a policy is called and how it words its paragraph: no rule that anybody is held to."""
OWN = "990101000000:2022-03-01"
PACKS = "/rules/?view=packs"


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the packs of this home on the disk, to be edited."""
    for name in ("default", "example"):
        shutil.copytree(str(fetch(name).root), tmp_path / name)
    example = tmp_path / "example/pack.yaml"
    told = example.read_text(encoding="utf-8").replace("[default]", f"[{tmp_path / 'default'}]")
    example.write_text(told, encoding="utf-8")
    monkeypatch.setenv("XIAOWEI_PACKS", str(tmp_path / "example"))
    return tmp_path


def test_every_rule_of_a_policy_is_said() -> None:
    assert {name for names in GROUPS.values() for name in names} | ELSEWHERE == {
        one.name for one in fields(Policy)
    }


def test_what_a_district_decides_stands_beside_what_holds_elsewhere(as_: Door) -> None:
    groups = as_("auditor").get(f"/rules/policies/{OWN}/").context["groups"]
    rows = [row for group in groups for row in group["rows"]]
    assert all(row["value"] and not row["label"].isascii() for row in rows)
    assert {row["value"] == row["elsewhere"] for row in rows} == {True, False}
    assert as_("auditor").get("/rules/policies/none/").status_code == 422


def test_the_year_says_which_days_are_free_and_which_are_made_up(as_: Door) -> None:
    page = as_("clerk").get("/rules/calendar/", {"year": "2020"})
    assert page.context["total"] == 249
    days = page.content.decode()
    assert "26<small>班" in days and "6<small>休" in days
    listed = as_("clerk").get("/rules/calendar.csv").content.decode("utf-8-sig")
    assert "2020-04-26,调休上班" in listed and "2020-04-06,放假" in listed


def test_nothing_waits_where_the_packs_are_those_in_force(as_: Door, packs: Path) -> None:
    assert as_("keeper").get(PACKS).context["changes"] == []


def test_a_changed_pack_is_read_and_then_loaded_as_it_was_read(as_: Door, packs: Path) -> None:
    keeper = as_("keeper")
    edit(packs, "review: 5", "review: 4")
    page = keeper.get(PACKS)
    assert [(row["old"], row["new"]) for row in page.context["changes"]] == [("5", "4")]
    stale = {"seen": page.context["seen"]}
    edit(packs, "filing: 1", "filing: 2")
    assert "又变了" in keeper.post("/rules/load/", stale, follow=True).content.decode()
    assert policy_for(town.ELSEWHERE, 2022).clock("review") == 5
    keeper.post("/rules/load/", {"seen": keeper.get(PACKS).context["seen"]})
    held = policy_for(town.ELSEWHERE, 2022)
    assert (held.clock("review"), held.clock("filing")) == (4, 2)
    assert story("packs")[-1]["action"] == "policies.install"
    assert keeper.get(PACKS).context["changes"] == []


def test_a_pack_that_cannot_be_read_changes_nothing_and_says_where(as_: Door, packs: Path) -> None:
    keeper = as_("keeper")
    edit(packs, "review: 5", "review: soon")
    page = keeper.get(PACKS).content.decode()
    assert "policy.yaml" in page and "soon" in page
    keeper.post("/rules/load/", {"seen": ""})
    assert policy_for(town.ELSEWHERE, 2022).clock("review") == 5


def edit(packs: Path, old: str, new: str) -> None:
    file = packs / "default/policy.yaml"
    told = file.read_text(encoding="utf-8")
    assert old in told
    file.write_text(told.replace(old, new), encoding="utf-8")
