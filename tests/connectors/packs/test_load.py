"""Home of the tests of reading packs: what is wrong is named with file, line and remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from xiaowei.connectors.packs import load, shipped
from xiaowei.domain.catalogue import branches
from xiaowei.domain.errors import BadInput

GOOD = {
    "pack.yaml": 'name: mine\ntitle: 我的\nversion: "1"\nrequires: [default]\n',
    "regions.csv": "code,name,valid_from,valid_to,successors,aliases\n990101,青川县,,,,\n",
    "policies/990101.yaml": 'district: "990101"\nversion: m\nvalid_from: 2022-01-01\ncap_wan: 20\n',
}
Maker = Callable[..., list[Path]]


@pytest.fixture
def make(tmp_path: Path) -> Maker:
    def write(**changes: str) -> list[Path]:
        for name, text in (GOOD | {k: v for k, v in changes.items() if v}).items():
            place = tmp_path / "mine" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        return [tmp_path]

    return write


def refusal(folders: list[Path]) -> BadInput:
    with pytest.raises(BadInput) as caught:
        load(["mine"], folders)
    return caught.value


def test_a_pack_of_the_operators_own(make: Maker):
    packs = load(["mine"], make())
    assert packs.names == ("default", "mine")
    assert packs.version == "default-2020.1+mine-1"
    assert packs.policies.of("990101", 2022).cap_fen == 20_000_000
    assert packs.regions.find("青川县").code == "990101000000"


def test_a_pack_by_its_path(make: Maker):
    place = make()[0] / "mine"
    assert load([str(place)]).names == ("default", "mine")


def test_packs_that_come_along():
    assert shipped() == ("beijing", "default", "demo", "example")
    assert load(["default", "beijing", "default"]).names == ("default", "beijing")


TYPE = "types:\n  - code: x\n    name: 甲\n    class: convenience\n    unit: 个\n"
POLICY = 'district: "990101"\nversion: m\nvalid_from: 2022-01-01\n'
WORDS = POLICY + "paragraph:\n"
CATS = "  reach:\n    - {measure: cats, text: a}\n"
ROAD = "  clauses:\n    - type: road\n      text: '{wert}'\n"
SEASON = "seasons:\n  - {{code: a, name: 汛, months: {}, topics: [{}], advice: 看}}\n"
PRICES = "year: 2020\nillustrative: true\nprices:\n"


@pytest.mark.parametrize(
    ("file", "text", "line", "said"),
    [
        ("policies/990101.yaml", POLICY + "cap_wan: viel\n", 4, "应为以万元为单位的数字"),
        ("policies/990101.yaml", POLICY + "cap_wann: 20\n", 4, "cap_wan"),
        ("policies/990101.yaml", POLICY + "clocks:\n  review: -1\n", 5, "整数"),
        ("policies/990101.yaml", POLICY + "price_deviation: 20\n", 4, "0 到 1"),
        ("policies/990101.yaml", POLICY + "rates: [1, 2]\n", 4, "表"),
        ("policies/990101.yaml", POLICY + "valid_to: 2021-01-01\n", 4, "开始日期晚于结束日期"),
        ("policies/990101.yaml", POLICY.replace('"', ""), 1, "加引号"),
        ("policies/990101.yaml", WORDS + CATS, 6, "villages"),
        ("policies/990101.yaml", WORDS + "  clauses:\n    - {type: x, text: a}\n", 6, "types.yaml"),
        ("policies/990101.yaml", WORDS + ROAD, 7, "{value}"),
        ("policies/990101.yaml", "a: [1\nb: 2\n", 2, "YAML"),
        ("policies/990101.yaml", "- 1\n", 1, "表"),
        ("pack.yaml", "name: mine\nversion: '1'\nrequires: [default]\n", 1, "缺少「title」"),
        ("pack.yaml", GOOD["pack.yaml"] + "colour: red\n", 5, "不认识「colour」"),
        ("pack.yaml", GOOD["pack.yaml"] + "calendar: mars\n", 5, "「mars」没有定义"),
        ("types.yaml", TYPE + "    topics: [nowhere]\n", 6, "topics.yaml"),
        ("types.yaml", TYPE.replace("convenience", "nothing"), 4, "classes"),
        ("types.yaml", TYPE + "    display: pretty\n", 6, "about_wan"),
        ("prices.yaml", PRICES + "  cats: [1, 2]\n", 4, "types.yaml"),
        ("prices.yaml", PRICES + "  road: [2, 1]\n", 4, "两个数"),
        ("topics.yaml", "topics:\n  - {code: a, name: 甲}\n  - {code: a, name: 乙}\n", 3, "两次"),
        ("topics.yaml", "kinds:\n  shout: [喊]\n", 2, "complaint"),
        ("themes.yaml", "themes:\n  - {month: 2022-07-02, name: 水, lead: 水务, topics: []}\n", 2,
         "第一天"),
        ("themes.yaml", "themes:\n  - {month: 2022-07-01, name: 水, lead: 水务, topics: [nowhere]}\n", 2,
         "topics.yaml"),
        ("seasons.yaml", SEASON.format("[6, 8]", "drainage"), 2, "一个接一个"),
        ("seasons.yaml", SEASON.format("[13]", "drainage"), 2, "一季的月份"),
        ("seasons.yaml", SEASON.format("[]", "drainage"), 2, "一季的月份"),
        ("seasons.yaml", SEASON.format("[6]", "nowhere"), 2, "topics.yaml"),
        ("regions.csv", "code,name\n", 1, "表头"),
        ("regions.csv", GOOD["regions.csv"] + "99o1,乙,,,,\n", 3, "区划代码"),
        ("regions.csv", GOOD["regions.csv"] + "990102,乙,2021-13-01,,,\n", 3, "日期"),
        ("regions.csv", GOOD["regions.csv"] + "990102,,,,,\n", 3, "名称"),
        ("regions.csv", GOOD["regions.csv"] + "990102,乙,2022-01-01,2021-01-01,,\n", 3, "晚于"),
        ("regions.csv", GOOD["regions.csv"] + "990102,乙,,\n", 3, "表头"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(make: Maker, file: str, text: str, line: int, said: str):
    error = refusal(make(**{file: text}))
    assert error.code == "pack_wrong"
    assert (error.facts["file"], error.facts["line"]) == (f"mine/{file}", line)
    assert said in error.text()
    assert "…" not in error.text("en") and "None" not in error.text("en")


def test_calendars_are_checked(make: Maker):
    top = "code: x\nname: x\ndays: x.csv\nfirst: 2020-01-01\nconfirmed_to: 2020-12-31\n"
    days = "date,kind,name,source\n2020-01-01,off,元旦,x\n"
    assert refusal(make(**{"calendars/x.yaml": top})).facts["line"] == 3
    for wrong in ("2020-01-01,off,元旦,x\n", "2020-01-02,maybe,x,x\n", "bald,off,x,x\n"):
        error = refusal(make(**{"calendars/x.yaml": top, "calendars/x.csv": days + wrong}))
        assert (error.facts["file"], error.facts["line"]) == ("mine/calendars/x.csv", 3)
    packs = load(["mine"], make(**{"calendars/x.yaml": top, "calendars/x.csv": days}))
    assert packs.calendars["x"].confirmed_to.year == 2020


def test_two_policies_of_one_district_may_not_overlap(make: Maker):
    error = refusal(make(**{"policies/b.yaml": GOOD["policies/990101.yaml"]}))
    assert "2022 年" in error.text()


@pytest.mark.parametrize(
    ("begins", "caps", "count"),
    [
        ("2021-01-01", {2020: 50, 2021: 9, 2022: 9, 2030: 9}, 4),
        ("2027-03-01", {2021: 50, 2026: 50, 2027: 9, 2030: 9}, 5),
        ("2019-01-01\nvalid_to: 2019-12-31", {2019: 9, 2020: 50, 2027: 50}, 5),
    ],
)
def test_a_later_packs_policy_takes_over(
    make: Maker, begins: str, caps: dict[int, int], count: int
):
    """From the same day on in whole, else from the year it begins in; the years before stay as they were."""
    top = GOOD["pack.yaml"].replace("default", "beijing")
    own = f'district: "110112"\nversion: own\nvalid_from: {begins}\ncap_wan: 9\n'
    book = load(["mine"], make(**{"pack.yaml": top, "policies/own.yaml": own})).policies
    assert {year: book.of("110112", year).cap_fen // 1_000_000 for year in caps} == caps
    assert len(book.policies) == count


def test_a_later_pack_may_not_begin_within_a_year_that_is_ruled(make: Maker):
    top = GOOD["pack.yaml"].replace("default", "beijing")
    own = 'district: "110112"\nversion: own\nvalid_from: 2020-08-01\n'
    assert "2020 年" in refusal(make(**{"pack.yaml": top, "policies/own.yaml": own})).text()


def test_missing_packs_circles_and_other_encodings(make: Maker, tmp_path: Path):
    with pytest.raises(BadInput, match="beijing"):
        load(["nowhere"])
    error = refusal(make(**{"pack.yaml": GOOD["pack.yaml"].replace("default", "mine")}))
    assert error.code == "packs_in_a_circle"
    make()
    (tmp_path / "mine" / "regions.csv").write_bytes("code,name,青川".encode("gbk"))
    assert refusal([tmp_path]).code == "pack_not_text"


def test_a_demo_names_files_that_are_there(make: Maker):
    demo = 'demo:\n  district: "990101"\n  year: 2022\n  as_of: 2022-08-31\n  places: p.csv\n'
    error = refusal(make(**{"pack.yaml": GOOD["pack.yaml"] + demo}))
    assert error.facts["line"] == 9
    assert "p.csv" in error.text()


def beside(folder: Path, name: str, requires: str = "default", types: str = "") -> None:
    place = folder / name
    place.mkdir()
    top = f'name: {name}\ntitle: {name}\nversion: "1"\nrequires: [{requires}]\n'
    (place / "pack.yaml").write_text(top, encoding="utf-8")
    if types:
        (place / "types.yaml").write_text(types, encoding="utf-8")


OTHER = TYPE.replace("甲", "乙").replace("个", "米")


@pytest.mark.parametrize("order", [["one", "two"], ["two", "one"]])
def test_two_packs_that_read_a_type_differently_are_not_loaded_together(
    tmp_path: Path, order: list[str]
):
    beside(tmp_path, "one", types=TYPE)
    beside(tmp_path, "two", types=OTHER)
    with pytest.raises(BadInput) as refused:
        load(order, [tmp_path])
    assert refused.value.code == "pack_wrong"
    for language in ("zh", "en"):
        text = refused.value.text(language)
        for told in ("x", "甲", "个", "乙", "米", "one", "two", f"{order[1]}/types.yaml"):
            assert told in text, told


def test_a_type_renamed_beside_a_pack_that_takes_it_from_below_is_refused():
    for order in (["beijing", "example"], ["example", "beijing"]):
        with pytest.raises(BadInput) as refused:
            load(order)
        text = refused.value.text("zh")
        for told in ("example/types.yaml", "road", "村道修补", "米", "破损道路修复", "平方米"):
            assert told in text, told


def test_packs_beside_each_other_may_say_the_same(tmp_path: Path):
    beside(tmp_path, "one", types=TYPE)
    beside(tmp_path, "two", types=TYPE)
    assert load(["one", "two"], [tmp_path]).catalogue.type("x").unit == "个"


def test_a_pack_renames_what_it_stands_on(tmp_path: Path):
    beside(tmp_path, "one", types=TYPE)
    beside(tmp_path, "two", "one", types=OTHER)
    beside(tmp_path, "three", "two")
    assert load(["one", "three"], [tmp_path]).catalogue.type("x").name == "乙"


def test_a_season_may_go_over_the_turn_of_the_year_and_a_later_pack_takes_over(make: Maker):
    season = SEASON.format("[12, 1]", "drainage").replace("code: a", "code: heating")
    catalogue = load(["mine"], make(**{"seasons.yaml": season})).catalogue
    by_code = {one.code: one for one in catalogue.seasons}
    assert by_code["heating"].months == (12, 1)
    assert by_code["flood"].months == (6, 7, 8)
    assert set(branches(catalogue, by_code["flood"].topics)) >= {
        "ponding",
        "sewer_blocked",
        "roof_leak",
    }
