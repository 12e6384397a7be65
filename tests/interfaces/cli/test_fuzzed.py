"""Home of the fuzzer: damaged sheets, models and studies through every door that takes files.

FUZZ_CASES says how many in all, FUZZ_FROM at which seed they begin.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
import random
import signal
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import mutated
from xiaowei.connectors.hotline_sheet import columnar, parts
from xiaowei.connectors.hotline_sheet.parse import parse as parse_tickets
from xiaowei.connectors.ledger_sheet.parse import parse as parse_projects
from xiaowei.connectors.packs.parse import load
from xiaowei.connectors.place_sheet.parse import parse as parse_places
from xiaowei.connectors.tabular import fetch as opening
from xiaowei.connectors.tabular.kinds import FOLDERS
from xiaowei.connectors.tabular.reading import read_kind
from xiaowei.connectors.tabular.rows import Parsed
from xiaowei.domain.errors import BadInput
from xiaowei.interfaces.cli.main import main
from xiaowei.interfaces.saying import said

CASES = int(os.environ.get("FUZZ_CASES", "400"))
FROM = int(os.environ.get("FUZZ_FROM", "0"))
SECONDS = 20
"""No damaged file of a few kilobytes keeps anybody longer."""
CATALOGUE = load(("default",)).catalogue
PARSE: dict[str, Callable[..., Parsed[object]]] = {
    "tickets": lambda table: parse_tickets(table, catalogue=CATALOGUE),
    "places": parse_places,
    "projects": parse_projects,
}
RISKY = ("=", "+", "-", "@", "\t", "\r")
DONE, USAGE, BAD = 0, 2, 3


def seeds(share: float) -> range:
    """Return the seeds of a door that gets this share of all cases."""
    return range(FROM, FROM + max(1, round(CASES * share)))


@contextlib.contextmanager
def limited(told: object) -> Iterator[None]:
    """Fail whoever takes too long."""

    def ring(*_: object) -> None:
        raise TimeoutError(told)

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(SECONDS)
    try:
        yield
    except Exception as trouble:
        trouble.add_note(str(told))
        raise
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def shows_nobody(told: str) -> bool:
    return mutated.PHONE not in told and mutated.PERSON not in told


@pytest.fixture
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "LARGE_BYTES", 0)
    monkeypatch.setattr(columnar, "LARGE_BYTES", 0)
    monkeypatch.setattr(parts, "BLOCK", 700)


def read_whole(path: Path, kind: str) -> str:
    """Read a sheet with every row, streamed where it can be; return all that is said of it."""
    try:
        parsed = PARSE[kind](read_kind(path, FOLDERS[kind], streamed=True))
        list(parsed.rows)
        faults = [fault.error for reject in parsed.rejected for fault in reject.faults]
        troubles = [*parsed.warnings, *faults]
    except BadInput as refused:
        troubles = [refused]
    return "\n".join(said(one, language) for one in troubles for language in ("zh", "en"))


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("kind", mutated.ROWS)
def test_readers(tmp_path, request, kind, streamed):
    if streamed:
        request.getfixturevalue("small_is_large")
    for seed in seeds(0.12):
        path = mutated.write(tmp_path, mutated.draw(seed, kind))
        with limited((kind, seed, streamed)):
            assert shows_nobody(read_whole(path, kind)), (kind, seed)


def test_old_workbooks(tmp_path):
    for seed in seeds(0.01):
        path = mutated.write(tmp_path, mutated.draw(seed, "tickets", ["xls"]))
        with limited(seed):
            assert shows_nobody(read_whole(path, "tickets")), seed


def test_columns_and_parts(tmp_path, small_is_large):
    for seed in seeds(0.1):
        sheet = mutated.draw(seed, "tickets", ["csv", "csv", "parquet"])
        path = mutated.write(tmp_path, sheet)
        with limited(seed), contextlib.suppress(BadInput):
            source = parts.open_parts(path, CATALOGUE)
            with contextlib.suppress(parts.Irregular):
                for part in source.parts:
                    source.read(part)
        with limited(seed), contextlib.suppress(BadInput):
            columnar.read_columns(path, CATALOGUE)


DOORS = {
    "mask": (0.05, ("--text", "诉求内容", "--out", "out.csv")),
    "mask ": (0.01, ("--text", "诉求内容", "--out", "out.xlsx")),
    "group": (0.02, ("--out", "out.csv")),
    "classify --train": (
        0.01,
        ("--text", "诉求内容", "--label", "二级分类", "--test", "FILE", "--out", "out.csv"),
    ),
    "duplicates": (0.05, ("--json",)),
    "bursts": (0.01, ("--json",)),
    "effect": (
        0.02,
        ("--time", "来电时间", "--place", "街乡镇", "--treated", "sites.txt", "--on", "2021-05-02",
         "--weeks", "1", "--json"),
    ),
    "forecast": (
        0.02,
        ("--time", "来电时间", "--place", "街乡镇", "--topic", "二级分类", "--month", "2021-06", "--json"),
    ),
}  # fmt: skip


def ran(*words: object) -> tuple[int, str, str]:
    """Run a command; return its exit code, what it printed and what it told."""
    out, told = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        try:
            code = main([str(word) for word in words])
        except SystemExit as left:
            code = int(left.code or 0)
    return code, out.getvalue(), told.getvalue()


@pytest.mark.parametrize("door", DOORS)
def test_doors(tmp_path, monkeypatch, door):
    monkeypatch.chdir(tmp_path)
    Path("sites.txt").write_text("柳湾街道\n", "utf-8")
    share, words = DOORS[door]
    codes: Counter[int] = Counter()
    for seed in seeds(share):
        forms = ("csv", "csv", "xlsx", "parquet") if door == "group" else ("csv", "xlsx")
        sheet = mutated.draw(seed, "tickets", forms)
        path = mutated.write(tmp_path, sheet)
        Path("out.csv").unlink(missing_ok=True)
        with limited((door, seed)):
            meant = [path if word == "FILE" else word for word in words]
            code, _, told = ran("analyse", *door.split(), path, *meant)
        codes[code] += 1
        assert code in (DONE, USAGE, BAD), (door, seed, told)
        assert shows_nobody(told), (door, seed)
        assert (code == DONE) or told.strip(), (door, seed)
        if Path("out.csv").exists():
            require_tame(Path("out.csv"), (door, seed))
    assert len(codes) > 1 or codes.total() < 50, "some are read, some refused"


def require_tame(path: Path, told: object) -> None:
    """Fail where a cell of a written sheet would run."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    for row in rows:
        for cell in row:
            assert not cell.startswith(RISKY) or is_number(cell), (told, cell)


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_models(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [
        f"{told}{n}号院,{kind}"
        for n in range(12)
        for told, kind in (("停水了水管坏", "水"), ("路灯不亮", "电"))
    ]
    Path("t.csv").write_text("\n".join(["诉求内容,类", *rows]), "utf-8")
    train = ("--train", "t.csv", "--text", "诉求内容", "--label", "类", "--save", "m.npz")
    assert ran("analyse", "classify", *train)[0] == DONE
    whole = Path("m.npz").read_bytes()
    with zipfile.ZipFile("m.npz") as stored:
        parts = {name: stored.read(name) for name in stored.namelist()}
    for seed in seeds(0.1):
        chance = random.Random(seed)
        name = chance.choice(list(parts))
        head = bytes(chance.choice(mutated.MUTATIONS)(chance, bytearray(parts[name][:128])))
        packing = chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
        data = mutated.zipped(parts | {name: head + parts[name][128:]}, packing)
        if chance.random() < 0.5:
            data = bytes(chance.choice(mutated.MUTATIONS)(chance, bytearray(whole)))
        Path("bad.npz").write_bytes(data)
        with limited(seed):
            code, _, told = ran("analyse", "classify", "--model", "bad.npz", "--card")
        assert code in (DONE, BAD), (seed, told)


TOLD = (
    "",
    "1e308",
    "-1",
    "nan",
    "inf",
    "1.5",
    "1e18",
    "2021/13/1",
    "0000-00-00",
    "9999-12-31",
    "L1",
    mutated.PHONE,
    "\0",
)


def spoilt(chance: random.Random, rows: list[list[str]]) -> bytes:
    """Return a study's file with some of its columns spoilt."""
    for _ in range(chance.choice((0, 0, 1, 2))):
        own = chance.choice(rows)
        own[chance.randrange(len(own))] = chance.choice(TOLD)
    data = "\n".join(" ".join(own) for own in rows).encode(chance.choice(mutated.CODES[:4]))
    if chance.random() < 0.1:
        data = bytes(chance.choice(mutated.MUTATIONS)(chance, bytearray(data)))
    return data


def test_studies(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for seed in seeds(0.1):
        chance = random.Random(seed)
        cases = [[f"L{n % 5}", str(n % 4), f"2021/1/{n % 28 + 1}"] for n in range(20)]
        Path("c.cas").write_bytes(spoilt(chance, cases))
        Path("g.geo").write_bytes(spoilt(chance, [[f"L{n}", f"40.{n}", "116.1"] for n in range(5)]))
        Path("p.pop").write_bytes(spoilt(chance, [[f"L{n}", "2021", "1000"] for n in range(5)]))
        files = ("--cases", "c.cas", "--geo", "g.geo", "--pop", "p.pop", "--replications", "9")
        more = chance.choice(([], ["--prospective"], ["--geographic"], ["--spatial"]))
        with limited(seed):
            model = ("--model", chance.choice(("permutation", "poisson")))
            code, _, told = ran("analyse", "scan", *files, *model, *more)
        assert code in (DONE, BAD) and shows_nobody(told), (seed, told)


@pytest.mark.django_db
def test_merging(tmp_path):
    for seed in seeds(0.03):
        path = mutated.write(tmp_path, mutated.draw(seed, "projects"))
        with limited(seed):
            code, _, told = ran(
                "merge", path, "--as-of", "2021-06-01", "--out", tmp_path / "all.xlsx"
            )
        assert code in (DONE, BAD) and shows_nobody(told), (seed, told)
