"""Home of the tests of stored models: what comes back is what was stored, and what isn't is refused."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.analysis.test_categorising import examples, write
from xiaowei.analysis.categorising import learn
from xiaowei.analysis.modelcards import calibration_error, data_digest, learn_with_card
from xiaowei.analysis.modelfiles import _digest, load, save
from xiaowei.domain.errors import BadInput
from xiaowei.interfaces.cli.main import main

DAY = date(2022, 8, 31)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("models") / "a.npz"
    save(file, *learn_with_card(*examples(300, 1), DAY))
    return file


def test_a_stored_model_tells_what_it_told(stored: Path, tmp_path: Path) -> None:
    model, card = learn_with_card(*examples(300, 1), DAY)
    again, read, digest = load(stored)
    texts, _ = examples(60, 2)
    assert again.categorise(texts) == model.categorise(texts)
    assert read == card and save(tmp_path / "b.npz", again, read) == digest


def test_a_card_tells_what_was_learnt_and_how_well(stored: Path) -> None:
    _, card, _ = load(stored)
    texts, labels = examples(300, 1)
    assert (card.learnt_on, card.rows, card.folds) == ("2022-08-31", 300, 5)
    assert {one.name: one.rows for one in card.labels} == {n: labels.count(n) for n in set(labels)}
    assert card.macro_f1 > 0.95 and card.accuracy_sure and card.accuracy_sure >= 0.9
    assert 0.5 <= card.sure_from <= 1 and 0 <= card.calibration_error < 0.2
    pairs = list(zip(texts, labels, strict=True))[::-1]
    assert card.data_digest == data_digest([t for t, _ in pairs], [one for _, one in pairs])
    assert card.data_digest != data_digest(texts[1:], labels[1:])


def test_figures_are_of_texts_not_seen() -> None:
    texts, labels = examples(300, 1)
    shuffled = np.random.default_rng(1).permutation(labels).tolist()
    _, card = learn_with_card(texts, shuffled, DAY)
    assert card.accuracy < 0.5 and card.sure < 0.5


def test_no_text_is_kept_in_a_model(stored: Path) -> None:
    held = stored.read_bytes()
    assert not any(word.encode() in held for word in ("停水", "坑洼", "扰民", "市民"))


def test_calibration_error_is_the_mean_gap() -> None:
    chance, right = np.array([0.95, 0.95, 0.55, 0.55]), np.array([1, 1, 1, 0])
    assert calibration_error(chance, right) == pytest.approx(0.5 * 0.05 + 0.5 * 0.05)


def harmed(stored: Path, file: Path, **arrays: Any) -> Path:
    with np.load(stored) as known:
        np.savez(file, **{**known, **arrays})
    return file


def test_what_is_no_model_is_refused(stored: Path, tmp_path: Path) -> None:
    text, sheet, cut = (tmp_path / name for name in ("a.txt", "b.xlsx", "c.npz"))
    text.write_text("no model", encoding="utf-8")
    with zipfile.ZipFile(sheet, "w") as out:
        out.writestr("xl/workbook.xml", "<a/>")
    cut.write_bytes(stored.read_bytes()[:5_000])
    for file in (text, sheet, cut):
        assert refusal(file) == "not_a_model"
    assert refusal(tmp_path / "nothing") == "no_such_file"


def test_a_damaged_model_is_refused(stored: Path, tmp_path: Path) -> None:
    raw = bytearray(stored.read_bytes())
    raw[len(raw) // 2] ^= 1
    flipped = tmp_path / "a.npz"
    flipped.write_bytes(raw)
    assert refusal(flipped) == "model_damaged"
    with np.load(stored) as known:
        weights = known["weights"].copy()
    weights[0, 0] += 1
    assert refusal(harmed(stored, tmp_path / "b.npz", weights=weights)) == "model_damaged"
    objects = np.array([{"a": 1}], object)
    assert refusal(harmed(stored, tmp_path / "c.npz", extra=objects)) == "model_damaged"


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (None, "model_damaged"), (b"{", "model_damaged"), (b"[]", "model_damaged"),
        (b"{}", "model_damaged"), (b'{"format": "1"}', "model_damaged"),
        (b'{"format": 3}', "model_too_new"), (b'{"format": 1, "temperature": 0}', "model_damaged"),
    ],
)  # fmt: skip
def test_a_whole_file_without_a_right_head_is_refused(
    stored: Path, tmp_path: Path, head: bytes | None, code: str
) -> None:
    with np.load(stored) as known:
        arrays = {name: known[name] for name in known.files if name not in ("digest", "head")}
    if head is not None:
        arrays["head"] = np.frombuffer(head, np.uint8)
    digest = np.frombuffer(_digest(arrays).encode(), np.uint8)
    np.savez(tmp_path / "a.npz", **arrays, digest=digest)
    assert refusal(tmp_path / "a.npz") == code


def test_a_model_of_the_first_format_tells_the_same(stored: Path, tmp_path: Path) -> None:
    model, card, _ = load(stored)
    with np.load(stored) as known:
        arrays = {name: known[name] for name in known.files if name != "digest"}
    head = json.loads(arrays["head"].tobytes())
    head |= {"format": 1, "temperature": 1 / model.temperature}
    head["card"]["temperature"] = round(head["temperature"], 4)
    arrays["head"] = np.frombuffer(json.dumps(head).encode(), np.uint8)
    digest = np.frombuffer(_digest(arrays).encode(), np.uint8)
    np.savez(tmp_path / "a.npz", **arrays, digest=digest)
    again, read, _ = load(tmp_path / "a.npz")
    texts, _ = examples(60, 2)
    assert np.allclose(again.chances(texts), model.chances(texts))
    assert read.temperature == card.temperature


def test_without_a_card_a_model_is_calibrated_too() -> None:
    texts, labels = examples(300, 1)
    unsure = np.random.default_rng(1).permutation(labels).tolist()
    told = learn(texts, unsure).categorise(examples(60, 2)[0])
    assert sum(one.is_sure for one in told) < 10


def refusal(file: Path) -> str:
    with pytest.raises(BadInput) as refused:
        load(file)
    return refused.value.code


def told(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    assert main(["analyse", "classify", *map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_door_stores_shows_and_uses_a_model(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = write(tmp_path / "a.csv", [("正文", "类"), *zip(*examples(200, 1), strict=True)])
    test = write(tmp_path / "b.csv", [("正文", "类"), *zip(*examples(50, 2), strict=True)])
    columns = ("--text", "正文", "--label", "类")
    file = tmp_path / "m.npz"
    made = told(capsys, "--train", sheet, *columns, "--save", file, "--on", "2022-08-31")
    assert made["card"]["learnt_on"] == "2022-08-31" and made["model_file"] == str(file)
    used = told(capsys, "--model", file, "--test", test, *columns)
    assert used["model"] == made["model"] and used["macro_f1"] > 0.95
    bare = told(capsys, "--model", file, "--test", test, "--text", "正文")
    assert (bare["macro_f1"], bare["n_test"], bare["fit_seconds"]) == (None, 50, 0)
    assert told(capsys, "--model", file, "--card")["card"] == made["card"]
    assert main(["analyse", "classify", "--model", str(file), "--card"]) == 0
    assert made["card"]["data_digest"] in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [("--model", "m.npz"), ("--train", "a.csv", "--text", "正文", "--test", "b.csv")]
)
def test_what_does_not_say_what_to_do_is_refused(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyse", "classify", *words]) == 3
    assert "--card" in capsys.readouterr().err
