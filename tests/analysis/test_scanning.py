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
from xiaowei.analysis.scanning.scan import _simulated, _Walk, scan
from xiaowei.analysis.scanning.zones import distances, gathered, neighbours, sites_of
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


@pytest.mark.skipif(not SATSCAN.is_dir(), reason="SaTScan's results are not beside this checkout")
def test_the_brain_cancer_of_new_mexico_is_found_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Years, age groups and sexes, and three censuses between which people change by the day."""
    stem = SATSCAN / "sample_data/nm"
    files = ["--cases", f"{stem}.cas", "--geo", f"{stem}.geo", "--pop", f"{stem}.pop"]
    study = ["--start", "1973-01-01", "--end", "1991-12-31", "--geographic"]
    found = run(capsys, *files, "--model", "poisson", *study)
    best = found[0]
    assert best["llr"] == 10.979758
    assert (best["start"], best["end"], best["observed"]) == ("1985-01-01", "1989-12-31", 236)
    assert best["p_value"] < 0.03 < found[1]["p_value"]
    assert {"Bernalillo", "SantaFe", "LosAlamos"} <= set(best["locations"])
    still = run(capsys, *files, "--model", "poisson", *study, "--prospective", "--window", 9)
    assert all(one["end"] == "1991-12-31" for one in still) and still[0]["llr"] < best["llr"]
    space = run(capsys, *files, "--model", "poisson", *study, "--spatial")
    assert all(one["start"] == "1973-01-01" for one in space)


PERIODS = 4


@st.composite
def studies(draw: st.DrawFn) -> tuple[Any, Any, list[tuple[int, int]]]:
    """Draw cases and people (groups × locations × periods), and where: often at one place, often as far."""
    groups, size = draw(st.integers(1, 2)), draw(st.integers(1, 6))
    spots = st.tuples(st.integers(0, 2), st.integers(0, 2))
    many = groups * size * PERIODS
    shape = (groups, size, PERIODS)
    cases = draw(st.lists(st.integers(0, 4), min_size=many, max_size=many).filter(any))
    people = draw(st.lists(st.integers(1, 9), min_size=many, max_size=many))
    where = draw(st.lists(spots, min_size=size, max_size=size))
    return np.reshape(cases, shape), np.reshape(people, shape).astype(float), where


def best_by_hand(study: Any, windows: Any, *, poisson: bool) -> float:
    """Return the largest ratio, as slowly and plainly as can be."""
    cases, people, where = study
    groups, total = range(len(cases)), int(cases.sum())

    def due(zone: list[int], first: int, last: int) -> float:
        found = 0.0
        for g in groups:
            if poisson:
                rate = cases[g].sum() / people[g].sum()
                found += rate * people[g][zone, first : last + 1].sum()
            elif cases[g].sum():
                then = cases[g][:, first : last + 1].sum()
                found += cases[g][zone].sum() * then / cases[g].sum()
        return float(found)

    def at_risk(zone: list[int]) -> float:
        return due(zone, 0, PERIODS - 1)

    best = 0.0
    for x, y in set(where):
        sites = sorted(set(where), key=lambda s: ((s[0] - x) ** 2 + (s[1] - y) ** 2, s))
        for count in range(1, len(sites) + 1):
            zone = [at for at, site in enumerate(where) if site in sites[:count]]
            if at_risk(zone) > total / 2 + 1e-9:
                break
            for first, last in windows:
                n, mu = int(cases[:, zone, first : last + 1].sum()), due(zone, first, last)
                if n >= 2 and n > mu + 1e-12:
                    rest = (total - n) * math.log((total - n) / (total - mu)) if n < total else 0
                    best = max(best, n * math.log(n / mu) + rest)
    return best


@settings(deadline=None)
@given(studies(), st.booleans(), st.booleans())
def test_it_finds_what_a_plain_reading_finds(study: Any, prospective: bool, poisson: bool) -> None:
    cases, people, where = study
    windows = windows_of(PERIODS, 3, prospective=prospective)
    x, y = np.array(where, float).T
    sites = sites_of(x, y)
    firsts = [where.index(site) for site in dict.fromkeys(where)]
    counts = gathered(cases, sites)
    field = (
        poisson_field(counts, gathered(people, sites), windows)
        if poisson
        else permutation_field(counts, windows)
    )
    order, reach = neighbours(x[firsts], y[firsts], field.at_risk)
    found = scan(field, order, reach, replications=0)
    best = best_by_hand(study, windows, poisson=poisson)
    assert (found[0].llr if found else 0.0) == pytest.approx(best, abs=1e-9)
    taken = [place for one in found for place in one.locations]
    assert len(taken) == len(set(taken)), "no two overlap"


def test_chance_keeps_what_each_group_has() -> None:
    """Permute times within groups: places and periods keep their cases, and no group takes another's."""
    cases = np.zeros((2, 3, 4), np.int64)
    cases[0, 0], cases[1, 2], cases[1, 1, 3] = (3, 0, 1, 2), (0, 5, 0, 1), 4
    owned, then = cases.sum(2), cases.sum(1)
    owners = np.repeat(np.tile(np.arange(3), 2), owned.ravel())
    out = np.zeros((3, 4), np.int64)
    seen = set()
    for seed in range(20):
        kernel.permuted(owners, np.append(0, owned.sum(1).cumsum()), then, 0, 3, seed, out)
        assert out.sum(1).tolist() == cases.sum((0, 2)).tolist()
        assert out.sum(0).tolist() == cases.sum((0, 1)).tolist()
        assert out[0].tolist() == cases[0, 0].tolist(), "alone in its group"
        seen.add(out.tobytes())
    assert len(seen) > 1


def test_equally_far_is_equally_far_whatever_the_rounding() -> None:
    """Ties go by the smaller coordinate, even where 0.3 - 0.2 is not 0.2 - 0.1 in the machine."""
    x, y = np.array([0.2, 0.3, 0.1]), np.zeros(3)
    order, _ = neighbours(x, y, np.ones(3), max_share=1)
    assert order[0].tolist() == [0, 2, 1]


def test_where_nobody_knows_is_a_zone_of_its_own() -> None:
    x, y = np.array([0.0, np.nan, 1.0, np.nan]), np.array([0.0, np.nan, 0.0, np.nan])
    for geographic in (False, True):
        order, reach = neighbours(x, y, np.ones(4), geographic=geographic, max_share=1)
        zones = [row[:many].tolist() for row, many in zip(order, reach, strict=True)]
        assert zones == [[0, 2], [1], [2, 0], [3]]


def field_of(seed: int = 1) -> tuple[Any, ...]:
    chance = np.random.default_rng(seed)
    cases = chance.poisson(0.4, (40, 60)).astype(np.int64)
    x, y = chance.random(40), chance.random(40)
    field = permutation_field(cases, windows_of(60, 7, prospective=True))
    return field, *neighbours(x, y, field.at_risk)


def test_thresholds_only_save_time() -> None:
    """Walk the same draws with a high threshold, a low one and none."""
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


def test_stopping_early_only_leaves_out_what_comes_after() -> None:
    """Stop at the simulation that is the last of enough: p is how many reach, by how many there were."""
    field, order, reach = field_of(5)
    walk = _Walk(field, order, reach, seed=1)
    full = _simulated(walk, 400, math.inf, 0)
    (best, *_) = scan(field, order, reach, 400, seed=1)
    reaching = np.flatnonzero(full >= best.llr - 1e-9)
    assert len(reaching) > 9
    for enough in (3, 9, len(reaching)):
        stopped = scan(field, order, reach, 400, 1, enough)[0]
        assert stopped.p_value == enough / (reaching[enough - 1] + 1)
        drawn = _simulated(walk, 400, best.llr - 1e-9, enough)
        assert drawn.tolist() == full[: reaching[enough - 1] + 1].tolist()
    assert scan(field, order, reach, 400, 1, len(reaching) + 1)[0] == best, "never enough"


@pytest.mark.skipif(not SATSCAN.is_dir(), reason="SaTScan's results are not beside this checkout")
def test_early_p_is_that_of_the_reference(capsys: pytest.CaptureFixture[str]) -> None:
    stem = SATSCAN / "reference/syn20k_null"
    files = ["--cases", f"{stem}.cas", "--geo", f"{stem}.geo", "--model", "permutation", *WEEK]
    found = run(capsys, *files, "--start", "2025-01-01", "--end", "2025-12-31", "--stop-early")
    assert found
    for ours, theirs in zip(found, reference("syn20k_null_stp_prosp7_early"), strict=False):
        p = float(theirs[10])
        assert abs(ours["llr"] - float(theirs[9])) <= 1e-6
        assert abs(ours["p_value"] - p) <= 3 * math.sqrt(p * (1 - p) * 2 / 83)


def test_under_no_clusters_p_is_even() -> None:
    least = [(scan(*field_of(seed), 99, 1) or [None])[0] for seed in range(60)]
    values = [1.0 if one is None or one.p_value is None else one.p_value for one in least]
    assert 0.3 < float(np.mean(values)) < 0.7
    assert sum(value <= 0.1 for value in values) <= 14


def test_great_circles_are_kilometres() -> None:
    lat, lon = np.array([39.9042, 31.2304]), np.array([116.4074, 121.4737])
    assert distances(lat, lon, np.array([0]), geographic=True)[0, 1] == pytest.approx(1067, abs=3)


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
        ("A 1 2025/01/01\nB 1 2025/01\n", [], "2"),
        ("A 1 2025/01/01\nB 1\n", [], "2"),
        ("A 1\nB 1\n", [], "时间"),
        ("A 1 old\nB 1 young\n", [], "时间"),
        ("A -1 2025/01/01\n", [], "-1"),
        ("A nan 2025/01/01\n", [], "nan"),
        ("A 0 2025/01/01\n", [], "3"),
        ("", [], "cases"),
        ("A\n", [], "1"),
        ("A 1 2025/01/01\n", ["--spatial"], "--spatial"),
        ("A 1 2025/01/01\n", ["--window", "0"], "--window"),
        ("A 1 2025/01/01\n", ["--start", "2025-13-01"], "2025-13-01"),
        ("A 1 2025/01/01\n", ["--cases", "nowhere.cas"], "nowhere.cas"),
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
