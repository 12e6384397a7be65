"""Home of the tests of the scan statistic: SaTScan's own results, a plain reading, and what is refused."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiaowei.analysis.scanning import kernel
from xiaowei.analysis.scanning.field import permutation_field, poisson_field, windows_of
from xiaowei.analysis.scanning.scan import scan
from xiaowei.analysis.scanning.zones import distances, neighbours
from xiaowei.interfaces.cli.main import main

SATSCAN = Path(__file__).parents[3] / "shared/data/satscan"
WEEK = ["--prospective", "--window", 7]


def run(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    code = main(["analyse", "scan", *map(str, words), "--json"])
    shown = capsys.readouterr()
    return json.loads(shown.out)["clusters"] if code == 0 else (code, shown.err)


def reference(name: str) -> list[list[str]]:
    file = SATSCAN / "reference" / f"{name}.col.txt"
    return [line.split() for line in file.read_text().splitlines() if line.strip()]


@pytest.mark.skipif(not SATSCAN.is_dir(), reason="SaTScan's results are not beside this checkout")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("syn20k_stp_prosp7", ["--model", "permutation", *WEEK]),
        ("syn20k_null_stp_prosp7", ["--model", "permutation", *WEEK]),
        ("syn20k_stp_prosp30", ["--model", "permutation", "--prospective", "--window", 30]),
        ("syn20k_poisson_prosp7", ["--model", "poisson", *WEEK]),
        ("nyc_stp_prosp7", ["--model", "permutation", *WEEK, "--geographic", "--max-radius", 3]),
    ],
)
def test_the_reference_finds_the_same(
    capsys: pytest.CaptureFixture[str], name: str, words: list[object]
) -> None:
    """Compare center, days and ratio exactly, and p within three standard errors."""
    if name.startswith("nyc"):
        stem, period = SATSCAN / "sample_data/NYCfever", ("2001-11-01", "2001-11-24")
    else:
        stem = SATSCAN / "reference" / name.partition("_stp")[0].partition("_poisson")[0]
        period = ("2025-01-01", "2025-12-31")
    pop = ["--pop", f"{stem}.pop"] if "poisson" in name else []
    found = run(
        capsys, "--cases", f"{stem}.cas", "--geo", f"{stem}.geo", *pop, *words,
        "--start", period[0], "--end", period[1],
    )  # fmt: skip
    theirs = reference(name)
    assert theirs
    for ours, one in zip(found, theirs, strict=False):
        _, center, *_, start, end, size, llr, p = (
            one[: one.index("F")][:11] if "F" in one else one[:11]
        )
        assert (ours["center"], len(ours["locations"])) == (center, int(size))
        assert (ours["start"], ours["end"]) == (start.replace("/", "-"), end.replace("/", "-"))
        assert abs(ours["llr"] - float(llr)) <= 1e-6
        error = math.sqrt(float(p) * (1 - float(p)) * 2 / 999)
        assert abs(ours["p_value"] - float(p)) <= 3 * max(error, 0.001)
    missing = theirs[len(found) :]
    assert all(float(one[10]) > 0.99 for one in missing)


@pytest.mark.skipif(not SATSCAN.is_dir(), reason="SaTScan's results are not beside this checkout")
def test_the_leukaemia_of_new_york_is_found_again(capsys: pytest.CaptureFixture[str]) -> None:
    stem = SATSCAN / "expected_ny/satscan_ny_"
    files = ["--cases", f"{stem}cases.txt", "--geo", f"{stem}coords.txt", "--pop", f"{stem}pop.txt"]
    found = run(capsys, *files, "--model", "poisson")
    assert [one["llr"] for one in found][1:3] == [9.019716, 6.11414]
    assert found[0]["llr"] == 14.083511
    assert len(found[0]["locations"]) == 28 and found[0]["center"] == "52"
    small = run(capsys, *files, "--model", "poisson", "--max-share", 0.1)
    assert small[0]["llr"] == pytest.approx(11.577255, abs=1e-6)


CASES = st.lists(
    st.lists(st.integers(0, 4), min_size=5, max_size=5), min_size=2, max_size=6
).filter(lambda rows: sum(map(sum, rows)) > 1)


@settings(deadline=None)
@given(CASES, st.booleans(), st.booleans())
def test_it_finds_what_a_plain_reading_finds(
    rows: list[list[int]], prospective: bool, poisson: bool
) -> None:
    cases = np.array(rows, np.int64)
    size, total = len(cases), int(cases.sum())
    windows = windows_of(5, 3, prospective=prospective)
    people = np.arange(1.0, size + 1)
    field = poisson_field(cases, people, windows) if poisson else permutation_field(cases, windows)
    x, y = np.arange(size) * 1.0, np.arange(size) ** 2 * 0.1
    order, reach = neighbours(x, y, field.at_risk)
    best = 0.0
    for center in range(size):
        near = sorted(
            range(size), key=lambda i: (math.dist((x[i], y[i]), (x[center], y[center])), x[i])
        )
        for count in range(1, size + 1):
            zone = near[:count]
            if field.at_risk[zone].sum() > field.at_risk.sum() / 2 + 1e-9:
                break
            for first, last in windows:
                n = int(cases[zone, first : last + 1].sum())
                share = people[zone].sum() / people.sum() if poisson else cases[zone].sum() / total
                part = (
                    (last - first + 1) / 5 if poisson else cases[:, first : last + 1].sum() / total
                )
                due = total * share * part
                if n >= 2 and n > due:
                    rest = (total - n) * math.log((total - n) / (total - due)) if n < total else 0
                    best = max(best, n * math.log(n / due) + rest)
    found = scan(field, order, reach, replications=0)
    assert (found[0].llr if found else 0.0) == pytest.approx(best, abs=1e-9)
    taken = [place for one in found for place in one.locations]
    assert len(taken) == len(set(taken)), "no two overlap"


def field_of(seed: int = 1) -> tuple[Any, ...]:
    chance = np.random.default_rng(seed)
    cases = chance.poisson(0.4, (40, 60)).astype(np.int64)
    x, y = chance.random(40), chance.random(40)
    field = permutation_field(cases, windows_of(60, 7, prospective=True))
    return field, *neighbours(x, y, field.at_risk)


def test_thresholds_only_save_time() -> None:
    """Walk the same draws with a high threshold, a low one and none."""
    from xiaowei.analysis.scanning.scan import _Walk

    field, order, reach = field_of()
    walk = _Walk(field, order, reach, seed=3)
    exact = walk.batch(range(kernel.AT_ONCE), 0.0)
    for threshold in (0.3, 4.0, 50.0):
        assert walk.exact(range(kernel.AT_ONCE), threshold).tolist() == exact.tolist()


def test_p_depends_on_the_seed_alone() -> None:
    field, order, reach = field_of()
    few, again, other = (scan(field, order, reach, 300, seed) for seed in (1, 1, 2))
    assert few == again
    assert [one.llr for one in few][:2] == [one.llr for one in other][:2]


def test_under_no_clusters_p_is_even() -> None:
    least = [(scan(*field_of(seed), 99, 1) or [None])[0] for seed in range(60)]
    values = [1.0 if one is None or one.p_value is None else one.p_value for one in least]
    assert 0.3 < float(np.mean(values)) < 0.7
    assert sum(value <= 0.1 for value in values) <= 14


def test_great_circles_are_kilometres() -> None:
    lat, lon = np.array([39.9042, 31.2304]), np.array([116.4074, 121.4737])
    assert distances(lat, lon, 0, geographic=True)[1] == pytest.approx(1067, abs=3)


def write(folder: Path, **files: str) -> list[str]:
    words = []
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
        words += [f"--{name}", str(folder / name)]
    return words


GEO = "A 0 0\nB 0 1\nC 5 5\n"


@pytest.mark.parametrize(
    ("cases", "words", "said"),
    [
        ("A 1 2025/01/01\nZ 1 2025/01/02\n", [], "Z"),
        ("A 1 2025/01/01\nB x 2025/01/02\n", [], "2"),
        ("A 1 2025/01/01\nB 1.5 2025/01/02\n", [], "1.5"),
        ("A 1 2025/13/01\n", [], "2025/13/01"),
        ("A 1 2025\n", [], ""),
        ("", [], "3"),
        ("A\n", [], "1"),
        ("A 1 2025/01/01\n", ["--window", "0"], "--window"),
        ("A 1 2025/01/01\n", ["--start", "2025-02-01"], "2025-02-01"),
        ("A 1 2025/01/01\n", ["--model", "poisson"], "--pop"),
    ],
)
def test_what_cannot_be_scanned_is_refused_by_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], cases: str, words: list[str], said: str
) -> None:
    files = write(tmp_path, cases=cases, geo=GEO)
    code, told = run(capsys, *files, "--model", "permutation", *words)
    assert code == 3 and said in told


def test_people_get_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = write(tmp_path, cases="A 9 2025/01/09\nB 1 2025/01/01\nC 5 2025/01/02\n", geo=GEO)
    assert main(["analyse", "scan", *files, "--model", "permutation", "--replications", "99"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith(("A", "C"))
