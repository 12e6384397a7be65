"""Home of `analyse group`: every row of a ticket sheet, of any size, to exactly one same-issue event."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.analyse.columns import heads
from xiaowei.interfaces.cli.printing import Answer, Bar, language, table
from xiaowei.interfaces.cli.running import command, new_file, option

if TYPE_CHECKING:
    import polars as pl

    from xiaowei.analysis.engines.pipeline import Grouped
    from xiaowei.analysis.engines.protocol import Engine
    from xiaowei.domain.catalogue import Catalogue

ENGINES = ("local", "spark")
FORMATS = (".csv", ".parquet")
CAME = {
    0: "opened", 1: "place", 2: "building", 3: "community", 4: "person", 5: "caller", 6: "likely",
    9: "rejected",
}  # fmt: skip
"""How a row came to its event."""
_SHOWN = 30
LEAST_DAYS, MOST_DAYS = 0.01, 3660


def register(methods: Any) -> None:
    """Add `group`."""
    method = command(methods, "group", run)
    option(method, "file", key="analyse_file", type=Path, metavar="FILE")
    option(method, "--gazetteer", key="analyse_gazetteer", type=Path, metavar="FILE")
    option(method, "--gap-days", key="analyse_gap", type=float, metavar="N")
    option(method, "--together", key="group_together", type=Path, metavar="FILE")
    option(method, "--apart", key="group_apart", type=Path, metavar="FILE")
    option(method, "--explain", key="group_explain", action="store_true")
    option(method, "--out", key="group_out", type=new_file, metavar="FILE")
    option(method, "--engine", key="group_engine", choices=ENGINES, default=ENGINES[0])
    option(method, "--master", key="group_master", default="local[*]", metavar="URL")


def run(args: argparse.Namespace) -> Answer:
    """Put every row of a ticket sheet into exactly one same-issue group."""
    from xiaowei.analysis.engines.judging import count_events, judged
    from xiaowei.connectors.packs.parse import load
    from xiaowei.interfaces.cli.analyse.judged import told
    from xiaowei.interfaces.cli.analyse.ticket_sheets import PACKS

    if args.out and args.out.suffix.lower() not in FORMATS:
        raise BadInput("output_kind", file=args.out.name, kinds="、".join(FORMATS))
    began = time.perf_counter()
    catalogue = load(PACKS).catalogue
    with tempfile.TemporaryDirectory(prefix="xiaowei-group-") as folder:
        found = _grouped(args, catalogue, Path(folder))
        grouped, count = found.rows(), found.events
        if args.together or args.apart:
            grouped = judged(grouped, told(args.together, args.apart, grouped))
            count = count_events(grouped)
        rows = named(grouped, found, catalogue)
        largest = _groups(rows, _SHOWN)
        data: dict[str, Any] = {"read": found.read}
        if args.out:
            write(rows, args.out)
            data |= {"events": count, "output_file": str(args.out)}
        else:
            data["groups"] = _groups(rows, explain=args.explain) if args.json else largest
    seconds = round(time.perf_counter() - began, 3)
    data |= {"rejected": found.rejected, "seconds": seconds}
    shown = [(g["place"], g["topic"], len(g["ticket_nos"]), g["callers"], g["id"]) for g in largest]
    titles = heads("place", "topic", "tickets", "callers", "first_ticket")
    head = say("told.grouped", language(), read=found.read, groups=count)
    return Answer(data, "\n".join((head, table(titles, shown), *_notes(found, catalogue))))


def _notes(found: Grouped, catalogue: Catalogue) -> Iterator[str]:
    """Say what is not to be seen in the groups: rows that can't be read, and whose matters are their own."""
    from xiaowei.analysis.grouping.labels import name_of

    if found.rejected:
        yield say("told.unread_rows", language(), count=found.rejected)
    own = zip(found.model.topics.names, found.model.habits.by_caller.tolist(), strict=False)
    names = [name for label, is_own in own if is_own and (name := name_of(label, catalogue))]
    if names:
        yield say("told.own_matters", language(), topics="、".join(names))


def _grouped(args: argparse.Namespace, catalogue: Catalogue, folder: Path) -> Grouped:
    """Group the sheet in parts; one that turns out to be irregular in the midst, as a whole.

    :raises BadInput: what the sheets' readers refuse
    :raises SourceDown: `java_missing`, `spark_down`
    """
    from xiaowei.analysis.engines.pipeline import Plan, group
    from xiaowei.analysis.engines.protocol import StepFailed
    from xiaowei.connectors.hotline_sheet.parts import HeldSheet, Irregular, open_parts
    from xiaowei.interfaces.cli.analyse.ticket_sheets import read_gazetteer

    if args.gap_days is not None and not LEAST_DAYS <= args.gap_days <= MOST_DAYS:
        told = {"option": "--gap-days", "value": args.gap_days}
        raise BadInput("option_outside", **told, least=LEAST_DAYS, most=MOST_DAYS)
    known = read_gazetteer(args.gazetteer) if args.gazetteer else ()
    source = open_parts(args.file, catalogue)
    progress = Progress()
    plan = Plan(catalogue, known, args.gap_days, told=progress.step)
    with _engine(args, folder, progress) as engine:
        try:
            return group(source, engine, plan, _new(folder / "rows"))
        except (Irregular, StepFailed) as trouble:
            if isinstance(trouble, StepFailed) and Irregular.__name__ not in str(trouble):
                raise
            whole = HeldSheet.of(args.file, catalogue)
            return group(whole, engine, plan, _new(folder / "whole"))


@contextmanager
def _engine(args: argparse.Namespace, folder: Path, progress: Progress) -> Iterator[Engine]:
    if args.engine == "local":
        from xiaowei.analysis.engines.local import LocalEngine

        yield LocalEngine(_new(folder / "parts"), progress)
        return
    from xiaowei.analysis.engines.cluster import SparkEngine, connected

    with connected(args.master) as session:
        yield SparkEngine(session, progress)


class Progress:
    """Tells on standard error which step is under way, and how far it is."""

    def __init__(self) -> None:
        self._bar = Bar()

    def step(self, name: str) -> None:
        self._bar(1, 1)
        self._bar = Bar(label=say(f"told.group_{name}", language()))

    def __call__(self, done: int, total: int) -> None:
        self._bar(done, total)


def named(rows: pl.LazyFrame, found: Grouped, catalogue: Catalogue) -> pl.LazyFrame:
    """Return rows with the names of places and topics, and how they came to their event, in words."""
    import polars as pl

    from xiaowei.analysis.grouping.labels import name_of

    places, topics = found.model.atlas.places, found.model.topics.names
    how = pl.LazyFrame(list(CAME.items()), schema={"how": pl.Int8, "came": pl.String}, orient="row")
    of_place = pl.LazyFrame(
        {
            "place": range(len(places)),
            "place_name": [one.shown for one in places],
            "place_code": [one.code for one in places],
        },
        schema={"place": pl.Int32, "place_name": pl.String, "place_code": pl.String},
    )
    of_topic = pl.LazyFrame(
        {
            "topic": range(len(topics)),
            "topic_name": [name_of(label, catalogue) for label in topics],
        },
        schema={"topic": pl.Int32, "topic_name": pl.String},
    )
    for table_, on in ((how, "how"), (of_place, "place"), (of_topic, "topic")):
        rows = rows.join(table_, on=on, how="left", maintain_order="left")
    return rows.select(
        "row", "caller", "began", "at", ticket_no="number", event="event",
        place="place_name", place_code="place_code", topic="topic_name", how="came",
    )  # fmt: skip


def write(rows: pl.LazyFrame, out: Path) -> None:
    """Write the rows, in the order of the sheet, as .csv or .parquet."""
    import polars as pl

    from xiaowei.connectors.tabular.writing import RISKY, TAME

    told = rows.select("ticket_no", "event", "place", "place_code", "topic", "how")
    part = out.with_name(out.name + ".part")
    if out.suffix.lower() == ".csv":
        text = pl.col(pl.String)
        risky = text.str.contains(RISKY) & ~text.str.contains(TAME)
        told = told.with_columns(pl.when(risky).then(text.str.replace("^", "'")).otherwise(text))
        told.sink_csv(part, include_bom=True)
    else:
        told.sink_parquet(part)
    part.replace(out)


def _groups(
    rows: pl.LazyFrame, largest: int | None = None, explain: bool = False
) -> list[dict[str, Any]]:
    """Return the events as they show first in the sheet, or the largest of them."""
    import polars as pl

    from xiaowei.interfaces.cli.analyse.links import explained

    if largest:
        most = rows.group_by("event").agg(pl.len(), pl.col("row").first())
        rows = rows.join(
            most.sort("len", "row", descending=[True, False]).head(largest), on="event"
        )
    unknown = pl.col("caller") == 0
    found = (
        rows.sort("row")
        .group_by("event", maintain_order=True)
        .agg(
            ticket_nos=pl.col("ticket_no"),
            place=pl.col("place").drop_nulls().first(),
            place_code=pl.col("place_code").filter(pl.col("place").is_not_null()).first(),
            topic=pl.col("topic").first(),
            callers=pl.col("caller").filter(~unknown).n_unique() + unknown.sum(),
            **({"links": pl.struct("ticket_no", "at", "topic", "how")} if explain else {}),
        )
        .rename({"event": "id"})
        .collect()
        .to_dicts()
    )
    for group in found if explain else ():
        group["links"] = explained([tuple(one.values()) for one in group["links"]])
    return sorted(found, key=lambda one: -len(one["ticket_nos"])) if largest else found


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder
