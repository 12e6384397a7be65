"""Home of the tests of reading a demo's script: the one shipped, and what is wrong told with its line."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from PIL import Image

from xiaowei.connectors.demo_pack.fetch import DemoFiles, fetch
from xiaowei.connectors.demo_pack.parse import parse
from xiaowei.connectors.packs import load
from xiaowei.domain.demo import MOMENTS
from xiaowei.domain.errors import BadInput

Change = Callable[[str, str, str], DemoFiles]


@pytest.fixture(scope="module")
def files() -> DemoFiles:
    return fetch()


@pytest.fixture
def change(files: DemoFiles) -> Change:
    def changed(name: str, old: str, new: str) -> DemoFiles:
        file = files.texts[name]
        assert old in file.text
        text = file.text.replace(old, new, 1)
        return replace(files, texts={**files.texts, name: replace(file, text=text)})

    return changed


def test_the_script_fits_the_packs(files: DemoFiles):
    script, packs = parse(files), load(["demo"])
    assert packs.demo is not None
    assert script.round.year == packs.demo.year + 1, "a later year never enters the sheets' figures"
    for project in script.round.projects:
        assert packs.catalogue.type(project.type_code)
        assert project.type_code in script.drawings.titles
        assert not project.grounds or packs.catalogue.covers(project.type_code, project.grounds)
        assert bool(project.grounds) != bool(project.reason), project.key
    assert {picture.scene for picture in script.pictures} <= set(script.drawings.titles)


def test_steps_go_forward_on_working_days_up_to_the_demos_day(files: DemoFiles):
    packs = load(["demo"])
    assert packs.demo is not None
    for project in parse(files).round.projects:
        days = [step.on for step in project.steps]
        assert days == sorted(days), project.key
        assert all(packs.calendar.is_workday(day) and day < packs.demo.as_of for day in days)


def test_every_scene_is_drawn_and_the_stamp_is_a_picture(files: DemoFiles):
    drawings = parse(files).drawings
    assert set(drawings.shapes) == {(s, m) for s in drawings.titles for m in MOMENTS}
    assert Image.open(io.BytesIO(drawings.stamp)).format == "PNG"


def test_nobody_real_can_be_called(files: DemoFiles):
    phones = re.findall(r"(?<!\d)1\d{10}(?!\d)", files.tickets.read_text(encoding="utf-8-sig"))
    assert phones
    assert all(phone.startswith("100") for phone in phones)


@pytest.mark.parametrize(
    ("name", "old", "new", "above"),
    [
        ("open_round.yaml", "by: butler", "by: nobody", 0),
        ("open_round.yaml", "do: consult", "do: dance", 0),
        ("open_round.yaml", "says: before", "says: never", 0),
        ("open_round.yaml", 'quantity: "120"', 'quantity: "many"', 0),
        ("open_round.yaml", "key: liuhe-drain", "key: dinghaiyuan-1-wall", 2),
        ("open_round.yaml", "parties:", "partis:", 0),
        ("people.yaml", "username: clerk,", "usernam: clerk,", 0),
        ("pictures.yaml", "rect 0 0 960 640 #dce8ee", "rect 0 0 960 #dce8ee", 1),
        ("pictures.yaml", "size: [960, 640]", "size: [960]", 0),
        ("pictures.yaml", "scene: road", "scene: moon", 0),
        ("background.yaml", "deadline: 7天", "deadlin: 7天", 2),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line(
    change: Change, name: str, old: str, new: str, above: int
):
    files = change(name, old, new)
    with pytest.raises(BadInput) as caught:
        parse(files)
    assert caught.value.code == "pack_wrong"
    assert caught.value.facts["file"] == f"demo/{name}"
    text = files.texts[name].text
    # A list and a missing key are pointed at by where they begin.
    line = text[: text.index(new)].count("\n") + 1
    assert caught.value.facts["line"] == line - above
