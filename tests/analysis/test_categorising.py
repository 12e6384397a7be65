"""Home of the tests of trained categories: what examples teach, how sure it is, and what is refused."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiaowei.analysis.categorising import learn, macro_f1
from xiaowei.analysis.ngrams import character_runs, word_runs
from xiaowei.domain.errors import BadInput
from xiaowei.interfaces.cli.main import main

WORDS = {
    "供水": ("停水", "没水", "水管", "水压", "自来水"),
    "道路": ("坑洼", "路面", "破损", "塌陷", "修路"),
    "噪声": ("噪音", "太吵", "扰民", "施工", "夜间"),
}
TALK = ("市民", "反映", "小区", "希望", "尽快", "处理", "多次", "物业", "没人管")


def examples(count: int, seed: int, parted: str = "") -> tuple[list[str], list[str]]:
    chance = random.Random(seed)
    labels = [chance.choice(sorted(WORDS)) for _ in range(count)]
    texts = [
        parted.join(chance.sample(TALK, 5) + chance.sample(WORDS[label], 2)) for label in labels
    ]
    return texts, labels


@pytest.mark.parametrize("parted", ["", " "])
def test_what_examples_teach_is_told_again(parted: str) -> None:
    learnt = learn(*examples(300, 1, parted))
    texts, labels = examples(90, 2, parted)
    found = learnt.categorise(texts)
    assert macro_f1([one.name for one in found], labels) > 0.97
    right = [one.chance for one, label in zip(found, labels, strict=True) if one.name == label]
    assert np.mean(right) > 0.8
    assert learnt.categorise([]) == []


def test_a_text_that_says_nothing_known_is_not_sure() -> None:
    learnt = learn(*examples(300, 1))
    clear, unclear = learnt.categorise(["停水没水水压", "abc"])
    assert (clear.name, clear.is_sure) == ("供水", True)
    assert unclear.chance < clear.chance and not unclear.is_sure


def test_the_same_examples_teach_the_same() -> None:
    texts, _ = examples(30, 5)
    first, second = (learn(*examples(200, 4)).categorise(texts) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("labels", [["甲"] * 4, ["甲", "乙", "丙", "丁"]])
def test_too_few_categories_are_refused(labels: list[str]) -> None:
    with pytest.raises(BadInput) as refused:
        learn(["一", "二", "三", "四"], labels)
    assert refused.value.code == "too_few_categories"


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=40))
def test_macro_f1_is_the_usual(pairs: list[tuple[str, str]]) -> None:
    from sklearn.metrics import f1_score

    told, real = zip(*pairs, strict=True)
    assert macro_f1(told, real) == pytest.approx(f1_score(real, told, average="macro"))


TEXTS = st.lists(st.text(st.sampled_from("ab路 灯\n"), max_size=9), min_size=1, max_size=8)


@given(TEXTS, st.integers(1, 2))
def test_runs_are_those_that_a_plain_reading_counts(texts: list[str], least: int) -> None:
    for runs, pieces, most in (
        (character_runs(texts), [list("".join(t.split())) for t in texts], 3),
        (word_runs(texts), [t.split() for t in texts], 2),
    ):
        plain = [
            {tuple(p[i : i + n]) for n in range(1, most + 1) for i in range(len(p) - n + 1)}
            for p in pieces
        ]
        often = [sum(run in one for one in plain) for run in set().union(*plain)]
        kept = runs.common(least)
        assert len(kept) == sum(count >= least for count in often)
        sizes = [sum(max(len(p) - n + 1, 0) for n in range(1, most + 1)) for p in pieces]
        assert runs.counted(runs.common(1)).sum(1).ravel().tolist() == [sizes]


def write(path: Path, rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def told(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    code = main(
        ["analyse", "classify", *map(str, words), "--text", "正文", "--label", "类", "--json"]
    )
    shown = capsys.readouterr()
    return json.loads(shown.out) if code == 0 else (code, shown.err)


def test_the_door_learns_tells_and_scores(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train = write(
        tmp_path / "a.csv", [("正文", "类"), *zip(*examples(200, 1), strict=True), ("路", "")]
    )
    texts, labels = examples(50, 2)
    test = write(tmp_path / "b.csv", [("正文", "类"), *zip(texts, labels, strict=True)])
    found = told(capsys, "--train", train, "--test", test)
    assert (found["n_train"], found["n_test"]) == (200, 50)
    assert found["macro_f1"] > 0.95 and found["accuracy_sure"] >= found["accuracy"]
    with Path(found["predictions_file"]).open(encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["正文", "类", "分类", "可能性", "最可能的分类"]
    right = sum(row[4] == label for row, label in zip(rows[1:], labels, strict=True))
    assert right / 50 == found["accuracy"]
    bare = write(tmp_path / "c.csv", [("正文", "别的"), *((text, "") for text in texts)])
    assert told(capsys, "--train", train, "--test", bare)["macro_f1"] is None


def test_what_cannot_be_learnt_from_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = write(tmp_path / "a.csv", [("正文", "类"), ("停水", "供水"), ("没水", "供水")])
    assert told(capsys, "--train", sheet, "--test", sheet)[0] == 3
    other = write(tmp_path / "b.csv", [("内容", "类"), ("停水", "供水")])
    code, said = told(capsys, "--train", other, "--test", sheet)
    assert code == 3 and "内容" in said
